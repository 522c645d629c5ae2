"""A call answered at the desk becomes a need: once, of the right person, with nothing typed lost."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.models import Need
from app.needs.kinds import kind_of

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("at_noon")]


def new_data(session, area, **values):
    kind = kind_of(session, area.hub_id, "WAT")
    session.commit()
    told = {"client_key": str(uuid4()), "kind_id": kind.id, "area_id": area.id, "address": "вул. Нова, 3"}
    return told | {"consent": "yes", "first_name": "Ганна", "people_count": 1, "quantity": 1} | values


def count(session):
    number = session.scalar(select(func.count()).select_from(Need))
    session.commit()
    return number


def test_a_call_at_the_desk_becomes_a_need(session, desk, hub, area):
    answer = desk.post("/needs/new", data=new_data(session, area))

    row = session.scalars(select(Need).order_by(Need.id.desc())).first()
    assert answer.location == f"/needs/{row.id}"
    assert (row.kind.code, row.person.first_name) == ("WAT", "Ганна")


def test_a_call_sent_twice_is_one_need(session, desk, hub, area):
    data = new_data(session, area, whose="new")
    before = count(session)

    answers = {desk.post("/needs/new", data=data).location for _ in range(2)}

    assert len(answers) == 1
    assert count(session) == before + 1


def test_somebody_who_may_be_known_is_asked_about_before_anything_is_stored(session, desk, hub, area, need):
    data = new_data(session, area, phone="095 123 45 67", note="дві фляги")
    before = count(session)

    asked = desk.post("/needs/new", data=data)
    assert asked.status_code == 200
    assert "дві фляги" in asked.text
    assert f'value="p{need.person_id}"' in asked.text
    assert count(session) == before

    desk.post("/needs/new", data=data | {"whose": f"p{need.person_id}"})
    row = session.scalars(select(Need).order_by(Need.id.desc())).first()
    assert row.person_id == need.person_id


def test_somebody_else_with_the_same_phone_gets_a_household_of_their_own(session, desk, hub, area, need):
    data = new_data(session, area, phone="095 123 45 67", address="вул. Вигадана, 12")

    desk.post("/needs/new", data=data | {"whose": "new"})

    row = session.scalars(select(Need).order_by(Need.id.desc())).first()
    assert row.household_id != need.household_id


@pytest.mark.parametrize(
    "bad",
    [{"kind_id": ""}, {"kind_id": "999999"}, {"client_key": "x"}, {"birth_year": "давно"}, {"area_id": "7777"}],
)
def test_a_call_that_cannot_be_read_is_refused_and_keeps_its_text(session, desk, hub, area, bad):
    data = new_data(session, area, note="дві фляги") | bad

    answer = desk.post("/needs/new", data=data)

    assert answer.status_code == 422
    assert "дві фляги" in answer.text


@pytest.mark.parametrize("whose", ["p999999", "p", "pp1", "хтось"])
def test_a_made_up_choice_of_person_is_no_error_of_ours(session, desk, hub, area, whose):
    answer = desk.post("/needs/new", data=new_data(session, area, whose=whose))

    assert answer.status_code in (303, 404, 422)


def test_a_phone_too_short_is_asked_about_at_the_desk_and_kept_the_second_time(session, desk, hub, area):
    data, before = new_data(session, area, phone="050 123"), count(session)

    asked = desk.post("/needs/new", data=data)
    assert (asked.status_code, count(session)) == (422, before)
    assert 'name="phone_seen" type="hidden" value="050 123"' in asked.text

    desk.post("/needs/new", data=data | {"phone_seen": "050 123"})
    assert session.scalars(select(Need).order_by(Need.id.desc())).first().person.phones == "050 123"
