"""The database connection: what makes an acknowledged write last, and one transaction a request."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app import db
from app.models import Hub
from tests.factories import NOON


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_a_sound_sqlite_writes_ahead_and_waits_for_the_disk(tmp_path: Path):
    engine = db.make_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")

    found = {name: pragma(engine, name) for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")}
    engine.dispose()

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_an_affected_sqlite_keeps_a_rollback_journal_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(db, "SQLITE_IS_SOUND", False)
    engine = db.make_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")

    found = pragma(engine, "journal_mode"), pragma(engine, "synchronous")
    engine.dispose()

    assert found == ("delete", 3)
    assert "rollback journal" in caplog.text


def test_a_writer_takes_its_place_at_once(tmp_path: Path):
    engine = db.make_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with engine.connect() as waiting, db.writing(engine).connect() as first:
        waiting.exec_driver_sql("PRAGMA busy_timeout=10")
        waiting.rollback()
        first.exec_driver_sql("SELECT 1")

        with pytest.raises(OperationalError, match="locked"):
            waiting.exec_driver_sql("CREATE TABLE t (a)")
    engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_fails_inside_a_transaction_leaves_nothing(app: Flask):
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            _write_and_fail()

        assert db.current_session().query(Hub).count() == 0


def _write_and_fail() -> None:
    with db.transaction() as session:
        facts = {"name_uk": "х", "name_en": "x", "time_zone": "Europe/Kyiv", "base_lat": 1, "base_lon": 1}
        session.add(Hub(code="x", created_at=NOON, **facts))
        session.flush()
        raise ZeroDivisionError


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_transactions_do_not_nest(app: Flask):
    with app.app_context(), db.transaction(), pytest.raises(RuntimeError, match="open already"), db.transaction():
        pass


def test_a_database_error_hides_the_values(tmp_path: Path):
    engine = db.make_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")

    with engine.connect() as connection, pytest.raises(OperationalError) as refused:
        connection.exec_driver_sql("SELECT * FROM nowhere WHERE name = ?", ("Людмила",))
    engine.dispose()

    assert "Людмила" not in str(refused.value)


def test_tables_that_grew_are_counted_so_that_the_right_index_is_chosen(tmp_path: Path):
    engine = db.make_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a, b)")
        connection.exec_driver_sql("CREATE INDEX by_b ON t (b)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 1), (1, 2), (1, 3)")

    db.keep_statistics(engine)

    with engine.connect() as connection:
        counted = connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1").all()
    engine.dispose()
    assert ("by_b", "3 1") in [tuple(row) for row in counted]
