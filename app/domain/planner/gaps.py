"""The gaps between the steps of several teams, side by side: where the stops of a job might go, roughly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.planner.grid import Curve, DayGrid, GridStop
from app.domain.planner.timeline import Timeline

REACH = 3  # steps of others that may come between the first and the last stop of a job
Offsets = tuple[int, ...]  # for each stop of a job, how many gaps after the first one it goes

SPREADS: dict[int, list[Offsets]] = {
    stops: [(0, *rest) for rest in itertools.combinations_with_replacement(range(REACH + 1), stops - 1)]
    for stops in (1, 2, 3)
}


class Gaps:
    """A gap lies between two neighbours of a route. Arrays have one entry a gap, the teams one after the other."""

    def __init__(self, grid: DayGrid, timelines: Sequence[Timeline]) -> None:
        self.grid = grid
        counts = [len(timeline.fronts) for timeline in timelines]
        self.before = np.concatenate([timeline.ends[0] for timeline in timelines])
        self.after = np.concatenate([timeline.ends[1] for timeline in timelines])
        self.early = np.concatenate([timeline.spans[0] for timeline in timelines])
        self.late = np.concatenate([timeline.spans[1] for timeline in timelines])
        self.first = np.cumsum([0, *counts])
        self.index = np.arange(len(self.before))
        self.left = np.repeat(self.first[1:], counts) - 1 - self.index  # gaps that follow in the same route
        self.base = grid.rough_minutes[self.before, self.after]

    def ranked(self, stops: Sequence[GridStop], most: int) -> list[tuple[int, tuple[int, ...]]]:
        """Choices of (which team, gap of each stop) that add least driving, those out of every window left away."""
        spreads = SPREADS.get(len(stops), [(0,) * len(stops)])
        enter = [self.grid.rough_minutes[stop.point][self.before] for stop in stops]
        leave = [self.grid.rough_minutes[stop.point][self.after] for stop in stops]
        extra = np.concatenate([self._extra(stops, offsets, enter, leave) for offsets in spreads])
        choices = []
        for at in np.argsort(extra, kind="stable")[:most]:
            if np.isfinite(extra[at]):
                spread, gap = divmod(int(at), len(self.index))
                which = int(np.searchsorted(self.first, gap, side="right")) - 1
                choices.append((which, tuple(gap - int(self.first[which]) + offset for offset in spreads[spread])))
        return choices

    def _extra(self, stops: Sequence[GridStop], offsets: Offsets, enter: list[Curve], leave: list[Curve]) -> Curve:
        """Minutes of driving added for each first gap; infinite where the earliest way through comes too late."""
        rough, size = self.grid.rough_minutes, self.grid.size
        extra = np.where(self.left >= offsets[-1], 0.0, np.inf)
        end = np.zeros(len(self.index))
        at = self.index
        for k, stop in enumerate(stops):
            if k and offsets[k] == offsets[k - 1]:
                hop = rough[stops[k - 1].point, stop.point]
                extra += hop
                reach = end + hop
            else:
                last, at = at, np.minimum(self.index + offsets[k], len(self.index) - 1)
                if k:
                    extra += leave[k - 1][last]
                    end += leave[k - 1][last]
                extra += enter[k][at] - self.base[at]
                reach = np.maximum(self.early[at] + enter[k][at], end)
            end = stop.next_start[np.minimum(reach, size).astype(np.intp)] + stop.service
        extra += leave[-1][at]
        too_late: NDArray[np.bool_] = end + leave[-1][at] > self.late[at]
        return np.where(too_late, np.inf, extra)
