"""The page of travel times: seen by the desk and by administrators, changed by both, refused with a sentence."""

import pytest

from app.domain.roles import Role
from app.models import TravelSetting
from tests.factories import make_area, make_hub, make_user, sign_in
from tests.places.world import fresh, text_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def send(client, one, other, **values):
    typed = {"one": one.id, "other": other.id, "factor": "2,4", "least_min": "", "note": "", "last": "0"}
    return client.post("/travel", data=typed | values)


def test_a_coordinator_sets_a_factor_and_sees_it(noon, desk, session, west, south):
    answer = send(desk, west, south, note="моста немає")

    assert answer.status_code == 303
    page = text_of(desk.get("/travel"))
    assert "2.4 times" in page
    assert "моста немає" in page
    assert "by hand" in page


def test_an_administrator_sets_one_too(noon, admin, session, west, south):
    assert send(admin, west, south, least_min="35").status_code == 303

    (row,) = fresh(session, TravelSetting)
    assert (row.factor, row.least_min) == (2.4, 35)


@pytest.mark.parametrize("wrong", [{"factor": "0,5"}, {"factor": "nan"}, {"factor": "x"}, {"least_min": "9999"}])
def test_a_number_that_no_road_has_is_refused_and_stays_on_the_page(noon, desk, session, west, south, wrong):
    answer = send(desk, west, south, note="міст", **wrong)

    assert answer.status_code == 422
    assert 'value="міст"' in text_of(answer)
    assert fresh(session, TravelSetting) == []


def test_who_is_second_is_told(noon, desk, west, south):
    send(desk, west, south)

    answer = send(desk, west, south, factor="3")

    assert answer.status_code == 409
    assert "Somebody changed this" in text_of(answer)


def test_an_area_of_another_hub_is_no_choice(noon, desk, session, west):
    elsewhere = make_area(session, make_hub(session, "else"), "ELSE")
    session.commit()

    assert send(desk, west, elsewhere).status_code == 422


def test_the_link_of_a_pair_fills_the_form(noon, desk, west, south):
    send(desk, west, south, least_min="35")

    page = text_of(desk.get(f"/travel?one={south.id}&other={west.id}"))

    assert 'value="2.4"' in page
    assert 'value="35"' in page


def test_nonsense_in_the_address_is_an_empty_form(noon, desk):
    assert desk.get("/travel?one=x&other=²").status_code == 200


def test_volunteers_do_not_come_here(noon, session, client, hub, west):
    sign_in(session, client, make_user(session, hub, Role.VOLUNTEER))

    assert client.get("/travel").status_code == 403


def test_nothing_is_chosen_beforehand_and_without_two_areas_nothing_is_saved(noon, desk, session, west, south):
    assert "selected" not in text_of(desk.get("/travel")).split('name="one"')[1].split("</select>")[0].split("KOS-W")[1]

    answer = desk.post("/travel", data={"one": "", "other": south.id, "factor": "2", "last": "0"})

    assert answer.status_code == 422
    assert "Choose an area." in text_of(answer)
    assert fresh(session, TravelSetting) == []
