"""The dial between need and danger: five positions on the curve of this very day, with what each serves and risks."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.planner.check import score
from app.domain.planner.draft import Draft
from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route
from app.domain.planner.present import resume
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.search import Search, construct
from app.domain.planner.timing import time_route

# Each position serves at least this share of the priority that is served when danger has no price.
FLOORS = (1.0, 0.99, 0.95, 0.85, 0.7)
DEFAULT = 2
# Prices of a person-event, as shares of the priority of the whole plan over its exposure.
PRICES = (0.001, 0.03, 0.1, 0.2, 0.4, 0.8)
TRACE_WORK = 300  # rounds times jobs at each price: the curve takes about as long as the search itself
SURE = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """What the best plan known at one price of danger serves and costs."""

    beta: float  # priority points a person-event costs
    served: int
    weight: float
    exposure: float  # person-events
    plan: Plan = field(default_factory=Plan)

    def to_json(self) -> dict[str, Any]:
        figures = {"beta": self.beta, "served": self.served, "weight": self.weight, "exposure": self.exposure}
        return figures | {"plan": self.plan.to_json()}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Point:
        plan = Plan.from_json(data["plan"])
        return Point(data["beta"], data["served"], data["weight"], data["exposure"], plan)


@dataclass(frozen=True, slots=True)
class Position:
    """One place of the dial, or several that come to the same plan."""

    numbers: tuple[int, ...]
    point: Point


@dataclass(frozen=True, slots=True)
class Dial:
    """The positions of a day, from need to danger."""

    positions: tuple[Position, ...]
    of: str  # the problem it was traced for, without its price of danger

    def at(self, number: int | None) -> Position:
        """The position of a number, the default one without."""
        return next(one for one in self.positions if (number or DEFAULT) in one.numbers)

    def to_json(self) -> dict[str, Any]:
        rows = [{"numbers": list(one.numbers)} | one.point.to_json() for one in self.positions]
        return {"of": self.of, "positions": rows}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Dial:
        rows = data["positions"]
        return Dial(tuple(Position(tuple(row["numbers"]), Point.from_json(row)) for row in rows), data["of"])


def digest_of(problem: PlanningProblem) -> str:
    """The same for two problems that differ in nothing but the price of danger."""
    plain = json.dumps(replace(problem, beta=0.0).to_json(), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def trace_dial(
    problem: PlanningProblem,
    *,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _: None,
) -> Dial:
    """The dial of a day: short searches from the lowest price of danger to the highest, each from the plan before it.

    A function of problem and seed alone unless it is stopped; its price of danger plays no part. progress: told the
    share that is traced.
    """
    points = list(_traced(problem, seed, should_stop, progress))
    return Dial(positions_of(curve_of(points)), digest_of(problem))


def _traced(
    problem: PlanningProblem, seed: int, should_stop: Callable[[], bool], progress: Callable[[float], None]
) -> Iterable[Point]:
    grid = DayGrid(Physics(problem))
    draft = construct(Draft.empty(_priced(grid, 0.0)), lambda: not should_stop())
    base = _point(draft, 0.0) or Point(0.0, 0, 0.0, 0.0)
    yield base
    scale = base.weight / base.exposure if base.exposure > 0 else 0.0
    rounds = max(4, TRACE_WORK // max(10, len(problem.jobs)))
    for number, price in enumerate(PRICES) if scale else ():
        priced = shed(replace(draft, grid=_priced(grid, price * scale)))
        search = Search(priced, random.Random(seed))
        for done in range(rounds):
            if should_stop():
                break
            progress((number + done / rounds) / len(PRICES))
            search.round(done / rounds)
        draft = search.best
        if (point := _point(draft, price * scale)) is not None:
            yield point


def _priced(grid: DayGrid, beta: float) -> DayGrid:
    """The same grid under another price of danger; nothing of its layout depends on that."""
    other = copy.copy(grid)
    other.problem = replace(grid.problem, beta=beta)
    return other


def _point(draft: Draft, beta: float) -> Point | None:
    """What the draft serves and costs as the judge of plans sees it; None where it cannot be timed for good."""
    plan = _timed(draft)
    if plan is None:
        return None
    judged = score(draft.grid.problem, plan, draft.grid.physics)
    return Point(beta, len(judged.served), judged.served_weight, judged.exposure, plan)


def _timed(draft: Draft) -> Plan | None:
    routes = [time_route(draft.grid, line.day, line.steps) for line in draft.timelines if line.jobs]
    timed = tuple(route for route in routes if isinstance(route, Route))
    return Plan(timed) if len(timed) == len(routes) else None


def shed(draft: Draft) -> Draft:
    """Without the visits that cost more than they are worth, team by team; those a person placed stay."""
    for team in range(len(draft.timelines)):
        while (lighter := _lighter_by_one(draft, team)) is not None:
            draft = lighter
    return draft


def _lighter_by_one(draft: Draft, team: int) -> Draft | None:
    """Without the visit of this team that is the least worth its cost; None where each is worth it."""
    value, best = draft.value + SURE, None
    for job in draft.timelines[team].jobs:
        if not draft.grid.jobs[job].kept:
            trial = draft.copy()
            trial.remove({job})
            if trial.value > value:
                value, best = trial.value, trial
    return best


def lightened(problem: PlanningProblem, plan: Plan) -> Plan:
    """A plan without the visits that do not pay at this problem's price of danger; as it was where that breaks it."""
    draft, stuck = resume(DayGrid(Physics(problem)), plan, None)
    kept = replace(draft, known={}, home={})
    lighter = shed(kept)
    if stuck or lighter is kept:
        return plan
    return _timed(lighter) or plan


def curve_of(points: Iterable[Point]) -> tuple[Point, ...]:
    """At each price the best of all plans found at any: so neither priority nor exposure ever rises with the price."""
    found = list(points)
    picked = []
    for beta in sorted({one.beta for one in found}):
        best = max(found, key=lambda one: (round(one.weight - beta * one.exposure, 9), -one.exposure))
        picked.append(replace(best, beta=beta))
    return tuple(picked)


def positions_of(curve: tuple[Point, ...]) -> tuple[Position, ...]:
    """For each position the highest price that still serves its share; those of one plan together."""
    most, found = curve[0].weight, dict[tuple[float, float], list[int]]()
    points: dict[tuple[float, float], Point] = {}
    for number, floor in enumerate(FLOORS, 1):
        point = [one for one in curve if one.weight >= floor * most - SURE][-1]
        plan = (point.weight, point.exposure)
        found.setdefault(plan, []).append(number)
        points[plan] = point
    return tuple(Position(tuple(numbers), points[plan]) for plan, numbers in found.items())
