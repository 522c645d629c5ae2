"""Everything a plan of one day rests on, read once: needs, visits, teams, areas, holds, danger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.hubs import get_hub
from app.alarms.queries import AlarmNow, AlarmPicture, alarm_picture
from app.danger.picture import DangerPicture, danger_now
from app.domain.alarms import AlarmKind
from app.domain.danger.advice import Advice
from app.domain.danger.events import FloatArray
from app.domain.danger.grade import Grade
from app.domain.danger.wall_clock import steps_of_day
from app.domain.hub_settings import HubSettings
from app.domain.rules import AlarmFacts
from app.domain.states import DayState, RouteState, VisitState
from app.domain.timespan import Windows, minute_of
from app.models import (
    Consent,
    Day,
    DayDecision,
    Departure,
    Household,
    Hub,
    Need,
    Permit,
    RoadSegment,
    RouteStop,
    RouteVersion,
    ServicePoint,
    Shift,
    Telling,
    VehicleOutage,
    Visit,
    Whom,
)
from app.needs import queries as needs
from app.places import decisions
from app.places import queries as places
from app.places.queries import AreaStanding, HoldIndex
from app.routes import past_days
from app.routes.reported import NearReport, mines, near_reports
from app.teams import queries as teams
from app.travel import answers as routing
from app.travel import queries as travel
from app.travel.answers import Answers
from app.travel.places import Place, home_of, point_place
from app.travel.queries import Ways

LIVE = (VisitState.PROPOSED, VisitState.PUBLISHED, VisitState.UNDER_WAY)
FIGHTING = (AlarmKind.ARTILLERY_SHELLING, AlarmKind.URBAN_FIGHTS, AlarmKind.COMBINED_SHELLING)
NEVER_HEARD = timedelta(days=1)


@dataclass(frozen=True)
class HourOfDanger:
    """The grade of one area in one local hour, and the events per hour behind it; None where nobody knows."""

    grade: Grade = Grade.UNKNOWN
    per_h: float | None = None


NO_DATA = HourOfDanger()


@dataclass(frozen=True, kw_only=True)
class DayFacts:
    """What is known when a day is planned or judged."""

    hub: Hub
    settings: HubSettings
    tz: ZoneInfo
    on: date
    now: datetime
    day: Day | None
    shifts: list[Shift]
    permits: list[Permit]
    standing: dict[int, AreaStanding]
    holds: HoldIndex
    points: list[ServicePoint]
    roads: list[RoadSegment]
    needs: list[Need]
    visits: list[Visit]
    routes: list[RouteVersion]
    scores: dict[int, int]
    danger: dict[int, tuple[HourOfDanger, ...]]
    danger_issued_at: datetime | None
    picture: DangerPicture
    near: list[NearReport]
    ways: Ways
    mines: list[Place]
    attacks: dict[int, tuple[int, int]] = field(default_factory=dict)  # by area, in 6 and in 24 h
    alarms: dict[int, tuple[AlarmFacts, ...]] = field(default_factory=dict)  # by area
    feed_age: timedelta | None = None
    departed: frozenset[int] = frozenset()
    told: dict[int, int] = field(default_factory=dict)  # by visit, the minute its people were told last
    last_teams: dict[int, int] = field(default_factory=dict)  # by household, who came the last time
    usual: dict[past_days.StopKey, Windows] = field(default_factory=dict)  # by stop, starts that could be foreseen
    yesterday: list[tuple[tuple[int, ...], int]] = field(default_factory=list)  # areas of each route, when it left
    answers: Answers = field(default_factory=Answers)
    decisions: dict[int, DayDecision] = field(default_factory=dict)
    outages: dict[int, VehicleOutage] = field(default_factory=dict)  # by car
    closed: dict[int, Windows] = field(default_factory=dict)  # by area, as area_closed has worked it out

    @cached_property
    def now_min(self) -> int | None:
        """The present minute when the day is today, the whole day when it has passed, None before it."""
        today = self.now.astimezone(self.tz).date()
        if self.on > today:
            return None
        return minute_of(self.now, self.tz) if self.on == today else 24 * 60

    @property
    def is_over(self) -> bool:
        """Whether the day has passed or was closed: what stands now says nothing of it any more."""
        has_passed = self.on < self.now.astimezone(self.tz).date()
        return has_passed or (self.day is not None and self.day.state is DayState.CLOSED)

    @cached_property
    def mines_northward(self) -> FloatArray:
        return np.array(sorted(self.mines), np.float64).reshape(-1, 2)

    @property
    def drafts(self) -> dict[int, RouteVersion]:
        return {route.team_id: route for route in self.routes if route.state is RouteState.DRAFT}

    @property
    def published(self) -> dict[int, RouteVersion]:
        return {route.team_id: route for route in self.routes if route.state is RouteState.PUBLISHED}

    @property
    def working(self) -> dict[int, RouteVersion]:
        """Each team's route as the plan page shows it: its draft, else what is published."""
        return self.published | self.drafts

    @cached_property
    def begun(self) -> frozenset[int]:
        """Teams that a person leads: they have left, or a visit of their route is under way or done."""
        under_way = {
            route.team_id
            for route in self.working.values()
            for stop in route.stops
            if stop.visit is not None and stop.visit.state in (VisitState.UNDER_WAY, VisitState.DONE)
        }
        return self.departed | under_way

    def decided(self, area_id: int) -> Advice | None:
        found = self.decisions.get(area_id)
        return found.decision if found else None

    def usual_at(self, point_id: int | None, household_id: int) -> Windows:
        return self.usual.get(past_days.key_of_stop(point_id, household_id), ())

    def hour_of(self, area_id: int | None, hour: int) -> HourOfDanger:
        hours = self.danger.get(area_id) if area_id is not None else None
        return hours[hour] if hours and 0 <= hour < 24 else NO_DATA


def gather(session: Session, hub_id: int, on: date, *, now: datetime, lock: bool = False) -> DayFacts:
    """Read the day. lock: hold the day's row for the transaction, for a use case that will write."""
    hub = get_hub(session, hub_id)
    tz, settings = ZoneInfo(hub.time_zone), HubSettings.from_stored(hub.settings)
    open_needs = needs.plannable(session, hub_id, on)
    visits = visits_on(session, hub_id, on)
    points = places.points(session, hub_id)
    picture = danger_now(session, hub_id, now=now)
    alarms = alarm_picture(session, hub_id, now=now)
    all_needs = {one.id: one for one in [*open_needs, *(need for visit in visits for need in visit.needs)]}
    _read_consents(session, all_needs.values())
    ends = _ends_of_drives(hub, all_needs.values(), points)
    return DayFacts(
        hub=hub,
        settings=settings,
        tz=tz,
        on=on,
        now=now,
        day=find_day(session, hub_id, on, lock=lock),
        shifts=teams.shifts_on(session, hub_id, on),
        permits=teams.permits_on(session, hub_id, on),
        standing=places.standing(session, hub_id, now=now),
        holds=places.holds_covering(session, hub_id, now=now),
        points=points,
        roads=places.roads(session, hub_id),
        needs=open_needs,
        visits=visits,
        routes=routes_on(session, hub_id, on),
        scores={row.need.id: row.total for row in needs.scored(session, hub_id, all_needs.values(), now=now)},
        danger=_danger_by_hour(picture, on, tz),
        danger_issued_at=picture.issued_at,
        picture=picture,
        near=near_reports(session, hub_id, now),
        ways=travel.ways(session, hub_id, now=now),
        mines=mines(session, hub_id, [*ends, *_stops_of(visits)]),
        attacks={area_id: area.counts_1h_6h_24h_7d[1:3] for area_id, area in picture.areas.items()},
        alarms=_alarms(alarms),
        feed_age=_oldest_word(alarms, now),
        departed=_departed(session, hub_id, on),
        told=_told(session, hub_id, on),
        last_teams=past_days.last_teams(session, hub_id, (one.household_id for one in all_needs.values()), on),
        usual=past_days.usual_starts(session, hub_id, on, settings),
        yesterday=past_days.ways_of_yesterday(session, hub_id, on),
        answers=routing.answers(session, hub_id, ends, now=now),
        decisions=decisions.decisions_on(session, hub_id, on),
        outages=teams.outages_on(session, hub_id, on),
    )


def _ends_of_drives(hub: Hub, all_needs: Iterable[Need], points: Iterable[ServicePoint]) -> list[Place]:
    """Where teams may drive from and to: the base, the homes, the service points."""
    found = [home_of(need.household) for need in all_needs] + [point_place(point) for point in points]
    return [(hub.base_lat, hub.base_lon), *(place for place in found if place is not None)]


def _stops_of(visits: Iterable[Visit]) -> list[Place]:
    """Of visits that stand in the plan already, also at a point that is no longer in use."""
    homes = [home_of(visit.household) for visit in visits if visit.household]
    found = homes + [point_place(visit.service_point) for visit in visits if visit.service_point]
    return [place for place in found if place is not None]


def _alarms(picture: AlarmPicture) -> dict[int, tuple[AlarmFacts, ...]]:
    """What is on or ended within the hour, without what has been on for days: that tells nothing of today."""
    found: dict[int, list[AlarmFacts]] = {}
    for by_area in (picture.now, picture.ended):
        for area_id, alarms in by_area.items():
            fresh = [one for one in alarms if not one.is_long_standing]
            found.setdefault(area_id, []).extend(_alarm(one) for one in fresh)
    return {area_id: tuple(alarms) for area_id, alarms in found.items()}


def _alarm(one: AlarmNow) -> AlarmFacts:
    is_air, is_fighting = one.kind is AlarmKind.AIR_RAID, one.kind in FIGHTING
    return AlarmFacts(one.since, one.ended_at, is_air, is_fighting)


def _oldest_word(picture: AlarmPicture, now: datetime) -> timedelta | None:
    """Of a feed that is silent by its own rule; one that never answered is as old as can be."""
    return max((feed.age if feed.age is not None else NEVER_HEARD for feed in picture.silent), default=None)


def _read_consents(session: Session, all_needs: Iterable[Need]) -> None:
    """In one query for everybody: a plan asks each person's last word."""
    people = {need.person for need in all_needs if need.person is not None}
    told: dict[int, list[Consent]] = {person.id: [] for person in people}
    for one in session.scalars(select(Consent).where(Consent.person_id.in_(told)).order_by(Consent.id)):
        told[one.person_id].append(one)
    for person in people:
        set_committed_value(person, "consents", told[person.id])


def find_day(session: Session, hub_id: int, on: date, *, lock: bool = False) -> Day | None:
    query = select(Day).where(Day.hub_id == hub_id, Day.on == on)
    return session.scalar(query.with_for_update(key_share=True) if lock else query)


def visits_on(session: Session, hub_id: int, on: date) -> list[Visit]:
    """The visits of the day that are not over, with all a plan looks at."""
    query = select(Visit).where(Visit.hub_id == hub_id, Visit.on == on, Visit.state.in_(LIVE))
    loaded = (
        selectinload(Visit.needs).joinedload(Need.kind),
        selectinload(Visit.needs).joinedload(Need.person),
        joinedload(Visit.household).joinedload(Household.area),
        joinedload(Visit.service_point),
    )
    return list(session.scalars(query.options(*loaded).order_by(Visit.id)))


def routes_on(session: Session, hub_id: int, on: date) -> list[RouteVersion]:
    """Drafts and published routes of the day, by team number."""
    query = select(RouteVersion).where(
        RouteVersion.hub_id == hub_id, RouteVersion.on == on, RouteVersion.state != RouteState.SUPERSEDED
    )
    loaded = (
        joinedload(RouteVersion.team),
        selectinload(RouteVersion.stops).joinedload(RouteStop.visit).selectinload(Visit.needs),
        selectinload(RouteVersion.stops).joinedload(RouteStop.area),
    )
    found = session.scalars(query.options(*loaded)).all()
    return sorted(found, key=lambda route: (route.team.number, route.id))


def _departed(session: Session, hub_id: int, on: date) -> frozenset[int]:
    query = select(Departure.team_id).where(Departure.hub_id == hub_id, Departure.on == on)
    return frozenset(session.scalars(query))


def _told(session: Session, hub_id: int, on: date) -> dict[int, int]:
    query = select(Telling.visit_id, Telling.start_min).where(
        Telling.hub_id == hub_id, Telling.on == on, Telling.whom == Whom.CLIENT, Telling.is_reached
    )
    said = dict(session.execute(query.order_by(Telling.id)).all())
    return {visit_id: minute for visit_id, minute in said.items() if visit_id is not None and minute is not None}


def _danger_by_hour(picture: DangerPicture, on: date, tz: ZoneInfo) -> dict[int, tuple[HourOfDanger, ...]]:
    """By area the 24 hours of the wall clock; an hour outside the forecast has no data, one told twice is the worse."""
    found: dict[int, tuple[HourOfDanger, ...]] = {}
    steps_of: dict[tuple[datetime, ...], list[tuple[int, ...]]] = {}  # the areas of a map share their hours
    for area_id, area in picture.areas.items():
        hours = tuple(at for at, _, _ in area.hours)
        steps = steps_of[hours] = steps_of.get(hours) or steps_of_day(hours, on, tz)
        found[area_id] = tuple(_worst([area.hours[step] for step in those]) for those in steps)
    return found


def _worst(hours: Sequence[tuple[datetime, Grade, float]]) -> HourOfDanger:
    if not hours:
        return NO_DATA
    _, grade, rate = max(hours, key=lambda hour: (hour[1].planned_as.value, hour[2]))
    return HourOfDanger(grade, None if grade is Grade.UNKNOWN else rate)


def first_minute(facts: DayFacts, *, after: timedelta = timedelta(minutes=5)) -> int:
    """The earliest minute a team that has not left can leave: a few minutes from now when the day is today."""
    if facts.now_min is None:
        return 0
    return min(24 * 60, facts.now_min + int(after.total_seconds() // 60))


def local_moment(facts: DayFacts, minute: int) -> datetime:
    """The moment a minute of the day stands for, on the hub's clock."""
    start = datetime.combine(facts.on, time(0), tzinfo=facts.tz)
    return start + timedelta(minutes=minute)
