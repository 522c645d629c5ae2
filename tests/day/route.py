"""A volunteer with a route for THE_DAY, and a clock that the test sets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.states import NeedState, RouteState, VisitState
from app.models import Area, Departure, Hold, HoldReason, Hub, RouteStop, RouteVersion, User, Visit
from tests.factories import (
    NOON,
    THE_DAY,
    make_area,
    make_household,
    make_hub,
    make_need,
    make_need_kind,
    make_person,
    make_team,
    make_user,
    sign_in,
    tell_story_time,
)

CODES = ("K2PM", "H7KT", "W9XA")


@dataclass
class OnRoute:
    """What a test needs of it. Its transaction ends before each request: SQLite has one writer."""

    session: Session
    client: FlaskClient
    hub: Hub
    user: User
    areas: list[Area]
    route: RouteVersion
    visits: list[Visit]

    def get(self, address: str = "/route") -> Any:
        self.session.commit()
        return self.client.get(address)

    def post(self, address: str, **data: Any) -> Any:
        self.session.commit()
        return self.client.post(address, data=data)

    def departure(self) -> Departure | None:
        self.session.expire_all()
        return self.session.scalars(select(Departure).order_by(Departure.id.desc())).first()

    def hold(self, area: Area, at: datetime) -> Hold:
        hold = Hold(
            hub_id=self.hub.id,
            area_id=area.id,
            reason=HoldReason.PERSON,
            note="повідомлення служби",
            from_at=at,
            review_at=at + timedelta(hours=2),
        )
        self.session.add(hold)
        self.session.commit()
        return hold


def set_moment(session: Session, app: Flask, moment: datetime) -> None:
    """From here on the application's clock starts at this moment."""
    app.config["IS_DEMO"] = True
    tell_story_time(session, moment)


def make_on_route(session: Session, app: Flask, client: FlaskClient, code: str = "kos", team: int = 2) -> OnRoute:
    """Three visits in three areas, from 12:00 on; the moment is NOON of THE_DAY."""
    hub = make_hub(session, code)
    areas = [make_area(session, hub, name) for name in ("DRU-C", "DRU-S", "KOS-C")]
    user, route, visits = add_route(session, hub, areas, team)
    sign_in(session, client, user)
    set_moment(session, app, NOON)
    return OnRoute(session, client, hub, user, areas, route, visits)


def add_route(
    session: Session, hub: Hub, areas: list[Area], number: int, on: date = THE_DAY
) -> tuple[User, RouteVersion, list[Visit]]:
    user = make_user(session, hub, Role.VOLUNTEER)
    team = make_team(session, hub, number, on=[on])
    team.shifts[0].members[0].user_id = user.id
    kind = make_need_kind(session, hub, f"MED{number}", paper_uk="Пакет № {packet}", paper_en="Packet no. {packet}")
    route = RouteVersion(
        hub_id=hub.id,
        on=on,
        team_id=team.id,
        number=1,
        state=RouteState.PUBLISHED,
        made_at=NOON,
        published_at=NOON - timedelta(hours=3),
        leave_min=700,
        home_min=900,
    )
    session.add(route)
    visits = [_visit(session, hub, area, kind, on, 200 + place) for place, area in enumerate(areas)]
    for place, (visit, area) in enumerate(zip(visits, areas, strict=True)):
        start = 720 + 40 * place
        times = {"arrive_min": start, "start_min": start, "depart_min": start + 20}
        stop = RouteStop(position=place + 1, visit_id=visit.id, area_id=area.id, code=CODES[place], **times)
        route.stops.append(stop)
        visit.team_id = team.id
    session.commit()
    return user, route, visits


def _visit(session: Session, hub: Hub, area: Area, kind: Any, on: date, packet: int) -> Visit:
    home = make_household(session, area, hub, access="під’їзд 2, собака")
    person = make_person(session, home, phones="+380501234547")
    need = make_need(
        session, area, hub, kind=kind, person=person, packet_no=packet, state=NeedState.PLANNED, phone_confirmed_at=NOON
    )
    visit = Visit(hub_id=hub.id, on=on, household_id=home.id, state=VisitState.PUBLISHED, created_at=NOON)
    visit.needs = [need]
    session.add(visit)
    session.flush()
    return visit
