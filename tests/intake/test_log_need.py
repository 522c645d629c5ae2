"""Logging a need on the phone: stored once, two chips are two needs of one home, nothing typed is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.domain.needs import Urgency
from app.domain.states import CloseReason, NeedState
from app.models import ConsentAnswer, Household, Need, Person
from tests.factories import make_user, sign_in
from tests.intake.phone import Phone, another_volunteer, make_phone

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def needs(session: Session) -> list[Need]:
    session.expire_all()
    return list(session.scalars(select(Need).order_by(Need.id)))


@on_sqlite
def test_what_and_who_are_enough(session: Session, client: FlaskClient):
    phone = make_phone(session, client)

    answer = phone.need()

    saved = needs(session)[0]
    assert (answer.status_code, answer.location) == (303, f"/need/{saved.id}")
    assert saved.code in phone.get(answer.location).text
    assert (saved.urgency, saved.state, saved.household.area_id) == (Urgency.U2, NeedState.NEW, phone.area.id)
    assert saved.person.consents == []


@on_sqlite
def test_everything_that_was_told_is_kept(session: Session, client: FlaskClient):
    phone = make_phone(session, client)

    phone.need(
        first_name="Людмила",
        phone="050 000 00 09",
        people_count="2",
        access="2 поверх, собака",
        convenient=["morning"],
        lives_alone="y",
        consent="no",
        note="двері з двору",
    )

    saved = needs(session)[0]
    assert saved.person.first_name == "Людмила"
    assert saved.person.lives_alone
    assert saved.person.consents[0].answer is ConsentAnswer.NO
    assert (saved.household.people_count, saved.household.access) == (2, "2 поверх, собака")
    assert saved.windows == [[None, 480, 660]]
    assert "двері з двору" in saved.note


@on_sqlite
def test_two_chips_are_two_needs_of_one_household(session: Session, client: FlaskClient):
    phone, key = make_phone(session, client), uuid4()

    answer = phone.need(key, chips=["food", "water"], who_where="за церквою, синій паркан")
    phone.need(key, chips=["food", "water"], who_where="за церквою, синій паркан")

    first, second = needs(session)
    assert first.household_id == second.household_id
    assert first.person_id == second.person_id
    assert {first.kind.code, second.kind.code} == {"FOOD", "WAT"}
    page = phone.get(answer.location).text
    assert first.code in page
    assert second.code in page


def test_five_hundred_sendings_of_fifty_forms_are_fifty_needs(session: Session, client: FlaskClient):
    phone, keys = make_phone(session, client), [uuid4() for _ in range(50)]

    answers = [phone.need(key, who_where=f"вул. Вигадана, {n}") for _ in range(10) for n, key in enumerate(keys)]

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 50
    assert session.scalar(select(func.count(Need.id))) == 50


@on_sqlite
def test_nothing_chosen_says_so_beside_the_question_and_keeps_the_text(session: Session, client: FlaskClient):
    phone = make_phone(session, client)

    answer = phone.need(chips=[], who_where="Людмила біля школи")

    assert answer.status_code == 422
    assert "Виберіть, що потрібно" in answer.text
    assert "Людмила біля школи" in answer.text
    assert needs(session) == []


@on_sqlite
def test_a_mistake_in_the_folded_part_opens_it(session: Session, client: FlaskClient):
    phone = make_phone(session, client)

    answer = phone.need(people_count="сім")

    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert 'value="сім"' in answer.text


@on_sqlite
def test_the_same_key_with_other_words_shows_both_and_may_change_the_saved_one(session: Session, client: FlaskClient):
    phone, key = make_phone(session, client), uuid4()
    phone.need(key, who_where="вул. Вигадана, 12")

    answer = phone.need(key, who_where="вул. Вигадана, 14")

    saved = needs(session)[0]
    assert answer.status_code == 409
    for text in ("вул. Вигадана, 12", "вул. Вигадана, 14", saved.code, f"/need/{saved.id}/change"):
        assert text in answer.text
    assert len(needs(session)) == 1


@on_sqlite
def test_a_change_keeps_the_number_the_home_and_the_person(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    phone.need(phone="0501234547")
    need = needs(session)[0]

    said = {"client_key": str(uuid4()), "chips": ["water"], "soon": "U1", "who_where": "за церквою", "area_id": "0"}
    answers = [phone.post(f"/need/{need.id}/change", **said, first_name=name) for name in ("Надя", "Надія", "Надія")]

    (need,) = needs(session)
    session.refresh(need)
    assert {answer.location for answer in answers} == {f"/need/{need.id}"}
    assert (need.number, need.state, need.kind.code, need.urgency) == (1, NeedState.NEW, "WAT", Urgency.U1)
    assert (need.household.address, need.household.area_id, need.person.first_name) == ("за церквою", None, "Надія")
    assert session.scalar(select(func.count(Household.id))) == session.scalar(select(func.count(Person.id))) == 1
    assert "Надія" in phone.get(f"/need/{need.id}/change").text


@on_sqlite
def test_the_form_for_a_change_says_what_was_told(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    phone.need(chips=["heat"], first_name="Людмила", note="двері з двору", convenient=["midday"])

    page = phone.get(f"/need/{needs(session)[0].id}/change").text

    for text in ("вул. Вигадана, 12", "Людмила", "двері з двору"):
        assert text in page
    assert page.count("checked") == 3  # heat, how soon, midday


@on_sqlite
def test_another_need_at_this_address_asks_the_address_once(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    phone.need(who_where="за церквою, синій паркан")
    first = needs(session)[0]

    page = phone.get(f"/need?at={first.id}").text
    phone.need(chips=["water"], at_need=str(first.id), who_where="за церквою, синій паркан")

    assert "за церквою, синій паркан" in page
    assert {need.household_id for need in needs(session)} == {first.household_id}
    assert session.scalar(select(func.count(Household.id))) == 1


@on_sqlite
def test_withdrawing_asks_why_and_closes_it(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    phone.need()
    need = needs(session)[0]

    without = phone.post(f"/need/{need.id}/withdraw")
    answer = phone.post(f"/need/{need.id}/withdraw", reason="by_mistake")

    assert (without.status_code, answer.status_code) == (422, 303)
    assert (needs(session)[0].close_reason, needs(session)[0].withdrawn_why) == (CloseReason.WITHDRAWN, "by_mistake")


@on_sqlite
@pytest.mark.parametrize("way", ["", "/change", "/withdraw"])
def test_another_volunteers_need_is_not_there(session: Session, client: FlaskClient, way: str):
    phone = make_phone(session, client)
    phone.need()
    need_id = needs(session)[0].id
    another_volunteer(session, client, phone)

    address = f"/need/{need_id}{way}"
    answer = phone.post(address, reason="by_mistake") if way == "/withdraw" else phone.get(address)

    assert answer.status_code == 404
    assert needs(session)[0].state is NeedState.NEW


@on_sqlite
def test_a_key_of_another_volunteer_shows_nothing_of_theirs(session: Session, client: FlaskClient):
    phone, key = make_phone(session, client), uuid4()
    phone.need(key, who_where="вул. Вигадана, 12")
    another_volunteer(session, client, phone)

    answer = phone.need(key, who_where="щось інше")

    assert answer.status_code == 404
    assert "Вигадана" not in answer.text


@on_sqlite
def test_a_form_that_waited_for_a_network_keeps_its_own_time(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    told = clock.now() - timedelta(hours=3)

    phone.need(told_at=told.isoformat())

    assert needs(session)[0].logged_at == told


@on_sqlite
def test_a_yesterdays_need_is_out_of_sight(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    phone.need()
    need = needs(session)[0]
    need.received_at = clock.now() - timedelta(hours=25)
    session.commit()

    assert phone.get(f"/need/{need.id}").status_code == 404
    assert need.code not in phone.get("/sent").text


@on_sqlite
def test_an_address_brings_back_nothing_that_others_wrote(at_a_known_address: Phone, session: Session):
    phone = at_a_known_address

    saved = phone.need(who_where="вул. ВИГАДАНА 12").location
    pages = [phone.get(saved), phone.get(f"{saved}/change"), phone.get(f"/need?at={saved.rsplit('/', 1)[1]}")]

    assert len({need.household_id for need in needs(session)}) == 1
    for page in pages:
        for words in ("Надія", "хвіртка", "вул. Вигадана, 12", "1234547"):
            assert words not in page.text


@pytest.fixture
def at_a_known_address(session: Session, client: FlaskClient) -> Phone:
    """Another volunteer wrote down who lives there."""
    phone = make_phone(session, client)
    phone.need(who_where="вул. Вигадана, 12", first_name="Надія", phone="0501234547", access="хвіртка")
    another_volunteer(session, client, phone)
    return phone


@on_sqlite
def test_a_home_that_is_here_gets_what_it_lacks_and_keeps_what_it_has(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    phone.need(landmark="синя крамниця")

    phone.need(chips=["water"], landmark="біля школи", access="3 поверх", people_count="4")

    first, second = needs(session)
    home = first.household
    assert second.household_id == home.id
    assert (home.landmark, home.access, home.people_count) == ("синя крамниця", "3 поверх", 4)
    assert "біля школи" in second.note


@on_sqlite
def test_a_phone_too_short_is_asked_about_once_and_then_kept_as_typed(session: Session, client: FlaskClient):
    phone, key = make_phone(session, client), uuid4()

    asked = phone.need(key, phone="050 123")
    assert (asked.status_code, needs(session)) == (422, [])
    assert 'name="phone_seen" type="hidden" value="050 123"' in asked.text
    assert phone.need(key, phone="050 12", phone_seen="050 123").status_code == 422

    assert phone.need(key, phone="050 123", phone_seen="050 123").status_code == 303
    assert needs(session)[0].person.phones == "050 123"


@on_sqlite
def test_nobody_is_asked_about_what_waited_for_a_network(session: Session, client: FlaskClient):
    phone = make_phone(session, client)

    assert phone.need(phone="050 123", told_at=clock.now().isoformat()).status_code == 303
    assert needs(session)[0].person.phones == "050 123"


@on_sqlite
def test_a_coordinator_reads_what_was_told_before_a_correction(session: Session, client: FlaskClient):
    phone = make_phone(session, client)
    phone.need(who_where="Людмила, синя хвіртка", note="колишня примітка")
    need = needs(session)[0]

    phone.post(
        f"/need/{need.id}/change",
        **{"client_key": str(uuid4()), "chips": ["food", "water"], "soon": "U1", "area_id": phone.area.id},
        who_where="Людмила, зелена хвіртка",
    )

    together = phone.get(f"/need/{need.id}").text
    assert [one.code in together for one in needs(session)] == [True, True]
    sign_in(session, client, make_user(session, phone.hub))
    page = phone.get(f"/needs/{need.id}").text
    assert "синя хвіртка" in page
    assert "колишня примітка" in page
