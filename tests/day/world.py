"""A day under way: published routes with visits, teams that left, holds that land on them."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.outcomes import Outcome, cause_of, is_miss
from app.domain.states import NeedState, RouteState, VisitState
from app.models import (
    Area,
    Departure,
    Hold,
    HoldReason,
    Hub,
    Need,
    RouteStop,
    RouteVersion,
    Team,
    User,
    Visit,
)
from tests.factories import NOON, THE_DAY


def make_visit(session: Session, need: Need, on: date = THE_DAY, **values: Any) -> Visit:
    """A published visit for a need that is planned."""
    facts: dict[str, Any] = {"state": VisitState.PUBLISHED, "created_at": NOON - timedelta(days=1)}
    visit = Visit(hub_id=need.hub_id, on=on, household_id=need.household_id, **(facts | values))
    visit.needs = [need]
    need.phone_confirmed_at = NOON
    if visit.state is VisitState.PUBLISHED:
        need.state = NeedState.PLANNED
    session.add(visit)
    session.flush()
    return visit


def make_past_visit(session: Session, need: Need, on: date, outcome: Outcome) -> Visit:
    """A visit that is over, as its outcome says."""
    at = NOON - timedelta(days=(THE_DAY - on).days)
    state = VisitState.MISSED if is_miss(outcome) else VisitState.DONE
    over = {"state": state, "outcome": outcome, "cause": cause_of(outcome), "outcome_at": at, "recorded_at": at}
    return make_visit(session, need, on, **over)


def publish(session: Session, team: Team, *visits: tuple[Visit, Area, int], number: int = 1) -> RouteVersion:
    """visits: each with its area and its minute of arrival; every stop lasts a quarter of an hour."""
    route = RouteVersion(
        hub_id=team.hub_id,
        on=visits[0][0].on if visits else THE_DAY,
        team_id=team.id,
        number=number,
        state=RouteState.PUBLISHED,
        made_at=NOON - timedelta(hours=12),
        published_at=NOON - timedelta(hours=12),
        leave_min=540,
        home_min=960,
    )
    route.stops = [
        RouteStop(
            position=position,
            visit_id=visit.id,
            area_id=area.id,
            arrive_min=minute,
            start_min=minute,
            depart_min=minute + 15,
            code=f"K{team.number}{position}X",
        )
        for position, (visit, area, minute) in enumerate(visits, start=1)
    ]
    session.add(route)
    session.flush()
    for visit, _, _ in visits:
        visit.team_id = team.id
    session.flush()
    return route


def depart(session: Session, route: RouteVersion, by: User, at: datetime = NOON - timedelta(hours=1)) -> Departure:
    departure = Departure(
        hub_id=route.hub_id, on=route.on, team_id=route.team_id, route_id=route.id, left_at=at, left_by_id=by.id
    )
    session.add(departure)
    session.flush()
    return departure


def hold(session: Session, hub: Hub, area: Area, by: User, at: datetime = NOON, **values: Any) -> Hold:
    facts: dict[str, Any] = {"reason": HoldReason.PERSON, "note": "чутно обстріл", "held_by_id": by.id}
    row = Hold(hub_id=hub.id, area_id=area.id, from_at=at, review_at=at + timedelta(hours=2), **(facts | values))
    session.add(row)
    session.flush()
    return row
