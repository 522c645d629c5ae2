"""Takes up the present plan at a given minute: what has happened stays, the rest may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.planner.check import WORDS, Rule, check
from app.domain.planner.draft import Draft, fits
from app.domain.planner.grid import DayGrid, Start, TeamDay
from app.domain.planner.plan import Call, Plan, Route
from app.domain.planner.reading import ProblemError
from app.domain.planner.rests import as_planned, not_taken, rested, with_breaks
from app.domain.planner.stability import Known
from app.domain.planner.stuck import as_far_as_open
from app.domain.planner.timeline import Timeline
from app.domain.planner.timing import blocked_by

UNREADABLE = {
    *(Rule.UNKNOWN_TEAM, Rule.TEAM_TWICE, Rule.HUB_ENDS, Rule.UNKNOWN_JOB),
    *(Rule.ORDER, Rule.SERVED_TWICE, Rule.INCOMPLETE),
}


def resume(grid: DayGrid, present: Plan, now: int | None) -> tuple[Draft, tuple[Route, ...]]:
    """A draft of the present plan from minute `now` on, and the routes that nothing can mend.

    A call is history once the team has left for it. Visits not begun that no longer can be made are taken out.
    A route whose begun visits cannot be finished, or that cannot reach the hub, comes back with its times fixed.
    """
    for breach in check(grid.problem, present, grid.physics):
        if breach.rule in UNREADABLE:
            raise ProblemError(f"The present plan cannot be read: team {breach.team}, {WORDS[breach.rule]}.")
    draft, stuck = Draft.empty(grid), []
    for team, day in enumerate(grid.teams):
        route = present.route_of(day.team.id) or Route(day.team.id, ())
        draft.home.update({grid.job_index[job]: team for job in route.jobs})
        done = _done(route, now)
        begun = {grid.job_index[made.job]: made.stop + 1 for made in done if made.job is not None}
        draft.fixed |= begun.keys()
        breaks, until = (day.breaks, now) if now is None else not_taken(grid, day, route, len(done), now)
        day = _day_from(grid, replace(day, breaks=breaks), route, done, begun, until)
        steps = as_planned(grid, day, route)
        if route.jobs:
            draft.known[team] = Known(steps, _starts_ahead(grid, route, len(done)))
        timeline = _resumed(grid, day, steps)
        if timeline is None:
            left = as_far_as_open(grid, day, route)
            draft.fixed |= {grid.job_index[job] for job in left.jobs}
            timeline = draft.idle(team)
            if left.calls:
                stuck.append(left)
        draft.timelines[team] = timeline
    return draft, tuple(stuck)


def _starts_ahead(grid: DayGrid, route: Route, done: int) -> dict[int, int]:
    ahead = route.calls[max(1, done) : -1]
    return {grid.job_index[call.job]: call.start for call in ahead if call.job is not None and call.stop == 0}


def _done(route: Route, now: int | None) -> tuple[Call, ...]:
    """The calls a team has left for before now."""
    if now is None or not route.calls or route.calls[0].depart >= now:
        return ()
    left = sum(made.depart < now for made in route.calls[:-1])
    return route.calls[: left + 1]


def _day_from(
    grid: DayGrid, day: TeamDay, route: Route, done: tuple[Call, ...], begun: dict[int, int], now: int | None
) -> TeamDay:
    """The team's day with the start that its history leaves."""
    minute = 0 if now is None else max(0, now - grid.origin)
    if not done:
        ready = day.start.ready.copy()
        ready[:minute] = float("inf")
        return replace(day, start=replace(day.start, ready=ready))
    stops = [grid.stops[grid.step_of(made.step)] for made in done if made.job is not None]
    aboard = sum(stop.board for stop in stops)
    underway = {job: reached for job, reached in begun.items() if reached < len(grid.jobs[job].stops)}
    load, loaded = _load_after(grid, route, len(done))
    start = Start(day.hub, grid.nowhere(), aboard, load, done, underway, loaded)
    last = done[-1]
    if last.is_hub:
        start.ready[max(last.arrive + grid.problem.reload_minutes - grid.origin, minute) :] = 0.0
        return replace(day, start=start)
    stop = stops[-1]
    free = max(last.start + stop.service - grid.origin, minute)
    price = grid.price[stop.area]
    start.ready[free:] = (price[free:] - price[min(free, grid.size - 1)]) * (day.team.crew + aboard)
    return replace(day, start=replace(start, point=stop.point))


def _load_after(grid: DayGrid, route: Route, done: int) -> tuple[int, frozenset[int] | None]:
    """Load aboard after the calls done, and the jobs whose hub cargo this trip took along; None at the hub."""
    load, loaded = 0, frozenset[int]()
    for i, made in enumerate(route.calls[:done]):
        if made.job is None:
            ahead = list(route.calls[i + 1 :])
            trip = ahead[: next((k for k, call in enumerate(ahead) if call.is_hub), len(ahead))]
            loaded = frozenset(grid.job_index[call.job] for call in trip if call.job is not None and call.stop == 0)
            load += sum(grid.jobs[job].hub_cargo for job in loaded) if i + 1 < done else 0
        else:
            stop = grid.stops[grid.step_of(made.step)]
            load += stop.load - (grid.jobs[stop.job].hub_cargo if stop.order == 0 else 0)
    return load, None if route.calls[done - 1].is_hub else loaded


def _resumed(grid: DayGrid, day: TeamDay, steps: Sequence[int]) -> Timeline | None:
    """The rest of a route without the visits that can no longer be made; None when that does not help."""
    begun = day.start.underway.keys()
    day = replace(day, breaks=tuple(one for one in day.breaks if _is_possible(grid, day, steps, one)))
    lost = {grid.stops[s].job for s in steps if not grid.is_at_hub(s)} - day.able - begun
    while True:
        steps = [s for s in steps if grid.is_at_hub(s) or grid.stops[s].job not in lost]
        timeline = _with_breaks(grid, day, steps)
        if timeline.is_open and fits(grid, day, timeline.steps):
            return timeline
        free = [job for job in timeline.jobs if job not in begun]
        if not free:
            return Timeline(grid, day, day.breaks) if _is_home_open(grid, day) else None
        lost = {_least_possible(grid, timeline, free)}


def _is_possible(grid: DayGrid, day: TeamDay, steps: Sequence[int], one: int) -> bool:
    """Whether the break can still be taken: with all that is planned, or with no more than has begun."""
    only = replace(day, breaks=(one,))
    visits = (step for step in steps if not grid.is_at_hub(step))
    begun = tuple(step for step in visits if grid.stops[step].job in day.start.underway)
    return _with_breaks(grid, only, steps).is_open or rested(grid, only, begun, (one,)) is not None


def _with_breaks(grid: DayGrid, day: TeamDay, steps: Sequence[int]) -> Timeline:
    """The breaks where the plan has them; where it has not, or they are in the way, at the next best place."""
    steps = [step for step in steps if step not in grid.breaks or step in day.breaks]
    planned = Timeline(grid, day, steps)
    if not day.breaks or (planned.is_open and set(day.breaks) <= set(steps) and fits(grid, day, steps)):
        return planned
    visits = [step for step in steps if step not in day.breaks]
    return Timeline(grid, day, with_breaks(grid, day, visits) or (*visits, *day.breaks))


def _is_home_open(grid: DayGrid, day: TeamDay) -> bool:
    return not day.start.underway and Timeline(grid, day, ()).is_open


def _least_possible(grid: DayGrid, timeline: Timeline, free: list[int]) -> int:
    """The visit that is in the way, else the lightest; one a person placed goes last."""
    blocking = None if timeline.is_open else blocked_by(timeline).job
    index = None if blocking is None else grid.job_index[blocking]
    if index in free and not grid.jobs[index].kept:
        return index
    return min(free, key=lambda job: (grid.jobs[job].kept, grid.jobs[job].weight))
