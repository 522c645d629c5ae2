"""Reads on routes: what is published, what a volunteer may see, what is held, which sheets are void."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.hubs import get_hub
from app.domain.hub_settings import HubSettings
from app.domain.states import RouteState, VisitState
from app.models import (
    Hold,
    Need,
    RouteStop,
    RouteVersion,
    Sheet,
    Shift,
    UnrungStop,
    Visit,
    Volunteer,
)
from app.places.queries import HoldIndex
from app.routes.gather import find_day

__all__ = [
    "StopStanding",
    "drafts_on",
    "find_day",
    "holds_on_route",
    "is_void",
    "last_number_on",
    "published_on",
    "route_of_user",
    "sheets_of",
    "sheets_on",
    "stop_standing",
    "superseded_on",
    "unrung_on",
    "versions_on",
]
OVER = (VisitState.DONE, VisitState.MISSED, VisitState.CANCELLED)


def published_on(session: Session, hub_id: int, on: date) -> list[RouteVersion]:
    """The routes in force that day, by team number."""
    return _in_state(session, hub_id, on, RouteState.PUBLISHED)


def drafts_on(session: Session, hub_id: int, on: date) -> list[RouteVersion]:
    return _in_state(session, hub_id, on, RouteState.DRAFT)


def versions_on(session: Session, hub_id: int, on: date) -> list[RouteVersion]:
    """Every version of the day, drafts first, then the newest."""
    found = session.scalars(_loaded().where(RouteVersion.hub_id == hub_id, RouteVersion.on == on)).all()
    return sorted(found, key=lambda route: (-(route.number or 10**6), route.team.number))


def unrung_on(session: Session, hub_id: int, on: date) -> list[UnrungStop]:
    """What was said of stops nobody rang for, in the routes in force that day: allowed, left out, left without."""
    query = (
        select(UnrungStop)
        .join(RouteVersion, RouteVersion.id == UnrungStop.route_id)
        .where(UnrungStop.hub_id == hub_id, RouteVersion.on == on, RouteVersion.state == RouteState.PUBLISHED)
        .order_by(UnrungStop.id)
    )
    return list(session.scalars(query.options(selectinload(UnrungStop.route).selectinload(RouteVersion.team))))


def superseded_on(session: Session, hub_id: int, on: date) -> list[RouteVersion]:
    """The versions that hold no more, the newest first, without their stops."""
    query = select(RouteVersion).where(
        RouteVersion.hub_id == hub_id, RouteVersion.on == on, RouteVersion.state == RouteState.SUPERSEDED
    )
    return list(session.scalars(query.options(selectinload(RouteVersion.team)).order_by(RouteVersion.number.desc())))


def _in_state(session: Session, hub_id: int, on: date, state: RouteState) -> list[RouteVersion]:
    query = _loaded().where(RouteVersion.hub_id == hub_id, RouteVersion.on == on, RouteVersion.state == state)
    return sorted(session.scalars(query), key=lambda route: route.team.number)


def _loaded() -> Select[RouteVersion]:
    """With stops, visits, needs and people: what every page of a route shows."""
    visit = selectinload(RouteVersion.stops).selectinload(RouteStop.visit)
    return select(RouteVersion).options(
        selectinload(RouteVersion.team),
        selectinload(RouteVersion.stops).selectinload(RouteStop.area),
        selectinload(RouteVersion.stops).selectinload(RouteStop.route),
        visit.selectinload(Visit.needs).selectinload(Need.kind),
        visit.selectinload(Visit.needs).selectinload(Need.person),
        visit.selectinload(Visit.household),
        visit.selectinload(Visit.service_point),
    )


def last_number_on(session: Session, hub_id: int, on: date) -> int:
    """The number of the day's newest version; 0 before the first."""
    return max((route.number or 0 for route in versions_on(session, hub_id, on)), default=0)


def route_of_user(session: Session, user_id: int, hub_id: int, now: datetime) -> RouteVersion | None:
    """The published route of the team this person goes with, from the evening before until some hours after home.

    The times are the hub's settings. Where two fit, that of the earlier day, since it still runs.
    """
    hub = get_hub(session, hub_id)
    settings, tz = HubSettings.from_stored(hub.settings), ZoneInfo(hub.time_zone)
    today = now.astimezone(tz).date()
    days = [today - timedelta(days=1), today, today + timedelta(days=1)]
    teams = (
        select(Shift.team_id, Shift.on)
        .join(Shift.members)
        .where(Volunteer.user_id == user_id, Volunteer.hub_id == hub_id, Shift.hub_id == hub_id, Shift.on.in_(days))
        .order_by(Shift.on)
    )
    for team_id, on in session.execute(teams):
        query = _loaded().where(
            RouteVersion.hub_id == hub_id, RouteVersion.team_id == team_id, RouteVersion.on == on, *_IN_FORCE
        )
        route = session.scalar(query)
        if route is not None and _is_shown(route, settings, tz, now):
            return route
    return None


_IN_FORCE = (RouteVersion.state == RouteState.PUBLISHED,)


def _is_shown(route: RouteVersion, settings: HubSettings, tz: ZoneInfo, now: datetime) -> bool:
    evening_before = _at(route.on - timedelta(days=1), settings.route_shown_min, tz)
    hidden = _at(route.on, route.home_min or 0, tz) + timedelta(hours=settings.route_hidden_after_h)
    return evening_before <= now < hidden


def _at(on: date, minute: int, tz: ZoneInfo) -> datetime:
    return datetime.combine(on, time(0), tzinfo=tz) + timedelta(minutes=minute)


@dataclass(frozen=True)
class StopStanding:
    """How a stop stands now. HELD is nowhere stored: these are the holds that cover it."""

    stop: RouteStop
    holds: list[Hold] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        return bool(self.holds)


def stop_standing(route: RouteVersion, holds: HoldIndex) -> list[StopStanding]:
    """Each stop in order with the holds on its area, its point, its visit or the road to it; the last, on the way home.

    A visit that is over is held by nothing.
    """
    before, after = [None, *route.stops], [*route.stops[1:], None]
    legs = zip(before, route.stops, after, strict=False)
    return [StopStanding(stop, _holds_on(last, stop, following, holds)) for last, stop, following in legs]


def _holds_on(last: RouteStop | None, stop: RouteStop, following: RouteStop | None, holds: HoldIndex) -> list[Hold]:
    if stop.visit is None or stop.visit.state in OVER:
        return []
    found = holds.of_area(stop.area_id) if stop.area_id is not None else []
    found = found + (holds.of_point(stop.service_point_id) if stop.service_point_id is not None else [])
    found = found + holds.between(_area_of(last, holds), stop.area_id)
    if following is None or following.area_id is None:
        found = found + holds.between(stop.area_id, holds.base_area_id)
    return list({hold.id: hold for hold in [*found, *holds.of_visit(stop.visit.id)]}.values())


def _area_of(stop: RouteStop | None, holds: HoldIndex) -> int | None:
    """Where a leg begins; before the first stop and between two trips that is the base."""
    return holds.base_area_id if stop is None or stop.area_id is None else stop.area_id


def holds_on_route(route: RouteVersion, holds: HoldIndex) -> list[Hold]:
    """Every hold that touches a stop still to be made, once."""
    found = (hold for one in stop_standing(route, holds) for hold in one.holds)
    return list({hold.id: hold for hold in found}.values())


def is_void(what: RouteVersion | Sheet, holds: HoldIndex) -> bool:
    """Whether paper of this route is worth nothing: superseded, withdrawn, a visit cancelled, or touched by a hold."""
    route = what.route if isinstance(what, Sheet) else what
    is_over = route.state is RouteState.SUPERSEDED or route.withdrawn_at is not None
    return is_over or has_cancelled(route) or bool(holds_on_route(route, holds))


def has_cancelled(route: RouteVersion) -> bool:
    """Whether a visit was taken off after publishing: its need was closed or put aside."""
    return any(stop.visit is not None and stop.visit.state is VisitState.CANCELLED for stop in route.stops)


def promised_visits(session: Session, hub_id: int, on: date) -> list[Visit]:
    """Visits of the day that are on no route though a person fixed them to it or they were on a published one.

    Each still finds a place or gets the cause why it was not made; by the order in which they were made.
    """
    once = select(RouteStop.visit_id).join(RouteStop.route).where(RouteVersion.number.is_not(None))
    drafted = select(RouteStop.visit_id).join(RouteStop.route).where(RouteVersion.state == RouteState.DRAFT)
    of_day = (RouteVersion.hub_id == hub_id, RouteVersion.on == on, RouteStop.visit_id.is_not(None))
    query = select(Visit).where(
        Visit.hub_id == hub_id,
        Visit.on == on,
        Visit.state == VisitState.PROPOSED,
        Visit.pin_team_id.is_not(None) | Visit.id.in_(once.where(*of_day)),
        Visit.id.not_in(drafted.where(*of_day)),
    )
    return list(session.scalars(query.order_by(Visit.id)))


def holds_on_visit(visit: Visit, holds: HoldIndex) -> list[Hold]:
    """What holds a visit that is on no route: its home's area, its service point, or itself."""
    area_id, point = visit.household.area_id, visit.service_point
    found = [*holds.of_visit(visit.id), *(holds.of_area(area_id) if area_id is not None else ())]
    if point is not None:
        found += [*holds.of_point(point.id), *holds.of_area(point.area_id)]
    return list({hold.id: hold for hold in found}.values())


def sheets_of(session: Session, route_ids: Iterable[int]) -> list[Sheet]:
    """The prints of these versions, the newest first."""
    query = select(Sheet).where(Sheet.route_id.in_(list(route_ids))).options(selectinload(Sheet.route))
    return list(session.scalars(query.order_by(Sheet.number.desc())))


def sheets_on(session: Session, hub_id: int, on: date) -> list[Sheet]:
    """The prints of a day, the newest first."""
    return sheets_of(session, [route.id for route in versions_on(session, hub_id, on)])
