"""The yardstick of the planner measures what it says: its rivals keep the rules, and nothing passes a bound."""

import pytest

from benchmarks.planner.days import Day, best_known, judge
from benchmarks.planner.nearest import nearest_first
from benchmarks.planner.pictures import shares_svg
from benchmarks.planner.runs import by_obkhid, command, has_pyvrp
from benchmarks.planner.slack import beyond_reach


@pytest.mark.parametrize("day", [Day(10, 31), Day(10, 32, level=3.0), Day(30, 31)])
def test_nearest_first_keeps_every_rule_and_passes_no_bound(day):
    judged = judge(day, nearest_first(day.make()))

    assert judged.feasible
    assert 0 < judged.share < 1
    assert judged.served <= 1 + 1e-9
    assert judged.exposure_ratio >= 1


def test_the_bound_counts_visits_beyond_reach_only_when_roads_are_closed():
    assert beyond_reach(Day(10, 31)) == 0
    assert 0 < beyond_reach(Day(10, 31, level=3.0)) < 1


def test_serving_nobody_is_worth_nothing():
    judged = judge(Day(10, 31), {"routes": []})

    assert (judged.objective, judged.served, judged.exposure) == (0, 0, 0)


def test_the_planner_beats_the_dispatcher_on_an_ordinary_day():
    day = Day(10, 31)

    ours, theirs = (judge(day, plan) for plan in (by_obkhid(day.make(), 0.5, 1), nearest_first(day.make())))

    assert ours.feasible
    assert ours.objective > theirs.objective


@pytest.mark.skipif(not has_pyvrp(), reason="pyvrp is not installed")
def test_the_rival_keeps_every_rule():
    from benchmarks.planner.runs import by_pyvrp

    day = Day(10, 31)

    assert judge(day, by_pyvrp(day.make(), 0.5, 1)).feasible


def test_the_command_is_measured_as_anybody_would_call_it():
    ran = command(Day(10, 31), "--iterations", "2")

    assert judge(Day(10, 31), ran.plan).feasible
    assert 0 < ran.cpu_s < 60
    assert 10 < ran.peak_mb < 1000


def test_every_day_whose_best_is_known_can_be_made():
    seen, proven = best_known()

    assert {day.make()["name"] for day in seen} >= {"v10_t2_a8_s1", "v500_t40_a40_s2"}
    assert {len(day.make()["jobs"]) for day in proven} == {8}


def test_the_picture_leaves_out_what_was_not_run():
    picture = shares_svg((10, 30), {"one": [0.9, 0.8], "other": [None, 0.7]})

    assert picture.count("<rect") == 1 + 3 + 2
