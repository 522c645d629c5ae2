"""The pages of danger: what a coordinator sees and decides, and the little that a volunteer sees."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.models import DayDecision
from tests.danger.past import shell, watch
from tests.factories import NOON, THE_DAY, make_area, make_hub, make_user, sign_in, tell_story_time

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("noon")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def boss(session, hub):
    return make_user(session, hub, display_name="Ірина Чергова", language="en")


@pytest.fixture
def area(session, hub, boss):
    area = make_area(session, hub)
    watch(session, hub, area, boss, days=20, until=NOON + DAY)
    return area


def open_as(session, client, user):
    session.commit()
    sign_in(session, client, user)
    return client


def sent(area, **values):
    return {"on": THE_DAY.isoformat(), "day": "today", "decision": "go", "advice": "go", "last": "0"} | values


def test_a_quiet_and_a_shelled_area_are_told_apart_by_digit_words_and_hatch(session, client, hub, boss, area):
    loud = make_area(session, hub, "KOS-E", lat=48.6, lon=37.8)
    watch(session, hub, loud, boss, days=20, until=NOON + DAY)
    for days_ago in range(8):
        shell(session, hub, loud, boss, hours_ago=24 * days_ago + 1, received_at=NOON - days_ago * DAY - HOUR)

    page = open_as(session, client, boss).get("/danger?day=today").text

    assert page.index("KOS-E") < page.index(">KOS-C<")
    assert "KOS-C 0" in page
    assert "No reports in 7 days" in page
    assert "Stand down on this day" in page
    assert "The rules of the zone apply" in page
    assert 'style="' not in page


def test_where_nobody_listens_no_hour_is_ranked(session, client, hub, boss):
    make_area(session, hub, "RAI")

    page = open_as(session, client, boss).get("/danger?day=today").text

    assert "too few reports" in page
    assert "such hours were hit" not in page


def test_areas_without_coordinates_are_listed_under_the_map(session, client, hub, boss, area):
    make_area(session, hub, "NOMAP", lat=None, lon=None)

    assert "Not on the map" in open_as(session, client, boss).get("/danger").text


def test_the_day_is_today_until_planning_opens_and_then_tomorrow(session, client, boss, area):
    opened = open_as(session, client, boss)

    assert "13\u00a0May" in opened.get("/danger?day=nonsense").text.split("Advice for")[1][:40]
    tell_story_time(session, NOON + timedelta(hours=4))
    assert "14\u00a0May" in opened.get("/danger").text.split("Advice for")[1][:40]


def test_a_volunteer_sees_grades_of_the_own_hub_and_nothing_else(session, client, hub, boss, area):
    make_area(session, make_hub(session, "else"), "FOREIGN")
    opened = open_as(session, client, make_user(session, hub, Role.VOLUNTEER, language="en"))

    page = opened.get("/danger")

    assert page.status_code == 200
    assert "KOS-C" in page.text
    assert "FOREIGN" not in page.text
    assert "Advice" not in page.text
    assert opened.get(f"/danger/{area.id}").status_code == 403
    assert opened.post(f"/danger/{area.id}/decide", data=sent(area)).status_code == 403


def test_a_decision_is_recorded_and_shown_with_who_made_it(session, client, boss, area):
    opened = open_as(session, client, boss)

    answer = opened.post(f"/danger/{area.id}/decide", data=sent(area, decision="stand_down", reason="міст закрито"))

    assert answer.status_code == 303
    assert session.scalars(select(DayDecision.reason)).one() == "міст закрито"
    page = opened.get("/danger?day=today").text
    assert "Ірина Чергова" in page
    assert "the advice was: The rules of the zone apply" in page
    assert "міст закрито" in opened.get(f"/danger/{area.id}?day=today").text


def test_a_refused_decision_says_why_and_keeps_what_was_typed(session, client, boss, area):
    opened = open_as(session, client, boss)
    stale = opened.post(f"/danger/{area.id}/decide", data=sent(area, advice="stand_down", reason="як було"))
    without = opened.post(f"/danger/{area.id}/decide", data=sent(area, decision="stand_down"))

    assert (stale.status_code, without.status_code) == (409, 422)
    assert "як було" in stale.text
    assert "say why the decision differs" in without.text
    assert session.scalars(select(DayDecision)).all() == []


@pytest.mark.parametrize(
    "bad",
    [
        {"decision": "fly"},
        {"on": "tomorrow"},
        {"on": ""},
        {"advice": "safe"},
        {"last": "-1"},
        {"last": "²"},
        {"last": ""},
        {"reason": "я" * 501},
        {"on": "9999-12-31"},
        {"last": "9" * 40},
    ],
)
def test_bad_input_is_refused_with_a_sentence(session, client, boss, area, bad):
    answer = open_as(session, client, boss).post(f"/danger/{area.id}/decide", data=sent(area, **bad))

    assert answer.status_code in (409, 422)
    assert "Not saved" in answer.text


def test_the_area_of_another_hub_is_not_found(session, client, boss, area):
    foreign = make_area(session, make_hub(session, "else"), "FOREIGN")
    opened = open_as(session, client, boss)

    assert opened.get(f"/danger/{foreign.id}").status_code == 404
    assert opened.post(f"/danger/{foreign.id}/decide", data=sent(foreign)).status_code == 404


def test_the_page_of_an_area_says_what_was_watched_and_what_came(session, client, hub, boss, area):
    for days_ago in (3, 5):
        ago = 24 * days_ago + 1.5  # 10:30 in Kyiv
        shell(session, hub, area, boss, hours_ago=ago, received_at=NOON - ago * HOUR)

    page = open_as(session, client, boss).get(f"/danger/{area.id}?day=tomorrow").text

    assert "hit on 2 of 19 watched days" in page
    assert "hit on 0 of 20 watched days" in page
    assert "no better than chance" in page
    assert "2 shellings in 7 days" in page
