"""Before leaving on the phone and at the desk: what each page shows, refuses and keeps to itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.outcomes import Outcome
from app.domain.roles import Role
from app.domain.states import VisitState
from app.models import Departure, ServicePointStatus, UnrungStop, UnrungWord
from tests.day.route import OnRoute, add_route, make_on_route, set_moment
from tests.factories import NOON, make_area, make_hub, make_service_point, make_user, sign_in

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("noon")]
RED = ("Людмила", "Вигадана", "Придуманенко", "+380501234547", "4547", "собака")


@pytest.fixture
def mine(session: Session, app, client) -> OnRoute:
    """Three stops; for the second nobody rang, and nobody asked the point."""
    made = make_on_route(session, app, client)
    visit = made.visits[1]
    visit.needs[0].phone_confirmed_at = None
    visit.service_point = make_service_point(session, made.areas[1], made.hub, status=None)
    session.commit()
    return made


@pytest.fixture
def desk(mine: OnRoute) -> OnRoute:
    """The same, seen by a coordinator who approves."""
    sign_in(mine.session, mine.client, make_user(mine.session, mine.hub, is_approver=True, language="en"))
    return mine


def words(mine: OnRoute) -> list[UnrungWord]:
    mine.session.expire_all()
    return list(mine.session.scalars(select(UnrungStop.word).order_by(UnrungStop.id)))


def test_the_first_tap_names_the_open_stop_by_number_and_nobody_by_name(mine):
    answer = mine.post("/route/depart")

    page = mine.get("/route/leaving").text
    assert (answer.status_code, answer.location) == (303, "/route/leaving")
    assert mine.departure() is None
    assert "Зупинка 2" in page
    assert "Зупинка 1" not in page
    assert "Людині не телефонували, пункт не запитали" in page
    assert [word for word in RED if word in page] == []


def test_ringing_the_person_and_the_point_lets_the_team_leave(mine):
    for what in ("person", "point"):
        assert mine.post(f"/route/visits/{mine.visits[1].id}/rung", what=what).status_code == 303

    assert "Ніщо не затримує" in mine.get("/route/leaving").text
    assert mine.post("/route/depart").location == "/route"
    assert mine.departure() is not None
    assert mine.visits[1].needs[0].phone_confirmed_by_id == mine.user.id
    assert mine.session.scalars(select(ServicePointStatus.by_id)).all() == [mine.user.id]


def test_a_stop_left_out_waits_and_the_next_one_comes(mine):
    mine.post(f"/route/visits/{mine.visits[1].id}/skip")
    mine.post("/route/depart")
    mine.post(f"/route/visits/{mine.visits[0].id}/outcome", outcome="DONE")

    page = mine.get().text
    assert "13:20" in page.split('class="later"')[0]
    assert "2 · сьогодні ні" in page
    assert mine.visits[1].state is VisitState.PUBLISHED


def test_having_left_is_written_down_by_one_more_tap(mine):
    mine.post("/route/depart")

    answer = mine.post("/route/depart", has_left="1")

    assert answer.location == "/route"
    assert words(mine) == [UnrungWord.LEFT]
    assert mine.departure() is not None


@pytest.mark.parametrize("way", ["rung", "skip"])
def test_a_stop_of_another_team_is_not_there(mine, way):
    _user, _route, visits = add_route(mine.session, mine.hub, [make_area(mine.session, mine.hub, "KOS-E")], 3)
    visits[0].needs[0].phone_confirmed_at = None

    assert mine.post(f"/route/visits/{visits[0].id}/{way}", what="person").status_code == 404
    mine.session.expire_all()
    assert visits[0].needs[0].phone_confirmed_at is None


def test_a_volunteer_allows_nothing(mine):
    assert mine.post(f"/today/routes/{mine.route.id}/visits/{mine.visits[1].id}/allow", why="бо так").status_code == 403


def test_a_rung_stop_has_nothing_to_leave_out(mine):
    assert mine.post(f"/route/visits/{mine.visits[0].id}/skip").status_code == 422


def test_the_desk_refuses_departure_too_and_says_which_stop(desk):
    answer = desk.post(f"/today/routes/{desk.route.id}/left")

    assert answer.status_code == 409
    assert "nobody rang for stops 2" in answer.text
    assert desk.departure() is None


def test_an_approver_allows_a_stop_with_a_reason_and_it_stays_in_sight(desk):
    address = f"/today/routes/{desk.route.id}/visits/{desk.visits[1].id}/allow"

    without = desk.post(address, why=" ")
    desk.post(address, why="донька чекає біля під’їзду")
    desk.post(f"/today/routes/{desk.route.id}/left")

    assert without.status_code == 422
    assert words(desk) == [UnrungWord.ALLOWED]
    assert desk.departure() is not None
    for page in ("/today", f"/today/routes/{desk.route.id}/leaving", f"/plan/{desk.route.on}"):
        assert "донька чекає біля під’їзду" in desk.get(page).text


def test_a_coordinator_who_does_not_approve_allows_nothing(desk):
    sign_in(desk.session, desk.client, make_user(desk.session, desk.hub))

    answer = desk.post(f"/today/routes/{desk.route.id}/visits/{desk.visits[1].id}/allow", why="треба")

    assert answer.status_code == 403
    assert words(desk) == []


def test_left_without_stands_on_today_until_it_is_seen(desk):
    desk.post(f"/today/routes/{desk.route.id}/left", has_left="1")

    page = desk.get("/today").text
    assert "left without: stop 2, person not rung, point not asked" in page
    said = desk.session.scalars(select(UnrungStop)).one()
    assert desk.post(f"/today/unrung/{said.id}/seen").status_code == 303
    assert "left without" not in desk.get("/today").text


def test_a_team_past_its_time_is_asked_about_until_it_left_or_does_not_go(desk, app):
    assert "should have left" not in desk.get("/today").text  # twenty minutes late

    set_moment(desk.session, app, NOON + timedelta(minutes=11))
    assert "should have left at 11:40" in desk.get("/today").text
    assert desk.post(f"/today/routes/{desk.route.id}/not-left").status_code == 422
    assert desk.post(f"/today/routes/{desk.route.id}/not-left", cause="vehicle").status_code == 303
    page = desk.get("/today").text

    desk.session.expire_all()
    assert {visit.outcome for visit in desk.visits} == {Outcome.NOT_LEFT}
    assert "should have left" not in page
    assert "not out yet" not in page


def test_a_team_whose_every_stop_is_held_is_not_asked_why_it_stays(desk, app):
    for area in desk.areas:
        desk.hold(area, NOON)

    set_moment(desk.session, app, NOON + timedelta(hours=1))
    assert "should have left" not in desk.get("/today").text


def test_nothing_of_another_hub_is_here(desk):
    other = make_hub(desk.session, "dru")
    _user, route, visits = add_route(desk.session, other, [make_area(desk.session, other, "DRU")], 9)
    said = UnrungStop(
        hub_id=other.id, route_id=route.id, visit_id=visits[0].id, word=UnrungWord.LEFT, gates=["G17"], by_id=_user.id,
        at=NOON,
    )  # fmt: skip
    desk.session.add(said)
    desk.session.commit()

    assert desk.get(f"/today/routes/{route.id}/leaving").status_code == 404
    for act in ("left", "not-left", f"visits/{visits[0].id}/rung", f"visits/{visits[0].id}/allow"):
        assert desk.post(f"/today/routes/{route.id}/{act}", cause="team", why="треба").status_code == 404
    assert desk.post(f"/today/routes/{desk.route.id}/visits/{visits[0].id}/allow", why="треба").status_code == 404
    assert desk.post(f"/today/unrung/{said.id}/seen").status_code == 404
    assert desk.session.scalars(select(Departure)).all() == []


def test_only_those_of_the_desk_open_its_page(mine):
    assert mine.get(f"/today/routes/{mine.route.id}/leaving").status_code == 403
    sign_in(mine.session, mine.client, make_user(mine.session, mine.hub, Role.VOLUNTEER))
    assert mine.get("/route/leaving").status_code == 404


def test_the_page_before_leaving_names_the_stops_that_are_held(desk: OnRoute):
    desk.hold(desk.areas[1], NOON - timedelta(hours=1))
    desk.session.commit()

    assert "Nobody goes to stops 2." in desk.client.get(f"/today/routes/{desk.route.id}/leaving").text
