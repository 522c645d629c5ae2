"""Teams whose car does not go: who is in it by plan, and which other cars have the seats, the nearest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub, hub_settings, hub_zone
from app.day.road import contacts_of, minute_since, open_departures, routes_in_force, stop_by_plan
from app.domain.contacts import ContactKind
from app.domain.geo import road_minutes
from app.models import Departure, RouteVersion, Shift
from app.routes.candidates import people_boarding
from app.routes.rides import rides
from app.teams.queries import outages_on, shifts_on


@dataclass(frozen=True)
class Helper:
    """Another team with a car. minutes: to where the car stands by plan; None where nobody can say."""

    shift: Shift
    seats: int
    minutes: int | None
    is_out: bool


@dataclass(frozen=True)
class Stands:
    """One team that waits beside its car. people: taken in and not brought to the end, by plan and by its word."""

    departure: Departure
    since: datetime
    area_code: str
    people: int
    helpers: tuple[Helper, ...]


def stands(session: Session, hub_id: int, *, now: datetime) -> list[Stands]:
    """Those with people in the car first; until the team is home."""
    out = open_departures(session, hub_id)
    said = contacts_of(session, out)
    told = {one.id: max((c.at for c in said[one.id] if c.kind == ContactKind.CAR_STANDS), default=None) for one in out}
    if not any(told.values()):
        return []
    known = routes_in_force(session, out)
    in_force = {one.id: known.get(one.id, one.route) for one in out}
    found = []
    for one in out:
        since, minute = told[one.id], minute_since(one.on, now, hub_zone(session, hub_id))
        if since is not None:
            arrived = {c.note for c in said[one.id] if c.kind == ContactKind.ARRIVED and c.note}
            aboard = list(rides(one.route.stops, minute=minute, arrived=arrived))
            people = sum(people_boarding(ride.visit) for ride in aboard)
            here = _place(session, hub_id, in_force[one.id], minute)
            helpers = sorted(_helpers(session, one, in_force, out, people, minute, here), key=_how_near)
            stop = stop_by_plan(in_force[one.id], minute)
            code = stop.area.code if stop and stop.area else ""
            found.append(Stands(one, since, code, people, tuple(helpers)))
    return sorted(found, key=lambda one: -one.people)


def _how_near(helper: Helper) -> tuple[bool, int]:
    return helper.minutes is None, helper.minutes or 0


def _helpers(
    session: Session,
    departure: Departure,
    in_force: dict[int, RouteVersion],
    out: list[Departure],
    people: int,
    minute: int,
    here: tuple[float, float] | None,
) -> Iterator[Helper]:
    settings, routes = hub_settings(session, departure.hub_id), {one.team_id: in_force[one.id] for one in out}
    broken = outages_on(session, departure.hub_id, departure.on)
    for shift in shifts_on(session, departure.hub_id, departure.on):
        does_not_go = shift.vehicle_id in broken or shift.team_id == departure.team_id
        if does_not_go or shift.vehicle is None or shift.vehicle.seats < people:
            continue
        there = _place(session, departure.hub_id, routes.get(shift.team_id), minute)
        minutes = None
        if here is not None and there is not None:
            minutes = road_minutes(*there, *here, factor=settings.road_factor, km_h=settings.speed_kmh)
        yield Helper(shift, shift.vehicle.seats, minutes, shift.team_id in routes)


def _place(session: Session, hub_id: int, route: RouteVersion | None, minute: int) -> tuple[float, float] | None:
    """Where a team is by plan: the middle of the area of its stop; the base where it is not out."""
    stop = stop_by_plan(route, minute) if route is not None else None
    if stop is not None and stop.area is not None and stop.area.lat is not None and stop.area.lon is not None:
        return stop.area.lat, stop.area.lon
    hub = get_hub(session, hub_id)
    return hub.base_lat, hub.base_lon
