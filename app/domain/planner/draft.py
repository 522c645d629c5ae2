"""A plan in the making: a timeline for each team, and the best place for one more job."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from app.domain.planner.gaps import REACH, Gaps
from app.domain.planner.grid import HUB, DayGrid, TeamDay
from app.domain.planner.pricing import NEVER, Pricing
from app.domain.planner.stability import FAMILIAR, PAPER, STICKINESS, Known, is_moved
from app.domain.planner.timeline import Timeline
from app.domain.planner.timing import find_long_ride

TRIES = 16  # places timed exactly for one job
ENOUGH = 16  # open places of one job, of which the best is taken
RIDE_TRIES = 4


class Place(NamedTuple):
    """Where the stops of a job could go: the gaps of a team's steps, in order, and whether by way of the hub."""

    team: int
    gaps: tuple[int, ...]
    by_hub: bool = False


class Offer(NamedTuple):
    """A place timed exactly: what it adds in person-events, minutes of driving and points of the objective."""

    place: Place
    exposure: float
    minutes: int
    gain: float


@dataclass
class Draft:
    """Timelines by team; the draft changes by replacing them, so that a copy is cheap."""

    grid: DayGrid
    timelines: list[Timeline]
    home: dict[int, int] = field(default_factory=dict)  # job -> team of the present plan
    known: dict[int, Known] = field(default_factory=dict)  # team -> its route in the present plan
    fixed: frozenset[int] = frozenset()  # jobs begun: they stay where they are

    @staticmethod
    def empty(grid: DayGrid) -> Draft:
        return Draft(grid, [Timeline(grid, day, day.breaks) for day in grid.teams])

    def idle(self, team: int) -> Timeline:
        """A day without work for a team that gets none."""
        return Timeline(self.grid, replace(self.grid.teams[team], able=frozenset()), ())

    def copy(self) -> Draft:
        return Draft(self.grid, list(self.timelines), self.home, self.known, self.fixed)

    @property
    def placed(self) -> dict[int, int]:
        """Team by job, both by index."""
        return {job: i for i, timeline in enumerate(self.timelines) for job in timeline.jobs}

    @property
    def value(self) -> float:
        """The objective, with the points for leaving the present plan as it is."""
        worth = sum(self.worth(job, team) for job, team in self.placed.items())
        changed = sum(self.upset(team, timeline) for team, timeline in enumerate(self.timelines))
        return worth - sum(map(self.price, self.timelines)) - changed - self.crowded_weight

    @property
    def crowded_weight(self) -> float:
        """The weight of those who have to give way at a place, or to go at another time than is best for them."""
        lines = self.timelines if self.grid.problem.gatherings else []
        called = [(*one, team) for team, line in enumerate(lines) if line.is_open for one in line.called]
        gone = set[int]()
        for place in self.grid.problem.gatherings:
            here = sorted((start, job, team) for at, start, job, team in called if at == place.id)
            for (start, job, team), (later, other, its) in itertools.combinations(here, 2):
                if its != team and later - start < place.apart and not {job, other} & gone:
                    gone.add(min(job, other, key=lambda one: self.grid.jobs[one].weight))
            over = [job for _, job, _ in here if job not in gone] if place.most is not None else []
            over.sort(key=lambda one: -self.grid.jobs[one].weight)
            gone.update(over[place.most :])
        return sum(self.grid.jobs[job].weight for job in gone)

    def worth(self, job: int, team: int) -> float:
        """The priority of a job, with the points for the team that has it already and for the one that came last."""
        known = self.grid.jobs[job].last_team
        familiar = FAMILIAR if known is not None and known == self.timelines[team].day.team.id else 0.0
        return self.grid.jobs[job].weight + (STICKINESS if self.home.get(job) == team else 0.0) + familiar

    def upset(self, team: int, timeline: Timeline) -> float:
        """Points for another route than the team knows, and for its own visits at other times."""
        known = self.known.get(team)
        if known is None or known.steps == timeline.steps:
            return 0.0
        starts = timeline.starts if timeline.is_open else {}
        moved = sum(is_moved(old, starts[job]) for job, old in known.starts.items() if job in starts)
        return PAPER + STICKINESS * moved

    def price(self, timeline: Timeline) -> float:
        """Points a route costs; a route that cannot be driven is infinitely dear, also when danger has no price."""
        if not timeline.is_open:
            return np.inf
        return self.grid.problem.beta * timeline.cost + self.grid.problem.gamma * timeline.minutes

    def remove(self, jobs: set[int]) -> set[int]:
        """Takes jobs out, leaving those begun; returns the teams touched.

        What is left may be closed: a stop taken out can have been the way round.
        """
        touched, jobs = set(), jobs - self.fixed
        for i, timeline in enumerate(self.timelines):
            if not jobs.isdisjoint(timeline.jobs):
                steps = [s for s in timeline.steps if s == HUB or self.grid.stops[s].job not in jobs]
                has_stops = not all(map(self.grid.is_at_hub, steps))
                rest = steps if has_stops else timeline.day.breaks
                self.timelines[i] = Timeline(self.grid, timeline.day, rest, like=timeline)
                touched.add(i)
        return touched

    def insert(
        self, job: int, *, teams: Sequence[int] | None = None, at_any_price: bool = False, tries: int = TRIES
    ) -> int | None:
        """Puts a job at its best place if that gains; returns the team."""
        for offer in self.offers(job, teams, tries)[:RIDE_TRIES]:
            if offer.gain <= 0 and not at_any_price:
                return None
            timeline = self.extended(job, offer.place)
            if timeline.is_open and self._rides_are_short(timeline):
                self.timelines[offer.place.team] = timeline
                return offer.place.team
        return None

    def extended(self, job: int, place: Place) -> Timeline:
        timeline = self.timelines[place.team]
        return Timeline(self.grid, timeline.day, self._steps_with(timeline, job, place), like=timeline)

    def _rides_are_short(self, timeline: Timeline) -> bool:
        is_bound = any(self.grid.jobs[job].max_ride < self.grid.size for job in timeline.jobs)
        return not is_bound or find_long_ride(self.grid, timeline.calls()) is None

    def offers(self, job: int, teams: Sequence[int] | None = None, tries: int = TRIES) -> list[Offer]:
        """The places at which a job can be timed, best first; only the likeliest are tried."""
        ranked = self._likeliest(job, range(len(self.timelines)) if teams is None else teams, tries)
        offers = self._timed(job, ranked)
        if not offers:
            offers = self._timed(job, [place._replace(by_hub=True) for place in ranked[: tries // 2]])
        return sorted(offers, key=lambda offer: -offer.gain)

    def _likeliest(self, job: int, teams: Sequence[int], tries: int) -> list[Place]:
        """The places that look cheapest among those the windows allow, best first."""
        able = [team for team in teams if job in self.timelines[team].day.able]
        if not able:
            return []
        stops = [self.grid.stops[step] for step in self.grid.job_steps(job)]
        ranked = Gaps(self.grid, [self.timelines[team] for team in able]).ranked(stops, tries)
        return [Place(able[which], gaps) for which, gaps in ranked]

    def _timed(self, job: int, places: list[Place]) -> list[Offer]:
        beta, gamma, offers = self.grid.problem.beta, self.grid.problem.gamma, list[Offer]()
        worths, pricings = dict[int, float](), dict[int, Pricing]()
        for place in places:
            if len(offers) >= ENOUGH:
                break
            timeline = self.timelines[place.team]
            if place.team not in worths:
                worths[place.team] = self.worth(job, place.team) + self.price(timeline)
                pricings[place.team] = Pricing(timeline, reach=REACH)
            cost, minutes = self._cost(pricings[place.team], job, place)
            if cost < self.grid.closed_price:
                gain = worths[place.team] - (beta * cost + gamma * minutes)
                offers.append(Offer(place, cost - timeline.cost, minutes - timeline.minutes, gain))
        return offers

    def _cost(self, pricing: Pricing, job: int, place: Place) -> tuple[float, int]:
        """Exposure and driving of the whole route with the job at a place; a timeline remembers them."""
        timeline = pricing.timeline
        key = job, place.gaps, place.by_hub
        if key not in timeline.inserted:
            has_room = self._has_room(timeline, job) or fits(
                self.grid, timeline.day, self._steps_with(timeline, job, place)
            )
            steps = _woven(self.grid, timeline, job, place)
            timeline.inserted[key] = pricing.cost(place.gaps[0], steps, place.gaps[-1]) if has_room else NEVER
        return timeline.inserted[key]

    def _has_room(self, timeline: Timeline, job: int) -> bool:
        """Whether there is room for everybody and everything of the job whenever the route is fullest."""
        team, (people, load), new = timeline.day.team, timeline.fullest, self.grid.jobs[job]
        if timeline.day.breaks:
            return False  # nobody is aboard while the team has its break, which only the steps show
        has_seats = people + new.peak_aboard <= team.seats
        return has_seats and load + new.most_load <= team.cargo and timeline.day.start.loaded is None

    def _steps_with(self, timeline: Timeline, job: int, place: Place) -> list[int]:
        steps = list(timeline.steps)
        for gap, stop in reversed(list(zip(place.gaps, self.grid.job_steps(job), strict=True))):
            steps.insert(gap, stop)
        if place.by_hub:
            steps.insert(place.gaps[0], HUB)
        return steps

    def tidy_hub_calls(self, team: int) -> None:
        """Drops calls at the hub that no longer pay, and adds the one that pays most."""
        timeline = self.timelines[team]
        changes: list[tuple[int, tuple[int, ...], int]]
        changes = [(i, (), i + 1) for i, step in enumerate(timeline.steps) if step == HUB]
        changes += [(i, (HUB,), i) for i in range(1, len(timeline.steps))]
        best, pricing = self.price(timeline) - 1e-6, Pricing(timeline, reach=1)
        for first, steps, last in changes:
            cost, minutes = pricing.cost(first, steps, last)
            price = self.grid.problem.beta * cost + self.grid.problem.gamma * minutes
            all_steps = (*timeline.steps[:first], *steps, *timeline.steps[last:])
            if cost < self.grid.closed_price and price < best and fits(self.grid, timeline.day, all_steps):
                other = Timeline(self.grid, timeline.day, all_steps, like=timeline)
                if other.is_open and self._rides_are_short(other):
                    self.timelines[team], best = other, price


def fits(grid: DayGrid, day: TeamDay, steps: Sequence[int]) -> bool:
    """Whether everybody and everything aboard has room at each step, and no cargo is wanted that stayed behind."""
    seats, cargo = day.team.seats, day.team.cargo
    aboard, load, loaded = day.start.aboard, day.start.load, day.start.loaded
    if loaded is None:
        load += _hub_cargo(grid, steps, 0)
    if load > cargo:
        return False
    for i, step in enumerate(steps):
        if grid.is_at_hub(step):
            if aboard and step != HUB:
                return False  # nobody waits in the car for the team's break
            load += _hub_cargo(grid, steps, i + 1)
            loaded = None
        else:
            stop = grid.stops[step]
            cargo_here = grid.jobs[stop.job].hub_cargo if stop.order == 0 else 0
            if cargo_here and loaded is not None and stop.job not in loaded:
                return False
            aboard += stop.board
            load += stop.load - cargo_here
        if aboard > seats or load > cargo:
            return False
    return True


def _hub_cargo(grid: DayGrid, steps: Sequence[int], start: int) -> int:
    """Hub cargo of the jobs begun from a position up to the next call at the hub."""
    trip = itertools.takewhile(lambda step: not grid.is_at_hub(step), steps[start:])
    return sum(grid.jobs[grid.stops[s].job].hub_cargo for s in trip if grid.stops[s].order == 0)


def _woven(grid: DayGrid, timeline: Timeline, job: int, place: Place) -> tuple[int, ...]:
    """The new stops and the present steps between them, in order."""
    steps, gap = [HUB] if place.by_hub else [], place.gaps[0]
    for target, stop in zip(place.gaps, grid.job_steps(job), strict=True):
        steps += timeline.steps[gap:target]
        steps.append(stop)
        gap = target
    return tuple(steps)
