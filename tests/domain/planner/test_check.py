"""The checker against the independent reference: on good plans, and on plans spoilt in every known way."""

import copy
import random
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.planner.check import Rule, check, score
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from tests.domain.planner.day import make_instance, reference_score


@cache
def planned(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    instance = make_instance(visits=14, teams=3, areas=10, seed=seed)
    plan = propose(PlanningProblem.from_json(instance), iterations=3).plan
    return instance, plan.to_json()


def rules(instance: dict[str, Any], plan: dict[str, Any]) -> set[Rule]:
    return {breach.rule for breach in check(PlanningProblem.from_json(instance), Plan.from_json(plan))}


def stops_of(plan: dict[str, Any], rng: random.Random) -> list[dict[str, Any]]:
    return rng.choice([route for route in plan["routes"] if len(route["stops"]) > 2])["stops"]


def shift_times(instance, plan, rng):
    call = rng.choice(stops_of(plan, rng))
    call[rng.choice(["arrive", "start", "depart"] if "job" in call else ["arrive", "depart"])] += rng.choice(
        [-40, -1, 1, 60]
    )


def shift_a_route(instance, plan, rng):
    minutes = rng.choice([-120, -30, 30, 120])
    for call in stops_of(plan, rng):
        for key in ("arrive", "start", "depart"):
            if key in call:
                call[key] += minutes


def repeat_a_job(instance, plan, rng):
    stops = stops_of(plan, rng)
    stops.insert(rng.randrange(1, len(stops)), copy.deepcopy(rng.choice(stops[1:-1])))


def drop_a_stop(instance, plan, rng):
    stops = stops_of(plan, rng)
    del stops[rng.randrange(1, len(stops) - 1)]


def swap_teams(instance, plan, rng):
    if len(plan["routes"]) > 1:
        one, other = rng.sample(plan["routes"], 2)
        one["team"], other["team"] = other["team"], one["team"]


def lose_the_hub(instance, plan, rng):
    stops_of(plan, rng).pop(rng.choice([0, -1]))


def no_seats(instance, plan, rng):
    for team in instance["teams"]:
        team["seats"] = 0


def small_cargo(instance, plan, rng):
    for team in instance["teams"]:
        team["cargo"] = 1


def lower_the_limit(instance, plan, rng):
    instance["nogo"] = rng.choice([0.01, 0.1, 0.3])


def pin_a_job(instance, plan, rng):
    job = rng.choice(instance["jobs"])
    job["pin"] = rng.choice([{"team": rng.choice(instance["teams"])["id"]}, {"start": [600, 660]}])


def shorten_rides(instance, plan, rng):
    for job in instance["jobs"]:
        job["max_ride"] = rng.choice([5, 30])


def an_unknown_team(instance, plan, rng):
    rng.choice(plan["routes"])["team"] = 99


SPOILS = [
    *(shift_times, shift_a_route, repeat_a_job, drop_a_stop, swap_teams, lose_the_hub, no_seats),
    *(small_cargo, lower_the_limit, pin_a_job, shorten_rides, an_unknown_team),
]


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(1, 3), spoils=st.lists(st.sampled_from(SPOILS), max_size=2), dice=st.integers(0, 10**6))
def test_the_checker_agrees_with_the_reference_however_a_plan_is_spoilt(seed, spoils, dice):
    instance, plan = copy.deepcopy(planned(seed))
    for spoil in spoils:
        spoil(instance, plan, random.Random(dice))

    ours = check(PlanningProblem.from_json(instance), Plan.from_json(plan))
    theirs = reference_score(instance, plan)

    assert (not ours) == theirs["feasible"], (ours, theirs["violations"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exposure_driving_and_objective_equal_those_of_the_reference(seed):
    instance, plan = copy.deepcopy(planned(seed))
    scale = 1000  # the reference rounds to four digits; so scaled, they stand for 1e-7 person-events
    instance["lam"] = [[rate * scale for rate in row] for row in instance["lam"]]
    instance["nogo"] *= scale

    ours = score(PlanningProblem.from_json(instance), Plan.from_json(plan))
    theirs = reference_score(instance, plan)

    assert ours.exposure == pytest.approx(theirs["exposure"], abs=1e-3)
    assert ours.drive_minutes == theirs["drive_min"]
    assert ours.objective == pytest.approx(theirs["objective"], abs=1e-3)
    assert sorted(ours.served) == theirs["jobs_done"]


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lose_the_hub, Rule.HUB_ENDS),
        (no_seats, Rule.SEATS),
        (small_cargo, Rule.CARGO),
        (lower_the_limit, Rule.NO_GO),
        (an_unknown_team, Rule.UNKNOWN_TEAM),
    ],
)
def test_a_breach_names_its_rule(spoil, rule):
    instance, plan = copy.deepcopy(planned(1))

    spoil(instance, plan, random.Random(1))

    assert rule in rules(instance, plan)


def test_a_breach_reads_as_a_sentence():
    instance, plan = copy.deepcopy(planned(1))
    no_seats(instance, plan, random.Random(1))

    breach = next(b for b in check(PlanningProblem.from_json(instance), Plan.from_json(plan)) if b.rule is Rule.SEATS)

    assert "more people than seats" in str(breach)
    assert breach.facts["seats"] == 0
