"""A volunteer's own route: in its time only, names only by a tap, held stops with their reason, recalls on top."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.outcomes import Cause, Outcome
from app.domain.roles import Role
from app.domain.states import NeedState, RouteState, VisitState
from app.models import AuditEntry, Contact, Departure, OutcomeChange, RouteStop, RouteVersion
from tests.day.route import OnRoute, add_route, make_on_route, set_moment
from tests.factories import NOON, THE_DAY, make_area, make_user, sign_in
from tests.shelling.drafts import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RED = ("Людмила", "Вигадана", "Придуманенко", "+380501234547", "4547", "собака")


CONTROLS = "main a, main button, main summary, main select, main input:not([type=hidden]), .below a, .below button"
UNDER_THE_BAR = f"""() => {{
    const bar = document.querySelector(".foot");
    return [...document.querySelectorAll("{CONTROLS}")]
        .filter((one) => one.getClientRects().length && !bar.contains(one))
        .filter((one) => one === document.activeElement || document.body.dataset.all)
        .filter((one) => one.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1)
        .map((one) => one.outerHTML.slice(0, 80));
}}"""
OVER_THE_BAR = """() => {
    const bar = document.querySelector(".foot");
    const at = bar.getBoundingClientRect();
    const focus = document.activeElement.getBoundingClientRect();
    scrollBy(0, focus.bottom - at.top - at.height / 2);
    const seen = [0.1, 0.3, 0.5, 0.7, 0.9].map((x) => document.elementFromPoint(at.width * x, at.top + at.height / 4));
    return seen.filter((one) => one && !bar.contains(one)).map((one) => one.outerHTML.slice(0, 80));
}"""


@pytest.fixture
def mine(session: Session, app: Flask, client: FlaskClient) -> OnRoute:
    return make_on_route(session, app, client)


@on_sqlite
def test_the_next_stop_tells_when_where_and_what_but_not_who(mine: OnRoute):
    page = mine.get().text

    for words in ("Екіпаж 2", "12:00–12:20", "DRU-C", "Пакет № 200", "K2PM", "Пакет № 202"):
        assert words in page
    assert not [words for words in RED if words in page]


@on_sqlite
@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2023, 5, 12, 14, 59, tzinfo=UTC), False),  # 17:59 the evening before
        (datetime(2023, 5, 12, 15, 0, tzinfo=UTC), True),
        (datetime(2023, 5, 13, 15, 59, tzinfo=UTC), True),  # home by 15:00, so until 19:00
        (datetime(2023, 5, 13, 16, 1, tzinfo=UTC), False),
    ],
)
def test_a_route_is_seen_from_the_evening_before_until_four_hours_after_home(
    mine: OnRoute, app: Flask, moment: datetime, shown: bool
):
    set_moment(mine.session, app, moment)

    page = mine.get()

    assert page.status_code == 200
    assert ("Пакет № 200" in page.text) is shown
    assert mine.post(f"/route/visits/{mine.visits[0].id}/address").status_code == (200 if shown else 404)


@on_sqlite
def test_a_coordinator_without_a_team_is_told_so_and_shown_the_desk(mine: OnRoute):
    sign_in(mine.session, mine.client, make_user(mine.session, mine.hub, Role.COORDINATOR))

    page = mine.get().text

    assert "Маршруту для Вас зараз немає" in page
    assert "Пакет" not in page


def test_leaving_twice_is_one_departure_and_the_visits_are_under_way(mine: OnRoute):
    mine.hold(mine.areas[2], NOON - timedelta(hours=1))

    answers = [mine.post("/route/depart"), mine.post("/route/depart")]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert mine.session.scalar(select(func.count(Departure.id))) == 1
    mine.session.expire_all()
    states = [visit.state for visit in mine.visits]
    assert states == [VisitState.UNDER_WAY, VisitState.UNDER_WAY, VisitState.PUBLISHED]  # the last is held


@on_sqlite
def test_nobody_leaves_on_the_evening_before(mine: OnRoute, app: Flask):
    set_moment(mine.session, app, NOON - timedelta(hours=17))

    answer = mine.post("/route/depart")

    assert answer.status_code == 422
    assert mine.departure() is None
    assert "Виїжджаємо" not in mine.get().text


@on_sqlite
def test_coming_home_ends_the_departure_once(mine: OnRoute, app: Flask):
    early = mine.post("/route/home")
    mine.post("/route/depart")
    mine.post("/route/home")
    home_at = mine.departure().home_at
    set_moment(mine.session, app, NOON + timedelta(hours=1))
    mine.post("/route/home")

    assert early.status_code == 422
    assert home_at is not None
    assert mine.departure().home_at == home_at
    assert "Усі повернулися" in mine.get().text


@on_sqlite
def test_a_word_from_the_road_is_kept_with_its_time(mine: OnRoute):
    early = mine.post("/route/word", kind="all_here")
    mine.post("/route/depart")
    mine.post("/route/word", kind="arrived", stop="K2PM")
    unknown = mine.post("/route/word", kind="recall_confirmed")

    contact = mine.session.scalars(select(Contact)).one()
    assert (early.status_code, unknown.status_code) == (422, 404)
    assert (contact.kind, contact.note, contact.by_id) == ("arrived", "K2PM", mine.user.id)
    assert "Ми на місці ✓" in mine.get().text


@on_sqlite
def test_an_outcome_meets_the_need_and_counts_as_a_word(mine: OnRoute):
    mine.post("/route/depart")

    answer = mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE")
    mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE")

    mine.session.expire_all()
    assert answer.status_code == 303
    assert (mine.visits[0].outcome, mine.visits[0].needs[0].state) == (Outcome.DONE, NeedState.CLOSED)
    assert [one.kind for one in mine.session.scalars(select(Contact))] == ["outcome"]
    assert "12:40–13:00" in mine.get().text.split('class="later"')[0]  # the second stop is next now


@on_sqlite
def test_turning_back_before_danger_is_a_miss_with_its_cause(mine: OnRoute):
    mine.post("/route/depart")
    mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="ABORT_DANGER")

    mine.session.expire_all()
    assert (mine.visits[0].state, mine.visits[0].cause) == (VisitState.MISSED, Cause.DANGER)


@on_sqlite
def test_a_wrong_outcome_is_corrected_and_the_first_one_kept(mine: OnRoute):
    address = f"/route/visits/{mine.visits[0].id}/outcome"
    mine.post("/route/depart")
    mine.post(address, outcome="DONE")
    mine.post(address, outcome="NOBODY", note="на подвір’ї тихо")

    mine.session.expire_all()
    assert (mine.visits[0].outcome, mine.visits[0].outcome_note) == (Outcome.NOBODY, "на подвір’ї тихо")
    assert [one.outcome for one in mine.session.scalars(select(OutcomeChange))] == [Outcome.DONE]


@on_sqlite
@pytest.mark.parametrize("outcome", ["", "DIED", "HELD_OUT", "перемога"])
def test_an_outcome_that_the_phone_does_not_offer_is_not_saved(mine: OnRoute, outcome: str):
    answer = mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome=outcome)

    mine.session.expire_all()
    assert answer.status_code == 303
    assert mine.visits[0].outcome is None
    assert "виберіть, як пройшов візит" in mine.get().text


@on_sqlite
@pytest.mark.parametrize(("outcome", "status"), [("DONE", 422), ("NOBODY", 422), ("VEH", 303), ("REFUSED", 303)])
def test_before_the_team_leaves_only_what_needs_nobody_at_the_door_is_taken(mine: OnRoute, outcome: str, status: int):
    address = f"/route/visits/{mine.visits[0].id}/outcome"

    answer = mine.post(address, outcome=outcome, note="каже сусідка")

    mine.session.expire_all()
    assert answer.status_code == status
    assert (mine.visits[0].outcome is None) == (status == 422)
    if status == 422:
        assert "Спершу" in answer.text
        assert 'value="каже сусідка"' in answer.text


@on_sqlite
def test_no_outcome_is_brought_the_evening_before(mine: OnRoute, app: Flask):
    set_moment(mine.session, app, NOON - timedelta(hours=18))

    answer = mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE")

    mine.session.expire_all()
    assert (answer.status_code, mine.visits[0].outcome) == (422, None)


@on_sqlite
def test_a_note_that_is_too_long_stays_in_its_field(mine: OnRoute):
    mine.post("/route/depart")

    answer = mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE", note="я" * 501)

    mine.session.expire_all()
    assert (answer.status_code, mine.visits[0].outcome) == (422, None)
    assert "щонайбільше 500" in answer.text
    assert "я" * 501 in answer.text


@on_sqlite
def test_an_address_is_shown_by_a_tap_for_a_minute_and_the_trail_says_who(mine: OnRoute):
    answer = mine.post(f"/route/visits/{mine.visits[0].id}/address")

    for words in ("Людмила П.", "вул. Вигадана, 12", "синя крамниця", "під’їзд 2, собака", "+380 ** *** ** 47"):
        assert words in answer.text
    assert "Придуманенко" not in answer.text
    assert "0501234547" not in answer.text
    assert (answer.headers["Cache-Control"], answer.headers["Refresh"]) == ("no-store", "60; url=/route")
    seen = mine.session.scalars(select(AuditEntry).where(AuditEntry.action == "see_person")).one()
    assert (seen.actor_id, seen.object_uid) == (mine.user.id, str(mine.visits[0].needs[0].person.uid))


@on_sqlite
def test_an_address_hides_once_the_visit_is_over_or_held(mine: OnRoute):
    mine.post("/route/depart")
    mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE")
    mine.hold(mine.areas[1], NOON - timedelta(hours=1))

    answers = [mine.post(f"/route/visits/{visit.id}/address") for visit in mine.visits]

    assert [answer.status_code for answer in answers] == [422, 422, 200]


@on_sqlite
@pytest.mark.parametrize(("way", "data"), [("address", {}), ("outcome", {"outcome": "DONE"})])
def test_a_visit_of_another_team_is_not_there(mine: OnRoute, way: str, data: dict[str, str]):
    area = make_area(mine.session, mine.hub, "KOS-E")
    _user, _route, visits = add_route(mine.session, mine.hub, [area], 3)

    answer = mine.post(f"/route/visits/{visits[0].id}/{way}", **data)

    assert answer.status_code == 404
    mine.session.expire_all()
    assert visits[0].outcome is None


@on_sqlite
@pytest.mark.parametrize("way", ["depart", "home", "seen"])
def test_without_a_route_there_is_nothing_to_press(mine: OnRoute, way: str):
    sign_in(mine.session, mine.client, make_user(mine.session, mine.hub, Role.VOLUNTEER))

    assert mine.post(f"/route/{way}").status_code == 404


@on_sqlite
def test_a_held_stop_says_why_and_the_next_one_comes_first(mine: OnRoute):
    mine.hold(mine.areas[0], NOON - timedelta(hours=1))

    page = mine.get().text

    assert "1 · Призупинено" in page
    assert "повідомлення служби" in page
    assert page.index("12:40–13:00") < page.index("1 · Призупинено")


@on_sqlite
def test_a_hold_that_outlives_its_review_still_holds(mine: OnRoute):
    mine.hold(mine.areas[0], NOON - timedelta(hours=5))

    assert "Час переглянути. Виїзди й далі призупинено" in mine.get().text


@on_sqlite
def test_a_hold_on_the_way_calls_the_team_back_until_it_says_that_it_knows(mine: OnRoute, app: Flask):
    mine.post("/route/depart")
    assert "Повертайтеся" not in mine.get().text
    mine.hold(mine.areas[0], NOON + timedelta(minutes=10))
    set_moment(mine.session, app, NOON + timedelta(minutes=11))

    page = mine.get().text
    mine.post("/route/word", kind="turning_back")
    after = mine.get().text

    assert "Повертайтеся: виїзди призупинено о 12:10" in page
    assert "050 000 00 01" in page
    assert 'class="next"' not in page
    assert "Повертайтеся" not in after
    assert "Координатор/ка дня це бачить" in after


@on_sqlite
def test_a_hold_that_stood_before_leaving_calls_nobody_back(mine: OnRoute):
    mine.hold(mine.areas[0], NOON - timedelta(hours=1))
    mine.post("/route/depart")

    assert "Повертайтеся" not in mine.get().text


@on_sqlite
def test_a_changed_route_says_so_until_it_is_read(mine: OnRoute):
    old = RouteVersion(
        hub_id=mine.hub.id, on=THE_DAY, team_id=mine.route.team_id, number=1, state=RouteState.SUPERSEDED, made_at=NOON
    )
    mine.route.number = 2
    mine.session.flush()
    mine.session.add(old)

    page = mine.get().text
    mine.post("/route/seen")
    mine.post("/route/seen")

    assert "Маршрут змінено о 09:00" in page
    assert "Додано 3 візити" in page
    assert "Маршрут змінено" not in mine.get().text


@on_sqlite
def test_the_page_needs_no_script(mine: OnRoute):
    mine.post("/route/depart")
    page = mine.get().text

    assert "<script" not in page
    assert " onclick" not in page


@on_sqlite
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_has_no_barrier_before_on_the_road_and_when_called_back(
    mine: OnRoute, app: Flask, live_server: str, browser: "Browser", colours: str
):
    context = browser.new_context(viewport={"width": 360, "height": 640}, color_scheme=colours, bypass_csp=True)
    context.add_cookies([{"name": "obkhid", "value": mine.client.get_cookie("obkhid").value, "url": live_server}])
    page = context.new_page()

    for step in (lambda: None, lambda: mine.post("/route/depart"), lambda: mine.hold(mine.areas[0], NOON)):
        step()
        set_moment(mine.session, app, NOON + timedelta(minutes=1))
        page.goto(f"{live_server}/route")
        page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


@on_sqlite
def test_a_team_is_called_back_for_a_stop_further_on_and_reading_it_brings_the_next_stop_back(
    mine: OnRoute, app: Flask
):
    mine.post("/route/depart")
    mine.hold(mine.areas[2], NOON + timedelta(minutes=10))
    set_moment(mine.session, app, NOON + timedelta(minutes=11))

    page = mine.get().text
    mine.post("/route/word", kind="recall_read")
    after = mine.get().text

    assert "Повертайтеся" in page
    assert "Повертайтеся" not in after
    assert 'class="next"' in after
    assert "3 · Призупинено" in after


@on_sqlite
def test_who_is_called_back_has_no_times_any_more_until_they_have_arrived_somewhere(mine: OnRoute, app: Flask):
    mine.post("/route/depart")
    times = f"{mine.route.stops[1].start_min // 60:02d}:{mine.route.stops[1].start_min % 60:02d}–"
    assert times in mine.get().text
    mine.hold(mine.areas[0], NOON + timedelta(minutes=10))
    set_moment(mine.session, app, NOON + timedelta(minutes=11))

    called = mine.get().text
    mine.post("/route/word", kind="turning_back")
    mine.post("/route/word", kind="all_here")
    turned = mine.get().text
    mine.post("/route/word", kind="arrived", stop=mine.route.stops[1].code)

    assert times not in called
    assert times not in turned
    assert "часу ще немає" in turned
    assert "Нового маршруту немає, бо план не змінює маршруту, який уже в дорозі" in turned
    assert times in mine.get().text


@on_sqlite
def test_the_last_report_is_that_of_the_area_of_the_stop(mine: OnRoute):
    report(
        mine.session,
        mine.hub,
        make_user(mine.session, mine.hub, Role.VOLUNTEER),
        mine.areas[1],
        NOON - timedelta(hours=3),
    )
    assert "DRU-C: повідомлень ще не було" in mine.get().text

    mine.post("/route/depart")
    mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE")
    mine.session.expire_all()

    assert "DRU-C" not in mine.get().text.split('class="later"')[0]


def rest_after_the_first(mine: OnRoute) -> None:
    """A call at the base between the first visit and the second, with a break from 12:22 to 12:37."""
    for stop in mine.route.stops:
        stop.position *= 10
    rest = {"code": "break", "start": 742, "end": 757}
    times = {"arrive_min": 742, "start_min": 742, "depart_min": 757}
    mine.route.stops.append(RouteStop(position=15, reasons=[rest], **times))
    mine.session.commit()


@on_sqlite
def test_a_break_stands_among_the_stops_then_above_the_next_and_goes_once_the_team_is_further(mine: OnRoute):
    rest_after_the_first(mine)
    mine.post("/route/depart")
    words = "перерва 12:22–12:37"

    before = mine.get().text
    mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE")
    having = mine.get().text
    mine.post("/route/word", kind="arrived", stop=mine.route.stops[2].code)

    assert before.index('class="next"') < before.index(words)
    assert having.index(words) < having.index('class="next"')
    assert words not in mine.get().text


@on_sqlite
def test_who_is_called_back_is_told_no_time_of_the_break(mine: OnRoute):
    rest_after_the_first(mine)
    mine.post("/route/depart")
    mine.post("/route/word", kind="turning_back")

    page = mine.get().text

    assert "перерва" in page
    assert "12:22" not in page


@on_sqlite
@pytest.mark.parametrize("has_left", [False, True])
def test_the_bar_of_the_phone_hides_nothing_and_nothing_shows_through_it(
    mine: OnRoute, live_server: str, browser: "Browser", has_left: bool
):
    if has_left:
        mine.post("/route/depart")
    mine.session.commit()
    context = browser.new_context(viewport={"width": 360, "height": 640}, bypass_csp=True)
    context.add_cookies([{"name": "obkhid", "value": mine.client.get_cookie("obkhid").value, "url": live_server}])
    page = context.new_page()
    page.goto(f"{live_server}/route")
    page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")
    controls = page.locator(CONTROLS).count()
    assert controls > 12

    for _ in range(controls):
        page.keyboard.press("Tab")
        assert page.evaluate(UNDER_THE_BAR) == []
        assert page.evaluate(OVER_THE_BAR) == []
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight); document.body.dataset.all = 'yes'")
    assert page.evaluate(UNDER_THE_BAR) == []
    context.close()


@on_sqlite
def test_a_route_that_has_lost_its_visits_says_so(mine: OnRoute):
    mine.post("/route/depart")
    mine.session.refresh(mine.route)
    mine.route.stops.clear()

    page = mine.get().text

    assert "На цьому маршруті немає візитів" in page
    assert "Усі візити" not in page
