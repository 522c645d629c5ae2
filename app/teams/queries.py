"""Who can go on a day, in which car, and where their permits let them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from app.domain.states import RouteState
from app.domain.zones import ZONE_FACTS
from app.models import Area, Membership, Permit, RouteVersion, Shift, Team, User, Vehicle, VehicleOutage, Volunteer
from app.places.queries import standing


def shifts_on(session: Session, hub_id: int, on: date) -> list[Shift]:
    """The shifts of that day in the order of the teams' numbers, with people and car."""
    return list(session.scalars(_shifts(hub_id).where(Shift.on == on).order_by(Team.number, Shift.id)))


def _shifts(hub_id: int) -> Select[Any]:
    loaded = (contains_eager(Shift.team), joinedload(Shift.vehicle), selectinload(Shift.members))
    return select(Shift).join(Shift.team).where(Shift.hub_id == hub_id, Team.is_active).options(*loaded)


def teams(session: Session, hub_id: int, *, with_inactive: bool = False) -> list[Team]:
    query = select(Team).where(Team.hub_id == hub_id).order_by(Team.number)
    return list(session.scalars(query if with_inactive else query.where(Team.is_active)))


def vehicles(session: Session, hub_id: int, *, with_inactive: bool = False) -> list[Vehicle]:
    query = select(Vehicle).where(Vehicle.hub_id == hub_id).order_by(Vehicle.code)
    return list(session.scalars(query if with_inactive else query.where(Vehicle.is_active)))


def volunteers(session: Session, hub_id: int, *, with_inactive: bool = False) -> list[Volunteer]:
    query = select(Volunteer).where(Volunteer.hub_id == hub_id).order_by(Volunteer.name, Volunteer.id)
    return list(session.scalars(query if with_inactive else query.where(Volunteer.is_active)))


def outages_on(session: Session, hub_id: int, on: date) -> dict[int, VehicleOutage]:
    """By car, why it does not go that day and until when; of several the one that lasts longest."""
    found = [one for one in _outages(session, hub_id, on) if one.covers(on)]
    return {one.vehicle_id: one for one in sorted(found, key=_lasts)}


def outages_ahead(session: Session, hub_id: int, today: date) -> dict[int, list[VehicleOutage]]:
    """By car, those that cover today or begin later; the first on top."""
    found: dict[int, list[VehicleOutage]] = {}
    for one in _outages(session, hub_id, None):
        if is_ahead(one, today):
            found.setdefault(one.vehicle_id, []).append(one)
    return found


def is_ahead(one: VehicleOutage, today: date) -> bool:
    return one.covers(max(one.from_on, today))


def _outages(session: Session, hub_id: int, on: date | None) -> list[VehicleOutage]:
    query = select(VehicleOutage).where(VehicleOutage.hub_id == hub_id).options(joinedload(VehicleOutage.vehicle))
    if on is not None:
        ends_later = or_(VehicleOutage.until_on.is_(None), VehicleOutage.until_on >= on)
        query = query.where(VehicleOutage.from_on <= on, ends_later)
    return list(session.scalars(query.order_by(VehicleOutage.from_on, VehicleOutage.id)))


def _lasts(one: VehicleOutage) -> date:
    return one.until_on or date.max


def shifts_with(session: Session, car: Vehicle, first: date, last: date | None) -> list[Shift]:
    """The shifts of some days that go in this car, both ends included; without a last day all from then on."""
    query = _shifts(car.hub_id).where(Shift.vehicle_id == car.id, Shift.on >= first)
    query = query if last is None else query.where(Shift.on <= last)
    return list(session.scalars(query.order_by(Shift.on, Team.number, Shift.id)))


def permits_on(session: Session, hub_id: int, on: date) -> list[Permit]:
    """The permits valid that day, the one that lasts longest first."""
    query = select(Permit).where(Permit.hub_id == hub_id, Permit.valid_from <= on, Permit.valid_to >= on)
    loaded = (selectinload(Permit.volunteers), selectinload(Permit.areas))
    return list(session.scalars(query.options(*loaded).order_by(Permit.valid_to.desc(), Permit.id)))


@dataclass(frozen=True)
class PermitGap:
    """What the permit that comes nearest does not cover; permit is None where no permit names the area."""

    permit: Permit | None
    people: tuple[str, ...] = ()
    is_other_car: bool = False


def permit_for(session: Session, shift: Shift, area: Area) -> Permit | None:
    """The permit that covers these people, this car, this area and this day; None if none covers all of it."""
    return covering(permits_on(session, shift.hub_id, shift.on), shift, area)


def covering(permits: Iterable[Permit], shift: Shift, area: Area) -> Permit | None:
    """As permit_for, among permits read already."""
    return next((one for one in permits if _names(one, area) and _gap(one, shift) == PermitGap(one)), None)


def permit_gap(permits: Iterable[Permit], shift: Shift, area: Area) -> PermitGap | None:
    """None where a permit covers all; else what the nearest one lacks, people by name."""
    gaps = [_gap(one, shift) for one in permits if _names(one, area)]
    if any(gap.permit and gap == PermitGap(gap.permit) for gap in gaps):
        return None
    return min(gaps, key=lambda gap: (len(gap.people), gap.is_other_car), default=PermitGap(None))


def _names(permit: Permit, area: Area) -> bool:
    """A permit for a settlement covers the areas that lie in it."""
    named, place = {one.id for one in permit.areas}, area
    seen: set[int] = set()
    while place is not None and place.id not in seen:
        if place.id in named:
            return True
        seen.add(place.id)
        place = place.parent  # type: ignore[assignment]
    return False


def _gap(permit: Permit, shift: Shift) -> PermitGap:
    covered = {one.id for one in permit.volunteers}
    missing = tuple(one.name for one in shift.members if one.id not in covered)
    return PermitGap(permit, missing, permit.vehicle_id != shift.vehicle_id)


def areas_with_permit(session: Session, hub_id: int, *, now: datetime) -> list[Area]:
    """The areas nobody enters without a permit: so flagged, or in a zone that asks for one; by code."""
    found = standing(session, hub_id, now=now).values()
    return [
        one.area
        for one in found
        if _is_flagged(one.area)
        or (one.zone and ZONE_FACTS[one.zone].visits_allowed and ZONE_FACTS[one.zone].needs_permit)
    ]


def _is_flagged(area: Area) -> bool:
    place: Area | None = area
    seen: set[int] = set()
    while place is not None and place.id not in seen:
        if place.permit_needed:
            return True
        seen.add(place.id)
        place = place.parent
    return False


def all_permits(session: Session, hub_id: int, *, still_on: date) -> list[Permit]:
    """Permits that are valid on that day or later, those that end first on top."""
    query = select(Permit).where(Permit.hub_id == hub_id, Permit.valid_to >= still_on)
    loaded = (selectinload(Permit.volunteers), selectinload(Permit.areas), selectinload(Permit.vehicle))
    return list(session.scalars(query.options(*loaded).order_by(Permit.valid_to, Permit.id)))


def published_route(session: Session, shift: Shift) -> RouteVersion | None:
    query = select(RouteVersion).where(
        RouteVersion.team_id == shift.team_id, RouteVersion.on == shift.on, RouteVersion.state == RouteState.PUBLISHED
    )
    return session.scalar(query)


def accounts(session: Session, hub_id: int) -> list[User]:
    """The active accounts of the hub, to link a volunteer with."""
    query = select(User).join(Membership).where(Membership.hub_id == hub_id, User.is_active)
    return list(session.scalars(query.order_by(User.display_name)))
