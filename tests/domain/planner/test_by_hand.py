"""A visit put by hand: where it is put it stays, the others stay too where they can, and no rule is broken."""

import random

import pytest

from app.domain.planner.by_hand import SLACK_MIN, STAY_MIN, Hand, Hindered, Put
from app.domain.planner.check import Rule, check
from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.domain.planner.stability import starts_of
from tests.domain.planner.day import make_job, make_problem, make_team, tiny


def hand_of(problem: PlanningProblem, plan: Plan) -> Hand:
    routes = {team.id: plan.route_of(team.id) or Route(team.id, ()) for team in problem.teams}
    return Hand(DayGrid(Physics(problem)), routes)


def small(**changes) -> Hand:
    two = {"teams": [make_team(0), make_team(1)]}
    problem = PlanningProblem.from_json(tiny(**(two | changes)))
    return hand_of(problem, propose(problem, iterations=20).plan)


@pytest.fixture(scope="module")
def busy() -> Hand:
    problem = make_problem(visits=20, teams=3, seed=5)
    return hand_of(problem, propose(problem, iterations=20).plan)


def tries(busy: Hand, count: int):
    dice = random.Random(2)
    problem = busy.grid.problem
    for _ in range(count):
        job, team = dice.choice(problem.jobs).id, dice.choice(problem.teams).id
        yield job, team, dice.randrange(480, 960, 15)


def test_what_may_be_put_stands_at_its_team_and_minute_and_breaks_no_rule(busy: Hand):
    put = [(job, team, minute, busy.put_at(job, team, minute)) for job, team, minute in tries(busy, 60)]
    allowed = [one for one in put if isinstance(one[3], Put)]

    assert allowed
    for job, team, minute, one in allowed:
        routes = {route.team: route for route in one.routes}
        assert abs(starts_of(routes[team])[job] - minute) <= SLACK_MIN
        assert all(job not in route.jobs for other, route in routes.items() if other != team)
        assert not check(one.problem, Plan(one.routes))


def test_nobody_else_is_lost_or_taken_along(busy: Hand):
    for job, team, minute in tries(busy, 60):
        one = busy.put_at(job, team, minute)
        if isinstance(one, Put):
            before = {other for route in one.routes for other in busy.routes[route.team].jobs} | {job}
            assert before == {other for route in one.routes for other in route.jobs}


def test_a_hand_that_has_tried_much_judges_like_a_fresh_one(busy: Hand):
    for job, team, minute in tries(busy, 25):
        fresh = Hand(busy.grid, busy.routes)
        again, one = busy.put_at(job, team, minute), fresh.put_at(job, team, minute)
        assert type(one) is type(again)
        assert not isinstance(one, Put) or not isinstance(again, Put) or one.routes == again.routes


def test_the_others_keep_their_times_where_there_is_room():
    hand = small()
    [team] = {team for team, route in hand.routes.items() if route.jobs}
    start = starts_of(hand.routes[team])[0]
    late = start + 240

    put = hand.put_at(1, team, late)

    assert isinstance(put, Put)
    assert abs(starts_of(put.routes[0])[0] - start) <= STAY_MIN
    assert all(abs(shift.new - shift.old) <= STAY_MIN for shift in hand.difference(put, 1).shifts)


def test_all_stops_of_an_escort_move_together():
    stops = [{"lat": 48.6, "lon": lon, "windows": [[0, 1440]], "service": 5} for lon in (37.51, 37.55, 37.51)]
    stops[0]["board"], stops[2]["board"] = 1, -1
    escort = make_job(0, 37.51) | {"stops": stops}
    hand = small(jobs=[escort, make_job(1, 37.60)])
    home = hand.team_of(0)
    other = 1 if home == 0 else 0

    put = hand.put_at(0, other, 700)

    assert isinstance(put, Put)
    there = next(route for route in put.routes if route.team == other)
    assert [call.stop for call in there.calls if call.job == 0] == [0, 1, 2]


def test_a_time_outside_its_windows_is_refused_by_that_rule():
    hand = small(jobs=[make_job(0, 37.51, windows=[[600, 660]]), make_job(1, 37.60)])

    found = hand.put_at(0, 0, 800)

    assert isinstance(found, Hindered)
    assert found.by.rule is Rule.WINDOW


def test_a_start_before_the_team_can_be_there_is_named_as_such():
    hand = small(jobs=[make_job(0, 37.60)])

    found = hand.put_at(0, 0, 481)

    assert isinstance(found, Hindered)
    assert found.by.rule is Rule.TRAVEL_TIME


def test_a_team_without_the_skill_is_refused_and_an_unknown_one_too():
    hand = small(jobs=[make_job(0, 37.51, skills=["lift"])])

    lacking, nobody = hand.put_at(0, 0, 700), hand.put_at(0, 9, 700)

    assert isinstance(lacking, Hindered)
    assert isinstance(nobody, Hindered)
    assert (lacking.by.rule, nobody.by.rule) == (Rule.SKILLS, Rule.UNKNOWN_TEAM)


def test_what_is_taken_off_costs_nothing_any_more():
    hand = small()
    off = hand.take_off(1)

    assert isinstance(off, Put)
    assert all(1 not in route.jobs for route in off.routes)
    change = hand.difference(off, 1)
    assert change.exposure < 0
    assert change.drive_minutes < 0
