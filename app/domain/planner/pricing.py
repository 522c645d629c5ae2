"""What a route would cost with other steps in the place of some: a few steps between a front and a back.

Only the minutes from the earliest way there to the latest way on are walked, the rest of the route is not timed anew,
and ways that begin alike are walked once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.domain.planner.grid import HUB, SHELTER, Curve, Move, Place
from app.domain.planner.timeline import Timeline, may_drive

NEVER = np.inf, 0


class Walk(NamedTuple):
    """Least cost of being free to leave a place, at each minute from `start` on."""

    costs: Curve
    start: int
    here: Place
    aboard: int
    minutes: int  # of driving


class Pricing:
    """Prices changes of one timeline. reach: how many gaps after the first new step the last one may lie."""

    def __init__(self, timeline: Timeline, reach: int = 0) -> None:
        self.timeline, self.reach = timeline, reach
        self._walks: dict[tuple[int, tuple[int, ...]], Walk | None] = {}

    def cost(self, first: int, steps: tuple[int, ...], last: int) -> tuple[float, int]:
        """Exposure and driving of the whole route with other steps in the place of those from `first` to before `last`.

        Infinite where there is no open way.
        """
        walk = self._begin(first)
        for made in range(1, len(steps) + 1):
            key = first, steps[:made]
            if key not in self._walks:
                self._walks[key] = self._call(walk, steps[made - 1])
            on = self._walks[key]
            if on is None:
                return NEVER
            walk = on
        return self._home(walk, first, last)

    def _begin(self, first: int) -> Walk:
        line = self.timeline
        early, late = line.spans
        start, end = int(early[first]), int(late[min(first + self.reach, len(late) - 1)]) + 1
        return Walk(line.fronts[first][start:end], start, line.places[first], line.aboard[first], 0)

    def _call(self, walk: Walk, step: int) -> Walk | None:
        """The way on to one more step, and through it; None when nothing is open."""
        grid, day = self.timeline.grid, self.timeline.day
        stop = None if step == HUB else grid.stops[step]
        place = (day.hub, SHELTER) if stop is None else stop.place
        minutes = walk.minutes + grid.leg(walk.here[0], place[0]).minutes
        arrive, start = self._drive(walk, place)
        if not len(arrive):
            return None
        np.fmin.accumulate(arrive, out=arrive)
        if stop is None:
            kept = max(0, len(arrive) - grid.problem.reload_minutes)
            costs, start, aboard = arrive[:kept], start + grid.problem.reload_minutes, walk.aboard
        else:
            costs, start = _after(arrive, start, grid.service(step, day.team.crew + walk.aboard))
            np.fmin.accumulate(costs, out=costs)
            aboard = walk.aboard + stop.board
        is_open = len(costs) > 0 and costs[-1] < np.inf  # the last is the least
        return Walk(costs, start, place, aboard, minutes) if is_open else None

    def _home(self, walk: Walk, first: int, last: int) -> tuple[float, int]:
        line = self.timeline
        following, end = line.places[last + 1], int(line.spans[1][last]) + 1
        arrive, start = self._drive(walk, following)
        whole = arrive[: max(0, end - start)] + line.backs[last][start : max(start, end)]
        minutes = line.minutes - sum(line.legs[first : last + 1]) + walk.minutes
        minutes += line.grid.leg(walk.here[0], following[0]).minutes
        return float(np.fmin.reduce(whole, initial=np.inf)), minutes

    def _drive(self, walk: Walk, place: Place) -> tuple[Curve, int]:
        grid, day = self.timeline.grid, self.timeline.day
        if not may_drive(grid, day, walk.here, place):
            return walk.costs[:0], walk.start
        return _after(walk.costs, walk.start, grid.drive(walk.here, place, day.team.crew + walk.aboard))


def _after(costs: Curve, start: int, move: Move) -> tuple[Curve, int]:
    """The costs once a move is made, and the minute they begin at: so many fewer, since the walk has an end."""
    kept = max(0, len(costs) - move.minutes)
    return costs[:kept] + move.price[start : start + kept], start + move.minutes
