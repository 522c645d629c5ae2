"""Pages of teams: add, change, refuse with what was typed, and nothing of another hub."""

import pytest
from sqlalchemy import select

from app import clock
from app.domain.roles import Role
from app.models import Membership, Permit, Shift, Team, Vehicle, Volunteer
from tests.factories import NOON, THE_DAY, make_area, make_hub, make_team, make_user, sign_in

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("noon")]


@pytest.fixture
def desk(session, hub, client):
    sign_in(session, client, make_user(session, hub, language="en"))
    with clock.frozen_at(NOON):
        yield client


def one(session, table):
    query = select(table).order_by(table.id.desc()).execution_options(populate_existing=True)
    found = session.scalars(query).first()
    session.commit()  # or its lock would keep the application waiting
    return found


def test_an_empty_hub_is_told_what_a_team_is(desk):
    page = desk.get("/teams")

    assert "A team is at least two people and a car." in page.text


def test_a_team_a_volunteer_and_a_car_are_added_and_their_secrets_sealed(session, hub, desk):
    assert desk.post("/teams/new", data={"number": "4", "call_sign": "Яр", "is_active": "y"}).status_code == 303
    person = {"name": "Марко", "phone": "050 000 00 44", "skills": ["lift"], "user_id": "", "is_active": "y"}
    assert desk.post("/teams/people/new", data=person).status_code == 303
    car = {"code": "А-4", "plate": "АА 0000 АА", "seats": "3", "cargo_kg": "400", "is_active": "y"}
    assert desk.post("/teams/cars/new", data=car).status_code == 303

    assert one(session, Team).number == 4
    assert (one(session, Volunteer).phone, one(session, Volunteer).skills) == ("050 000 00 44", ["lift"])
    assert one(session, Vehicle).plate == "АА 0000 АА"
    page = desk.get("/teams").text
    assert "Марко" in page
    assert "050 000 00 44" not in page
    assert "АА 0000 АА" not in page


def test_a_number_that_is_taken_is_refused_and_the_call_sign_stays(session, hub, desk):
    make_team(session, hub, 1)
    session.commit()

    answer = desk.post("/teams/new", data={"number": "1", "call_sign": "Сокіл", "is_active": "y"})

    assert answer.status_code == 422
    assert "There is a team 1 already" in answer.text
    assert "Сокіл" in answer.text


def test_a_shift_is_set_on_the_page_and_a_day_without_it_says_so(session, hub, desk):
    team = make_team(session, hub, on=())
    people = [str(p.id) for p in session.scalars(select(Volunteer))]
    car = one(session, Vehicle)
    session.commit()
    data = {"starts": "08:00", "ends": "15:30", "member_ids": people, "lead_id": people[0], "vehicle_id": str(car.id)}

    assert "No shift that day" in desk.get(f"/teams?on={THE_DAY}").text
    answer = desk.post(f"/teams/{team.id}/shift/{THE_DAY}", data=data)

    assert answer.location.endswith(f"/teams?on={THE_DAY}")
    assert (one(session, Shift).starts_min, one(session, Shift).ends_min) == (480, 930)


def test_a_shift_that_cannot_be_read_is_refused_in_words(session, hub, desk):
    team = make_team(session, hub, on=())
    session.commit()

    answer = desk.post(f"/teams/{team.id}/shift/{THE_DAY}", data={"starts": "вранці", "ends": "15:30"})

    assert answer.status_code == 422
    assert "Write the time as hours and minutes" in answer.text


def test_a_missing_permit_is_said_in_words_and_then_who_is_missing_on_it(session, hub, desk):
    area = make_area(session, hub, "KRA", permit_needed=True)
    make_team(session, hub, people=2)
    first, second = session.scalars(select(Volunteer).order_by(Volunteer.id))
    car = one(session, Vehicle)
    session.commit()

    assert "no permit for this area that day" in desk.get(f"/teams?on={THE_DAY}").text
    data = {"number": "14", "valid_from": str(THE_DAY), "valid_to": str(THE_DAY)}
    data |= {"volunteer_ids": [str(first.id)], "area_ids": [str(area.id)], "vehicle_id": str(car.id)}
    assert desk.post("/teams/permits/new", data=data).status_code == 303

    assert f"permit 14 does not name {second.name}" in desk.get(f"/teams?on={THE_DAY}").text


def test_a_permit_without_people_is_refused(session, hub, desk):
    answer = desk.post(
        "/teams/permits/new",
        data={"number": "1", "valid_from": str(THE_DAY), "valid_to": str(THE_DAY), "vehicle_id": ""},
    )

    assert answer.status_code == 422
    assert "at least one person and one area" in answer.text


def test_shifts_are_copied_and_removed_with_buttons(session, hub, desk):
    make_team(session, hub, starts_min=480, ends_min=900)
    session.commit()

    desk.post("/teams/shifts/copy", data={"from_on": "2023-05-13", "to_on": "2023-05-14"})
    copied = one(session, Shift)
    assert str(copied.on) == "2023-05-14"
    desk.post(f"/teams/shifts/{copied.id}/remove", data={"version": copied.version})

    assert str(one(session, Shift).on) == "2023-05-13"


def test_nothing_of_another_hub_is_here(session, hub, desk):
    other = make_hub(session, "dru")
    team = make_team(session, other)
    shift, person, car = one(session, Shift), one(session, Volunteer), one(session, Vehicle)
    permit = Permit(hub_id=other.id, number="1", valid_from=THE_DAY, valid_to=THE_DAY, created_at=NOON)
    session.add(permit)
    session.commit()

    pages = [f"/teams/{team.id}", f"/teams/{team.id}/shift/{THE_DAY}", f"/teams/people/{person.id}"]
    pages += [f"/teams/cars/{car.id}", f"/teams/permits/{permit.id}"]
    assert {desk.get(page).status_code for page in pages} == {404}
    assert {desk.post(page).status_code for page in [*pages, f"/teams/shifts/{shift.id}/remove"]} == {404}
    assert f"/teams/{team.id}" not in desk.get("/teams").text


def test_an_account_that_is_linked_in_another_hub_gives_no_name_away(session, hub, desk):
    there = make_hub(session, "there")
    account = make_user(session, hub, Role.VOLUNTEER)
    account.memberships.append(Membership(hub_id=there.id))
    session.add(Volunteer(hub_id=there.id, user_id=account.id, name="Потайна"))
    session.commit()

    answer = desk.post("/teams/people/new", data={"name": "Іван", "user_id": str(account.id)})

    assert answer.status_code == 422
    assert "linked to somebody of another hub" in answer.text
    assert "Потайна" not in answer.text


def test_a_volunteer_sees_no_page_of_teams(session, hub, client):
    sign_in(session, client, make_user(session, hub, Role.VOLUNTEER))

    assert client.get("/teams").status_code == 403
    assert client.post("/teams/new").status_code == 403


def test_the_breaks_of_a_team_are_written_on_its_page(session, hub, desk):
    team = make_team(session, hub, 7)
    url, version = f"/teams/{team.id}", team.version
    session.commit()
    data = {"number": "7", "is_active": "y", "version": str(version)}
    noon = {"break_from": "12:00", "break_to": "14:00", "break_min": "30"}

    half = desk.post(url, data=data | {"break_from": "12:00"})
    short = desk.post(url, data=data | noon | {"break_to": "12:15"})
    twice = desk.post(url, data=data | noon | {"second_from": "13:00", "second_to": "15:00", "second_min": "20"})
    saved = desk.post(url, data=data | noon)

    assert [page.status_code for page in (half, short, twice, saved)] == [422, 422, 422, 303]
    assert "leave all three empty" in half.text
    assert "longer than the time" in short.text
    assert "Two breaks overlap" in twice.text
    assert one(session, Team).breaks == [{"from_min": 720, "to_min": 840, "minutes": 30}]
    assert 'value="12:00"' in desk.get(url).text
    assert desk.post(url, data=data).status_code == 409
