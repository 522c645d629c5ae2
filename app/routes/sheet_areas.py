"""What the route sheet says of each area: its danger, its clearance, its clock of a second strike, when to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.zones import ZONE_FACTS, Zone, effective_zone
from app.models import Area, Clearance, RouteVersion, User, ZoneSetting
from app.places import queries as places
from app.places.double_tap import taps_in
from app.routes.drafts import grade_shown
from app.routes.gather import DayFacts
from app.routes.windows import area_closed

ROUND_UP_MIN = 5


@dataclass(frozen=True)
class SheetArea:
    """An area of the route: its danger by the hour, until when it is cleared and by whom, and when to have left it."""

    code: str
    zone: str
    hours: tuple[tuple[int, str], ...]
    leave_by_min: int
    cleared_by: str = ""
    cleared_until: datetime | None = None


def areas_of(route: RouteVersion) -> list[Area]:
    """The areas with a stop, in the order of the route."""
    return list({stop.area.id: stop.area for stop in route.stops if stop.area is not None and stop.visit}.values())


def printed_areas(
    session: Session, facts: DayFacts, route: RouteVersion, *, printed_at: datetime | None = None
) -> Sequence[SheetArea]:
    """printed_at: of a numbered print, which says who had cleared an area when it was made."""
    cleared = places.clearances_on(session, route.hub_id, route.on, now=printed_at or facts.now)
    names = {one.id: one.display_name for one in session.scalars(select(User).where(User.id.in_(_who(cleared))))}
    first, last = (route.leave_min or 0) // 60, min(23, (route.home_min or 0) // 60)
    found = []
    for area in areas_of(route):
        clearance, standing = cleared.get(area.id), facts.standing.get(area.id)
        found.append(
            SheetArea(
                code=area.code,
                zone=standing.zone.value if standing and standing.zone else "",
                hours=tuple((hour, grade_shown(facts, area.id, hour)) for hour in range(first, last + 1)),
                leave_by_min=_leave_by(facts, route, area),
                cleared_by=names.get(clearance.by_id, "") if clearance else "",
                cleared_until=clearance.until if clearance else None,
            )
        )
    return found


def _who(cleared: dict[int, Clearance]) -> set[int]:
    return {one.by_id for one in cleared.values()}


def _leave_by(facts: DayFacts, route: RouteVersion, area: Area) -> int:
    """A little after the last departure planned there; never after the time to be home, nor into its curfew."""
    last = max(stop.depart_min for stop in route.stops if stop.area_id == area.id)
    standing = facts.standing.get(area.id)
    closed = [window.start for window in area_closed(facts, standing)] if standing else []
    return min([_rounded(last + ROUND_UP_MIN), home_by_min(route), *(start for start in closed if start >= last)])


def home_by_min(route: RouteVersion) -> int:
    """When to be home as printed: the next full five minutes, never past midnight."""
    return _rounded(route.home_min or 0)


def _rounded(minute: int) -> int:
    return min(24 * 60 - 1, -(-minute // ROUND_UP_MIN) * ROUND_UP_MIN)


def check_ins(facts: DayFacts, route: RouteVersion) -> tuple[int, ...]:
    """Clock times to call: at the rhythm of the strictest zone on the route, and when home."""
    zones = [facts.standing[area.id].zone for area in areas_of(route) if area.id in facts.standing]
    rhythm = min((_rhythm(facts, zone) for zone in zones if zone), default=facts.settings.check_in_restricted_min)
    leave, home = route.leave_min or 0, home_by_min(route)
    return (*range(leave, home, rhythm), home)


def _rhythm(facts: DayFacts, zone: Zone) -> int:
    settings = facts.settings
    own = {Zone.Z4: settings.check_in_rear_min, Zone.Z3: settings.check_in_elevated_min}
    return own.get(zone, settings.check_in_restricted_min)


def keep_away(session: Session, facts: DayFacts, route: RouteVersion) -> dict[int, datetime]:
    """By area of the route, until when that day nobody goes near what was just hit there; it opens nothing.

    A clock that runs past midnight holds for all of that day.
    """
    begins, ends = (datetime.combine(day, time(0), facts.tz) for day in (route.on, route.on + timedelta(days=1)))
    found: dict[int, datetime] = {}
    for area in areas_of(route):
        clocks = [one.until for one in taps_in(session, route.hub_id, area.id, now=facts.now)]
        of_day = [min(at, ends - timedelta(minutes=1)) for at in clocks if at > begins]
        found |= {area.id: max(of_day)} if of_day else {}
    return found


def not_cleared(session: Session, route: RouteVersion, *, now: datetime) -> list[Area]:
    """The areas of a route without a clearance that stands, or whose zone has let nobody in since."""
    cleared = places.clearances_on(session, route.hub_id, route.on, now=now)
    zones = places.zones_in_force(session, route.hub_id)
    return [area for area in areas_of(route) if area.id not in cleared or not _lets_in(zones.get(area.id), now)]


def _lets_in(setting: ZoneSetting | None, now: datetime) -> bool:
    """By the zone as it counts now: one whose review is over counts one step worse."""
    return setting is not None and ZONE_FACTS[effective_zone(setting.zone, setting.review_by, now)[0]].visits_allowed


def clearance_until(session: Session, facts: DayFacts) -> datetime:
    """How long a clearance given now lasts: the hub's span, counted from the first departure when that is ahead."""
    leaves = [route.leave_min for route in facts.working.values() if route.leave_min is not None]
    midnight = datetime(facts.on.year, facts.on.month, facts.on.day, tzinfo=facts.tz)
    first = midnight + timedelta(minutes=min(leaves, default=0))
    until = max(first, facts.now) + timedelta(minutes=facts.settings.clearance_min)
    return min(until, midnight + timedelta(hours=23, minutes=59))
