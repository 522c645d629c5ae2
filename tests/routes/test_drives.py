"""What is known of the ways between areas counts in the plan, in its check and in its reasons."""

import pytest
from flask_babel import force_locale

from app.domain.needs import StopPattern
from app.domain.planner.check import check
from app.domain.travel import Setting
from app.routes import drafts, service
from app.routes.board import make_board
from app.routes.drive_views import way_sentence
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.travel.service import set_way
from tests.factories import make_need_kind, make_service_point
from tests.routes.world import make_world_with_base

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session):
    return make_world_with_base(session)


def told(world, *setting):
    who = {"hub_id": world.hub.id, **world.acts}
    return set_way(world.session, world.west.id, world.south.id, Setting(*setting), **who)


def day(world):
    return make_problem(gather(world.session, world.hub.id, world.on, now=world.now))


def minutes_there(world) -> int:
    """From the base to the one stop of the route."""
    (route,) = world.routes()
    return route.stops[0].arrive_min - route.leave_min


def test_nothing_told_is_nothing_in_the_problem(world):
    world.need(world.south)

    assert day(world).problem.drives is None


def test_a_factor_makes_the_drive_of_a_plan_longer(world):
    world.need(world.south)
    told(world, 2.7)
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    assert minutes_there(world) == 50  # twice the 25 of the hub's own factor
    problem = day(world).problem
    assert check(problem, drafts.working_plan(day(world).facts)) == []


def test_a_floor_makes_it_longer_too(world):
    world.need(world.south)
    told(world, None, 44)
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    assert minutes_there(world) == 44


def test_a_plan_made_before_the_word_breaks_the_rules_after_it(world):
    world.need(world.south)
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    told(world, 5.0)

    assert check(day(world).problem, drafts.working_plan(day(world).facts))


def test_an_escort_may_ride_along_as_long_as_the_way_is_known_to_take(world):
    make_service_point(world.session, world.west, world.hub, lat=world.west.lat, lon=world.west.lon)
    kind = make_need_kind(world.session, world.hub, "PEN", minutes=30, pattern=StopPattern.ESCORT, point_kinds=["post"])
    world.need(world.south, kind=kind, home={"lat": world.south.lat, "lon": world.south.lon})
    (short,) = day(world).problem.jobs
    told(world, 2.7)
    (long,) = day(world).problem.jobs

    assert long.max_ride - short.max_ride == 50


def test_the_chosen_visit_says_what_its_way_rests_on(world):
    need = world.need(world.south)
    told(world, 2.7, 20)
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    board = make_board(world.session, day(world), language="en", chosen=need.id)
    (said,) = [reason for reason in board.chosen_reasons if reason["code"] == "way"]

    assert (said["factor"], said["least_min"], said["basis"]) == (2.7, 20, "set")
    assert board.drives.by_hand == 1


def test_the_sentence_of_a_way_names_the_areas_the_factor_and_the_floor(app):
    class Names:
        def area(self, area_id):
            return {1: "KOS-W", 2: "DRU-S"}[area_id]

    facts = {"from": 1, "to": 2, "factor": 2.7, "least_min": 20, "basis": "set", "seen": 0}
    with app.test_request_context(), force_locale("en"):
        said = way_sentence(facts, Names())

    assert said == "The way KOS-W – DRU-S: 2.7 times the straight line, by hand. Never under 20 min."
