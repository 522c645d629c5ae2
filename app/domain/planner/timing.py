"""Exact timing of one route: the times with the least exposure for an order of stops, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.domain.planner.breaks import Break, joined
from app.domain.planner.check import CLOSURE_RULE, Fact, Rule
from app.domain.planner.grid import HUB, DayGrid, TeamDay
from app.domain.planner.plan import Call, Route
from app.domain.planner.reading import Id
from app.domain.planner.timeline import Limits, Timeline

RIDE_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Refused:
    """Why steps cannot be driven in this order: the first rule that stands in the way, with its numbers."""

    rule: Rule
    job: Id | None = None
    facts: dict[str, Fact] = field(default_factory=dict)


def time_route(grid: DayGrid, day: TeamDay, steps: Sequence[int]) -> Route | Refused:
    """The times of least exposure for steps that keep order, seats and cargo; or the first rule in the way.

    Rides are looked at after the timing: one that is too long bounds its first departure or its last arrival,
    and the route is timed again. That may miss a way that exists; it never lets a long ride through.
    """
    timeline = Timeline(grid, day, steps)
    if not timeline.is_open:
        return blocked_by(timeline)
    calls = timeline.calls()
    long_ride = find_long_ride(grid, calls)
    if long_ride is None:
        return route_of(day, calls)
    return _shorten(timeline, True) or _shorten(timeline, False) or _refuse_ride(grid, calls, long_ride)


def time_overdue(grid: DayGrid, day: TeamDay, steps: Sequence[int]) -> Route | None:
    """The times for steps with somebody aboard whose ride cannot be as short as it should be: there as soon as can be.

    Rides that begin later are not looked at. None where no way is open at all.
    """
    arrive: dict[int, int] = {}
    timeline = Timeline(grid, day, steps)
    for i, step in enumerate(steps):
        if step == HUB or not grid.stops[step].is_last or grid.stops[step].job not in day.start.underway:
            continue
        if not timeline.is_open:
            return None
        ways = timeline.arrivals[i] + timeline.backs[i]
        arrive[i] = int((ways < grid.closed_price).argmax())
        timeline = Timeline(grid, day, steps, Limits(arrive=arrive))
    return route_of(day, timeline.calls()) if timeline.is_open else None


def route_of(day: TeamDay, calls: Sequence[Call]) -> Route:
    """The route of a timeline's calls; breaks become what they are, a longer stay at the hub."""
    if not day.breaks:
        return Route(day.team.id, tuple(calls))
    first, *rest = joined(calls)
    if not day.start.done:
        first = Call(first.depart, first.depart)
    ends = rest[-1:] or [first]
    home = Call(ends[0].arrive, ends[0].arrive) if rest else Call(first.depart, first.depart)
    return Route(day.team.id, (first, *rest[:-1], home))


def _shorten(timeline: Timeline, leaves_later: bool) -> Route | None:
    grid, day, steps = timeline.grid, timeline.day, timeline.steps
    depart: dict[int, int] = {}
    arrive: dict[int, int] = {}
    for _ in range(RIDE_ROUNDS):
        calls = timeline.calls()
        ride = find_long_ride(grid, calls)
        if ride is None:
            return route_of(day, calls)
        offset, limit = max(1, len(day.start.done)), _ride_limit(grid, calls[ride[1]])
        if leaves_later and ride[0] >= offset:
            depart[ride[0] - offset] = calls[ride[1]].arrive - limit - grid.origin
        else:
            arrive[ride[1] - offset] = calls[ride[0]].depart + limit - grid.origin
        timeline = Timeline(grid, day, steps, Limits(depart, arrive))
        if not timeline.is_open:
            return None
    return None


def find_long_ride(grid: DayGrid, calls: Sequence[Call]) -> tuple[int, int] | None:
    """Positions of the first and last call of a job that keeps somebody on the road too long."""
    left: dict[Id, int] = {}
    for i, made in enumerate(calls):
        if made.job is None:
            continue
        job = grid.jobs[grid.job_index[made.job]]
        if made.stop == 0:
            left[made.job] = i
        elif made.stop == len(job.stops) - 1 and made.arrive - calls[left[made.job]].depart > job.max_ride:
            return left[made.job], i
    return None


def _refuse_ride(grid: DayGrid, calls: Sequence[Call], ride: tuple[int, int]) -> Refused:
    first, last = calls[ride[0]], calls[ride[1]]
    return Refused(Rule.RIDE, first.job, {"minutes": last.arrive - first.depart, "limit": _ride_limit(grid, last)})


def _ride_limit(grid: DayGrid, made: Call) -> int:
    return grid.stops[grid.step_of(made.step)].max_ride


def blocked_by(timeline: Timeline) -> Refused:
    """The first leg, stop or way home that cannot be made: closed, without a window, or out of time."""
    grid, day = timeline.grid, timeline.day
    for i in range(len(timeline.arrivals)):
        is_home = i == len(timeline.steps)
        job = None if is_home or timeline.steps[i] == HUB else grid.stops[timeline.steps[i]]
        job_id = None if job is None or job.is_break else grid.jobs[job.job].id
        reach = timeline.arrival_costs(i)[: day.last + 1].min(initial=np.inf)
        if reach >= grid.closed_price:
            return _blocked_leg(timeline, i, job_id, float(reach))
        if job is not None and (left := timeline.front_costs(i + 1).min()) >= grid.closed_price:
            if job.is_break:
                return Refused(Rule.BREAK, None, facts_of(grid.breaks[timeline.steps[i]]))
            if np.isinf(left):
                return Refused(Rule.WINDOW, job_id, {"stop": job.order})
            return _closed(grid, {job.area}, job_id)
    return Refused(Rule.SHIFT, None, {"end": day.last + grid.origin})


def facts_of(one: Break) -> dict[str, Fact]:
    return {"start": one.window.start, "end": one.window.end, "minutes": one.minutes}


def _blocked_leg(timeline: Timeline, i: int, job: Id | None, cost: float) -> Refused:
    grid, day = timeline.grid, timeline.day
    start, end = timeline.places[i][0], timeline.places[i + 1][0]
    barred = frozenset() if day.team.areas is None else grid.areas_between(start, end) - day.team.areas
    if barred:
        return Refused(Rule.PERMIT, job, {"area": min(barred, key=str)})
    if np.isinf(cost):
        return Refused(Rule.SHIFT, job, {"end": day.last + grid.origin})
    crossed = {part.area for part in grid.leg(start, end).segments}
    return _closed(grid, crossed or {grid.physics.area_of(grid.points[start])}, job)  # none: it stands there already


def _closed(grid: DayGrid, areas: set[int], job: Id | None) -> Refused:
    """Names the area closed longest during the day among those in the way."""
    physics, start, end = grid.physics, grid.origin, grid.origin + grid.size - 1
    area = max(sorted(areas), key=lambda a: physics.closed_minutes(a, start, end))
    first = physics.first_closure(area, start, end)
    rule = CLOSURE_RULE[first[1]] if first else Rule.NO_GO
    facts: dict[str, Fact] = {"area": grid.problem.areas[area].id, "minute": first[0] if first else start}
    return Refused(rule, job, facts | {"minutes": physics.closed_minutes(area, start, end)})
