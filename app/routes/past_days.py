"""What past days say of a day to plan: who came to a household the last time, and what could be foreseen."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.hub_settings import HubSettings
from app.domain.outcomes import Outcome
from app.domain.predictable import usual_hours
from app.domain.states import RouteState, VisitState
from app.domain.timespan import Windows
from app.models import RouteStop, RouteVersion, Visit

StopKey = tuple[str, int]  # point or home, and its id


def last_teams(session: Session, hub_id: int, households: Iterable[int], on: date) -> dict[int, int]:
    """By household the team of its last visit that was done before this day."""
    query = select(Visit.household_id, Visit.team_id).where(
        Visit.hub_id == hub_id,
        Visit.household_id.in_(set(households)),
        Visit.on < on,
        Visit.outcome == Outcome.DONE,
        Visit.team_id.is_not(None),
    )
    found = session.execute(query.order_by(Visit.on, Visit.outcome_at, Visit.id))
    return {household_id: team_id for household_id, team_id in found if team_id is not None}


def key_of_stop(point_id: int | None, household_id: int) -> StopKey:
    return ("home", household_id) if point_id is None else ("point", point_id)


def usual_starts(session: Session, hub_id: int, on: date, settings: HubSettings) -> dict[StopKey, Windows]:
    """By stop the minutes that the last weeks make usual on this weekday; by plan, as published."""
    weeks = [on - timedelta(weeks=back) for back in range(1, settings.usual_weeks + 1)]
    query = select(RouteVersion.on, RouteStop.service_point_id, Visit.household_id, RouteStop.start_min)
    query = query.join(RouteStop, RouteStop.route_id == RouteVersion.id).join(Visit, Visit.id == RouteStop.visit_id)
    query = query.where(
        RouteVersion.hub_id == hub_id,
        RouteVersion.on.in_(weeks),
        RouteVersion.state == RouteState.PUBLISHED,
        Visit.state != VisitState.CANCELLED,
    )
    starts: dict[StopKey, list[set[int]]] = {}
    for day, point_id, household_id, start in session.execute(query):
        by_week = starts.setdefault(key_of_stop(point_id, household_id), [set() for _ in weeks])
        by_week[weeks.index(day)].add(start)
    limits = {"times": settings.usual_times, "slack_min": settings.usual_slack_min}
    found = {key: usual_hours(by_week, **limits) for key, by_week in starts.items()}
    return {key: hours for key, hours in found.items() if hours}


def ways_of_yesterday(session: Session, hub_id: int, on: date) -> list[tuple[tuple[int, ...], int]]:
    """The areas of each route of the day before, in order, and when it left."""
    query = select(RouteVersion.id, RouteVersion.leave_min, RouteStop.area_id)
    query = query.join(RouteStop, RouteStop.route_id == RouteVersion.id).where(
        RouteVersion.hub_id == hub_id,
        RouteVersion.on == on - timedelta(days=1),
        RouteVersion.state == RouteState.PUBLISHED,
    )
    ways: dict[int, tuple[list[int], int]] = {}
    for route_id, leave, area_id in session.execute(query.order_by(RouteVersion.id, RouteStop.position)):
        if area_id is not None and leave is not None:
            ways.setdefault(route_id, ([], leave))[0].append(area_id)
    return [(tuple(areas), leave) for areas, leave in ways.values()]
