"""When a stop may be: curfew, daylight, opening hours, the person's own times, and what binds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.geo import distance_m
from app.domain.rules import DEFAULT_SETTINGS
from app.domain.sun import NoSunrise
from app.domain.timespan import (
    DAY_MIN,
    LONG_CURFEW_MIN,
    WHOLE_DAY,
    VisitWindow,
    Window,
    Windows,
    complement,
    daylight_window,
    intersect,
    minute_of,
    union,
    visit_window,
)
from app.models import Area, Need, ServicePoint
from app.places.queries import AreaStanding, closed_windows
from app.routes.gather import DayFacts, first_minute

NEAR_M = 2000


@dataclass(frozen=True)
class StopWindows:
    """What all limits leave of the day, the names of those that bind, and the numbers behind them."""

    left: Windows
    bound_by: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)


def area_closed(facts: DayFacts, standing: AreaStanding) -> Windows:
    """When nobody of ours is in an area: its curfew, and the time kept free before a long one."""
    area_id = standing.area.id
    if area_id not in facts.closed:
        closed = closed_windows(standing.curfews, facts.on)
        facts.closed[area_id] = _with_margin(closed, facts.settings.leave_before_curfew_min)
    return facts.closed[area_id]


def _with_margin(closed: Sequence[Window], margin: int) -> Windows:
    if margin == 0 or sum(window.minutes for window in closed) < LONG_CURFEW_MIN:
        return union(closed)
    return union(Window(max(0, window.start - margin), window.end) for window in closed)


def base_daylight(facts: DayFacts) -> Windows:
    """From sunrise until everybody must be back at the base before dark."""
    margin = facts.settings.home_before_dark_min
    return _daylight(facts.hub.base_lat, facts.hub.base_lon, facts.on, facts.tz, margin)


@lru_cache(maxsize=64)
def _daylight(lat: float, lon: float, on: date, tz: ZoneInfo, margin: int) -> Windows:
    try:
        return daylight_window(lat, lon, on, tz, margin_min=margin)
    except NoSunrise:
        return ()


def stop_windows(
    facts: DayFacts,
    needs: Sequence[Need],
    area: Area,
    place: tuple[float, float],
    point: ServicePoint | None,
    *,
    asks_client: bool,
    asks_provider: bool,
    has_begun: bool = False,
) -> StopWindows:
    """The time left for one stop.

    asks_client: whether the person has to be ready there (not on the way back home). asks_provider: whether a third
    party's timetable rules this stop. has_begun: the team is on the
    road, so what it planned for this morning stays as it was.
    """
    limits: dict[str, Windows] = {"daylight": base_daylight(facts)}
    standing = facts.standing.get(area.id)
    if standing is not None:
        limits["curfew"] = complement(area_closed(facts, standing))
    if facts.now_min is not None and not has_begun:
        limits["now"] = _from(first_minute(facts))
    if point is not None:
        limits["point_hours"] = opening(facts, point)
    if asks_client:
        limits["client"] = _client(facts, needs)
    if asks_provider and _provided(needs):
        limits["provider"] = _provider(facts, needs)
    if not has_begun and (near := near_report_until(facts, area, place)):
        limits["near_report"] = _from(near)
    found: VisitWindow = visit_window(limits)
    return StopWindows(found.windows, found.bound_by, _numbers(facts, limits, found.bound_by, needs))


def _numbers(
    facts: DayFacts, limits: dict[str, Windows], bound_by: Iterable[str], needs: Sequence[Need]
) -> dict[str, Any]:
    spans = {name: [[w.start, w.end] for w in limits[name]] for name in bound_by}
    other_day = [need.provider_from.astimezone(facts.tz).date().isoformat() for need in needs if need.provider_from]
    return {"spans": spans} | ({"provider_on": other_day[0]} if other_day else {})


def _from(minute: int) -> Windows:
    return (Window(minute, DAY_MIN),) if minute < DAY_MIN else ()


def opening(facts: DayFacts, point: ServicePoint) -> Windows:
    """Hours for the public on that weekday; a point whose hours nobody wrote down may be open at any."""
    if not point.hours:
        return WHOLE_DAY
    weekday = facts.on.weekday()
    return union(Window(start, end) for day, start, end in point.hours if day == weekday and start < end)


def _client(facts: DayFacts, needs: Sequence[Need]) -> Windows:
    left = WHOLE_DAY
    for need in needs:
        if need.windows:
            fitting = [w for w in need.windows if w[0] is None or w[0] == facts.on.weekday()]
            left = intersect(left, [Window(start, end) for _, start, end in fitting if start < end])
    return left


def _provided(needs: Sequence[Need]) -> bool:
    return any(need.provider_from and need.provider_to for need in needs)


def _provider(facts: DayFacts, needs: Sequence[Need]) -> Windows:
    """When the post van or another third party is there; a timetable of another day leaves nothing of this one."""
    left = WHOLE_DAY
    for need in needs:
        if need.provider_from and need.provider_to:
            start, end = need.provider_from.astimezone(facts.tz), need.provider_to.astimezone(facts.tz)
            first = 0 if start.date() < facts.on else minute_of(need.provider_from, facts.tz)
            last = DAY_MIN if end.date() > facts.on else minute_of(need.provider_to, facts.tz)
            is_there = start.date() <= facts.on <= end.date() and first < last
            left = intersect(left, [Window(first, last)] if is_there else [])
    return left


def near_report_until(facts: DayFacts, area: Area, place: tuple[float, float]) -> int | None:
    """The minute until which a recent report within 2 km keeps a team away; None without one, or on another day."""
    if facts.now_min is None:
        return None
    near = [
        one.at
        for one in facts.near
        if one.area_id == area.id
        or (one.lat is not None and one.lon is not None and distance_m(*place, one.lat, one.lon) <= NEAR_M)
    ]
    if not near:
        return None
    until = max(near) + DEFAULT_SETTINGS.near_report_for + timedelta(minutes=1)
    return minute_of(until, facts.tz) if until.astimezone(facts.tz).date() == facts.on else DAY_MIN
