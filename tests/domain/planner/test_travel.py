"""Minutes known better than by the straight line: used by plan and check alike, and neutral where there are none."""

import json
from itertools import pairwise

import pytest

from app.domain.planner.check import check
from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem, ProblemError
from app.domain.planner.propose import propose
from app.domain.planner.travel import NEVER_MIN
from tests.domain.planner.day import make_instance, make_team, tiny

HUB, WEST, EAST = (48.6, 37.49), (48.6, 37.51), (48.6, 37.60)
TO_EAST = {"from": [*HUB], "to": [*EAST]}


def problem(**changes) -> PlanningProblem:
    return PlanningProblem.from_json(tiny(**changes))


def drives(minutes, points=(HUB, WEST, EAST)):
    return {"points": [[*point] for point in points], "minutes": minutes}


def driven(plan: Plan) -> dict[object, int]:
    """Minutes from the call before to each stop."""
    calls = plan.routes[0].calls
    return {call.job: call.arrive - last.depart for last, call in pairwise(calls)}


def test_a_plan_drives_the_minutes_it_was_told_in_each_direction():
    told = problem(drives=drives([[0, 7, 31], [5, 0, 22], [29, 23, 0]]))
    plan = propose(told, iterations=5).plan

    assert check(told, plan) == []
    assert Physics(told).leg(HUB, EAST).minutes == 31
    assert Physics(told).leg(EAST, HUB).minutes == 29
    assert set(driven(plan).values()) <= {7, 31, 5, 22, 29, 23}


def test_a_plan_by_the_straight_line_is_no_plan_once_the_way_is_known_to_be_longer():
    plan = propose(problem(), iterations=5).plan
    told = problem(drives=drives([[0, 40, 50], [40, 0, 50], [50, 50, 0]]))

    assert check(problem(), plan) == []
    assert check(told, plan)


def test_where_no_way_leads_the_visit_is_left_out():
    told = problem(drives=drives([[0, 7, None], [5, 0, None], [29, 23, 0]]))
    proposal = propose(told, iterations=5)

    assert Physics(told).leg(HUB, EAST).minutes == NEVER_MIN
    assert [one.job for one in proposal.not_placed] == [1]
    assert check(told, proposal.plan) == []


def test_a_point_that_is_not_in_the_table_goes_by_the_straight_line():
    told = problem(drives=drives([[0, 31], [31, 0]], (HUB, EAST)))

    assert Physics(told).leg(HUB, WEST) == Physics(problem()).leg(HUB, WEST)


def test_a_single_leg_overrules_the_table():
    told = problem(drives=drives([[0, 7, 31], [5, 0, 22], [29, 23, 0]]), legs=[TO_EAST | {"minutes": NEVER_MIN}])
    grid = DayGrid(Physics(told))
    hub, east = grid.point_index(HUB), grid.point_index(EAST)

    assert grid.leg(hub, east).minutes == grid.rough_minutes[hub, east] == NEVER_MIN
    assert grid.leg(east, hub).minutes == grid.rough_minutes[east, hub] == 29


def test_a_longer_drive_is_spread_over_the_areas_of_its_line():
    short, long = problem(), problem(drives=drives([[0, 7, 60], [5, 0, 22], [29, 23, 0]]))
    one, other = Physics(short).leg(HUB, EAST), Physics(long).leg(HUB, EAST)

    assert [part.area for part in one.segments] == [part.area for part in other.segments]
    share = [leg.segments[0].end / leg.minutes for leg in (one, other)]
    assert share[0] == pytest.approx(share[1], abs=0.06)


def test_a_way_round_passes_the_areas_it_leads_through_and_not_those_of_the_straight_line():
    areas = [*tiny()["areas"], {"id": "north", "lat": 48.7, "lon": 37.55}]
    round_by_north = [TO_EAST | {"minutes": 40, "via": [[48.7, 37.55]]}]
    told = problem(areas=areas, lam=[[0.1] * 24] * 3, legs=round_by_north)

    passed = [part.area for part in Physics(told).leg(HUB, EAST).segments]

    assert passed == [0, 2, 1]


def test_without_a_table_nothing_changes_to_the_byte():
    instance = make_instance(visits=8)
    with_none = propose(PlanningProblem.from_json(instance | {"drives": None}), iterations=5)
    without = propose(PlanningProblem.from_json(instance), iterations=5)

    assert json.dumps(with_none.plan.to_json()) == json.dumps(without.plan.to_json())
    assert "drives" not in PlanningProblem.from_json(instance).to_json()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"points": [[48.6, 37.49]]}, "drives.minutes is missing."),
        (drives([[0, 7]]), "drives.minutes must have 3 entries, not 1."),
        (drives([[0, 7], [1, 0]]), "drives.minutes must have 3 entries, not 2."),
        (drives([[0, -7], [1, 0]], (HUB, EAST)), "drives.minutes[0][1] must be from 0 to 1440, not -7."),
        (drives([[0]], ((120.0, 1.0),)), "drives.points[0][0] must be a finite number from -90 to 90."),
    ],
)
def test_a_malformed_table_is_refused_by_name(given, sentence):
    with pytest.raises(ProblemError) as refused:
        problem(drives=given, teams=[make_team(0)])

    assert str(refused.value) == sentence
