"""Proposes a plan for the day, or one route for an order of stops given by hand."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.planner.check import Breach, Fact, Rule, check
from app.domain.planner.draft import Draft, fits
from app.domain.planner.grid import HUB, DayGrid, TeamDay
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.present import resume
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.reading import Id
from app.domain.planner.reasons import NotPlaced, Placed, why_not_placed, why_placed
from app.domain.planner.search import Search, construct, fill, unplaced
from app.domain.planner.timing import Refused, time_route

# Rounds times jobs of the search when no budget is given: about a second for an ordinary day of up to 60 jobs.
ORDINARY_WORK = 1200

Progress = Callable[[float, float], None]  # share done, best objective so far


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with a reason for each visit, placed or not.

    recalls: what the plan cannot mend because it has begun, as breaches for a person to decide on.
    stopped_by_clock: the time ran out before the iterations did, so the same seed may give another plan.
    """

    plan: Plan
    not_placed: tuple[NotPlaced, ...]
    reasons: tuple[Placed, ...]
    recalls: tuple[Breach, ...] = ()
    iterations: int = 0
    stopped_by_clock: bool = False


def propose(
    problem: PlanningProblem,
    *,
    seed: int = 0,
    iterations: int | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
    present: Plan | None = None,
    now: int | None = None,
    explain: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> Proposal:
    """A plan by insertion and improvement; with `present`, a change of that plan from minute `now` on.

    The same seed and iterations give the same plan unless `seconds` cut the search short. Without either,
    the search is as long as an ordinary day needs. The reasons come on top of the seconds; `explain` leaves them out.
    """
    ends = None if seconds is None else clock() + seconds
    if iterations is None and seconds is None:
        iterations = ORDINARY_WORK // max(10, len(problem.jobs))
    budget = _Budget(iterations, ends, clock)
    grid = DayGrid(Physics(problem))
    stuck: tuple[Route, ...] = ()
    draft = Draft.empty(grid)
    if present is not None:
        draft, stuck = resume(grid, present, now)
    draft = construct(draft, budget.has_time) if present is None else _filled(draft)
    draft = _search(draft, random.Random(seed), budget, progress)
    draft, plan, stuck = _settle(draft, present or Plan(), stuck)
    not_placed = tuple(why_not_placed(draft, job) for job in _left_out(draft, stuck)) if explain else ()
    reasons = why_placed(draft, plan) if explain else ()
    recalls = tuple(check(problem, plan, grid.physics))
    return Proposal(plan, not_placed, reasons, recalls, budget.rounds, budget.is_cut_short)


@dataclass
class _Budget:
    """Counts rounds and looks at the clock; the search ends with whichever runs out first."""

    iterations: int | None
    ends: float | None
    clock: Callable[[], float]
    rounds: int = 0
    is_cut_short: bool = False

    def __post_init__(self) -> None:
        self.begun = self.clock()

    def share(self) -> float:
        shares = [self.rounds / max(self.iterations, 1)] if self.iterations is not None else []
        if self.ends is not None:
            shares.append((self.clock() - self.begun) / max(self.ends - self.begun, 1e-9))
        return max(shares)

    def goes_on(self) -> bool:
        if self.iterations is not None and self.rounds >= self.iterations:
            return False
        return self.has_time()

    def has_time(self) -> bool:
        self.is_cut_short = self.ends is not None and self.clock() >= self.ends
        return not self.is_cut_short


def _filled(draft: Draft) -> Draft:
    fill(draft, sorted(unplaced(draft), key=lambda job: -draft.grid.jobs[job].weight))
    return draft


def _search(draft: Draft, rng: random.Random, budget: _Budget, progress: Progress | None) -> Draft:
    search = Search(draft, rng)
    while budget.goes_on():
        search.round(min(1.0, budget.share()))
        budget.rounds += 1
        if progress is not None:
            progress(min(1.0, budget.share()), search.best_value)
    return search.best


def _settle(draft: Draft, present: Plan, stuck: tuple[Route, ...]) -> tuple[Draft, Plan, tuple[Route, ...]]:
    """Times every route for good; a visit that breaks its route is left out, a begun one leaves the route as it was."""
    draft = draft.copy()
    held, routes = {route.team for route in stuck}, []
    for team, day in enumerate([line.day for line in draft.timelines]):
        if day.team.id in held:
            continue
        route = _settled(draft, team)
        if route is None:
            draft.timelines[team] = draft.idle(team)
            stuck = (*stuck, *(one for one in present.routes if one.team == day.team.id))
        elif len(route.calls) > 2 or day.start.done:
            routes.append(route)
    return draft, Plan((*routes, *stuck)), stuck


def _settled(draft: Draft, team: int) -> Route | None:
    while True:
        timeline = draft.timelines[team]
        route = time_route(draft.grid, timeline.day, timeline.steps)
        if isinstance(route, Route):
            return route
        free = [job for job in timeline.jobs if job not in draft.fixed]
        if not free:
            return None
        named = None if route.job is None else draft.grid.job_index[route.job]
        draft.remove({named if named in free else min(free, key=lambda job: draft.grid.jobs[job].weight)})


def _left_out(draft: Draft, stuck: tuple[Route, ...]) -> list[int]:
    held = {draft.grid.job_index[job] for route in stuck for job in route.jobs}
    return [job for job in unplaced(draft) if job not in held and job not in draft.fixed]


def retime(
    problem: PlanningProblem,
    team_id: Id,
    steps: Sequence[Step],
    *,
    present: Plan | None = None,
    now: int | None = None,
    grid: DayGrid | None = None,
) -> Route | Refused:
    """The route of a team for an order of stops given by hand, at the times of least exposure; or why it cannot be.

    A step is (job, stop), or None for a call at the hub. With `present` and `now`, what has happened stays and
    `steps` are those still ahead. A grid of the same problem saves building it again.
    """
    grid = grid or DayGrid(Physics(problem))
    draft = Draft.empty(grid) if present is None else resume(grid, present, now)[0]
    day = next((line.day for line in draft.timelines if line.day.team.id == team_id), None)
    if day is None:
        return Refused(Rule.UNKNOWN_TEAM, None, {"team": team_id})
    try:
        order = [grid.step_of(step) for step in steps]
    except (KeyError, IndexError):
        return Refused(Rule.UNKNOWN_JOB)
    return _refused_order(grid, day, order) or time_route(grid, day, order)


def _refused_order(grid: DayGrid, day: TeamDay, steps: list[int]) -> Refused | None:
    """The first rule that order, skills, room or permits break, before any time is looked at."""
    seen = dict(day.start.underway)
    for step in (step for step in steps if step != HUB):
        stop = grid.stops[step]
        job = grid.jobs[stop.job]
        if stop.job not in day.able and stop.job not in day.start.underway:
            return _unable(grid, day, stop.job)
        if seen.get(stop.job, 0) != stop.order:
            return Refused(Rule.ORDER, job.id, {"stop": stop.order})
        seen[stop.job] = stop.order + 1
    for index, reached in seen.items():
        if reached != len(grid.jobs[index].stops):
            return Refused(Rule.INCOMPLETE, grid.jobs[index].id, {"stops": reached})
    return None if fits(grid, day, steps) else _no_room(grid, day, steps)


def _unable(grid: DayGrid, day: TeamDay, index: int) -> Refused:
    job, team = grid.jobs[index], day.team
    facts: dict[Rule, dict[str, Fact]] = {}
    if lacking := job.skills - team.skills:
        facts[Rule.SKILLS] = {"lacking": ", ".join(sorted(lacking))}
    if job.peak_aboard > team.seats:
        facts[Rule.SEATS] = {"aboard": job.peak_aboard, "seats": team.seats}
    if job.hub_cargo > team.cargo:
        facts[Rule.CARGO] = {"load": job.hub_cargo, "cargo": team.cargo}
    if barred := grid.areas_barred(team, index):
        facts[Rule.PERMIT] = {"area": min(barred, key=str)}
    if not facts:
        return Refused(Rule.PINNED_TEAM, job.id, {"pinned": job.pin.team if job.pin else None})
    rule = next(iter(facts))
    return Refused(rule, job.id, facts[rule])


def _no_room(grid: DayGrid, day: TeamDay, steps: list[int]) -> Refused:
    aboard, most = day.start.aboard, day.start.aboard
    for step in (step for step in steps if step != HUB):
        aboard += grid.stops[step].board
        most = max(most, aboard)
    if most > day.team.seats:
        return Refused(Rule.SEATS, None, {"aboard": most, "seats": day.team.seats})
    return Refused(Rule.CARGO, None, {"cargo": day.team.cargo})


__all__ = ["Proposal", "Refused", "propose", "retime"]
