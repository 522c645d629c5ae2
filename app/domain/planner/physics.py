"""Travel minutes, the area of every travelled minute, and what an area's minutes cost or forbid."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from app.domain.planner.job import Point
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.reading import LAST_MINUTE

EARTH_RADIUS_KM = 6371.0
Rates = NDArray[np.float64]


class Closure(IntEnum):
    """Why nobody may be in an area in a given minute."""

    OPEN = 0
    NO_GO = 1  # the forecast is above the limit
    CLOSED = 2  # by hold, zone or person
    CURFEW = 3


@dataclass(frozen=True, slots=True)
class Segment:
    """Minutes start..end of a drive, counted from its departure, spent in one area (by its index)."""

    area: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leg:
    minutes: int
    segments: tuple[Segment, ...]


def distance_km(p: Point, q: Point) -> float:
    """Great-circle distance (haversine)."""
    a, b = math.radians(p[0]), math.radians(q[0])
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(q[1] - p[1]) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


class Physics:
    """The day's facts by area and minute. Areas are named by their index in the problem."""

    def __init__(self, problem: PlanningProblem) -> None:
        self.problem = problem
        self._lats = np.array([area.lat for area in problem.areas])
        self._lons = np.array([area.lon for area in problem.areas])
        known = np.array(problem.events_per_h, dtype=np.float64)  # None becomes NaN
        self.assumed_per_h = _worst_open_rate(known, problem.nogo)
        by_minute = np.repeat(known, problem.bin_minutes, axis=1)
        self.is_assumed = np.isnan(by_minute)
        self.per_h: Rates = np.where(self.is_assumed, self.assumed_per_h, by_minute)
        self.rate: Rates = self.per_h / 60.0  # events a minute
        self.closure = _closures(problem, self.per_h)
        self.minutes: int = self.rate.shape[1]
        self._events = _running_sum(self.rate)
        self._closed = _running_sum(self.closure != Closure.OPEN)
        self._known_legs = {(leg.start, leg.end): leg for leg in problem.legs}
        self._areas: dict[Point, int] = {}
        self._legs: dict[tuple[Point, Point], Leg] = {}

    def area_of(self, point: Point) -> int:
        """The index of the area whose centre is nearest."""
        if point not in self._areas:
            self._areas[point] = int(self._nearest(np.array([point[0]]), np.array([point[1]]))[0])
        return self._areas[point]

    def leg(self, start: Point, end: Point) -> Leg:
        key = start, end
        if key not in self._legs:
            minutes = self._minutes_between(start, end)
            known = self._known_legs.get(key)
            way = (start, *known.via, end) if known else (start, end)
            self._legs[key] = Leg(minutes, self._segments(way, minutes))
        return self._legs[key]

    def events(self, area: int, start: int, end: int) -> float:
        """Expected events in an area from minute start up to minute end."""
        return float(self._events[area, self._clip(end)] - self._events[area, self._clip(start)])

    def closed_minutes(self, area: int, start: int, end: int) -> int:
        return int(self._closed[area, self._clip(end)] - self._closed[area, self._clip(start)])

    def first_closure(self, area: int, start: int, end: int) -> tuple[int, Closure] | None:
        """The first closed minute of a span and why it is closed."""
        span = self.closure[area, self._clip(start) : self._clip(end)]
        hits = np.flatnonzero(span)
        return (self._clip(start) + int(hits[0]), Closure(int(span[hits[0]]))) if len(hits) else None

    def mean_per_h(self, area: int, start: int, end: int) -> float:
        """Mean events per hour over a span; of its first minute when the span is empty."""
        start = min(self._clip(start), self.minutes - 1)
        return float(self.per_h[area, start : max(start + 1, self._clip(end))].mean())

    def _clip(self, minute: int) -> int:
        return max(0, min(self.minutes, minute))

    def _minutes_between(self, start: Point, end: Point) -> int:
        if (start, end) in self._known_legs:
            return self._known_legs[start, end].minutes
        known = self.problem.drives.find(start, end) if self.problem.drives else None
        if known is not None:
            return known
        distance, travel = distance_km(start, end), self.problem.travel
        if distance < 1e-6:
            return 0
        minutes = 60 * travel.road_factor * distance / travel.speed_kmh
        return max(travel.min_minutes, round(min(minutes, LAST_MINUTE)))  # no day is longer

    def _segments(self, way: tuple[Point, ...], minutes: int) -> tuple[Segment, ...]:
        """The straight line, or the line bent at each place between, sampled in the middle of every minute.

        It is driven at one speed, so a leg that takes longer than its line is spread over the same areas; equal
        neighbours are joined.
        """
        if not minutes:
            return ()
        lats, lons = _along(way, (np.arange(minutes) + 0.5) / minutes)
        areas = self._nearest(np.rint(lats * 1e6) / 1e6, np.rint(lons * 1e6) / 1e6)  # as round(.., 6), in less time
        minute, segments = 0, []
        for area, run in itertools.groupby(areas.tolist()):
            segments.append(Segment(area, minute, minute := minute + sum(1 for _ in run)))
        return tuple(segments)

    def _nearest(self, lats: Rates, lons: Rates) -> NDArray[np.intp]:
        x = (self._lons - lons[:, None]) * np.cos(np.radians(lats))[:, None]
        y = self._lats - lats[:, None]
        nearest: NDArray[np.intp] = np.argmin(x * x + y * y, axis=1)
        return nearest


def _along(way: tuple[Point, ...], share: Rates) -> tuple[Rates, Rates]:
    """Coordinates at these shares of the length of a way."""
    (lat, lon), (end_lat, end_lon) = way[0], way[-1]
    if len(way) == 2:
        return lat + share * (end_lat - lat), lon + share * (end_lon - lon)
    passed = np.cumsum([0.0, *(distance_km(a, b) for a, b in itertools.pairwise(way))])
    at = share * passed[-1]
    lats, lons = np.array(way).T
    return np.interp(at, passed, lats), np.interp(at, passed, lons)


def _worst_open_rate(known: Rates, nogo: float) -> float:
    """What an hour without data is taken for: the worst rate known, at most the limit at which an hour closes."""
    rates = known[~np.isnan(known)]
    return min(nogo, float(rates.max())) if len(rates) else nogo


def _closures(problem: PlanningProblem, per_h: Rates) -> NDArray[np.int8]:
    closure = np.where(per_h > problem.nogo, Closure.NO_GO, Closure.OPEN).astype(np.int8)
    for i, area in enumerate(problem.areas):
        for span in area.curfew:
            closure[i, span.start : span.end] = Closure.CURFEW
        for span in area.closed:
            closure[i, span.start : span.end] = Closure.CLOSED
    return closure


def _running_sum(values: NDArray[np.float64] | NDArray[np.bool_]) -> Rates:
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1, dtype=np.float64)], axis=1)
