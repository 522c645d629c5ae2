"""The dial: neither priority nor exposure rises towards danger; the default serves 99 of 100 points that can be."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.planner.check import check, score
from app.domain.planner.dial import DEFAULT, Dial, Point, curve_of, digest_of, lightened, positions_of, trace_dial
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from tests.domain.planner.day import make_job, make_problem, tiny

figures = st.floats(0.01, 100)
points = st.lists(st.builds(Point, figures, st.integers(1, 30), figures, figures), min_size=1, max_size=12)


@given(points)
def test_neither_priority_nor_exposure_rises_along_the_curve(found: list[Point]):
    curve = curve_of(found)

    assert [one.beta for one in curve] == sorted({one.beta for one in found})
    for before, after in pairwise(curve):
        assert after.weight <= before.weight + 1e-6
        assert after.exposure <= before.exposure + 1e-6


@given(points)
def test_every_number_stands_at_one_position_and_serves_its_share(found: list[Point]):
    curve = curve_of(found)
    dial = Dial(positions_of(curve), "")

    assert sorted(number for one in dial.positions for number in one.numbers) == [1, 2, 3, 4, 5]
    assert dial.at(None).point.weight >= 0.99 * curve[0].weight - 1e-6
    dearer = [one for one in curve if one.beta > dial.at(None).point.beta]
    assert all(one.weight < 0.99 * curve[0].weight for one in dearer)
    assert len({(one.point.weight, one.point.exposure) for one in dial.positions}) == len(dial.positions)


@pytest.fixture(scope="module")
def day() -> PlanningProblem:
    return make_problem(visits=12, teams=2, areas=8, seed=4)


def test_a_day_with_danger_has_a_choice_and_the_last_position_risks_less(day: PlanningProblem):
    dial = trace_dial(day)

    first, last = dial.at(1).point, dial.at(5).point
    assert last.exposure < first.exposure
    assert last.weight >= 0.7 * first.weight
    assert dial.at(None) is dial.at(DEFAULT)


def test_the_same_day_has_the_same_dial_whatever_its_price_was(day: PlanningProblem):
    assert trace_dial(day) == trace_dial(replace(day, beta=7.0))
    assert digest_of(day) == digest_of(replace(day, beta=7.0))
    assert Dial.from_json(trace_dial(day).to_json()) == trace_dial(day)


def test_without_danger_there_is_one_position():
    quiet = PlanningProblem.from_json(tiny(lam=[[0.0] * 24, [0.0] * 24]))

    [only] = trace_dial(quiet).positions

    assert only.numbers == (1, 2, 3, 4, 5)
    assert (only.point.served, only.point.exposure) == (2, 0.0)


def test_a_plan_is_lightened_of_what_does_not_pay_and_stays_drivable(day: PlanningProblem):
    plan = propose(replace(day, beta=0.0), iterations=10).plan
    dear = replace(day, beta=8.0)

    lighter = lightened(dear, plan)

    assert check(dear, lighter) == []
    assert score(dear, lighter).objective > score(dear, plan).objective
    assert lightened(replace(day, beta=0.0), plan) == plan


def test_a_visit_that_a_person_placed_stays_whatever_it_risks():
    job = make_job(1, lon=37.60, pin={"team": 0}, kept=True)
    problem = PlanningProblem.from_json(tiny(jobs=[make_job(0, lon=37.51), job]))
    plan = propose(problem).plan

    lighter = lightened(replace(problem, beta=1000.0), plan)

    assert {key for route in lighter.routes for key in route.jobs} == {1}
