"""Reading and writing problems and plans: everything comes back, and what is malformed is refused by name."""

import copy
import json
from contextlib import suppress

import pytest

from app.domain.planner.job import Window
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem, ProblemError
from app.domain.planner.propose import propose
from app.domain.planner.report import apply_reports
from tests.domain.planner.day import make_instance, make_job, make_problem, make_team, reference_score, tiny


def test_a_problem_comes_back_from_json_as_it_was():
    instance = tiny(
        teams=[make_team(0, areas=["west"])],
        jobs=[
            make_job(7, 37.51, kept=True, last_team=0, label="v-7", pin={"team": 0, "start": [500, 600]}, max_ride=90)
        ],
        closed=[[[0, 60]], []],
        area_curfew=[[], [[900, 1440]]],
        legs=[
            {"from": [48.6, 37.49], "to": [48.6, 37.51], "minutes": 17},
            {"from": [48.6, 37.51], "to": [48.6, 37.49], "minutes": 25, "via": [[48.62, 37.5]]},
        ],
        drives={"points": [[48.6, 37.49], [48.6, 37.6]], "minutes": [[0, 14], [None, 0]]},
    )
    instance["lam"][1][3] = None
    problem = PlanningProblem.from_json(instance)

    again = PlanningProblem.from_json(json.loads(json.dumps(problem.to_json())))

    assert again == problem
    assert problem.areas[1].curfew == (Window(900, 1440),)
    assert problem.jobs[0].label == "v-7"


def test_a_written_problem_is_judged_the_same_by_the_reference():
    instance = make_instance(visits=6)
    problem = PlanningProblem.from_json(instance)
    plan = propose(problem, iterations=1).plan.to_json()

    assert reference_score(problem.to_json(), plan) == reference_score(instance, plan)


def test_a_plan_comes_back_from_json_as_it_was():
    plan = propose(make_problem(visits=6), iterations=1).plan

    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


MALFORMED = [
    ("areas", [], "areas must have at least 1 entries."),
    ("lam", [[0.1] * 24], "lam must have 2 entries, not 1."),
    ("lam", [[0.1] * 24, [-1.0] * 24], "lam[1][0] must be a finite number from 0 to inf."),
    ("lam", [[0.1] * 24, [float("nan")] * 24], "lam[1][0] must be a finite number from 0 to inf."),
    ("lam", [[0.1] * 24, [0.1] * 23], "lam must have rows of one length."),
    ("lam", [[0.1] * 8, [0.1] * 8], "lam ends at minute 480, before the shift of teams[0] does."),
    ("nogo", "high", "nogo must be a number."),
    ("bin_minutes", 0, "bin_minutes must be from 1 to 1440, not 0."),
    ("bin_minutes", True, "bin_minutes must be a whole number."),
    ("curfew", {"end": 300}, "curfew.start is missing."),
    ("weights", None, "weights must be an object."),
    ("teams", [make_team(0), make_team(0)], "teams has the id 0 twice."),
    ("teams", [make_team(0, hub=9)], "teams[0].hub names no hub: 9."),
    ("teams", [make_team(0, areas=["north"])], "teams[0].areas names an area that is not there."),
    ("teams", [make_team(0, crew=0)], "teams[0].crew must be from 1 to 99, not 0."),
    ("teams", [make_team(0, shift=[900, 480])], "teams[0].shift ends at 480, before it starts at 900."),
    ("jobs", [make_job(0, 37.5, pin={"team": 9})], "jobs[0].pin.team names no team: 9."),
    (
        "jobs",
        [make_job(0, 37.5, windows=[[9, 2881]])],
        "jobs[0].stops[0].windows[0][1] must be from 0 to 2880, not 2881.",
    ),
    ("jobs", [{"id": 0, "weight": 1, "stops": []}], "jobs[0].stops must have at least 1 entries."),
    ("jobs", {}, "jobs must be a list."),
    ("closed", [[]], "closed must have 2 entries, not 1."),
]


@pytest.mark.parametrize(("key", "value", "sentence"), MALFORMED)
def test_a_malformed_problem_is_refused_by_the_place_of_its_fault(key, value, sentence):
    with pytest.raises(ProblemError) as refused:
        PlanningProblem.from_json(tiny(**{key: value}))

    assert str(refused.value) == sentence


def test_a_job_that_leaves_somebody_aboard_is_refused():
    job = make_job(0, 37.5)
    job["stops"][0]["board"] = 1

    with pytest.raises(ProblemError, match="must let out exactly the people they let in"):
        PlanningProblem.from_json(tiny(jobs=[job]))


@pytest.mark.parametrize("data", [None, [], 7, "x", {}, {"areas": 3}])
def test_what_is_no_problem_at_all_is_refused(data):
    with pytest.raises(ProblemError):
        PlanningProblem.from_json(data)


def test_any_field_may_be_lost_or_spoilt_without_a_crash():
    whole = tiny()
    for key in whole:
        for spoilt in (None, [], {}, "x", -1, 1e300, [[]], [{}]):
            instance = copy.deepcopy(whole) | {key: spoilt}
            with suppress(ProblemError):
                propose(PlanningProblem.from_json(instance), iterations=1)


def test_a_report_raises_danger_and_never_lowers_it():
    problem = PlanningProblem.from_json(tiny())

    raised = apply_reports(problem, [{"area": "east", "from": 600, "to": 700, "factor": 8, "closed": True}])

    assert raised.events_per_h[1][9:13] == (0.1, 0.8, 0.8, 0.1)
    assert raised.areas[1].closed == (Window(600, 700),)
    with pytest.raises(ProblemError, match=r"reports\[0\].factor"):
        apply_reports(problem, [{"area": "east", "from": 600, "to": 700, "factor": 0.5}])
