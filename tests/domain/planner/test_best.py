"""How near a short search comes to the best there is, where the best is known."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.planner.check import check, score
from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose, retime
from benchmarks.planner.days import EXACT, Day, best_known
from tests.domain.planner.day import make_job, make_team, reference_score, tiny


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_eight_visits_come_within_half_a_percent_of_the_proven_best(seed):
    day = Day(EXACT, seed)

    proposal = propose(PlanningProblem.from_json(day.make()), iterations=200, explain=False)

    found = reference_score(day.make(), proposal.plan.to_json())
    assert found["feasible"]
    assert found["objective"] >= 0.995 * best_known()[1][day]


def best_by_trying_all(problem: PlanningProblem) -> float:
    """The best objective of one team over every choice and order of visits of one stop each."""
    grid = DayGrid(Physics(problem))
    best = 0.0
    for many in range(1, len(problem.jobs) + 1):
        for order in itertools.permutations(problem.jobs, many):
            route = retime(problem, problem.teams[0].id, [(job.id, 0) for job in order], grid=grid)
            if isinstance(route, Route):
                best = max(best, score(problem, Plan((route,)), grid.physics).objective)
    return best


hours = st.lists(st.sampled_from([0.0, 0.1, 0.8, 1.4, 2.0]), min_size=24, max_size=24)
visits = st.tuples(st.floats(37.46, 37.66), st.integers(480, 900), st.integers(20, 300), st.floats(0.1, 6))


@settings(max_examples=25, deadline=None)
@given(places=st.lists(visits, min_size=1, max_size=4), west=hours, east=hours, beta=st.sampled_from([0.0, 0.5, 3.0]))
def test_no_choice_and_order_of_few_visits_is_better_than_the_one_proposed(places, west, east, beta):
    jobs = [
        make_job(n, lon=lon, weight=weight, windows=[[start, start + span]])
        for n, (lon, start, span, weight) in enumerate(places)
    ]
    weights = {"beta": beta, "gamma": 0.002}
    problem = PlanningProblem.from_json(tiny(jobs=jobs, lam=[west, east], weights=weights, teams=[make_team(0)]))

    proposal = propose(problem, iterations=60, explain=False)

    assert check(problem, proposal.plan) == []
    assert score(problem, proposal.plan).objective >= best_by_trying_all(problem) - 1e-6
