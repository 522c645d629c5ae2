"""Routes of teams on the road: a visit comes off as a fact, others follow after the last; what they know stays."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.errors import N_, Refused
from app.domain.planner.check import Breach, check
from app.domain.planner.plan import Plan, Route
from app.domain.states import RouteState, VisitState, check_move
from app.models import RouteStop, RouteVersion, Visit
from app.needs.open_visits import put_back
from app.routes import drafts
from app.routes.gather import DayFacts
from app.routes.problem import DayProblem

COPIED_OF_ROUTE = ("hub_id", "on", "team_id", "leave_min", "home_min", "danger_issued_at", "danger_map_id", "danger")
COPIED_OF_STOP = (
    *("position", "visit_id", "leg", "area_id", "service_point_id"),
    *("arrive_min", "start_min", "depart_min", "code", "reasons"),
)


def shorten(
    session: Session, facts: DayFacts, team_id: int, visits: Collection[Visit], *, why: str, by_id: int, now: datetime
) -> None:
    """The team does not go to these any more: a new version at once, and each waits for a place or its cause."""
    draft, old = facts.drafts.get(team_id), facts.published.get(team_id)
    if draft is not None:
        session.delete(draft)
        facts.routes.remove(draft)
    if old is not None and (gone := {visit.id for visit in visits} & {stop.visit_id for stop in old.stops}):
        check_move(old.state, RouteState.SUPERSEDED)
        old.state = RouteState.SUPERSEDED
        facts.routes.remove(old)
        session.flush()
        new = copy_of(old, [stop for stop in old.stops if stop.visit_id not in gone])
        new.state, new.number = RouteState.PUBLISHED, _next_number(session, facts)
        new.made_by_id = new.published_by_id = by_id
        new.made_at = new.published_at = now
        facts.routes.append(new)
        session.add(new)
        session.flush()
        audit.record(session, "publish_route", new, by_id=by_id, now=now, number=new.number)
    for visit in visits:
        if visit.state is not VisitState.PROPOSED:
            put_back(session, visit, by_id=by_id, now=now, why=why)
        visit.team_id = None
    session.flush()


def _next_number(session: Session, facts: DayFacts) -> int:
    query = select(func.max(RouteVersion.number))
    return 1 + (session.scalar(query.where(RouteVersion.hub_id == facts.hub.id, RouteVersion.on == facts.on)) or 0)


def copy_of(old: RouteVersion, stops: Iterable[RouteStop]) -> RouteVersion:
    new = RouteVersion(**{name: getattr(old, name) for name in COPIED_OF_ROUTE}, facts=dict(old.facts or {}))
    new.team = old.team
    new.stops = [_copy_stop(stop) for stop in stops]
    return new


def _copy_stop(stop: RouteStop) -> RouteStop:
    return RouteStop(**{name: getattr(stop, name) for name in COPIED_OF_STOP}, visit=stop.visit, area=stop.area)


def known_part(day: DayProblem, team_id: int) -> Route:
    """The stops still ahead of a team on the road as it knows them; it is at the last one no earlier than now.

    Raises Refused where nothing is ahead of it: it is on its way home, and free again there.
    """
    row = day.facts.working.get(team_id)
    route = drafts.route_of(row) if row else Route(team_id, ())
    calls = [call for call in route.calls if call.job is None or _is_ahead(day, int(call.job))]
    if not any(call.job is not None for call in calls):
        raise Refused(
            N_("The team has no visit ahead and is on its way home. Put visits on its route when it is there.")
        )
    last = calls[-2]
    calls[-2] = replace(last, depart=max(last.depart, day.facts.now_min or 0))
    return Route(team_id, tuple(calls))


def _is_ahead(day: DayProblem, key: int) -> bool:
    one = day.candidates.get(key)
    return one is not None and bool(one.stops)


def broken_by(day: DayProblem, route: Route, new: Collection[int]) -> list[Breach]:
    """The rules that visits new to a team on the road break; what it knows already was judged when it left."""
    assert day.problem is not None
    calls = tuple(call for call in route.calls if call.job is None or _is_ahead(day, int(call.job)))
    found = check(day.problem, Plan((Route(route.team, calls),)))
    return [breach for breach in found if breach.job in new]


def new_to(facts: DayFacts, draft: RouteVersion) -> set[int]:
    """Visits of a draft that its team did not have in what is published."""
    published = facts.published.get(draft.team_id)
    known = {stop.visit_id for stop in published.stops} if published else set()
    return {drafts.key_of(stop.visit) for stop in draft.stops if stop.visit and stop.visit_id not in known}
