"""Who is in the car, by plan and by the team's word, when the place they are driven to is closed ahead."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub, hub_settings, hub_zone
from app.day.road import minute_since
from app.domain.geo import road_minutes
from app.domain.zones import ZONE_FACTS
from app.models import Departure, Hold, Hub, PointStatus, RouteStop, ServicePoint, ServicePointStatus, Visit
from app.places.hold_index import HoldIndex, base_area
from app.places.queries import AreaStanding, latest_word, point_standing, points
from app.routes.candidates import people_boarding
from app.routes.rides import Ride, rides
from app.travel.places import Place, home_of, point_place

SHUT = (PointStatus.CLOSED, PointStatus.DESTROYED)


@dataclass(frozen=True)
class TurnBack:
    """Where to bring people who cannot be brought where they were going: a point, their home, or the base."""

    minutes: int
    point: ServicePoint | None = None
    is_home: bool = False


@dataclass(frozen=True)
class Aboard:
    """People in the car who go to a stop that is held, or to a point that does not work; minutes by road, guessed."""

    visit: Visit
    people: int
    drop: RouteStop
    holds: tuple[Hold, ...]
    shut: ServicePointStatus | None
    turn_back: TurnBack | None

    @property
    def is_home(self) -> bool:
        """Whether it is the way home that is closed."""
        return self.drop.service_point_id is None

    def is_newer_than(self, at: datetime) -> bool:
        """Whether a team that was told then does not know it yet."""
        return any(hold.from_at >= at for hold in self.holds) or (self.shut is not None and self.shut.entered_at >= at)


def find_aboard(
    session: Session,
    departure: Departure,
    stops: list[RouteStop],
    index: HoldIndex,
    areas: dict[int, AreaStanding],
    *,
    arrived: set[str],
    told_at: datetime | None,
    now: datetime,
) -> Aboard | None:
    """The most pressing: whose last stop is closed, else whose next one is. told_at: what came before is known."""
    minute = minute_since(departure.on, now, hub_zone(session, departure.hub_id))
    found = [
        one
        for ride in rides(stops, minute=minute, arrived=arrived)
        if (one := _closed_ahead(session, departure, ride, index, areas, told_at, now)) is not None
    ]
    return min(found, key=lambda one: (not one.is_home, one.drop.arrive_min), default=None)


def _closed_ahead(
    session: Session,
    departure: Departure,
    ride: Ride,
    index: HoldIndex,
    areas: dict[int, AreaStanding],
    told_at: datetime | None,
    now: datetime,
) -> Aboard | None:
    closed = []
    for last, stop in zip([ride.here, *ride.ahead], ride.ahead, strict=False):
        holds, shut = _holds_to(last, stop, index), _shut(ride.visit, stop, told_at)
        if holds or shut:
            closed.append((stop, holds, shut))
    if not closed:
        return None
    stop, _, shut = closed[-1]
    every = {hold.id: hold for _, holds, _ in closed for hold in holds}
    back = _turn_back(session, departure, ride, stop, index, areas, now)
    shut = next((one for _, _, one in closed if one is not None), shut)
    return Aboard(ride.visit, people_boarding(ride.visit), stop, tuple(every.values()), shut, back)


def _holds_to(last: RouteStop, stop: RouteStop, index: HoldIndex) -> list[Hold]:
    """On the stop, its point, its visit, or the road to it from the one before."""
    found = index.between(last.area_id, stop.area_id) + (index.of_area(stop.area_id) if stop.area_id else [])
    found += index.of_point(stop.service_point_id) if stop.service_point_id else []
    return found + (index.of_visit(stop.visit_id) if stop.visit_id else [])


def _shut(visit: Visit, stop: RouteStop, told_at: datetime | None) -> ServicePointStatus | None:
    """The last word on the point of this stop, where it says that it does not work."""
    point = visit.service_point
    if point is None or stop.service_point_id != point.id:
        return None
    last = latest_word(point.statuses)
    is_known = last is None or (told_at is not None and last.entered_at <= told_at)
    return None if is_known or last is None or last.status not in SHUT else last


def _turn_back(
    session: Session,
    departure: Departure,
    ride: Ride,
    closed: RouteStop,
    index: HoldIndex,
    areas: dict[int, AreaStanding],
    now: datetime,
) -> TurnBack | None:
    """The nearest of the base, their home, and points that nothing holds and nobody called closed."""
    here = _place_of(ride.here)
    if here is None:
        return None
    hub, settings = get_hub(session, departure.hub_id), hub_settings(session, departure.hub_id)

    def minutes(place: Place) -> int:
        return road_minutes(*here, *place, factor=settings.road_factor, km_h=settings.speed_kmh)

    ways = []
    if not is_base_held(hub, areas) and not index.between(ride.here.area_id, index.base_area_id):
        ways.append(TurnBack(minutes((hub.base_lat, hub.base_lon))))
    home = home_of(ride.visit.household)
    if home is not None and closed.service_point_id is not None and _is_open(ride.visit.household.area_id, areas):
        ways.append(TurnBack(minutes(home), is_home=True))
    for point in points(session, departure.hub_id):
        place = point_place(point)
        is_open = (
            _is_open(point.area_id, areas)
            and not index.of_point(point.id)
            and point_standing(point, now).status is PointStatus.OPEN
        )
        is_way_open = not index.between(ride.here.area_id, point.area_id)
        if place and is_open and is_way_open and point.id != closed.service_point_id:
            ways.append(TurnBack(minutes(place), point))
    return min(ways, key=lambda way: (way.minutes, way.point is not None), default=None)


def is_base_held(hub: Hub, areas: dict[int, AreaStanding]) -> bool:
    """Whether the base lies in an area that a hold covers: then nobody is sent there."""
    around = base_area((one.area for one in areas.values()), hub.base_lat, hub.base_lon)
    return around is not None and areas[around].is_held


def _place_of(stop: RouteStop) -> Place | None:
    if stop.visit is None:
        return None
    point = stop.visit.service_point
    return point_place(point) if point and stop.service_point_id == point.id else home_of(stop.visit.household)


def _is_open(area_id: int | None, areas: dict[int, AreaStanding]) -> bool:
    one = areas.get(area_id or 0)
    return one is not None and not one.is_held and one.zone is not None and ZONE_FACTS[one.zone].visits_allowed
