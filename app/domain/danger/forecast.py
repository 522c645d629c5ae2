"""The first honest estimate: how many shelling events per hour each area may expect in the next 48 hours.

It knows the level of each area and that shelling comes back within hours. It knows no hours of the day.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

HORIZON_H = 48
HISTORY_H = 28 * 24
HALF_LIFE_H = 7 * 24.0
# The level of an area counts as this many hours of the pool of all areas, and the pool starts at one event in 100 h.
AREA_PRIOR_H = 48.0
POOL_PRIOR_EVENTS, POOL_PRIOR_H = 0.24, 24.0
# How little of the time an area may count as watched when its level is taken; below, a few reports would explode.
LEAST_WATCHED = 0.3
# After an event: three times the level in the first hour, falling to once after six hours.
TAP_FACTOR, TAP_FULL_H, TAP_OVER_H = 3.0, 1.0, 6.0
TAP_FROM_WEIGHT = 0.2


@dataclass(frozen=True)
class WeightedEvent:
    """One shelling event: where, the span of moments it can have been, and the chance (0 to 1) that it happened."""

    area_id: int
    earliest: datetime
    latest: datetime
    weight: float

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1 or self.latest < self.earliest:
            raise ValueError(f"no event: weight {self.weight}, {self.earliest} to {self.latest}")


@dataclass(frozen=True, eq=False)
class DangerMap:
    """Forecast danger of areas by the hour, as issued at one moment.

    area_ids: n areas in the order of the rows. hours: starts of m consecutive hours, aware UTC.
    events_per_h: (n, m), expected shelling events per hour, >= 0 and finite. coverage: (n,), share of the 48 h before
    issued_at in which the area was watched, 0 to 1; below a half no number of that area is shown.
    Raises ValueError if shapes differ or a value is out of range: a NaN let through would print as a quiet hour.
    """

    area_ids: tuple[int, ...]
    hours: tuple[datetime, ...]
    events_per_h: FloatArray
    coverage: FloatArray
    issued_at: datetime

    def __post_init__(self) -> None:
        n, m = len(self.area_ids), len(self.hours)
        if self.events_per_h.shape != (n, m) or self.coverage.shape != (n,):
            raise ValueError(f"want ({n}, {m}) and ({n},), got {self.events_per_h.shape}, {self.coverage.shape}")
        if not (np.isfinite(self.events_per_h) & (self.events_per_h >= 0)).all():
            raise ValueError("rates must be finite and >= 0")
        if not ((self.coverage >= 0) & (self.coverage <= 1)).all():
            raise ValueError("coverage must lie between 0 and 1")

    def chance(self, area_id: int, at: datetime) -> float | None:
        """The chance (0 to 1) that the area is hit in the hour of that moment; None outside the map."""
        column = (at - self.hours[0]) // timedelta(hours=1) if self.hours else -1
        if area_id not in self.area_ids or not 0 <= column < len(self.hours):
            return None
        return float(-np.expm1(-self.events_per_h[self.area_ids.index(area_id), column]))

    def worst_chance(self, area_id: int, start: datetime, end: datetime) -> float | None:
        """The highest chance of any hour that touches start to end; None unless the map knows all of them."""
        first = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        count = math.ceil((end - first) / timedelta(hours=1))
        chances = [self.chance(area_id, first + timedelta(hours=step)) for step in range(count)]
        known = [chance for chance in chances if chance is not None]
        return max(known) if known and len(known) == len(chances) else None


def first_estimate(
    events: Sequence[WeightedEvent], area_ids: Sequence[int], coverage: Mapping[int, float], now: datetime
) -> DangerMap:
    """Expected events per hour of each area for 48 h, from the hour that now falls in.

    events: of the last 28 days or so; those of other areas, or older, do not count. coverage: per area id, 0 to 1; a
    missing one is 0. now: aware.

    level = (S + 48 h x pool) / (W + 48 h): S the weights with exponential forgetting (half-life 7 days), W the watched
    hours forgotten alike, so that an area without history has the level of all. Hours nobody watched are not quiet:
    W takes the coverage of the last 48 h for that of all 28 days. The hours after an event are raised
    up to three times, by every event that is not refuted, however unsure: a stay-away costs an hour, a missed second
    strike a life. Another event never lowers any hour of any area.
    Source: Gamma-Poisson shrinkage (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6); the height and length of
    the rise from the measured hazard after an event in three years of alerts of towns under rocket fire.
    """
    ids = tuple(area_ids)
    start = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    covered = np.array([coverage.get(area, 0.0) for area in ids], dtype=np.float64)
    level = _levels(events, ids, covered, start)
    rise = np.array([_rise([event for event in events if event.area_id == area], now, start) for area in ids])
    return DangerMap(
        area_ids=ids,
        hours=tuple(start + timedelta(hours=step) for step in range(HORIZON_H)),
        events_per_h=level[:, None] * rise.reshape(len(ids), HORIZON_H),
        coverage=covered,
        issued_at=now,
    )


def spread(event: WeightedEvent, first: datetime, n_hours: int) -> FloatArray:
    """The weight of an event over n_hours hours from first, evenly over the moments it can have been.

    Returns (n_hours,), >= 0; it sums to the weight when the span lies within, and less by the share outside.
    """
    length = (event.latest - event.earliest) / timedelta(hours=1)
    begin = (event.earliest - first) / timedelta(hours=1)
    shares = np.zeros(n_hours)
    if length == 0:
        if 0 <= begin < n_hours:
            shares[int(begin)] = event.weight
        return shares
    edges = np.clip(np.arange(n_hours + 1, dtype=np.float64), begin, begin + length)
    result: FloatArray = event.weight * np.diff(edges) / length
    return result


def tap_factor(hours_since: FloatArray) -> FloatArray:
    """How many times the level an hour is, by the hours passed since an event at its beginning; 1 before and late."""
    fall = 1 + (TAP_FACTOR - 1) * (TAP_OVER_H - hours_since) / (TAP_OVER_H - TAP_FULL_H)
    result: FloatArray = np.clip(fall, 1.0, TAP_FACTOR)
    return result


def _levels(events: Sequence[WeightedEvent], ids: tuple[int, ...], covered: FloatArray, start: datetime) -> FloatArray:
    """(n,) events per hour of each area now, shrunk to the pool."""
    first, n_hours = start - timedelta(hours=HISTORY_H), HISTORY_H + 1
    row = {area: place for place, area in enumerate(ids)}
    seen = np.zeros((len(ids), n_hours))
    for event in events:
        if event.area_id in row:
            seen[row[event.area_id]] += spread(_not_after(event, start), first, n_hours)
    memory = 2.0 ** (-np.arange(n_hours - 1, -1, -1) / HALF_LIFE_H)
    weight, hours = seen @ memory, np.maximum(covered, LEAST_WATCHED) * memory.sum()
    pool = (weight.sum() + POOL_PRIOR_EVENTS) / (hours.sum() + POOL_PRIOR_H)
    result: FloatArray = (weight + AREA_PRIOR_H * pool) / (hours + AREA_PRIOR_H)
    return result


def _not_after(event: WeightedEvent, start: datetime) -> WeightedEvent:
    """An event cannot lie in the future: what a vague time leaves there is moved into the hour that runs now."""
    end = start + timedelta(hours=1)
    if event.latest <= end:
        return event
    earliest = min(event.earliest, start)
    return WeightedEvent(event.area_id, earliest, end, event.weight)


def _rise(events: Sequence[WeightedEvent], now: datetime, start: datetime) -> FloatArray:
    """(48,) the highest factor any event leaves on each hour; a vague event counts from its latest possible moment."""
    last = [min(event.latest, now) for event in events if event.weight >= TAP_FROM_WEIGHT]
    if not last:
        return np.ones(HORIZON_H)
    since = (start - max(last)) / timedelta(hours=1)
    return tap_factor(np.arange(HORIZON_H, dtype=np.float64) + since)
