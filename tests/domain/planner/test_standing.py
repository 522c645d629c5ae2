"""The plan on the road after a report: what waits for a person, and who must be called back."""

from dataclasses import replace

import pytest

from app.domain.planner.check import check, score
from app.domain.planner.job import Window
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.domain.planner.standing import standing
from tests.domain.planner.day import make_job, make_problem, tiny

EAST = PlanningProblem.from_json(tiny(jobs=[make_job(1, lon=37.60)]))
PLAN = propose(EAST, iterations=1).plan
LEAVES = PLAN.routes[0].calls[0].depart


def shut(problem, area, *span):
    areas = [replace(one, closed=(Window(*span),)) if one.id == area else one for one in problem.areas]
    return replace(problem, areas=tuple(areas))


def test_a_plan_that_nothing_disturbs_stands():
    found = standing(EAST, PLAN, now=LEAVES)

    assert (found.held, found.recalls) == ((), ())
    assert found.score == score(EAST, PLAN)


def test_a_visit_not_begun_is_held():
    found = standing(shut(EAST, "east", 0, 1440), PLAN, now=LEAVES)

    assert [(one.team, one.job, one.area) for one in found.held[:1]] == [(0, 1, "east")]
    assert found.recalls == ()


def test_a_team_heading_into_a_closed_area_is_a_recall():
    found = standing(shut(EAST, "east", 0, 1440), PLAN, now=LEAVES + 1)

    assert [one.job for one in found.recalls] == [1]
    assert found.recalls[0].minute > LEAVES


def test_what_is_past_is_not_judged():
    call = PLAN.routes[0].calls[1]

    found = standing(shut(EAST, "east", call.arrive, call.depart), PLAN, now=PLAN.routes[0].calls[-1].arrive)

    assert (found.held, found.recalls) == ((), ())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_before_anybody_leaves_it_finds_the_closures_that_the_checker_finds(seed):
    problem = make_problem(visits=14, teams=3, seed=seed)
    plan = propose(problem, iterations=2).plan
    closed = shut(problem, problem.areas[0].id, 540, 900)

    found = standing(closed, plan, now=0)

    assert {(one.team, one.job) for one in found.held} == {(one.team, one.job) for one in check(closed, plan)}
