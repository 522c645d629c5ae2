"""A coordinator's own hand on the plan: each change is timed and judged by the checker that judges proposals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.errors import N_, NotHere, Refused
from app.domain.planner.by_hand import rest_as_it_is, without_idle_calls
from app.domain.planner.check import breach_of, check, score
from app.domain.planner.crowding import newly_crowded
from app.domain.planner.grid import DayGrid
from app.domain.planner.job import Pin, Window
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import retime
from app.domain.planner.timing import Refused as CannotBe
from app.models import Visit
from app.routes import drafts
from app.routes.candidate import Candidate, Reason
from app.routes.errors import NotPossible
from app.routes.gates import is_held
from app.routes.pending import doors_now, places_now
from app.routes.problem import DayProblem, make_problem
from app.routes.promises import Spots, Whys, hold_all_to, hold_to, promised_minute
from app.routes.refusals import rule_broken
from app.routes.service import open_day, remember

STEP_MIN = 15  # how far "earlier" and "later" move a visit
PIN_SLACK_MIN = 10


class How(TypedDict):
    """Who adjusts, when, and which state of the draft they saw."""

    by_id: int
    now: datetime
    expected_draft_version: NotRequired[int | None]


class ByHand(How):
    """And why a visit leaves the time that its person was promised, where it does."""

    reason: NotRequired[str]


@dataclass
class Table:
    """The plan on the table: its day, and each team's present route."""

    session: Session
    day: DayProblem
    by_id: int
    now: datetime
    reasons: Mapping[int, list[Reason]] = field(default_factory=dict)  # of a proposal that is taken

    @property
    def problem(self) -> PlanningProblem:
        if self.day.problem is None:
            raise NotPossible({"code": "no_team"})
        return self.day.problem

    def route(self, team_id: int) -> Route:
        row = self.day.facts.working.get(team_id)
        return drafts.route_of(row) if row else Route(team_id, ())

    def team_of(self, key: int) -> int | None:
        """The team whose route has the visit."""
        teams = self.day.facts.working
        return next((team_id for team_id in teams if key in self.route(team_id).jobs), None)

    def spots(self) -> Spots:
        """Team and first minute of each visit that is on a route."""
        return places_now(self.day)

    def candidate(self, key: int) -> Candidate:
        found = self.day.candidates.get(key)
        if found is None:
            raise NotHere("Visit")
        return found

    def timed(self, team_id: int, steps: Sequence[Step], problem: PlanningProblem | None = None) -> Route:
        """The team's route for this order; raises NotPossible with the rule that stands in the way."""
        found = self.try_timed(team_id, steps, problem)
        if isinstance(found, CannotBe):
            raise NotPossible(rule_broken(found, team_id))
        return found

    def try_timed(
        self, team_id: int, steps: Sequence[Step], problem: PlanningProblem | None = None
    ) -> Route | CannotBe:
        if not any(step is not None for step in steps):
            return Route(team_id, ())
        grid = self.day.grid if problem is None else DayGrid(Physics(problem))
        return retime(problem or self.problem, team_id, steps, grid=grid)

    def refuse_crowding(self, *changed: Route) -> None:
        """Different teams call no two households to one point at about one time, unless that was approved."""
        before = {team_id: self.route(team_id) for team_id in self.day.facts.working}
        after = before | {int(route.team): route for route in changed}
        plans = (Plan(tuple(routes.values())) for routes in (before, after))
        for one in newly_crowded(self.problem, *plans):
            raise NotPossible(rule_broken(breach_of(one), one.team))

    def save(self, *routes: Route, problem: PlanningProblem | None = None) -> None:
        """Judge the changed routes once more, afresh, and keep them as drafts."""
        judged = Plan(tuple(route for route in routes if route.calls))
        if broken := check(problem or self.problem, judged):
            raise NotPossible(rule_broken(broken[0], broken[0].team))
        self.refuse_crowding(*routes)
        self.keep(*routes)

    def keep(self, *routes: Route) -> None:
        """As drafts, unjudged: for routes that only lose a visit. What is published is judged in any case."""
        for route in routes:
            team_id, reasons = int(route.team), self.reasons
            drafts.save_route(self.session, self.day, team_id, route, reasons, by_id=self.by_id, now=self.now)
        drafts.drop_loose_visits(self.session, self.day.facts)


def change_plan(
    session: Session,
    hub_id: int,
    on: date,
    what: Callable[[Table], Visit | None],
    action: str,
    key: int | None = None,
    **how: Unpack[ByHand],
) -> None:
    """One person's step on the open day: changed, remembered and written down together.

    key: the visit that is moved or taken off; raises PromiseGiven where its person expects it, PromisesGiven where
    other visits leave the half hour of their promise along with it, and nobody says why.
    """
    by_id, now = how["by_id"], how["now"]
    row, facts = open_day(session, hub_id, on, now=now, expected_draft_version=how.get("expected_draft_version"))
    table = Table(session, make_problem(facts), by_id, now)
    before = doors_now(table.day)
    changed = what(table)
    _keep_promises(table, key, before, how.get("reason", ""))
    remember(row, table.day, left_out=None, now=now)
    subject = changed if changed is not None else facts.hub
    audit.record(session, action, subject, by_id=by_id, now=now, hub_id=hub_id, on=on, draft=row.draft_version)


def _keep_promises(table: Table, key: int | None, before: Spots, reason: str) -> None:
    session, facts, after = table.session, table.day.facts, doors_now(table.day)
    if key is not None and (one := table.day.candidates.get(key)) is not None:
        hold_to(session, facts, one.visit, before.get(key), after.get(key), reason, table.by_id)
    rest = [{one: spot for one, spot in spots.items() if one != key} for spots in (before, after)]
    hold_all_to(session, facts, rest[0], rest[1], Whys(reason), table.by_id)


def move_stop(
    session: Session,
    hub_id: int,
    on: date,
    key: int,
    to: str,
    **how: Unpack[ByHand],
) -> None:
    """Move a visit: to is up, down, earlier, later, next_team, previous_team or team:ID.

    Raises NotPossible with the rule that stands in the way; nothing is changed then.
    """

    def change(table: Table) -> Visit | None:
        one, team_id = _movable(table, key)
        if to in ("up", "down"):
            _swap(table, one, team_id, -1 if to == "up" else 1)
        elif to in ("earlier", "later"):
            _shift(table, one, team_id, -STEP_MIN if to == "earlier" else STEP_MIN)
        else:
            _to_team(table, one, team_id, _other_team(table, team_id, to))
        return one.visit

    change_plan(session, hub_id, on, change, "move_stop", key, **how)


def _movable(table: Table, key: int) -> tuple[Candidate, int]:
    one, team_id = table.candidate(key), table.team_of(key)
    if team_id is None:
        raise Refused(N_("This visit is on no route any more. Look at the plan again."))
    if one.has_begun(table.day.facts):
        raise Refused(N_("The team is on the road. Ring it, then record what changed."))
    return one, team_id


def _swap(table: Table, one: Candidate, team_id: int, by: int) -> None:
    visit = one.visit
    is_pinned = visit is not None and visit.pin_team_id is not None
    problem = _with_pin(table.problem, one.key, None) if is_pinned else None
    table.save(table.timed(team_id, _swapped(table.route(team_id), one.key, by), problem), problem=problem)
    if visit is not None and is_pinned:
        _put_pin_on(table, one, team_id, visit.pin_from_min is not None)


def _swapped(route: Route, key: int, by: int) -> list[Step]:
    """The steps with all stops of a visit moved past its neighbour, as one block."""
    jobs = list(route.jobs)
    place = jobs.index(key)
    if not 0 <= place + by < len(jobs):
        raise Refused(N_("It is at the end of the route already."))
    other = jobs[place + by]
    first, second = (key, other) if by < 0 else (other, key)
    block = [step for step in route.steps if step is not None and step[0] == first]
    rest = [step for step in route.steps if step is None or step[0] != first]
    gap = next(i for i, step in enumerate(rest) if step is not None and step[0] == second)
    return [*rest[:gap], *block, *rest[gap:]]


def _shift(table: Table, one: Candidate, team_id: int, minutes: int) -> None:
    """Begin a quarter of an hour earlier or later: the person's own time is a pin."""
    route = table.route(team_id)
    start = next(call.start for call in route.calls if call.job == one.key and call.stop == 0) + minutes
    if not 0 <= start <= 24 * 60 - PIN_SLACK_MIN:
        raise Refused(N_("That is outside the day."))
    span = _around(start)
    problem = _with_pin(table.problem, one.key, Pin(team_id, span))
    table.save(table.timed(team_id, route.steps, problem), problem=problem)
    set_pin(drafts.visit_of(table.session, table.day.facts, one), team_id, span)


def _with_pin(problem: PlanningProblem, key: int, pin: Pin | None) -> PlanningProblem:
    jobs = tuple(replace(job, pin=pin) if job.id == key else job for job in problem.jobs)
    return replace(problem, jobs=jobs)


def _put_pin_on(table: Table, one: Candidate, team_id: int, was_timed: bool) -> None:
    """A pin goes with the visit that a hand moves, to its new time where it had one."""
    assert one.visit is not None
    start = table.spots()[one.key][1]
    set_pin(one.visit, team_id, _around(start) if was_timed else None)


def _around(start: int) -> Window:
    return Window(max(0, start - PIN_SLACK_MIN // 2), start + PIN_SLACK_MIN // 2)


def set_pin(visit: Visit, team_id: int | None, span: Window | None) -> None:
    visit.pin_team_id = team_id
    visit.pin_from_min, visit.pin_to_min = (span.start, span.end) if span else (None, None)


def _other_team(table: Table, team_id: int, to: str) -> int:
    teams = [shift.team_id for shift in table.day.able_shifts]
    if to.startswith("team:") and to[5:].isdecimal() and len(to) < 15:
        wanted = int(to[5:])
        if wanted not in teams:
            raise NotPossible({"code": "team_cannot_go", "team": wanted, "why": table.day.idle.get(wanted, "")})
        return wanted
    if to not in ("next_team", "previous_team"):
        raise NotHere("move")
    place = teams.index(team_id) + (1 if to == "next_team" else -1) if team_id in teams else 0
    if not 0 <= place < len(teams):
        raise Refused(N_("There is no other team in that direction."))
    return teams[place]


def _to_team(table: Table, one: Candidate, team_id: int, other: int) -> None:
    if other == team_id:
        return
    if other in table.day.facts.begun:
        raise Refused(N_("The team is on the road. Ring it, then record what changed."))
    problem = _with_pin(table.problem, one.key, None)
    rest = [step for step in table.route(team_id).steps if step is None or step[0] != one.key]
    left = table.timed(team_id, without_idle_calls(rest), problem)
    table.save(left, _best_place(table, one, other, problem), problem=problem)
    if one.visit and (one.visit.pin_team_id or promised_minute(table.day.facts, one.visit) is not None):
        _put_pin_on(table, one, other, one.visit.pin_from_min is not None)


def _best_place(table: Table, one: Candidate, team_id: int, problem: PlanningProblem) -> Route:
    """The place in the team's order that costs least; raises NotPossible with the reason of the last one tried."""
    steps = list(table.route(team_id).steps)
    stops: list[Step] = [(one.key, order) for order in range(len(one.stops))]
    tried = [table.try_timed(team_id, [*steps[:gap], *stops, *steps[gap:]], problem) for gap in range(len(steps) + 1)]
    routes = [route for route in tried if isinstance(route, Route)]
    if not routes:
        refusal = tried[-1]
        assert isinstance(refusal, CannotBe)
        raise NotPossible(rule_broken(refusal, team_id))
    physics = Physics(problem)
    return max(routes, key=lambda route: score(problem, Plan((route,)), physics).objective)


def drop_visit(
    session: Session,
    hub_id: int,
    on: date,
    key: int,
    **how: Unpack[ByHand],
) -> None:
    """Take a visit off the draft: it is listed as not placed, by whom it was taken off.

    That is always possible: where the others of the route cannot be timed anew, they stay as they are.
    """

    def change(table: Table) -> Visit | None:
        one, team_id = _movable(table, key)
        if one.visit is not None:
            set_pin(one.visit, None, None)
        _take_off(table, team_id, key)
        one.blocks = [*one.blocks, {"code": "taken_off", "by": how["by_id"]}]
        return None

    change_plan(session, hub_id, on, change, "drop_visit", key, **how)


def _take_off(table: Table, team_id: int, key: int) -> None:
    route = table.route(team_id)
    rest = [step for step in route.steps if step is None or step[0] != key]
    try:
        table.save(table.timed(team_id, without_idle_calls(rest)))
    except NotPossible:
        table.keep(rest_as_it_is(route, key))


def add_need(
    session: Session,
    hub_id: int,
    on: date,
    key: int,
    team_id: int,
    **how: Unpack[ByHand],
) -> None:
    """Put a visit that is not placed on a team's route, where it costs least; the same rules hold."""

    def change(table: Table) -> Visit | None:
        one = table.candidate(key)
        if table.team_of(key) is not None:
            raise Refused(N_("This visit is on a route already. Look at the plan again."))
        if one.blocks:
            raise NotPossible(one.blocks[0])
        wanted = _other_team(table, -1, f"team:{team_id}")
        if wanted in table.day.facts.begun:
            raise Refused(N_("The team is on the road. Ring it, then record what changed."))
        table.save(_best_place(table, one, wanted, table.problem))
        return one.visit

    change_plan(session, hub_id, on, change, "add_need", **how)


def pin(
    session: Session,
    hub_id: int,
    on: date,
    key: int,
    *,
    is_pinned: bool = True,
    **how: Unpack[How],
) -> None:
    """Fix a visit with its team and time, or let the planner have it back."""

    def change(table: Table) -> Visit | None:
        one, team_id = _movable(table, key)
        visit = drafts.visit_of(table.session, table.day.facts, one)
        start = next(c.start for c in table.route(team_id).calls if c.job == key and c.stop == 0)
        span = _around(start)
        set_pin(visit, team_id if is_pinned else None, span if is_pinned else None)
        return visit

    action = "pin_visit" if is_pinned else "unpin_visit"
    change_plan(session, hub_id, on, change, action, **how)


def approve(
    session: Session,
    hub_id: int,
    on: date,
    keys: Sequence[int],
    why: str,
    **how: Unpack[How],
) -> None:
    """Open, under one's own name and with a reason, the gates of these visits that a named person may open."""
    if not why.strip():
        raise Refused(N_("Not saved: say why."))
    by_id, now = how["by_id"], how["now"]
    row, facts = open_day(session, hub_id, on, now=now, expected_draft_version=how.get("expected_draft_version"))
    day = make_problem(facts)
    known = dict(row.proposal or {})
    approved = dict(known.get("approved", {}))
    for key in keys:
        one = day.candidates.get(key)
        if one is None or not one.approvals or any(is_held(facts, one, stop) for stop in one.stops):
            raise Refused(N_("There is nothing to approve for this visit any more. Look at the plan again."))
        visit = drafts.visit_of(session, facts, one)
        visit.approved_by_id, visit.approved_at, visit.approval_why = by_id, now, why.strip()
        marks = sorted(gate.mark for gate in one.approvals)
        approved[str(key)] = marks
        draft = row.draft_version + 1
        audit.record(session, "approve_visit", visit, by_id=by_id, now=now, gates=marks, on=on, draft=draft)
    row.proposal = known | {"approved": approved}
    row.draft_version += 1
