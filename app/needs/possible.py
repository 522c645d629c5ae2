"""What can have become of a visit by now: nobody was at a door before the team left, nor on a day that lies ahead."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_zone
from app.domain.outcomes import AT_THE_DOOR, NOT_OF_A_DAY_AHEAD, Outcome, is_miss
from app.domain.states import RouteState, VisitState
from app.domain.timespan import minute_of
from app.models import Departure, RouteStop, RouteVersion, Visit
from app.needs.errors import DayAhead, NotLeftYet, OnNoRoute


def check_possible(session: Session, visit: Visit, outcome: Outcome, *, now: datetime) -> None:
    """Raises OnNoRoute, DayAhead or NotLeftYet for an outcome that cannot be true of this visit by now.

    From the planned hour on the desk may write what paper brings: that the team left is then asked for at closing.
    """
    tz = hub_zone(session, visit.hub_id)
    today = now.astimezone(tz).date()
    if is_on_no_route(visit) and (not is_miss(outcome) or outcome in AT_THE_DOOR):
        raise OnNoRoute
    if visit.on > today and outcome in NOT_OF_A_DAY_AHEAD:
        raise DayAhead(visit)
    if visit.on == today and outcome in AT_THE_DOOR and not has_left(session, visit.team_id, visit.on):
        leaves = _leaves_at(session, visit)
        if leaves is not None and minute_of(now, tz) < leaves:
            raise NotLeftYet(f"{leaves // 60:02}:{leaves % 60:02}")


def is_on_no_route(visit: Visit) -> bool:
    """Promised for the day, and no published route took it up; one that was is known by its team."""
    return visit.state is VisitState.PROPOSED or (visit.outcome is not None and visit.team_id is None)


def has_left(session: Session, team_id: int | None, on: date) -> bool:
    query = select(Departure.id).where(Departure.team_id == team_id, Departure.on == on)
    return session.scalar(query.limit(1)) is not None


def _leaves_at(session: Session, visit: Visit) -> int | None:
    """The local minute at which the published route of the visit leaves."""
    query = select(RouteVersion.leave_min).join(RouteStop, RouteStop.route_id == RouteVersion.id)
    return session.scalar(
        query.where(RouteStop.visit_id == visit.id, RouteVersion.state == RouteState.PUBLISHED).limit(1)
    )
