"""The forecast that pages show, in the shape a walk through the past asks of it: start, observe, predict."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from app.domain.danger.events import Events, FloatArray
from app.domain.danger.forecast import HABITS_H, forecast, learn_habits
from app.domain.danger.profile import flat_profile
from app.domain.danger.wall_clock import hour_number, learned_until

UTC_ZONE = ZoneInfo("UTC")


class Predictor:
    """Times are numpy datetime64, on the wall clock of the areas and taken as UTC: 24 hours a day, none moved."""

    def __init__(self, reporting_share: float = 1.0, mean_delay_h: float = 0.0) -> None:
        self._reporting_share, self._mean_delay_h = reporting_share, mean_delay_h

    def start(self, areas: Sequence[Mapping[str, Any]]) -> None:
        """areas: dicts with covered_from, the day from which silence means something."""
        self._covered_from = np.array([_hour(np.datetime64(area["covered_from"])) for area in areas], np.int64)
        nothing = np.zeros(0, np.int64)
        self._events = Events(nothing, nothing, nothing, np.zeros(0))
        self._learned_at: datetime | None = None
        self._profile = flat_profile(len(areas))

    def observe(self, events: Sequence[tuple[int, np.datetime64, str]]) -> None:
        """(area, time, kind) in the order they were reported; each is sure and exact."""
        if not events:
            return
        area = np.array([event[0] for event in events], np.int64)
        minute = np.array([event[1] for event in events], "datetime64[m]").astype(np.int64)
        old = self._events
        self._events = Events(
            np.concatenate([old.area, area]),
            np.concatenate([old.earliest_min, minute]),
            np.concatenate([old.latest_min, minute]),
            np.concatenate([old.weight, np.ones(len(area))]),
        )

    def predict(self, issue: np.datetime64, hours: Sequence[np.datetime64]) -> FloatArray:
        """(areas, hours) the chance that each hour, at most two days from issue, is hit."""
        now = datetime.fromtimestamp(int(issue.astype("datetime64[m]").astype(np.int64)) * 60, UTC)
        self._learn(now)
        n = len(self._covered_from)
        danger = forecast(
            self._events,
            tuple(range(n)),
            self._watched(hour_number(now) + 1, running=True),
            self._profile,
            coverage=np.ones(n),
            now=now,
            tz=UTC_ZONE,
            mean_delay_h=self._mean_delay_h,
            reporting_share=self._reporting_share,
        )
        steps = [_hour(hour) - hour_number(now) for hour in hours]
        result: FloatArray = -np.expm1(-danger.events_per_h[:, steps])
        return result

    def _learn(self, now: datetime) -> None:
        until = learned_until(now, UTC_ZONE)
        if until != self._learned_at:
            self._learned_at = until
            self._profile = learn_habits(self._events, self._watched(hour_number(until)), until, UTC_ZONE)

    def _watched(self, end: int, *, running: bool = False) -> FloatArray:
        """(areas, HABITS_H) of the hours before end; of the one that runs nothing has passed yet."""
        hours = np.arange(end - HABITS_H, end)
        watched = (hours >= self._covered_from[:, None]).astype(np.float64)
        watched[:, -1] *= not running
        return watched


def _hour(at: np.datetime64) -> int:
    return int(at.astype("datetime64[h]").astype(np.int64))
