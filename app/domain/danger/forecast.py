"""The forecast: shelling events per hour and area for two days = level x hour of the day x what follows a hit."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from app.domain.danger.events import Events, FloatArray, WeightedEvent, chance_hit
from app.domain.danger.level import hit_rate, solve_level
from app.domain.danger.profile import learn_profile
from app.domain.danger.tap import hours_since, tap_factor
from app.domain.danger.wall_clock import hour_number, hour_start, labels

__all__ = ["DangerMap", "Events", "FloatArray", "WeightedEvent", "forecast", "learn_habits"]

HORIZON_H = 48
# How far back the level looks (two half-lives of its longest memory), and the hours of the day.
LEVEL_H, HABITS_H = 56 * 24, 365 * 24
# Less than this share of what happens is never assumed to be reported: a number made of guesses only would explode.
LEAST_REPORTED = 0.3
# Events whose time is vaguer than this say nothing about hours of the day.
SHARP_MIN = 120


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


def forecast(
    events: Events,
    area_ids: tuple[int, ...],
    watched: FloatArray,
    profile: FloatArray,
    *,
    coverage: FloatArray,
    now: datetime,
    tz: ZoneInfo,
    mean_delay_h: float = 0.0,
    reporting_share: float = 1.0,
) -> DangerMap:
    """Expected events per hour of each of n areas for 48 h, from the hour that now falls in.

    events: what was reported of the last eight weeks; older ones do not count. watched: (n, T) share of each past hour
    that anybody listened, 0 to 1, T any length; its last column is the hour of now. profile: (n, 24) from
    `learn_habits` or `flat_profile`. coverage: (n,) as in DangerMap. now: aware. tz: whose wall clock the hours are.
    mean_delay_h: how late reports come. reporting_share: of what happens, how much anybody reports, 0.3 to 1.

        lambda[a, h] = level[a] x profile[a, hour of the day of h] x tap[a, h] / reporting share
        chance[a, h] = 1 - exp(-lambda[a, h])

    One more event, or more weight to one, lowers no hour of any area: the profile, which would share out its
    days anew, is learned apart and at set hours only.
    Source: docs/danger.md tells what each factor is worth, measured on four sets of real warnings.
    """
    this_hour, ids = hour_number(now), area_ids
    back = min(LEVEL_H, watched.shape[1])
    hit = chance_hit(events, this_hour - back + 1, labels(this_hour - back + 1, back, tz), profile)
    level = solve_level(hit_rate(hit, watched[:, -back:], mean_delay_h), profile)
    hours = np.arange(this_hour, this_hour + HORIZON_H)
    since = hours_since(events, len(ids), int(now.timestamp() // 60), hours.astype(np.float64))
    usual = level[:, None] * profile[:, labels(this_hour, HORIZON_H, tz)]
    return DangerMap(
        area_ids=ids,
        hours=tuple(hour_start(int(hour)) for hour in hours),
        events_per_h=usual * tap_factor(since) / np.clip(reporting_share, LEAST_REPORTED, 1),
        coverage=coverage,
        issued_at=now,
    )


def learn_habits(events: Events, watched: FloatArray, until: datetime, tz: ZoneInfo) -> FloatArray:
    """(n, 24) the profile of each area from what happened before until: once every six hours, see `learned_until`.

    events: of a year, only such as count as confirmed; those with a vague time are left out here. watched: (n, T) as
    in `forecast`, its last column the last full hour before until.
    """
    back = min(HABITS_H, watched.shape[1])
    first = hour_number(until) - back
    clock = labels(first, back, tz)
    sharp = events.latest_min - events.earliest_min <= SHARP_MIN
    known = events.where(sharp & (events.latest_min < hour_number(until) * 60))
    hit = chance_hit(known, first, clock, np.ones((len(watched), 24)))
    return learn_profile(hit, watched[:, -back:], clock)
