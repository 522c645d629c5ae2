"""One team's ordered steps priced for every minute: the dynamic programming that the planner stands on.

Forward, a front holds the least cost of being free to leave a place at each minute; backward, a back holds the least
cost from arriving there to the end of the day. A front and a back joined by a few steps price any insertion exactly.

All curves are less (fronts) or more (backs) by what waiting at the place would have spent by that minute, see Move:
waiting is then a running minimum, and a front and a back of one place simply add up.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.planner.grid import HUB, SHELTER, Curve, DayGrid, Move, Place, TeamDay
from app.domain.planner.plan import Call
from app.domain.planner.reading import Id

SAME = 1e-7  # costs closer than this are equal: sums of prices differ by rounding


@dataclass(frozen=True, slots=True)
class Limits:
    """Extra bounds by position in the steps: earliest departure, latest arrival (indices)."""

    depart: Mapping[int, int] = field(default_factory=dict)
    arrive: Mapping[int, int] = field(default_factory=dict)


NO_LIMITS = Limits()


def drive(
    grid: DayGrid, day: TeamDay, front: Curve, start: Place, end: Place, aboard: int, *, origin: int = 0
) -> Curve:
    """Least cost of arriving at `end` at each minute. origin: the minute at which the curves begin."""
    if not may_drive(grid, day, start, end):
        return np.full(len(front), np.inf)
    return _after(front, grid.drive(start, end, day.team.crew + aboard), origin)


def may_drive(grid: DayGrid, day: TeamDay, start: Place, end: Place) -> bool:
    return day.team.areas is None or grid.areas_between(start[0], end[0]) <= day.team.areas


def call(grid: DayGrid, day: TeamDay, step: int, arrive: Curve, aboard: int, *, origin: int = 0) -> tuple[Curve, Curve]:
    """Least cost of having finished a step at each minute, and of being free to leave."""
    if step == HUB:
        finish = later(np.fmin.accumulate(arrive), grid.problem.reload_minutes)
        return finish, finish
    finish = _after(np.fmin.accumulate(arrive), grid.service(step, day.team.crew + aboard), origin)
    front: Curve = np.fmin.accumulate(finish)  # fmin: these curves have no NaN, and it takes half the time of minimum
    return finish, front


def _after(cost: Curve, move: Move, origin: int = 0) -> Curve:
    moved, minutes = np.empty(len(cost)), min(move.minutes, len(cost))
    kept = len(cost) - minutes
    moved[:minutes] = np.inf
    np.add(cost[:kept], move.price[origin : origin + kept], out=moved[minutes:])
    return moved


def _before(cost: Curve, move: Move) -> Curve:
    moved, minutes = np.empty(len(cost)), min(move.minutes, len(cost))
    moved[len(cost) - minutes :] = np.inf
    np.add(cost[minutes:], move.price, out=moved[: len(cost) - minutes])
    return moved


def later(cost: Curve, minutes: int) -> Curve:
    """The same costs so many minutes later."""
    moved, kept = np.empty_like(cost), max(0, len(cost) - minutes)
    moved[: len(cost) - kept] = np.inf
    moved[len(cost) - kept :] = cost[:kept]
    return moved


def sooner(cost: Curve, minutes: int) -> Curve:
    """The same costs so many minutes sooner."""
    moved, kept = np.empty_like(cost), max(0, len(cost) - minutes)
    moved[:kept] = cost[len(cost) - kept :]
    moved[kept:] = np.inf
    return moved


def _least_from_here(cost: Curve) -> Curve:
    least: Curve = np.fmin.accumulate(cost[::-1])[::-1]
    return least


class Timeline:
    """One team's steps between its start and its last arrival at the hub, priced for every minute."""

    def __init__(
        self,
        grid: DayGrid,
        day: TeamDay,
        steps: Sequence[int],
        limits: Limits = NO_LIMITS,
        like: Timeline | None = None,
    ) -> None:
        """like: a timeline of the same day without limits; where its steps are the same, its prices are taken over."""
        self.grid, self.day, self.steps, self.limits = grid, day, tuple(steps), limits
        base = day.hub, SHELTER
        self.places = [(day.start.point, SHELTER), *(base if s == HUB else grid.stops[s].place for s in steps), base]
        self.aboard = [day.start.aboard]
        for step in steps:
            self.aboard.append(self.aboard[-1] + (0 if step == HUB else grid.stops[step].board))
        self.legs = [grid.leg(a[0], b[0]).minutes for a, b in itertools.pairwise(self.places)]
        self.minutes = sum(self.legs)
        self.inserted: dict[object, tuple[float, int]] = {}  # what steps put in here cost, as they are asked for
        self.fronts, self.arrivals, self.finishes = [day.start.ready], list[Curve](), list[Curve]()
        self._tail: list[Curve] = []
        self._early, self._late = np.empty(0), np.empty(0)
        if like is not None:
            self._take_over(like)
        for i in range(len(self.arrivals), len(self.steps)):
            finish, front = call(grid, day, self.steps[i], self._arrive(i), self.aboard[i])
            if i in limits.depart:
                front[: limits.depart[i]] = np.inf
            self.finishes.append(finish)
            self.fronts.append(front)
        home = self._arrive(len(self.steps))
        home[day.last + 1 :] = np.inf
        self.cost = float(home.min())

    def _take_over(self, like: Timeline) -> None:
        """The fronts of the steps that both begin with, and the backs, if there are any, of those they end with."""
        most = min(len(self.steps), len(like.steps))
        head = next((i for i in range(most) if self.steps[i] != like.steps[i]), most)
        self.fronts, self.arrivals, self.finishes = like.fronts[: head + 1], like.arrivals[:head], like.finishes[:head]
        if "backs" in like.__dict__:
            tail = next((i for i in range(most) if self.steps[-1 - i] != like.steps[-1 - i]), most)
            self._tail = like.backs[len(like.steps) - tail :]
            if "spans" in like.__dict__:
                self._early, self._late = like.spans[0][: head + 1], like.spans[1][len(like.steps) - tail :]

    @property
    def is_open(self) -> bool:
        return self.cost < self.grid.closed_price

    @cached_property
    def ends(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The points before and after each gap."""
        points = np.array([point for point, _ in self.places])
        return points[:-1], points[1:]

    @cached_property
    def jobs(self) -> tuple[int, ...]:
        """The jobs of the steps, by index, in order."""
        return tuple(dict.fromkeys(self.grid.stops[step].job for step in self.steps if not self.grid.is_at_hub(step)))

    @cached_property
    def fullest(self) -> tuple[int, int]:
        """The most people aboard at once, and no fewer kg than the most at once."""
        trips, taken_on = [0], self.day.start.load
        for step in self.steps:
            if self.grid.is_at_hub(step):
                trips.append(0)
            else:
                stop = self.grid.stops[step]
                trips[-1] += self.grid.jobs[stop.job].hub_cargo if stop.order == 0 else 0
                taken_on += max(0, stop.load)
        return max(self.aboard), taken_on + max(trips)

    @cached_property
    def called(self) -> tuple[tuple[Id, int, int], ...]:
        """Of an open timeline the places its visits are called to, each with the start on the clock and the job."""
        found = []
        for made in self.calls():
            job = None if made.job is None else self.grid.job_index[made.job]
            place = None if job is None else self.grid.jobs[job].stops[made.stop].gathers
            if job is not None and place is not None:
                found.append((place, made.start, job))
        return tuple(found)

    @cached_property
    def starts(self) -> dict[int, int]:
        """When the first stop of each job ahead begins, by index, on the clock; of an open timeline."""
        ahead = self.calls()[len(self.day.start.done) or 1 : -1]
        stops = (None if self.grid.is_at_hub(step) else self.grid.stops[step] for step in self.steps)
        both = zip(stops, ahead, strict=True)
        return {stop.job: made.start for stop, made in both if stop is not None and stop.order == 0}

    @cached_property
    def backs(self) -> list[Curve]:
        """backs[i]: least cost from arriving at step i to the end; the last one is for the hub at the end."""
        backs = self._tail[::-1]
        if not backs:
            backs.append(self.grid.nowhere())
            backs[0][: self.day.last + 1] = 0.0
        for i in reversed(range(len(self.steps) + 1 - len(backs))):
            backs.append(self._back_before(i, backs[-1]))
        return backs[::-1]

    @cached_property
    def spans(self) -> tuple[Curve, Curve]:
        """For each gap the earliest minute to leave the place before it, and the latest to reach the one after."""
        limit, last = self.grid.closed_price, self.grid.size - 1
        new = range(len(self._early), len(self.fronts)), range(len(self.backs) - len(self._late))
        early = [_first_below(self.front_costs(i), limit, last + 1) for i in new[0]]
        late = [last - _first_below(self._back_costs(i)[::-1], limit, last + 1) for i in new[1]]
        return np.array([*self._early, *early]), np.array([*late, *self._late])

    def front_costs(self, i: int) -> Curve:
        """Least cost of being free to leave place i at each minute; place 0 is the start."""
        return self.fronts[i] + self._spent(i, self.aboard[i])

    def arrival_costs(self, i: int) -> Curve:
        """Least cost of arriving at step i at each minute; the last one is for the hub at the end."""
        return self.arrivals[i] + self._spent(i + 1, self.aboard[i])

    def _back_costs(self, i: int) -> Curve:
        return self.backs[i] - self._spent(i + 1, self.aboard[i])

    def _spent(self, place: int, aboard: int) -> Curve:
        return self.grid.spent(self.places[place][1], self.day.team.crew + aboard)

    def _arrive(self, i: int) -> Curve:
        arrive = drive(self.grid, self.day, self.fronts[i], self.places[i], self.places[i + 1], self.aboard[i])
        if i in self.limits.arrive:
            arrive[self.limits.arrive[i] + 1 :] = np.inf
        self.arrivals.append(arrive)
        return arrive

    def _back_before(self, i: int, following: Curve) -> Curve:
        """The back of step i from the back of the step after it: the same moves, run against the clock."""
        leave = self._leave(i, following)
        if self.steps[i] == HUB:
            return sooner(leave, self.grid.problem.reload_minutes)
        return _least_from_here(self._begin(i, leave))

    def _leave(self, i: int, following: Curve) -> Curve:
        """Least cost to the end of the day from having finished step i at each minute."""
        grid, day, here, there = self.grid, self.day, self.places[i + 1], self.places[i + 2]
        if not may_drive(grid, day, here, there):
            return grid.nowhere()
        return _least_from_here(_before(following, grid.drive(here, there, day.team.crew + self.aboard[i + 1])))

    def _begin(self, i: int, leave: Curve) -> Curve:
        """Least cost to the end of the day from beginning the service of step i at each minute."""
        return _before(leave, self.grid.service(self.steps[i], self.day.team.crew + self.aboard[i]))

    def start_costs(self, i: int) -> Curve:
        """Exposure of the whole route if the service of step i began at each minute and all else were timed anew."""
        begin = self._begin(i, self._leave(i, self.backs[i + 1]))
        costs: Curve = np.fmin.accumulate(self.arrivals[i]) + begin
        return costs

    def calls(self) -> list[Call]:
        """The calls of an open timeline with the least exposure: home early, then calls as late as is free."""
        arrive = int(np.argmax(self.arrivals[-1][: self.day.last + 1] <= self.cost + SAME))
        calls = [Call(arrive, arrive)]
        for i in reversed(range(len(self.steps))):
            depart = arrive - self.legs[i + 1]
            made = self._hub_call(i, depart) if self.steps[i] == HUB else self._stop_call(i, depart)
            calls.append(made)
            arrive = made.arrive
        return [*self._first_calls(arrive - self.legs[0]), *(self._on_clock(made) for made in reversed(calls))]

    def _first_calls(self, depart: int) -> list[Call]:
        """The hub at the start, or what has happened, its last call drawn out to the departure."""
        depart += self.grid.origin
        if not self.day.start.done:
            return [Call(depart, depart)]
        *before, last = self.day.start.done
        return [*before, Call(last.arrive, depart, last.job, last.stop, last.start)]

    def _hub_call(self, i: int, depart: int) -> Call:
        return Call(_earliest_least(self.arrivals[i], depart - self.grid.problem.reload_minutes), depart)

    def _stop_call(self, i: int, depart: int) -> Call:
        stop = self.grid.stops[self.steps[i]]
        start = _latest_least(self.finishes[i], depart) - stop.service
        if stop.is_break:
            return Call(_earliest_least(self.arrivals[i], start), depart)
        arrive = _latest_least(self.arrivals[i], start)
        return Call(arrive, depart, self.grid.jobs[stop.job].id, stop.order, start)

    def _on_clock(self, made: Call) -> Call:
        origin = self.grid.origin
        start = 0 if made.is_hub else made.start + origin
        return Call(made.arrive + origin, made.depart + origin, made.job, made.stop, start)


def _earliest_least(cost: Curve, until: int) -> int:
    """The first index, up to `until`, at which the cost is least."""
    head = cost[: until + 1]
    return int(np.argmax(head <= head.min() + SAME))


def _latest_least(cost: Curve, until: int) -> int:
    """The last index, up to `until`, at which the cost is least."""
    head = cost[: until + 1]
    return until - int((head <= np.fmin.reduce(head) + SAME)[::-1].argmax())


def _first_below(cost: Curve, limit: float, never: int) -> float:
    """The first index at which the cost is below the limit."""
    below = cost < limit
    first = int(below.argmax())
    return first if below[first] else never
