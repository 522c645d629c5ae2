"""The minutes between the points of a day, as far as anything is known of them but the straight line."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.domain.geo import road_minutes
from app.domain.planner.job import Point
from app.domain.planner.travel import NEVER_MIN, DriveTimes, LegTime
from app.domain.travel import Basis, Table, drive_minutes
from app.models import RouteStop
from app.routes.candidate import Candidate, Reason
from app.routes.gather import DayFacts
from app.travel.answers import Answers, key_of


def known_drives(facts: DayFacts, chosen: Iterable[Candidate]) -> DriveTimes | None:
    """Between the stops of these visits and the base; None where only the hub's own factor is known."""
    if facts.ways.are_as_the_hub_says and not facts.answers.minutes:
        return None
    places = {(stop.lat, stop.lon): stop.area.id for one in chosen for stop in one.stops}
    places.setdefault((facts.hub.base_lat, facts.hub.base_lon), facts.ways.base)
    points = list(places)
    told = _told(facts, points) if facts.answers.minutes else None
    table = drive_minutes(points, list(places.values()), facts.ways.pace, km_h=facts.settings.speed_kmh, server=told)
    minutes = tuple(tuple(None if math.isinf(cell) else int(cell) for cell in row) for row in table.tolist())
    return DriveTimes(tuple(points), minutes)


def ends_of_drives(facts: DayFacts, chosen: Iterable[Candidate]) -> list[Point]:
    """Where a plan may drive from and to, what is most pressing first."""
    stops = [(stop.lat, stop.lon) for one in chosen for stop in one.stops]
    return list(dict.fromkeys([(facts.hub.base_lat, facts.hub.base_lon), *stops]))


def _told(facts: DayFacts, points: list[Point]) -> Table:
    """Minutes of the routing server; NaN where it did not tell, infinite where it knows no way."""
    keys, told = [key_of(point) for point in points], facts.answers.minutes
    table = np.full((len(points), len(points)), np.nan)
    for i, start in enumerate(keys):
        for j, end in enumerate(keys):
            if start != end and (start, end) in told:
                minutes = told[start, end]
                table[i, j] = math.inf if minutes is None else minutes
    return table


def no_way(facts: DayFacts, one: Candidate) -> list[Reason]:
    """The first drive of a visit, from the base to its stops and home again, on which the server knows no way."""
    base = (facts.hub.base_lat, facts.hub.base_lon), facts.ways.base
    stops = [((stop.lat, stop.lon), stop.area.id) for stop in one.stops]
    for (start, here), (end, there) in pairwise([base, *stops, base]):
        if facts.answers.leads_nowhere(start, end) and not facts.ways.pace(here, there).is_set:
            return [{"code": "no_way", "from": here, "to": there}]
    return []


@dataclass(frozen=True)
class Roads:
    """What is known of the roads of a day."""

    drives: DriveTimes | None
    legs: tuple[LegTime, ...]

    def minutes(self, facts: DayFacts, way: Iterable[Point]) -> int:
        """Driving along these points; a leg that no way leads counts as the straight line, since nobody drives it."""
        return sum(self._leg(facts, start, end) for start, end in pairwise(way))

    def _leg(self, facts: DayFacts, start: Point, end: Point) -> int:
        known = self.drives.find(start, end) if self.drives else None
        known = next((leg.minutes for leg in self.legs if (leg.start, leg.end) == (start, end)), known)
        if known is not None and known < NEVER_MIN:
            return known
        pace = {"factor": facts.settings.road_factor, "km_h": facts.settings.speed_kmh}
        return road_minutes(*start, *end, **pace)


@dataclass(frozen=True)
class DrivesSaid:
    """What the minutes of a plan rest on, for the page."""

    factor: float
    km_h: float
    by_hand: int
    learned: int
    server: Answers


def drives_said(facts: DayFacts) -> DrivesSaid:
    ways, settings = facts.ways, facts.settings
    learned = sum(one.ratio is not None for one in ways.learned.values())
    return DrivesSaid(settings.road_factor, settings.speed_kmh, len(ways.set_by_hand.values), learned, facts.answers)


def way_to(facts: DayFacts, last: RouteStop | None, stop: RouteStop) -> list[Reason]:
    """What the minutes of the drive to a stop rest on, where that is more than the hub's own factor."""
    here = facts.ways.base if last is None or last.area_id is None else last.area_id
    if stop.area_id is None:
        return []
    pace = facts.ways.pace(here, stop.area_id)
    if pace.basis is Basis.LINE and not pace.least_min:
        return []
    seen = facts.ways.seen(here, stop.area_id)
    said = {"from": here, "to": stop.area_id, "factor": pace.factor, "least_min": pace.least_min, "seen": seen}
    return [{"code": "way", "basis": pace.basis.value, **said}]
