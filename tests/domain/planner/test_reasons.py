"""Reasons: each visit left out has one code, and every number in it can be found again."""

import pytest

from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.domain.planner.reasons import Reason
from tests.domain.planner.day import make_job, make_team, tiny


def only_reason(**changes):
    proposal = propose(PlanningProblem.from_json(tiny(**changes)), iterations=5)
    assert len(proposal.not_placed) == 1
    return proposal.not_placed[0]


def test_without_a_skill_no_team_is_able():
    out = only_reason(jobs=[make_job(0, 37.51, skills=["medic"], hub_cargo=300, label="n-3")])

    assert (out.reason, out.label) == (Reason.NO_ABLE_TEAM, "n-3")
    assert (out.facts[0].skills, out.facts[0].cargo_short) == (("medic",), 200)


def test_without_a_permit_no_team_is_able():
    out = only_reason(jobs=[make_job(1, 37.60)], teams=[make_team(0, areas=["west"])])

    assert out.reason == Reason.NO_ABLE_TEAM
    assert out.facts[0].areas == ("east",)


def test_hours_outside_every_shift_are_no_window():
    out = only_reason(jobs=[make_job(0, 37.51, windows=[[300, 400]])])

    assert out.reason == Reason.NO_WINDOW
    assert (out.facts[0].windows, out.facts[0].hours) == (((300, 400),), (480, 960))


def test_an_area_above_the_limit_in_the_hours_at_home_is_closed():
    lam = [[0.1] * 24, [0.1] * 10 + [2.4] * 14]

    out = only_reason(jobs=[make_job(1, 37.60, windows=[[600, 900]])], lam=lam)

    assert out.reason == Reason.CLOSED_AREA
    span = out.facts[0]
    assert (span.area, span.start, span.end, span.cause) == ("east", 600, 960, "no_go")
    assert (span.highest_per_h, span.limit) == (2.4, 1.5)


def test_a_full_day_names_the_lightest_visit_that_would_have_to_go():
    narrow = [[600, 615]]
    jobs = [make_job(0, 37.51, windows=narrow, weight=9.0), make_job(1, 37.60, windows=narrow, weight=4.0)]

    out = only_reason(jobs=jobs)

    assert out.reason == Reason.NO_TIME
    assert (out.facts[0].job, out.facts[0].weight) == (0, 9.0)


def test_a_visit_too_dear_names_the_dial_at_which_it_pays():
    lam = [[1.0] * 24, [1.0] * 24]
    jobs = [make_job(0, 37.60, weight=1.0)]

    out = only_reason(jobs=jobs, lam=lam, weights={"beta": 2.0, "gamma": 0.002})
    pays = out.facts[0].pays_below_beta
    cheaper = {"beta": pays * 0.999, "gamma": 0.002}

    assert out.reason == Reason.DANGER_PRICE
    placed = propose(PlanningProblem.from_json(tiny(jobs=jobs, lam=lam, weights=cheaper)), iterations=2)
    assert [one.job for one in placed.reasons] == [0]


def test_the_time_of_a_visit_is_compared_with_earlier_and_calmer_ones():
    lam = [[0.0] * 24, [0.9] * 12 + [0.2] * 12]

    proposal = propose(PlanningProblem.from_json(tiny(jobs=[make_job(1, 37.60)], lam=lam)), iterations=2)

    time = proposal.reasons[0].time
    assert time.start >= 720
    assert (time.per_h, time.earliest_per_h) == (pytest.approx(0.2), pytest.approx(0.9))
    assert time.exposure_earlier > 0
    assert time.calmest_per_h <= time.per_h


def test_another_team_is_compared_by_what_it_lacks_or_adds():
    teams = [make_team(0, skills=["medic"]), make_team(1), make_team(2, skills=["medic"], crew=3)]
    jobs = [make_job(0, 37.60, skills=["medic"])]

    proposal = propose(PlanningProblem.from_json(tiny(jobs=jobs, teams=teams)), iterations=5)

    placed = proposal.reasons[0]
    facts = {fact.team: fact for fact in placed.teams}
    assert placed.team == 0
    assert facts[1].skills == ("medic",)
    assert facts[2].exposure == pytest.approx(1.5 * facts[2].own_exposure)


def test_an_empty_plan_reads_back():
    assert Plan.from_json({"routes": []}) == Plan()
