"""What is done about a stop nobody rang for: ring, leave it out, let the team go there, write that it went."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import get_in_hub
from app.day.errors import DecidedAgainst, NothingToRing, NotOnRoute, PointClosed, WhyMissing
from app.day.leaving import SHUT, ToRing, closing_decisions, to_ring
from app.models import PointStatus, RouteVersion, UnrungStop, UnrungWord, Visit
from app.needs import service as needs
from app.places import service as places
from app.places.queries import latest_word

BY_PHONE = "телефоном"  # how it was learned, in the words the register of points uses


def rung(session: Session, route: RouteVersion, visit_id: int, *, by_id: int, now: datetime) -> None:
    """The people of a visit were rung: at home, and still want it."""
    for need in _visit(route, visit_id).needs:
        needs.confirm_by_phone(session, need.id, hub_id=route.hub_id, by_id=by_id, now=now)


def point_works(
    session: Session, route: RouteVersion, visit_id: int, *, by_id: int, now: datetime, may_reopen: bool = False
) -> None:
    """The point of a visit was asked and works; that a closed one works again is a coordinator's word."""
    point = _visit(route, visit_id).service_point
    if point is None:
        raise NothingToRing
    last = latest_word(point.statuses)
    if last is not None and last.status in SHUT and not may_reopen:
        raise PointClosed
    places.set_point_status(
        session,
        point.id,
        PointStatus.OPEN,
        hub_id=route.hub_id,
        source=f"{BY_PHONE}, екіпаж {route.team.number}",
        as_of=now,
        by_id=by_id,
        now=now,
    )


def skip(session: Session, route: RouteVersion, visit_id: int, *, by_id: int, now: datetime) -> UnrungStop:
    """The team leaves the stop out today: it waits for a coordinator, who decides what becomes of the visit."""
    return _say(session, route, visit_id, UnrungWord.SKIPPED, by_id=by_id, now=now)


def allow(session: Session, route: RouteVersion, visit_id: int, why: str, *, by_id: int, now: datetime) -> UnrungStop:
    """An approver lets the team go to a stop nobody rang for; it ends with this version of the route."""
    _visit(route, visit_id)
    if not why.strip():
        raise WhyMissing
    if visit_id in closing_decisions(session, route):
        raise DecidedAgainst
    return _say(session, route, visit_id, UnrungWord.ALLOWED, why=why.strip(), by_id=by_id, now=now)


def write_left_without(session: Session, route: RouteVersion, *, by_id: int, now: datetime) -> list[UnrungStop]:
    """The team left though these stops were open: told, never undone."""
    open_stops = [one for one in to_ring(session, route, now=now) if one.is_open]
    return [_write(session, route, one, UnrungWord.LEFT, "", by_id, now) for one in open_stops]


def _say(
    session: Session, route: RouteVersion, visit_id: int, word: UnrungWord, *, by_id: int, now: datetime, why: str = ""
) -> UnrungStop:
    _visit(route, visit_id)
    one = next((one for one in to_ring(session, route, now=now) if one.visit.id == visit_id), None)
    if one is None:
        raise NothingToRing
    return _write(session, route, one, word, why, by_id, now)


def _write(
    session: Session, route: RouteVersion, one: ToRing, word: UnrungWord, why: str, by_id: int, now: datetime
) -> UnrungStop:
    said = UnrungStop(
        hub_id=route.hub_id,
        route_id=route.id,
        visit_id=one.visit.id,
        word=word,
        gates=list(one.gates),
        why=why,
        by_id=by_id,
        at=now,
    )
    session.add(said)
    session.flush()
    audit.record(
        session, f"unrung_{word.value}", one.visit, by_id=by_id, now=now, stop=one.number, gates=",".join(one.gates)
    )
    return said


def _visit(route: RouteVersion, visit_id: int) -> Visit:
    found = (stop.visit for stop in route.stops if stop.visit is not None and stop.visit.id == visit_id)
    visit = next(found, None)
    if visit is None:
        raise NotOnRoute
    return visit


def see(session: Session, unrung_id: int, *, hub_id: int, by_id: int, now: datetime) -> UnrungStop:
    """A coordinator has taken note; the first one stands."""
    said = get_in_hub(session, UnrungStop, unrung_id, hub_id, lock=True)
    if said.seen_at is None:
        said.seen_by_id, said.seen_at = by_id, now
        audit.record(session, "unrung_seen", said.visit, by_id=by_id, now=now, word=said.word)
    return said
