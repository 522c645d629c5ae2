"""Before leaving: whom to ring in the last hours (gates G17 and G18), and where a decision of the day closes (G20).

A stop nobody rang for keeps the team from leaving until it is rung for, left out for the day, or allowed by an
approver. One that was decided against since the plan can only be left out, or decided anew. That the team has left all
the same is a fact like any other: it is written down and shown.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.hubs import hub_settings
from app.domain.danger.advice import Advice
from app.domain.rules import CallFacts, RuleSettings, call_breaches, decision_breaches
from app.domain.states import VisitState
from app.models import DayDecision, Need, PointStatus, RouteVersion, ServicePoint, UnrungStop, UnrungWord, Visit
from app.places.decisions import decisions_on
from app.places.queries import HoldIndex, holds_covering, latest_word, point_standing
from app.routes.gates import saves_a_life
from app.routes.queries import stop_standing

PERSON, POINT, DECIDED = "G17", "G18", "G20"
AHEAD = (VisitState.PUBLISHED, VisitState.UNDER_WAY)
SHUT = (PointStatus.CLOSED, PointStatus.DESTROYED)


@dataclass(frozen=True)
class ToRing:
    """A visit nobody rang for lately enough: needs whose people, and a point, either may be missing from it.

    allowed, skipped: the word that stands for it in this version of the route, if any. decided: the decision of the
    day that closes it since it was planned; nobody's call and no approver opens that.
    """

    number: int
    visit: Visit
    needs: tuple[Need, ...]
    point: ServicePoint | None
    gates: tuple[str, ...]
    allowed: UnrungStop | None = None
    skipped: UnrungStop | None = None
    decided: DayDecision | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still keeps the team from leaving."""
        return self.allowed is None and self.skipped is None

    @property
    def is_shut(self) -> bool:
        """Whether the last word of the point is that it does not work: a coordinator says when it does again."""
        last = latest_word(self.point.statuses) if self.point else None
        return last is not None and last.status in SHUT


def to_ring(session: Session, route: RouteVersion, *, now: datetime, index: HoldIndex | None = None) -> list[ToRing]:
    """What keeps a departure now: not confirmed, or decided against; in the order of the visits, not what is held.

    index: the holds that cover now, where the caller has read them already.
    """
    settings = rule_settings(session, route.hub_id)
    words, closed = _words(session, route), closing_decisions(session, route)
    numbers, found = route.visit_numbers, []
    for visit in _to_be_made(route, index or holds_covering(session, route.hub_id, now=now)):
        gates = open_gates(visit, at=now, settings=settings) + ((DECIDED,) if visit.id in closed else ())
        if gates:
            said = words.get(visit.id, [])
            found.append(
                ToRing(
                    numbers.get(visit.id, 0),
                    visit,
                    tuple(need for need in visit.needs if _opens(need, now, settings)) if PERSON in gates else (),
                    visit.service_point if POINT in gates else None,
                    gates,
                    _last_allowed(said, gates),
                    _last_skipped(said, settings, closed),
                    closed.get(visit.id),
                )
            )
    return sorted(found, key=lambda one: one.number)


def closing_decisions(session: Session, route: RouteVersion) -> dict[int, DayDecision]:
    """By visit, what a person decided about one of its areas on this day and closes it."""
    decided = decisions_on(session, route.hub_id, route.on)
    found = {}
    for stop in route.stops if decided else ():
        one = decided.get(stop.area_id or 0)
        if stop.visit is not None and one is not None and _closes(one.decision, stop.visit):
            found[stop.visit.id] = one
    return found


def _closes(decision: Advice, visit: Visit) -> bool:
    return any(decision_breaches(decision, life_saving=saves_a_life(visit.needs)))


def rule_settings(session: Session, hub_id: int) -> RuleSettings:
    return RuleSettings(confirmed_within=timedelta(minutes=hub_settings(session, hub_id).confirm_within_min))


def open_gates(visit: Visit, *, at: datetime, settings: RuleSettings) -> tuple[str, ...]:
    """The calls of this visit that were not made in time for a departure at that moment, by the rules' codes."""
    point = visit.service_point
    facts = CallFacts(
        departs_at=at,
        needs_client=bool(visit.needs),
        client_confirmed_at=_all_rung_at(visit.needs),
        needs_point=point is not None,
        point_confirmed_at=_open_since(point, at) if point is not None else None,
    )
    return tuple(breach.rule.code for breach in call_breaches(facts, settings))


def _all_rung_at(needs_of_visit: Iterable[Need]) -> datetime | None:
    """The oldest call of a visit to several people; None while one of them was never rung."""
    rung = [need.phone_confirmed_at for need in needs_of_visit]
    known = [at for at in rung if at is not None]
    return min(known) if known and len(known) == len(rung) else None


def _opens(need: Need, now: datetime, settings: RuleSettings) -> bool:
    facts = CallFacts(departs_at=now, client_confirmed_at=need.phone_confirmed_at, needs_point=False)
    return any(call_breaches(facts, settings))


def _open_since(point: ServicePoint, at: datetime) -> datetime | None:
    last = latest_word(point.statuses)
    return last.as_of if last is not None and point_standing(point, at).status is PointStatus.OPEN else None


def held_ahead(route: RouteVersion, index: HoldIndex) -> list[int]:
    """The numbers of the visits ahead to which nobody goes, since something holds them."""
    held, numbers = _held(route, index), route.visit_numbers
    return sorted(numbers.get(visit.id, 0) for visit in _ahead(route) if visit.id in held)


def _to_be_made(route: RouteVersion, index: HoldIndex) -> list[Visit]:
    """Visits ahead that nothing holds: to a held one nobody goes, so nobody is rung for it."""
    held = _held(route, index)
    return [visit for visit in _ahead(route) if visit.id not in held]


def _held(route: RouteVersion, index: HoldIndex) -> set[int | None]:
    return {one.stop.visit_id for one in stop_standing(route, index) if one.is_held}


def _ahead(route: RouteVersion) -> list[Visit]:
    visits = {stop.visit.id: stop.visit for stop in route.stops if stop.visit is not None}
    return [visit for visit in visits.values() if visit.state in AHEAD]


def _words(session: Session, route: RouteVersion) -> dict[int, list[UnrungStop]]:
    found: dict[int, list[UnrungStop]] = {}
    for one in session.scalars(select(UnrungStop).where(UnrungStop.route_id == route.id).order_by(UnrungStop.id)):
        found.setdefault(one.visit_id, []).append(one)
    return found


def _last_allowed(said: list[UnrungStop], gates: tuple[str, ...]) -> UnrungStop | None:
    """Who allowed a stop must have known of every call that is open now."""
    found = (one for one in reversed(said) if one.word is UnrungWord.ALLOWED and set(gates) <= set(one.gates))
    return next(found, None)


def _last_skipped(said: list[UnrungStop], settings: RuleSettings, closed: Container[int]) -> UnrungStop | None:
    found = (one for one in reversed(said) if one.word is UnrungWord.SKIPPED and not _is_moot(one, settings, closed))
    return next(found, None)


def words_on(session: Session, route: RouteVersion) -> dict[int, UnrungWord]:
    """What stands of each visit nobody rang for, in this version: the last word that is not moot."""
    settings, closed = rule_settings(session, route.hub_id), closing_decisions(session, route)
    found = (
        (visit_id, [one for one in said if not _is_moot(one, settings, closed)])
        for visit_id, said in _words(session, route).items()
    )
    return {visit_id: said[-1].word for visit_id, said in found if said}


def skipped_visits(session: Session, route: RouteVersion) -> set[int]:
    """Visits the team leaves out today, until somebody rings after all."""
    return {visit_id for visit_id, word in words_on(session, route).items() if word is UnrungWord.SKIPPED}


def said_today(session: Session, hub_id: int, on: date) -> list[UnrungStop]:
    """Stops gone to, left out or allowed without a call, until seen; moot once rung for or with an outcome."""
    query = (
        select(UnrungStop)
        .join(RouteVersion, RouteVersion.id == UnrungStop.route_id)
        .where(
            UnrungStop.hub_id == hub_id,
            RouteVersion.on == on,
            UnrungStop.seen_at.is_(None),
        )
        .options(selectinload(UnrungStop.visit), selectinload(UnrungStop.route))
        .order_by(UnrungStop.at, UnrungStop.id)
    )
    settings = rule_settings(session, hub_id)
    last = {(one.visit_id, one.word): one for one in session.scalars(query)}
    routes = {one.route_id: one.route for one in last.values()}
    closed = {visit_id for route in routes.values() for visit_id in closing_decisions(session, route)}
    standing = [one for one in last.values() if not _is_moot(one, settings, closed)]
    return sorted(standing, key=lambda one: one.word is not UnrungWord.LEFT)


def _is_moot(said: UnrungStop, settings: RuleSettings, closed: Container[int]) -> bool:
    is_called = not open_gates(said.visit, at=said.at, settings=settings)
    return said.visit.state not in AHEAD or (is_called and said.visit_id not in closed)
