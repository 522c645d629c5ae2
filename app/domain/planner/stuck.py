"""What is left of a route that has begun and cannot be finished in the open: a person decides on the rest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.domain.planner.draft import fits
from app.domain.planner.grid import DayGrid, TeamDay
from app.domain.planner.plan import Route
from app.domain.planner.rests import as_planned
from app.domain.planner.timeline import Timeline
from app.domain.planner.timing import find_long_ride, route_of


def as_far_as_open(grid: DayGrid, day: TeamDay, route: Route) -> Route:
    """What has begun, finished through the fewest closed minutes, and the visits that cost no more of them.

    The route as it stands where that leaves nothing out, or where no time is enough for it.
    """
    steps = as_planned(grid, day, route)
    begun = {
        i for i, step in enumerate(steps) if not grid.is_at_hub(step) and grid.stops[step].job in day.start.underway
    }
    kept, line = begun, _line_of(grid, day, steps, begun)
    if np.isinf(line.cost):
        return route
    for together in _not_begun(grid, steps, begun):
        other = _line_of(grid, day, steps, kept | together)
        if _is_no_worse(line, other):
            kept, line = kept | together, other
    return route if len(kept) == len(steps) else route_of(day, line.calls())


def _line_of(grid: DayGrid, day: TeamDay, steps: Sequence[int], kept: set[int]) -> Timeline:
    return Timeline(grid, day, [step for i, step in enumerate(steps) if i in kept])


def _not_begun(grid: DayGrid, steps: Sequence[int], begun: set[int]) -> list[set[int]]:
    """Positions of each visit not begun and of each call at the hub, in the order of the route."""
    groups: dict[int, set[int]] = {}
    for i, step in enumerate(steps):
        if i not in begun:
            groups.setdefault(-1 - i if grid.is_at_hub(step) else grid.stops[step].job, set()).add(i)
    return list(groups.values())


def _is_no_worse(old: Timeline, new: Timeline) -> bool:
    """Whether there is room, no ride gets too long, and no more minutes are closed.

    Neither all the way nor up to the last stop: a visit behind a closed area is not on the way home through another.
    """
    if np.isinf(new.cost) or any(then > first for first, then in zip(_closed(old), _closed(new), strict=True)):
        return False
    if not fits(new.grid, new.day, new.steps):
        return False
    return find_long_ride(new.grid, new.calls()) is None or find_long_ride(old.grid, old.calls()) is not None


def _closed(timeline: Timeline) -> tuple[float, float]:
    """Closed person-minutes all the way home, and up to leaving the last stop."""
    grid, leaves = timeline.grid, timeline.calls()[-2].depart
    last = float(timeline.front_costs(len(timeline.steps))[leaves - grid.origin])
    return timeline.cost // grid.closed_price, last // grid.closed_price
