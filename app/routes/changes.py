"""Who changed a day's plan since a page was opened, when and how, from the audit trail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import AuditEntry, User, Visit
from app.routes import drafts

LOOKED_THROUGH = 2000  # entries, the newest: a page is open for hours, not for days


@dataclass(frozen=True)
class Step:
    """One step of somebody on the plan. key: the visit it was about, where there is one and it still is."""

    action: str
    by: str
    at: datetime
    key: int | None


def steps_since(session: Session, hub_id: int, on: date, seen: int) -> list[Step]:
    """What was done to the plan after its draft had this version, the newest first."""
    entries = [one for one in _entries(session, hub_id) if _is_after(one, on, seen)]
    users = select(User.id, User.display_name).where(User.id.in_({one.actor_id for one in entries}))
    names = {row.id: row.display_name for row in session.execute(users)}
    keys = _keys(session, hub_id, {one.object_uid for one in entries if one.object_type == "Visit"})
    return [
        Step(one.action, names.get(one.actor_id or 0, ""), one.happened_at, keys.get(one.object_uid)) for one in entries
    ]


def _entries(session: Session, hub_id: int) -> Iterable[AuditEntry]:
    newest = select(func.max(AuditEntry.seq)).scalar_subquery()
    query = select(AuditEntry).where(AuditEntry.hub_id == hub_id, AuditEntry.seq > newest - LOOKED_THROUGH)
    return session.scalars(query.order_by(AuditEntry.seq.desc()))


def _is_after(entry: AuditEntry, on: date, seen: int) -> bool:
    return entry.facts.get("on") == on.isoformat() and int(entry.facts.get("draft") or 0) > seen


def _keys(session: Session, hub_id: int, uids: Iterable[str]) -> dict[str, int]:
    found = session.scalars(select(Visit).where(Visit.hub_id == hub_id, Visit.uid.in_([UUID(uid) for uid in uids])))
    return {str(visit.uid): drafts.key_of(visit) for visit in found if visit.needs}
