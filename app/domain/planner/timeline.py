"""One team's ordered steps priced for every minute: the dynamic programming that the planner stands on.

Forward, a front holds the least cost of being free to leave a place at each minute; backward, a back holds the least
cost from arriving there to the end of the day. A front and a back joined by a few steps price any insertion exactly.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.planner.grid import HUB, Curve, DayGrid, GridStop, TeamDay
from app.domain.planner.plan import Call

SAME = 1e-7  # costs closer than this are equal: sums of prices differ by rounding


@dataclass(frozen=True, slots=True)
class Limits:
    """Extra bounds by position in the steps: earliest departure, latest arrival (indices)."""

    depart: Mapping[int, int] = field(default_factory=dict)
    arrive: Mapping[int, int] = field(default_factory=dict)


NO_LIMITS = Limits()


def drive(grid: DayGrid, day: TeamDay, front: Curve, start: int, end: int, aboard: int) -> Curve:
    """Least cost of arriving at `end` at each minute."""
    leg = grid.leg(start, end)
    if day.team.areas is not None and not leg.areas <= day.team.areas:
        return grid.nowhere()
    return _spent_from(front, leg.price, day.team.crew + aboard, leg.minutes)


def _spent_from(cost: Curve, price: Curve, persons: int, minutes: int) -> Curve:
    """The costs so many minutes later, with the price for the persons that was begun at each minute on top."""
    moved, kept = np.empty_like(cost), max(0, len(cost) - minutes)
    moved[: len(cost) - kept] = np.inf
    ahead = moved[len(cost) - kept :]
    np.multiply(price[:kept], persons, out=ahead)
    ahead += cost[:kept]
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


def least_so_far(cost: Curve) -> Curve:
    """fmin instead of minimum: these curves have no NaN, and it takes half the time."""
    least: Curve = np.fmin.accumulate(cost)
    return least


def wait(cost: Curve, spent: Curve) -> Curve:
    """Least cost at each minute when the team may have waited since any earlier one. spent: of waiting, summed."""
    waited = cost - spent
    np.fmin.accumulate(waited, out=waited)
    waited += spent
    return waited


def serve(grid: DayGrid, day: TeamDay, stop: GridStop, arrive: Curve, aboard: int) -> Curve:
    """Least cost of having finished the service at each minute."""
    waited = wait(arrive, grid.spent(stop.area, day.team.crew + aboard))
    return _spent_from(waited, stop.slot, _present(day, stop, aboard), stop.service)


def _present(day: TeamDay, stop: GridStop, aboard: int) -> int:
    return day.team.crew + max(aboard, aboard + stop.board) + stop.civ


def call(grid: DayGrid, day: TeamDay, step: int, arrive: Curve, aboard: int) -> Curve:
    """The front after a step: least cost of being free to leave at each minute."""
    if step == HUB:
        return later(least_so_far(arrive), grid.problem.reload_minutes)
    stop = grid.stops[step]
    finish = serve(grid, day, stop, arrive, aboard)
    return wait(finish, grid.spent(stop.area, day.team.crew + aboard + stop.board))


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
        """like: a timeline of the same day, without limits, whose prices are taken over where the steps are the same."""
        self.grid, self.day, self.steps, self.limits = grid, day, tuple(steps), limits
        self.points = [day.start.point, *(self._point(step) for step in steps), day.hub]
        self.aboard = [day.start.aboard]
        for step in steps:
            self.aboard.append(self.aboard[-1] + (0 if step == HUB else grid.stops[step].board))
        self.inserted: dict[object, tuple[float, int]] = {}  # what steps put in here cost, as they are asked for
        self._back_tail: list[Curve] = []
        self._early: list[float] = []
        self._late_tail: list[float] = []
        self.arrivals: list[Curve] = []
        self.fronts = [day.start.ready]
        if like is not None:
            self._take_over(like)
        for i in range(len(self.fronts) - 1, len(self.steps)):
            self.fronts.append(call(grid, day, self.steps[i], self._arrive(i), self.aboard[i]))
            if i in limits.depart:
                self.fronts[-1][: limits.depart[i]] = np.inf
        home = self._arrive(len(self.steps))
        home[day.last + 1 :] = np.inf
        self.cost = float(home.min())
        self.minutes = sum(grid.leg(a, b).minutes for a, b in itertools.pairwise(self.points))

    def _take_over(self, like: Timeline) -> None:
        """The fronts of the steps that both begin with, and the backs, if there are any, of those they end with."""
        most = min(len(self.steps), len(like.steps))
        head = next((i for i in range(most) if self.steps[i] != like.steps[i]), most)
        self.fronts, self.arrivals = like.fronts[: head + 1], like.arrivals[:head]
        if "backs" not in like.__dict__:
            return
        tail = next((i for i in range(most) if self.steps[-1 - i] != like.steps[-1 - i]), most)
        self._back_tail = like.backs[len(like.steps) - tail :]
        if "spans" in like.__dict__:
            self._early = like.spans[0][: head + 1].tolist()
            self._late_tail = like.spans[1][len(like.steps) - tail :].tolist()

    @property
    def is_open(self) -> bool:
        return self.cost < self.grid.closed_price

    @cached_property
    def ends(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The points before and after each gap."""
        return np.array(self.points[:-1]), np.array(self.points[1:])

    @cached_property
    def jobs(self) -> tuple[int, ...]:
        """The jobs of the steps, by index, in order."""
        return tuple(dict.fromkeys(self.grid.stops[step].job for step in self.steps if step != HUB))

    @cached_property
    def starts(self) -> dict[int, int]:
        """When the first stop of each job ahead begins, by index, on the clock; of an open timeline."""
        ahead = self.calls()[len(self.day.start.done) or 1 : -1]
        stops = (self.grid.stops[step] if step != HUB else None for step in self.steps)
        both = zip(stops, ahead, strict=True)
        return {stop.job: made.start for stop, made in both if stop is not None and stop.order == 0}

    @cached_property
    def backs(self) -> list[Curve]:
        """backs[i]: least cost from arriving at step i to the end; the last one is for the hub at the end."""
        backs = self._back_tail[::-1]
        if not backs:
            backs.append(self.grid.nowhere())
            backs[0][: self.day.last + 1] = 0.0
        for i in reversed(range(len(self.steps) + 1 - len(backs))):
            backs.append(self._before(i, backs[-1]))
        return backs[::-1]

    @cached_property
    def spans(self) -> tuple[Curve, Curve]:
        """For each gap the earliest minute to leave the place before it, and the latest to reach the one after."""
        limit, last = self.grid.closed_price, self.grid.size - 1
        early = self._early + [_first_below(front, limit, last + 1) for front in self.fronts[len(self._early) :]]
        backs = self.backs[: len(self.backs) - len(self._late_tail)]
        late = [last - _first_below(back[::-1], limit, last + 1) for back in backs] + self._late_tail
        return np.array(early, dtype=np.float64), np.array(late, dtype=np.float64)

    def _point(self, step: int) -> int:
        return self.day.hub if step == HUB else self.grid.stops[step].point

    def _arrive(self, i: int) -> Curve:
        arrive = drive(self.grid, self.day, self.fronts[i], self.points[i], self.points[i + 1], self.aboard[i])
        if i in self.limits.arrive:
            arrive[self.limits.arrive[i] + 1 :] = np.inf
        self.arrivals.append(arrive)
        return arrive

    def _before(self, i: int, following: Curve) -> Curve:
        """The back of step i from the back of the step after it: the same moves, run against the clock."""
        grid, day, step, aboard = self.grid, self.day, self.steps[i], self.aboard[i + 1]
        leave = _leave(grid, day, following, self.points[i + 1], self.points[i + 2], aboard)
        if step == HUB:
            return sooner(least_so_far(leave[::-1])[::-1], grid.problem.reload_minutes)
        stop = grid.stops[step]
        return _wait_until(self._begin(i, leave), grid.spent(stop.area, day.team.crew + self.aboard[i]))

    def _begin(self, i: int, leave: Curve) -> Curve:
        """Least cost to the end of the day from beginning the service of step i at each minute."""
        stop, day = self.grid.stops[self.steps[i]], self.day
        after = _wait_until(leave, self.grid.spent(stop.area, day.team.crew + self.aboard[i + 1]))
        return _spent_until(after, stop.slot, _present(day, stop, self.aboard[i]), stop.service)

    def start_costs(self, i: int) -> Curve:
        """Exposure of the whole route if the service of step i began at each minute and all else were timed anew."""
        here, following = self.points[i + 1], self.points[i + 2]
        leave = _leave(self.grid, self.day, self.backs[i + 1], here, following, self.aboard[i + 1])
        stop = self.grid.stops[self.steps[i]]
        waited = wait(self.arrivals[i], self.grid.spent(stop.area, self.day.team.crew + self.aboard[i]))
        return waited + self._begin(i, leave)

    def calls(self) -> list[Call]:
        """The calls of an open timeline with the least exposure: home early, then calls as late as is free."""
        arrive = int(np.argmax(self.arrivals[-1][: self.day.last + 1] <= self.cost + SAME))
        calls = [Call(arrive, arrive)]
        for i in reversed(range(len(self.steps))):
            depart = arrive - self.grid.leg(self.points[i + 1], self.points[i + 2]).minutes
            made = self._hub_call(i, depart) if self.steps[i] == HUB else self._stop_call(i, depart)
            calls.append(made)
            arrive = made.arrive
        depart = arrive - self.grid.leg(self.points[0], self.points[1]).minutes
        return [*self._first_calls(depart), *(self._on_clock(made) for made in reversed(calls))]

    def _first_calls(self, depart: int) -> list[Call]:
        """The hub at the start, or what has happened, its last call drawn out to the departure."""
        depart += self.grid.origin
        if not self.day.start.done:
            return [Call(depart, depart)]
        *before, last = self.day.start.done
        return [*before, Call(last.arrive, depart, last.job, last.stop, last.start)]

    def _hub_call(self, i: int, depart: int) -> Call:
        cost = self.arrivals[i][: depart - self.grid.problem.reload_minutes + 1]
        return Call(int(np.argmax(cost <= cost.min() + SAME)), depart)

    def _stop_call(self, i: int, depart: int) -> Call:
        stop, aboard, crew = self.grid.stops[self.steps[i]], self.aboard[i], self.day.team.crew
        finish = serve(self.grid, self.day, stop, self.arrivals[i], aboard)
        start = _latest_least(finish - self.grid.spent(stop.area, crew + aboard + stop.board), depart) - stop.service
        arrive = _latest_least(self.arrivals[i] - self.grid.spent(stop.area, crew + aboard), start)
        return Call(arrive, depart, self.grid.jobs[stop.job].id, stop.order, start)

    def _on_clock(self, made: Call) -> Call:
        origin = self.grid.origin
        start = 0 if made.is_hub else made.start + origin
        return Call(made.arrive + origin, made.depart + origin, made.job, made.stop, start)


def _latest_least(cost: Curve, until: int) -> int:
    """The last index, up to `until`, at which the cost is least."""
    head = cost[: until + 1]
    return int(np.flatnonzero(head <= head.min() + SAME)[-1])


def _leave(grid: DayGrid, day: TeamDay, following: Curve, start: int, end: int, aboard: int) -> Curve:
    """Least cost to the end of the day from leaving `start` for `end` at each minute."""
    leg = grid.leg(start, end)
    if day.team.areas is not None and not leg.areas <= day.team.areas:
        return grid.nowhere()
    return _spent_until(following, leg.price, day.team.crew + aboard, leg.minutes)


def _spent_until(cost: Curve, price: Curve, persons: int, minutes: int) -> Curve:
    """The costs so many minutes sooner, with the price for the persons from each minute on top."""
    spent, kept = np.empty_like(cost), max(0, len(cost) - minutes)
    spent[kept:] = np.inf
    ahead = spent[:kept]
    np.multiply(price[:kept], persons, out=ahead)
    ahead += cost[len(cost) - kept :]
    return spent


def _wait_until(cost: Curve, spent: Curve) -> Curve:
    """Least cost from each minute when the team may wait until any later one. spent: of waiting, summed."""
    waited = cost + spent
    np.fmin.accumulate(waited[::-1], out=waited[::-1])
    waited -= spent
    return waited


def _first_below(cost: Curve, limit: float, never: int) -> float:
    """The first index at which the cost is below the limit."""
    below = cost < limit
    first = int(below.argmax())
    return first if below[first] else never
