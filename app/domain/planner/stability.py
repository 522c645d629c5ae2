"""What it costs to change a plan that people know: points for each visit moved and each route whose paper is void."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.planner.plan import Plan, Route
from app.domain.planner.reading import Id

STICKINESS = 1.5
PAPER = 0.5  # points a route is worth more as it stands: its print is out, its areas are cleared
FAMILIAR = 0.3  # points a visit is worth more with the team that came the last time; fewer than it costs to move it
MOVED_MIN = 15  # a visit that begins this much earlier or later has another time


@dataclass(frozen=True, slots=True)
class Known:
    """A route as its team knows it, by indices of the grid: the steps ahead, and when each job's service begins."""

    steps: tuple[int, ...]
    starts: Mapping[int, int]  # job -> minute from midnight


def starts_of(route: Route | None) -> dict[Id, int]:
    """When the first stop of each job begins."""
    return {call.job: call.start for call in (route.calls if route else ()) if call.job is not None and call.stop == 0}


def is_moved(old: int, new: int) -> bool:
    return abs(new - old) > MOVED_MIN


def upset(present: Plan, plan: Plan) -> float:
    """Points that changing the present plan into this one costs; 0.0 when every team notices nothing."""
    return sum(_upset_of(route, plan.route_of(route.team)) for route in present.routes if route.jobs)


def _upset_of(old: Route, new: Route | None) -> float:
    if new is not None and new.calls == old.calls:
        return 0.0
    starts = starts_of(new)
    moved = [job for job, start in starts_of(old).items() if job not in starts or is_moved(start, starts[job])]
    return PAPER + STICKINESS * len(moved)
