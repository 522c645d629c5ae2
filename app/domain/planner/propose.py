"""Proposes a plan for the day, or one route for an order of stops given by hand."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.planner.apart import spread
from app.domain.planner.check import Breach, Fact, Rule, check, score
from app.domain.planner.crowding import Crowded
from app.domain.planner.draft import Draft, fits
from app.domain.planner.grid import HUB, DayGrid, TeamDay
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.present import resume
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.reading import Id
from app.domain.planner.reasons import NotPlaced, Placed, why_not_placed, why_placed
from app.domain.planner.replan import SURE, as_known, broken_teams, look_round, mend
from app.domain.planner.rests import with_breaks
from app.domain.planner.search import HOT, WARM, Search, construct, unplaced
from app.domain.planner.stability import upset
from app.domain.planner.stuck import as_far_as_open
from app.domain.planner.timeline import Timeline
from app.domain.planner.timing import Refused, time_overdue, time_route

# Rounds times jobs of the search when no budget is given: about a second for an ordinary day of up to 60 jobs.
ORDINARY_WORK = 1200
SECOND_LOOK = 500  # rounds times jobs of the search that shows a plan needs no change
MOST_LOOKS = 6
MENDING = 100  # rounds at least among broken routes; with fewer, more visits go to another team than need to
LONG_S, LONG_ROUNDS = 5.0, 400  # a search at least so long begins hotter
FIRST_DRAFTS = 0.1  # share of the time within which another first draft is begun
FIRST_PART = 0.7  # of the whole work, what is done before the plan is looked at again

Progress = Callable[[float, Draft], None]  # share of the whole work done, best plan so far
ShouldStop = Callable[[], bool]  # asked between rounds


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan with a reason for each visit, placed or not.

    recalls: what the plan cannot mend because it has begun, as breaches for a person to decide on.
    stopped_by_clock: the time ran out before the iterations did, so the same seed may give another plan.
    stopped_by_caller: somebody asked for the best so far.
    """

    plan: Plan
    not_placed: tuple[NotPlaced, ...]
    reasons: tuple[Placed, ...]
    recalls: tuple[Breach, ...] = ()
    iterations: int = 0
    stopped_by_clock: bool = False
    stopped_by_caller: bool = False


def propose(
    problem: PlanningProblem,
    *,
    seed: int = 0,
    iterations: int | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
    present: Plan | None = None,
    now: int | None = None,
    explain: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> Proposal:
    """A plan by insertion and improvement; with `present`, a change of that plan from minute `now` on.

    The present plan changes only where a rule is broken, a visit can be put in, or the gain is above the price of the
    change (stability.py). A finished proposal is looked at again until nothing changes: proposing once more for the
    same problem gives the same plan, to the minute.

    The same seed and iterations give the same plan unless `seconds` cut the search short. Without either,
    the search is as long as an ordinary day needs. The reasons come on top of the seconds; `explain` leaves them out.
    Once `should_stop` says yes, the best plan so far is timed, checked and explained as any other.
    """
    ends = None if seconds is None else clock() + seconds
    if iterations is None and (seconds is None or present is not None):
        iterations = ordinary_rounds(problem)
    budget = _Budget(iterations, ends, clock, should_stop or _never)
    desk = _Desk(DayGrid(Physics(problem)), seed, budget, progress, now)
    drawn = desk.fresh() if present is None else desk.changed(present)
    for look in range(MOST_LOOKS):
        if not desk.may_look():
            break
        desk.part = tuple(FIRST_PART + (1 - FIRST_PART) * n / MOST_LOOKS for n in (look, look + 1))
        again = desk.changed(drawn.plan)
        is_settled, drawn = again.plan == drawn.plan, again
        if is_settled:
            break
    left_out = _left_out(drawn) if explain else []
    not_placed = tuple(why_not_placed(drawn.draft, job, drawn.gave_way.get(job)) for job in left_out)
    reasons = why_placed(drawn.draft, drawn.plan) if explain else ()
    recalls = tuple(check(problem, drawn.plan, desk.grid.physics))
    by_clock, by_caller = budget.is_cut_short, budget.is_stopped
    return Proposal(drawn.plan, not_placed, reasons, recalls, budget.rounds, by_clock, by_caller)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A draft with its final times. stuck: routes that nothing can mend, as they stand.

    gave_way: jobs left out because others are called to the same place.
    """

    draft: Draft
    plan: Plan
    stuck: tuple[Route, ...] = ()
    gave_way: dict[int, Crowded] = field(default_factory=dict)


@dataclass
class _Desk:
    """Where a plan is drawn: once from nothing, then again and again from itself."""

    grid: DayGrid
    seed: int
    budget: _Budget
    progress: Progress | None
    now: int | None
    part: tuple[float, ...] = (0.0, FIRST_PART)  # from which to which share of the whole work this part goes

    def tell(self, share: float, draft: Draft) -> None:
        if self.progress is not None:
            begin, end = self.part
            self.progress(begin + (end - begin) * min(1.0, share), draft)

    def rounds(self, budget: _Budget, draft: Draft, begin: float, end: float) -> Callable[[], float | None]:
        """The rounds of a piece of this part; before each is told how far it is, with the draft it began from."""

        def next_round() -> float | None:
            if (done := budget.next_round()) is not None:
                self.tell(begin + (end - begin) * done, draft)
            return done

        return next_round

    def fresh(self) -> _Drawn:
        draft = construct(Draft.empty(self.grid), self.budget.may_begin_again)
        search = Search(draft, random.Random(self.seed), HOT if self.budget.is_long() else WARM)
        while (done := self.budget.next_round()) is not None:
            self.tell(done, search.best)
            search.round(done)
        return _settle(search.best, Plan(), ())

    def changed(self, present: Plan) -> _Drawn:
        """The present plan, changed as far as that pays. A function of the plan alone unless the time runs out.

        Routes that break a rule are searched for long, then all of them for a short while.
        """
        draft, stuck = resume(self.grid, present, self.now)
        self.tell(0.0, draft)
        rng, mended = random.Random(self.seed), 0.0
        if broken := broken_teams(draft, present):
            rounds = self.budget.iterations or ordinary_rounds(self.grid.problem)
            mending = self.budget.another(max(rounds, MENDING))
            draft, mended = mend(draft, broken, rng, self.rounds(mending, draft, 0.0, FIRST_PART)), FIRST_PART
        looks = SECOND_LOOK // max(10, len(self.grid.jobs))
        ends = self.budget.ends if self.budget.iterations is None else None
        looking = replace(self.budget.another(looks), ends=ends)
        draft = look_round(draft, rng, self.rounds(looking, draft, mended, 1.0))
        return self._if_better(_settle(draft, present, stuck), present, stuck)

    def _if_better(self, drawn: _Drawn, present: Plan, stuck: tuple[Route, ...]) -> _Drawn:
        """Spread out after the search, a plan may have lost what the search gained: then the present one stays."""
        problem, physics = self.grid.problem, self.grid.physics
        if not problem.gatherings or drawn.plan == present or self.now is not None or check(problem, present, physics):
            return drawn
        gain = score(problem, drawn.plan, physics).objective - score(problem, present, physics).objective
        if gain > upset(present, drawn.plan) + SURE:
            return drawn
        return _Drawn(resume(self.grid, present, self.now)[0], present, stuck, drawn.gave_way)

    def may_look(self) -> bool:
        """A second look is short, so a slow machine does not cut it: it would find changes the next time."""
        return not self.budget.wants_stop() and (self.budget.iterations is not None or self.budget.has_time())


def ordinary_rounds(problem: PlanningProblem) -> int:
    return ORDINARY_WORK // max(10, len(problem.jobs))


@dataclass
class _Budget:
    """Counts rounds, looks at the clock and asks the caller; the search ends with whichever comes first."""

    iterations: int | None
    ends: float | None
    clock: Callable[[], float]
    should_stop: ShouldStop
    rounds: int = 0
    is_cut_short: bool = False
    is_stopped: bool = False

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
        return not self.is_cut_short and not self.wants_stop()

    def may_begin_again(self) -> bool:
        """Another first draft pays only while it leaves most of the time to the search."""
        return self.has_time() and (self.ends is None or self.share() < FIRST_DRAFTS)

    def is_long(self) -> bool:
        if self.iterations is not None:
            return self.iterations >= LONG_ROUNDS
        return self.ends is not None and self.ends - self.begun >= LONG_S

    def wants_stop(self) -> bool:
        """Once said, it holds: the caller is not asked again."""
        self.is_stopped = self.is_stopped or self.should_stop()
        return self.is_stopped

    def next_round(self) -> float | None:
        """The share used before one more round; None when there is none left."""
        if not self.goes_on():
            return None
        share = min(1.0, self.share())
        self.rounds += 1
        return share

    def another(self, rounds: int) -> _Budget:
        """As many rounds more, until the same moment."""
        return _Budget(rounds, self.ends, self.clock, self.wants_stop)


def _never() -> bool:
    return False


def _settle(draft: Draft, present: Plan, stuck: tuple[Route, ...]) -> _Drawn:
    """Times every route for good; a visit that breaks its route is left out.

    A begun route that cannot be finished keeps what it can of the present plan: whoever was given that gives it back.
    """
    draft, routes = draft.copy(), dict[int, Route]()
    held = {route.team for route in stuck}
    waiting = [team for team, line in enumerate(draft.timelines) if line.day.team.id not in held]
    while waiting:
        team = waiting.pop(0)
        day = draft.timelines[team].day
        route = _settled(draft, team)
        if route is None:
            routes.pop(team, None)
            left, touched = _put_back(draft, team, present)
            stuck = (*stuck, *([left] if left.calls else []))
            waiting = sorted({*waiting, *touched})
        elif len(route.calls) > 2 or day.start.done:
            routes[team] = as_known(draft, present, route)
        else:
            routes.pop(team, None)
    routes = dict(sorted(routes.items()))
    apart = spread(draft, routes, stuck, lambda one, route: as_known(one, present, route))
    return _Drawn(apart.draft, apart.plan, stuck, apart.left_out)


def _put_back(draft: Draft, team: int, present: Plan) -> tuple[Route, set[int]]:
    """Leaves a team what it can keep of its route in the present plan; the other teams that lose a visit by that."""
    day = draft.timelines[team].day
    left = as_far_as_open(draft.grid, day, present.route_of(day.team.id) or Route(day.team.id, ()))
    jobs = {draft.grid.job_index[job] for job in left.jobs}
    draft.timelines[team] = draft.idle(team)
    touched = draft.remove(jobs)
    draft.fixed |= jobs
    return left, touched


def _settled(draft: Draft, team: int) -> Route | None:
    while True:
        timeline = draft.timelines[team]
        route = time_route(draft.grid, timeline.day, timeline.steps)
        if isinstance(route, Route):
            return route
        free = [job for job in timeline.jobs if job not in draft.fixed]
        if not free:
            return time_overdue(draft.grid, timeline.day, timeline.steps)
        named = None if route.job is None else draft.grid.job_index[route.job]
        draft.remove({named if named in free else min(free, key=lambda job: draft.grid.jobs[job].weight)})


def _left_out(drawn: _Drawn) -> list[int]:
    draft = drawn.draft
    held = {draft.grid.job_index[job] for route in drawn.stuck for job in route.jobs}
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
    return _refused_order(grid, day, order) or time_route(grid, day, _rested(grid, day, order))


def _rested(grid: DayGrid, day: TeamDay, order: list[int]) -> Sequence[int]:
    """With the team's breaks; where they find no room, behind steps that can be driven, so that the break is named."""
    found = with_breaks(grid, day, order)
    is_break_in_the_way = found is None and Timeline(grid, day, order).is_open
    return [*order, *day.breaks] if is_break_in_the_way else found or order


def _refused_order(grid: DayGrid, day: TeamDay, steps: list[int]) -> Refused | None:
    """The first rule that order, skills, room or permits break, before any time is looked at."""
    seen = dict(day.start.underway)
    for step in (step for step in steps if not grid.is_at_hub(step)):
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
