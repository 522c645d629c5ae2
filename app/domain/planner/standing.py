"""Where the present plan stands after a report: which stops are shut ahead, and which teams must be called back."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.planner.check import PlanScore, score
from app.domain.planner.physics import Closure, Physics
from app.domain.planner.plan import Plan, Route
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.reading import Id


@dataclass(frozen=True, slots=True)
class Shut:
    """A drive or a stay that meets a closed minute still to come; no job is the way home or to the hub."""

    team: Id
    job: Id | None
    stop: int
    area: Id
    minute: int
    cause: Closure


@dataclass(frozen=True, slots=True)
class Standing:
    """The plan as it stands. held: not begun, it waits for a person. recalls: a team is in it or heading there."""

    score: PlanScore
    held: tuple[Shut, ...]
    recalls: tuple[Shut, ...]


def standing(problem: PlanningProblem, plan: Plan, *, now: int, physics: Physics | None = None) -> Standing:
    """Re-scores a plan that is on the road. Minutes before `now` are history and are not judged.

    A recall is a drive or a stay that has begun, or the rest of a visit that has.
    """
    physics = physics or Physics(problem)
    held, recalls = list[Shut](), list[Shut]()
    for route in plan.routes:
        for shut, is_begun in _shut(problem, physics, route, now):
            (recalls if is_begun else held).append(shut)
    return Standing(score(problem, plan, physics), tuple(held), tuple(recalls))


def _shut(problem: PlanningProblem, physics: Physics, route: Route, now: int) -> Iterator[tuple[Shut, bool]]:
    jobs = {job.id: job for job in problem.jobs}
    hubs = {hub.id: hub.point for hub in problem.hubs}
    hub = next(hubs[team.hub] for team in problem.teams if team.id == route.team)
    underway = {last.job for call, last in itertools.pairwise(route.calls) if call.depart < now}
    points = [hub if call.job is None else jobs[call.job].stops[call.stop].point for call in route.calls]
    for i, (last, call) in enumerate(itertools.pairwise(route.calls)):
        parts = [
            (part.area, last.depart + part.start, last.depart + part.end)
            for part in physics.leg(points[i], points[i + 1]).segments
        ]
        if call.job is not None:
            parts.append((physics.area_of(points[i + 1]), call.arrive, call.depart))
        is_begun = last.depart < now or (call.job is not None and call.job in underway)
        for area, start, end in parts:
            closed = physics.first_closure(area, max(start, now), end) if end > now else None
            if closed:
                yield Shut(route.team, call.job, call.stop, problem.areas[area].id, *closed), is_begun
                break
