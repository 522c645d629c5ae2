"""How long the steps take that a coordinator waits for: one stop moved by hand, and the plan after a report."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.planner.check import check
from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose, retime
from app.domain.planner.reading import Id
from app.domain.planner.report import apply_reports
from app.domain.planner.standing import standing
from benchmarks.planner.days import Day

NOON = 12 * 60
MOVE_MOST_MS, STANDING_MOST_MS = 30, 50


@dataclass(frozen=True)
class Taken:
    what: str
    taken_ms: float
    most_ms: float

    @property
    def holds(self) -> bool:
        return self.taken_ms <= self.most_ms


def steps() -> list[Taken]:
    moved, stands = best_ms(_moved_stop()), best_ms(_standing())
    return [
        Taken(
            "a stop moved by hand among 60 visits: the day laid out, the route timed and checked", moved, MOVE_MOST_MS
        ),
        Taken("a plan of 100 visits after a report: what is shut, who is called back", stands, STANDING_MOST_MS),
    ]


def _moved_stop() -> Callable[[], object]:
    problem = PlanningProblem.from_json(Day(60, 21).make())
    plan = propose(problem, iterations=5, explain=False).plan
    for route in sorted(plan.routes, key=lambda one: -len(one.calls)):
        for order in itertools.permutations(range(len(route.steps)), len(route.steps)):
            moved = [route.steps[i] for i in order]
            if moved != list(route.steps) and isinstance(retime(problem, route.team, moved), Route):
                return lambda team=route.team, steps=moved: _judged(problem, team, steps)
    raise LookupError("No stop of the day can be moved.")


def _judged(problem: PlanningProblem, team: Id, steps: list[Step]) -> object:
    grid = DayGrid(Physics(problem))
    made = retime(problem, team, steps, grid=grid)
    assert isinstance(made, Route)
    return check(problem, Plan((made,)), grid.physics)


def _standing() -> Callable[[], object]:
    problem = PlanningProblem.from_json(Day(100, 21).make())
    plan = propose(problem, iterations=5, explain=False).plan
    report = [{"area": problem.areas[0].id, "from": NOON, "to": NOON + 180, "factor": 8, "closed": True}]
    return lambda: standing(apply_reports(problem, report), plan, now=NOON)


def best_ms(run: Callable[[], object], times: int = 15) -> float:
    """The best of fifteen: what the machine can do when nothing else runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return min(taken) * 1000
