"""The factors of the forecast: level, hours of the day, what follows an event."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.level import hit_rate, solve_level
from app.domain.danger.profile import flat_profile
from app.domain.danger.tap import tap_factor
from tests.domain.danger.histories import event, habits


def nights(count, **facts):
    return [event(hours_ago=10 + 24 * day, weight=1.0, **facts) for day in range(count)]  # at 05:00 in Kyiv


@given(st.floats(1e-5, 0.97), st.lists(st.floats(0.01, 10), min_size=24, max_size=24))
def test_the_level_keeps_the_mean_chance_of_the_day(rate, shape):
    profile = np.array([shape]) / np.mean(shape)

    level = solve_level(np.array([rate]), profile)

    assert np.mean(1 - np.exp(-level[0] * profile)) == pytest.approx(rate, rel=1e-3) or level[0] > 59


def test_an_area_hit_every_third_hour_has_that_rate():
    hit = np.tile([1.0, 0.0, 0.0], (1, 500))

    assert hit_rate(hit, np.ones_like(hit)) == pytest.approx(1 / 3, abs=0.02)


def test_an_escalation_is_followed_within_a_day_and_forgotten_slowly():
    hit = np.zeros((1, 24 * 40))
    hit[:, -24:] = 0.5
    watched = np.ones_like(hit)

    today = hit_rate(hit, watched)
    in_ten_days = hit_rate(np.hstack([hit, np.zeros((1, 240))]), np.ones((1, 24 * 50)))

    assert today > 0.06
    assert hit_rate(hit * 0, watched) < in_ten_days < today / 2


def test_no_hour_is_worse_where_nothing_is_known():
    assert habits() == pytest.approx(flat_profile(2))


def test_an_area_without_events_has_the_hours_of_the_others():
    profile = habits(*nights(27))

    assert profile.mean(axis=1) == pytest.approx([1, 1])
    assert profile[1].argmax() == 5
    assert profile[0, 5] > profile[1, 5] > 2


def test_an_hour_smears_to_its_neighbours_round_the_clock():
    profile = habits(*nights(27))

    assert profile[0, 4] == pytest.approx(profile[0, 6], rel=0.01)
    assert profile[0, 4] > profile[0, 12]


def test_a_vague_time_teaches_nothing_about_hours():
    assert habits(*nights(27, lasts_h=6)) == pytest.approx(flat_profile(2))


def test_what_nobody_watched_teaches_nothing():
    assert habits(*nights(27), watched=np.zeros((2, 28 * 24))) == pytest.approx(flat_profile(2))


def test_the_rise_after_an_event_is_threefold_at_once_gone_in_a_day_and_never_lowers_an_hour():
    hours = np.linspace(-1, 100, 500)

    assert tap_factor(np.array([0.0])) == pytest.approx(2.9, abs=0.05)
    assert tap_factor(np.array([24.0])) == pytest.approx(1, abs=0.01)
    assert (tap_factor(hours) >= 1).all()
    assert (np.diff(tap_factor(hours)) <= 0).all()
