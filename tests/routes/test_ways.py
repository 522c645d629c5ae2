"""The way in force rules the stops, the paper and the reasons; a need closed by hand takes its visit off the road."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.domain.needs import StopPattern, Way
from app.domain.states import CloseReason, NeedState, RouteState, VisitState
from app.models import PointKind, RecordChange, Visit
from app.needs.errors import OnPublishedRoute, VisitUnderWay, WayNotOfKind
from app.needs.service import close_need, pause, set_way
from app.needs.ways import other_than_usual, way_changes
from app.places.queries import holds_covering
from app.routes.queries import is_void, published_on
from app.routes.service import plan_day, publish_day
from app.routes.sheet import make_sheet
from tests.factories import make_need_kind, make_service_point
from tests.routes.world import make_world


@pytest.fixture
def world(session):
    return make_world(session)


@pytest.fixture
def pension(world):
    kind = make_need_kind(
        world.session,
        world.hub,
        "PEN",
        pattern=StopPattern.ESCORT,
        point_kinds=["post", "bank"],
        minutes=45,
        paper_uk="Супровід до пункту і назад",
        paper_en="Escort to the point and back",
    )
    make_service_point(world.session, world.west, world.hub)
    return world.need(kind=kind)


def at(world):
    return {"hub_id": world.hub.id, **world.acts}


def propose(world):
    return plan_day(world.session, world.hub.id, world.on, **world.acts)


def publish(world):
    propose(world)
    publish_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.expire_all()
    return published_on(world.session, world.hub.id, world.on)


def why(world, need):
    return [reason["code"] for reason in world.day().proposal["not_placed"][str(need.id)]]


def test_brought_home_it_is_one_stop_at_the_door_and_the_paper_says_so(world, pension):
    set_way(world.session, pension.id, Way.HOME_DELIVERY, why="пошта не працює", **at(world))

    [route] = publish(world)
    sheet = make_sheet(world.session, route, language="uk", now=world.now, by=world.coordinator)

    assert [(stop.leg, stop.service_point_id) for stop in route.stops] == [(0, None)]
    assert [stop.tasks for stop in sheet.visits] == [("Доставка додому",)]


def test_an_escort_goes_home_point_home_as_ever(world, pension):
    point = make_service_point(world.session, world.west, world.hub, name="Пошта (умовна) 2")

    [route] = publish(world)

    assert [stop.service_point_id is None for stop in route.stops] == [True, False, True]
    assert point.id
    assert [stop.is_at_the_door for stop in route.stops] == [True, False, False]


def test_what_a_point_supplies_is_fetched_first_and_not_loaded_at_the_base(world):
    kind = make_need_kind(
        world.session, world.hub, "MED", pattern=StopPattern.POINT_HOME, point_kinds=["post"], cargo_kg=1
    )
    make_service_point(world.session, world.west, world.hub)
    world.need(kind=kind, way=Way.HOME_DELIVERY)

    [route] = publish(world)
    sheet = make_sheet(world.session, route, language="uk", now=world.now, by=world.coordinator)

    assert sheet.load == ()
    assert [(stop.step, stop.tasks) for stop in sheet.stops] == [("point", ("Набір",)), ("", ("Набір",))]


def test_the_mobile_post_without_a_place_or_an_hour_is_not_placed_and_says_what_is_missing(world, pension):
    set_way(world.session, pension.id, Way.MOBILE_POST, **at(world))
    propose(world)
    assert why(world, pension) == ["no_mobile_point", "no_mobile_window"]

    make_service_point(world.session, world.west, world.hub, kind=PointKind.MOBILE_POST, hours=[])
    propose(world)
    assert why(world, pension) == ["no_mobile_window"]


def test_the_timetable_of_the_mobile_post_rules_the_time_at_its_stop(world, pension):
    stop = make_service_point(world.session, world.west, world.hub, kind=PointKind.MOBILE_POST, hours=[])
    pension.provider_from = datetime(2023, 5, 14, 7, tzinfo=UTC)  # 10:00 in Kyiv
    pension.provider_to = datetime(2023, 5, 14, 9, tzinfo=UTC)
    pension.service_point_id = make_service_point(world.session, world.south, world.hub).id
    set_way(world.session, pension.id, Way.MOBILE_POST, **at(world))

    [route] = publish(world)

    [at_the_van] = [one for one in route.stops if one.service_point_id]
    assert at_the_van.service_point_id == stop.id
    assert 600 <= at_the_van.start_min <= at_the_van.depart_min <= 720


@pytest.mark.parametrize(("way", "code"), [(Way.PROXY, "other_way"), (Way.MOVE_TO_CARD, "other_way")])
def test_a_way_without_a_visit_is_listed_as_not_placed(world, pension, way, code):
    set_way(world.session, pension.id, way, **at(world))

    propose(world)

    assert why(world, pension) == [code]


def test_a_way_of_another_kind_is_refused(world, pension):
    food = world.need()

    with pytest.raises(WayNotOfKind):
        set_way(world.session, food.id, Way.PROXY, **at(world))


def test_a_chosen_way_keeps_what_stood_before(world, pension):
    set_way(world.session, pension.id, Way.HOME_DELIVERY, why="пошта не працює", **at(world))
    set_way(world.session, pension.id, Way.MOBILE_POST, **at(world))
    set_way(world.session, pension.id, Way.MOBILE_POST, **at(world))

    told = [(one.before, one.after, one.change.reason) for one in way_changes(world.session, pension)]
    assert told == [(Way.HOME_DELIVERY, Way.MOBILE_POST, ""), (None, Way.HOME_DELIVERY, "пошта не працює")]
    assert other_than_usual(pension) is Way.MOBILE_POST


def test_another_way_takes_a_proposed_visit_off_its_draft_and_waits_for_a_published_one(world, pension):
    propose(world)
    set_way(world.session, pension.id, Way.HOME_DELIVERY, **at(world))
    assert [route.stops for route in world.routes()] == [[]]

    publish(world)
    with pytest.raises(OnPublishedRoute):
        set_way(world.session, pension.id, Way.ESCORT, **at(world))


@pytest.mark.parametrize("how", ["close", "pause"])
def test_a_planned_need_closed_or_paused_by_hand_cancels_its_visit_and_voids_the_sheet(world, how):
    food = world.need()
    [route] = publish(world)
    holds = holds_covering(world.session, world.hub.id, now=world.now)
    assert not is_void(route, holds)

    if how == "close":
        close_need(world.session, food.id, CloseReason.MOVED, why="виїхала до доньки", **at(world))
    else:
        pause(world.session, food.id, until=date(2023, 6, 1), why="у сестри", **at(world))

    visit = world.visit_of(food)
    assert visit.state is VisitState.CANCELLED
    assert visit.outcome_note in ("виїхала до доньки", "у сестри")
    assert is_void(route, holds)
    assert food.state in (NeedState.CLOSED, NeedState.PAUSED)


def test_other_needs_of_a_cancelled_visit_wait_again_and_are_planned_anew(world):
    food = world.need()
    water = world.need(household=food.household, kind=make_need_kind(world.session, world.hub, "WAT", paper_uk="Вода"))
    publish(world)

    close_need(world.session, food.id, CloseReason.MET, **at(world))
    world.session.expire_all()
    assert water.state is NeedState.READY

    [route] = publish(world)
    assert [stop.visit.needs for stop in route.stops] == [[water]]
    assert sorted(one.state.value for one in world.routes()) == [
        RouteState.PUBLISHED.value,
        RouteState.SUPERSEDED.value,
    ]


def test_the_only_visit_cancelled_leaves_a_route_that_can_be_replaced_by_none(world):
    food = world.need()
    publish(world)
    close_need(world.session, food.id, CloseReason.MET, **at(world))
    world.session.expire_all()

    assert publish(world) == []


def test_a_need_whose_team_is_on_the_road_is_not_closed_from_a_page(world):
    food = world.need()
    publish(world)
    world.visit_of(food).state = VisitState.UNDER_WAY

    with pytest.raises(VisitUnderWay) as refusal:
        close_need(world.session, food.id, CloseReason.MET, **at(world))

    assert refusal.value.facts["day"] == "14.05"
    assert food.state is NeedState.PLANNED


def test_who_has_died_is_closed_with_what_was_ticked_and_with_nothing_else(world):
    food = world.need()
    water, heat = (
        world.need(household=food.household, kind=make_need_kind(world.session, world.hub, code))
        for code in ("WAT", "FUEL")
    )
    for one in (water, heat):
        one.person_id = food.person_id
    world.session.flush()

    close_need(world.session, food.id, CloseReason.DIED, also=[water.id], **at(world))

    assert (food.state, water.state, heat.state) == (NeedState.CLOSED, NeedState.CLOSED, NeedState.READY)
    assert water.close_reason is CloseReason.DIED
    assert food.person.stop_calls
    assert world.session.scalars(select(Visit)).all() == []
    assert world.session.scalars(select(RecordChange)).all()


def test_who_lives_in_a_held_area_is_told_so_and_not_to_choose_another_point(world, pension):
    world.hold(area_id=world.west.id)

    plan_day(world.session, world.hub.id, world.on, **world.acts)

    [reason] = world.day().proposal["not_placed"][str(pension.id)]
    assert (reason["code"], reason["area"]) == ("home_held", world.west.code)
