"""Pages of people: search without traces in addresses, records with history, joins and the way back."""

import pytest
from sqlalchemy import select

from app import clock
from app.domain.roles import Role
from app.models import AuditEntry, Consent, ConsentAnswer, Household, Person, RecordChange
from app.people.facts import PersonFacts, Place
from app.people.service import add_household, add_person
from tests.factories import NOON, fresh, make_area, make_hub, make_need, make_need_kind, make_user, sign_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def the_day():
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def by(session, hub):
    return make_user(session, hub)


def somebody(session, area, by, address="вул. Вигадана, 12", **facts):
    at = {"hub_id": area.hub_id, "by_id": by.id, "now": NOON}
    home = add_household(session, Place(area_id=area.id, address=address), **at)
    told = {"first_name": "Людмила", "surname": "Шевченко", "phones": "095 123 45 67", "birth_year": 1945} | facts
    return add_person(session, home.id, PersonFacts(**told), **at)


@pytest.fixture
def person(session, area, by):
    return somebody(session, area, by)


@pytest.fixture
def desk(session, client, by, person):
    sign_in(session, client, by)
    return client


def person_data(person, **values):
    told = {"version": person.version, "first_name": person.first_name, "surname": person.surname}
    return told | {"phones": person.phones, "birth_year": person.birth_year} | values


def household_data(household, **values):
    told = {"version": household.version, "area_id": household.area_id, "address": household.address}
    return told | {"people_count": 1} | values


def test_the_first_page_shows_short_names_only(desk):
    page = desk.get("/people").text

    assert "Людмила Ш." in page
    assert "Шевченко" not in page


def test_a_search_finds_and_is_recorded_without_its_words(session, desk, person):
    page = desk.post("/people", data={"text": "shevchenko"})

    assert f"/people/{person.id}" in page.text
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "search_people")).all()
    assert entry.facts["found"] == 1
    assert "shevchenko" not in str(entry.facts)


def test_a_search_for_nothing_is_refused_with_a_sentence(desk):
    assert desk.post("/people", data={"text": "я"}).status_code == 422
    assert desk.post("/people", data={"text": "х" * 500}).status_code == 422


def test_who_searches_too_fast_is_slowed_down(desk):
    answers = [desk.post("/people", data={"text": "Шевченко"}).status_code for _ in range(31)]

    assert answers == [200] * 30 + [422]


def test_a_person_is_shown_whole_and_the_look_is_recorded(session, desk, area, hub, person):
    make_need_kind(session, hub)
    make_need(session, area, hub, person=person)
    session.commit()

    page = desk.get(f"/people/{person.id}").text

    assert all(word in page for word in ("Шевченко", "+380951234567", "вул. Вигадана, 12", "П-0001"))
    seen = session.scalars(select(AuditEntry).where(AuditEntry.action == "see_person")).all()
    assert [entry.object_uid for entry in seen] == [str(person.uid)]


def test_only_coordinators_see_people(session, client, hub, person):
    for role in (Role.VOLUNTEER, Role.ADMIN, Role.AUDITOR):
        sign_in(session, client, make_user(session, hub, role))
        assert client.get("/people").status_code == 403
        assert client.get(f"/people/{person.id}").status_code == 403


def test_a_person_is_corrected_and_the_old_name_stays_in_the_history(session, desk, person):
    told = person_data(person, surname="Кравець", reason="одруження")

    answer = desk.post(f"/people/{person.id}/edit", data=told)

    assert answer.status_code == 303
    assert fresh(session, person).surname == "Кравець"
    assert "одруження" in desk.get(f"/people/{person.id}").text
    assert session.scalar(select(RecordChange.fields)) == ["surname"]


def test_a_correction_that_cannot_be_read_keeps_what_was_typed(session, desk, person):
    answer = desk.post(f"/people/{person.id}/edit", data=person_data(person, surname="Кравець", birth_year="давно"))

    assert answer.status_code == 422
    assert "Кравець" in answer.text
    assert "давно" in answer.text
    assert fresh(session, person).surname == "Шевченко"


def test_a_correction_of_what_changed_meanwhile_is_a_conflict_that_keeps_the_text(desk, person):
    answer = desk.post(f"/people/{person.id}/edit", data=person_data(person, surname="Кравець", version=99))

    assert answer.status_code == 409
    assert "Кравець" in answer.text


def test_a_household_is_corrected(session, desk, person):
    home = person.household
    told = household_data(home, address="вул. Нова, 3", place="48.527, 37.707")
    session.commit()

    assert desk.get(f"/households/{home.id}/edit").status_code == 200
    assert desk.post(f"/households/{home.id}/edit", data=told).status_code == 303
    assert "вул. Нова, 3" in desk.get(f"/households/{home.id}").text
    assert (fresh(session, home).lat, home.lon) == (48.527, 37.707)


@pytest.mark.parametrize("bad", [{"people_count": "багато"}, {"place": "десь там"}, {"area_id": "4711"}])
def test_a_household_that_cannot_be_read_is_refused_and_keeps_its_text(desk, person, bad):
    told = household_data(person.household, address="вул. Нова, 3") | bad

    answer = desk.post(f"/households/{person.household_id}/edit", data=told)

    assert answer.status_code == 422
    assert "вул. Нова, 3" in answer.text


def test_an_area_of_another_hub_cannot_be_chosen(session, desk, person):
    foreign = make_area(session, make_hub(session, "dru"), "DRU-C")
    session.commit()

    told = household_data(person.household, area_id=foreign.id)

    assert desk.post(f"/households/{person.household_id}/edit", data=told).status_code == 422


def test_a_person_is_added_to_a_household(session, desk, person):
    url = f"/households/{person.household_id}/people/new"

    assert desk.get(url).status_code == 200
    assert desk.post(url, data={"first_name": "Іван", "birth_year": "давно"}).status_code == 422
    assert desk.post(url, data={"first_name": "Іван"}).status_code == 303
    assert len(session.scalars(select(Person)).all()) == 2


def test_each_answer_to_the_notice_is_kept_and_none_is_no_answer(session, desk, person):
    url = f"/people/{person.id}/consent"

    assert desk.post(url, data={"answer": "maybe", "through": "доньку"}).status_code == 422
    assert desk.post(url, data={"answer": "no", "through": "доньку"}).status_code == 303
    assert [one.answer for one in session.scalars(select(Consent))] == [ConsentAnswer.NO]


def test_calls_to_somebody_are_stopped(session, desk, person):
    assert desk.post(f"/people/{person.id}/stop-calls").status_code == 303
    assert fresh(session, person).stop_calls


def test_two_people_are_compared_joined_and_taken_apart(session, desk, area, by, hub, person):
    make_need_kind(session, hub)
    twin = somebody(session, area, by, "вул. Далека, 7")
    need = make_need(session, area, hub, person=twin)
    session.commit()
    assert f"/people/{twin.id}/join?into={person.id}" in desk.get("/people/duplicates").text

    page = desk.get(f"/people/{twin.id}/join?into={person.id}").text
    assert need.code in page
    told = {"version": twin.version, "kept_id": person.id, "reason": "та сама хвіртка"}
    assert desk.post(f"/people/{twin.id}/join", data=told).location == f"/people/{person.id}"
    assert fresh(session, need).person_id == person.id

    change = session.scalar(select(RecordChange.id))
    session.commit()
    for page in (f"/people/{twin.id}", f"/people/{person.id}"):
        assert f"/people/joins/{change}/undo" in desk.get(page).text
    assert desk.post(f"/people/joins/{change}/undo").status_code == 303
    assert fresh(session, need).person_id == twin.id


def test_a_join_with_oneself_or_of_an_old_page_is_refused(session, desk, area, by, person):
    twin = somebody(session, area, by, "вул. Далека, 7")
    session.commit()
    url = f"/people/{person.id}/join"

    assert desk.post(url, data={"version": person.version, "kept_id": person.id}).status_code == 422
    assert desk.post(url, data={"version": 99, "kept_id": twin.id}).status_code == 409


def test_two_households_are_joined_and_taken_apart(session, desk, area, by, person):
    twin = somebody(session, area, by, "Вигадана 12")
    session.commit()
    home, kept = twin.household, person.household
    session.commit()
    assert f"/households/{home.id}/join?into={kept.id}" in desk.get(f"/households/{home.id}").text

    told = {"version": home.version, "kept_id": kept.id}
    assert desk.post(f"/households/{home.id}/join", data=told).location == f"/households/{kept.id}"
    assert fresh(session, twin).household_id == kept.id

    change = session.scalar(select(RecordChange.id))
    session.commit()
    assert desk.post(f"/people/joins/{change}/undo").status_code == 303
    assert fresh(session, twin).household_id == home.id


def test_people_of_another_hub_are_as_if_they_were_not_there(session, desk, by):
    other = make_hub(session, "dru")
    stranger = somebody(session, make_area(session, other, "DRU-C"), make_user(session, other))
    session.commit()

    for path in (f"/people/{stranger.id}", f"/households/{stranger.household_id}", f"/people/{stranger.id}/edit"):
        assert desk.get(path).status_code == 404
    told = {"version": 1, "kept_id": stranger.id}
    mine = session.scalars(select(Person).where(Person.hub_id != other.id)).one()
    session.commit()
    assert desk.post(f"/people/{mine.id}/join", data=told).status_code == 404
    assert len(session.scalars(select(Household)).all()) == 2


def test_a_phone_too_long_is_asked_about_once_and_then_kept_as_typed(session, desk, person):
    url, data = f"/people/{person.id}/edit", person_data(person, phones="095 123 45 67\n095 123 45 678")

    asked = desk.post(url, data=data)
    assert asked.status_code == 422
    assert "095 123 45 678" in asked.text
    assert fresh(session, person).phones == "+380951234567"

    assert desk.post(url, data=data | {"phone_seen": "095 123 45 67 095 123 45 678"}).status_code == 303
    assert fresh(session, person).phones == "+380951234567\n095 123 45 678"


def test_a_number_that_was_kept_so_is_not_asked_about_again(session, desk, area, by):
    odd = somebody(session, area, by, phones="050 123")
    session.commit()

    assert 'name="phone_seen" type="hidden" value="050 123"' in desk.get(f"/people/{odd.id}/edit").text
