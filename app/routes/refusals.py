"""Refusals of the checker and of the timing as codes with facts, ready for JSON and for reason_views.py"""

from typing import Any

from app.domain.planner.check import Breach
from app.domain.planner.timing import Refused


def rule_broken(refusal: Refused | Breach, team: Any) -> dict[str, Any]:
    """One rule that stands in the way, with the visit, the team and the numbers that show it."""
    return {"code": "rule", "rule": refusal.rule.value, "visit": refusal.job, "team": team, **refusal.facts}
