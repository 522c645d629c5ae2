"""A team goes out, gives word and comes home; what a visit came to, with the word that it is."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.day import leaving, unrung
from app.day.errors import AlreadyOut, HasLeft, NotItsDay, NotOut, NotRung, RouteNotInForce
from app.domain.contacts import ContactKind
from app.domain.outcomes import AT_THE_DOOR, Cause, Outcome
from app.domain.states import RouteState, VisitState, check_move
from app.models import Contact, Departure, RouteChangeSeen, RouteVersion, Team, Visit
from app.needs import service as needs
from app.places.queries import holds_covering
from app.routes.queries import stop_standing


def find_departure(session: Session, route: RouteVersion, *, open_only: bool = False) -> Departure | None:
    """The newest going out of this team on the day of the route, in whatever version."""
    query = select(Departure).where(
        Departure.hub_id == route.hub_id, Departure.team_id == route.team_id, Departure.on == route.on
    )
    if open_only:
        query = query.where(Departure.home_at.is_(None))
    return session.scalar(query.order_by(Departure.id.desc()).limit(1))


def depart(
    session: Session, route_id: int, *, hub_id: int, by_id: int, now: datetime, has_left: bool = False
) -> Departure:
    """The team leaves; said twice it is one departure. Held visits and those left out stay: nobody goes there.

    Raises NotRung while a stop is open by gates G17, G18 and G20. has_left: it went all the same, which is a fact: it
    is written down, with those stops.
    """
    route = get_in_hub(session, RouteVersion, route_id, hub_id, lock=True)
    session.execute(
        select(Team.id).where(Team.id == route.team_id).with_for_update(key_share=True)
    )  # two phones in one car
    out = session.scalar(select(Departure).where(Departure.team_id == route.team_id, Departure.home_at.is_(None)))
    if out is not None and out.on == route.on:
        return out
    if out is not None:
        raise AlreadyOut
    if route.state is not RouteState.PUBLISHED or route.withdrawn_at is not None:
        raise RouteNotInForce
    if now.astimezone(hub_zone(session, hub_id)).date() != route.on:
        raise NotItsDay
    open_stops = [one for one in leaving.to_ring(session, route, now=now) if one.is_open]
    if open_stops and not has_left:
        raise NotRung([one.number for one in open_stops], [one.number for one in open_stops if one.decided])
    departure = Departure(
        hub_id=hub_id, on=route.on, team_id=route.team_id, route_id=route.id, left_at=now, left_by_id=by_id
    )
    session.add(departure)
    unrung.write_left_without(session, route, by_id=by_id, now=now)
    _set_under_way(session, route, now)
    audit.record(session, "depart", departure, by_id=by_id, now=now, team=route.team.number, route=route.number)
    return departure


def _set_under_way(session: Session, route: RouteVersion, now: datetime) -> None:
    index = holds_covering(session, route.hub_id, now=now)
    standings = stop_standing(route, index)
    stay = {one.stop.visit_id for one in standings if one.is_held} | leaving.skipped_visits(session, route)
    for one in standings:
        visit = one.stop.visit
        if visit is not None and visit.state is VisitState.PUBLISHED and visit.id not in stay:
            check_move(visit.state, VisitState.UNDER_WAY)
            visit.state = VisitState.UNDER_WAY


def arrive_home(session: Session, departure_id: int, *, hub_id: int, by_id: int, now: datetime) -> Departure:
    """Everyone is back; said twice the first time stands."""
    departure = get_in_hub(session, Departure, departure_id, hub_id, lock=True)
    if departure.home_at is None:
        departure.home_at, departure.home_by_id = now, by_id
        audit.record(session, "home", departure, by_id=by_id, now=now, team=departure.team.number)
    return departure


def note_contact(
    session: Session,
    departure_id: int,
    kind: ContactKind,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    note: str = "",
) -> Contact:
    """A word from the road. Raises NotOut for a team that is home: its silence worries nobody any more."""
    departure = get_in_hub(session, Departure, departure_id, hub_id, lock=True)
    if departure.home_at is not None:
        raise NotOut
    contact = Contact(hub_id=hub_id, departure_id=departure.id, at=now, by_id=by_id, kind=kind.value, note=note)
    session.add(contact)
    audit.record(session, "contact", departure, by_id=by_id, now=now, team=departure.team.number, kind=kind)
    return contact


def record_outcome(
    session: Session, route: RouteVersion, visit_id: int, outcome: Outcome, *, by_id: int, now: datetime, note: str = ""
) -> Visit:
    """What a visit came to, from the road; the same said twice is one outcome, another one corrects it."""
    hub_id = route.hub_id
    visit = get_in_hub(session, Visit, visit_id, hub_id, lock=True)
    if visit.outcome is outcome and not note:
        return visit
    if outcome in AT_THE_DOOR and find_departure(session, route) is None:
        raise NotOut
    if visit.outcome is None:
        visit = needs.record_visit(
            session, visit_id, outcome, note=note, outcome_at=now, hub_id=hub_id, by_id=by_id, now=now
        )
    else:
        visit = needs.correct_outcome(
            session, visit_id, outcome, note=note or None, hub_id=hub_id, by_id=by_id, now=now
        )
    departure = find_departure(session, route, open_only=True)
    if departure is not None:
        note_contact(session, departure.id, ContactKind.OUTCOME, hub_id=hub_id, by_id=by_id, now=now)
    return visit


def see_change(session: Session, route: RouteVersion, *, by_id: int, now: datetime) -> None:
    """This person has read that the route changed."""
    if session.get(RouteChangeSeen, (route.id, by_id)) is None:
        session.add(RouteChangeSeen(route_id=route.id, user_id=by_id, seen_at=now))
        audit.record(session, "see_route_change", route, by_id=by_id, now=now, route=route.number)


def not_left(session: Session, route_id: int, cause: Cause, *, hub_id: int, by_id: int, now: datetime) -> int:
    """The team does not go at all: each visit still ahead is a miss with this cause. Returns how many."""
    route = get_in_hub(session, RouteVersion, route_id, hub_id, lock=True)
    if route.state is not RouteState.PUBLISHED or route.withdrawn_at is not None:
        raise RouteNotInForce
    if find_departure(session, route) is not None:
        raise HasLeft
    visits = {stop.visit.id: stop.visit for stop in route.stops if stop.visit is not None}
    ahead = [visit_id for visit_id, visit in visits.items() if visit.state is VisitState.PUBLISHED]
    for visit_id in ahead:
        who = {"hub_id": hub_id, "by_id": by_id, "now": now}
        needs.record_visit(session, visit_id, Outcome.NOT_LEFT, cause=cause, outcome_at=now, **who)  # type: ignore[arg-type]
    audit.record(session, "team_not_left", route, by_id=by_id, now=now, team=route.team.number, cause=cause)
    return len(ahead)
