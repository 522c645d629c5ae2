"""One's own route as the phone shows it: the next stop large, what is held, what changed, who calls back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from math import exp

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_zone
from app.danger.picture import danger_now
from app.day.aboard import Aboard
from app.day.leaving import words_on
from app.day.recalls import recalls
from app.day.service import find_departure
from app.domain.contacts import ContactKind
from app.domain.danger.grade import Grade
from app.domain.outcomes import AT_THE_DOOR
from app.domain.states import RouteState, VisitState
from app.models import Contact, Departure, Hold, RouteChangeSeen, RouteStop, RouteVersion, ShellingEvent, UnrungWord
from app.places.queries import holds_covering
from app.places.witnesses import standing_reports
from app.routes.queries import StopStanding, stop_standing

OVER = (VisitState.DONE, VisitState.MISSED, VisitState.CANCELLED)
STRIP_H = 6
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Strip:
    """Danger of one area in the hours ahead; `hit_of_100` is of the hour of arrival, None where nobody can say.

    last_report_at: of this area; reports_until: up to when the hub's reports are known at all.
    """

    hours: list[tuple[int, Grade]]
    now_hour: int
    last_report_at: datetime | None
    reports_until: datetime | None
    issued_at: datetime
    hit_of_100: int | None


@dataclass(frozen=True)
class Why:
    """A hold with the shelling behind it, if one is."""

    hold: Hold
    event: ShellingEvent | None

    @property
    def what(self) -> str:
        """The kind or chip of the latest report that stands."""
        latest = standing_reports(self.event.reports)[-1] if self.event and self.event.reports else None
        return latest.what if latest else ""


@dataclass(frozen=True)
class Changes:
    """What a new version of the route took off and brought, in numbers of visits."""

    at: datetime | None
    dropped: int
    added: int


@dataclass(frozen=True)
class MyRoute:
    """The page of one team's day."""

    route: RouteVersion
    departure: Departure | None
    standings: Sequence[StopStanding]
    whys: dict[int, list[Why]]
    change: Changes | None
    recalls: list[Why] = field(default_factory=list)
    aboard: Aboard | None = None
    is_turning_back: bool = False
    arrived_at: set[str] = field(default_factory=set)
    unrung: dict[int, UnrungWord] = field(default_factory=dict)
    has_turned_back: bool = False

    @property
    def times_stand(self) -> bool:
        """Whether the times of the stops ahead still say when; not once the team was called back or turned back."""
        return not (self.recalls or self.aboard or self.is_turning_back or self.has_turned_back)

    @property
    def is_out(self) -> bool:
        return self.departure is not None and self.departure.home_at is None

    @property
    def next(self) -> RouteStop | None:
        """The first stop of a visit still to be made that nothing holds and nobody left out."""
        return next((one.stop for one in self.standings if self._may_go(one)), None)

    @property
    def is_home(self) -> bool:
        return self.departure is not None and self.departure.home_at is not None

    @property
    def ahead(self) -> list[StopStanding]:
        """Every stop of a visit still to be made, the held ones among them in their place."""
        return [one for one in self.standings if self._is_ahead(one)]

    @property
    def in_order(self) -> list[StopStanding]:
        """What lies ahead as the team drives it, its calls at the base in their place."""
        return [one for one in self.standings if self._is_ahead(one) or self._is_base_ahead(one)]

    @property
    def before_next(self) -> list[StopStanding]:
        """Calls at the base that come first."""
        return list(takewhile(lambda one: one.stop.visit is None, self.in_order))

    @property
    def later(self) -> list[StopStanding]:
        """All of them but the next, and what comes before it."""
        first = self.before_next
        return [one for one in self.in_order if one.stop is not self.next and one not in first]

    @property
    def may_be_visited(self) -> set[int | None]:
        """Visits still to be made that nothing holds and nobody left out."""
        return {one.stop.visit_id for one in self.standings if self._may_go(one)}

    @property
    def over(self) -> list[RouteStop]:
        """One stop for each visit that has its outcome."""
        seen: dict[int, RouteStop] = {}
        for one in self.standings:
            visit = one.stop.visit
            if visit is not None and visit.outcome is not None:
                seen.setdefault(visit.id, one.stop)
        return list(seen.values())

    def is_left_out(self, stop: RouteStop) -> bool:
        return self.unrung.get(stop.visit_id or 0) is UnrungWord.SKIPPED

    def _may_go(self, one: StopStanding) -> bool:
        return self._is_ahead(one) and not one.is_held and not self.is_left_out(one.stop)

    def _is_base_ahead(self, one: StopStanding) -> bool:
        """Whether the team still comes to the base here: a visit follows, and it has not been at a later one."""
        later = [other for other in self.standings if other.stop.position > one.stop.position]
        is_base = one.stop.visit is None and not self.is_home
        return is_base and any(map(self._is_ahead, later)) and not any(self._was_at(other.stop) for other in later)

    def _was_at(self, stop: RouteStop) -> bool:
        return stop.code in self.arrived_at or (stop.visit is not None and stop.visit.outcome in AT_THE_DOOR)

    @staticmethod
    def _is_ahead(one: StopStanding) -> bool:
        return one.stop.visit is not None and one.stop.visit.state not in OVER


def my_route(session: Session, route: RouteVersion, *, user_id: int, now: datetime) -> MyRoute:
    departure = find_departure(session, route)
    standings = _whole_visits(stop_standing(route, holds_covering(session, route.hub_id, now=now)))
    said = _contacts(session, departure)
    return MyRoute(
        route,
        departure,
        standings,
        _whys(session, standings),
        _change(session, route, user_id),
        *_recalls(session, departure, said, now),
        is_turning_back=bool(said) and said[-1].kind == ContactKind.TURNING_BACK,
        arrived_at={contact.note for contact in said if contact.kind == ContactKind.ARRIVED},
        unrung=words_on(session, route),
        has_turned_back=_has_turned_back(route, said),
    )


def _has_turned_back(route: RouteVersion, said: Sequence[Contact]) -> bool:
    """Whether the team turned back, and has neither arrived anywhere nor got a new version since."""
    for one in reversed(said):
        if one.kind == ContactKind.ARRIVED or (route.published_at is not None and one.at < route.published_at):
            return False
        if one.kind == ContactKind.TURNING_BACK:
            return True
    return False


def _whole_visits(standings: Sequence[StopStanding]) -> list[StopStanding]:
    """A visit of several stops is held as a whole where one of them is."""
    holds: dict[int | None, dict[int, Hold]] = {}
    for one in standings:
        holds.setdefault(one.stop.visit_id, {}).update({hold.id: hold for hold in one.holds})
    return [StopStanding(one.stop, list(holds[one.stop.visit_id].values())) for one in standings]


def _whys(session: Session, standings: Sequence[StopStanding]) -> dict[int, list[Why]]:
    """For each held stop by its id, why."""
    events = _events(session, [hold for one in standings for hold in one.holds])
    return {
        one.stop.id: [Why(hold, events.get(hold.event_id or 0)) for hold in one.holds] for one in standings if one.holds
    }


def _events(session: Session, holds: Sequence[Hold]) -> dict[int, ShellingEvent]:
    ids = {hold.event_id for hold in holds if hold.event_id is not None}
    return {one.id: one for one in session.scalars(select(ShellingEvent).where(ShellingEvent.id.in_(ids)))}


def _contacts(session: Session, departure: Departure | None) -> list[Contact]:
    """The words of this going out, oldest first."""
    if departure is None:
        return []
    query = select(Contact).where(Contact.departure_id == departure.id)
    return list(session.scalars(query.order_by(Contact.at, Contact.id)))


def _recalls(
    session: Session, departure: Departure | None, said: Sequence[Contact], now: datetime
) -> tuple[list[Why], Aboard | None]:
    """What the desk calls this team back for, and it has not read yet. What was held when it left, it knew."""
    if departure is None or departure.home_at is not None:
        return [], None
    read_at = [one.at for one in said if one.kind in (ContactKind.TURNING_BACK, ContactKind.RECALL_READ)]
    since = max([departure.left_at, *read_at])
    found = [one for one in recalls(session, departure.hub_id, now=now) if one.departure.id == departure.id]
    holds = [hold for one in found for hold in one.holds if hold.from_at >= since and hold.released_at is None]
    events = _events(session, holds)
    aboard = next((one.aboard for one in found if one.aboard is not None), None)
    told = aboard if aboard is not None and aboard.is_newer_than(since) else None
    return [Why(hold, events.get(hold.event_id or 0)) for hold in holds], told


def _change(session: Session, route: RouteVersion, user_id: int) -> Changes | None:
    """Against the version before, until this person has read it."""
    before = session.scalar(
        select(RouteVersion)
        .where(
            RouteVersion.team_id == route.team_id,
            RouteVersion.on == route.on,
            RouteVersion.state == RouteState.SUPERSEDED,
            RouteVersion.number < (route.number or 0),
        )
        .order_by(RouteVersion.number.desc())
        .limit(1)
    )
    if before is None or session.get(RouteChangeSeen, (route.id, user_id)) is not None:
        return None
    old, new = _visit_ids(before), _visit_ids(route)
    return Changes(route.published_at, len(old - new), len(new - old))


def _visit_ids(route: RouteVersion) -> set[int]:
    return {stop.visit_id for stop in route.stops if stop.visit_id is not None}


def strip_of(session: Session, stop: RouteStop, hub_id: int, *, arrives_at: datetime, now: datetime) -> Strip | None:
    """The hours from now on of the area of this stop."""
    picture = danger_now(session, hub_id, now=now)
    area = picture.areas.get(stop.area_id or 0)
    if area is None:
        return None
    ahead = [hour for hour in area.hours if hour[0] > now - HOUR]
    shown = ahead[:STRIP_H]
    then = next(((grade, rate) for start, grade, rate in ahead if start <= arrives_at < start + HOUR), None)
    says = then is not None and then[0] not in (Grade.UNKNOWN, Grade.DO_NOT_GO)
    return Strip(
        hours=[(_hour(start, hub_id, session), grade) for start, grade, _rate in shown],
        now_hour=_hour(now, hub_id, session),
        last_report_at=area.last_report_at,
        reports_until=picture.reports_until,
        issued_at=picture.issued_at,
        hit_of_100=round(100 * (1 - exp(-then[1]))) if then is not None and says else None,
    )


def _hour(moment: datetime, hub_id: int, session: Session) -> int:
    return moment.astimezone(hub_zone(session, hub_id)).hour
