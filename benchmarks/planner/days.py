"""The days to be planned: from the independent generator, judged by the independent scorer, never by the planner."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.domain.planner.reference import instances
from tests.domain.planner.reference import score as scorer

REFERENCE = Path(__file__).parents[2] / "tests" / "domain" / "planner" / "reference"
SIZES = {
    8: (10, 2, 8),
    10: (10, 2, 8),
    30: (30, 4, 12),
    60: (60, 6, 20),
    100: (100, 10, 24),
    200: (200, 20, 32),
    500: (500, 40, 40),
}
EXACT = 8  # visits of the days whose best plan is proven: the first of a day of ten


@dataclass(frozen=True)
class Day:
    """One day: its size in visits, the seed of the generator, and how dangerous it is."""

    visits: int
    seed: int
    level: float = 1.3

    def make(self) -> dict[str, Any]:
        made = json.loads(json.dumps(instances.make_instance(*SIZES[self.visits], self.seed, self.level)))
        if self.visits == EXACT:
            made["jobs"] = made["jobs"][:EXACT]
        return made


@dataclass(frozen=True)
class Judged:
    """A plan in the scorer's words. Shares are of what can be reached at all, by the scorer's own bounds."""

    feasible: bool
    objective: float
    share: float  # of the upper bound of the objective
    served: float  # of the priority that can be served
    exposure: float
    exposure_ratio: float  # to the lower bound for what was served
    per_priority: float  # person-events for 100 points of priority served
    drive_min: int
    broken: int


@cache
def bounds(day: Day) -> dict[str, Any]:
    return scorer.bounds(day.make())


def judge(day: Day, plan: dict[str, Any]) -> Judged:
    instance, limits = day.make(), bounds(day)
    score = scorer.score(instance, plan)
    least = sum(limits["lb_exposure"][job] for job in score["jobs_done"])
    return Judged(
        feasible=score["feasible"],
        objective=score["objective"],
        share=score["objective"] / max(limits["ub_objective"], 1e-9),
        served=score["served_weight"] / max(limits["able_weight"], 1e-9),
        exposure=score["exposure"],
        exposure_ratio=score["exposure"] / max(least, 1e-9),
        per_priority=100 * score["exposure"] / max(score["served_weight"], 1e-9),
        drive_min=score["drive_min"],
        broken=len(score["violations"]),
    )


def best_known() -> tuple[dict[Day, float], dict[Day, float]]:
    """The best objective seen by any long search, and the proven ones of days of eight visits."""
    kept = json.loads((REFERENCE / "best_known.json").read_text())
    seen = {_day(name): value for name, value in kept["J"].items()}
    return seen, {Day(EXACT, _day(name).seed): value for name, value in kept["exact8"].items()}


def _day(name: str) -> Day:
    visits, _, _, seed = (int(part[1:]) for part in name.split("_"))
    return Day(visits, seed)
