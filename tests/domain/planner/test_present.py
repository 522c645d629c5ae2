"""Changing the present plan during the day: history stays, the rest is planned anew, and what is stuck is said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.planner.check import check
from app.domain.planner.job import Window
from app.domain.planner.plan import Call, Plan, Route
from app.domain.planner.problem import PlanningProblem, ProblemError
from app.domain.planner.propose import propose
from tests.domain.planner.day import make_job, make_problem, reference_score, tiny


def begun(plan: Plan, now: int) -> list[tuple[object, object]]:
    """Arrival and start of every stop a team had left for before now."""
    return [
        (route.team, (call.job, call.stop, call.arrive, call.start))
        for route in plan.routes
        for last, call in zip(route.calls, route.calls[1:], strict=False)
        if last.depart < now and call.job is not None
    ]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("now", [0, 500, 600, 720, 1400])
def test_what_has_begun_stays_and_the_rest_passes_the_checkers(seed, now):
    problem = make_problem(visits=12, teams=3, seed=seed)
    present = propose(problem, iterations=2).plan

    proposal = propose(problem, iterations=3, present=present, now=now)

    assert set(begun(present, now)) <= set(begun(proposal.plan, 10**4))
    assert check(problem, proposal.plan) == list(proposal.recalls) == []
    assert reference_score(problem.to_json(), proposal.plan.to_json())["feasible"]
    new = [route.calls[0].depart for route in proposal.plan.routes if not begun(Plan((route,)), now)]
    assert all(depart >= now for depart in new)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_a_closure_the_plan_breaks_no_rule_but_those_named_as_recalls(seed):
    problem = make_problem(visits=12, teams=3, seed=seed)
    present = propose(problem, iterations=2).plan
    closed = replace(problem.areas[0], closed=(Window(660, 1000),))
    problem = replace(problem, areas=(closed, *problem.areas[1:]))

    proposal = propose(problem, iterations=3, present=present, now=640)

    assert check(problem, proposal.plan) == list(proposal.recalls)
    told = {one.job for one in proposal.not_placed} | set().union(*(route.jobs for route in proposal.plan.routes))
    assert told == {job.id for job in problem.jobs}


@settings(max_examples=25, deadline=None)
@given(
    visits=st.integers(6, 24),
    seed=st.integers(1, 10**6),
    now=st.integers(540, 900),
    area=st.integers(0, 7),
    ride=st.sampled_from([40, 60, 180]),
)
def test_whatever_closes_nobody_is_visited_twice_and_only_begun_routes_are_recalled(visits, seed, now, area, ride):
    problem = make_problem(visits=visits, teams=3, seed=seed)
    problem = replace(problem, jobs=tuple(replace(job, max_ride=max(ride, 30)) for job in problem.jobs))
    present = propose(problem, iterations=3, explain=False).plan
    closed = replace(problem.areas[area], closed=(Window(now, now + 180),))
    areas = (*problem.areas[:area], closed, *problem.areas[area + 1 :])

    proposal = propose(replace(problem, areas=areas), iterations=3, present=present, now=now, explain=False)

    served = [job for route in proposal.plan.routes for job in route.jobs]
    assert len(served) == len(set(served))
    assert set(begun(present, now)) <= set(begun(proposal.plan, 10**4))
    assert {breach.team for breach in proposal.recalls} <= {team for team, _ in begun(present, now)}


def test_somebody_aboard_is_taken_home_as_soon_as_can_be_when_the_ride_gets_too_long():
    home, other, office = (make_job(0, lon)["stops"][0] for lon in (37.60, 37.605, 37.51))
    stops = [home | {"board": 1, "windows": [[600, 620]]}, office | {"board": -1}]
    jobs = [
        make_job(0, 37.60, stops=stops, max_ride=60),
        make_job(1, 37.605, stops=[other | {"windows": [[625, 640]]}]),
    ]
    problem = PlanningProblem.from_json(tiny(jobs=jobs))
    present = propose(problem, iterations=3).plan
    assert present.routes[0].steps == ((0, 0), (1, 0), (0, 1))
    now = present.routes[0].calls[2].start
    west = replace(problem.areas[0], closed=(Window(now, now + 120),))

    shut = replace(problem, areas=(west, problem.areas[1]))
    proposal = propose(shut, iterations=3, present=present, now=now)

    assert {(breach.rule, breach.job) for breach in proposal.recalls} == {("ride", 0)}
    assert proposal.plan.routes[0].steps == present.routes[0].steps
    assert now + 120 <= proposal.plan.routes[0].calls[3].arrive <= now + 130


def test_a_team_heading_into_a_closed_area_is_a_recall_and_not_mended_silently():
    problem = PlanningProblem.from_json(tiny(jobs=[make_job(1, lon=37.60)]))
    present = propose(problem, iterations=1).plan
    leaves = present.routes[0].calls[0].depart
    closed = replace(problem.areas[1], closed=(Window(0, 1440),))
    problem = replace(problem, areas=(problem.areas[0], closed))

    proposal = propose(problem, iterations=1, present=present, now=leaves + 1)

    assert proposal.plan == present
    assert {breach.rule for breach in proposal.recalls} == {"closed"}


def test_cargo_left_at_the_hub_is_not_handed_out_on_a_trip_under_way():
    jobs = [make_job(0, 37.51, windows=[[480, 520]]), make_job(1, 37.52, hub_cargo=20, windows=[[480, 560]])]
    problem = PlanningProblem.from_json(tiny(jobs=jobs))
    present = propose(PlanningProblem.from_json(tiny(jobs=jobs[:1])), iterations=1).plan
    now = present.routes[0].calls[0].depart + 1

    proposal = propose(problem, iterations=1, present=present, now=now)

    steps = proposal.plan.routes[0].steps
    assert (1, 0) not in steps or steps.index(None) < steps.index((1, 0))


def test_a_present_plan_that_makes_no_sense_is_refused():
    nonsense = Plan((Route(0, (Call(500, 500), Call(510, 530, 77, 0, 515), Call(540, 540))),))

    with pytest.raises(ProblemError, match="The present plan cannot be read"):
        propose(PlanningProblem.from_json(tiny()), present=nonsense, now=500)


def test_a_team_at_the_first_of_two_visits_at_one_place_is_planned_on_when_the_place_closes():
    jobs = [make_job(0, 37.60, windows=[[600, 620]]), make_job(1, 37.60, windows=[[600, 900]])]
    problem = PlanningProblem.from_json(tiny(jobs=jobs))
    present = propose(problem, iterations=3).plan
    first = present.routes[0].calls[1]
    closed = replace(problem.areas[1], closed=(Window(first.start + 1, 1440),))

    shut = replace(problem, areas=(problem.areas[0], closed))
    proposal = propose(shut, iterations=2, present=present, now=first.start + 2)

    assert {breach.rule for breach in proposal.recalls} == {"closed"}
