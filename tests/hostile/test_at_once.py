"""Many hands at one moment, on each database: numbers are given once, one shelling is one, and the audit holds."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.roles import Role
from app.models import Hold, Need, ShellingEvent, ShellingReport
from tests.factories import make_event, make_user, sign_in
from tests.intake.phone import make_phone

HANDS = 6


@pytest.fixture
def at_once(app: Flask, session: Session) -> Callable[..., list[int]]:
    """Lets each client send at the same moment; returns the statuses."""

    def send(clients: list[FlaskClient], what: Callable[[FlaskClient, int], int]) -> list[int]:
        session.commit()
        start = Barrier(len(clients))

        def one(number: int) -> int:
            start.wait(timeout=10)
            return what(clients[number], number)

        with ThreadPoolExecutor(len(clients)) as pool:
            return list(pool.map(one, range(len(clients))))

    return send


def test_volunteers_who_write_at_once_get_numbers_of_their_own_and_make_one_hold(app, session, client, at_once):
    phone = make_phone(session, client)
    clients = []
    for _ in range(HANDS):
        clients.append(app.test_client())
        sign_in(session, clients[-1], make_user(session, phone.hub, Role.VOLUNTEER))
    area = str(phone.area.id)

    def write(hand: FlaskClient, number: int) -> int:
        key, told = str(uuid4()), f"Людмила {number}, вул. Вигадана, {number}"
        need = {"client_key": key, "chips": "food", "soon": "U2", "who_where": told, "area_id": area}
        report = {"client_key": str(uuid4()), "area_id": area, "other_area_id": "0", "chip": "rockets", "when": "0"}
        answers = [hand.post("/need", data=need), hand.post("/need", data=need)]  # the second time by a weak network
        answers.append(hand.post("/report", data=report | {"precision": "quarter"}))
        return max(answer.status_code for answer in answers)

    statuses = at_once(clients, write)

    assert statuses == [303] * HANDS
    assert sorted(session.scalars(select(Need.number))) == list(range(1, HANDS + 1))
    assert [count(session, table) for table in (ShellingReport, ShellingEvent)] == [HANDS, 1]
    held = sorted(session.scalars(select(Hold.area_id)))
    assert held == sorted({phone.area.id, phone.other.id})  # the disc reaches the neighbour; each is held once
    assert audit.verify(session).is_sound


def test_of_coordinators_who_release_at_once_one_releases_and_the_others_are_told(app, session, client, at_once):
    phone = make_phone(session, client)
    phone.report()
    hold = session.scalars(select(Hold).where(Hold.area_id == phone.area.id)).one()
    clients = []
    for _ in range(4):
        clients.append(app.test_client())
        sign_in(session, clients[-1], make_user(session, phone.hub))
    address, fields = (
        f"/holds/{hold.id}/release",
        {"release-version": str(hold.version), "release-reason": "перевірили"},
    )

    statuses = at_once(clients, lambda hand, _number: hand.post(address, data=fields).status_code)

    assert sorted(statuses)[0] == 303
    assert statuses.count(303) == 1
    assert set(statuses) <= {303, 409, 422}
    assert audit.verify(session).is_sound


def test_of_coordinators_who_judge_at_once_one_is_kept(app, session, client, at_once):
    phone = make_phone(session, client)
    event = make_event(session, phone.area, phone.hub, phone.user)
    clients = []
    for _ in range(4):
        clients.append(app.test_client())
        sign_in(session, clients[-1], make_user(session, phone.hub))
    fields = {"kind": "confirm", "why": "за словами служби", "version": str(event.version)}

    statuses = at_once(
        clients, lambda hand, _number: hand.post(f"/shelling/{event.id}/verdict", data=fields).status_code
    )

    assert sorted(statuses) == [303, 409, 409, 409]


def count(session: Session, table: type) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()
