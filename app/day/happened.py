"""Something happened: each thing makes the record it should; visits that hang on it leave the routes and wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from app.accounts.hubs import hub_settings, hub_zone
from app.accounts.scope import get_in_hub
from app.day.road import minute_since
from app.day.service import find_departure, note_contact
from app.domain.contacts import ContactKind
from app.domain.errors import N_, Refused
from app.models import PointStatus, RouteVersion, ServicePoint, Shift, Visit
from app.places.service import set_point_status
from app.routes.gather import routes_on
from app.routes.hand_over import AHEAD, hand_over
from app.routes.rides import arrived_codes, rides
from app.teams import roster
from app.teams.outages import OutageDraft, add_outage
from app.teams.service import take_off_shift


class Who(TypedDict):
    """Whose hub, who says so, when."""

    hub_id: int
    by_id: int
    now: datetime


@dataclass(frozen=True)
class Came:
    """What a record leads to: how many visits a team on the road does not make any more."""

    off_the_road: int = 0


def member_is_ill(
    session: Session, shift_id: int, volunteer_id: int, version: int, why: str, **who: Unpack[Who]
) -> Came:
    """They leave the shift. A team with too few people then goes nowhere: what it has not begun waits for another."""
    shift = take_off_shift(session, shift_id, volunteer_id=volunteer_id, expected_version=version, **who)
    session.flush()
    if len(shift.members) >= hub_settings(session, who["hub_id"]).crew_min:
        return Came()
    return Came(_take_off_the_road(session, shift.on, shift.team_id, why, **who))


def car_is_broken(
    session: Session, shift_id: int, version: int, why: str, until_on: date | None = None, **who: Unpack[Who]
) -> Came:
    """The team has no car from now on; on the road it stands, which is a call for help on everybody's page.

    The car is out of service up to that day inclusive, or until further notice.
    """
    car = get_in_hub(session, Shift, shift_id, who["hub_id"]).vehicle
    shift = take_off_shift(session, shift_id, without_car=True, expected_version=version, **who)
    if car is not None:
        add_outage(session, car, OutageDraft(why, shift.on, until_on), roster.Who(**who, today=shift.on))
    session.flush()
    route = _route(session, shift.on, shift.team_id, who["hub_id"])
    out = find_departure(session, route, open_only=True) if route else None
    if out is not None:
        note_contact(session, out.id, ContactKind.CAR_STANDS, **who)
    return Came(_take_off_the_road(session, shift.on, shift.team_id, why, **who))


def point_is_closed(
    session: Session, point_id: int, on: date, source: str, expires_at: datetime | None, **who: Unpack[Who]
) -> Came:
    """The office or the van is off: visits that hang on it wait anew, but for those whose people are in the car."""
    said = {"source": source.strip(), "as_of": who["now"], "expires_at": expires_at}
    if not said["source"]:
        raise Refused(N_("Say from whom: by phone, own team, a resident."))
    point = get_in_hub(session, ServicePoint, point_id, who["hub_id"])
    set_point_status(session, point_id, PointStatus.CLOSED, **said, **who)  # type: ignore[arg-type]
    session.flush()
    off = 0
    for route in routes_on(session, who["hub_id"], on):
        hang = {stop.visit_id for stop in route.stops if stop.service_point_id == point_id}
        chosen = [visit for visit in not_begun(session, route, who["now"]) if visit.id in hang]
        if chosen and find_departure(session, route) is not None:
            off += _hand_to_nobody(session, on, route.team_id, chosen, point.name, **who)
    return Came(off)


def not_begun(session: Session, route: RouteVersion, now: datetime) -> list[Visit]:
    """Visits ahead at whose door the team is not by its word, and nobody of which is in the car by plan."""
    arrived = arrived_codes(session, route)
    minute = minute_since(route.on, now, hub_zone(session, route.hub_id))
    begun = set() if arrived is None else {one.visit.id for one in rides(route.stops, minute=minute, arrived=arrived)}
    begun |= {stop.visit_id for stop in route.stops if stop.visit_id and stop.code in (arrived or ())}
    found = [stop.visit for stop in route.stops if stop.leg == 0 and stop.visit is not None]
    return [visit for visit in found if visit.state in AHEAD and visit.id not in begun]


def _route(session: Session, on: date, team_id: int, hub_id: int) -> RouteVersion | None:
    return next((one for one in routes_on(session, hub_id, on) if one.team_id == team_id and one.number), None)


def _take_off_the_road(session: Session, on: date, team_id: int, why: str, **who: Unpack[Who]) -> int:
    """A team that has not left is planned anew by the search; of one on the road a person says what it does not do."""
    route = _route(session, on, team_id, who["hub_id"])
    if route is None or find_departure(session, route) is None:
        return 0
    return _hand_to_nobody(session, on, team_id, not_begun(session, route, who["now"]), why, **who)


def _hand_to_nobody(
    session: Session, on: date, team_id: int, visits: Collection[Visit], why: str, **who: Unpack[Who]
) -> int:
    if not visits:
        return 0
    ids = [visit.id for visit in visits]
    hand_over(session, who["hub_id"], on, team_id, None, ids, why, by_id=who["by_id"], now=who["now"])
    return len(ids)
