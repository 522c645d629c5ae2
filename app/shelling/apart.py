"""Two shellings that somebody told apart: kept, so that they are not proposed as one again; it can be taken back."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import get_in_hub
from app.models import EventsApart, ShellingEvent
from app.shelling.errors import AlreadyMerged


def tell_apart(
    session: Session, event_id: int, other_id: int, *, hub_id: int, by_id: int, now: datetime
) -> EventsApart:
    """These two are not one salvo. Said twice it is kept once."""
    first, second = (get_in_hub(session, ShellingEvent, one, hub_id, lock=True) for one in sorted((event_id, other_id)))
    if first is second:
        raise AlreadyMerged
    known = session.scalar(
        _standing(hub_id).where(EventsApart.first_id == first.id, EventsApart.second_id == second.id)
    )
    if known is not None:
        return known
    row = EventsApart(hub_id=hub_id, first_id=first.id, second_id=second.id, by_id=by_id, at=now)
    session.add(row)
    audit.record(session, "tell_apart", first, by_id=by_id, now=now, other=second.id)
    return row


def proposed_again(session: Session, apart_id: int, *, hub_id: int, by_id: int, now: datetime) -> EventsApart:
    """Take it back: the pair may be proposed again."""
    row = get_in_hub(session, EventsApart, apart_id, hub_id, lock=True)
    if row.undone_at is None:
        row.undone_at = now
        first = get_in_hub(session, ShellingEvent, row.first_id, hub_id)
        audit.record(session, "propose_again", first, by_id=by_id, now=now, other=row.second_id)
    return row


def told_apart(session: Session, hub_id: int, event_ids: list[int]) -> list[EventsApart]:
    """The pairs with one of these events that somebody told apart."""
    either = or_(EventsApart.first_id.in_(event_ids), EventsApart.second_id.in_(event_ids))
    return list(session.scalars(_standing(hub_id).where(either).order_by(EventsApart.id)))


def _standing(hub_id: int) -> Select[EventsApart]:
    return select(EventsApart).where(EventsApart.hub_id == hub_id, EventsApart.undone_at.is_(None))
