"""The gaps between the steps of several teams, side by side: where the stops of a job might go, roughly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.planner.grid import Curve, DayGrid, GridStop
from app.domain.planner.timeline import Timeline

LEAST_GAMMA = 1e-6  # points a minute of driving has in the ranking when it has no price
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
        self.persons = np.concatenate([line.day.team.crew + np.array(line.aboard) for line in timelines])
        self.first = np.cumsum([0, *counts])
        self.index = np.arange(len(self.before))
        self.left = np.repeat(self.first[1:], counts) - 1 - self.index  # gaps that follow in the same route
        self.base = grid.rough_minutes[self.before, self.after]

    def ranked(self, stops: Sequence[GridStop], most: int) -> list[tuple[int, tuple[int, ...]]]:
        """Choices of (which team, gap of each stop) that look cheapest, those out of every window left away."""
        spreads = SPREADS.get(len(stops), [(0,) * len(stops)])
        price = self._price(stops, np.array(spreads)).ravel()
        choices = []
        for at in np.argsort(price, kind="stable")[:most]:
            if np.isfinite(price[at]):
                spread, gap = divmod(int(at), len(self.index))
                which = int(np.searchsorted(self.first, gap, side="right")) - 1
                choices.append((which, tuple(gap - int(self.first[which]) + offset for offset in spreads[spread])))
        return choices

    def _price(self, stops: Sequence[GridStop], spreads: NDArray[np.intp]) -> Curve:
        """Points by spread and first gap: the driving added, and each service at its calmest between its neighbours.

        Infinite where the earliest way through comes too late.
        """
        problem, persons = self.grid.problem, self.persons
        gaps = np.minimum(self.index + spreads.T[:, :, None], len(self.index) - 1)  # by stop, spread and first gap
        is_entry = np.diff(spreads.T, axis=0, prepend=-1)[:, :, None] != 0  # else it follows the stop before at once
        minutes = np.where(self.left >= spreads[:, -1:], 0.0, np.inf)
        reach, exposure, late = np.zeros(minutes.shape), np.zeros(minutes.shape), self.late[gaps]
        for k, (stop, at) in enumerate(zip(stops, gaps, strict=True)):
            row = self.grid.rough_minutes[stop.point]
            enter, leave = row[self.before][at], row[self.after][at]
            minutes += np.where(is_entry[k], enter - self.base[at], 0.0)
            reach = np.maximum(reach, np.where(is_entry[k], self.early[at] + enter, 0.0))
            onward = leave if k + 1 == len(stops) else np.where(is_entry[k + 1], leave, row[stops[k + 1].point])
            least = self._least(stop, reach, late[k] - onward - stop.service)
            exposure += least * (persons[at] + max(0, stop.board) + stop.civ)
            persons = persons + stop.board
            minutes += onward
            reach = stop.next_start[np.minimum(reach, self.grid.size).astype(np.intp)] + stop.service + onward
        price = problem.beta * exposure + max(problem.gamma, LEAST_GAMMA) * minutes
        return np.where(reach > late[-1], np.inf, price)

    def _least(self, stop: GridStop, earliest: Curve, latest: Curve) -> Curve:
        """No more than the least price of a service begun between two minutes."""
        size = self.grid.size - 1
        first = stop.least_from[np.minimum(earliest, size).astype(np.intp)]
        last = stop.least_until[np.clip(latest, 0, size).astype(np.intp)]
        return np.minimum(np.maximum(first, last), self.grid.closed_price)
