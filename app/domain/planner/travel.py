"""Drives known better than by the straight line: minutes between many points at once, and single legs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.planner.job import Point
from app.domain.planner.reading import Reader

NEVER_MIN = 24 * 60  # a drive this long fits no shift: no way leads there


@dataclass(frozen=True, slots=True)
class LegTime:
    """Minutes of one drive, in one direction. via: the places it leads round by, in order."""

    start: Point
    end: Point
    minutes: int
    via: tuple[Point, ...] = ()

    @staticmethod
    def read(at: Reader) -> LegTime:
        minutes = at.field("minutes").whole(0, NEVER_MIN)
        via = at.optional("via", lambda r: r.each(_point), tuple[Point, ...]())
        return LegTime(_point(at.field("from")), _point(at.field("to")), minutes, via)

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"from": [*self.start], "to": [*self.end], "minutes": self.minutes}
        return data | ({"via": [[*point] for point in self.via]} if self.via else {})


@dataclass(frozen=True)
class DriveTimes:
    """Minutes from each point to each other, a row for each start; None where no way leads there."""

    points: tuple[Point, ...]
    minutes: tuple[tuple[int | None, ...], ...]
    _index: dict[Point, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {point: i for i, point in enumerate(self.points)})

    def find(self, start: Point, end: Point) -> int | None:
        """Minutes of a drive; None when one of its ends is none of the points."""
        row, column = self._index.get(start), self._index.get(end)
        if row is None or column is None:
            return None
        minutes = self.minutes[row][column]
        return NEVER_MIN if minutes is None else minutes

    def write_into(self, table: NDArray[np.float64], points: list[Point]) -> None:
        """Put the minutes known into a table of the same shape as its points."""
        known = [(i, self._index[point]) for i, point in enumerate(points) if point in self._index]
        here, there = np.array([i for i, _ in known], int), np.array([i for _, i in known], int)
        every = np.array([[NEVER_MIN if m is None else m for m in row] for row in self.minutes], dtype=np.float64)
        if known:
            table[np.ix_(here, here)] = every[np.ix_(there, there)]

    @staticmethod
    def read(at: Reader) -> DriveTimes:
        points = at.field("points").each(_point)

        def minutes(r: Reader) -> int | None:
            return None if r.value is None else r.whole(0, NEVER_MIN)

        rows = at.field("minutes").each(lambda r: r.each(minutes, length=len(points)), length=len(points))
        return DriveTimes(points, rows)

    def to_json(self) -> dict[str, Any]:
        return {"points": [[*point] for point in self.points], "minutes": [[*row] for row in self.minutes]}


def _point(at: Reader) -> Point:
    lat, lon = at.items(length=2)
    return lat.number(-90, 90), lon.number(-180, 180)
