"""A database with the tables in it, made once a worker process and emptied after each test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, exists, literal, select

ROOMY_BYTES = 256 * 1024 * 1024


def memory_folder() -> str | None:
    """A folder in memory where there is one with room: waiting for the disk at each commit would double the run."""
    shared = "/dev/shm"
    roomy = os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ROOMY_BYTES
    return shared if roomy else None


@dataclass(frozen=True)
class Database:
    """Tests may commit in it as they please: whatever they leave behind is gone before the next."""

    url: str
    engine: Engine

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name


@contextmanager
def database_with_tables(url: str) -> Iterator[Database]:
    from app.db import make_engine  # late: a broken app must not stop the tests of the domain
    from app.models import Base

    engine = make_engine(url)
    Base.metadata.create_all(engine)
    try:
        yield Database(url, engine)
    finally:
        engine.dispose()


def empty(database: Database) -> None:
    """Delete every row, in any order: the databases are told not to look at foreign keys until the end."""
    from app.db import writing
    from app.models import Base

    with writing(database.engine).connect() as connection:
        filled = tables_with_rows(connection, list(Base.metadata.tables.values()))
        connection.rollback()
        if filled:
            delete_all(connection, filled)


def tables_with_rows(connection: Connection, tables: list[Table]) -> list[Table]:
    if not tables:
        return []
    has_rows = select(*(exists(select(literal(1)).select_from(table)).label(table.name) for table in tables))
    answers = connection.execute(has_rows).one()
    return [table for table, filled in zip(tables, answers, strict=True) if filled]


def delete_all(connection: Connection, tables: list[Table]) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    else:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in tables:
        connection.execute(table.delete())
    connection.commit()
