"""Restore a backup into an empty database, and check everything before it counts."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, inspect, select, text, update
from sqlalchemy.orm import Session

from app.accounts import audit
from app.backup.rows import from_values, links_ahead, tables
from app.backup.write import AT_ONCE, Contents, lines, read_contents
from app.config import Config
from app.db import make_engine, writing
from app.domain.errors import N_, Refused
from app.installation import check_keys, migrate, newest_revision
from app.models import Base, Hub, User
from app.models.sealing import Keyring

Tell = Callable[[str], None]


class NotRestored(Refused):
    """Nothing was changed."""


def restore(config: Config, path: Path, *, replace: bool, now: datetime, tell: Tell) -> Contents:
    """The backup as the database of this installation; the keys must lie there already.

    A SQLite database is built beside and moved into place only once everything is checked; `replace` keeps the
    old file. Raises Refused, with nothing written, for a wrong key, a broken file or a database that is not empty.
    """
    ring = Keyring.load(config.keys_path)
    contents = read_contents(path, ring)
    if contents.revision != newest_revision():
        raise NotRestored(
            N_("The backup has the tables of version %(revision)s: restore it with that version, then migrate."),
            revision=contents.revision,
        )
    if contents.is_demo:
        raise NotRestored(N_("This is a backup of the demo: it is never put into a real database."))
    if config.is_sqlite:
        _restore_file(config, path, ring, contents, replace=replace, now=now, tell=tell)
    else:
        _restore_into(config.url, path, ring, contents, tell)
    return contents


def _restore_file(
    config: Config, path: Path, ring: Keyring, contents: Contents, *, replace: bool, now: datetime, tell: Tell
) -> None:
    target = config.sqlite_file
    if target.exists() and not replace and not _is_empty(config.url):
        raise NotRestored(
            N_("There is a database already: stop the server and say --replace; the old file is kept beside it.")
        )
    beside = target.with_name(target.name + ".restoring")
    _forget(beside)
    try:
        _restore_into(f"sqlite:///{beside}", path, ring, contents, tell)
        if target.exists():
            _put_aside(target, now, tell)
        os.replace(beside, target)
    finally:
        _forget(beside)


def _put_aside(target: Path, now: datetime, tell: Tell) -> None:
    """The old file with its log, so that it opens by itself."""
    aside = target.with_name(f"{target.name}.before-{now:%Y%m%d-%H%M%S}")
    for ending in ("-wal", "-shm", ""):
        part = target.with_name(target.name + ending)
        if part.exists():
            os.replace(part, aside.with_name(aside.name + ending))
    tell(f"The old database is kept as {aside.name}.")


def _forget(file: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _is_empty(url: str) -> bool:
    engine = make_engine(url)
    try:
        with Session(engine) as session:
            if not inspect(engine).has_table("hubs"):
                return True
            return session.scalar(select(Hub.id).limit(1)) is None and session.scalar(select(User.id).limit(1)) is None
    finally:
        engine.dispose()


def _restore_into(url: str, path: Path, ring: Keyring, contents: Contents, tell: Tell) -> None:
    migrate(url)
    if not _is_empty(url):
        raise NotRestored(N_("The database is not empty: a backup is restored into an empty one only."))
    engine = make_engine(url)
    try:
        with writing(engine).begin() as connection:
            for table in reversed(tables()):
                connection.execute(table.delete())
            _write_rows(connection, path, ring, tell)
            _check(connection, ring, contents)
        check_keys(engine, ring)
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                _check_file(connection)
    finally:
        engine.dispose()


def _write_rows(connection: Connection, path: Path, ring: Keyring, tell: Tell) -> None:
    rows = (line for line in lines(path, ring) if isinstance(line, tuple))
    links: list[tuple[Table, str, list[dict[str, Any]]]] = []
    for name, of_table in groupby(rows, key=lambda line: line[0]):
        table, ahead, count = Base.metadata.tables[name], links_ahead(Base.metadata.tables[name]), 0
        for batch in _batches(from_values(table, line[1]) for line in of_table):
            links += [(table, column.key, _taken_out(table, column.key, batch)) for column in ahead]
            connection.execute(table.insert(), batch)
            count += len(batch)
        tell(f"{name}: {count}")
    for table, column, waiting in links:
        _set_links(connection, table, column, waiting)
    if connection.dialect.name == "postgresql":
        _move_sequences(connection)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _taken_out(table: Table, column: str, batch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links to rows that may not be there yet are set at the end."""
    (key,) = table.primary_key.columns
    waiting = [{"row": row[key.key], "to": row[column]} for row in batch if row[column] is not None]
    for row in batch:
        row[column] = None
    return waiting


def _set_links(connection: Connection, table: Table, column: str, waiting: list[dict[str, Any]]) -> None:
    (key,) = table.primary_key.columns
    for link in waiting:
        connection.execute(update(table).where(key == link["row"]).values({column: link["to"]}))


def _move_sequences(connection: Connection) -> None:
    """The next row of each table gets a number that no restored row has."""
    for table in Base.metadata.sorted_tables:
        for key in table.primary_key.columns:
            sequence = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": key.name}
            )
            if sequence:
                highest = connection.scalar(select(func.max(key))) or 0
                connection.execute(
                    text("SELECT setval(:sequence, :next, false)"), {"sequence": sequence, "next": highest + 1}
                )


def _check(connection: Connection, ring: Keyring, contents: Contents) -> None:
    """Counts, the chain of the audit and every sealed cell; raises NotRestored, and the transaction is undone."""
    counts = {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables()}
    verdict = audit.verify(Session(connection))
    head_fits = contents.audit_head == (verdict.head if verdict.entries else "")
    if counts != contents.counts or not verdict.is_sound or not head_fits:
        raise NotRestored(N_("What was restored is not what was backed up: take another backup."))
    for table in tables():
        for column in (one for one in table.columns if one.name.endswith("_sealed")):
            query = select(table.c.uid, column).where(column.is_not(None))
            for uid, sealed in connection.execute(query):
                ring.open(bytes(sealed), f"{table.name}|{column.name}|{uid}")


def _check_file(connection: Connection) -> None:
    whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    if not whole or connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise NotRestored(N_("What was restored is not what was backed up: take another backup."))
