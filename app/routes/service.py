"""Plan a day, publish it, withdraw a route: proposals are the machine's, the plan is people's."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.domain.errors import N_, Refused
from app.domain.planner.check import Breach, breach_of, check
from app.domain.planner.crowding import newly_crowded
from app.domain.planner.plan import Plan, Route
from app.domain.planner.propose import Proposal
from app.domain.states import DayState, NeedState, RouteState, VisitState, check_move
from app.models import Day, Hub, RouteVersion, Visit
from app.needs.open_visits import cancel_visit, put_back
from app.needs.packets import number_packet
from app.needs.service import move_need
from app.routes import drafts, under_way
from app.routes.errors import DayOver, NothingToPublish, NotPublished, PlanChanged
from app.routes.gather import DayFacts, find_day, gather
from app.routes.pending import Pending, forget_pending
from app.routes.problem import DayProblem, make_problem
from app.routes.refusals import rule_broken
from app.routes.search import Found, search, summary


def open_day(
    session: Session, hub_id: int, on: date, *, now: datetime, expected_draft_version: int | None
) -> tuple[Day, DayFacts]:
    """The day to change, locked, with its facts; raises DayOver or PlanChanged."""
    day = find_day(session, hub_id, on, lock=True)
    if day is None:
        session.get_one(Hub, hub_id, with_for_update={"key_share": True})  # two people may open the same day at once
        day = find_day(session, hub_id, on, lock=True)
    if day is None:
        day = Day(hub_id=hub_id, on=on, state=DayState.OPEN, draft_version=0, reopened_why="")
        session.add(day)
        session.flush()
    if expected_draft_version is not None and day.draft_version != expected_draft_version:
        raise PlanChanged
    facts = gather(session, hub_id, on, now=now)
    if day.state is DayState.CLOSED or facts.on < now.astimezone(facts.tz).date():
        raise DayOver
    return day, facts


def check_seen(session: Session, hub_id: int, on: date, expected_draft_version: int | None) -> Day | None:
    """The day, locked, where its draft is the one that was shown, or nobody says which; raises PlanChanged."""
    day = find_day(session, hub_id, on, lock=True)
    if expected_draft_version not in (None, day.draft_version if day else 0):
        raise PlanChanged
    return day


def plan_day(
    session: Session,
    hub_id: int,
    on: date,
    *,
    by_id: int,
    now: datetime,
    expected_draft_version: int | None = None,
    searched: Found | None = None,
) -> Proposal | None:
    """Propose routes round the danger as drafts, with a reason for each visit placed or left out.

    What a person pinned stays, what has begun stays; None when there is no team or no area to plan with.
    searched: what a search of this draft came to; without it one is made here.
    """
    row, facts = open_day(session, hub_id, on, now=now, expected_draft_version=expected_draft_version)
    day = make_problem(facts)
    before = drafts.working_plan(facts)
    searched = searched or search(day, by_id=by_id)
    found = searched.pending
    write_drafts(session, day, found, by_id=by_id, now=now)
    forget_pending(row)
    remember(row, day, left_out=found.not_placed, now=now)
    if before.routes and drafts.working_plan(facts) == before:
        row.proposal = (row.proposal or {}) | {"unchanged": row.draft_version}
    audit.record(session, "plan_day", facts.hub, by_id=by_id, now=now, hub_id=hub_id, on=on, draft=row.draft_version)
    return searched.proposal


def write_drafts(session: Session, day: DayProblem, found: Pending, *, by_id: int, now: datetime) -> None:
    """Make the routes of a proposal the teams' drafts, wherever they differ from what is published."""
    for team_id, route in found.routes.items():
        drafts.save_route(session, day, team_id, route, found.reasons, by_id=by_id, now=now)
    drafts.drop_loose_visits(session, day.facts)


def remember(row: Day, day: DayProblem, *, left_out: dict[int, list[Any]] | None, now: datetime) -> None:
    """Keep with the day why each need is not placed and what the plan serves; raise the draft's version.

    left_out: the planner's reasons by visit; None keeps those of the last proposal.
    """
    known = dict(row.proposal or {})
    old = known.get("not_placed", {})
    placed = {
        drafts.key_of(s.visit) for r in day.facts.working.values() for s in r.stops if s.visit and drafts.is_on(s)
    }
    reasons: dict[str, list[Any]] = {}
    for key, one in day.candidates.items():
        if key not in placed:
            own = left_out.get(key, []) if left_out is not None else old.get(str(one.needs[0].id), [])
            held_roads = [said for said in one.warnings if said.get("rule") == "G09"]
            reasons |= {str(need.id): one.blocks or [*own, *held_roads] for need in one.needs}
    row.proposal = known | {"not_placed": reasons, "summary": summary(day, drafts.working_plan(day.facts))}
    row.draft_version += 1
    if left_out is not None:
        row.proposed_at = now


def publish_day(
    session: Session, hub_id: int, on: date, *, by_id: int, now: datetime, expected_draft_version: int | None = None
) -> list[RouteVersion]:
    """Freeze the drafts under the day's next number; teams without a change keep their version and their paper.

    Raises NotPublished naming every rule the draft breaks as things stand now, NothingToPublish without a change.
    """
    row, facts = open_day(session, hub_id, on, now=now, expected_draft_version=expected_draft_version)
    changed = [route for route in facts.routes if route.state is RouteState.DRAFT]
    if not changed:
        raise NothingToPublish
    day = make_problem(facts, from_min=facts.now_min or 0)
    if found := why_not_published(day, changed):
        raise NotPublished(found)
    number = 1 + (session.scalar(select(func.max(RouteVersion.number)).where(*_of_day(hub_id, on))) or 0)
    before = {stop.visit_id for route in facts.published.values() for stop in route.stops if stop.visit_id}
    published = [
        new for draft in changed if (new := _publish(session, facts, draft, number, by_id=by_id, now=now)) is not None
    ]
    _take_off_the_rest(session, facts, before, by_id=by_id, now=now)
    row.draft_version += 1
    for route in published:
        audit.record(
            session, "publish_route", route, by_id=by_id, now=now, number=number, on=on, draft=row.draft_version
        )
    return published


def discard_draft(
    session: Session, hub_id: int, on: date, *, by_id: int, now: datetime, expected_draft_version: int | None = None
) -> None:
    """Keep what is published and throw the drafts away; pins and approvals of people stay."""
    row, facts = open_day(session, hub_id, on, now=now, expected_draft_version=expected_draft_version)
    for draft in list(facts.drafts.values()):
        session.delete(draft)
        facts.routes.remove(draft)
    session.flush()
    drafts.drop_loose_visits(session, facts)
    remember(row, make_problem(gather(session, hub_id, on, now=now)), left_out=None, now=now)
    audit.record(
        session, "discard_draft", facts.hub, by_id=by_id, now=now, hub_id=hub_id, on=on, draft=row.draft_version
    )


def _of_day(hub_id: int, on: date) -> tuple[Any, Any]:
    return RouteVersion.hub_id == hub_id, RouteVersion.on == on


def why_not_published(day: DayProblem, changed: Iterable[RouteVersion]) -> list[dict[str, Any]]:
    """Every rule the changed routes break now: holds, gates, hours; empty when they may be published."""
    whys: list[dict[str, Any]] = []
    changed = list(changed)
    on_the_road = [draft for draft in changed if draft.team_id in day.facts.begun]
    for draft in on_the_road:
        whys += _why_not_after(day, draft)
    routes = [drafts.route_of(draft) for draft in changed if draft not in on_the_road]
    for key in dict.fromkeys(job for route in routes for job in route.jobs):
        one = day.candidates.get(int(key))
        if one is None:
            whys.append({"code": "gone", "visit": int(key)})
        elif not one.has_begun(day.facts):
            whys += [{"visit": one.key, **block} for block in one.blocks]
    if whys:
        return whys
    if day.problem is None:
        return [{"code": "no_team"}] if any(route.calls for route in routes) else []
    plan = Plan(tuple(route for route in routes if route.calls))
    broken = check(day.problem, plan) or _crowding_with(day, routes)
    return [rule_broken(breach, breach.team) for breach in broken]


def _crowding_with(day: DayProblem, changed: list[Route]) -> list[Breach]:
    """Of the changed routes beside all others of the day: what one of them alone does not show."""
    assert day.problem is not None
    present = {team_id: drafts.route_of(row) for team_id, row in day.facts.working.items()}
    others = Plan(tuple(route for team_id, route in present.items() if team_id not in {one.team for one in changed}))
    whole = Plan((*others.routes, *changed))
    return [breach_of(one) for one in newly_crowded(day.problem, others, whole)]


def _why_not_after(day: DayProblem, draft: RouteVersion) -> list[dict[str, Any]]:
    """Of a team on the road only what is new to it is judged."""
    new = under_way.new_to(day.facts, draft)
    blocked = [(key, one.blocks) for key in new if (one := day.candidates.get(key)) is not None]
    whys = [{"visit": key, **block} for key, blocks in blocked for block in blocks]
    if whys or day.problem is None or not new:
        return whys
    return [rule_broken(breach, draft.team_id) for breach in under_way.broken_by(day, drafts.route_of(draft), new)]


def _publish(
    session: Session, facts: DayFacts, draft: RouteVersion, number: int, *, by_id: int, now: datetime
) -> RouteVersion | None:
    old = facts.published.get(draft.team_id)
    if old is not None:
        _supersede(old)
        session.flush()
    if not draft.stops:
        session.delete(draft)
        facts.routes.remove(draft)
        session.flush()
        return None
    check_move(draft.state, RouteState.PUBLISHED)
    draft.state, draft.number = RouteState.PUBLISHED, number
    draft.published_by_id, draft.published_at = by_id, now
    draft.danger = drafts.danger_of(facts, draft)
    drafts.rest_on_map(session, facts, draft)
    for visit in {stop.visit for stop in draft.stops if stop.visit is not None}:
        _publish_visit(session, visit, draft, by_id=by_id, now=now)
    session.flush()
    return draft


def _supersede(route: RouteVersion) -> None:
    check_move(route.state, RouteState.SUPERSEDED)
    route.state = RouteState.SUPERSEDED


def _publish_visit(session: Session, visit: Visit, route: RouteVersion, *, by_id: int, now: datetime) -> None:
    visit.team_id = route.team_id
    points = [stop.service_point_id for stop in route.stops if stop.visit is visit and stop.service_point_id]
    visit.service_point_id = points[0] if points else None
    if visit.state is VisitState.PROPOSED:
        check_move(visit.state, VisitState.PUBLISHED)
        visit.state = VisitState.PUBLISHED
        for need in visit.needs:
            move_need(session, need, NeedState.PLANNED, by_id=by_id, now=now)
            number_packet(session, need)


def _take_off_the_rest(session: Session, facts: DayFacts, before: set[int], *, by_id: int, now: datetime) -> None:
    """Visits that were published and are on no route any more go back to the list they came from."""
    published = [route for route in facts.routes if route.state is RouteState.PUBLISHED]
    on_a_route = {stop.visit_id for route in published for stop in route.stops}
    for visit in facts.visits:
        if visit.id in before - on_a_route and visit.state is VisitState.PUBLISHED:
            _take_off(session, visit, by_id=by_id, now=now)


def _take_off(session: Session, visit: Visit, *, by_id: int, now: datetime, why: str = "") -> None:
    """Before its day a visit is planned anew; on its day it was promised, and that it is not made must not be lost."""
    is_its_day = visit.on == now.astimezone(hub_zone(session, visit.hub_id)).date()
    (put_back if is_its_day else cancel_visit)(session, visit, by_id=by_id, now=now, why=why)


def withdraw_route(
    session: Session,
    route_id: int,
    *,
    hub_id: int,
    reason: str,
    by_id: int,
    now: datetime,
    expected_draft_version: int | None = None,
) -> RouteVersion:
    """Take a published route back before departure, with a reason: its needs wait again, its sheets are void."""
    on = get_in_hub(session, RouteVersion, route_id, hub_id).on
    row = check_seen(session, hub_id, on, expected_draft_version)
    route = get_in_hub(session, RouteVersion, route_id, hub_id, lock=True)
    if not reason.strip():
        raise Refused(N_("Not saved: say why."))
    if route.state is not RouteState.PUBLISHED:
        raise Refused(N_("Only a published route can be withdrawn."))
    if any(stop.visit and stop.visit.state is not VisitState.PUBLISHED for stop in route.stops):
        raise Refused(N_("The team has left, or visits have their outcome. Call the team back instead."))
    _supersede(route)
    route.withdrawn_by_id, route.withdrawn_at, route.withdrawn_why = by_id, now, reason.strip()
    for visit in {stop.visit for stop in route.stops if stop.visit is not None}:
        _take_off(session, visit, by_id=by_id, now=now, why=reason.strip())
    if row is not None:
        row.draft_version += 1
    draft = row.draft_version if row is not None else None
    audit.record(session, "withdraw_route", route, by_id=by_id, now=now, number=route.number, on=route.on, draft=draft)
    return route
