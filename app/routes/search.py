"""One search for the plan of a day: from which problem, with which budget, and what it came to."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.planner.check import PlanScore, check, score
from app.domain.planner.draft import Draft
from app.domain.planner.plan import Plan, Route
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import Proposal, propose
from app.domain.planner.reading import Id, ProblemError
from app.models import RouteVersion
from app.routes import drafts
from app.routes.pending import Pending, found_by
from app.routes.problem import DayProblem

SEED = 0  # the same for every search, so that the same day gives the same plan
SECONDS = 20.0  # a hard stop; the rounds end first wherever the machine is not very slow
ORDINARY_VISITS = 60
ORDINARY_WORK, LARGE_WORK = 1200, 12_000  # rounds times visits: some tenths of a second, and some seconds


@dataclass(frozen=True)
class Watch:
    """Who is told how far a search has come, and may ask it to end."""

    tell: Callable[[float, Draft], None]
    should_stop: Callable[[], bool]


@dataclass(frozen=True)
class Found:
    """What a search came to, with what it began from; without a team or an area there was nothing to search."""

    pending: Pending
    proposal: Proposal | None = None
    problem: PlanningProblem | None = None
    present: Plan | None = None
    iterations: int = 0
    score: PlanScore | None = None


def search(day: DayProblem, *, by_id: int, watch: Watch | None = None) -> Found:
    """The planner's proposal, and the same as it is kept: a route, be it empty, for each team that may go."""
    found = _found(day, watch)
    figures = summary(day, found[0].plan if found else Plan())
    pending = found_by(day, found[0] if found else None, _teams_to_write(day), figures, by_id=by_id)
    if found is None or day.proposable is None:
        return Found(pending)
    proposal, present = found
    iterations = rounds_of(day.proposable)
    return Found(pending, proposal, day.proposable, present, iterations, score(day.proposable, proposal.plan))


def rounds_of(problem: PlanningProblem) -> int:
    """Rounds for a day of this size: about a second for an ordinary one, some seconds for one of several hubs."""
    visits = len(problem.jobs)
    return (ORDINARY_WORK if visits <= ORDINARY_VISITS else LARGE_WORK) // max(12, visits)


def _found(day: DayProblem, watch: Watch | None) -> tuple[Proposal, Plan | None] | None:
    """The proposal and the plan it began from."""
    problem = day.proposable
    if problem is None:
        return None
    how: dict[str, Any] = {"seed": SEED, "iterations": rounds_of(problem), "seconds": SECONDS}
    how |= {"progress": watch.tell, "should_stop": watch.should_stop} if watch else {}
    present = present_plan(day)
    try:
        return propose(problem, present=present, **how), present
    except ProblemError:  # the present plan names what is no longer there: a fresh one is better than none
        return propose(problem, **how), None


def present_plan(day: DayProblem) -> Plan | None:
    """What teams that have not begun know, to the minute, without the visits that may not be made now.

    A draft that left visits out comes second to a published plan that can be driven whole again, as after a release.
    None when the day is still empty.
    """
    problem, facts = day.proposable, day.facts
    assert problem is not None
    working, published = (_able(problem, rows.values()) for rows in (facts.working, facts.published))
    weights = {job.id: job.weight for job in problem.jobs}
    served, before = (sum(weights[job] for route in plan.routes for job in route.jobs) for plan in (working, published))
    if before > served and not check(problem, published):
        return published
    return working if working.routes else None


def _able(problem: PlanningProblem, rows: Iterable[RouteVersion]) -> Plan:
    jobs, teams = {job.id for job in problem.jobs}, {team.id for team in problem.teams}
    routes = [_of_jobs(route, jobs) for route in drafts.plan_of(rows).routes if route.team in teams]
    return Plan(tuple(route for route in routes if route.jobs))


def _of_jobs(route: Route, jobs: Container[Id]) -> Route:
    """The calls of these jobs and those at the base; between what is left the times may no longer fit."""
    return Route(route.team, tuple(call for call in route.calls if call.job is None or call.job in jobs))


def _teams_to_write(day: DayProblem) -> list[int]:
    """Teams that have not left, also those whose shift is gone: their visits are free for others."""
    able = [shift.team_id for shift in day.able_shifts]
    return [team_id for team_id in dict.fromkeys([*able, *day.facts.working]) if team_id not in day.facts.begun]


def summary(day: DayProblem, plan: Plan) -> dict[str, Any]:
    """What a plan of the day serves and costs, each figure beside what it is of."""
    found = _everything(day)
    if day.problem is None or day.grid is None:
        return found | {"served": 0, "served_weight": 0.0, "exposure": 0.0, "drive_minutes": 0}
    got = score(day.problem, plan, day.grid.physics)
    return found | {
        "served": len(got.served),
        "served_weight": got.served_weight,
        "exposure": round(got.exposure, 3),
        "drive_minutes": got.drive_minutes,
    }


def _everything(day: DayProblem) -> dict[str, Any]:
    return {"visits": len(day.candidates), "weight": sum(one.weight for one in day.candidates.values())}


def figures_of(draft: Draft) -> dict[str, Any]:
    """What a plan in the making serves and costs, without the judgement that a finished one gets."""
    jobs, open_lines = draft.grid.jobs, [line for line in draft.timelines if line.is_open]
    served = [job for line in open_lines for job in line.jobs]
    return {
        "visits": len(jobs),
        "weight": sum(job.weight for job in jobs),
        "served": len(served),
        "served_weight": sum(jobs[job].weight for job in served),
        "exposure": round(float(sum(line.cost for line in open_lines)), 3),
    }
