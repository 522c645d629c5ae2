"""Adjusting and publishing: people decide, the same rules hold, and nothing changes for a team that has no change."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import NotHere, Refused
from app.domain.needs import StopPattern
from app.domain.roles import Role
from app.domain.states import NeedState, RouteState, VisitState
from app.domain.zones import Zone
from app.models import Departure, RoadSegment
from app.places import queries as places
from app.routes import adjust, queries, service
from app.routes.errors import NothingToPublish, NotPossible, NotPublished
from tests.factories import make_hub, make_need_kind, make_service_point, make_team, make_user
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def plan(world: World):
    return service.plan_day(world.session, world.hub.id, world.on, **world.acts)


def publish(world: World):
    return service.publish_day(world.session, world.hub.id, world.on, **world.acts)


def move(world: World, need, to: str):
    adjust.move_stop(world.session, world.hub.id, world.on, need.id, to, **world.acts)


def order(world: World, team=None) -> list[int]:
    team = team or world.team
    routes = [r for r in world.routes() if r.team_id == team.id and r.state is not RouteState.SUPERSEDED]
    route = max(routes, key=lambda r: (r.state is RouteState.DRAFT, r.id), default=None)
    return [min(n.id for n in stop.visit.needs) for stop in route.stops] if route else []


def test_publishing_numbers_the_version_and_plans_the_needs(world: World):
    need = world.need()
    plan(world)

    [route] = publish(world)

    assert (route.state, route.number) == (RouteState.PUBLISHED, 1)
    assert need.state is NeedState.PLANNED
    assert world.visit_of(need).state is VisitState.PUBLISHED
    assert world.visit_of(need).team_id == world.team.id
    assert set(route.danger) == {"KOS-W"}


def test_a_second_publishing_numbers_only_the_changed_team(world: World):
    other = make_team(world.session, world.hub, 2, on=(world.on,))
    first, second = world.need(), world.need()
    plan(world)
    adjust.drop_visit(world.session, world.hub.id, world.on, second.id, **world.acts)
    if order(world, other):
        move(world, first, f"team:{world.team.id}")
    publish(world)
    adjust.add_need(world.session, world.hub.id, world.on, second.id, other.id, **world.acts)

    [new] = publish(world)

    assert (new.team_id, new.number) == (other.id, 2)
    assert [(r.team_id, r.number) for r in queries.published_on(world.session, world.hub.id, world.on)] == [
        (world.team.id, 1),
        (other.id, 2),
    ]


def test_publishing_without_a_change_says_so(world: World):
    world.need()
    plan(world)
    publish(world)
    plan(world)

    with pytest.raises(NothingToPublish):
        publish(world)


def test_moving_up_changes_the_order(world: World):
    for _ in range(3):
        world.need()
    plan(world)
    before = order(world)

    move(world, next(n for n in world.needs if n.id == before[2]), "up")

    assert order(world) == [before[0], before[2], before[1]]


def test_a_move_that_breaks_a_rule_changes_nothing(world: World):
    small = make_team(world.session, world.hub, 2, on=(world.on,), starts_min=480, ends_min=490)
    need = world.need()
    plan(world)
    before = order(world)

    with pytest.raises(NotPossible) as refused:
        move(world, need, f"team:{small.id}")

    assert refused.value.why["code"] == "rule"
    assert order(world) == before


def test_later_moves_a_quarter_of_an_hour_and_stays_through_a_new_proposal(world: World):
    need = world.need()
    plan(world)
    start = world.routes()[0].stops[0].start_min

    move(world, need, "later")
    plan(world)

    assert abs(world.routes()[0].stops[0].start_min - start - 15) <= 5


def test_a_visit_taken_off_is_listed_with_who_did_it(world: World):
    need = world.need()
    plan(world)

    adjust.drop_visit(world.session, world.hub.id, world.on, need.id, **world.acts)

    assert world.day().proposal["not_placed"][str(need.id)] == [{"code": "taken_off", "by": world.coordinator.id}]
    assert world.routes() == []


def test_a_published_visit_taken_off_makes_its_need_wait_again(world: World):
    kept, dropped = world.need(), world.need(world.south, state=NeedState.DECISION_NEEDED)
    plan(world)
    publish(world)
    adjust.drop_visit(world.session, world.hub.id, world.on, dropped.id, **world.acts)
    visit = world.visit_of(dropped)

    publish(world)

    assert (visit.state, dropped.state) == (VisitState.CANCELLED, NeedState.DECISION_NEEDED)
    assert kept.state is NeedState.PLANNED


def test_a_visit_taken_off_on_its_own_day_was_promised_and_still_needs_its_cause(session: Session):
    world = make_world(session)
    world.on, world.now = world.now.date(), world.now - timedelta(hours=6)
    world.need()
    dropped = world.need(world.south)
    plan(world)
    publish(world)
    adjust.drop_visit(world.session, world.hub.id, world.on, dropped.id, **world.acts)
    visit = world.visit_of(dropped)

    publish(world)

    assert (visit.state, dropped.state) == (VisitState.PROPOSED, NeedState.READY)
    assert queries.promised_visits(session, world.hub.id, world.on) == [visit]


def test_a_hold_after_planning_keeps_the_draft_from_being_published_and_names_the_area(world: World):
    need = world.need()
    plan(world)
    world.hold(area_id=world.west.id)

    with pytest.raises(NotPublished) as refused:
        publish(world)

    [why] = refused.value.whys
    assert (why["visit"], why["rule"], why["area"]) == (need.id, "G07", "KOS-W")


def test_a_draft_whose_hour_has_passed_is_not_published(session: Session):
    world = make_world(session)
    world.on = world.now.date()
    world.now -= timedelta(hours=6)
    world.need()
    plan(world)
    world.now += timedelta(hours=3)

    with pytest.raises(NotPublished):
        publish(world)


def test_a_hold_after_publishing_holds_the_stop_and_no_other(world: World):
    held, free = world.need(world.west), world.need(world.south)
    plan(world)
    [route] = publish(world)

    world.hold(area_id=world.west.id)

    index = places.holds_covering(world.session, world.hub.id, now=world.now)
    standing = {min(n.id for n in one.stop.visit.needs): one.is_held for one in queries.stop_standing(route, index)}
    assert standing == {held.id: True, free.id: False}
    assert queries.is_void(route, index)


def test_an_approver_opens_a_gate_with_a_reason_and_a_worse_zone_closes_it_again(world: World):
    need = world.need()
    world.west.zones[-1].review_by = world.now - timedelta(hours=1)
    plan(world)
    with pytest.raises(Refused):
        adjust.approve(world.session, world.hub.id, world.on, [need.id], " ", **world.acts)

    adjust.approve(world.session, world.hub.id, world.on, [need.id], "Пульс району тихий", **world.acts)
    plan(world)
    assert order(world) == [need.id]

    world.west.zones[-1].zone = Zone.Z3  # with its review passed: Z2, life-saving needs only
    with pytest.raises(NotPublished):
        publish(world)


def test_an_escort_goes_from_home_to_the_point_and_back(world: World):
    make_service_point(world.session, world.south, world.hub, lat=48.601, lon=37.531)
    kind = make_need_kind(
        world.session,
        world.hub,
        "PEN",
        minutes=30,
        pattern=StopPattern.ESCORT,
        point_kinds=["post"],
        paper_uk="Супровід",
    )
    need = world.need(kind=kind)

    plan(world)

    [route] = world.routes()
    assert [(stop.leg, stop.area.code) for stop in route.stops] == [(0, "KOS-W"), (1, "DRU-S"), (2, "KOS-W")]
    point = route.stops[1]
    assert 540 <= point.start_min <= 900 - 30
    assert world.visit_of(need).service_point_id == point.service_point_id


def test_a_withdrawn_route_gives_its_needs_back_with_a_reason(world: World):
    need = world.need()
    plan(world)
    [route] = publish(world)
    with pytest.raises(Refused):
        service.withdraw_route(world.session, route.id, hub_id=world.hub.id, reason="", **world.acts)

    service.withdraw_route(world.session, route.id, hub_id=world.hub.id, reason="авто зламалося", **world.acts)

    assert (route.state, need.state) == (RouteState.SUPERSEDED, NeedState.READY)
    assert queries.published_on(world.session, world.hub.id, world.on) == []


def test_a_route_of_another_hub_is_not_here(world: World):
    world.need()
    plan(world)
    [route] = publish(world)
    elsewhere = make_hub(world.session, "kra")

    with pytest.raises(NotHere):
        service.withdraw_route(world.session, route.id, hub_id=elsewhere.id, reason="ні", **world.acts)


@pytest.mark.parametrize(
    ("moment", "is_shown"),
    [
        (datetime(2023, 5, 13, 14, 59, tzinfo=UTC), False),
        (datetime(2023, 5, 13, 15, 0, tzinfo=UTC), True),
        (datetime(2023, 5, 14, 6, 0, tzinfo=UTC), True),
        (datetime(2023, 5, 14, 20, 59, tzinfo=UTC), False),
    ],
)
def test_a_volunteer_sees_their_own_route_from_the_evening_before_until_after_home(world: World, moment, is_shown):
    """18:00 in Kyiv is 15:00 UTC; home plus four hours lies long before midnight here."""
    volunteer = make_user(world.session, world.hub, Role.VOLUNTEER)
    stranger = make_user(world.session, world.hub, Role.VOLUNTEER)
    world.team.shifts[0].members[0].user_id = volunteer.id
    world.need()
    plan(world)
    [route] = publish(world)

    assert (queries.route_of_user(world.session, volunteer.id, world.hub.id, moment) is route) == is_shown
    assert queries.route_of_user(world.session, stranger.id, world.hub.id, moment) is None


def test_a_team_on_the_road_is_led_by_a_person_and_no_proposal_touches_it(session: Session):
    world = make_world(session)
    world.on, world.now = world.now.date(), world.now - timedelta(hours=10)
    make_team(session, world.hub, 2, on=(world.on,))
    first = world.need()
    plan(world)
    [route] = publish(world)
    world.now += timedelta(minutes=30)
    session.add(
        Departure(
            hub_id=world.hub.id,
            on=world.on,
            team_id=route.team_id,
            route_id=route.id,
            left_at=world.now,
            left_by_id=world.coordinator.id,
        )
    )
    second = world.need(world.south)

    plan(world)

    drafts = queries.drafts_on(session, world.hub.id, world.on)
    assert [draft.team_id for draft in drafts] != [route.team_id]
    assert [stop.visit for draft in drafts for stop in draft.stops] == [world.visit_of(second)]
    with pytest.raises(Refused):
        move(world, first, "later")


def test_a_draft_thrown_away_leaves_what_was_published(world: World):
    need, other = world.need(), world.need(world.south)
    plan(world)
    [route] = publish(world)
    adjust.drop_visit(world.session, world.hub.id, world.on, other.id, **world.acts)

    service.discard_draft(world.session, world.hub.id, world.on, **world.acts)

    assert queries.drafts_on(world.session, world.hub.id, world.on) == []
    assert set(order(world)) == {need.id, other.id}
    assert route.state is RouteState.PUBLISHED


def test_a_held_road_holds_the_stop_behind_it_and_is_not_planned(world: World):
    """An escort from the west to the post office in the south: with the road between them held there is no way."""
    make_service_point(world.session, world.south, world.hub, lat=48.601, lon=37.531)
    escort = {"minutes": 30, "pattern": StopPattern.ESCORT, "point_kinds": ["post"]}
    need = world.need(kind=make_need_kind(world.session, world.hub, "PEN", **escort))
    plan(world)
    [route] = publish(world)
    road = RoadSegment(hub_id=world.hub.id, name="KOS–DRU", from_area_id=world.south.id, to_area_id=world.west.id)
    world.session.add(road)
    world.session.flush()

    world.hold(road_segment_id=road.id)

    index = places.holds_covering(world.session, world.hub.id, now=world.now)
    assert [one.is_held for one in queries.stop_standing(route, index)] == [False, True, True]
    plan(world)
    assert str(need.id) in world.day().proposal["not_placed"]
