"""Write a backup: a snapshot of every table, sealed, then read again from the disk."""

import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from app.backup.rows import tables, to_line
from app.backup.sealed_file import NotOurBackup, SealedReader, SealedWriter
from app.domain.errors import N_
from app.models import AuditEntry, StoryClock
from app.models.sealing import Keyring

FORMAT = 1
AT_ONCE = 1000
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself: in its first line and its last."""

    revision: str
    made_at: str
    is_demo: bool
    counts: dict[str, int]
    audit_head: str
    digest: str
    columns: dict[str, list[str]]
    """Of each table, in the order of its values; empty in backups of the first version, which follow the database."""

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def write_backup(engine: Engine, ring: Keyring, path: Path, *, revision: str, now: datetime, tell: Tell) -> Contents:
    """The file, verified after writing. It holds no key: without the key file it opens nowhere."""
    beside = path.with_name(path.name + ".writing")
    try:
        with beside.open("wb") as file:
            os.chmod(beside, 0o600)
            with SealedWriter(file, ring) as sealed, gzip.GzipFile(fileobj=sealed, mode="wb", mtime=0) as packed:
                _write_lines(engine, io.BufferedWriter(packed), revision, now, tell)
            file.flush()
            os.fsync(file.fileno())
        contents = read_contents(beside, ring)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return contents


def _write_lines(engine: Engine, out: io.BufferedWriter, revision: str, now: datetime, tell: Tell) -> None:
    digest, counts, head = sha256(), {}, ""
    with _snapshot(engine) as connection:
        is_demo = connection.execute(select(StoryClock.id)).first() is not None
        columns = {table.name: table.columns.keys() for table in tables()}
        first = {"obkhid": FORMAT, "revision": revision, "made_at": now.isoformat(), "is_demo": is_demo}
        _line(out, first | {"columns": columns})
        for table in tables():
            counts[table.name] = 0
            query = select(table).order_by(*table.primary_key.columns)
            for row in connection.execute(query.execution_options(yield_per=AT_ONCE)):
                line = to_line(table, row).encode()
                digest.update(line)
                out.write(line + b"\n")
                counts[table.name] += 1
            if counts[table.name]:
                tell(f"{table.name}: {counts[table.name]}")
        head = connection.scalar(select(AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)) or ""
    _line(out, {"counts": counts, "audit_head": head, "digest": digest.hexdigest()})
    out.flush()


def _snapshot(engine: Engine) -> Connection:
    """One moment of the whole database, whoever writes meanwhile."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ").connect()
    return engine.connect()


def _line(out: io.BufferedWriter, facts: dict[str, Any]) -> None:
    out.write(json.dumps(facts).encode() + b"\n")


def read_contents(path: Path, ring: Keyring) -> Contents:
    """Read a backup to its end and check it against its own last line. Raises NotOurBackup."""
    digest, counts = sha256(), Counter[str]()
    first: dict[str, Any] = {}
    for line in lines(path, ring):
        if isinstance(line, dict) and "obkhid" in line:
            first = line
        elif isinstance(line, dict):
            return _checked(first, line, counts, digest.hexdigest())
        else:
            name, _values, raw = line
            digest.update(raw)
            counts[name] += 1
    raise NotOurBackup(N_("The end of the backup is missing: take another one."))


def _checked(first: dict[str, Any], last: dict[str, Any], counts: Counter[str], digest: str) -> Contents:
    if first.get("obkhid") != FORMAT:
        raise NotOurBackup(N_("This backup is of a newer version of Obkhid: update first."))
    if Counter(last["counts"]) != counts or last["digest"] != digest:
        raise NotOurBackup(N_("The backup was changed or is broken: take another one."))
    facts = (first["revision"], first["made_at"], first["is_demo"], last["counts"], last["audit_head"], digest)
    return Contents(*facts, first.get("columns", {}))


def lines(path: Path, ring: Keyring) -> Iterator[dict[str, Any] | tuple[str, list[Any], bytes]]:
    """The first line's facts, then (table, values, the line as written), then the last line's facts."""
    try:
        with path.open("rb") as file, gzip.open(io.BufferedReader(SealedReader(file, ring))) as packed:
            for raw in packed:
                line = json.loads(raw)
                yield line if isinstance(line, dict) else (line[0], line[1], raw.rstrip(b"\n"))
    except (OSError, EOFError, ValueError) as error:
        if isinstance(error, NotOurBackup):
            raise
        raise NotOurBackup(N_("The backup was changed or is broken: take another one.")) from None
