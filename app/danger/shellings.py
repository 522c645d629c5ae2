"""Shellings as the forecast and the picture take them: each as a whole, and all of them as columns of numbers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from app.domain.danger.events import Events
from app.domain.danger.wall_clock import IntArray

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
# A telling once for each area it touches, its span in whole minutes since 1970; a shelling likewise, in microseconds.
TELLING = np.dtype(
    [(name, np.int64) for name in ("event", "area", "earliest", "latest", "source")] + [("weight", "f8")]
)
TOUCH = np.dtype([(name, np.int64) for name in ("event", "area", "latest", "received")])
Rows = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Telling:
    """What one report adds to the forecast, whatever event it was joined to."""

    touches: frozenset[int]
    earliest: datetime
    latest: datetime
    weight: float
    source: int

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1 or self.latest < self.earliest:
            raise ValueError(f"no telling: weight {self.weight}, {self.earliest} to {self.latest}")


@dataclass(frozen=True, slots=True)
class Shelling:
    """One event. It is as late as its latest report says: another report never ages it.

    weight: of the event as a whole, for words. received_at: of its newest report. tellings: what the forecast counts.
    """

    event_id: int
    touches: frozenset[int]
    earliest: datetime
    latest: datetime
    weight: float
    first_told_at: datetime
    received_at: datetime
    tellings: tuple[Telling, ...]

    @property
    def stated_at(self) -> datetime:
        """When it was by the report that knows best: the moment that its own page names."""
        sharpest = min(self.tellings, key=lambda one: one.latest - one.earliest, default=self)
        return sharpest.earliest + (sharpest.latest - sharpest.earliest) / 2


@dataclass(frozen=True, eq=False)
class Shellings:
    """Many of them, in the order of their events; the same ones give the same columns, however they were gathered."""

    by_event: dict[int, Shelling]
    tellings: Rows
    touches: Rows

    @classmethod
    def of(cls, shellings: Iterable[Shelling]) -> Self:
        ordered = sorted(shellings, key=lambda one: one.event_id)
        return cls({one.event_id: one for one in ordered}, _tellings(ordered), _touches(ordered))

    def with_changed(self, gone: Collection[int], fresh: Iterable[Shelling]) -> Self:
        """Without the events that are gone, and with these for what was there of them before."""
        new = self.of(fresh)
        left = np.array([*gone, *new.by_event], np.int64)
        both = self.by_event | new.by_event
        ids = sorted(both.keys() - (set(gone) - new.by_event.keys()))
        return type(self)(
            {event_id: both[event_id] for event_id in ids},
            _replaced(self.tellings, left, new.tellings),
            _replaced(self.touches, left, new.touches),
        )

    @property
    def all(self) -> Collection[Shelling]:
        return self.by_event.values()

    def events(self, area_ids: Sequence[int]) -> Events:
        """What the forecast takes of them: each report by itself, in each of these areas that it touches."""
        told = self.inside(area_ids)
        order = np.argsort(np.array(area_ids, np.int64))
        return Events(
            order[np.searchsorted(area_ids, told["area"], sorter=order)],
            np.ascontiguousarray(told["earliest"]),
            np.ascontiguousarray(told["latest"]),
            np.ascontiguousarray(told["weight"]),
            np.ascontiguousarray(told["source"]),
        )

    def inside(self, area_ids: Sequence[int]) -> Rows:
        """The rows of the tellings that touch these areas."""
        return self.tellings[np.isin(self.tellings["area"], np.array(area_ids, np.int64))]

    @cached_property
    def _by_area(self) -> Rows:
        return self.touches[np.argsort(self.touches["area"], kind="stable")]

    @cached_property
    def newest_received(self) -> datetime | None:
        return moment(self.touches["received"].max()) if len(self.touches) else None

    def touching(self, area_ids: Collection[int]) -> Rows:
        """The rows of those that touch any of these areas, each shelling once."""
        areas = self._by_area["area"]
        parts = [self._by_area[slice(*np.searchsorted(areas, [one, one + 1]))] for one in sorted(area_ids)]
        if len(parts) == 1:
            return parts[0]
        told = np.concatenate([self._by_area[:0], *parts])
        return told[np.unique(told["event"], return_index=True)[1]]

    def there(self, area_id: int) -> list[Shelling]:
        """Those that touch this area."""
        return [self.by_event[event_id] for event_id in self.touching([area_id])["event"].tolist()]


def moment(microseconds: int) -> datetime:
    return EPOCH + int(microseconds) * MICROSECOND


def microseconds(at: datetime) -> int:
    """Since 1970, exactly."""
    return (at - EPOCH) // MICROSECOND


def _tellings(shellings: Sequence[Shelling]) -> Rows:
    told = [(shelling.event_id, one) for shelling in shellings for one in shelling.tellings]
    each = np.array(
        [
            (event_id, 0, one.earliest.timestamp() // 60, one.latest.timestamp() // 60, one.source, one.weight)
            for event_id, one in told
        ],
        TELLING,
    )
    return _once_an_area(each, [one.touches for _, one in told])


def _touches(shellings: Sequence[Shelling]) -> Rows:
    each = np.array(
        [(one.event_id, 0, microseconds(one.latest), microseconds(one.received_at)) for one in shellings], TOUCH
    )
    return _once_an_area(each, [one.touches for one in shellings])


def _once_an_area(each: Rows, areas: Sequence[Collection[int]]) -> Rows:
    rows = np.repeat(each, [len(one) for one in areas])
    rows["area"] = [area_id for one in areas for area_id in one]
    return rows


def _replaced(rows: Rows, left_out: IntArray, fresh: Rows) -> Rows:
    both = np.concatenate([rows[~np.isin(rows["event"], left_out)], fresh])
    return both[np.argsort(both["event"], kind="stable")]
