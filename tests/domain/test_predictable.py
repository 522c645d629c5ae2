"""What somebody who watched could foresee."""

import pytest

from app.domain.planner.check import score
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.domain.planner.stability import starts_of
from app.domain.predictable import is_same_way, usual_hours
from app.domain.timespan import Window
from tests.domain.planner.day import make_job, tiny


@pytest.mark.parametrize(
    ("weeks", "hours"),
    [
        ([[600], [600], []], [Window(570, 631)]),
        ([[600], [], [660]], [Window(630, 631)]),
        ([[600], [661], []], []),
        ([[600, 600], [], []], []),
        ([[600, 800], [600], [800]], [Window(570, 631), Window(770, 831)]),
    ],
)
def test_two_weeks_within_half_an_hour_of_one_minute_make_it_usual(weeks, hours):
    assert list(usual_hours(weeks)) == hours


@pytest.mark.parametrize(
    ("times", "slack_min", "hours"),
    [(3, 30, [Window(571, 621)]), (3, 5, []), (2, 5, [Window(595, 606)]), (1, 0, [Window(590, 591), Window(600, 602)])],
)
def test_how_many_weeks_and_how_near_is_a_setting(times, slack_min, hours):
    assert list(usual_hours([[600], [590], [601]], times=times, slack_min=slack_min)) == hours


def test_the_same_areas_in_another_order_or_later_are_another_way():
    assert is_same_way([1, 2], 500, (1, 2), 520)
    assert not is_same_way([2, 1], 500, (1, 2), 500)
    assert not is_same_way([1, 2], 500, (1, 2), 521)
    assert is_same_way([1, 2], 500, (1, 2), 521, slack_min=21)


def planned(usual, lam=((0.1,) * 24, (0.1,) * 24)) -> tuple[int, PlanningProblem]:
    job = make_job(0, 37.51, windows=[[600, 760]])
    job["stops"][0] |= {"usual": usual} if usual else {}
    problem = PlanningProblem.from_json(tiny(jobs=[job], lam=[list(row) for row in lam]))
    plan = propose(problem, iterations=5).plan
    assert score(problem, plan).exposure > 0
    return starts_of(plan.routes[0])[0], problem


def test_another_start_than_the_usual_ones_is_taken_where_danger_is_the_same():
    plain, _ = planned([])
    other, _ = planned([[max(600, plain - 30), plain + 31]])

    assert not plain - 30 <= other <= plain + 30


def test_much_less_danger_outweighs_the_usual_hour():
    calm = tuple(0.01 if hour == 11 else 1.2 for hour in range(24))

    start, _ = planned([[660, 720]], (calm, calm))

    assert 660 <= start < 720


def test_the_usual_starts_are_written_and_read_back():
    _, problem = planned([[600, 661]])

    assert PlanningProblem.from_json(problem.to_json()).jobs == problem.jobs
    assert "usual" not in planned([])[1].to_json()["jobs"][0]["stops"][0]
