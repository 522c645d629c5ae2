"""Corrections keep what stood there before, sealed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Household, Need, Person, RecordChange

Row = Person | Household | Need


def keep(
    session: Session,
    row: Row,
    fields: list[str],
    before: Mapping[str, Any],
    *,
    by_id: int | None,
    now: datetime,
    reason: str = "",
) -> RecordChange:
    change = RecordChange(
        hub_id=row.hub_id,
        table=row.__tablename__,
        row_id=row.id,
        fields=fields,
        before=json.dumps(before, ensure_ascii=False, sort_keys=True, default=str),
        reason=reason,
        by_id=by_id,
        at=now,
    )
    session.add(change)
    session.flush()
    return change


def apply(
    session: Session,
    row: Row,
    changes: Mapping[str, Any],
    *,
    by_id: int | None,
    now: datetime,
    reason: str = "",
) -> list[str]:
    """Set what differs and keep what it was; the names of the fields that changed."""
    before = {name: getattr(row, name) for name, value in changes.items() if _differs(getattr(row, name), value)}
    if not before:
        return []
    for name in before:
        setattr(row, name, changes[name])
    keep(session, row, sorted(before), before, by_id=by_id, now=now, reason=reason)
    return sorted(before)


def _differs(old: Any, new: Any) -> bool:
    """An empty text and none are the same nothing."""
    return bool((old or None) != (new or None))


def before_of(change: RecordChange) -> dict[str, Any]:
    return dict(json.loads(change.before or "{}"))


def changes_of(session: Session, row: Row) -> list[RecordChange]:
    """Newest first."""
    query = (
        select(RecordChange)
        .where(
            RecordChange.hub_id == row.hub_id,
            RecordChange.table == row.__tablename__,
            RecordChange.row_id == row.id,
        )
        .order_by(RecordChange.id.desc())
    )
    return list(session.scalars(query))
