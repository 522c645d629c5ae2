"""Alarms on the screen: what is on, how old the word is, the button that holds, the feeds of an administrator."""

from datetime import timedelta

import pytest

from app.domain.alarms import AlarmKind, RegionKind, Source
from app.domain.roles import Role
from app.models import AlarmFeed, Area, Hold, Hub
from tests.factories import NOON, make_alarm, make_area, make_hub, make_user, sign_in
from tests.places.world import AREA, fresh, text_of

pytestmark = [pytest.mark.usefixtures("noon"), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def admin(session, client, hub):
    sign_in(session, client, make_user(session, hub, Role.ADMIN, language="en"))
    return client


def test_without_a_feed_the_pages_say_so_and_the_menu_has_no_entry(desk, area):
    assert "There is no alarm feed" in text_of(desk.get("/alarms"))
    assert "There is no alarm feed" in text_of(desk.get(f"/areas/{area.id}"))
    assert 'href="/alarms">' not in text_of(desk.get("/plan"))


def test_the_page_tells_where_since_when_and_how_old_the_word_is(session, desk, area):
    make_alarm(session, area, notes="<script>x</script>")
    session.commit()

    page = text_of(desk.get("/alarms"))

    assert "Air alarm" in page
    assert "Kramatorskyi raion" in page
    assert "11:30" in page
    assert "feed heard 1 min ago" in page.replace("\N{NO-BREAK SPACE}", " ").lower()
    assert "&lt;script&gt;" in page
    assert 'href="/alarms" aria-current="page"' in page


def test_the_strip_offers_each_area_in_an_alarm_by_its_name_in_order(session, desk, area):
    hub = session.get(Hub, area.hub_id)
    make_alarm(session, area)
    for code, name in (("TOR-4", "Андріївка"), ("TOR-3", "Білицьке"), ("TOR-2", "Ясногірка"), ("TOR-1", "Іванівка")):
        make_area(session, hub, code, name_uk=name, name_en=name, alarm_uids="50")
    session.commit()

    page = text_of(desk.get("/plan", follow_redirects=True))

    named = [page.index(f"Hold departures to {name}") for name in ("Андріївка", "Білицьке", "Іванівка", "Ясногірка")]
    assert named == sorted(named)


def test_the_page_of_an_area_offers_the_hold_and_the_hold_carries_a_name_and_the_alarm(session, desk, area):
    make_alarm(session, area, kind=AlarmKind.ARTILLERY_SHELLING)
    session.commit()
    assert f'action="/alarms/areas/{area.id}/hold"' in text_of(desk.get(f"/areas/{area.id}"))

    answer = desk.post(f"/alarms/areas/{area.id}/hold")

    assert answer.status_code == 303
    (hold,) = fresh(session, Hold)
    assert hold.note == "Threat of artillery since 11:30, Kramatorskyi raion"
    assert hold.held_by_id is not None
    assert timedelta(minutes=119) < hold.review_at - NOON < timedelta(minutes=121)
    assert f'action="/alarms/areas/{area.id}/hold"' not in text_of(desk.get(f"/areas/{area.id}"))


def test_the_plan_has_the_one_button_beside_the_warning_until_the_area_is_held(session, desk, area):
    make_alarm(session, area)
    session.commit()
    assert f'action="/alarms/areas/{area.id}/hold"' in text_of(desk.get("/plan", follow_redirects=True))

    desk.post(f"/alarms/areas/{area.id}/hold")

    page = text_of(desk.get("/plan", follow_redirects=True))
    assert "Air alarm" in page
    assert f'action="/alarms/areas/{area.id}/hold"' not in page


def test_an_alarm_that_is_over_holds_nothing_and_says_so(session, desk, area):
    make_alarm(session, area, finished_at=NOON - MINUTE)
    session.commit()

    page = text_of(desk.post(f"/alarms/areas/{area.id}/hold", follow_redirects=True))

    assert fresh(session, Hold) == []
    assert "No alarm is on there any more" in page
    assert "ended 11:59 by the feed" in page


def test_an_area_of_another_hub_is_not_found(session, desk):
    foreign = make_area(session, make_hub(session, "other"), "OTH")
    make_alarm(session, foreign)
    session.commit()

    assert desk.post(f"/alarms/areas/{foreign.id}/hold").status_code == 404


def test_a_silent_feed_is_told_on_the_pages_of_the_desk(session, desk, area):
    session.add(AlarmFeed(source=Source.ALERTS_IN_UA, answered_at=NOON - 11 * MINUTE))
    session.commit()

    for address in ("/areas", "/alarms", "/plan", f"/areas/{area.id}"):
        page = text_of(desk.get(address))
        assert "Its silence clears nothing" in page, address


def test_an_alarm_of_years_is_folded_and_gets_no_button(session, desk, area):
    make_alarm(session, area, started_at=NOON - timedelta(days=400), region_kind=RegionKind.OBLAST)
    session.commit()

    page = text_of(desk.get("/alarms"))

    assert "Long-standing alarms: 1" in page
    assert f'action="/alarms/areas/{area.id}/hold"' not in page


def test_training_data_are_called_so(session, desk, area):
    make_alarm(session, area, source=Source.TRAINING)
    session.commit()

    page = text_of(desk.get("/areas"))

    assert "training data" in page
    assert "feed heard" not in page


def test_the_feeds_page_says_what_to_set_and_what_went_wrong(session, app, admin, area):
    assert "OBKHID_ALERTS_IN_UA_TOKEN" in text_of(admin.get("/alarms/feeds"))
    object.__setattr__(app.extensions["obkhid_config"], "alerts_in_ua_token", "a-secret-key")
    session.add(
        AlarmFeed(source=Source.ALERTS_IN_UA, asked_at=NOON, error="key", error_at=NOON, failures=1, is_stopped=True)
    )
    session.commit()

    page = text_of(admin.get("/alarms/feeds"))

    assert "refuses the key (401)" in page
    assert "a-secret-key" not in page
    assert "28, 50" in page
    assert admin.post("/alarms/feeds/alerts_in_ua/again").status_code == 303
    assert not fresh_feed(session).is_stopped


def fresh_feed(session):
    session.rollback()
    return session.get_one(AlarmFeed, Source.ALERTS_IN_UA, populate_existing=True)


@pytest.mark.parametrize("code", ["training", "nonsense"])
def test_a_feed_that_nobody_asks_cannot_be_asked_again(admin, code):
    assert admin.post(f"/alarms/feeds/{code}/again").status_code == 404


def test_a_feed_without_a_state_is_answered_with_a_sentence(admin):
    assert "has no key here" in text_of(admin.post("/alarms/feeds/ukrainealarm/again", follow_redirects=True))


def test_a_coordinator_does_not_see_the_feeds(desk):
    assert desk.get("/alarms/feeds").status_code == 403


def test_region_numbers_are_typed_on_the_area(session, desk):
    desk.post("/areas/new", data=AREA | {"alarm_uids": "28, 50"})
    assert fresh(session, Area)[0].alarm_uids == "28 50"

    answer = desk.post("/areas/new", data=AREA | {"code": "kos-e", "alarm_uids": "Краматорськ"})
    assert answer.status_code == 422
    assert "Numbers with blanks between" in text_of(answer)


def test_an_english_page_spells_regions_in_latin_letters(session, desk, area):
    make_alarm(session, area)
    make_alarm(session, area, region_uid="50", region_name="Костянтинівська територіальна громада")
    session.commit()

    page = text_of(desk.get("/alarms"))

    assert "Kramatorskyi raion" in page
    assert "Kostiantynivska hromada" in page
    assert "Краматорський" not in page
