"""Who must be told what changed, and who has confirmed: derived from versions, holds and calls, so no replan loses it.

What a person knows is the last time they were told; before any call, the version in force when they were rung to
confirm, else when the day began.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.domain.errors import N_, Changed
from app.domain.planner.stability import is_moved
from app.domain.states import RouteState, VisitState
from app.models import Need, RouteChangeSeen, RouteStop, RouteVersion, Team, Telling, Visit, Whom
from app.places.queries import HoldIndex
from app.routes.promises import moves_of
from app.routes.queries import stop_standing

OVER = (VisitState.DONE, VisitState.MISSED)


@dataclass(frozen=True)
class ToTell:
    """One person to be told: of a visit the old time and the new one, of a route when it leaves; none: not at all."""

    whom: Whom
    visit: Visit | None
    team: Team | None
    route_id: int | None
    old: int | None
    new: int | None
    is_held: bool
    last: Telling | None
    why: str = ""  # a person moved it, and said this

    @property
    def comes_at(self) -> int:
        return min(minute for minute in (self.old, self.new, 24 * 60) if minute is not None)


@dataclass(frozen=True)
class _Known:
    """One time of a visit in one published version."""

    start: int
    number: int
    published_at: datetime | None
    is_in_force: bool


def to_tell(
    session: Session, hub_id: int, on: date, published: Iterable[RouteVersion], index: HoldIndex, *, minute: int
) -> list[ToTell]:
    """The soonest first; not those where the team is by plan, at this minute of the day: it tells them itself."""
    told, published = _told(session, hub_id, on), list(published)
    begun = {
        stop.visit_id
        for route in published
        for stop in route.stops
        if stop.visit and stop.visit.state is VisitState.UNDER_WAY and stop.start_min <= minute
    }
    held = {one.stop.visit_id for route in published for one in stop_standing(route, index) if one.is_held}
    of_visits = [one for one in _of_visits(session, hub_id, on, told, held) if one.visit and one.visit.id not in begun]
    found = [*of_visits, *_of_teams(session, hub_id, on, told)]
    return sorted(found, key=lambda one: (one.comes_at, one.whom is not Whom.CLIENT))


def _told(session: Session, hub_id: int, on: date) -> dict[tuple[Whom, int], list[Telling]]:
    """By whom and visit, or version of a route; oldest first."""
    found: dict[tuple[Whom, int], list[Telling]] = {}
    query = select(Telling).where(Telling.hub_id == hub_id, Telling.on == on).order_by(Telling.id)
    for one in session.scalars(query):
        found.setdefault((one.whom, one.visit_id or one.route_id or 0), []).append(one)
    return found


def _of_visits(
    session: Session, hub_id: int, on: date, told: dict[tuple[Whom, int], list[Telling]], held: set[int | None]
) -> Iterator[ToTell]:
    times = _times(session, hub_id, on)
    began = datetime.combine(on, time(0), tzinfo=hub_zone(session, hub_id))
    visits = _visits(session, {visit_id for visit_id, _ in times})
    moves = moves_of(session, visits)
    for visit in visits:
        for whom in (Whom.CLIENT, Whom.POINT):
            known, said = times.get((visit.id, whom)), told.get((whom, visit.id), [])
            if known is None or (whom is Whom.POINT and visit.service_point is None):
                continue
            reached = [one for one in said if one.is_reached]
            old = reached[-1].start_min if reached else _known_at(known, _rung_at(visit), began)
            now = next((one.start for one in known if one.is_in_force), None)
            is_held = visit.id in held
            new = None if is_held else now
            if (old is None) != (new is None) or (old is not None and new is not None and is_moved(old, new)):
                moved = [one.why for one in moves.get(visit.id, []) if one.told_min == old]
                why = moved[-1] if moved else ""
                yield ToTell(whom, visit, None, None, old, new, is_held, said[-1] if said else None, why)


def _times(session: Session, hub_id: int, on: date) -> dict[tuple[int, Whom], list[_Known]]:
    """When each visit was to be at its door and at its point, version by version."""
    query = (
        select(RouteStop, RouteVersion.number, RouteVersion.published_at, RouteVersion.state)
        .join(RouteVersion, RouteVersion.id == RouteStop.route_id)
        .where(RouteVersion.hub_id == hub_id, RouteVersion.on == on, RouteVersion.number.is_not(None))
        .order_by(RouteVersion.number, RouteStop.leg)
    )
    found: dict[tuple[int, Whom], dict[int, _Known]] = {}
    for stop, number, published_at, state in session.execute(query):
        if stop.visit_id is not None and number is not None:
            whom = Whom.CLIENT if stop.service_point_id is None else Whom.POINT
            one = _Known(stop.start_min, number, published_at, state is RouteState.PUBLISHED)
            found.setdefault((stop.visit_id, whom), {}).setdefault(number, one)
    return {key: list(versions.values()) for key, versions in found.items()}


def _visits(session: Session, ids: set[int]) -> list[Visit]:
    query = select(Visit).where(Visit.id.in_(ids), Visit.state.not_in(OVER)).order_by(Visit.id)
    loaded = (selectinload(Visit.needs).joinedload(Need.person), joinedload(Visit.service_point))
    return list(session.scalars(query.options(*loaded)))


def _rung_at(visit: Visit) -> datetime | None:
    return max((need.phone_confirmed_at for need in visit.needs if need.phone_confirmed_at), default=None)


def _known_at(known: list[_Known], rung_at: datetime | None, began: datetime) -> int | None:
    """The time of the version in force at that moment; of the first where none was yet."""
    at = max(began, rung_at) if rung_at is not None else began
    before = [one for one in known if one.published_at is not None and one.published_at <= at]
    return (before[-1] if before else known[0]).start


def _of_teams(session: Session, hub_id: int, on: date, told: dict[tuple[Whom, int], list[Telling]]) -> Iterator[ToTell]:
    """A team whose route has a newer version than its first, or none any more, until somebody of it has read it."""
    query = select(RouteVersion).where(
        RouteVersion.hub_id == hub_id, RouteVersion.on == on, RouteVersion.number.is_not(None)
    )
    versions: dict[int, list[RouteVersion]] = {}
    for route in session.scalars(query.options(joinedload(RouteVersion.team)).order_by(RouteVersion.number)):
        versions.setdefault(route.team_id, []).append(route)
    ids = [route.id for routes in versions.values() for route in routes]
    seen = set(session.scalars(select(RouteChangeSeen.route_id).where(RouteChangeSeen.route_id.in_(ids))))
    for routes in versions.values():
        last, said = routes[-1], told.get((Whom.LEAD, routes[-1].id), [])
        is_gone = last.state is not RouteState.PUBLISHED
        new = None if is_gone else last.leave_min
        knows = any(one.is_reached and one.start_min == new for one in said) or (last.id in seen and not is_gone)
        if (len(routes) > 1 or is_gone) and not knows:
            old, last_call = routes[0].leave_min, said[-1] if said else None
            yield ToTell(Whom.LEAD, None, last.team, last.id, old, new, False, last_call)


def tell(
    session: Session,
    whom: Whom,
    *,
    visit_id: int | None = None,
    route_id: int | None = None,
    start_min: int | None,
    is_reached: bool,
    current: Iterable[ToTell],
    hub_id: int,
    by_id: int,
    now: datetime,
) -> Telling:
    """Write down that they were told this, or could not be reached. Raises Changed where it is not so any more."""
    row: Visit | RouteVersion
    if visit_id is not None:
        row = get_in_hub(session, Visit, visit_id, hub_id)
    else:
        row = get_in_hub(session, RouteVersion, route_id or 0, hub_id)
    key = (whom, visit_id, route_id, start_min)
    shown = {(one.whom, one.visit.id if one.visit else None, one.route_id, one.new) for one in current}
    if key not in shown:
        raise Changed(N_("It has changed since you opened the page. Look at the new time before you tell them."))
    found = Telling(
        hub_id=hub_id,
        on=row.on,
        whom=whom,
        visit_id=visit_id,
        route_id=route_id,
        start_min=start_min,
        is_reached=is_reached,
        by_id=by_id,
        at=now,
    )
    session.add(found)
    audit.record(session, "tell_change", row, by_id=by_id, now=now, whom=whom, minute=start_min, reached=is_reached)
    return found


def told_today(session: Session, hub_id: int, on: date) -> list[Telling]:
    """Who was reached, the newest first."""
    query = select(Telling).where(Telling.hub_id == hub_id, Telling.on == on, Telling.is_reached)
    return list(session.scalars(query.order_by(Telling.id.desc())))


def visits_of(session: Session, told: Iterable[Telling]) -> dict[int, Visit]:
    ids = {one.visit_id for one in told if one.visit_id is not None}
    query = select(Visit).where(Visit.id.in_(ids)).options(selectinload(Visit.needs).joinedload(Need.person))
    return {visit.id: visit for visit in session.scalars(query)} if ids else {}
