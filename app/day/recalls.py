"""Recalls: teams inside or heading into an area that is held, until a person says that they turn back.

By plan where nothing was heard. A recall ends only by a named confirmation or by the team being home; neither an
outcome, a new version of the route nor a release takes it off the page.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import get_hub, hub_settings, hub_zone
from app.accounts.scope import get_in_hub
from app.day.aboard import Aboard, find_aboard, is_base_held
from app.day.road import NOT_HEARD, contacts_of, minute_since, open_departures, routes_in_force
from app.domain.contacts import ContactKind
from app.domain.errors import N_, Changed, Refused
from app.domain.geo import road_minutes
from app.domain.zones import ZONE_FACTS
from app.models import AreaKind, Contact, Departure, Hold, RouteStop, RouteVersion
from app.places.hold_index import HoldIndex, index_of
from app.places.queries import AreaStanding, standing

CONFIRMED, NO_ANSWER = "recall_confirmed", "no_answer"
JUST_LEFT = timedelta(minutes=60)
MAYBE_LATE_MIN, INSIDE_STILL_MIN = 120, 30


class Where(StrEnum):
    """Where the team is by plan, the most pressing first."""

    INSIDE = "inside"
    HEADING = "heading"
    LEFT = "left"


@dataclass(frozen=True)
class WayOut:
    """The nearest area that no hold covers, or the base where code is empty; minutes by road, guessed."""

    code: str
    minutes: int


@dataclass(frozen=True)
class Recall:
    """One team to call back: its most pressing stop in a held area, every hold that asks for it.

    aboard: people in the car who are driven to a place that is closed; then holds may be empty, for a point closes too.
    """

    departure: Departure
    holds: tuple[Hold, ...]
    stop: RouteStop
    where: Where
    way_out: WayOut | None
    last: Contact | None
    last_call: Contact | None
    home_min: int | None
    aboard: Aboard | None = None


def recalls(session: Session, hub_id: int, *, now: datetime) -> list[Recall]:
    """Those inside first, then those with people aboard, those heading in, those who just left."""
    out = open_departures(session, hub_id)
    if not out:
        return []
    said = contacts_of(session, out)
    tz = hub_zone(session, hub_id)
    every = index_of(session, hub_id, _holds_since(session, hub_id, min(one.left_at for one in out)))
    areas, in_force = standing(session, hub_id, now=now), routes_in_force(session, out)
    found = []
    for departure in out:
        index = replace(every, all=[one for one in every.all if _asks(one, departure, said[departure.id])])
        stops = _stops(departure, in_force.get(departure.id))
        recall = _recall(session, departure, stops, index, said[departure.id], areas, now, tz)
        found += [recall] if recall else []
    return sorted(found, key=_how_pressing)


def _how_pressing(one: Recall) -> tuple[bool, bool, int, int]:
    is_inside = one.where is Where.INSIDE
    return not is_inside, one.aboard is None, list(Where).index(one.where), one.departure.team.number


def _holds_since(session: Session, hub_id: int, since: datetime) -> list[Hold]:
    """Those that hold now, and those released after somebody left: a release does not tell the team."""
    query = select(Hold).where(Hold.hub_id == hub_id, or_(Hold.released_at.is_(None), Hold.released_at >= since))
    return list(session.scalars(query.order_by(Hold.from_at, Hold.id)))


def _asks(hold: Hold, departure: Departure, said: list[Contact]) -> bool:
    """Whether the hold stood while this team was out and nobody confirmed since."""
    if hold.released_at is not None and hold.released_at < departure.left_at:
        return False
    return not any(one.kind == CONFIRMED and one.at >= hold.from_at for one in said)


def _stops(departure: Departure, in_force: RouteVersion | None) -> list[RouteStop]:
    """What the team left with, and what a later version brought; taking a stop off does not call the team back."""
    known = {stop.visit_id for stop in departure.route.stops}
    return departure.route.stops + [stop for stop in (in_force.stops if in_force else []) if stop.visit_id not in known]


def _recall(
    session: Session,
    departure: Departure,
    stops: list[RouteStop],
    index: HoldIndex,
    said: list[Contact],
    areas: dict[int, AreaStanding],
    now: datetime,
    tz: ZoneInfo,
) -> Recall | None:
    minute = minute_since(departure.on, now, tz)
    arrived = {one.note for one in said if one.kind == ContactKind.ARRIVED and one.note}
    legs = zip([None, *stops], stops, strict=False)
    touched = [
        (stop, _holds_on(stop, index, departure.on, tz, _roads_ahead(last, stop, index, arrived)))
        for last, stop in legs
    ]
    rows = [(_where(stop, minute, arrived), stop, holds) for stop, holds in touched if holds]
    told_at = max((one.at for one in said if one.kind == CONFIRMED), default=None)
    aboard = find_aboard(session, departure, stops, index, areas, arrived=arrived, told_at=told_at, now=now)
    if not rows and aboard is None:
        return None
    if rows:
        where, stop, _ = min(rows, key=lambda row: (list(Where).index(row[0]), row[1].position))
    elif aboard is not None:
        where, stop = Where.HEADING, aboard.drop
    every = {hold.id: hold for _, _, holds in rows for hold in holds}
    every |= {hold.id: hold for hold in (aboard.holds if aboard else ())}
    heard = [one for one in said if one.kind not in NOT_HEARD]
    calls = [one for one in said if one.kind in NOT_HEARD]
    return Recall(
        departure,
        tuple(every.values()),
        stop,
        where,
        _way_out(session, stop, areas),
        heard[-1] if heard else None,
        calls[-1] if calls else None,
        departure.route.home_min,
        aboard,
    )


def _roads_ahead(last: RouteStop | None, stop: RouteStop, index: HoldIndex, arrived: set[str]) -> list[Hold]:
    """On the way to a stop from which nothing was heard yet."""
    if _ended_at(stop) is not None or stop.code in arrived or stop.area_id is None:
        return []
    return index.between(index.base_area_id if last is None or last.area_id is None else last.area_id, stop.area_id)


def _holds_on(stop: RouteStop, index: HoldIndex, on: date, tz: ZoneInfo, on_the_way: list[Hold]) -> list[Hold]:
    """On its area, its service point, its visit or the way there. The stop counts as it stood when the hold came."""
    found = on_the_way + (index.of_area(stop.area_id) if stop.area_id is not None else [])
    found = found + (index.of_point(stop.service_point_id) if stop.service_point_id is not None else [])
    found = found + (index.of_visit(stop.visit_id) if stop.visit_id is not None else [])
    return [hold for hold in found if not _was_long_over(stop, hold, on, tz)]


def _was_long_over(stop: RouteStop, hold: Hold, on: date, tz: ZoneInfo) -> bool:
    """The visit had ended a good while before the hold, by its outcome or else by plan: the team is elsewhere."""
    ended = _ended_at(stop)
    if ended is not None:
        return hold.from_at - ended > JUST_LEFT
    return minute_since(on, hold.from_at, tz) - stop.depart_min > MAYBE_LATE_MIN


def _ended_at(stop: RouteStop) -> datetime | None:
    return stop.visit.outcome_at if stop.visit is not None else None


def _where(stop: RouteStop, minute: int, arrived: set[str]) -> Where:
    """An outcome or an arrival is word from the team; without one the plan tells, and the team may run late."""
    if _ended_at(stop) is not None:
        return Where.LEFT
    if stop.code in arrived:
        return Where.INSIDE
    if minute < stop.arrive_min:
        return Where.HEADING
    return Where.INSIDE if minute < stop.depart_min + INSIDE_STILL_MIN else Where.LEFT


def _way_out(session: Session, stop: RouteStop, areas: dict[int, AreaStanding]) -> WayOut | None:
    here = stop.area
    if here is None or here.lat is None or here.lon is None:
        return None
    hub = get_hub(session, here.hub_id)
    settings = hub_settings(session, hub.id)
    pace = {"factor": settings.road_factor, "km_h": settings.speed_kmh}
    ways = (
        []
        if is_base_held(hub, areas)
        else [WayOut("", road_minutes(here.lat, here.lon, hub.base_lat, hub.base_lon, **pace))]
    )
    for one in areas.values():
        place = one.area
        if place.id != here.id and place.lat is not None and place.lon is not None and _may_wait_there(one):
            ways.append(WayOut(place.code, road_minutes(here.lat, here.lon, place.lat, place.lon, **pace)))
    return min(ways, key=lambda way: way.minutes, default=None)


def _may_wait_there(one: AreaStanding) -> bool:
    is_open = not one.is_held and one.zone is not None and ZONE_FACTS[one.zone].visits_allowed
    return is_open and one.area.kind in (AreaKind.AREA, AreaKind.SETTLEMENT)


def confirm_recall(
    session: Session,
    departure_id: int,
    hold_ids: Iterable[int],
    *,
    status_ids: Collection[int] = (),
    hub_id: int,
    by_id: int,
    now: datetime,
) -> Contact:
    """The team was reached and turns back. Raises Changed if another hold asks for it since the page was shown.

    status_ids: words that a point is closed, which were shown beside the holds.
    """
    departure = get_in_hub(session, Departure, departure_id, hub_id, lock=True)
    recall = _present(session, departure, now)
    shut = recall.aboard.shut if recall.aboard else None
    if {hold.id for hold in recall.holds} - set(hold_ids) or (shut is not None and shut.id not in status_ids):
        raise Changed(N_("Another hold came while you rang. Look at it, tell the team, then confirm again."))
    contact = Contact(hub_id=hub_id, departure_id=departure.id, at=now, by_id=by_id, kind=CONFIRMED)
    session.add(contact)
    audit.record(
        session, "confirm_recall", departure, by_id=by_id, now=now, team=departure.team.number, holds=sorted(hold_ids)
    )
    return contact


def _present(session: Session, departure: Departure, now: datetime) -> Recall:
    found = next((one for one in recalls(session, departure.hub_id, now=now) if one.departure.id == departure.id), None)
    if found is None:
        raise Refused(N_("This recall is confirmed already, or the team is home."))
    return found


def note_no_answer(session: Session, departure_id: int, *, hub_id: int, by_id: int, now: datetime) -> Contact:
    """The team was rung and nobody answered: the clock of its silence runs on."""
    departure = get_in_hub(session, Departure, departure_id, hub_id, lock=True)
    if departure.home_at is not None:
        raise Refused(N_("This team is home already."))
    contact = Contact(hub_id=hub_id, departure_id=departure.id, at=now, by_id=by_id, kind=NO_ANSWER)
    session.add(contact)
    audit.record(session, "ring_team", departure, by_id=by_id, now=now, team=departure.team.number, answered=False)
    return contact
