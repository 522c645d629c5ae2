"""A visit put by hand to a team and a minute, or taken off: the routes it leaves and joins, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.domain.planner.check import Breach, Rule, breach_of, check, score
from app.domain.planner.crowding import newly_crowded
from app.domain.planner.draft import Draft
from app.domain.planner.grid import DayGrid
from app.domain.planner.job import Pin, Window
from app.domain.planner.plan import Call, Plan, Route, Step
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import retime
from app.domain.planner.reading import Id
from app.domain.planner.rests import with_breaks
from app.domain.planner.stability import starts_of
from app.domain.planner.timeline import Timeline
from app.domain.planner.timing import Refused, time_route

SLACK_MIN = 5  # a time given by hand is met to this many minutes: roads are not known better
STAY_MIN = 10  # the other visits of a route stay as near as this to their times, where they can
TRIES = 16  # places in a route's order that are timed


@dataclass(frozen=True, slots=True)
class Put:
    """The routes that change, and the problem they are judged by: the time given is a pin of the visit."""

    routes: tuple[Route, ...]
    problem: PlanningProblem
    span: Window | None = None


@dataclass(frozen=True, slots=True)
class Hindered:
    """The first rule that stands in the way, and on whose route."""

    by: Refused | Breach
    team: Id


@dataclass(frozen=True, slots=True)
class Shift:
    """A visit that nobody touched and that begins at another minute all the same."""

    job: Id
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change costs and whom else it moves; exposure of the whole day, in person-events."""

    exposure_before: float
    exposure_after: float
    drive_minutes: int
    shifts: tuple[Shift, ...]

    @property
    def exposure(self) -> float:
        return self.exposure_after - self.exposure_before


@dataclass
class Hand:
    """The present plan on the table. What does not hang on the minute is kept: a hand tries many of them in a row.

    routes: each team's present route, also the empty ones.
    """

    grid: DayGrid
    routes: Mapping[Id, Route]
    _left: dict[Id, Route | Hindered] = field(default_factory=dict)
    _around: dict[tuple[Id, Id], tuple[Timeline, ...]] = field(default_factory=dict)

    def put_at(self, job: Id, team: Id, minute: int) -> Put | Hindered:
        """The whole visit, with all its stops, with this team from about this minute on; judged by the checker.

        Other visits keep about their times where that can be, else their order.
        """
        span = Window(max(0, minute - SLACK_MIN), minute + SLACK_MIN)
        pin = Pin(team, span)
        home = self.team_of(job)
        changed = [self._joined(job, team, minute, pin)]
        if home is not None and home != team:
            changed.insert(0, self._left_by(job, home))
        return self._judged(changed, self.grid.repinned({job: pin}).problem, span)

    def take_off(self, job: Id) -> Put:
        """The visit on no route, which is always possible; the others of its route keep about their times."""
        home = self.team_of(job)
        if home is None:
            return Put((), self.grid.problem)
        is_known = job in self.grid.job_index
        problem = self.grid.repinned({job: None} if is_known else {}).problem
        found = self._judged([self._left_by(job, home)], problem, None)
        return Put((rest_as_it_is(self.routes[home], job),), problem) if isinstance(found, Hindered) else found

    def team_of(self, job: Id) -> Id | None:
        return next((team for team, route in self.routes.items() if job in route.jobs), None)

    def difference(self, put: Put, job: Id) -> Difference:
        """Against the present routes; others than the changed ones only add to the day's exposure."""
        teams = [route.team for route in put.routes]
        before = [self.routes[team] for team in teams if team in self.routes]
        old, new = (score(put.problem, Plan(tuple(some)), self.grid.physics) for some in (before, put.routes))
        was, is_now = _starts(before), _starts(put.routes)
        both = [Shift(one, start, is_now[one]) for one, start in was.items() if one != job and one in is_now]
        shifts = tuple(shift for shift in both if shift.old != shift.new)
        rest = Plan(tuple(route for team, route in self.routes.items() if team not in teams))
        others = score(put.problem, rest, self.grid.physics).exposure
        drive_minutes = new.drive_minutes - old.drive_minutes
        return Difference(others + old.exposure, others + new.exposure, drive_minutes, shifts)

    def _judged(
        self, changed: Sequence[Route | Hindered], problem: PlanningProblem, span: Window | None
    ) -> Put | Hindered:
        routes = []
        for one in changed:
            if isinstance(one, Hindered):
                return one
            routes.append(one)
        breaches = check(problem, Plan(tuple(routes)), self.grid.physics)
        breaches = breaches or self._crowding(routes, problem)
        return Hindered(breaches[0], breaches[0].team) if breaches else Put(tuple(routes), problem, span)

    def _crowding(self, changed: Sequence[Route], problem: PlanningProblem) -> list[Breach]:
        after = dict(self.routes) | {route.team: route for route in changed}
        before, whole = (Plan(tuple(routes.values())) for routes in (self.routes, after))
        return [breach_of(one) for one in newly_crowded(problem, before, whole)]

    def _steps_without(self, job: Id, team: Id) -> list[Step]:
        route = self.routes.get(team, Route(team, ()))
        return without_idle_calls([step for step in route.steps if step is None or step[0] != job])

    def _left_by(self, job: Id, team: Id) -> Route | Hindered:
        if job not in self._left:
            self._left[job] = self._time_rest(job, team)
        return self._left[job]

    def _time_rest(self, job: Id, team: Id) -> Route | Hindered:
        steps = self._steps_without(job, team)
        if not steps:
            return Route(team, ())
        stays = self._staying(job, team)
        found = retime(stays.problem, team, steps, grid=stays)
        if isinstance(found, Refused):
            found = retime(self.grid.problem, team, steps, grid=self.grid)
        return Hindered(found, team) if isinstance(found, Refused) else found

    def _staying(self, job: Id, team: Id) -> DayGrid:
        """The day with the other visits of the team pinned to about the times they have."""
        starts = starts_of(self.routes.get(team))
        is_free = {one.id for one in self.grid.jobs if one.pin is None and one.id != job}
        spans = {one: Window(max(0, at - STAY_MIN), at + STAY_MIN) for one, at in starts.items() if one in is_free}
        return self.grid.repinned({one: Pin(team, span) for one, span in spans.items()})

    def _joined(self, job: Id, team: Id, minute: int, pin: Pin) -> Route | Hindered:
        """Where it costs least among the places that leave the others at their times; else among all places."""
        pinned = self.grid.repinned({job: pin})
        index = next((i for i, day in enumerate(pinned.teams) if day.team.id == team), None)
        if index is None:
            return Hindered(Refused(Rule.UNKNOWN_TEAM, None, {"team": team}), team)
        is_able = pinned.job_index[job] in pinned.teams[index].able
        if is_able and np.isfinite(pinned.stops[pinned.first_stop[pinned.job_index[job]]].slot).any():
            for around in self._rest_of(job, team, index):
                if found := _best(around, job, pin):
                    return found
            if pinned.teams[index].breaks and (found := self._with_its_break_elsewhere(pinned, job, team)):
                return found
        return Hindered(self._why_not(pinned, job, team, minute), team)

    def _rest_of(self, job: Id, team: Id, index: int) -> tuple[Timeline, ...]:
        """The team's day without the visit: with the others where they are, then with all of them free."""
        if (job, team) not in self._around:
            steps = self._steps_without(job, team)
            is_known = all(step is None or step[0] in self.grid.job_index for step in steps)
            grids = ((self._staying(job, team), self.grid) if steps else (self.grid,)) if is_known else ()
            found = [_timeline(grid, index, [grid.step_of(step) for step in steps]) for grid in grids]
            self._around[job, team] = tuple(one for one in found if one is not None and one.is_open)
        return self._around[job, team]

    def _with_its_break_elsewhere(self, grid: DayGrid, job: Id, team: Id) -> Route | None:
        """In whatever gap costs least, the team's breaks put anew around it."""
        steps, stops = self._steps_without(job, team), range(len(grid.jobs[grid.job_index[job]].stops))
        orders = ([*steps[:gap], *((job, i) for i in stops), *steps[gap:]] for gap in range(len(steps) + 1))
        tried = (retime(grid.problem, team, order, grid=grid) for order in orders)
        found = [one for one in tried if isinstance(one, Route)]
        return max(found, key=lambda one: score(grid.problem, Plan((one,)), grid.physics).objective, default=None)

    def _why_not(self, grid: DayGrid, job: Id, team: Id, minute: int) -> Refused:
        """The rule in the way where the visit comes by its minute; a start out of reach is named as such."""
        steps, starts = self._steps_without(job, team), starts_of(self.routes.get(team))
        gap = next((i for i, step in enumerate(steps) if step is not None and starts[step[0]] > minute), len(steps))
        stops = range(len(grid.jobs[grid.job_index[job]].stops))
        found = retime(grid.problem, team, [*steps[:gap], *((job, stop) for stop in stops), *steps[gap:]], grid=grid)
        if not isinstance(found, Refused):
            return Refused(Rule.RIDE, job)
        can_begin = np.isfinite(grid.stops[grid.first_stop[grid.job_index[job]]].slot).any()
        is_too_far = found.rule is Rule.WINDOW and found.job == job and found.facts.get("stop") == 0 and can_begin
        return Refused(Rule.TRAVEL_TIME, job, {"minute": minute}) if is_too_far else found


def _timeline(grid: DayGrid, index: int, steps: Sequence[int]) -> Timeline | None:
    rested = with_breaks(grid, grid.teams[index], steps)
    return None if rested is None else Timeline(grid, grid.teams[index], rested)


def rest_as_it_is(route: Route, job: Id) -> Route:
    """The route without a visit, every other call as it stands: nobody else's times can break a rule by that."""
    kept: list[Call] = []
    for call in route.calls[1:-1]:
        if call.job != job and (not call.is_hub or (kept and not kept[-1].is_hub)):
            kept.append(call)
    if kept and kept[-1].is_hub:
        kept.pop()
    return Route(route.team, (route.calls[0], *kept, route.calls[-1]) if kept else ())


def without_idle_calls(steps: Sequence[Step]) -> list[Step]:
    """A call at the base before the first stop, after the last, or twice in a row, serves nothing."""
    kept: list[Step] = []
    for step in steps:
        if step is not None or (kept and kept[-1] is not None):
            kept.append(step)
    return kept[:-1] if kept and kept[-1] is None else kept


def _starts(routes: Sequence[Route]) -> dict[Id, int]:
    return {job: start for route in routes for job, start in starts_of(route).items()}


def _best(around: Timeline, job: Id, pin: Pin) -> Route | None:
    """The route with the visit at the best place in this order of the others."""
    assert around.backs
    grid = around.grid.repinned({job: pin})
    day = next(one for one in grid.teams if one.team.id == around.day.team.id)
    draft = Draft(grid, [Timeline(grid, day, around.steps, like=around)])
    for offer in draft.offers(grid.job_index[job], [0], TRIES):
        found = time_route(grid, day, draft.extended(grid.job_index[job], offer.place).steps)
        if isinstance(found, Route):
            return found
    return None
