"""The migrations lead to the tables that the code knows, forwards and back, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.db import make_engine
from app.installation import alembic_config, migrate, prepare
from app.models import Base
from app.models.sealing import KeyProblem, Keyring, install_keyring, keyring


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    url: str = request.getfixturevalue("postgresql_url")
    engine = make_engine(url)
    with engine.begin() as connection:  # the job queue keeps tables of its own beside the models
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    yield url
    _restore(url)


def _restore(url: str) -> None:
    engine = make_engine(url)
    command.downgrade(alembic_config(url), "base")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    Base.metadata.create_all(engine)
    engine.dispose()


def test_migrations_and_models_agree(empty_url: str):
    migrate(empty_url)

    engine = make_engine(empty_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()

    assert differences == []


def test_the_way_back_leaves_nothing(empty_url: str):
    migrate(empty_url)

    command.downgrade(alembic_config(empty_url), "base")

    engine = make_engine(empty_url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()


def test_another_installations_keys_are_refused_before_anything_is_written(tmp_path: Path):
    from app.config import Config

    before = keyring()
    config = Config.from_environment(instance=str(tmp_path))
    prepare(config)
    config.keys_path.unlink()

    with pytest.raises(KeyProblem, match="put the copy"):
        prepare(config)

    Keyring.generate().save(config.keys_path)
    with pytest.raises(KeyProblem):
        prepare(config)
    install_keyring(before)


WORDS = {
    "chip": "rockets",
    "time_precision": "exact",
    "area_precision": "area",
    "observation": "heard",
    "source_type": "volunteer",
}


def _row_in(connection: Any, table: str, **values: Any) -> None:
    """A row with something in every column that must not be empty."""
    columns = connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
    row = {one.name: WORDS.get(one.name, 1) for one in columns if one.notnull} | values
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def test_a_filled_database_of_before_keeps_its_rows(tmp_path: Path):
    """SQLite makes a table anew to change it: rows that others name must outlive that."""
    url = f"sqlite:///{tmp_path / 'filled.sqlite'}"
    command.upgrade(alembic_config(url), "danger_maps")
    engine = make_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        for table in ("hubs", "users", "areas", "shelling_events", "shelling_reports"):
            _row_in(connection, table)
        _row_in(connection, "holds", area_id=1, event_id=1, report_id=1)
        connection.commit()
    engine.dispose()

    migrate(url)

    engine = make_engine(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT report_id FROM holds").scalars().all() == [1]
        assert connection.exec_driver_sql("SELECT id FROM shelling_reports").scalars().all() == [1]
    engine.dispose()
