"""Proposals: always drivable, the same for the same seed, and no way through a closed area."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.planner.check import check, score
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from tests.domain.planner.day import make_instance, make_job, make_problem, make_team, reference_score, tiny


@settings(max_examples=20, deadline=None)
@given(
    visits=st.integers(1, 12),
    teams=st.integers(1, 3),
    seed=st.integers(4, 10**6),
    level=st.sampled_from([0.3, 1.3, 3.0]),
    ride=st.sampled_from([25, 60, 600]),
    beta=st.sampled_from([0.0, 0.5, 5.0]),
)
def test_every_proposed_plan_passes_both_checkers(visits, teams, seed, level, ride, beta):
    instance = make_instance(visits, max(2, teams), 8, seed, level=level, beta=beta)
    for job in instance["jobs"]:
        job["max_ride"] = ride
    problem = PlanningProblem.from_json(instance)

    proposal = propose(problem, seed=seed, iterations=2)

    assert check(problem, proposal.plan) == []
    judged = reference_score(instance, proposal.plan.to_json())
    assert judged["feasible"], judged["violations"]
    assert score(problem, proposal.plan).exposure == pytest.approx(judged["exposure"], abs=6e-5)
    starts = {call.job: call.start for _, call in proposal.plan.calls() if call.job is not None and call.stop == 0}
    assert {one.job: one.time.start for one in proposal.reasons} == starts
    told = {one.job for one in proposal.not_placed} | {one.job for one in proposal.reasons}
    assert told == {job.id for job in problem.jobs}


def test_the_same_seed_and_iterations_give_the_same_bytes():
    problem = make_problem(visits=12)

    one, other = (propose(problem, seed=7, iterations=8) for _ in range(2))

    assert one.plan.to_json() == other.plan.to_json()
    assert one.reasons == other.reasons


def test_a_no_go_area_is_never_crossed_however_low_the_danger():
    east = [0.0] * 24
    instance = tiny(lam=[[0.0] * 24, east], closed=[[], [[0, 1440]]])

    proposal = propose(PlanningProblem.from_json(instance), iterations=5)

    assert [job for route in proposal.plan.routes for job in route.jobs] == [0]
    assert [one.reason for one in proposal.not_placed] == ["closed_area"]


def test_a_curfew_of_one_area_is_waited_out():
    instance = tiny(area_curfew=[[], [[0, 660], [900, 1440]]])

    proposal = propose(PlanningProblem.from_json(instance), iterations=5)

    start = next(call.start for _, call in proposal.plan.calls() if call.job == 1)
    assert 660 <= start < 900
    waits = next(one.waits_for for one in proposal.reasons if one.job == 1)
    assert [(span.area, span.end, span.cause) for span in waits] == [("east", 660, "curfew")]


def test_a_team_stays_within_its_permits():
    instance = tiny(teams=[make_team(0, areas=["west"]), make_team(1)])

    proposal = propose(PlanningProblem.from_json(instance), iterations=5)

    teams = {job: route.team for route in proposal.plan.routes for job in route.jobs}
    assert teams[1] == 1


def test_an_hour_without_data_is_taken_for_the_worst_known():
    instance = tiny(lam=[[0.1] * 24, [0.1, *[None] * 23]])
    instance["lam"][0][0] = 0.9
    problem = PlanningProblem.from_json(instance)

    proposal = propose(problem, iterations=5)

    time = next(one.time for one in proposal.reasons if one.job == 1)
    assert (time.per_h, time.is_assumed) == (pytest.approx(0.9), True)


def test_a_kept_visit_goes_in_before_heavier_ones():
    narrow = [[600, 610]]
    jobs = [make_job(0, 37.51, windows=narrow, weight=9.0), make_job(1, 37.60, windows=narrow, weight=1.0, kept=True)]

    proposal = propose(PlanningProblem.from_json(tiny(jobs=jobs)), iterations=20)

    assert [job for route in proposal.plan.routes for job in route.jobs] == [1]
    assert proposal.not_placed[0].reason == "no_time"


def test_nothing_to_do_is_an_empty_plan():
    proposal = propose(PlanningProblem.from_json(tiny(jobs=[])), iterations=3)

    assert proposal.plan == Plan()


def test_the_search_stops_when_the_time_is_up_and_says_so():
    ticks = iter(range(1000))

    proposal = propose(make_problem(visits=4), iterations=500, seconds=6, clock=lambda: next(ticks))

    assert proposal.stopped_by_clock
    assert proposal.iterations < 500


@pytest.mark.parametrize("rounds", [0, 1, 7])
def test_a_search_that_is_stopped_finishes_the_best_plan_so_far(rounds):
    problem, asked = make_problem(visits=12, teams=3), []

    def should_stop():
        asked.append(1)
        return len(asked) > rounds

    proposal = propose(problem, iterations=10_000, should_stop=should_stop)

    told = {one.job for one in proposal.not_placed} | {one.job for one in proposal.reasons}
    assert proposal.stopped_by_caller
    assert proposal.iterations <= rounds
    assert check(problem, proposal.plan) == []
    assert told == {job.id for job in problem.jobs}


def test_changing_the_present_plan_can_be_stopped_too():
    problem = make_problem(visits=12, teams=3)
    present = propose(problem, iterations=3).plan

    proposal = propose(problem, iterations=10_000, present=present, should_stop=lambda: True)

    assert proposal.stopped_by_caller
    assert proposal.plan == present


def test_of_two_equal_teams_the_one_comes_that_came_the_last_time():
    for team in (0, 1):
        jobs = [make_job(0, 37.51, last_team=team)]
        problem = PlanningProblem.from_json(tiny(jobs=jobs, teams=[make_team(0), make_team(1)]))

        proposal = propose(problem, iterations=10)

        assert [route.team for route in proposal.plan.routes] == [team]


def test_a_known_face_is_worth_less_than_less_danger():
    lam = [[0.9] * 24, [0.9] * 24]
    jobs = [make_job(0, 37.60, last_team=1, weight=9.0)]
    teams = [make_team(0), make_team(1, crew=6)]

    proposal = propose(PlanningProblem.from_json(tiny(jobs=jobs, teams=teams, lam=lam)), iterations=10)

    assert [route.team for route in proposal.plan.routes] == [0]
