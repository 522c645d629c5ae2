"""Timing one route for an order given by hand: least exposure, or the rule that stands in the way."""

import itertools

import pytest

from app.domain.planner.check import Rule, check, score
from app.domain.planner.plan import Call, Plan, Route
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import Refused, propose, retime
from tests.domain.planner.day import make_job, make_problem, make_team, tiny


def problem(**changes):
    return PlanningProblem.from_json(tiny(**changes))


def cheapest_by_trying_all(one: PlanningProblem, job: int, lon_minutes: int) -> float:
    """Exposure of the best drivable route to one visit, over every departure, start and way back."""
    shift = one.hours_of(one.teams[0])
    best = float("inf")
    for leave, wait, stay in itertools.product(range(shift.start, shift.end), range(12), range(12)):
        arrive = leave + lon_minutes
        start = arrive + wait
        depart = start + one.jobs[0].stops[0].service + stay
        if depart + lon_minutes > shift.end:
            continue
        home = depart + lon_minutes
        plan = Plan((Route(0, (Call(leave, leave), Call(arrive, depart, job, 0, start), Call(home, home))),))
        if not check(one, plan):
            best = min(best, score(one, plan).exposure)
    return best


def test_no_times_are_cheaper_than_the_ones_it_finds():
    lam = [[0.4] * 24, [1.0] * 24]
    lam[1][9] = 0.2
    one = problem(lam=lam, teams=[make_team(0, shift=[520, 600])], jobs=[make_job(0, 37.60, windows=[[545, 580]])])

    route = retime(one, 0, [(0, 0)])

    minutes = route.calls[1].arrive - route.calls[0].depart
    assert score(one, Plan((route,))).exposure == pytest.approx(cheapest_by_trying_all(one, 0, minutes), abs=1e-9)


def test_an_order_by_hand_gets_times_that_pass_the_checker():
    one = problem()

    route = retime(one, 0, [(1, 0), None, (0, 0)])

    assert route.steps == ((1, 0), None, (0, 0))
    assert check(one, Plan((route,))) == []


@pytest.mark.parametrize(
    ("changes", "steps", "rule"),
    [
        ({}, [(9, 0)], Rule.UNKNOWN_JOB),
        ({}, [(0, 1)], Rule.UNKNOWN_JOB),
        ({}, [(0, 0), (0, 0)], Rule.ORDER),
        ({"jobs": [make_job(0, 37.51, skills=["medic"])]}, [(0, 0)], Rule.SKILLS),
        ({"jobs": [make_job(0, 37.51, hub_cargo=500)]}, [(0, 0)], Rule.CARGO),
        ({"jobs": [make_job(n, 37.51, hub_cargo=60) for n in (0, 1)]}, [(0, 0), (1, 0)], Rule.CARGO),
        ({"jobs": [make_job(0, 37.51, windows=[[0, 60]])]}, [(0, 0)], Rule.WINDOW),
        ({"jobs": [make_job(0, 37.51, service=600)]}, [(0, 0)], Rule.WINDOW),
        ({"closed": [[], [[0, 1440]]]}, [(1, 0)], Rule.CLOSED),
        ({"area_curfew": [[], [[0, 1440]]]}, [(1, 0)], Rule.CURFEW),
        ({"lam": [[0.1] * 24, [9.0] * 24]}, [(1, 0)], Rule.NO_GO),
        ({"teams": [make_team(0, areas=["west"])]}, [(1, 0)], Rule.PERMIT),
        (
            {"teams": [make_team(0), make_team(1)], "jobs": [make_job(0, 37.5, pin={"team": 1})]},
            [(0, 0)],
            Rule.PINNED_TEAM,
        ),
        ({"teams": [make_team(0, shift=[480, 485])]}, [(1, 0)], Rule.SHIFT),
    ],
)
def test_an_order_that_cannot_be_names_the_rule(changes, steps, rule):
    refused = retime(problem(**changes), 0, steps)

    assert isinstance(refused, Refused)
    assert refused.rule == rule


def test_a_drive_known_better_than_by_the_straight_line_takes_its_own_minutes():
    one = problem(legs=[{"from": [48.6, 37.49], "to": [48.6, 37.51], "minutes": 33}])

    route = retime(one, 0, [(0, 0)])

    assert route.calls[1].arrive - route.calls[0].depart == 33


def test_a_hot_hour_is_waited_out_at_the_hub():
    lam = [[0.1] * 24, [0.1] * 24]
    lam[1][8:11] = [1.4] * 3

    route = retime(problem(lam=lam), 0, [(1, 0)])

    assert route.calls[0].depart >= 640


def test_a_ride_is_kept_short_by_leaving_the_first_stop_later():
    job = make_job(0, 37.51, windows=[[480, 520]], max_ride=30)
    job["stops"].append({"lat": 48.6, "lon": 37.60, "windows": [[560, 700]], "service": 5})
    lam = [[0.0] * 24, [1.0] * 24]
    one = problem(jobs=[job], lam=lam)

    route = retime(one, 0, [(0, 0), (0, 1)])

    assert check(one, Plan((route,))) == []


def test_every_stop_of_a_long_route_can_be_moved():
    one = make_problem(visits=20, teams=3)
    plan = propose(one, iterations=2).plan
    route = max(plan.routes, key=lambda route: len(route.calls))

    moved = [*route.steps[1:], route.steps[0]]
    answer = retime(one, route.team, moved)

    assert isinstance(answer, Refused) or check(one, Plan((answer,))) == []
