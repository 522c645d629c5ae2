"""Searches for a good draft: insertion by several orders, then remove and reinsert with a falling temperature."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial

from app.domain.planner.draft import TRIES, Draft
from app.domain.planner.grid import DayGrid
from app.domain.planner.timeline import Timeline

WARM, COLD = 0.6, 0.02  # points by which a step may be worse, at the start and at the end
HOT = 2.0  # at the start of a long search, which has the time to come back from worse drafts
MOST_REMOVED = 10
NEAR = 8  # jobs close by from which a companion is drawn
SPARE_TRIES = 8  # jobs left out that are tried again in each round
ROUND_TRIES = 40  # places timed for one job in a round: a route remembers what it was asked, so they are cheap
FAINT = 0.1  # how much less often a job is tried that no team could make even if it made nothing else

# Jobs to take out, jobs to put in before any other, and the team that gets these.
Change = tuple[set[int], list[int], int]


def construct(draft: Draft, has_time: Callable[[], bool]) -> Draft:
    """The best of several insertion orders, each from the draft as it is; the first one is always tried."""
    drafts: list[Draft] = []
    for order in _ORDERS:
        if not drafts or has_time():
            drafts.append(draft.copy())
            fill(drafts[-1], sorted(unplaced(draft), key=partial(order, draft.grid)))
    return max(drafts, key=lambda one: one.value)


def fill(draft: Draft, jobs: list[int], tries: int = TRIES) -> None:
    """Inserts jobs in the order given, those a person placed before all others."""
    for job in sorted(jobs, key=lambda job: not draft.grid.jobs[job].kept):
        draft.insert(job, at_any_price=draft.grid.jobs[job].kept, tries=tries)


def unplaced(draft: Draft) -> list[int]:
    taken = draft.placed.keys() | draft.fixed
    return [job for job in range(len(draft.grid.jobs)) if job not in taken]


def _by_weight(grid: DayGrid, job: int) -> float:
    return -grid.jobs[job].weight


def _by_weight_per_stop(grid: DayGrid, job: int) -> float:
    return -grid.jobs[job].weight / len(grid.jobs[job].stops)


def _by_freedom(grid: DayGrid, job: int) -> float:
    """Fewest open minutes for each point of weight first."""
    stops = [grid.stops[step] for step in grid.job_steps(job)]
    return min(float((stop.slot < grid.closed_price).sum()) for stop in stops) / (1 + grid.jobs[job].weight)


_ORDERS: tuple[Callable[[DayGrid, int], float], ...] = (_by_weight, _by_weight_per_stop, _by_freedom)


class Search:
    """Steps from draft to draft; the same random source and the same number of rounds give the same best one."""

    def __init__(self, draft: Draft, rng: random.Random, warm: float = WARM) -> None:
        self.rng, self.warm = rng, warm
        self.now = self.best = draft
        self.now_value = self.best_value = draft.value
        self._alone: dict[int, bool] = {}

    def round(self, done: float) -> None:
        """One removal and reinsertion; `done` is the share of the budget used, which sets the temperature."""
        draft = self.now.copy()
        removed, wanted, team = self._choose(draft)
        touched = draft.remove(removed)
        for job in wanted:
            draft.insert(job, teams=[team], tries=ROUND_TRIES)
        waiting = unplaced(draft)
        others = [job for job in waiting if job not in removed and self.rng.random() < self._hope(job)]
        spare = self.rng.sample(others, k=min(SPARE_TRIES, len(others)))
        fill(draft, self._order(draft, [job for job in waiting if job in removed] + spare), ROUND_TRIES)
        for team in touched:
            if self.rng.random() < 0.3:
                draft.tidy_hub_calls(team)
        self._accept(draft, self.warm * (COLD / self.warm) ** done)

    def _accept(self, draft: Draft, heat: float) -> None:
        value = draft.value
        if {j for j in self.now.placed if draft.grid.jobs[j].kept} - draft.placed.keys():
            return
        if value > self.now_value + heat * math.log(1 - self.rng.random()):
            self.now, self.now_value = draft, value
            if value > self.best_value:
                self.best, self.best_value = draft, value

    def _hope(self, job: int) -> float:
        """Faint for a job that no team could make even alone: only a stop on the way may lead round what is closed."""
        if job not in self._alone:
            days = (line.day for line in self.now.timelines if job in line.day.able)
            steps = self.now.grid.job_steps(job)
            self._alone[job] = any(Timeline(self.now.grid, day, steps).is_open for day in days)
        return 1.0 if self._alone[job] else FAINT

    def _order(self, draft: Draft, jobs: list[int]) -> list[int]:
        """By weight with noise, or in any order."""
        noise = self.rng.choice((0.0, 0.3, 2.0))
        return sorted(jobs, key=lambda job: -draft.grid.jobs[job].weight * math.exp(noise * self.rng.gauss(0, 1)))

    def _choose(self, draft: Draft) -> Change:
        """The jobs to take out, those to be put in before any other, and the team that gets these."""
        placed = sorted(draft.placed.keys() - draft.fixed)
        if not placed:
            return set(), [], 0
        many = self.rng.randint(1, max(2, min(MOST_REMOVED, len(placed) // 3)))
        kind = self.rng.random()
        if kind < 0.25:
            return self._room_for_one_left_out(draft)
        if kind < 0.4:
            return set(self.rng.sample(placed, min(many, len(placed)))), [], 0
        if kind < 0.7:
            return set(self._nearest(draft, self.rng.choice(placed), placed)[:many]), [], 0
        return self._stretch(draft, self.rng.choice(placed), many), [], 0

    def _nearest(self, draft: Draft, job: int, among: list[int]) -> list[int]:
        grid = draft.grid
        points = [grid.stops[grid.first_stop[j]].point for j in among]
        minutes = grid.rough_minutes[grid.stops[grid.first_stop[job]].point, points]
        return [among[i] for i in minutes.argsort(kind="stable")]

    def _stretch(self, draft: Draft, job: int, many: int) -> set[int]:
        jobs = draft.timelines[draft.placed[job]].jobs
        start = max(0, jobs.index(job) - self.rng.randrange(many))
        return set(jobs[start : start + many])

    def _room_for_one_left_out(self, draft: Draft) -> Change:
        """A heavy job left out goes in first, in the place of light or near jobs of one able team.

        Half the time another job near it goes in before: a stop on the way may be the way round a closed area.
        """
        grid, out = draft.grid, unplaced(draft)
        able = [(job, team) for job in out for team, line in enumerate(draft.timelines) if job in line.day.able]
        if not able:
            return set(), [], 0
        weights = [self._hope(job) * grid.jobs[job].weight + 0.01 for job, _ in able]
        job, team = self.rng.choices(able, weights=weights)[0]
        jobs = [j for j in draft.timelines[team].jobs if j not in draft.fixed and not grid.jobs[j].kept]
        jobs = self._nearest(draft, job, jobs) if jobs and self.rng.random() < 0.5 else _lightest(grid, jobs)
        removed = set(jobs[: self.rng.randint(0, 4)])
        others = [
            other for other in sorted(draft.placed.keys() - draft.fixed) if other in draft.timelines[team].day.able
        ]
        if not others or self.rng.random() < 0.5:
            return removed, [job], team
        companion = self.rng.choice(self._nearest(draft, job, others)[:NEAR])
        return removed | {companion}, [companion, job], team


def _lightest(grid: DayGrid, jobs: list[int]) -> list[int]:
    return sorted(jobs, key=lambda job: grid.jobs[job].weight)
