"""The two nights on which clocks are moved, with their 24 values."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from app.domain.danger.wall_clock import hour_number, labels, learned_until, steps_of_day
from tests.domain.danger.histories import HOUR, KYIV, estimate, event, habits

OCTOBER, MARCH = date(2025, 10, 26), date(2025, 3, 30)
# Midnight in Kyiv of both days.
OCTOBER_NIGHT, MARCH_NIGHT = datetime(2025, 10, 25, 21, tzinfo=UTC), datetime(2025, 3, 29, 22, tzinfo=UTC)
SHAPE = np.tile(np.linspace(0.5, 1.5, 24), (2, 1))


def values(midnight, on, *events):
    """The 24 values of the day, forecast at noon before it: of an hour told twice, both."""
    now = midnight - 12 * HOUR
    danger = estimate(*events, now=now, profile=SHAPE)
    return [[float(danger.events_per_h[0, step]) for step in steps] for steps in steps_of_day(danger.hours, on, KYIV)]


def test_the_hour_october_repeats_stands_for_both():
    day = values(OCTOBER_NIGHT, OCTOBER)

    assert [len(hour) for hour in day] == [1, 1, 1, 2, *[1] * 20]
    assert day[3][0] == day[3][1]
    assert [max(hour) / max(day[0]) for hour in day] == pytest.approx(list(SHAPE[0] / SHAPE[0, 0]))


def test_the_hour_march_skips_takes_the_one_before():
    day = values(MARCH_NIGHT, MARCH)
    shape = SHAPE[0].copy()
    shape[3] = shape[2]

    assert [len(hour) for hour in day] == [1] * 24
    assert [hour[0] / day[0][0] for hour in day] == pytest.approx(list(shape / shape[0]))


@pytest.mark.parametrize("moment", [0, 1])
def test_both_of_the_repeated_hours_teach_the_same_hour_of_the_day(moment):
    hit = event(hours_ago=0, weight=1.0, now=OCTOBER_NIGHT + (3 + moment) * HOUR)

    profile = habits(hit, until=OCTOBER_NIGHT + timedelta(days=1))

    assert profile[0].argmax() == 3


def test_hours_are_labelled_by_the_wall_clock():
    assert list(labels(hour_number(OCTOBER_NIGHT), 25, KYIV)) == [0, 1, 2, 3, 3, *range(4, 24)]
    assert list(labels(hour_number(MARCH_NIGHT), 23, KYIV)) == [0, 1, 2, *range(4, 24)]


def test_an_hour_outside_the_forecast_stands_for_nothing():
    assert steps_of_day([], OCTOBER, KYIV) == [()] * 24
    assert steps_of_day([MARCH_NIGHT], OCTOBER, KYIV) == [()] * 24


@pytest.mark.parametrize(("clock", "until"), [(0, 0), (5, 0), (6, 6), (17, 12), (23, 18)])
def test_habits_are_learned_four_times_a_day(clock, until):
    now = datetime(2025, 6, 11, clock, 40, tzinfo=KYIV)

    assert learned_until(now, KYIV) == datetime(2025, 6, 11, until, tzinfo=KYIV)
