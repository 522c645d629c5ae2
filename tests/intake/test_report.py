"""Reporting shelling on the phone: three taps, held at once, named later, taken back without opening anything."""

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.roles import Role
from app.domain.shelling import Chip, Observation, TimePrecision
from app.models import AreaWatch, Hold, RoadSegment, ShellingReport
from app.shelling.service import join_events
from tests.factories import make_area, make_event, make_user, sign_in
from tests.intake.phone import Phone, another_volunteer, make_phone

KYIV = ZoneInfo("Europe/Kyiv")
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def reports(session: Session) -> list[ShellingReport]:
    session.expire_all()
    return list(session.scalars(select(ShellingReport).order_by(ShellingReport.id)))


def holds(session: Session) -> list[Hold]:
    session.expire_all()
    return list(session.scalars(select(Hold).order_by(Hold.id)))


@pytest.fixture
def phone(session: Session, client: FlaskClient) -> Phone:
    return make_phone(session, client)


@on_sqlite
def test_where_and_what_are_enough_and_the_area_is_held(phone: Phone, session: Session):
    answer = phone.report()

    report, hold = reports(session)[0], holds(session)[0]
    assert (answer.status_code, answer.location) == (303, f"/report/{report.id}")
    assert (report.chip, report.area_id, report.time_precision) == (Chip.ROCKETS, phone.area.id, TimePrecision.EXACT)
    assert (hold.area_id, hold.review_at) == (phone.area.id, report.latest_at + timedelta(hours=2))
    page = phone.get(answer.location).text
    assert "Призупинено. Перегляд: " in page


@on_sqlite
def test_an_area_of_the_list_counts_where_other_is_chosen(phone: Phone, session: Session):
    areas = [make_area(session, phone.hub, f"LYM-{n}") for n in range(4)]

    without = phone.report(area_id=0)
    answer = phone.report(area_id=0, other_area_id=areas[3].id)

    assert (without.status_code, answer.status_code) == (422, 303)
    assert "Виберіть ділянку" in without.text
    assert [report.area_id for report in reports(session)] == [areas[3].id]


@on_sqlite
def test_the_area_used_last_comes_first_and_none_is_chosen(phone: Phone):
    phone.report(area_id=phone.other.id)

    page = phone.get("/report").text

    first = page.index("KOS-E")
    assert first < page.index("KOS-C")
    assert not re.search(r'<input checked[^>]*name="area_id"', page)


@on_sqlite
def test_no_kind_is_refused_beside_the_question_and_the_rest_is_kept(phone: Phone, session: Session):
    answer = phone.report(chip="", when="15")

    assert answer.status_code == 422
    assert "Можна «Не знаю»" in answer.text
    assert 'checked id="when-2"' in answer.text
    assert reports(session) == []


def test_five_hundred_sendings_of_fifty_forms_are_fifty_reports(phone: Phone, session: Session):
    keys = [uuid4() for _ in range(50)]

    answers = [phone.report(key) for _ in range(10) for key in keys]

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 50
    assert session.scalar(select(func.count(ShellingReport.id))) == 50


@on_sqlite
def test_the_same_key_with_another_kind_shows_both(phone: Phone, session: Session):
    key = uuid4()
    phone.report(key)

    answer = phone.report(key, chip="mortar")

    assert answer.status_code == 409
    assert "Міномет" in answer.text
    assert "РСЗВ" in answer.text
    assert [report.chip for report in reports(session)] == [Chip.ROCKETS]


@on_sqlite
def test_a_second_tap_adds_to_the_first(phone: Phone, session: Session):
    phone.report()
    phone.report()

    first, second = reports(session)
    assert first.event_id == second.event_id


@on_sqlite
@pytest.mark.parametrize(("when", "minutes"), [("0", 0), ("5", 0), ("15", 0), ("30", 15)])
def test_a_vague_time_never_reaches_past_the_telling(phone: Phone, session: Session, when: str, minutes: int):
    phone.report(when=when)

    report = reports(session)[0]
    assert report.latest_at == report.received_at - timedelta(minutes=minutes)


@on_sqlite
def test_a_report_that_waited_for_a_network_keeps_the_time_it_was_told(phone: Phone, session: Session):
    told = clock.now() - timedelta(hours=6)

    answer = phone.report(told_at=told.isoformat())

    report = reports(session)[0]
    assert report.latest_at == told
    assert report.received_at > told + timedelta(hours=5)
    assert holds(session) == []  # its review time is past: it only counts
    assert "враховано" in phone.get(answer.location).text


@on_sqlite
@pytest.mark.parametrize("told", ["yesterday", "2031-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00", "2026-01-01"])
def test_a_phone_clock_that_cannot_be_right_is_not_believed(phone: Phone, session: Session, told: str):
    phone.report(told_at=told)

    report = reports(session)[0]
    assert report.latest_at == report.received_at


@on_sqlite
def test_a_day_is_the_end_of_that_day(phone: Phone, session: Session):
    yesterday = clock.now().astimezone(KYIV) - timedelta(days=1)

    phone.report(happened_at=yesterday.strftime("%Y-%m-%dT12:30"), precision="date")

    report = reports(session)[0]
    assert report.time_precision is TimePrecision.DATE
    assert report.latest_at.astimezone(KYIV).strftime("%H:%M") == "00:00"


@on_sqlite
def test_the_exact_kind_is_a_correction_that_names_the_report(phone: Phone, session: Session):
    phone.report()
    first = reports(session)[0]

    answer = phone.post(
        f"/report/{first.id}/more",
        client_key=str(uuid4()),
        weapon="MLRS_SMERCH",
        observation="seen",
        count_text="2–5",
        damage=["SHOP", "PHARM"],
        injured="1",
    )

    first, second = reports(session)
    assert answer.location == f"/report/{second.id}"
    assert (second.corrects_id, second.event_id, second.weapon) == (first.id, first.event_id, "MLRS_SMERCH")
    assert (second.observation, second.damage, second.injured) == (Observation.SEEN, ["SHOP", "PHARM"], 1)
    assert first.weapon is None
    assert phone.get("/sent").text.count('href="/report/') == 1


@on_sqlite
def test_a_figure_that_is_none_keeps_what_was_typed(phone: Phone, session: Session):
    phone.report()

    answer = phone.post(f"/report/{reports(session)[0].id}/more", client_key=str(uuid4()), injured="кілька")

    assert answer.status_code == 422
    assert "кілька" in answer.text


@on_sqlite
def test_a_withdrawn_report_keeps_its_hold(phone: Phone, session: Session):
    phone.report()
    report_id = reports(session)[0].id

    without = phone.post(f"/report/{report_id}/withdraw")
    phone.post(f"/report/{report_id}/withdraw", reason="not_certain")

    assert without.status_code == 422
    assert reports(session)[0].withdraw_reason == "not_certain"
    assert {hold.released_at for hold in holds(session)} == {None}
    assert "Призупинення діє" in phone.get(f"/report/{report_id}").text


@on_sqlite
@pytest.mark.parametrize("way", ["", "/more", "/withdraw"])
def test_another_volunteers_report_is_not_there(phone: Phone, session: Session, client: FlaskClient, way: str):
    phone.report()
    address = f"/report/{reports(session)[0].id}{way}"
    another_volunteer(session, client, phone)

    answer = phone.post(address, reason="not_certain", client_key=str(uuid4())) if way else phone.get(address)

    assert answer.status_code == 404
    assert len(reports(session)) == 1
    assert reports(session)[0].withdrawn_at is None


@on_sqlite
def test_an_area_of_another_hub_is_refused(phone: Phone, session: Session, client: FlaskClient):
    foreign = make_phone(session, client, "lyman").area
    session.commit()
    sign_in(session, client, phone.user)

    assert phone.report(area_id=foreign.id).status_code == 422
    assert reports(session) == []


@on_sqlite
def test_somebody_there_who_hears_nothing_covers_the_area_for_that_time(phone: Phone, session: Session):
    answer = phone.post("/report/quiet", area_id=phone.area.id, hours="3")
    without = phone.post("/report/quiet", area_id=phone.area.id)
    assert phone.post("/report/quiet", area_id=0, hours="3").status_code == 422

    watch = session.scalars(select(AreaWatch)).one()
    assert (answer.status_code, without.status_code) == (303, 422)
    assert watch.to_at - watch.from_at == timedelta(hours=3)


@on_sqlite
def test_the_form_asks_for_no_position(phone: Phone):
    page = phone.get("/report").text

    for word in ('name="lat"', 'name="lon"', "geolocation"):
        assert word not in page
    assert "Не пишіть про позиції, техніку й цілі." in page


@on_sqlite
def test_the_sent_page_names_everything_the_report_holds_and_until_when(phone: Phone, session: Session):
    for area, lon in ((phone.area, 37.707), (phone.other, 37.735)):
        area.lat, area.lon, area.radius_m = 48.53, lon, 1000
    far = [
        make_area(session, phone.hub, code, lat=48.545, lon=lon, radius_m=10) for code, lon in (("A", 37.3), ("B", 38))
    ]
    session.add(RoadSegment(hub_id=phone.hub.id, name="T0504", from_area_id=far[0].id, to_area_id=far[1].id))
    phone.report()

    page = phone.get(f"/report/{reports(session)[0].id}").text

    assert all(text in page for text in (">KOS-C<", ">KOS-E<", "T0504", "Призупинено. Перегляд: "))


@on_sqlite
def test_joined_with_another_shelling_the_sent_page_still_says_what_is_held(phone: Phone, session: Session):
    phone.report()
    report = reports(session)[0]
    boss = make_user(session, phone.hub)
    other = make_event(session, phone.area, phone.hub, make_user(session, phone.hub, Role.VOLUNTEER))
    who = {"hub_id": phone.hub.id, "by_id": boss.id, "now": report.received_at}
    join_events(session, report.event_id, other.id, why="одне", expected_version=report.event.version, **who)

    assert "Призупинено. Перегляд: " in phone.get(f"/report/{report.id}").text
