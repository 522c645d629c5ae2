"""Who is out: where each team is by plan, when it was heard last and when its next word is due."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.hubs import hub_settings, hub_zone
from app.day.ladder import Step, check_in_min, is_late_to_leave, next_word_at, step_for
from app.domain.contacts import ContactKind
from app.domain.states import RouteState, VisitState
from app.domain.timespan import DAY_MIN, minute_of
from app.domain.zones import Zone
from app.models import Contact, Departure, RouteStop, RouteVersion
from app.places.queries import AreaStanding, HoldIndex, standing
from app.routes.queries import stop_standing

# Calls that reached nobody say nothing of the team.
NOT_HEARD = frozenset({"no_answer"})
OVER = (VisitState.DONE, VisitState.MISSED, VisitState.CANCELLED)


@dataclass(frozen=True)
class OnTheRoad:
    """One team that left and is not home yet. stop: where it is or goes next by plan; None on the way home."""

    departure: Departure
    route: RouteVersion
    stop: RouteStop | None
    last: Contact | None
    last_call: Contact | None
    due_at: datetime
    now: datetime

    @property
    def late(self) -> timedelta:
        return self.now - self.due_at

    @property
    def step(self) -> Step | None:
        return step_for(self.late)

    @property
    def asks_for_help(self) -> bool:
        return self.last is not None and self.last.kind == ContactKind.HELP

    @property
    def late_min(self) -> int:
        return int(self.late / timedelta(minutes=1))


def open_departures(session: Session, hub_id: int) -> list[Departure]:
    """The teams that are out, by number."""
    query = (
        select(Departure)
        .where(Departure.hub_id == hub_id, Departure.home_at.is_(None))
        .options(
            selectinload(Departure.team),
            selectinload(Departure.route).selectinload(RouteVersion.stops).selectinload(RouteStop.visit),
            selectinload(Departure.route).selectinload(RouteVersion.stops).selectinload(RouteStop.area),
        )
    )
    return sorted(session.scalars(query), key=lambda one: one.team.number)


def contacts_of(session: Session, departures: list[Departure]) -> dict[int, list[Contact]]:
    """The words of each departure, oldest first; one query for all."""
    found: dict[int, list[Contact]] = {one.id: [] for one in departures}
    query = select(Contact).where(Contact.departure_id.in_(list(found))).order_by(Contact.at, Contact.id)
    for contact in session.scalars(query) if found else ():
        found[contact.departure_id].append(contact)
    return found


def on_the_road(session: Session, hub_id: int, *, now: datetime) -> list[OnTheRoad]:
    """Who asks for help first, then the longest overdue."""
    out = open_departures(session, hub_id)
    if not out:
        return []
    said, areas = contacts_of(session, out), standing(session, hub_id, now=now)
    settings, tz = hub_settings(session, hub_id), hub_zone(session, hub_id)
    in_force = routes_in_force(session, out)
    rows = []
    for departure in out:
        route = in_force.get(departure.id, departure.route)
        stop = stop_by_plan(route, minute_since(departure.on, now, tz))
        heard = [one for one in said[departure.id] if one.kind not in NOT_HEARD]
        calls = [one for one in said[departure.id] if one.kind in NOT_HEARD]
        every = check_in_min(_zone(stop, areas), settings)
        due_at = next_word_at(departure.left_at, heard[-1].at if heard else None, every)
        rows.append(OnTheRoad(departure, route, stop, _last(heard), _last(calls), due_at, now))
    return sorted(rows, key=lambda row: (not row.asks_for_help, row.due_at))


def routes_in_force(session: Session, departures: list[Departure]) -> dict[int, RouteVersion]:
    """The published route of each team that is out, by departure: a later version than it left with, perhaps."""
    query = select(RouteVersion).where(
        RouteVersion.team_id.in_([one.team_id for one in departures]), RouteVersion.state == RouteState.PUBLISHED
    )
    loaded = query.options(
        selectinload(RouteVersion.stops).selectinload(RouteStop.visit),
        selectinload(RouteVersion.stops).selectinload(RouteStop.area),
    ).where(RouteVersion.on.in_({one.on for one in departures}))
    found = {(route.team_id, route.on): route for route in session.scalars(loaded)}
    return {one.id: found[one.team_id, one.on] for one in departures if (one.team_id, one.on) in found}


@dataclass(frozen=True)
class NotOut:
    """A team that has not left: how many minutes past its time, and whether that asks for a word."""

    route: RouteVersion
    late_min: int
    is_late: bool


def not_out_yet(
    session: Session, hub_id: int, on: date, published: list[RouteVersion], index: HoldIndex, *, now: datetime
) -> list[NotOut]:
    """Those of today's published routes with visits ahead whose team has not left at all; the late ones first.

    A team whose every stop is held stays for that reason: nobody asks why it has not left.
    """
    left = set(session.scalars(select(Departure.team_id).where(Departure.hub_id == hub_id, Departure.on == on)))
    settings, minute = hub_settings(session, hub_id), minute_since(on, now, hub_zone(session, hub_id))
    rows = []
    for route in published:
        ahead = [one for one in stop_standing(route, index) if one.stop.visit and one.stop.visit.state not in OVER]
        if route.team_id in left or not ahead:
            continue
        late_min = minute - route.leave_min if route.leave_min is not None else 0
        may_go = any(not one.is_held for one in ahead)
        rows.append(NotOut(route, late_min, may_go and is_late_to_leave(late_min, settings)))
    return sorted(rows, key=lambda row: not row.is_late)


def minute_since(on: date, now: datetime, tz: ZoneInfo) -> int:
    """Minutes on the wall clock since that day began: more than a day for a team that is out since yesterday."""
    return (now.astimezone(tz).date() - on).days * DAY_MIN + minute_of(now, tz)


def stop_by_plan(route: RouteVersion, minute: int) -> RouteStop | None:
    """The first stop still to be made, or the last one the clock says the team has reached."""
    ahead = [stop for stop in route.stops if stop.visit is not None and stop.visit.state not in OVER]
    reached = [stop for stop in ahead if stop.arrive_min <= minute]
    return reached[-1] if reached else (ahead[0] if ahead else None)


def _last(said: list[Contact]) -> Contact | None:
    return said[-1] if said else None


def _zone(stop: RouteStop | None, areas: dict[int, AreaStanding]) -> Zone | None:
    """On the way home the rhythm is that of the strictest, since nobody says which way it goes."""
    found = areas.get(stop.area_id) if stop is not None and stop.area_id is not None else None
    return found.zone if found else None
