"""Teams, the people who go out and their cars: add and change, with what changed in the audit trail."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, Refused
from app.models import Membership, Shift, Team, User, Vehicle, Volunteer

SKILLS = ("lift", "evac", "medic", "repair")

Row = TypeVar("Row", Team, Volunteer, Vehicle)


@dataclass(frozen=True)
class TeamBreak:
    """At the base, so many minutes in a row between two local minutes of the day."""

    from_min: int
    to_min: int
    minutes: int


@dataclass(frozen=True)
class TeamDraft:
    number: int
    call_sign: str = ""
    is_active: bool = True
    breaks: tuple[TeamBreak, ...] = ()


@dataclass(frozen=True)
class VolunteerDraft:
    name: str
    phone: str = ""
    skills: tuple[str, ...] = ()
    user_id: int | None = None
    is_active: bool = True


@dataclass(frozen=True)
class VehicleDraft:
    code: str
    plate: str = ""
    seats: int = 0
    cargo_kg: int = 0
    skills: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True)
class Who:
    """Whose row, who writes it and when; today is the hub's."""

    hub_id: int
    by_id: int
    now: datetime
    today: date


def save_team(session: Session, draft: TeamDraft, who: Who, team_id: int | None = None, version: int = 0) -> Team:
    row = _row(session, Team, team_id, version, who)
    taken = select(Team.id).where(Team.hub_id == who.hub_id, Team.number == draft.number, Team.id != (team_id or 0))
    if session.scalar(taken):
        raise Refused(N_("There is a team %(number)s already. Choose another number."), number=draft.number)
    if not draft.is_active and row.is_active and team_id:
        _check_no_shift(session, select(Shift).where(Shift.team_id == team_id), who)
    _check_breaks(draft.breaks)
    breaks = [asdict(one) for one in sorted(draft.breaks, key=lambda one: one.from_min)]
    return _save(session, row, asdict(draft) | {"breaks": breaks}, "team", who)


def _check_breaks(breaks: tuple[TeamBreak, ...]) -> None:
    if any(one.to_min - one.from_min < one.minutes for one in breaks):
        raise Refused(N_("A break is longer than the time it may be taken in. Check its three values."))
    ordered = sorted(breaks, key=lambda one: one.from_min)
    if any(one.to_min > later.from_min for one, later in pairwise(ordered)):
        raise Refused(N_("Two breaks overlap. Let one end before the other may begin."))


def save_volunteer(
    session: Session, draft: VolunteerDraft, who: Who, volunteer_id: int | None = None, version: int = 0
) -> Volunteer:
    row = _row(session, Volunteer, volunteer_id, version, who)
    _check_account(session, draft.user_id, volunteer_id, who)
    if not draft.is_active and volunteer_id:
        _check_no_shift(session, select(Shift).where(Shift.members.any(Volunteer.id == volunteer_id)), who)
    values = asdict(draft) | {"phone": draft.phone or None, "skills": list(draft.skills)}
    return _save(session, row, values, "volunteer", who)


def save_vehicle(
    session: Session, draft: VehicleDraft, who: Who, vehicle_id: int | None = None, version: int = 0
) -> Vehicle:
    row = _row(session, Vehicle, vehicle_id, version, who)
    same = select(Vehicle.id).where(
        Vehicle.hub_id == who.hub_id, Vehicle.code == draft.code, Vehicle.id != (vehicle_id or 0)
    )
    if session.scalar(same):
        raise Refused(N_("There is a car %(code)s already. Choose another code."), code=draft.code)
    if not draft.is_active and vehicle_id:
        _check_no_shift(session, select(Shift).where(Shift.vehicle_id == vehicle_id), who)
    return _save(
        session, row, asdict(draft) | {"plate": draft.plate or None, "skills": list(draft.skills)}, "vehicle", who
    )


def _row(session: Session, table: type[Row], row_id: int | None, version: int, who: Who) -> Row:
    if row_id is None:
        return table(hub_id=who.hub_id)
    row = get_in_hub(session, table, row_id, who.hub_id, lock=True)
    check_version(row, version)
    return row


def _save(session: Session, row: Row, values: dict[str, Any], what: str, who: Who) -> Row:
    is_new = row.id is None
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    session.add(row)
    if changed:
        verb = "add" if is_new else "edit"
        audit.record(session, f"{verb}_{what}", row, by_id=who.by_id, now=who.now, fields=changed)
    return row


def _check_account(session: Session, user_id: int | None, volunteer_id: int | None, who: Who) -> None:
    if user_id is None:
        return
    member = select(User.id).join(Membership).where(User.id == user_id, Membership.hub_id == who.hub_id)
    if session.scalar(member) is None:
        raise Refused(N_("That account does not belong to this hub. Choose another."))
    other = session.scalar(select(Volunteer).where(Volunteer.user_id == user_id, Volunteer.id != (volunteer_id or 0)))
    if other is not None and other.hub_id != who.hub_id:
        raise Refused(N_("That account is linked to somebody of another hub already. Ask the administrator."))
    if other is not None:
        raise Refused(N_("That account is linked to %(name)s already."), name=other.name)


def _check_no_shift(session: Session, shifts: Any, who: Who) -> None:
    ahead = session.scalars(shifts.where(Shift.on >= who.today).order_by(Shift.on).limit(1)).first()
    if ahead is not None:
        raise Refused(
            N_("Still on the shift of team %(team)s on %(day)s. Take it off there first."),
            team=ahead.team.number,
            day=ahead.on,
        )
