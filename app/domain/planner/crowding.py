"""Households called to one place too near in time, or too many on one day: a rule of the whole plan, not of a route."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from app.domain.planner.job import Job
from app.domain.planner.plan import Plan
from app.domain.planner.problem import Gathering, PlanningProblem
from app.domain.planner.reading import Id

Calls = dict[Id, list["Called"]]


@dataclass(frozen=True, slots=True)
class Called:
    """One visit's service at a place where people gather, as planned."""

    job: Job
    team: Id
    stop: int
    start: int

    @property
    def rank(self) -> tuple[bool, float, str]:
        """The least one gives way."""
        return self.job.kept, self.job.weight, str(self.job.id)


@dataclass(frozen=True, slots=True)
class Crowded:
    """The visit that should give way; other: the one called too near to it, None where the day has too many."""

    code: ClassVar[str] = "crowded"
    job: Id
    team: Id
    place: Id
    start: int
    limit: int  # minutes to the other one; without another, households a day
    other: Id | None = None
    other_start: int | None = None


def calls_by_place(problem: PlanningProblem, plan: Plan) -> Calls:
    jobs, found = {job.id: job for job in problem.jobs}, defaultdict[Id, list[Called]](list)
    for route in plan.routes if problem.gatherings else ():
        for call in route.calls:
            job = jobs.get(call.job) if call.job is not None else None
            if job is not None and call.stop < len(job.stops) and (place := job.stops[call.stop].gathers) is not None:
                found[place].append(Called(job, route.team, call.stop, call.start))
    return {place: sorted(calls, key=lambda one: (one.start, one.rank)) for place, calls in found.items()}


def crowded(problem: PlanningProblem, plan: Plan) -> list[Crowded]:
    """Whoever should give way. Those of one team share its car and its queue, so they may be near in time."""
    calls = calls_by_place(problem, plan)
    return [one for place in problem.gatherings for one in _crowded_at(place, calls.get(place.id, []))]


def _crowded_at(place: Gathering, calls: list[Called]) -> Iterator[Crowded]:
    for pair in itertools.combinations(calls, 2):
        if pair[0].team != pair[1].team and pair[1].start - pair[0].start < place.apart:
            less, more = sorted(pair, key=lambda one: one.rank)
            where = place.id, less.start, place.apart
            yield Crowded(less.job.id, less.team, *where, more.job.id, more.start)
    if place.most is not None and len(calls) > place.most:
        for one in sorted(calls, key=lambda one: one.rank)[: len(calls) - place.most]:
            yield Crowded(one.job.id, one.team, place.id, one.start, place.most)


def turned(one: Crowded) -> Crowded | None:
    """The same with the other one giving way."""
    if one.other is None or one.other_start is None:
        return None
    return Crowded(one.other, one.team, one.place, one.other_start, one.limit, one.job, one.start)


def newly_crowded(problem: PlanningProblem, before: Plan, after: Plan) -> list[Crowded]:
    """Who is called too near to another in one plan and was not in the plan before."""
    known = {frozenset((one.place, one.job, one.other)) for one in crowded(problem, before)}
    return [one for one in crowded(problem, after) if frozenset((one.place, one.job, one.other)) not in known]
