"""A small day to plan: a base, two areas in zone Z4 that lie apart, teams with cars, people who have consented."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.zones import Zone
from app.models import (
    Area,
    Consent,
    ConsentAnswer,
    Day,
    Hold,
    HoldReason,
    Hub,
    Need,
    RouteVersion,
    Team,
    User,
    Visit,
)
from app.places.service import clear_area
from app.routes import service
from tests.factories import (
    make_area,
    make_household,
    make_hub,
    make_need,
    make_need_kind,
    make_person,
    make_team,
    make_user,
    tell_story_time,
)

EVENING = datetime(2023, 5, 13, 16, 20, tzinfo=UTC)  # 19:20 in Kyiv, the evening before
TOMORROW = date(2023, 5, 14)


@dataclass
class World:
    """The rows most tests talk about."""

    session: Session
    hub: Hub
    coordinator: User
    west: Area
    south: Area
    team: Team
    now: datetime = EVENING
    on: date = TOMORROW
    needs: list[Need] = field(default_factory=list)

    @property
    def acts(self) -> dict[str, Any]:
        return {"by_id": self.coordinator.id, "now": self.now}

    def need(self, area: Area | None = None, *, consents: bool = True, household: Any = None, **values: Any) -> Need:
        area = area or self.west
        household = household or make_household(self.session, area, self.hub, **values.pop("home", {}))
        person = make_person(self.session, household, **values.pop("person", {}))
        if consents:
            consent(self.session, person.id, self.coordinator)
        need = make_need(self.session, area, self.hub, person=person, **values)
        self.session.refresh(person)
        self.needs.append(need)
        return need

    def hold(self, **on: int) -> Hold:
        hold = Hold(
            hub_id=self.hub.id,
            reason=HoldReason.PERSON,
            from_at=self.now - timedelta(minutes=10),
            review_at=self.now + timedelta(hours=2),
            held_by_id=self.coordinator.id,
            **on,
        )
        self.session.add(hold)
        self.session.flush()
        return hold

    def clear(self, *areas: Area, until: datetime | None = None) -> None:
        for area in areas:
            clear_area(
                self.session,
                area.id,
                self.on,
                hub_id=self.hub.id,
                until=until or datetime(2023, 5, 14, 7, 30, tzinfo=UTC),
                **self.acts,
            )
        self.session.flush()

    def routes(self) -> list[RouteVersion]:
        return list(self.session.scalars(select(RouteVersion).order_by(RouteVersion.id)))

    def day(self) -> Day:
        return self.session.scalars(select(Day)).one()

    def as_shown(self, **data: Any) -> dict[str, Any]:
        """What a form of the plan page sends: its fields, and the draft that the page showed."""
        self.session.rollback()  # the test's own transaction must not hold the application off
        version = self.session.scalar(select(Day.draft_version)) or 0
        self.session.rollback()
        return {"draft_version": version} | data

    def visit_of(self, need: Need) -> Visit:
        return next(v for v in self.session.scalars(select(Visit).order_by(Visit.id.desc())) if need in v.needs)


def consent(session: Session, person_id: int, by: User, answer: ConsentAnswer = ConsentAnswer.YES) -> None:
    session.add(Consent(person_id=person_id, answer=answer, text_version="1", at=EVENING, by_id=by.id))
    session.flush()


def make_world(session: Session, **hub: Any) -> World:
    found = make_hub(session, **hub)
    coordinator = make_user(session, found, username="olena", display_name="О. Бойко", is_approver=True)
    west = make_area(session, found, "KOS-W", zone=Zone.Z4, lat=48.53, lon=37.65)
    south = make_area(session, found, "DRU-S", zone=Zone.Z4, lat=48.60, lon=37.53)
    make_need_kind(session, found, cargo_kg=15)
    team = make_team(session, found, 1, on=(date(2023, 5, 13), TOMORROW))
    for setting in (*west.zones, *south.zones):
        setting.review_by = EVENING + timedelta(days=3)
    session.flush()
    return World(session, found, coordinator, west, south, team)


def make_world_with_base(session: Session) -> World:
    """The same with a base that lies in the west."""
    found = make_world(session)
    found.hub.base_lat, found.hub.base_lon = found.west.lat, found.west.lon
    session.flush()
    return found


def make_published_world(session: Session) -> World:
    """Two visits, published, and a second team; the application, made after this, reads the world's time too."""
    world = make_world(session)
    make_team(session, world.hub, 2, on=(world.on,))
    world.need()
    world.need(world.south)
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    service.publish_day(session, world.hub.id, world.on, **world.acts)
    tell_story_time(session, world.now)
    return world
