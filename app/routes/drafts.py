"""Stored routes as plans, and plans as drafts: one row a team, only where it differs from what is published."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.danger import maps
from app.domain.planner.breaks import break_times, times_around
from app.domain.planner.job import Window
from app.domain.planner.plan import Call, Plan, Route
from app.domain.planner.reasons import NotPlaced, Placed
from app.domain.states import RouteState, VisitState
from app.models import RouteStop, RouteVersion, Shift, Visit
from app.routes.candidate import Candidate, Reason
from app.routes.gather import DayFacts
from app.routes.problem import DayProblem, breaks_of
from app.routes.queries import promised_visits

# Without 0 O 1 I: read aloud over a bad line and written by hand.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 4


def key_of(visit: Visit) -> int:
    """The planner's name for a visit."""
    return min(need.id for need in visit.needs)


def is_on(stop: RouteStop) -> bool:
    """Whether the stop is of a visit that holds: one cancelled after publishing stays on its version, as printed."""
    return stop.visit is not None and bool(stop.visit.needs) and stop.visit.state is not VisitState.CANCELLED


def route_of(row: RouteVersion, *, as_printed: bool = False) -> Route:
    """A stored route with its calls at the base put back at both ends; as_printed also with cancelled visits."""
    leave, home = row.leave_min or 0, row.home_min or 0
    calls = [
        Call(stop.arrive_min, stop.depart_min)
        if stop.visit is None
        else Call(stop.arrive_min, stop.depart_min, key_of(stop.visit), stop.leg, stop.start_min)
        for stop in row.stops
        if as_printed or stop.visit is None or is_on(stop)
    ]
    return Route(row.team_id, (Call(leave, leave), *calls, Call(home, home)) if calls else ())


def plan_of(rows: Iterable[RouteVersion]) -> Plan:
    return Plan(tuple(route for route in map(route_of, rows) if route.calls))


def working_plan(facts: DayFacts) -> Plan:
    return plan_of(facts.working.values())


def is_same(one: Route | None, other: Route | None) -> bool:
    """Whether a team would notice no difference: the same stops at the same times."""
    return _timetable(one) == _timetable(other)


def _timetable(route: Route | None) -> tuple[Any, ...]:
    calls = route.calls if route else ()
    inner = tuple((call.step, call.start or call.arrive) for call in calls[1:-1])
    return (calls[0].depart, *inner, calls[-1].arrive) if inner else ()


def save_route(
    session: Session,
    day: DayProblem,
    team_id: int,
    route: Route | None,
    reasons: Mapping[int, list[Reason]],
    *,
    by_id: int,
    now: datetime,
) -> None:
    """Make this the team's draft; a route equal to the published one needs none, so its paper stays valid."""
    facts = day.facts
    draft, published = facts.drafts.get(team_id), facts.published.get(team_id)
    if is_same(route, route_of(published, as_printed=True) if published else None):
        if draft is not None:
            session.delete(draft)
            facts.routes.remove(draft)
        return
    if draft is None:
        draft = RouteVersion(hub_id=facts.hub.id, on=facts.on, team_id=team_id, state=RouteState.DRAFT)
        facts.routes.append(draft)
        session.add(draft)
    draft.made_by_id, draft.made_at = by_id, now
    _fill(session, day, draft, route, published, reasons)


def _fill(
    session: Session,
    day: DayProblem,
    draft: RouteVersion,
    route: Route | None,
    published: RouteVersion | None,
    reasons: Mapping[int, list[Reason]],
) -> None:
    codes = {stop.visit_id: stop.code for row in (published, draft) if row for stop in row.stops if stop.visit_id}
    kept = {key_of(stop.visit): stop.reasons for stop in draft.stops if stop.visit and stop.leg == 0}
    calls = route.calls if route else ()
    draft.leave_min = calls[0].depart if calls else None
    draft.home_min = calls[-1].arrive if calls else None
    draft.facts = facts_of(day, draft.team_id, calls)
    draft.stops.clear()
    session.flush()
    for position, call in enumerate(calls[1:-1]):
        stop = stop_row(session, day, draft.team_id, call, codes)
        stop.position = position
        if call.job is not None and call.stop == 0:
            stop.reasons = reasons.get(int(call.job)) or kept.get(int(call.job), [])
        draft.stops.append(stop)
    draft.danger = danger_of(day.facts, draft)
    rest_on_map(session, day.facts, draft)
    session.flush()


def rest_on_map(session: Session, facts: DayFacts, draft: RouteVersion) -> None:
    """Store the danger map that this version was proposed with, for ever, beside the time of its data."""
    used = maps.store_picture(session, facts.hub.id, facts.picture)
    maps.keep_map(session, used.id, now=facts.now)
    draft.danger_map_id, draft.danger_issued_at = used.id, facts.danger_issued_at


def stop_row(session: Session, day: DayProblem, team_id: int, call: Call, codes: dict[int, str]) -> RouteStop:
    times = {"arrive_min": call.arrive, "depart_min": call.depart}
    if call.job is None:
        return RouteStop(start_min=call.arrive, leg=0, code="", reasons=_breaks_at(day, team_id, call), **times)
    one = day.candidates[int(call.job)]
    visit = visit_of(session, day.facts, one)
    if visit.state is VisitState.PROPOSED:
        visit.team_id, visit.service_point_id = team_id, one.point.id if one.point else None
    place = one.stops[call.stop]
    code = codes.get(visit.id) or _new_code(set(codes.values()))
    codes[visit.id] = code
    return RouteStop(
        visit=visit,
        visit_id=visit.id,
        leg=call.stop,
        area=place.area,
        area_id=place.area.id,
        service_point_id=place.point.id if place.point else None,
        start_min=call.start,
        code=code,
        reasons=[],
        **times,
    )


def _breaks_at(day: DayProblem, team_id: int, call: Call) -> list[Reason]:
    """Kept with the call, so that a version says the breaks it was made with."""
    shift = _shift_of(day, team_id)
    taken = break_times(call, breaks_of(day.facts, shift)) if shift else []
    return [{"code": "break", "start": at.start, "end": at.end} for at in taken]


def facts_of(day: DayProblem, team_id: int, calls: Sequence[Call]) -> dict[str, Any]:
    """What a version says besides its stops: the breaks at the base before leaving or once home, unless over."""
    shift = _shift_of(day, team_id)
    if shift is None:
        return {}
    found = times_around(calls, breaks_of(day.facts, shift), Window(shift.starts_min, shift.ends_min))
    now = day.facts.now_min or 0
    return {"breaks": [{"start": at.start, "end": at.end} for at in found if at.end > now]}


def _shift_of(day: DayProblem, team_id: int) -> Shift | None:
    return next((one for one in day.facts.shifts if one.team_id == team_id), None)


def _new_code(taken: set[str]) -> str:
    """Random, so that a lost sheet tells nothing."""
    dice = random.SystemRandom()
    while True:
        code = "".join(dice.choices(CODE_LETTERS, k=CODE_LENGTH))
        if code not in taken:
            return code


def visit_of(session: Session, facts: DayFacts, one: Candidate) -> Visit:
    """The visit of a candidate, made when it is placed, pinned or approved for the first time."""
    if one.visit is None:
        visit = Visit(
            hub_id=facts.hub.id,
            on=facts.on,
            household_id=one.household.id,
            service_point_id=one.point.id if one.point else None,
            state=VisitState.PROPOSED,
            created_at=facts.now,
        )
        visit.needs = list(one.needs)
        visit.household = one.household
        session.add(visit)
        session.flush()
        one.visit = visit
        facts.visits.append(visit)
    return one.visit


def drop_loose_visits(session: Session, facts: DayFacts) -> None:
    """Proposed visits on no draft leave no trace, unless promised, or fixed, approved or held by a person."""
    placed = {stop.visit_id for row in facts.routes for stop in row.stops}
    promised = {visit.id for visit in promised_visits(session, facts.hub.id, facts.on)}
    for visit in list(facts.visits):
        is_loose = visit.state is VisitState.PROPOSED and visit.id not in placed
        by_a_person = visit.pin_team_id or visit.approved_by_id or facts.holds.of_visit(visit.id)
        if is_loose and not by_a_person and visit.id not in promised:
            facts.visits.remove(visit)
            session.delete(visit)
    session.flush()


def danger_of(facts: DayFacts, row: RouteVersion) -> dict[str, Any]:
    """The grades by hour of the areas on a route, as they are known now."""
    areas = {stop.area.id: stop.area for stop in row.stops if stop.area is not None}
    return {area.code: [grade_shown(facts, area.id, hour) for hour in range(24)] for area in areas.values()}


def grade_shown(facts: DayFacts, area_id: int, hour: int) -> str:
    """The grade of an hour; a hold makes it 4 whatever was forecast, from now on."""
    standing = facts.standing.get(area_id)
    is_ahead = facts.now_min is None or hour >= facts.now_min // 60
    if standing is not None and standing.is_held and is_ahead:
        return "4"
    return facts.hour_of(area_id, hour).grade.value


def reasons_of(day: DayProblem, placed: Iterable[Placed]) -> dict[int, list[Reason]]:
    """Why each visit is where it is, as JSON by its key."""
    found: dict[int, list[Reason]] = {}
    for one in placed:
        facts = [one.time, *one.waits_for, *one.teams]
        found[int(one.job)] = [as_reason(fact) for fact in facts] + own_reasons(day.candidates[int(one.job)])
    return found


def own_reasons(one: Candidate) -> list[Reason]:
    """What binds the time of each stop."""
    return [
        {"code": "window", "stop": order, "bound_by": list(stop.windows.bound_by), **stop.windows.facts}
        for order, stop in enumerate(one.stops)
    ]


def not_placed_reasons(left_out: Iterable[NotPlaced]) -> dict[int, list[Reason]]:
    return {int(one.job): [{"code": one.reason.value}, *(as_reason(fact) for fact in one.facts)] for one in left_out}


def as_reason(fact: Any) -> Reason:
    """A fact of the planner as JSON, with its code."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(fact).items()}
    return {"code": fact.code, **values}
