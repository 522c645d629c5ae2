"""Each report, verdict and correction that a page saves asks for a danger map; nothing else does."""

from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from huey import MemoryHuey
from sqlalchemy import select

from app.danger import schedule
from app.domain.shelling import VerdictKind
from app.models import EventVerdict, IssuedMap, ShellingReport
from tests.factories import make_user, sign_in
from tests.intake.phone import make_phone


class Refusing(MemoryHuey):
    """A queue whose storage is gone."""

    def enqueue(self, task):
        raise OSError("no storage")


@pytest.fixture
def phone(session, client):
    return make_phone(session, client)


@pytest.fixture
def maps(app, session):
    """What is stored, by a worker that does each task at once."""
    engine = app.extensions["obkhid_engine"]
    schedule.tell_of_changes(engine, schedule.register(MemoryHuey(immediate=True), engine))

    def stored():
        session.rollback()
        return session.scalars(select(IssuedMap).order_by(IssuedMap.id)).all()

    return stored


def a_report(session, phone):
    assert phone.report().status_code == 303
    session.rollback()
    return session.scalars(select(ShellingReport).order_by(ShellingReport.id)).all()[-1]


def test_a_report_from_a_phone_asks_for_a_map_that_knows_it(session, phone, maps):
    saved = a_report(session, phone)

    assert [(one.hub_id, one.last_report_id) for one in maps()] == [(phone.hub.id, saved.id)]


def test_a_report_sent_twice_asks_once(session, phone, maps):
    key = uuid4()
    phone.report(key)
    phone.report(key)

    assert len(maps()) == 1


def test_a_verdict_asks_for_a_map_that_knows_it(session, client, phone, maps):
    event = a_report(session, phone).event
    sign_in(session, client, make_user(session, phone.hub))
    answer = phone.post(f"/shelling/{event.id}/verdict", kind="confirm", why="зведення", version=event.version)
    assert answer.status_code == 303

    verdict = session.scalars(select(EventVerdict.id).where(EventVerdict.kind == VerdictKind.CONFIRM)).one()
    assert [one.last_verdict_id for one in maps()] == [0, verdict]


def test_a_correction_and_a_withdrawal_ask_each(session, client, phone, maps):
    old = a_report(session, phone)
    sign_in(session, client, make_user(session, phone.hub))
    at = old.earliest_at.astimezone(ZoneInfo(phone.hub.time_zone))
    said = {"observed_on": f"{at:%Y-%m-%d}", "observed_time": f"{at:%H:%M}", "precision": "quarter"}
    said |= {
        "observation": "heard",
        "area_id": phone.area.id,
        "chip": "rockets",
        "weapon": "",
        "source_type": "resident",
    }
    answer = phone.post(f"/shelling/reports/{old.id}/correct", client_key=uuid4(), **said)
    assert answer.status_code == 303, answer.text

    sign_in(session, client, phone.user)
    assert phone.post(f"/report/{old.id}/withdraw", reason="by_mistake").status_code == 303

    assert len(maps()) == 3


def test_what_is_refused_asks_for_nothing(phone, maps):
    assert phone.report(chip="nothing").status_code == 422

    assert maps() == []


def test_what_touches_no_shelling_asks_for_nothing(phone, maps):
    assert phone.need().status_code == 303

    assert maps() == []


def test_a_queue_that_fails_stops_no_report(app, session, phone, caplog):
    engine = app.extensions["obkhid_engine"]
    schedule.tell_of_changes(engine, schedule.register(Refusing(), engine))

    assert a_report(session, phone)
    assert "the next quarter of an hour stores one" in caplog.text
