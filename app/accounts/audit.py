"""The audit trail: each entry carries the hash of the one before, and is written with what it records."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import clock
from app.models import AuditEntry

FIRST = "0" * 64
PAGE = 1000
LOCK = 20230513  # one writer at a time on PostgreSQL; SQLite's write lock does it there


def record(
    session: Session,
    action: str,
    row: Any,
    *,
    by_id: int | None,
    now: datetime,
    hub_id: int | None = None,
    **facts: Any,
) -> AuditEntry:
    """Append an entry about a row (it must have a uid). Facts are codes, ids and field names; never a person's data.

    `now` is domain time, which a demo story moves; the entry also keeps real time, which nothing moves.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    last = session.execute(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).scalar_one_or_none()
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=clock.real_now(),
        happened_at=now,
        hub_id=hub_id if hub_id is not None else getattr(row, "hub_id", None),
        actor_id=by_id,
        action=str(action),
        object_type=type(row).__name__,
        object_uid=str(row.uid),
        facts={
            name: value if isinstance(value, int | float | list | None) else str(value) for name, value in facts.items()
        },
        previous_hash=last.hash if last else FIRST,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()
    return entry


def _hash(entry: AuditEntry) -> str:
    body = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(),
        "happened_at": entry.happened_at.astimezone(UTC).isoformat(),
        "hub": entry.hub_id,
        "actor": entry.actor_id,
        "action": entry.action,
        "object": [entry.object_type, entry.object_uid],
        "facts": entry.facts,
    }
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256((entry.previous_hash + canonical).encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found: how many entries hold, and the first that does not."""

    entries: int
    head: str
    first_bad: int | None

    @property
    def is_sound(self) -> bool:
        return self.first_bad is None


def verify(session: Session) -> Verdict:
    """Walk the chain from the first entry; an edited, removed, swapped or added entry is named."""
    good, previous = 0, FIRST
    while page := _next_entries(session, good):
        for entry in page:
            if entry.seq != good + 1 or entry.previous_hash != previous or entry.hash != _hash(entry):
                return Verdict(good, previous, good + 1)
            good, previous = good + 1, entry.hash
    return Verdict(good, previous, None)


def has_head(session: Session, head: str) -> bool:
    """Whether some entry of the chain has this hash."""
    return bool(head) and session.scalar(select(AuditEntry.seq).where(AuditEntry.hash == head)) is not None


def _next_entries(session: Session, after: int) -> Sequence[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.seq > after).order_by(AuditEntry.seq).limit(PAGE)
    return session.scalars(query).all()
