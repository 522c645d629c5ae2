"""Restore a backup into an empty database, and check everything before it counts."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Engine, MetaData, Table, func, inspect, select, text, update
from sqlalchemy.orm import Session

from app.accounts import audit
from app.backup.rows import from_values, links_ahead, shape_of, tables
from app.backup.write import AT_ONCE, Contents, lines, read_contents
from app.config import Config
from app.db import make_engine, writing
from app.domain.errors import N_, Refused
from app.installation import (
    alembic_config,
    check_keys,
    current_revision,
    known_revisions,
    migrate,
    newest_revision,
)
from app.models import Base, Hub, User
from app.models.sealing import Keyring

Tell = Callable[[str], None]
NOT_WHOLE = N_("What was restored is not what was backed up: take another backup.")


class NotRestored(Refused):
    """Nothing was changed."""


def restore(config: Config, path: Path, *, replace: bool, now: datetime, tell: Tell) -> Contents:
    """The backup as the database of this installation; the keys must lie there already. An older one is migrated.

    A SQLite database is built beside and moved into place only once everything is checked; `replace` keeps the
    old file. Raises Refused, with nothing written, for a wrong key, a broken file or a database that is not empty.
    """
    ring = Keyring.load(config.keys_path)
    contents = read_contents(path, ring)
    if contents.revision not in known_revisions():
        raise NotRestored(N_("This backup is of a newer version of Obkhid: update first."))
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
    """The rows go into the tables that they were taken from; from there the migrations bring them up."""
    is_present = contents.revision == newest_revision()
    if not _is_empty(url):
        raise NotRestored(N_("The database is not empty: a backup is restored into an empty one only."))
    _shape_as(url, contents.revision)
    engine = make_engine(url)
    try:
        shape = Base.metadata if is_present else shape_of(engine)
        with writing(engine).begin() as connection:
            for table in reversed(tables(shape)):
                connection.execute(table.delete())
            _write_rows(connection, path, ring, shape, contents, tell)
            _check_counts(connection, shape, contents)
            if is_present:
                _check(connection, ring, contents)
        if not is_present:
            _bring_up(engine, url, ring, contents)
        check_keys(engine, ring)
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                _check_file(connection)
    finally:
        engine.dispose()


def _shape_as(url: str, revision: str) -> None:
    """Empty tables of that version, also where empty ones of a later version lie."""
    if current_revision(url) not in (None, revision):
        command.downgrade(alembic_config(url), "base")
    migrate(url, revision)


def _bring_up(engine: Engine, url: str, ring: Keyring, contents: Contents) -> None:
    """Migrate what was restored and check it in its new shape; what does not hold is taken out again."""
    migrate(url)
    try:
        with engine.connect() as connection:
            _check(connection, ring, contents)
    except Exception:
        with writing(engine).begin() as connection:
            for table in reversed(tables()):
                connection.execute(table.delete())
        raise


def _write_rows(
    connection: Connection, path: Path, ring: Keyring, shape: MetaData, contents: Contents, tell: Tell
) -> None:
    rows = (line for line in lines(path, ring) if isinstance(line, tuple))
    links: list[tuple[Table, str, list[dict[str, Any]]]] = []
    for name, of_table in groupby(rows, key=lambda line: line[0]):
        table, count = shape.tables[name], 0
        names, ahead = contents.columns.get(name) or table.columns.keys(), links_ahead(table)
        for batch in _batches(from_values(table, names, line[1]) for line in of_table):
            links += [(table, column.key, _taken_out(table, column.key, batch)) for column in ahead]
            connection.execute(table.insert(), batch)
            count += len(batch)
        tell(f"{name}: {count}")
    for table, column, waiting in links:
        _set_links(connection, table, column, waiting)
    if connection.dialect.name == "postgresql":
        _move_sequences(connection, shape)


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


def _move_sequences(connection: Connection, shape: MetaData) -> None:
    """The next row of each table gets a number that no restored row has."""
    for table in tables(shape):
        for key in table.primary_key.columns:
            sequence = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": key.name}
            )
            if sequence:
                highest = connection.scalar(select(func.max(key))) or 0
                connection.execute(
                    text("SELECT setval(:sequence, :next, false)"), {"sequence": sequence, "next": highest + 1}
                )


def _check_counts(connection: Connection, shape: MetaData, contents: Contents) -> None:
    counts = {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables(shape)}
    if Counter(counts) != Counter(contents.counts):
        raise NotRestored(NOT_WHOLE)


def _check(connection: Connection, ring: Keyring, contents: Contents) -> None:
    """The chain of the audit and every sealed cell; raises NotRestored, and what was restored is undone."""
    verdict = audit.verify(Session(connection))
    head_fits = contents.audit_head == (verdict.head if verdict.entries else "")
    if not verdict.is_sound or not head_fits:
        raise NotRestored(NOT_WHOLE)
    for table in tables():
        for column in (one for one in table.columns if one.name.endswith("_sealed")):
            query = select(table.c.uid, column).where(column.is_not(None))
            for uid, sealed in connection.execute(query):
                ring.open(bytes(sealed), f"{table.name}|{column.name}|{uid}")


def _check_file(connection: Connection) -> None:
    whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    if not whole or connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise NotRestored(NOT_WHOLE)
