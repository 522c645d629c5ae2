"""What the model is measured against: climatology, the coordinator's rule, and the reference of its marks."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

H = np.timedelta64(1, "h")


class HoursHit:
    """Remembers which hours of each area were hit so far, and from when it was watched."""

    def start(self, areas: Sequence[dict[str, Any]]) -> None:
        self.n = len(areas)
        self.covered = np.array([np.datetime64(area["covered_from"], "h") for area in areas])
        self.first = self.covered.min()
        self.counts = np.zeros((self.n, 24 * 400))

    def observe(self, events: Sequence[tuple[int, np.datetime64, str]]) -> None:
        for area, at, _ in events:
            hour = int((at.astype("datetime64[h]") - self.first) / H)
            if hour >= 0:
                self._reach(hour + 1)
                self.counts[area, hour] += 1

    def past(self, issue: np.datetime64) -> tuple[np.ndarray, np.ndarray]:
        """(areas, T) hit or not, and watched or not, of each hour before issue."""
        length = max(int((issue.astype("datetime64[h]") - self.first) / H), 0)
        self._reach(length)
        since = ((self.covered - self.first) / H).astype(int)
        watched = np.arange(length)[None, :] >= since[:, None]
        return (self.counts[:, :length] > 0) * watched * 1.0, watched * 1.0

    def by_hour(self, values: np.ndarray) -> np.ndarray:
        """(areas, T) -> (areas, 24) sums by hour of the day."""
        begins = int(hour_of_day(np.array([self.first]))[0])
        return np.stack([values[:, (clock - begins) % 24 :: 24].sum(1) for clock in range(24)], 1)

    def _reach(self, length: int) -> None:
        while length > self.counts.shape[1]:
            self.counts = np.hstack([self.counts, np.zeros_like(self.counts)])


class Baseline(HoursHit, ABC):
    """A table of chances by area and hour of the day, made anew at 0, 6, 12 and 18 o'clock."""

    def start(self, areas: Sequence[dict[str, Any]]) -> None:
        super().start(areas)
        self.made_for: int | None = None

    @abstractmethod
    def table(self, issue: np.datetime64) -> np.ndarray:
        """(areas, 24) the chance that each hour of the day is hit, from what was told before issue."""

    def predict(self, issue: np.datetime64, hours: np.ndarray) -> np.ndarray:
        return self.newest_table(issue)[:, hour_of_day(hours)]

    def newest_table(self, issue: np.datetime64) -> np.ndarray:
        sixth = int(issue.astype("datetime64[h]").astype(int)) // 6
        if self.made_for != sixth:
            self.made_for, self.made = sixth, self.table(np.datetime64(sixth * 6, "h"))
        return self.made


class Climatology(Baseline):
    """How often each hour of the day was hit in each area, over all history."""

    def table(self, issue: np.datetime64) -> np.ndarray:
        hit, watched = self.past(issue)
        rate = overall_rate(hit, watched)
        return (self.by_hour(hit) + 10 * rate[:, None]) / (self.by_hour(watched) + 10)


class CoordinatorsRule(Baseline):
    """How often this hour of the day was hit in the last seven days."""

    def table(self, issue: np.datetime64) -> np.ndarray:
        hit, _ = self.past(issue)
        week = np.zeros_like(hit)
        week[:, -168:] = hit[:, -168:]
        rate = (hit[:, -168:].mean(1) if hit.shape[1] else np.zeros(self.n)) + 1e-3
        return (self.by_hour(week) + rate[:, None]) / 8


class PooledClimatology(Baseline):
    """The area's rate over all history x one shape of the day for all areas."""

    def table(self, issue: np.datetime64) -> np.ndarray:
        hit, watched = self.past(issue)
        sums = [self.by_hour(values).sum(0, keepdims=True) for values in (hit, watched)]
        shape = lean(*sums, np.ones((1, 24)), 12.0)
        return 1 - np.exp(-level_of(overall_rate(hit, watched), shape)[:, None] * shape)


class Reference(Baseline):
    """The forecast by which the marks were set: as the model, learned at once, all history, level every six hours."""

    MEMORIES = ((36, 0.25), (168, 0.40), (672, 0.35))
    EXTRA, FADE = (2.5, 0.6), (0.75, 4.0)

    def start(self, areas: Sequence[dict[str, Any]]) -> None:
        super().start(areas)
        self.last = np.full(self.n, np.datetime64("1970-01-01T00:00", "m"))

    def observe(self, events: Sequence[tuple[int, np.datetime64, str]]) -> None:
        super().observe(events)
        for area, at, _ in events:
            self.last[area] = max(self.last[area], at)

    def table(self, issue: np.datetime64) -> np.ndarray:
        hit, watched = self.past(issue)
        age, rate = np.arange(hit.shape[1])[::-1], np.zeros(self.n)
        for half_life, say in self.MEMORIES:
            memory = 0.5 ** (age / half_life) * watched
            hits, hours = (hit * memory).sum(1), memory.sum(1)
            pool = (hits.sum() + 0.24) / (hours.sum() + 24)
            rate = rate + say * (hits + 48 * pool) / (hours + 48)
        shape = self._shape(hit, watched)
        return level_of(rate, shape)[:, None] * shape

    def predict(self, issue: np.datetime64, hours: np.ndarray) -> np.ndarray:
        usual = super().predict(issue, hours)
        since = (hours.astype("datetime64[m]")[None, :] - self.last[:, None]) / np.timedelta64(60, "m")
        rise = sum(
            extra * fade * (np.exp(-since / fade) - np.exp(-(since + 1) / fade))
            for extra, fade in zip(self.EXTRA, self.FADE, strict=True)
        )
        return 1 - np.exp(-usual * (1 + rise))

    def _shape(self, hit: np.ndarray, watched: np.ndarray) -> np.ndarray:
        age_days = np.arange(hit.shape[1])[::-1] / 24
        shape = np.ones((1, 24))
        for half_life, prior, pooled in ((365, 12.0, True), (90, 100.0, False), (14, 100.0, False)):
            memory = 0.5 ** (age_days / half_life)
            sums = [self.by_hour(values * memory) for values in (hit, watched)]
            shape = lean(*(one.sum(0, keepdims=True) if pooled else one for one in sums), shape, prior)
        return shape


def hour_of_day(hours: np.ndarray) -> np.ndarray:
    return ((hours.astype("datetime64[h]") - hours.astype("datetime64[D]")) / H).astype(int)


def overall_rate(hit: np.ndarray, watched: np.ndarray) -> np.ndarray:
    pool = hit.sum() / max(watched.sum(), 1)
    return (hit.sum(1) + 24 * pool) / (watched.sum(1) + 24)


def lean(hits: np.ndarray, days: np.ndarray, prior: np.ndarray, prior_events: float) -> np.ndarray:
    def smooth(values: np.ndarray) -> np.ndarray:
        return (np.roll(values, 1, -1) + 2 * values + np.roll(values, -1, -1)) / 4

    rate = -np.log1p(-np.clip(smooth(hits) / np.maximum(smooth(days), 1e-9), 0, 0.97))
    own = rate / np.maximum(rate.mean(-1, keepdims=True), 1e-12)
    events = hits.sum(-1, keepdims=True)
    shape = (events * own + prior_events * prior) / (events + prior_events)
    return shape / shape.mean(-1, keepdims=True)


def level_of(rate: np.ndarray, shape: np.ndarray) -> np.ndarray:
    rate = np.clip(rate, 1e-6, 0.98)
    low, high = np.zeros_like(rate), np.full_like(rate, 60.0)
    for _ in range(50):
        middle = (low + high) / 2
        too_low = (1 - np.exp(-middle[:, None] * shape)).mean(1) < rate
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return (low + high) / 2
