"""A need that cannot wait: where it fits at least cost now, and what it would displace; each team has its answer."""

from dataclasses import dataclass
from datetime import date
from typing import Unpack

from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.errors import N_, NotHere, Refused
from app.domain.planner.by_hand import without_idle_calls
from app.domain.planner.check import PlanScore, score
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.timing import Refused as CannotBe
from app.routes import under_way
from app.routes.adjust import How, Table
from app.routes.candidate import Candidate, Reason
from app.routes.errors import NotPossible
from app.routes.gather import gather
from app.routes.problem import DayProblem, make_problem
from app.routes.prolong import prolong, timed_after
from app.routes.promises import promised_minute
from app.routes.refusals import rule_broken
from app.routes.service import open_day, remember


@dataclass(frozen=True)
class Fit:
    """Where a visit fits on one team's route. displaces: a lighter visit that has to go for it, by key."""

    team_id: int
    start: int
    more_minutes: int  # at the wheel
    displaces: int | None
    route: Route
    known: int = 0  # calls a team on the road has already

    @property
    def rank(self) -> tuple[bool, int]:
        return self.displaces is not None, self.more_minutes


@dataclass(frozen=True)
class Fits:
    """The best first; and by team why not."""

    found: tuple[Fit, ...]
    refused: dict[int, Reason]
    blocks: tuple[Reason, ...] = ()


def places_for(session: Session, hub_id: int, on: date, key: int, **how: Unpack[How]) -> Fits:
    """Reads only."""
    day = make_problem(gather(session, hub_id, on, now=how["now"]))
    return _fits(Table(session, day, how["by_id"], how["now"]), key)


def insert_now(session: Session, hub_id: int, on: date, key: int, team_id: int, **how: Unpack[How]) -> Fit:
    """Put it into the team's draft where it costs least; what it displaces is off that route and on the list."""
    by_id, now = how["by_id"], how["now"]
    row, facts = open_day(session, hub_id, on, now=now, expected_draft_version=how.get("expected_draft_version"))
    table = Table(session, make_problem(facts), by_id, now)
    fits = _fits(table, key)
    fit = next((one for one in fits.found if one.team_id == team_id), None)
    if fit is None:
        raise NotPossible((*fits.blocks, fits.refused.get(team_id, {"code": "gone", "visit": key}))[0])
    if team_id in facts.begun:
        prolong(table, fit.route, known=fit.known)
    else:
        table.save(fit.route)
    if fit.displaces is not None:
        gone = table.candidate(fit.displaces)
        gone.blocks = [*gone.blocks, {"code": "taken_off", "by": by_id}]
    remember(row, table.day, left_out=None, now=now)
    subject, draft = table.candidate(key).visit or facts.hub, row.draft_version
    audit.record(
        session, "insert_visit", subject, by_id=by_id, now=now, hub_id=hub_id, on=on, draft=draft, team=team_id
    )
    return fit


def _fits(table: Table, key: int) -> Fits:
    one = table.day.candidates.get(key)
    if one is None:
        raise NotHere("Need")
    if table.team_of(key) is not None:
        raise Refused(N_("This visit is on a route already. Look at the plan again."))
    if one.blocks:
        return Fits((), {}, tuple(one.blocks))
    found, refused = list[Fit](), dict[int, Reason]()
    for shift in table.day.able_shifts:
        try:
            team_id = shift.team_id
            found.append((_after if team_id in table.day.facts.begun else _between)(table, one, team_id))
        except NotPossible as refusal:
            refused[team_id] = refusal.why
        except Refused as refusal:
            refused[team_id] = {"code": "says", "sentence": refusal.sentence}
    return Fits(tuple(sorted(found, key=lambda fit: fit.rank)), refused)


def _after(table: Table, one: Candidate, team_id: int) -> Fit:
    known = under_way.known_part(table.day, team_id)
    route = timed_after(table, known, _stops(one))
    if isinstance(route, CannotBe):
        raise NotPossible(rule_broken(route, team_id))
    return _fit(table, one, team_id, route, known, known_calls=len(known.calls) - 1)


def _between(table: Table, one: Candidate, team_id: int) -> Fit:
    """Beside all that is there; else for the lightest visit lighter than it that nobody fixed or promised."""
    present = table.route(team_id)
    whole = _best(table, one, team_id, list(present.steps))
    if isinstance(whole, Route):
        return _fit(table, one, team_id, whole, present)
    for lighter in _lighter(table.day, one, present):
        rest = without_idle_calls([step for step in present.steps if step is None or step[0] != lighter.key])
        without = _best(table, one, team_id, rest)
        if isinstance(without, Route):
            return _fit(table, one, team_id, without, present, displaces=lighter.key)
    raise NotPossible(rule_broken(whole, team_id))


def _lighter(day: DayProblem, one: Candidate, present: Route) -> list[Candidate]:
    found = [day.candidates[int(job)] for job in present.jobs if int(job) in day.candidates]
    fixed = {
        other.key
        for other in found
        if other.visit and (other.visit.pin_team_id or promised_minute(day.facts, other.visit) is not None)
    }
    free = [other for other in found if other.weight < one.weight and other.key not in fixed]
    return sorted(free, key=lambda other: (other.weight, other.key))


def _best(table: Table, one: Candidate, team_id: int, steps: list[Step]) -> Route | CannotBe:
    tried = [table.try_timed(team_id, [*steps[:gap], *_stops(one), *steps[gap:]]) for gap in range(len(steps) + 1)]
    routes = [route for route in tried if isinstance(route, Route)]
    return max(routes, key=lambda route: _score(table, route).objective) if routes else tried[-1]


def _stops(one: Candidate) -> list[Step]:
    return [(one.key, order) for order in range(len(one.stops))]


def _score(table: Table, route: Route) -> PlanScore:
    assert table.day.grid is not None
    return score(table.problem, Plan((route,)), table.day.grid.physics)


def _fit(
    table: Table,
    one: Candidate,
    team_id: int,
    route: Route,
    before: Route,
    *,
    displaces: int | None = None,
    known_calls: int = 0,
) -> Fit:
    start = next(call.start for call in route.calls if call.job == one.key and call.stop == 0)
    more = _score(table, route).drive_minutes - (_score(table, before).drive_minutes if before.calls else 0)
    return Fit(team_id, start, max(0, more), displaces, route, known_calls)
