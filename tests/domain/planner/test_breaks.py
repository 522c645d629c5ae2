"""Breaks: a team out across the window comes to the hub for long enough, in every plan and after every change."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.planner.breaks import Break, break_times, still_due, times_around
from app.domain.planner.by_hand import Hand, Put
from app.domain.planner.check import Rule, check
from app.domain.planner.grid import DayGrid
from app.domain.planner.job import Window
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Call, Plan, Route
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose, retime
from app.domain.planner.reading import ProblemError
from app.domain.planner.timing import Refused
from tests.domain.planner.day import make_instance, make_job, make_team, reference_score, tiny

NOON = {"window": [720, 840], "minutes": 30}


def rest(start: int, end: int, minutes: int) -> dict[str, Any]:
    return {"window": [start, end], "minutes": minutes}


def with_breaks(instance: dict[str, Any], *breaks: dict[str, Any]) -> PlanningProblem:
    teams = [team | {"breaks": list(breaks)} for team in instance["teams"]]
    return PlanningProblem.from_json(instance | {"teams": teams})


def rules(problem: PlanningProblem, plan: Plan) -> set[Rule]:
    return {breach.rule for breach in check(problem, plan)}


some_breaks = st.sampled_from(
    [
        [NOON],
        [rest(660, 720, 40)],
        [rest(600, 690, 20), rest(780, 900, 45)],
        [rest(480, 560, 15), rest(700, 800, 30), rest(840, 960, 30)],
    ]
)


@settings(max_examples=30, deadline=None)
@given(
    visits=st.integers(2, 14),
    teams=st.integers(1, 3),
    seed=st.integers(4, 10**6),
    level=st.sampled_from([0.3, 1.3]),
    ride=st.sampled_from([45, 600]),
    breaks=some_breaks,
)
def test_every_proposed_plan_has_its_breaks_and_comes_back_to_the_minute(visits, teams, seed, level, ride, breaks):
    instance = make_instance(visits, max(2, teams), 8, seed, level=level)
    for job in instance["jobs"]:
        job["max_ride"] = ride
    problem = with_breaks(instance, *breaks)

    proposal = propose(problem, seed=seed, iterations=3)

    assert check(problem, proposal.plan) == []
    judged = reference_score(instance, proposal.plan.to_json())
    assert judged["feasible"], judged["violations"]
    told = {one.job for one in proposal.not_placed} | {one.job for one in proposal.reasons}
    assert told == {job.id for job in problem.jobs}
    assert propose(problem, seed=seed, iterations=3, present=proposal.plan).plan == proposal.plan
    again = PlanningProblem.from_json(problem.to_json())
    assert propose(again, seed=seed, iterations=3, explain=False).plan == proposal.plan


@cache
def planned(seed: int) -> tuple[PlanningProblem, Plan]:
    problem = with_breaks(make_instance(visits=14, teams=2, areas=10, seed=seed), NOON)
    return problem, propose(problem, iterations=3, explain=False).plan


def taken(problem: PlanningProblem, plan: Plan) -> list[tuple[Route, int, Window]]:
    teams = {team.id: team for team in problem.teams}
    return [
        (route, i, at)
        for route in plan.routes
        for i, call in enumerate(route.calls[1:-1], 1)
        for at in break_times(call, problem.breaks_of(teams[route.team]))
    ]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(1, 60))
def test_each_break_due_is_told_once_on_the_way_or_around_the_route(seed):
    problem, plan = planned(seed)
    teams = {team.id: team for team in problem.teams}

    for route in plan.routes:
        team = teams[route.team]
        breaks = problem.breaks_of(team)
        on_the_way = [at for call in route.calls[1:-1] for at in break_times(call, breaks)]
        around = times_around(route.calls, breaks, problem.hours_of(team))

        assert len(on_the_way) + len(around) == len(breaks)
        leaves, home = route.calls[0].depart, route.calls[-1].arrive
        assert all(at.end <= leaves or at.start >= home for at in around)
        assert all(at.end - at.start == 30 and at.start >= 720 and at.end <= 840 for at in around)


@pytest.mark.parametrize(
    ("calls", "times"),
    [
        ([(780, 780), (900, 900)], [(720, 750)]),  # before leaving
        ([(600, 600), (740, 740)], [(740, 770)]),  # once home
        ([(600, 600), (640, 640)], [(720, 750)]),  # not before it may begin
        ([(600, 600), (820, 820)], []),
        ([], []),
    ],
)
def test_a_break_around_the_route_is_as_early_as_can_be(calls, times):
    found = times_around([Call(*one) for one in calls], [Break(Window(720, 840), 30)], Window(480, 1020))

    assert found == [Window(*one) for one in times]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(1, 60), cut=st.integers(1, 29))
def test_a_plan_whose_break_is_cut_is_reported(seed, cut):
    problem, plan = planned(seed)
    assume(taken(problem, plan))
    route, i, at = taken(problem, plan)[0]
    calls = list(route.calls)
    calls[i] = Call(calls[i].arrive, min(calls[i].depart, at.end) - cut)

    spoilt = Plan(tuple(Route(one.team, tuple(calls)) if one is route else one for one in plan.routes))

    assert Rule.BREAK in rules(problem, spoilt)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(1, 60), now=st.integers(480, 960))
def test_a_plan_changed_on_the_way_keeps_a_break_that_was_taken(seed, now):
    problem, plan = planned(seed)

    changed = propose(problem, present=plan, now=now, iterations=2, explain=False)

    assert [breach for breach in changed.recalls if breach.rule is Rule.BREAK] == []
    begun = {route.team: [call for call in route.calls[:-1] if call.depart < now] for route in plan.routes}
    for team, calls in begun.items():
        route = changed.plan.route_of(team)
        assert not calls or (route is not None and list(route.calls[: len(calls)]) == calls)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(1, 60), minute=st.integers(1, 29))
def test_a_team_in_the_middle_of_its_break_ends_it_and_has_no_other(seed, minute):
    problem, plan = planned(seed)
    assume(taken(problem, plan))
    route, _, at = taken(problem, plan)[0]

    changed = propose(problem, present=plan, now=at.start + minute, iterations=2, explain=False)

    assert [again for one, _, again in taken(problem, changed.plan) if one.team == route.team] == [at]


@pytest.mark.parametrize(
    ("ready", "leaves", "is_due", "from_min"),
    [
        (700, None, True, 700),  # its window has not come
        (735, None, True, 735),  # without a route it may as well have it later
        (735, 780, False, 750),  # it is having it, by its route
        (735, 740, True, 735),  # by its route it has it elsewhere
        (750, None, False, 750),  # it has had it
        (815, 820, False, 815),
    ],
)
def test_who_is_having_a_break_at_the_hub_ends_it_and_who_had_one_has_no_other(ready, leaves, is_due, from_min):
    noon = Break(Window(720, 840), 30)

    assert still_due([noon], since=480, ready=ready, leaves=leaves) == ((noon,) if is_due else (), from_min)


def test_a_break_for_which_it_gets_too_late_is_had_now():
    noon = Break(Window(720, 840), 30)

    assert still_due([noon], since=805, ready=815, leaves=None) == ((), 835)
    assert still_due([noon], since=815, ready=820, leaves=None) == ((noon,), 820)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(1, 60), minute=st.integers(540, 900), pick=st.integers(0, 10**6))
def test_a_visit_put_by_hand_leaves_the_team_its_break(seed, minute, pick):
    problem, plan = planned(seed)
    grid = DayGrid(Physics(problem))
    routes = {team.id: plan.route_of(team.id) or Route(team.id, ()) for team in problem.teams}
    job, team = problem.jobs[pick % len(problem.jobs)], problem.teams[pick % len(problem.teams)]

    put = Hand(grid, routes).put_at(job.id, team.id, minute)

    assert not isinstance(put, Put) or check(put.problem, Plan(put.routes)) == []


def test_a_break_that_stands_in_the_way_of_a_visit_is_named():
    jobs = [make_job(0, 37.51, windows=[[700, 860]], service=150)]
    problem = with_breaks(tiny(jobs=jobs), NOON)

    proposal, refused = propose(problem, iterations=3), retime(problem, 0, [(0, 0)])

    assert proposal.plan.routes == ()
    assert [one.reason for one in proposal.not_placed] == ["no_time"]
    assert isinstance(refused, Refused)
    assert (refused.rule, refused.facts) == (Rule.BREAK, {"start": 720, "end": 840, "minutes": 30})


@pytest.mark.parametrize(
    ("calls", "is_met"),
    [
        ([(600, 640), (700, 710)], True),  # home before the window
        ([(600, 640), (806, 806)], True),  # home with the last half hour left
        ([(600, 640), (812, 820)], False),
        ([(750, 760), (900, 910)], True),  # leaves after half an hour of it
        ([(740, 760), (900, 910)], False),
    ],
)
def test_a_route_that_ends_before_or_begins_late_in_the_window_has_its_break_free(calls, is_met):
    problem = with_breaks(tiny(), NOON)
    (leave, _), (_, home) = calls
    plan = Plan((Route(0, (Call(leave, leave), Call(home, home))),))

    assert (Rule.BREAK not in rules(problem, plan)) is is_met


def test_a_break_the_shift_leaves_no_room_for_is_not_due():
    team = make_team(0, shift=[480, 745], breaks=[NOON])
    problem = PlanningProblem.from_json(tiny(teams=[team]))

    assert problem.breaks_of(problem.teams[0]) == ()
    assert rules(problem, Plan((Route(0, (Call(600, 600), Call(745, 745))),))) == {Rule.TRAVEL_TIME}


def test_nobody_waits_in_the_car_for_the_break():
    home = {"lat": 48.6, "lon": 37.51, "windows": [[600, 720]], "service": 5, "board": 1}
    back = {"lat": 48.6, "lon": 37.6, "windows": [[840, 960]], "service": 5, "board": -1}
    problem = with_breaks(tiny(jobs=[{"id": 0, "weight": 9.0, "stops": [home, back]}]), NOON)

    assert propose(problem, iterations=3).plan.routes == ()


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        ([rest(720, 740, 30)], "shorter than its 30 minutes"),
        ([rest(720, 800, 30), rest(780, 900, 30)], "overlap"),
        ([rest(720, 800, 5)], "reload_minutes"),
        ([NOON] * 4, "at most 3"),
    ],
)
def test_breaks_that_cannot_be_are_refused_with_their_place(breaks, said):
    with pytest.raises(ProblemError, match=said):
        with_breaks(tiny(), *breaks)


def test_a_problem_without_breaks_is_written_as_ever():
    problem = PlanningProblem.from_json(tiny())

    assert all("breaks" not in team for team in problem.to_json()["teams"])
    rested = replace(problem.teams[0], breaks=(Break(Window(720, 840), 30),))
    assert replace(problem, teams=(rested,)).to_json()["teams"][0]["breaks"] == [NOON]
