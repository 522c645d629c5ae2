"""What past days say of a day to plan."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.needs import Urgency
from app.domain.outcomes import Outcome
from app.domain.states import RouteState, VisitState
from app.domain.zones import Zone
from app.models import RouteStop, RouteVersion, Visit
from app.routes import service
from app.routes.board import make_board
from app.routes.gather import gather
from app.routes.problem import make_problem
from tests.factories import make_hub, make_team, make_visit
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    found = make_world(session)
    make_team(session, found.hub, 2, on=(found.on,))
    return found


def came(world: World, need, team_id: int, days_ago: int, outcome: Outcome = Outcome.DONE, **values) -> Visit:
    over = {"state": VisitState.DONE, "outcome": outcome, "outcome_at": world.now - timedelta(days=days_ago)}
    return make_visit(world.session, need, on=world.on - timedelta(days=days_ago), team_id=team_id, **(over | values))


def teams(world: World) -> list[int]:
    shifts = gather(world.session, world.hub.id, world.on, now=world.now).shifts
    return [shift.team_id for shift in shifts]


def asked_again(world: World, need):
    """Another need of the same household, so that the visits before are of needs that are over."""
    return world.need(household=need.household)


def problem(world: World):
    return make_problem(gather(world.session, world.hub.id, world.on, now=world.now))


def last_team(world: World, need) -> int | None:
    return next(job.last_team for job in problem(world).problem.jobs if job.id == need.id)


@pytest.mark.parametrize("which", [0, 1])
def test_the_team_that_came_the_last_time_comes_again_and_the_plan_says_so(world: World, which: int):
    old = world.need()
    came(world, old, teams(world)[which], 7)
    need = asked_again(world, old)

    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    (route,) = [row for row in world.routes() if row.stops]
    assert route.team_id == teams(world)[which]
    board = make_board(world.session, problem(world), language="uk", chosen=need.id)
    assert {"code": "same_team"} in board.chosen_reasons


def test_the_last_visit_that_was_done_counts_and_none_of_another_household(world: World):
    first, second = teams(world)
    old, other = world.need(), world.need(world.south)
    came(world, old, second, 14)
    came(world, old, first, 7)
    missed = {"state": VisitState.MISSED, "cause": "nobody"}
    came(world, old, second, 2, Outcome.NOBODY, **missed)
    need = asked_again(world, old)

    assert last_team(world, need) == first
    assert last_team(world, other) is None


def test_what_another_hub_did_is_not_known_here(world: World):
    old = world.need()
    visit = came(world, old, teams(world)[1], 7)
    visit.hub_id = make_hub(world.session, "dru").id
    world.session.flush()

    assert last_team(world, asked_again(world, old)) is None


def published(world: World, need, days_ago: int, start: int, team_id: int, leave: int = 500) -> None:
    on = world.on - timedelta(days=days_ago)
    visit = came(world, need, team_id, days_ago)
    values = {"hub_id": world.hub.id, "team_id": team_id, "leave_min": leave, "home_min": 700, "made_at": world.now}
    route = RouteVersion(on=on, state=RouteState.PUBLISHED, number=1, **values)
    times = {"arrive_min": start, "start_min": start, "depart_min": start + 5}
    route.stops = [RouteStop(position=0, visit=visit, area_id=need.household.area_id, **times)]
    world.session.add(route)
    world.session.flush()


def usual(world: World, need):
    return gather(world.session, world.hub.id, world.on, now=world.now).usual_at(None, need.household_id)


@pytest.mark.parametrize(
    ("weeks", "hours"),
    [
        ({7: 600}, []),
        ({7: 600, 14: 610}, [(580, 631)]),
        ({7: 600, 21: 660}, [(630, 631)]),
        ({7: 600, 14: 661}, []),
        ({7: 600, 28: 600}, []),
        ({7: 600, 8: 600}, []),
    ],
)
def test_two_of_the_last_three_weeks_at_about_one_hour_make_it_usual(world: World, weeks, hours):
    need = world.need()
    for days_ago, start in weeks.items():
        published(world, need, days_ago, start, teams(world)[0])

    assert [(span.start, span.end) for span in usual(world, need)] == hours


def test_the_plan_comes_at_another_hour_than_the_last_weeks(world: World):
    old = world.need()
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    start = world.routes()[0].stops[0].start_min
    service.discard_draft(world.session, world.hub.id, world.on, **world.acts)
    for days_ago in (7, 14):
        published(world, old, days_ago, start, teams(world)[0])
    need = asked_again(world, old)

    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    (stop,) = [one for row in world.routes() for one in row.stops if row.state is RouteState.DRAFT]
    assert abs(stop.start_min - start) > 30
    assert "G15" not in warnings(world, need)


def warnings(world: World, need) -> list[str]:
    board = make_board(world.session, problem(world), language="uk", chosen=need.id)
    return [said.get("rule", said["code"]) for said in board.warnings]


def test_where_only_the_usual_hour_is_left_the_plan_says_so(world: World):
    old = world.need()
    for days_ago in (7, 14):
        published(world, old, days_ago, 600, teams(world)[0])
    need = asked_again(world, old)
    need.windows = [[None, 590, 615]]
    world.session.flush()

    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    assert "G15" in warnings(world, need)


def test_in_a_restricted_zone_a_named_person_says_yes_to_the_usual_hour_first(world: World):
    old = world.need()
    for days_ago in (7, 14):
        published(world, old, days_ago, 600, teams(world)[0])
    need = asked_again(world, old)
    need.kind.is_life_saving, need.urgency = True, Urgency.U1
    world.west.zones[0].zone = Zone.Z2
    world.session.flush()

    one = problem(world).candidates[need.id]

    assert {"G15", "G01"} <= {block["rule"] for block in one.blocks if block.get("approve")}


@pytest.mark.parametrize(("minutes", "is_said"), [(0, True), (20, True), (21, False)])
def test_the_same_way_at_the_same_time_as_the_day_before_is_said(world: World, minutes: int, is_said: bool):
    old = world.need()
    published(world, old, 1, 600, teams(world)[0])
    need = asked_again(world, old)
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    before, today = sorted(world.routes(), key=lambda row: row.on)

    before.leave_min = today.leave_min + minutes
    world.session.flush()

    assert ("same_way" in warnings(world, need)) is is_said


@pytest.mark.parametrize(
    ("settings", "hours"),
    [
        ({}, [(580, 631)]),
        ({"usual_times": 3}, []),
        ({"usual_times": 3, "usual_weeks": 4}, [(590, 631)]),
        ({"usual_slack_min": 5}, [(605, 606)]),
    ],
)
def test_a_hub_sets_how_often_and_how_near_is_usual(world: World, settings, hours):
    need = world.need()
    for days_ago, start in {7: 600, 14: 610, 28: 620}.items():
        published(world, need, days_ago, start, teams(world)[0])

    world.hub.settings = settings

    assert [(span.start, span.end) for span in usual(world, need)] == hours


def test_the_sentence_tells_the_numbers_of_the_hub(world: World):
    old = world.need()
    for days_ago in (7, 14, 28):
        published(world, old, days_ago, 600, teams(world)[0])
    world.hub.settings = {"usual_times": 3, "usual_weeks": 5}
    need = asked_again(world, old)

    [said] = [one for one in problem(world).candidates[need.id].warnings if one.get("rule") == "G15"]

    assert (said["times"], said["weeks"]) == (3, 5)
