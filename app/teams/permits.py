"""Permits: a pass for these people in this car, in these areas, on these days."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, Refused
from app.models import Area, Permit, Vehicle, Volunteer


@dataclass(frozen=True)
class PermitDraft:
    number: str
    valid_from: date
    valid_to: date
    volunteer_ids: tuple[int, ...] = ()
    area_ids: tuple[int, ...] = ()
    vehicle_id: int | None = None
    note: str = ""


def save_permit(
    session: Session,
    draft: PermitDraft,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    permit_id: int | None = None,
    expected_version: int = 0,
) -> Permit:
    """Write down a permit, or correct it. Raises Refused for one that covers nobody, nowhere or no day."""
    if draft.valid_to < draft.valid_from:
        raise Refused(N_("The permit ends before it begins. Check the two dates."))
    if not draft.volunteer_ids or not draft.area_ids:
        raise Refused(N_("A permit names at least one person and one area."))
    permit = Permit(hub_id=hub_id, created_at=now)
    if permit_id is not None:
        permit = get_in_hub(session, Permit, permit_id, hub_id, lock=True)
        check_version(permit, expected_version)
    permit.number, permit.note = draft.number, draft.note
    permit.valid_from, permit.valid_to = draft.valid_from, draft.valid_to
    permit.vehicle = get_in_hub(session, Vehicle, draft.vehicle_id, hub_id) if draft.vehicle_id else None
    permit.volunteers = [get_in_hub(session, Volunteer, one, hub_id) for one in draft.volunteer_ids]
    permit.areas = [get_in_hub(session, Area, one, hub_id) for one in draft.area_ids]
    session.add(permit)
    flag_modified(permit, "number")  # other people or areas alone would not count as a new version
    audit.record(
        session,
        "edit_permit" if permit_id else "add_permit",
        permit,
        by_id=by_id,
        now=now,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        people=list(draft.volunteer_ids),
        areas=list(draft.area_ids),
    )
    return permit
