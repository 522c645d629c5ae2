"""Households brought to one point by different teams come half an hour apart, unless a named person opens it."""

from itertools import combinations

import pytest
from sqlalchemy.orm import Session

from app.domain.needs import StopPattern
from app.domain.zones import Zone
from app.models import RouteStop
from app.routes import adjust, by_hand, service
from app.routes.board import make_board
from app.routes.errors import NotPossible
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.routes.reason_views import sentence
from tests.factories import make_need_kind, make_service_point, make_team
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    """Two teams whose cars have one seat, and a post office that is open for twenty-five minutes."""
    found = make_world(session)
    for team in (2, 3):
        make_team(session, found.hub, team, on=(found.on,), seats=1)
    return found


def escorts(world: World, many: int = 2, opens: int = 600, closes: int = 645):
    hours = [[day, opens, closes] for day in range(7)]
    area = world.west
    make_service_point(world.session, area, world.hub, lat=area.lat, lon=area.lon, hours=hours)
    pattern = {"pattern": StopPattern.ESCORT, "point_kinds": ["post"]}
    kind = make_need_kind(world.session, world.hub, "PEN", minutes=30, **pattern)
    home = {"lat": area.lat, "lon": area.lon}
    return [world.need(kind=kind, home=home | {"lon": area.lon + i / 100}) for i in range(many)]


def plan(world: World) -> None:
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()


def board(world: World):
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    return make_board(world.session, day, language="uk")


def at_the_office(world: World) -> list[RouteStop]:
    stops = (stop for row in world.routes() for stop in row.stops if stop.service_point_id)
    return sorted(stops, key=lambda stop: stop.start_min)


def test_a_second_household_is_not_called_to_the_same_point_within_the_half_hour(world: World):
    one_seat_each(world)
    escorts(world, 3, closes=900)

    plan(world)

    stops = at_the_office(world)
    assert len(stops) == 3
    assert all(a.route_id == b.route_id or b.start_min - a.start_min >= 30 for a, b in combinations(stops, 2))


def test_who_waits_is_told_who_is_called_there_and_an_approver_may_open_it(world: World):
    one_seat_each(world)
    escorts(world)
    plan(world)
    [left] = board(world).left_out
    assert [reason["code"] for reason in left.reasons] == ["crowded_place", "crowded"]
    assert "30" in sentence(left.reasons[1], board(world).names)
    assert left.can_approve

    adjust.approve(world.session, world.hub.id, world.on, [left.key], "Обидва заходять з різних вулиць", **world.acts)
    assert not board(world).left_out[0].can_approve
    plan(world)

    assert not board(world).left_out
    assert len(at_the_office(world)) == 2


def one_seat_each(world: World) -> None:
    """So that nobody shares a car."""
    for shift in gather(world.session, world.hub.id, world.on, now=world.now).shifts:
        shift.vehicle.seats = 1
    world.session.flush()


def test_a_move_by_hand_is_refused_with_the_rule_and_whom_it_meets(world: World):
    one_seat_each(world)
    escorts(world, closes=900)
    plan(world)
    first, second = at_the_office(world)[:2]
    teams = [shift.team_id for shift in gather(world.session, world.hub.id, world.on, now=world.now).shifts]
    other = next(team for team in teams if team != first.route.team_id)
    key = min(need.id for need in second.visit.needs)

    place = by_hand.Place(other, first.route.stops[0].start_min)

    with pytest.raises(NotPossible) as refusal:
        by_hand.put_at(world.session, world.hub.id, world.on, key, place, **world.acts)

    assert refusal.value.why["rule"] == "crowded"
    assert refusal.value.why["other"] == min(need.id for need in first.visit.needs)


def test_in_a_restricted_zone_four_households_a_day_are_called_to_one_point(world: World):
    escorts(world, 2)
    world.west.zones[0].zone = Zone.Z2
    world.session.flush()
    facts = gather(world.session, world.hub.id, world.on, now=world.now)

    assert [place.most for place in make_problem(facts).problem.gatherings] == [4]


def test_a_hub_sets_how_far_apart_and_how_many(world: World):
    escorts(world, 2)
    world.west.zones[0].zone = Zone.Z2
    world.hub.settings = {"households_apart_min": 45, "households_restricted_day": 2}
    world.session.flush()
    facts = gather(world.session, world.hub.id, world.on, now=world.now)

    assert [(place.apart, place.most) for place in make_problem(facts).problem.gatherings] == [(45, 2)]


def test_what_a_team_fetches_at_a_point_calls_nobody_there(world: World):
    escorts(world, 1)
    pattern = {"pattern": StopPattern.POINT_HOME, "point_kinds": ["post"]}
    kind = make_need_kind(world.session, world.hub, "MEDS", minutes=5, **pattern)
    need = world.need(kind=kind, home={"lat": world.west.lat, "lon": world.west.lon})

    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))

    [job] = [job for job in day.problem.jobs if job.id == need.id]
    assert [stop.gathers for stop in job.stops] == [None, None]


def test_a_visit_is_taken_off_even_where_the_others_timed_anew_would_meet_somebody(world: World):
    """Left to itself, the second household of the route would come to the point with that of another team."""
    one_seat_each(world)
    near, far, *_rest = escorts(world, 2, closes=900)
    first = world.need()
    plan(world)
    teams = [shift.team_id for shift in gather(world.session, world.hub.id, world.on, now=world.now).shifts]
    key, act = far.id, (world.session, world.hub.id, world.on)
    starts = {min(need.id for need in stop.visit.needs): stop for row in world.routes() for stop in row.stops}
    there = by_hand.Place(next(team for team in teams if team != starts[near.id].route.team_id), 13 * 60)
    by_hand.put_at(*act, key, there, **world.acts)
    by_hand.put_at(*act, first.id, by_hand.Place(there.team, 12 * 60), **world.acts)
    adjust.pin(*act, key, is_pinned=False, **world.acts)
    world.session.flush()
    before = [(stop.visit_id, stop.start_min) for stop in at_the_office(world)]

    adjust.drop_visit(*act, first.id, **world.acts)

    assert first.id not in adjust.Table(world.session, day_of(world), world.coordinator.id, world.now).spots()
    assert [(stop.visit_id, stop.start_min) for stop in at_the_office(world)] == before


def test_a_visit_is_taken_off_a_route_where_another_one_is_held(world: World):
    first, other = world.need(world.south), world.need(world.west)
    plan(world)
    world.hold(area_id=world.west.id)

    adjust.drop_visit(world.session, world.hub.id, world.on, first.id, **world.acts)

    assert set(adjust.Table(world.session, day_of(world), world.coordinator.id, world.now).spots()) == {other.id}


def day_of(world: World):
    return make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
