"""What makes two accounts one source: a team on the road together, one phone."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_zone
from app.models import Shift, Volunteer
from app.models.sealing import keyring


def origins_of(session: Session, user_id: int | None, hub_id: int, at: datetime) -> list[str]:
    """Keys that a report of this account shares with others of one source; none where nothing is known."""
    found = select(Volunteer).where(Volunteer.user_id == user_id, Volunteer.hub_id == hub_id)
    volunteer = session.scalar(found) if user_id is not None else None
    if volunteer is None:
        return []
    digits = "".join(sign for sign in volunteer.phone or "" if sign.isdigit())
    phone = [f"phone {keyring().lookup_hash('report origin', digits[-9:])}"] if digits else []
    return [*(f"shift {shift_id}" for shift_id in _shifts(session, volunteer, at)), *phone]


def _shifts(session: Session, volunteer: Volunteer, at: datetime) -> list[int]:
    """The shifts that somebody is out with at that moment."""
    local = at.astimezone(hub_zone(session, volunteer.hub_id))
    minute = local.hour * 60 + local.minute
    query = (
        select(Shift.id)
        .where(Shift.hub_id == volunteer.hub_id, Shift.on == local.date())
        .where(Shift.starts_min <= minute, Shift.ends_min > minute)
        .where(Shift.members.any(Volunteer.id == volunteer.id))
    )
    return list(session.scalars(query))
