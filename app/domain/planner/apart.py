"""After the search: whoever is called to a place too near to others goes at another time, to another team, or waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.planner.crowding import Crowded, crowded, turned
from app.domain.planner.draft import Draft
from app.domain.planner.job import Stop, Window
from app.domain.planner.plan import Plan, Route
from app.domain.planner.timeline import Timeline
from app.domain.planner.timing import time_route

Settled = Callable[[Draft, Route], Route]  # the route as its team knows it, where the new times gain too little


@dataclass
class Spread:
    """A draft with its final times, and whom it leaves out because others are called to the same place."""

    draft: Draft
    routes: dict[int, Route]
    stuck: Sequence[Route]
    left_out: dict[int, Crowded] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return Plan((*self.routes.values(), *self.stuck))


def spread(draft: Draft, routes: Mapping[int, Route], stuck: Sequence[Route], settled: Settled) -> Spread:
    """Until nobody is called too near to another; who has begun, or was placed by a person, never gives way."""
    found = Spread(draft, dict(routes), stuck)
    while (one := _first_movable(found)) is not None:
        if not _retime(found, one, settled):
            _move_or_leave_out(found, one, settled)
    return found


def _first_movable(found: Spread) -> Crowded | None:
    grid = found.draft.grid
    for one in crowded(grid.problem, found.plan):
        for give_way in (one, turned(one)):
            job = None if give_way is None else grid.job_index[give_way.job]
            if job is not None and job in found.draft.placed and not _stays(found.draft, job):
                return give_way
    return None


def _stays(draft: Draft, job: int) -> bool:
    return job in draft.fixed or draft.grid.jobs[job].kept


def _retime(found: Spread, one: Crowded, settled: Settled) -> bool:
    """The same route with the visit called earlier or later."""
    draft, job = found.draft, found.draft.grid.job_index[one.job]
    if one.other_start is None:
        return False
    team = draft.placed[job]
    _close_near(found, one)
    route = time_route(found.draft.grid, draft.timelines[team].day, draft.timelines[team].steps)
    if not isinstance(route, Route):
        return False
    found.routes[team] = settled(found.draft, route)
    return True


def _close_near(found: Spread, one: Crowded) -> None:
    """Take the minutes near the other call out of the hours of the visit, for good."""
    draft, grid = found.draft, found.draft.grid
    assert one.other_start is not None
    job = grid.jobs[grid.job_index[one.job]]
    stops = tuple(_without(stop, one) for stop in job.stops)
    twin = grid.with_stops(job.id, stops)
    holder = draft.placed[grid.job_index[one.job]]
    lines = [
        Timeline(twin, line.day, line.steps, like=None if team == holder else line)
        for team, line in enumerate(draft.timelines)
    ]
    found.draft = Draft(twin, lines, draft.home, draft.known, draft.fixed)


def _without(stop: Stop, one: Crowded) -> Stop:
    if stop.gathers != one.place or one.other_start is None:
        return stop
    return away_from(stop, one.other_start, one.limit)


def away_from(stop: Stop, minute: int, apart: int) -> Stop:
    """The stop with no start nearer than so many minutes to this one."""
    last_end, first = minute - apart + stop.service, minute + apart
    before = (Window(window.start, min(window.end, last_end)) for window in stop.windows if window.start < last_end)
    after = (Window(max(window.start, first), window.end) for window in stop.windows if window.end > first)
    return stop.within((*before, *after))


def _move_or_leave_out(found: Spread, one: Crowded, settled: Settled) -> None:
    draft, job = found.draft, found.draft.grid.job_index[one.job]
    touched = draft.remove({job})
    if one.other_start is not None and (team := draft.insert(job)) is not None:
        touched.add(team)
    else:
        found.left_out[job] = one
    for team in touched:
        _time(found, team, settled)


def _time(found: Spread, team: int, settled: Settled) -> None:
    """A route that the rest cannot drive any more loses its visits one by one, the lightest first."""
    draft = found.draft
    while True:
        route = time_route(draft.grid, draft.timelines[team].day, draft.timelines[team].steps)
        if isinstance(route, Route):
            break
        free = [job for job in draft.timelines[team].jobs if job not in draft.fixed]
        if not free:
            return
        draft.remove({min(free, key=lambda job: draft.grid.jobs[job].weight)})
    if len(route.calls) > 2 or draft.timelines[team].day.start.done:
        found.routes[team] = settled(draft, route)
    else:
        found.routes.pop(team, None)
