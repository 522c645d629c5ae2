"""How loose the upper bound is known to be: visits it counts that no team can make straight from its hub."""

from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.timeline import Timeline
from benchmarks.planner.days import Day, bounds


def beyond_reach(day: Day) -> float:
    """The share of the priority counted as servable whose roads are closed whenever the visit could be.

    Such a visit can be made by way of another stop, round what is closed, or not at all.
    """
    grid, limits = DayGrid(Physics(PlanningProblem.from_json(day.make()))), bounds(day)
    counted = [job for job, is_able in enumerate(limits["able"]) if is_able]
    lost = sum(grid.jobs[job].weight for job in counted if not _can_be_made(grid, job))
    return float(lost / max(limits["able_weight"], 1e-9))


def _can_be_made(grid: DayGrid, job: int) -> bool:
    return any(Timeline(grid, day, grid.job_steps(job)).is_open for day in grid.teams if job in day.able)
