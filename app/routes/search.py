"""One search for the plan of a day: from which problem, with which budget, and what it came to."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.planner.check import PlanScore, check, score
from app.domain.planner.dial import DEFAULT, Dial, digest_of, lightened, trace_dial
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
DIAL_PART, FIRST_PART = 0.4, 0.7  # shares of the work: tracing the dial, and the first of two searches
ORDINARY_WORK, LARGE_WORK = 1200, 12_000  # rounds times visits: some tenths of a second, and some seconds


@dataclass(frozen=True)
class Watch:
    """Who is told how far a search has come, with the best plan where there is one, and may ask it to end."""

    tell: Callable[[float, Draft | None], None]
    should_stop: Callable[[], bool]

    def part(self, begin: float, end: float) -> "Watch":
        """The same for a part of the whole."""
        return Watch(lambda share, best: self.tell(begin + (end - begin) * share, best), self.should_stop)


UNWATCHED = Watch(lambda _share, _best: None, lambda: False)


@dataclass(frozen=True)
class Before:
    """What the searches of the day left: its dial, at which number the plan stands, and what it takes danger at."""

    dial: Dial | None = None
    number: int | None = None
    beta: float | None = None


@dataclass(frozen=True)
class Found:
    """What a search came to, with what it began from; without a team or an area there was nothing to search."""

    pending: Pending
    proposal: Proposal | None = None
    problem: PlanningProblem | None = None
    present: Plan | None = None
    iterations: int = 0
    score: PlanScore | None = None
    dial: Dial | None = None
    number: int | None = None


def search(
    day: DayProblem,
    *,
    by_id: int,
    watch: Watch = UNWATCHED,
    before: Before | None = None,
    tried: int | None = None,
) -> Found:
    """The planner's proposal, and the same as it is kept: a route, be it empty, for each team that may go.

    before: what searches left; without it, and where nobody set the dial, danger has the price of the hub.
    tried: another number of the dial than the one at which the day stands.
    """
    problem, number = day.proposable, tried or (day.facts.day.dial if day.facts.day else None)
    if problem is None:
        return Found(found_by(day, None, _teams_to_write(day), summary(day, Plan()), by_id=by_id))
    present = present_plan(day)
    dial = _dial_of(problem, before, watch.part(0.0, DIAL_PART)) if before or number else None
    watch = watch.part(DIAL_PART if dial else 0.0, 1.0)
    if dial is not None:
        is_moved = before is not None and (before.number or DEFAULT) != (number or DEFAULT)
        if present is None or is_moved or before is None:
            problem = replace(problem, beta=dial.at(number).point.beta or problem.beta / 1000)
        elif before.beta is not None:  # another price would change routes that nothing touches
            problem = replace(problem, beta=before.beta)
        if present is not None and is_moved:
            present = _lightened(problem, present)
    shown = dial.at(number).point.plan if dial and present is None else None
    first = watch if shown is None else watch.part(0.0, FIRST_PART)
    proposal, present = _proposed(problem, present, first)
    if shown is not None and _is_better(problem, shown, proposal.plan):  # what the dial says must be what it gives
        proposal, present = _proposed(problem, shown, watch.part(FIRST_PART, 1.0))
    pending = found_by(day, proposal, _teams_to_write(day), summary(day, proposal.plan), by_id=by_id)
    pending = replace(pending, dial=number)
    scored = score(problem, proposal.plan)
    return Found(pending, proposal, problem, present, rounds_of(problem), scored, dial, number)


def _dial_of(problem: PlanningProblem, before: Before | None, watch: Watch) -> Dial:
    """The dial as it was where the day is as it was."""
    if before and before.dial and before.dial.of == digest_of(problem):
        return before.dial
    return trace_dial(problem, seed=SEED, should_stop=watch.should_stop, progress=lambda share: watch.tell(share, None))


def rounds_of(problem: PlanningProblem) -> int:
    """Rounds for a day of this size: about a second for an ordinary one, some seconds for one of several hubs."""
    visits = len(problem.jobs)
    return (ORDINARY_WORK if visits <= ORDINARY_VISITS else LARGE_WORK) // max(12, visits)


def _proposed(problem: PlanningProblem, present: Plan | None, watch: Watch) -> tuple[Proposal, Plan | None]:
    """The proposal and the plan it began from."""
    how: dict[str, Any] = {"seed": SEED, "iterations": rounds_of(problem), "seconds": SECONDS}
    how |= {"progress": watch.tell, "should_stop": watch.should_stop}
    try:
        return propose(problem, present=present, **how), present
    except ProblemError:  # the present plan names what is no longer there: a fresh one is better than none
        return propose(problem, **how), None


def _lightened(problem: PlanningProblem, present: Plan) -> Plan:
    """Somebody moved the dial: without what no longer pays."""
    try:
        return lightened(problem, present)
    except ProblemError:
        return present


def _is_better(problem: PlanningProblem, one: Plan, other: Plan) -> bool:
    return not check(problem, one) and score(problem, one).objective > score(problem, other).objective


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
