"""Nobody is called to a place where another household is called within the half hour, nor too many on one day."""

import pytest

from app.domain.planner.check import Rule, check
from app.domain.planner.crowding import crowded
from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.domain.planner.stability import starts_of
from tests.domain.planner.day import make_team, tiny

OFFICE = {"lat": 48.6, "lon": 37.52, "service": 20, "gathers": "post"}
HOME = {"lat": 48.6, "windows": [[0, 1440]], "service": 5}


def escort(job: int, lon: float, opens: int = 540, closes: int = 900, **changes):
    home = HOME | {"lon": lon}
    stops = [home | {"board": 1}, OFFICE | {"windows": [[opens, closes]]}, home | {"board": -1}]
    return {"id": job, "weight": 5.0, "stops": stops} | changes


def problem(*jobs, apart: int = 30, most: int | None = None, teams: int = 2, seats: int = 1) -> PlanningProblem:
    """Cars with one seat: nobody can share one."""
    place = {"id": "post", "apart": apart} | ({} if most is None else {"most": most})
    found = [make_team(team, seats=seats) for team in range(teams)]
    return PlanningProblem.from_json(tiny(jobs=list(jobs), teams=found, gatherings=[place]))


def calls_at_the_office(plan: Plan) -> list[tuple[int, int]]:
    return sorted((call.start, route.team) for route, call in plan.calls() if call.job is not None and call.stop == 1)


def test_two_teams_come_half_an_hour_apart():
    day = problem(escort(0, 37.50, 600, 700), escort(1, 37.54, 600, 700))

    proposal = propose(day, iterations=20)

    (first, one), (second, other) = calls_at_the_office(proposal.plan)
    assert one == other or second - first >= 30
    assert not check(day, proposal.plan)


def test_without_time_for_both_the_lighter_one_waits_and_is_told_who_is_called_there():
    day = problem(escort(0, 37.50, 600, 625), escort(1, 37.54, 600, 625, weight=3.0))

    proposal = propose(day, iterations=20)

    assert [job for route in proposal.plan.routes for job in route.jobs] == [0]
    [left_out] = proposal.not_placed
    assert (left_out.job, left_out.reason.value) == (1, "crowded_place")
    assert (left_out.facts[0].other, left_out.facts[0].limit) == (0, 30)


def test_who_shares_a_car_may_share_the_queue():
    day = problem(escort(0, 37.50, 600, 660), escort(1, 37.505, 600, 660), teams=1, seats=2)

    proposal = propose(day, iterations=20)

    assert len(calls_at_the_office(proposal.plan)) == 2
    assert not check(day, proposal.plan)


def test_no_more_are_called_on_one_day_than_the_place_may_have():
    day = problem(*(escort(i, 37.50 + i / 100, weight=5.0 + i) for i in range(4)), apart=0, most=2)

    proposal = propose(day, iterations=20)

    assert {job for route in proposal.plan.routes for job in route.jobs} == {2, 3}
    assert [one.reason.value for one in proposal.not_placed] == ["crowded_place"] * 2


def test_whom_a_person_placed_does_not_give_way():
    day = problem(escort(0, 37.50, 600, 625), escort(1, 37.54, 600, 625, weight=3.0, kept=True))

    proposal = propose(day, iterations=20)

    assert [job for route in proposal.plan.routes for job in route.jobs] == [1]


def test_the_checker_names_who_should_give_way_and_to_whom():
    alone = [problem(escort(i, 37.50 + i / 100, 600, 625)) for i in range(2)]
    routes = [propose(day, iterations=5).plan.routes[0] for day in alone]
    plan = Plan((Route(0, routes[0].calls), Route(1, routes[1].calls)))
    day = problem(escort(0, 37.50, 600, 625), escort(1, 37.51, 600, 625, weight=3.0))

    [breach] = check(day, plan)

    assert (breach.rule, breach.job, breach.facts["other"], breach.facts["limit"]) == (Rule.CROWDED, 1, 0, 30)
    assert abs(breach.facts["start"] - breach.facts["other_start"]) < 30


@pytest.mark.parametrize("visits", [6, 12])
def test_proposing_once_more_changes_nothing(visits: int):
    day = problem(*(escort(i, 37.48 + i / 100, weight=4.0 + i % 3) for i in range(visits)), teams=3, apart=45)
    first = propose(day, iterations=20)

    again = propose(day, present=first.plan, iterations=20)

    assert not crowded(day, first.plan)
    assert again.plan == first.plan
    assert {one.job for one in again.not_placed} == {one.job for one in first.not_placed}


def test_a_day_without_such_places_is_written_and_planned_as_before():
    plain = PlanningProblem.from_json(tiny())
    assert "gatherings" not in plain.to_json()
    assert all("gathers" not in stop for job in plain.to_json()["jobs"] for stop in job["stops"])


def test_what_is_written_is_read_back():
    day = problem(escort(0, 37.50), most=4)

    assert PlanningProblem.from_json(day.to_json()).gatherings == day.gatherings
    assert PlanningProblem.from_json(day.to_json()).jobs == day.jobs


def test_other_hours_for_one_visit_leave_the_rest_of_the_day_as_it_is():
    grid = DayGrid(Physics(problem(escort(0, 37.50), escort(1, 37.54))))
    stops = tuple(stop.within(stop.windows[:0]) for stop in grid.jobs[0].stops)

    twin = grid.with_stops(0, stops)

    assert twin.stops[3:] == grid.stops[3:]
    assert not any((stop.slot < grid.closed_price).any() for stop in twin.stops[:3])
    assert starts_of(propose(twin.problem, iterations=5).plan.routes[0]).keys() == {1}
