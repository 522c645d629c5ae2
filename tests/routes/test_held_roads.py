"""A held road keeps teams off it wherever it lies on the way: from the base, between visits, and on the way home."""

from typing import Any

import pytest

from app.accounts.hubs import keep_settings
from app.domain.needs import StopPattern
from app.domain.planner.travel import NEVER_MIN
from app.domain.weapon_numbers import numbers_of
from app.domain.weapons import WEAPONS, Chip
from app.models import RoadSegment
from app.places.queries import holds_covering
from app.routes import service
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.routes.queries import stop_standing
from tests.factories import make_area, make_event, make_need_kind, make_service_point
from tests.routes.world import World, make_world_with_base

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session):
    return make_world_with_base(session)


def road(world: World, one, other, name="T0504") -> RoadSegment:
    found = RoadSegment(hub_id=world.hub.id, name=name, from_area_id=one.id, to_area_id=other.id)
    world.session.add(found)
    world.session.flush()
    return found


def planned(world: World):
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    return [stop.visit_id for row in world.routes() for stop in row.stops if stop.visit_id]


def why_not(world: World, need):
    return world.day().proposal["not_placed"][str(need.id)]


def problem_of(world: World):
    return make_problem(gather(world.session, world.hub.id, world.on, now=world.now))


def test_a_visit_whose_only_way_from_the_base_is_held_is_left_out_with_the_name_of_the_road(world):
    need = world.need(world.south)
    held = road(world, world.west, world.south)
    world.hold(road_segment_id=held.id)

    assert planned(world) == []
    (reason,) = [one for one in why_not(world, need) if one.get("rule") == "G09"]
    assert reason["road"] == "T0504"


def test_a_cut_further_on_the_way_from_the_base_counts_too(world):
    middle = make_area(world.session, world.hub, "MID", lat=48.56, lon=37.59)
    need = world.need(world.south)
    road(world, world.west, middle, "first")
    world.hold(road_segment_id=road(world, middle, world.south, "second").id)

    assert planned(world) == []
    assert why_not(world, need)[0]["road"] == "second"


def test_between_visits_a_held_road_is_no_leg_of_a_plan(world):
    east = make_area(world.session, world.hub, "EAST", zone=world.south.zones[0].zone, lat=48.61, lon=37.56)
    world.need(world.south)
    world.need(east)
    world.hold(road_segment_id=road(world, east, world.south).id)

    never = {(leg.start, leg.end) for leg in problem_of(world).problem.legs if leg.minutes == NEVER_MIN}

    south, there = ((one.lat, one.lon) for one in (world.south, east))
    assert never == {(south, there), (there, south)}


def test_where_a_way_round_is_open_the_held_road_is_said_and_blocks_nothing(world):
    middle = make_area(world.session, world.hub, "MID", lat=48.56, lon=37.59)
    world.need(world.south)
    road(world, world.west, middle)
    road(world, middle, world.south)
    world.hold(road_segment_id=road(world, world.west, world.south, "straight").id)

    (one,) = problem_of(world).candidates.values()

    assert one.blocks == []
    assert [said["road"] for said in one.warnings if said.get("rule") == "G09"] == ["straight"]


def test_a_published_stop_is_held_by_the_road_from_the_base(world):
    world.need(world.south)
    between = road(world, world.west, world.south)
    planned(world)
    (route,) = world.routes()
    world.hold(road_segment_id=between.id)

    standings = stop_standing(route, holds_covering(world.session, world.hub.id, now=world.now))

    assert [one.is_held for one in standings] == [True]


@pytest.mark.parametrize(("beside_m", "is_blocked"), [(60, True), (150, False)])
def test_a_mine_beside_the_straight_leg_of_a_visit_blocks_it(world, beside_m, is_blocked):
    make_service_point(world.session, world.south, world.hub, lat=world.south.lat, lon=world.south.lon + 0.02)
    kind = make_need_kind(world.session, world.hub, "PEN", minutes=30, pattern=StopPattern.ESCORT, point_kinds=["post"])
    world.need(world.south, kind=kind, home={"lat": world.south.lat, "lon": world.south.lon})
    facts = gather(world.session, world.hub.id, world.on, now=world.now)
    facts.mines.append((world.south.lat + beside_m / 111_195, world.south.lon + 0.01))

    (one,) = make_problem(facts).candidates.values()

    assert ("G13" in [block.get("rule") for block in one.blocks]) is is_blocked


def told(world: World, weapon: str | None, chip: Chip, released: bool | None = False, at: Any = None):
    """One report at a point; released: whether its hold is, None where it never held anything."""
    event = make_event(world.session, world.south, world.hub, world.coordinator)
    (report,) = event.reports
    report.lat, report.lon = at or (world.south.lat, world.south.lon)
    report.weapon, report.chip = weapon, chip
    if released is not None:
        hold = world.hold(area_id=world.south.id, event_id=event.id)
        if released:
            hold.released_at, hold.released_by_id, hold.release_reason = world.now, world.coordinator.id, "знято"
    world.session.flush()


def lies_there(world: World, *codes: str) -> None:
    """The hub holds these until they are cleared."""
    numbers = {code: numbers_of(WEAPONS[code]).stored() | {"until_cleared": True} for code in codes}
    keep_settings(world.session, world.hub, {"weapons": numbers}, by_id=world.coordinator.id, now=world.now)


@pytest.mark.parametrize(
    ("weapon", "chip", "released", "is_mine"),
    [
        ("UXO", Chip.MINE, False, True),
        (None, Chip.MINE, None, True),
        ("UXO", Chip.MINE, True, False),
        ("MLRS_SMERCH", Chip.ROCKETS, False, True),
        (None, Chip.ROCKETS, False, True),
        ("MLRS_GRAD", Chip.ROCKETS, False, False),
        ("MLRS_SMERCH", Chip.ROCKETS, None, False),
        ("MLRS_SMERCH", Chip.ROCKETS, True, False),
    ],
)
def test_what_a_hub_holds_until_it_is_cleared_lies_there_like_a_mine(world, weapon, chip, released, is_mine):
    lies_there(world, "MLRS_SMERCH")
    world.need(world.south)
    told(world, weapon, chip, released)

    assert bool(gather(world.session, world.hub.id, world.on, now=world.now).mines) is is_mine


def test_a_mine_where_nobody_drives_is_not_read(world):
    world.need(world.south)
    told(world, "UXO", Chip.MINE, at=(world.south.lat - 1, world.south.lon))

    assert not gather(world.session, world.hub.id, world.on, now=world.now).mines
