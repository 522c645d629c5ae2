"""What a drive takes: few drives change little, an outlier is bounded, and a person's word is a floor."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.planner.physics import Physics
from app.domain.planner.problem import PlanningProblem
from app.domain.travel import (
    BASE,
    Basis,
    ByPair,
    Learned,
    PairPace,
    Setting,
    SettingRefused,
    drive_minutes,
    learn,
    pace_of,
    pair_of,
)
from tests.domain.planner.day import make_instance

ratios = st.lists(st.floats(0.01, 50), min_size=1, max_size=40)
A, B = (48.53, 37.65), (48.60, 37.53)


def between(pace: PairPace, server: float = math.nan) -> float:
    table = np.array([[0.0, server], [server, 0.0]])
    return float(drive_minutes([A, B], [1, 2], lambda one, other: pace, km_h=38.0, server=table)[0, 1])


@given(ratios)
def test_what_is_learned_stays_within_half_and_three_times_the_plan(seen):
    learned = learn(seen)

    assert 0.5 <= learned.median <= 3.0
    assert learned.ratio is None or 0.5 <= learned.ratio <= 3.0


@given(ratios, st.randoms())
def test_the_order_of_drives_does_not_matter(seen, dice):
    shuffled = dice.sample(seen, len(seen))

    assert learn(shuffled) == learn(seen)


@given(ratios)
def test_what_is_learned_lies_between_the_plan_and_the_median(seen):
    learned = learn([*seen] * 3)

    assert learned.ratio is not None
    assert min(1.0, learned.median) - 1e-9 <= learned.ratio <= max(1.0, learned.median) + 1e-9


def test_few_drives_change_little_and_many_change_much():
    assert learn([2.0, 2.0]).ratio is None
    assert learn([2.0] * 3).ratio == pytest.approx(1.26, abs=0.01)
    assert learn([2.0] * 30).ratio == pytest.approx(1.78, abs=0.01)


def test_one_drive_of_nine_hours_changes_no_more_than_one_of_three_times_the_plan():
    usual = [1.2] * 6

    assert learn([*usual, 40.0]) == learn([*usual, 3.0])


def test_nothing_seen_teaches_nothing():
    assert learn([]) == Learned(0, 1.0, None)


def test_what_is_set_for_two_settlements_holds_for_their_areas_and_the_narrowest_word_counts():
    up = {1: [1, 10], 2: [2, 20], 10: [10], 20: [20], BASE: [BASE]}
    known = ByPair({pair_of(20, 10): "wide", pair_of(1, 2): "narrow"}, up.__getitem__)

    assert known.find(2, 1) == known.find(1, 2) == "narrow"
    assert known.find(1, 20) == known.find(10, 2) == "wide"
    assert known.find(1, 10) is None
    assert known.find(BASE, 1) is None


def test_what_was_seen_makes_a_persons_factor_longer_and_never_shorter():
    slow, quick = Learned(20, 2.0, 1.9), Learned(20, 0.6, 0.7)

    assert pace_of(Setting(2.0), slow, 1.35).factor == pytest.approx(1.9 * 1.35)
    assert pace_of(Setting(2.0), quick, 1.35).factor == 2.0
    assert pace_of(None, quick, 1.35).factor == pytest.approx(0.7 * 1.35)
    assert pace_of(None, Learned(2, 3.0, None), 1.35) == PairPace(1.35)


def test_no_drive_is_shorter_than_the_floor_a_person_set():
    assert between(PairPace(1.35, least_min=50, is_set=True), server=12.0) == 50.0


def test_the_server_takes_the_place_of_the_straight_line():
    assert between(PairPace(1.35)) == 25.0
    assert between(PairPace(1.35), server=17.2) == 18.0


def test_where_the_road_has_told_of_a_pair_the_longest_counts():
    seen = PairPace(3.0, Basis.LEARNED)

    assert between(seen, server=17.0) == between(seen) == 56.0
    assert between(seen, server=70.0) == 70.0


def test_no_way_by_the_server_is_no_way_until_a_person_says_there_is_one():
    assert between(PairPace(1.35), server=math.inf) == math.inf
    assert between(PairPace(2.0, Basis.SET, is_set=True), server=math.inf) == between(PairPace(2.0))


def test_with_nothing_told_every_drive_takes_what_the_planner_takes_by_itself():
    problem = PlanningProblem.from_json(make_instance(visits=30, areas=12))
    points = list(dict.fromkeys(stop.point for job in problem.jobs for stop in job.stops))
    table = drive_minutes(points, [1] * len(points), lambda one, other: PairPace(1.35), km_h=38.0)
    physics = Physics(problem)

    assert [[physics.leg(a, b).minutes for b in points] for a in points] == table.tolist()


@pytest.mark.parametrize("wrong", [{"factor": 0.9}, {"factor": 5.1}, {"least_min": 0}, {"least_min": 601}])
def test_a_factor_or_floor_that_no_road_has_is_refused(wrong):
    with pytest.raises(SettingRefused):
        Setting(**wrong)
