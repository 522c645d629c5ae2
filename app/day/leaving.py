"""Before leaving: whom to ring in the last hours, people at home and points that must be open (gates G17 and G18)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.hubs import hub_settings
from app.domain.states import VisitState
from app.models import Need, PointStatus, RouteVersion, ServicePoint
from app.places.queries import latest_word, point_standing

WAITS = (VisitState.PUBLISHED, VisitState.UNDER_WAY)


@dataclass(frozen=True)
class ToRing:
    """A visit whose person or point was not rung lately enough; either may be missing from it."""

    number: int
    needs: tuple[Need, ...]
    point: ServicePoint | None


def to_ring(session: Session, route: RouteVersion, *, now: datetime) -> list[ToRing]:
    """What of a route nobody confirmed within the hub's span before now, in the order of its visits."""
    recent = now - timedelta(minutes=hub_settings(session, route.hub_id).confirm_within_min)
    numbers, found = route.visit_numbers, []
    visits = {stop.visit.id: stop.visit for stop in route.stops if stop.visit is not None and stop.visit.state in WAITS}
    for visit in sorted(visits.values(), key=lambda visit: numbers.get(visit.id, 0)):
        needs = tuple(need for need in visit.needs if not _is_recent(need.phone_confirmed_at, recent))
        point = visit.service_point
        if point is not None and _is_confirmed(point, recent, now):
            point = None
        if needs or point is not None:
            found.append(ToRing(numbers.get(visit.id, 0), needs, point))
    return found


def _is_recent(at: datetime | None, recent: datetime) -> bool:
    return at is not None and at >= recent


def _is_confirmed(point: ServicePoint, recent: datetime, now: datetime) -> bool:
    last = latest_word(point.statuses)
    is_open = point_standing(point, now).status is PointStatus.OPEN
    return is_open and last is not None and last.as_of >= recent
