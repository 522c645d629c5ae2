"""Shifts: who goes with which team on a day, in which car; nobody and no car is in two places at once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.accounts import audit
from app.accounts.hubs import hub_settings
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, Changed, Refused
from app.domain.hub_settings import HubSettings
from app.models import Shift, Team, Vehicle, VehicleOutage, Volunteer
from app.teams import broken_permits, queries
from app.teams.cautions import Caution


@dataclass(frozen=True)
class ShiftDraft:
    """A shift as it is typed; times are local minutes from midnight."""

    starts_min: int
    ends_min: int
    member_ids: tuple[int, ...] = ()
    lead_id: int | None = None
    vehicle_id: int | None = None


@dataclass(frozen=True)
class ShiftResult:
    """The shift as saved, and what the coordinator should know about it."""

    shift: Shift
    cautions: tuple[Caution, ...] = ()


def set_shift(
    session: Session,
    team_id: int,
    on: date,
    draft: ShiftDraft,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    expected_version: int | None = None,
) -> ShiftResult:
    """Give a team its shift of a day, or change it. Refused when somebody or the car goes elsewhere at that time."""
    team = get_in_hub(session, Team, team_id, hub_id, lock=True)
    people = [get_in_hub(session, Volunteer, one, hub_id) for one in dict.fromkeys(draft.member_ids)]
    car = get_in_hub(session, Vehicle, draft.vehicle_id, hub_id) if draft.vehicle_id else None
    settings = hub_settings(session, hub_id)
    _check_times(draft, settings)
    _check_lead(draft)
    _check_free(session, team, on, draft, people, car)
    shift = _find(session, team, on)
    _check_seen(shift, expected_version)
    before = broken_permits.in_use(session, shift) if shift else []
    shift = shift or Shift(hub_id=hub_id, team_id=team.id, on=on)
    shift.starts_min, shift.ends_min, shift.lead_id = draft.starts_min, draft.ends_min, draft.lead_id
    shift.vehicle, shift.members, shift.team = car, people, team
    session.add(shift)
    flag_modified(shift, "starts_min")  # other people alone would not count as a new version
    audit.record(
        session, "set_shift", shift, by_id=by_id, now=now, team=team.number, on=on, people=[p.id for p in people]
    )
    outage = queries.outages_on(session, hub_id, on).get(shift.vehicle_id or 0)
    return ShiftResult(shift, (*_cautions(shift, settings, outage), *broken_permits.cautions(shift, before)))


def take_off_shift(
    session: Session,
    shift_id: int,
    *,
    volunteer_id: int | None = None,
    without_car: bool = False,
    hub_id: int,
    expected_version: int,
    by_id: int,
    now: datetime,
) -> Shift:
    """Somebody of a shift is ill, or its car does not go: a fact, so nothing else of the shift is judged for it."""
    shift = get_in_hub(session, Shift, shift_id, hub_id, lock=True)
    check_version(shift, expected_version)
    if volunteer_id is not None:
        gone = get_in_hub(session, Volunteer, volunteer_id, hub_id)
        if gone not in shift.members:
            raise Refused(N_("This person is not on that shift. Look at it again."))
        shift.members = [one for one in shift.members if one is not gone]
        shift.lead_id = None if shift.lead_id == gone.id else shift.lead_id
    if without_car:
        shift.vehicle = None
    flag_modified(shift, "starts_min")  # other people alone would not count as a new version
    people, team = [one.id for one in shift.members], shift.team.number
    audit.record(session, "set_shift", shift, by_id=by_id, now=now, team=team, on=shift.on, people=people)
    return shift


def remove_shift(
    session: Session, shift_id: int, *, hub_id: int, expected_version: int, by_id: int, now: datetime
) -> None:
    """Take a team's shift off a day; refused while a published route of that day needs it."""
    shift = get_in_hub(session, Shift, shift_id, hub_id, lock=True)
    check_version(shift, expected_version)
    if queries.published_route(session, shift) is not None:
        raise Refused(
            N_("Team %(team)s has a published route that day. Withdraw the route first, then remove the shift."),
            team=shift.team.number,
        )
    audit.record(session, "remove_shift", shift, by_id=by_id, now=now, team=shift.team.number, on=shift.on)
    session.delete(shift)
    session.flush()


@dataclass
class CopyResult:
    """Teams whose shifts were copied, and for each other one the sentence why not."""

    copied: list[int] = field(default_factory=list)
    left_out: list[tuple[int, Refused]] = field(default_factory=list)


def copy_shifts(session: Session, hub_id: int, *, from_on: date, to_on: date, by_id: int, now: datetime) -> CopyResult:
    """Give each team the shift it had on another day. A team that has one already keeps it."""
    result = CopyResult()
    for shift in queries.shifts_on(session, hub_id, from_on):
        if _find(session, shift.team, to_on) is not None:
            continue
        try:
            set_shift(session, shift.team_id, to_on, _draft_of(shift), hub_id=hub_id, by_id=by_id, now=now)
        except Refused as refusal:
            result.left_out.append((shift.team.number, refusal))
        else:
            result.copied.append(shift.team.number)
    return result


def _draft_of(shift: Shift) -> ShiftDraft:
    """As it was, without those who no longer go."""
    members = [one.id for one in shift.members if one.is_active]
    car = shift.vehicle_id if shift.vehicle and shift.vehicle.is_active else None
    lead = shift.lead_id if shift.lead_id in members else None
    return ShiftDraft(shift.starts_min, shift.ends_min, tuple(members), lead, car)


def _find(session: Session, team: Team, on: date) -> Shift | None:
    return session.scalar(select(Shift).where(Shift.team_id == team.id, Shift.on == on))


def _check_seen(shift: Shift | None, expected_version: int | None) -> None:
    if shift is not None and expected_version is None:
        raise Changed(N_("This team has a shift that day already. Open it and change it there."))
    if shift is not None and expected_version is not None:
        check_version(shift, expected_version)


def _check_times(draft: ShiftDraft, settings: HubSettings) -> None:
    if draft.ends_min <= draft.starts_min:
        raise Refused(N_("The shift ends before it begins. Set the end later than the start."))
    too_long = draft.ends_min - draft.starts_min > settings.shift_longest_min
    if too_long and not settings.longer_shifts_allowed:
        raise Refused(
            N_("A shift lasts at most %(hours)s h here. Shorten it, or ask the administrator to allow longer ones."),
            hours=f"{settings.shift_longest_min / 60:g}",
        )


def _check_lead(draft: ShiftDraft) -> None:
    if draft.lead_id is not None and draft.lead_id not in draft.member_ids:
        raise Refused(N_("The team lead is not among the people of this shift. Add them, or choose another lead."))


def _check_free(
    session: Session, team: Team, on: date, draft: ShiftDraft, people: list[Volunteer], car: Vehicle | None
) -> None:
    wanted = {one.id for one in people}
    for other in queries.shifts_on(session, team.hub_id, on):
        if other.team_id == team.id or not _overlap(draft, other):
            continue
        when: dict[str, Any] = {
            "team": other.team.number,
            "from": _clock(other.starts_min),
            "to": _clock(other.ends_min),
        }
        busy = [one.name for one in other.members if one.id in wanted]
        if busy:
            raise Refused(
                N_("%(people)s: with team %(team)s that day from %(from)s to %(to)s. Choose others or another time."),
                people=", ".join(busy),
                **when,
            )
        if car is not None and other.vehicle_id == car.id:
            raise Refused(
                N_("Car %(car)s: with team %(team)s that day from %(from)s to %(to)s. Choose another one."),
                car=car.code,
                **when,
            )


def _overlap(draft: ShiftDraft, other: Shift) -> bool:
    return draft.starts_min < other.ends_min and other.starts_min < draft.ends_min


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _cautions(shift: Shift, settings: HubSettings, outage: VehicleOutage | None) -> list[Caution]:
    found = []
    if len(shift.members) < settings.crew_min:
        found.append(
            Caution(
                N_("Team %(team)s has fewer than %(least)s people: nothing is planned for it until it has."),
                {"team": shift.team.number, "least": settings.crew_min},
            )
        )
    if shift.vehicle is None:
        found.append(Caution(N_("Team %(team)s has no car: nothing is planned for it."), {"team": shift.team.number}))
    if outage is not None:
        out = {"car": outage.vehicle.code, "team": shift.team.number}
        found.append(Caution(N_("Car %(car)s is out of service that day: nothing is planned for team %(team)s."), out))
    if shift.ends_min - shift.starts_min > settings.shift_longest_min:
        hours = f"{settings.shift_longest_min / 60:g}"
        found.append(Caution(N_("The shift is longer than %(hours)s h: tired people miss things."), {"hours": hours}))
    return found
