"""People in the car: visits that took somebody in at home and have not brought them back, by plan and by word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.models import Contact, Departure, RouteStop, RouteVersion, Visit

LATE_MIN = 120  # nobody knows that a visit without an outcome is over before it is this long past by plan
STILL_THERE_MIN = 30


@dataclass(frozen=True)
class Ride:
    """One visit with people in the car: where it is by plan, and the stops still ahead of it."""

    visit: Visit
    here: RouteStop
    ahead: tuple[RouteStop, ...]


def rides(stops: Iterable[RouteStop], *, minute: int, arrived: set[str]) -> Iterator[Ride]:
    """Visits that took somebody in at home and have no outcome yet; an arrival at the door counts before the plan."""
    legs: dict[int, list[RouteStop]] = {}
    for stop in stops:
        if stop.visit_id is not None and stop.visit is not None and stop.visit.outcome_at is None:
            legs.setdefault(stop.visit_id, []).append(stop)
    for own in legs.values():
        first, last = own[0], own[-1]
        takes_in = len(own) > 1 and first.leg == 0 and first.service_point_id is None
        has_begun = minute >= first.start_min or first.code in arrived
        if takes_in and has_begun and minute <= last.depart_min + LATE_MIN and first.visit is not None:
            passed = [stop for stop in own[:-1] if minute >= stop.depart_min + STILL_THERE_MIN]
            here = [first, *(stop for stop in own[1:-1] if minute >= stop.arrive_min)][-1]
            yield Ride(first.visit, here, tuple(stop for stop in own[1:] if stop not in passed))


def arrived_codes(session: Session, route: RouteVersion) -> set[str] | None:
    """The stops at whose door the team said it has arrived; None where it is not out."""
    out = session.scalar(
        select(Departure.id).where(
            Departure.team_id == route.team_id, Departure.on == route.on, Departure.home_at.is_(None)
        )
    )
    if out is None:
        return None
    said = select(Contact.note).where(Contact.departure_id == out, Contact.kind == ContactKind.ARRIVED.value)
    return {note for note in session.scalars(said) if note}
