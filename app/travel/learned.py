"""What past days taught of the ways between areas: when teams left, arrived, ended a visit and were home."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.domain.contacts import ContactKind
from app.domain.geo import distance_m
from app.domain.hub_settings import HubSettings
from app.domain.states import VisitState
from app.domain.travel import BASE, Learned, Pair, learn, pair_of
from app.models import Area, Contact, Departure, Household, RouteStop, ServicePoint, Visit
from app.places.hold_index import base_area
from app.places.queries import areas

REMEMBERED = timedelta(days=60)  # judgement: roads and checkpoints change within two months
MOST_TRIPS = 120  # the newest ones: a page that plans reads them each time
LEAST_PLANNED_MIN = 4.0  # judgement: of a shorter drive, parking is most


@dataclass(frozen=True)
class Call:
    """One place a team came to: where, when it arrived and when it went on; None where nobody said."""

    area: int
    lat: float
    lon: float
    arrived_at: datetime | None
    left_at: datetime | None


def learned_of(session: Session, hub_id: int, settings: HubSettings, *, now: datetime) -> dict[Pair, Learned]:
    """For each pair of areas that teams drove between, how long it took against the straight line."""
    return {pair: learn(ratios) for pair, ratios in drives_seen(session, hub_id, settings, now=now).items()}


def drives_seen(session: Session, hub_id: int, settings: HubSettings, *, now: datetime) -> dict[Pair, list[float]]:
    """Times the planned minutes that each drive took, by pair; the plan is the straight line by the hub's numbers."""
    found: dict[Pair, list[float]] = defaultdict(list)
    for calls in _trips(session, hub_id, now):
        for last, call in pairwise(calls):
            planned_min = _planned_min(last, call, settings)
            if last.left_at and call.arrived_at and planned_min >= LEAST_PLANNED_MIN:
                minutes = (call.arrived_at - last.left_at).total_seconds() / 60
                if minutes > 0:
                    found[pair_of(last.area, call.area)].append(minutes / planned_min)
    return found


def _planned_min(last: Call, call: Call, settings: HubSettings) -> float:
    km = distance_m(last.lat, last.lon, call.lat, call.lon) / 1000
    return 60 * settings.road_factor * km / settings.speed_kmh


def _trips(session: Session, hub_id: int, now: datetime) -> Iterator[list[Call]]:
    """Each going out as the places it came to in order, from the base to the base."""
    hub, base_at = get_hub(session, hub_id), None
    stops: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_stops_driven(hub_id, now)):
        stops[row.departure_id].append(row)
    if not stops:
        return
    base_at = base_area(areas(session, hub_id), hub.base_lat, hub.base_lon) or BASE
    arrived = _arrivals(session, stops)
    for departure_id, rows in stops.items():
        left_at, home_at = rows[0].left_at, rows[0].home_at
        last_leg = {row.visit_id: row.leg for row in rows}
        first = Call(base_at, hub.base_lat, hub.base_lon, None, left_at)
        called = [_call(row, arrived.get((departure_id, row.code)), last_leg[row.visit_id]) for row in rows]
        yield [first, *called, Call(base_at, hub.base_lat, hub.base_lon, home_at, None)]


def _stops_driven(hub_id: int, now: datetime) -> Any:
    """The stops of the newest routes that teams left with and came home from, in order."""
    trips = select(Departure.id).where(
        Departure.hub_id == hub_id,
        Departure.on >= (now - REMEMBERED).date(),
        Departure.on <= now.date(),
        Departure.home_at.is_not(None),
    )
    newest = trips.order_by(Departure.left_at.desc(), Departure.id.desc()).limit(MOST_TRIPS)
    return (
        select(
            Departure.id.label("departure_id"),
            Departure.left_at,
            Departure.home_at,
            RouteStop.visit_id,
            RouteStop.leg,
            RouteStop.code,
            RouteStop.area_id,
            Visit.state,
            Visit.outcome_at,
            Area.lat.label("area_lat"),
            Area.lon.label("area_lon"),
            Household.lat.label("home_lat"),
            Household.lon.label("home_lon"),
            RouteStop.service_point_id,
            ServicePoint.lat.label("point_lat"),
            ServicePoint.lon.label("point_lon"),
        )
        .join(RouteStop, RouteStop.route_id == Departure.route_id)
        .outerjoin(Visit, Visit.id == RouteStop.visit_id)
        .outerjoin(Household, Household.id == Visit.household_id)
        .outerjoin(Area, Area.id == RouteStop.area_id)
        .outerjoin(ServicePoint, ServicePoint.id == RouteStop.service_point_id)
        .where(Departure.id.in_(newest))
        .order_by(Departure.id, RouteStop.position)
    )


def _arrivals(session: Session, departure_ids: Iterable[int]) -> dict[tuple[int, str], datetime]:
    """The first word of having arrived, by going out and the code of the visit."""
    query = select(Contact.departure_id, Contact.note, Contact.at).where(
        Contact.departure_id.in_(list(departure_ids)), Contact.kind == ContactKind.ARRIVED.value, Contact.note != ""
    )
    return {(row.departure_id, row.note): row.at for row in session.execute(query.order_by(Contact.at.desc()))}


def _call(row: Row[Any], arrived_at: datetime | None, last_leg: int) -> Call:
    """Arrival is known of a visit's first stop, the end of its last; only of a visit made, on that going out."""
    is_point = row.service_point_id is not None
    own = (row.point_lat, row.point_lon) if is_point else (row.home_lat, row.home_lon)
    lat, lon = own if own[0] is not None else (row.area_lat, row.area_lon)
    if row.visit_id is None or row.area_id is None or lat is None or row.state is not VisitState.DONE:
        return Call(BASE, 0.0, 0.0, None, None)
    is_within = row.outcome_at is not None and row.left_at < row.outcome_at <= row.home_at
    ended_at = row.outcome_at if is_within and row.leg == last_leg else None
    return Call(row.area_id, lat, lon, arrived_at if row.leg == 0 else None, ended_at)
