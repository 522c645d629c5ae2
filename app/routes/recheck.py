"""A search that was kept, judged and made again: whatever it said can be recomputed."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from app.domain.planner.check import check, score
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.models import PlanSearch
from app.routes.searching import inputs_of


@dataclass(frozen=True)
class Rechecked:
    """What a kept search comes to now. is_same_plan: none where it was cut short, so that another run may end later."""

    broken: tuple[str, ...]
    kept_objective: float
    objective: float
    is_same_score: bool
    is_same_plan: bool | None

    @property
    def is_equal(self) -> bool:
        return not self.broken and self.is_same_score and self.is_same_plan is not False


def recheck(row: PlanSearch) -> Rechecked | None:
    """None where the search kept no plan, as without a team or an area."""
    inputs = inputs_of(row)
    if not inputs or row.plan is None or row.score is None:
        return None
    problem, plan = PlanningProblem.from_json(inputs["problem"]), Plan.from_json(row.plan)
    present = Plan.from_json(inputs["present"]) if inputs["present"] else None
    scored = score(problem, plan)
    is_same_plan = None
    if not row.is_cut_short:
        again = propose(problem, present=present, seed=row.seed, iterations=row.iterations, explain=False).plan
        is_same_plan = _bytes(again.to_json()) == _bytes(row.plan)
    return Rechecked(
        broken=tuple(breach.rule.value for breach in check(problem, plan)),
        kept_objective=row.score["objective"],
        objective=scored.objective,
        is_same_score=_bytes(asdict(scored)) == _bytes(row.score),
        is_same_plan=is_same_plan,
    )


def _bytes(data: Any) -> str:
    return json.dumps(data, sort_keys=True)
