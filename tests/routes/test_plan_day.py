"""Proposing a day: everybody is placed or listed with a reason, and nothing closed is entered."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.geo import road_minutes
from app.domain.needs import StopPattern
from app.domain.states import RouteState, VisitState
from app.models import ConsentAnswer
from app.routes import service
from app.routes.board_words import names_of
from app.routes.errors import DayOver, PlanChanged
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.routes.reason_views import sentence
from tests.factories import make_area, make_household, make_need_kind, make_service_point, make_team
from tests.routes.world import World, consent, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def plan(world: World):
    found = service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()
    return found


def left_out(world: World, need) -> list[str]:
    return [reason["code"] for reason in world.day().proposal["not_placed"].get(str(need.id), [])]


def test_a_day_becomes_one_draft_a_team_with_a_reason_for_each_visit(world: World):
    need = world.need()

    plan(world)

    [draft] = world.routes()
    assert (draft.state, draft.team_id, draft.number) == (RouteState.DRAFT, world.team.id, None)
    [stop] = draft.stops
    assert stop.visit is world.visit_of(need)
    assert stop.visit.state is VisitState.PROPOSED
    assert len(stop.code) == 4
    assert {"time_chosen", "window"} <= {reason["code"] for reason in stop.reasons}
    assert draft.leave_min < stop.arrive_min < draft.home_min


def test_needs_at_one_address_share_a_visit(world: World):
    first = world.need()
    second = world.need(household=first.household)

    plan(world)

    assert world.visit_of(first) is world.visit_of(second)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda w: w.need(consents=False), "no_consent"),
        (lambda w: w.need(make_area(w.session, w.hub, "KOS-S", zone=None)), "gate"),
        (lambda w: w.need(make_area(w.session, w.hub, "KOS-N", lat=None, lon=None)), "no_place"),
        (lambda w: w.need(windows=[[0, 600, 700]]), "no_window"),
        (lambda w: w.need(quantity=99), "no_able_team"),
    ],
)
def test_nobody_drops_out(world: World, spoil, code):
    """The day is a Sunday: a person who can only on Monday is listed, not lost."""
    need = spoil(world)

    plan(world)

    assert code in left_out(world, need)
    assert world.routes() == []


def test_a_refused_consent_outweighs_an_earlier_yes(world: World):
    need = world.need()
    consent(world.session, need.person_id, world.coordinator, ConsentAnswer.NO)
    world.session.expire_all()

    plan(world)

    assert left_out(world, need) == ["no_consent"]


def test_a_held_area_is_not_entered_and_the_other_is(world: World):
    held, free = world.need(world.west), world.need(world.south)
    world.hold(area_id=world.west.id)

    plan(world)

    assert left_out(world, held) == ["gate"]
    assert [stop.visit for route in world.routes() for stop in route.stops] == [world.visit_of(free)]


def test_an_area_with_an_expired_zone_waits_for_an_approver(world: World):
    need = world.need()
    world.west.zones[-1].review_by = world.now - timedelta(hours=1)

    plan(world)

    reasons = world.day().proposal["not_placed"][str(need.id)]
    assert {(one["rule"], one.get("approve")) for one in reasons} == {("G01", True), ("G02", True)}


def test_a_team_of_one_stays_at_home(world: World):
    world.need()
    for shift in world.team.shifts:
        shift.members = shift.members[:1]

    assert plan(world) is None
    assert world.routes() == []


def test_planning_today_starts_in_some_minutes(session: Session):
    world = make_world(session)
    world.on = world.now.date()
    world.now -= timedelta(hours=4)  # 15:20
    world.need()

    plan(world)

    [draft] = world.routes()
    assert draft.leave_min >= 15 * 60 + 25


def test_a_second_coordinator_is_told_before_anything_is_overwritten(world: World):
    world.need()
    plan(world)

    with pytest.raises(PlanChanged):
        service.plan_day(world.session, world.hub.id, world.on, expected_draft_version=0, **world.acts)


def test_yesterday_is_over(world: World):
    with pytest.raises(DayOver):
        service.plan_day(world.session, world.hub.id, world.on - timedelta(days=2), **world.acts)


def test_planning_twice_leaves_no_stray_visits(world: World):
    world.need()
    plan(world)
    first = world.visit_of(world.needs[0])

    plan(world)

    assert world.visit_of(world.needs[0]) is first
    assert len(world.routes()) == 1


def test_two_teams_share_a_long_day(world: World):
    make_team(world.session, world.hub, 2, on=(world.on,))
    for _ in range(6):
        world.need(world.south, home={"lat": 48.60, "lon": 37.53})
    household = make_household(world.session, world.west, world.hub)
    world.need(household=household)

    plan(world)

    placed = [stop.visit_id for route in world.routes() for stop in route.stops]
    assert sorted(placed) == sorted({world.visit_of(need).id for need in world.needs})


def test_a_person_rides_no_longer_than_the_way_takes_and_some_spare_minutes(world: World):
    make_service_point(world.session, world.south, world.hub, lat=48.601, lon=37.531)
    escort = {"minutes": 30, "pattern": StopPattern.ESCORT, "point_kinds": ["post"]}
    need = world.need(kind=make_need_kind(world.session, world.hub, "PEN", **escort))

    facts = gather(world.session, world.hub.id, world.on, now=world.now)
    day = make_problem(facts, from_min=0)

    [job] = [job for job in day.problem.jobs if job.id == need.id]
    there = road_minutes(job.stops[0].lat, job.stops[0].lon, job.stops[1].lat, job.stops[1].lon)
    assert job.max_ride == there + 30 + there + facts.settings.ride_spare_min


@pytest.mark.parametrize("longer", [0, 1])
def test_of_two_equal_visits_the_one_goes_that_has_waited_longer_and_the_other_is_told_so(world: World, longer: int):
    """There is an hour for one of them; nothing but the days of waiting tells them apart."""
    kind = make_need_kind(world.session, world.hub, "WOOD", minutes=40)
    pair = [world.need(kind=kind, windows=[[None, 600, 645]]) for _ in range(2)]
    pair[longer].logged_at -= timedelta(days=5)
    world.session.flush()

    plan(world)

    assert [stop.visit for row in world.routes() for stop in row.stops] == [world.visit_of(pair[longer])]
    [told] = [one for one in world.day().proposal["not_placed"][str(pair[1 - longer].id)] if one.get("job")]
    assert (told["code"], told["job"]) == ("would_displace", pair[longer].id)
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    names = names_of(world.session, day, "uk")
    assert names.waiting[pair[longer].id] == names.waiting[pair[1 - longer].id] + 5
    assert f"{names.waiting[pair[longer].id]} day" in sentence(told, names)
