"""Builders of rows: each makes what its test does not care about, typed, in the session that it is given."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.alarms import AlarmKind, RegionKind, Source
from app.domain.needs import StopPattern, Urgency
from app.domain.roles import Role
from app.domain.shelling import AreaPrecision, Chip, EventState, Observation, SourceType, TimePrecision
from app.domain.states import NeedState, VisitState
from app.domain.zones import Zone
from app.models import (
    Alarm,
    AlarmFeed,
    Area,
    AreaKind,
    Household,
    Hub,
    Membership,
    Need,
    NeedKind,
    NeedSource,
    Person,
    PointKind,
    PointStatus,
    ServicePoint,
    ServicePointStatus,
    ShellingEvent,
    ShellingReport,
    Shift,
    StoryClock,
    Team,
    User,
    UserSession,
    Vehicle,
    Visit,
    Volunteer,
    ZoneSetting,
)
from app.needs.drafts import NeedDraft

NOON = datetime(2023, 5, 13, 9, 0, tzinfo=UTC)  # 12:00 in Kyiv
THE_DAY = date(2023, 5, 13)
PASSWORD = "чотири слова на стіні"
# Argon2id of PASSWORD, so that a test with users does not pay for hashing.
PASSWORD_HASH = "$argon2id$v=19$m=65536,t=3,p=1$0vCe9SuRG2dAYAb5O8gdlQ$rSaU5Y5Ox8Z+HIBkY3TinJ0wamlGsFO/96QVb+Sm/Dg"


def make_hub(session: Session, code: str = "kos", **values: Any) -> Hub:
    facts: dict[str, Any] = {
        "name_uk": "Костянтинівка",
        "name_en": "Kostiantynivka",
        "time_zone": "Europe/Kyiv",
        "base_lat": 48.63,
        "base_lon": 37.553,
        "base_name": "База",
        "duty_phone": "050 000 00 01",
        "created_at": NOON,
        "settings": {},
    }
    return _add(session, Hub(code=code, **(facts | values)))


def make_user(
    session: Session, hub: Hub | None, role: Role = Role.COORDINATOR, username: str = "", **values: Any
) -> User:
    username = username or f"user{uuid4().hex[:8]}"
    facts: dict[str, Any] = {"display_name": username.title(), "password_hash": PASSWORD_HASH, "created_at": NOON}
    user = User(username=username, role=role, **(facts | values))
    if hub is not None:
        user.memberships = [Membership(hub_id=hub.id)]
    return _add(session, user)


def make_area(
    session: Session,
    hub: Hub,
    code: str = "KOS-C",
    *,
    zone: Zone | None = Zone.Z3,
    set_by: User | None = None,
    **values: Any,
) -> Area:
    """An area with a zone in force (none where zone is None)."""
    facts: dict[str, Any] = {
        "name_uk": f"Ділянка {code}",
        "name_en": f"Area {code}",
        "kind": AreaKind.AREA,
        "lat": 48.528,
        "lon": 37.707,
        "radius_m": 1500,
    }
    area = _add(session, Area(hub_id=hub.id, code=code, **(facts | values)))
    if zone is not None:
        by = set_by or make_user(session, hub, is_safety_lead=True)
        setting = ZoneSetting(
            area_id=area.id,
            zone=zone,
            set_by_id=by.id,
            set_at=NOON - timedelta(hours=6),
            review_by=NOON + timedelta(days=2),
        )
        area.zones.append(setting)
        session.flush()
    return area


def make_household(session: Session, area: Area | None, hub: Hub, **values: Any) -> Household:
    facts: dict[str, Any] = {"address": "вул. Вигадана, 12", "landmark": "синя крамниця", "created_at": NOON}
    return _add(session, Household(hub_id=hub.id, area_id=area.id if area else None, **(facts | values)))


def make_person(session: Session, household: Household, **values: Any) -> Person:
    facts: dict[str, Any] = {"first_name": "Людмила", "surname": "Придуманенко", "created_at": NOON}
    return _add(session, Person(hub_id=household.hub_id, household_id=household.id, **(facts | values)))


def make_need_kind(session: Session, hub: Hub, code: str = "FOOD", **values: Any) -> NeedKind:
    facts: dict[str, Any] = {
        "label_uk": "Продуктовий набір",
        "label_en": "Food parcel",
        "paper_uk": "Набір",
        "paper_en": "Parcel",
        "minutes": 5,
        "people": 2,
        "skills": [],
        "pattern": StopPattern.HOME,
        "point_kinds": [],
        "urgency": Urgency.U3,
    }
    return _add(session, NeedKind(hub_id=hub.id, code=code, **(facts | values)))


def make_need(
    session: Session, area: Area, hub: Hub, *, kind: NeedKind | None = None, person: Person | None = None, **values: Any
) -> Need:
    kind = kind or session.scalar(select(NeedKind).where(NeedKind.hub_id == hub.id)) or make_need_kind(session, hub)
    household = person.household if person else make_household(session, area, hub)
    person = person or make_person(session, household)
    facts: dict[str, Any] = {
        "number": (session.scalar(select(func.max(Need.number)).where(Need.hub_id == hub.id)) or 0) + 1,
        "state": NeedState.READY,
        "urgency": Urgency.U3,
        "source": NeedSource.DESK,
        "logged_at": NOON,
        "received_at": NOON,
        "body_hash": "0",
    }
    row = Need(hub_id=hub.id, kind_id=kind.id, household_id=household.id, person_id=person.id, **(facts | values))
    return _add(session, row)


def make_service_point(
    session: Session, area: Area, hub: Hub, *, status: PointStatus | None = PointStatus.OPEN, **values: Any
) -> ServicePoint:
    """A point open 9-15 every day; its status was heard an hour before NOON and is believed until evening."""
    facts: dict[str, Any] = {
        "kind": PointKind.POST,
        "name": "Пошта (умовна) 1",
        "lat": 48.529,
        "lon": 37.709,
        "hours": [[day, 540, 900] for day in range(7)],
    }
    point = _add(session, ServicePoint(hub_id=hub.id, area_id=area.id, **(facts | values)))
    if status is not None:
        heard = ServicePointStatus(
            status=status,
            as_of=NOON - timedelta(hours=1),
            source="телефоном",
            expires_at=NOON + timedelta(hours=8),
            entered_at=NOON - timedelta(hours=1),
        )
        point.statuses.append(heard)
        session.flush()
    return point


def make_team(
    session: Session,
    hub: Hub,
    number: int = 1,
    *,
    on: Iterable[date] = (THE_DAY,),
    people: int = 2,
    seats: int = 3,
    skills: Iterable[str] = (),
    starts_min: int = 480,
    ends_min: int = 1080,
) -> Team:
    """A team with a car and a shift on each of the days."""
    team = _add(session, Team(hub_id=hub.id, number=number, call_sign=f"Яр-{number}"))
    vehicle = _add(session, Vehicle(hub_id=hub.id, code=f"А-{number}", seats=seats, cargo_kg=400))
    members = [
        _add(session, Volunteer(hub_id=hub.id, name=f"Волонтер {number}.{i}", skills=list(skills)))
        for i in range(people)
    ]
    for day in on:
        shift = Shift(
            hub_id=hub.id,
            team_id=team.id,
            vehicle_id=vehicle.id,
            on=day,
            starts_min=starts_min,
            ends_min=ends_min,
            lead_id=members[0].id if members else None,
        )
        shift.members = list(members)
        _add(session, shift)
    return team


def sign_in(session: Session, client: Any, user: User) -> None:
    """Give the test client a session of this user, without paying for a password hash."""
    from app.accounts.service import start_session

    token = start_session(session, user.id, real_now=clock.real_now())
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token


def sessions_of(session: Session, user: User) -> list[UserSession]:
    return list(session.scalars(select(UserSession).where(UserSession.user_id == user.id)))


def _add(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row


def make_event(session: Session, area: Area, hub: Hub, *reporters: User, **values: Any) -> ShellingEvent:
    """A shelling with one report of each reporter, received at NOON."""
    span = {"earliest_at": NOON - timedelta(minutes=10), "latest_at": NOON - timedelta(minutes=5)}
    facts: dict[str, Any] = {"state": EventState.REPORTED, "created_at": NOON} | span
    event = _add(session, ShellingEvent(hub_id=hub.id, area_id=area.id, **(facts | values)))
    for reporter in reporters:
        report = ShellingReport(
            hub_id=hub.id,
            area_id=area.id,
            reporter_id=reporter.id,
            received_at=NOON,
            time_precision=TimePrecision.QUARTER,
            chip=Chip.ROCKETS,
            area_precision=AreaPrecision.AREA,
            observation=Observation.HEARD,
            source_type=SourceType.VOLUNTEER,
            body_hash="0",
            **span,
        )
        event.reports.append(report)
        session.flush()
    return event


def make_visit(session: Session, *needs: Need, on: date = THE_DAY, **values: Any) -> Visit:
    """A published visit of that day to the household of the first need."""
    facts: dict[str, Any] = {"state": VisitState.PUBLISHED, "created_at": NOON}
    household_id = needs[0].household_id
    visit = Visit(hub_id=needs[0].hub_id, on=on, household_id=household_id, **(facts | values))
    if visit.state is VisitState.PUBLISHED and visit.team_id is None:
        visit.team_id = _any_team(session, visit.hub_id)
    visit.needs = list(needs)
    for need in needs:
        if need.state is NeedState.READY:
            need.state = NeedState.PLANNED
    return _add(session, visit)


def _any_team(session: Session, hub_id: int) -> int:
    """The hub's first team; it is made without people or car where there is none, since every route has one."""
    found = session.scalar(select(Team.id).where(Team.hub_id == hub_id).order_by(Team.number).limit(1))
    return found or int(_add(session, Team(hub_id=hub_id, number=90, call_sign="Яр-90")).id)


def make_need_draft(area: Area | None = None, **values: Any) -> NeedDraft:
    facts: dict[str, Any] = {
        "client_key": uuid4(),
        "kind": "FOOD",
        "area_id": area.id if area else None,
        "address": "вул. Вигадана, 12",
    }
    return NeedDraft(**(facts | values))


def make_alarm(session: Session, area: Area | None = None, **values: Any) -> Alarm:
    """An air alarm of Kramatorsk raion for half an hour, of a feed heard a minute ago; the area comes to lie there."""
    if area is not None:
        area.alarm_uids = "50"
    source = values.setdefault("source", Source.ALERTS_IN_UA)
    if session.get(AlarmFeed, source) is None:
        session.add(AlarmFeed(source=source, asked_at=NOON, answered_at=NOON - timedelta(minutes=1)))
    facts: dict[str, Any] = {
        "ref": uuid4().hex,
        "region_uid": "50",
        "region_name": "Краматорський район",
        "region_kind": RegionKind.RAION,
        "oblast_uid": "28",
        "kind": AlarmKind.AIR_RAID,
        "started_at": NOON - timedelta(minutes=30),
        "fetched_at": NOON,
    }
    return _add(session, Alarm(**(facts | values)))


def tell_story_time(session: Session, moment: datetime) -> None:
    """Let the application take it for this moment, as in a demo; it looks for that when it is made."""
    session.merge(StoryClock(id=1, offset_s=(moment - clock.real_now()).total_seconds()))
    session.commit()


def fresh(session: Session, row: Any) -> Any:
    """The row as the application left it."""
    session.rollback()
    session.refresh(row)
    session.commit()  # this session writes, so its reading would keep the application from writing
    return row
