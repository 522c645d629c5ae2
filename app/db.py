"""The database: one engine for app, migrations and tests; a session for reads, a transaction for writes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, g, has_app_context
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from app.reading import KEPT

try:  # The wheel carries a current SQLite. The system's may have the WAL-reset bug (fixed in 3.51.3, 3.50.7, 3.44.6).
    from pysqlite3 import dbapi2 as sqlite
except ImportError:
    import sqlite3 as sqlite

log = logging.getLogger(__name__)
WRITES = "obkhid_writes"
SQLITE_IS_SOUND = (
    sqlite.sqlite_version_info >= (3, 51, 3)
    or (3, 50, 7) <= sqlite.sqlite_version_info < (3, 51)
    or (3, 44, 6) <= sqlite.sqlite_version_info < (3, 45)
)


def make_engine(url: str) -> Engine:
    """The engine for this address, with every option that an acknowledged write needs to survive a power cut.

    Parameters are hidden from error texts: they would carry names into a log.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, module=sqlite, connect_args={"timeout": 5}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True, hide_parameters=True
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves: see _begin_sqlite
    journal, synchronous = ("WAL", "FULL") if SQLITE_IS_SOUND else ("DELETE", "EXTRA")
    if not SQLITE_IS_SOUND:
        log.warning("SQLite %s can lose writes in WAL mode; using a rollback journal instead.", sqlite.sqlite_version)
    for pragma in (
        f"journal_mode={journal}",
        f"synchronous={synchronous}",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a write from a stale snapshot fails at once, whatever the busy timeout.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def keep_statistics(engine: Engine) -> None:
    """Let SQLite count its tables where they grew, so that it goes on choosing the right index; PostgreSQL does so.

    The limit bounds it to some milliseconds, however long the tables are.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA analysis_limit = 400")
            connection.exec_driver_sql("PRAGMA optimize = 0x10002")
            connection.commit()


def writing(engine: Engine) -> Engine:
    """The same engine and pool, for transactions that write."""
    return engine.execution_options(**{WRITES: True})


def engine() -> Engine:
    """The engine of the running application."""
    found: Engine = current_app.extensions["obkhid_engine"]
    return found


def current_session() -> Session:
    """The session of this request: the open transaction's inside transaction(), else one for reads."""
    session: Session | None = g.get("writing_session") or g.get("reading_session")
    if session is None:
        session = g.reading_session = Session(engine(), expire_on_commit=False, info={KEPT: {}})
    return session


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside, or nothing of it; once a request."""
    if g.get("writing_session") is not None:
        raise RuntimeError("a transaction is open already: use cases take its session")
    close_reading_session()  # with a rollback journal our own reader would block our own commit
    with Session(writing(engine()), expire_on_commit=False) as session, session.begin():
        g.writing_session = session
        try:
            yield session
        finally:
            g.writing_session = None


def close_reading_session(_error: BaseException | None = None) -> None:
    if has_app_context() and (session := g.pop("reading_session", None)) is not None:
        session.close()
