"""What a routing server told counts in the plan, with its age; its silence leaves the straight line, and is said."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.domain.planner.check import check
from app.domain.planner.physics import distance_km
from app.domain.roles import Role
from app.domain.travel import Setting
from app.models import DriveAnswer, RoutingState, StoryClock
from app.routes import drafts, searching, service
from app.routes.candidates import candidates
from app.routes.drive_views import ways_sentence
from app.routes.drives import drives_said, ends_of_drives
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.routes.routing import asker
from app.travel import answers
from app.travel.asking import ask_ahead
from app.travel.server import RoutingServer
from app.travel.service import set_way
from tests.factories import make_hub, make_user, sign_in
from tests.places.world import text_of
from tests.routes.world import TOMORROW, make_world
from tests.travel.stub import routing_stub

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def stub():
    with routing_stub() as found:
        yield found


@pytest.fixture
def world(session):
    """A base that lies in the west; its hub has agreed to ask."""
    found = make_world(session)
    found.hub.base_lat, found.hub.base_lon = found.west.lat, found.west.lon
    found.hub.settings = {"asks_routing": True}
    session.flush()
    return found


def facts_of(world):
    return gather(world.session, world.hub.id, world.on, now=world.now)


def ask(world, stub, *, now=None, kind="osrm", server=True, **how):
    facts = facts_of(world)

    @contextmanager
    def transaction():
        yield world.session
        world.session.flush()

    places = ends_of_drives(facts, candidates(facts))
    asked = RoutingServer(kind, stub.address) if server else None
    ask_ahead(transaction, asked, world.hub.id, places, now=now or world.now, **how)


def state(world):
    return world.session.get(RoutingState, 1)


def plan(world):
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    (route,) = [row for row in world.routes() if row.stops]
    return route.stops[0].arrive_min - route.leave_min


BY_ROAD = distance_km((48.53, 37.65), (48.60, 37.53))  # minutes, as the stub tells


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_a_plan_takes_the_minutes_that_the_server_told(world, stub, kind):
    world.need(world.south)
    ask(world, stub, kind=kind)

    assert plan(world) == round(BY_ROAD + 0.5)
    day = make_problem(facts_of(world))
    assert check(day.problem, drafts.working_plan(day.facts)) == []


def test_what_was_told_is_not_asked_again_for_a_week(world, stub):
    world.need(world.south)
    ask(world, stub)
    ask(world, stub, now=world.now + timedelta(days=6))
    assert len(stub.asked) == 1

    ask(world, stub, now=world.now + timedelta(days=8))

    assert len(stub.asked) == 2
    assert len(world.session.scalars(select(DriveAnswer)).all()) == 2


def test_of_a_new_address_only_its_own_drives_are_asked(world, stub):
    world.need(world.south)
    ask(world, stub)
    world.need(world.west, home={"lat": 48.55, "lon": 37.66})
    ask(world, stub)

    rows = world.session.scalars(select(DriveAnswer)).all()
    assert len(rows) == 6
    assert "?sources=0&destinations=1;2;3" in stub.asked[1]
    assert "?sources=0;1&destinations=2" in stub.asked[2]


def test_a_hub_that_has_not_agreed_asks_nothing(world, stub):
    world.hub.settings = {}
    world.need(world.south)
    ask(world, stub)

    assert stub.asked == []
    assert facts_of(world).answers.is_asked is False


def test_a_demo_asks_nothing(world, stub):
    world.session.add(StoryClock(id=1, offset_s=0))
    world.need(world.south)
    ask(world, stub)

    assert stub.asked == []


def test_without_a_server_what_an_earlier_one_told_is_not_used(world, stub):
    world.need(world.south)
    ask(world, stub)
    ask(world, stub, server=False)

    assert facts_of(world).answers.minutes == {}
    assert plan(world) == 25


def test_another_server_is_asked_anew(world, stub):
    world.need(world.south)
    ask(world, stub, kind="osrm")
    ask(world, stub, kind="valhalla")

    assert len(stub.asked) == 2


def test_another_hub_does_not_see_what_was_told_to_this_one(world, stub):
    world.need(world.south)
    ask(world, stub)
    elsewhere = make_hub(world.session, "else")
    elsewhere.settings = {"asks_routing": True}

    places = [(48.53, 37.65), (48.60, 37.53)]
    assert answers.answers(world.session, elsewhere.id, places, now=world.now).minutes == {}


@pytest.mark.parametrize("failure", [{"status": 500}, {"status": 429}, {"body": b"<html>"}])
def test_a_failure_leaves_the_straight_line_and_is_said_with_its_time(app, world, stub, failure):
    for name, value in failure.items():
        setattr(stub, name, value)
    world.need(world.south)
    ask(world, stub)

    assert plan(world) == 25
    assert state(world).silent_since == world.now
    with app.test_request_context():
        said = ways_sentence(drives_said(facts_of(world)))
    assert "Сервер маршрутів мовчить із" in said
    assert "прямі × 1,35" in said


def test_a_slow_server_is_not_waited_for(world, stub, monkeypatch):
    monkeypatch.setattr("app.travel.server.STEP_S", 0.3)
    stub.wait_s = 2
    world.need(world.south)
    ask(world, stub)

    assert state(world).error == "no_answer"


def test_after_a_failure_it_is_asked_more_and_more_seldom_and_an_answer_ends_that(world, stub):
    stub.status = 500
    world.need(world.south)
    minute = timedelta(minutes=1)
    ask(world, stub)
    ask(world, stub, now=world.now + minute / 2)
    assert len(stub.asked) == 1

    ask(world, stub, now=world.now + 2 * minute)
    assert state(world).wait_until == world.now + 4 * minute
    assert state(world).silent_since == world.now

    stub.status = 200
    ask(world, stub, now=world.now + 10 * minute)
    assert (state(world).silent_since, state(world).failures, state(world).error) == (None, 0, None)
    assert state(world).answered_at == world.now + 10 * minute


def test_what_was_told_before_a_failure_stays_in_use(world, stub):
    world.need(world.south)
    ask(world, stub)
    stub.status = 500
    world.need(world.west, home={"lat": 48.55, "lon": 37.66})
    ask(world, stub)

    assert facts_of(world).answers.silent_since == world.now
    assert len(facts_of(world).answers.minutes) == 2


def test_a_visit_to_which_no_way_leads_is_left_out_and_the_reason_names_the_areas(world, stub):
    need = world.need(world.south)
    stub.cut = {frozenset({(48.53, 37.65), (48.6, 37.53)})}
    ask(world, stub)

    (one,) = make_problem(facts_of(world)).candidates.values()
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    assert one.blocks == [{"code": "no_way", "from": world.west.id, "to": world.south.id}]
    assert world.day().proposal["not_placed"][str(need.id)][0]["code"] == "no_way"


def test_a_person_who_knows_a_way_sets_it_and_the_visit_is_planned(world, stub):
    world.need(world.south)
    stub.cut = {frozenset({(48.53, 37.65), (48.6, 37.53)})}
    ask(world, stub)
    set_way(world.session, world.west.id, world.south.id, Setting(2.7), hub_id=world.hub.id, **world.acts)

    assert plan(world) == 50


def test_an_address_far_from_any_road_is_not_asked_for_each_time(world, stub):
    world.need(world.south)
    stub.off = {(48.6, 37.53)}
    ask(world, stub)
    asked = len(stub.asked)
    ask(world, stub)

    assert len(stub.asked) == asked
    assert plan(world) == 25


def test_the_server_is_asked_before_a_search_and_the_plan_page_says_what_came(session, world, stub, app, client):
    world.need(world.south)
    sign_in(session, client, world.coordinator)
    config = replace(app.extensions["obkhid_config"], routing_url=stub.address)
    client.get(f"/plan/{TOMORROW}")
    assert stub.asked == []

    asker(app.extensions["obkhid_engine"], config)(world.hub.id, TOMORROW, world.now, clock.real_now())

    assert len(stub.asked) == 1
    assert "Сервер маршрутів повідомив 2" in text_of(client.get(f"/plan/{TOMORROW}"))


def test_a_search_goes_on_whatever_befalls_the_asking(session, world, stub, app):
    session.commit()
    config = replace(app.extensions["obkhid_config"], routing_url=stub.address)

    asker(app.extensions["obkhid_engine"], config)(999, TOMORROW, world.now, world.now)

    assert stub.asked == []


def test_a_search_that_a_person_asks_for_asks_the_server_first(session, world, stub, app):
    world.need(world.south)
    row = searching.ask(session, world.hub.id, TOMORROW, real_now=world.now, **world.acts)
    session.commit()
    config = replace(app.extensions["obkhid_config"], routing_url=stub.address)
    engine = app.extensions["obkhid_engine"]

    searching.run(engine, row.id, now=lambda: world.now, real_now=lambda: world.now, ahead=asker(engine, config))

    session.expire_all()
    assert len(stub.asked) == 1
    (route,) = world.routes()
    assert route.stops[0].arrive_min - route.leave_min == round(BY_ROAD + 0.5)


def test_the_page_of_travel_times_says_how_the_server_stands(session, world, stub, app, client):
    stub.status = 500
    world.need(world.south)
    ask(world, stub, now=clock.real_now())
    admin = make_user(session, world.hub, Role.ADMIN, language="en")
    sign_in(session, client, admin)
    assert "no network is asked" in text_of(client.get("/travel"))
    app.extensions["obkhid_config"] = replace(app.extensions["obkhid_config"], routing_url=stub.address)

    page = text_of(client.get("/travel"))

    assert "Silent since" in page
    assert "It has an error of its own (5xx)." in page
    assert "127.0.0.1" in page
