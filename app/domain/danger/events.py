"""Shelling events as the model takes them: where, when at the earliest and the latest, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from app.domain.danger.wall_clock import IntArray

FloatArray = NDArray[np.float64]

# A sure event would make log(1 - weight) infinite.
NEARLY_SURE = 1 - 1e-12


@dataclass(frozen=True)
class WeightedEvent:
    """One account of a shelling: where, the span of moments it can mean, and the chance (0 to 1) that it happened.

    source: who tells it; None is somebody who tells nothing else.
    """

    area_id: int
    earliest: datetime
    latest: datetime
    weight: float
    source: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 1 or self.latest < self.earliest:
            raise ValueError(f"no event: weight {self.weight}, {self.earliest} to {self.latest}")


@dataclass(frozen=True, eq=False)
class Events:
    """The same for k events, as columns.

    area: (k,) row of the area. earliest_min, latest_min: (k,) whole minutes since 1970 UTC. weight: (k,), 0 to 1.
    source: (k,) who tells it; none where each is told by another.
    """

    area: IntArray
    earliest_min: IntArray
    latest_min: IntArray
    weight: FloatArray
    source: IntArray | None = None

    @classmethod
    def of(cls, events: Sequence[WeightedEvent], area_ids: Sequence[int]) -> "Events":
        """Columns of the events that lie in the given areas, rows in their order."""
        row = {area: place for place, area in enumerate(area_ids)}
        known = [event for event in events if event.area_id in row]
        return cls(
            np.array([row[event.area_id] for event in known], np.int64),
            np.array([event.earliest.timestamp() // 60 for event in known]).astype(np.int64),
            np.array([event.latest.timestamp() // 60 for event in known]).astype(np.int64),
            np.array([event.weight for event in known], np.float64),
            _sources(known),
        )

    def where(self, chosen: NDArray[np.bool_]) -> "Events":
        source = None if self.source is None else self.source[chosen]
        return Events(
            self.area[chosen], self.earliest_min[chosen], self.latest_min[chosen], self.weight[chosen], source
        )


def _sources(events: Sequence[WeightedEvent]) -> IntArray | None:
    if all(event.source is None for event in events):
        return None
    lowest = min(event.source for event in events if event.source is not None)
    alone = [lowest - 1 - place for place in range(len(events))]
    return np.array([alone[place] if one.source is None else one.source for place, one in enumerate(events)], np.int64)


def chance_hit(events: Events, first: int, hour_labels: IntArray, profile: FloatArray) -> FloatArray:
    """The chance that at least one event fell in each hour of each area.

    first: number of the first of T hours. hour_labels: (T,) their wall clock hours. profile: (n, 24), >= 0, how the
    hours of a day share what is vague.

    Returns (n, T), 0 to 1: 1 - product over events of (1 - the event's weight in that hour), as independent accounts
    would have it; of what one source tells of one hour only the surest counts. An event whose time is vague is shared
    out over all hours it can have been in, by minutes times profile: never dropped and never put at midnight. What
    would lie after the last hour is put into it, what would lie before the first is left out. One more event, or more
    weight, lowers no value.
    """
    count, n = len(hour_labels), len(profile)
    inside = events.where(events.latest_min >= first * 60)
    event, hour, share = _pieces(inside, first, hour_labels, profile)
    cell = inside.area[event] * count + hour
    if inside.source is not None:
        surest = _surest(cell, inside.source[event], share)
        cell, share = cell[surest], share[surest]
    doubt = np.bincount(cell, np.log1p(-np.minimum(share, NEARLY_SURE)), n * count)
    result: FloatArray = -np.expm1(doubt).reshape(n, count)
    return result


def _pieces(
    events: Events, first: int, hour_labels: IntArray, profile: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Event, hour (from first) and weight of each piece of each event; the pieces of one event sum to its weight."""
    start = np.clip(events.earliest_min - first * 60, 0, len(hour_labels) * 60 - 1)
    end = np.clip(events.latest_min - first * 60, start + 1, len(hour_labels) * 60)
    first_hour, counts = start // 60, (end - 1) // 60 - start // 60 + 1
    event = np.repeat(np.arange(len(counts)), counts)
    hour = np.arange(len(event)) - np.repeat(np.cumsum(counts) - counts - first_hour, counts)
    area = events.area[event]
    minutes = np.minimum(end[event], hour * 60 + 60) - np.maximum(start[event], hour * 60)
    likely = minutes * np.maximum(profile[area, hour_labels[hour]], 1e-9)
    share = events.weight[event] * likely / np.bincount(event, likely, len(counts))[event]
    return event, hour, share


def _surest(cell: IntArray, source: IntArray, share: FloatArray) -> IntArray:
    """Places of the pieces that no other piece of the same source in the same hour and area outweighs."""
    order = np.lexsort((share, source, cell))
    is_last = np.ones(len(order), np.bool_)
    is_last[:-1] = (np.diff(cell[order]) != 0) | (np.diff(source[order]) != 0)
    chosen: IntArray = order[is_last]
    return chosen
