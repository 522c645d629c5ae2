"""The forecast: it follows reports up, at once; learns hours apart; and never calls silence quiet."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.danger.events import Events
from app.domain.danger.forecast import DangerMap, forecast
from app.domain.danger.grade import grade_of
from app.domain.danger.profile import flat_profile
from tests.domain.danger.histories import (
    AREAS,
    CENTRE,
    HOUR,
    KYIV,
    NOON,
    NORTH,
    all_watched,
    estimate,
    event,
    events,
    habits,
)

A_NIGHT_TOWN = habits(*[event(hours_ago=10 + 24 * day, weight=1.0) for day in range(27)])


@settings(deadline=None, max_examples=60)
@given(st.lists(events, max_size=6), st.lists(events, min_size=1, max_size=3), st.integers(0, 59), st.booleans())
def test_other_reports_never_lower_any_hour_of_any_area(known, others, minute, has_habits):
    now, profile = NOON + timedelta(minutes=minute), A_NIGHT_TOWN if has_habits else None

    before = estimate(*known, now=now, profile=profile)
    after = estimate(*known, *others, now=now, profile=profile)

    assert (after.events_per_h >= before.events_per_h - 1e-9).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(events, max_size=6), events, st.booleans())
def test_another_report_never_gives_a_lower_grade(known, another, reported_before):
    before, after = estimate(*known), estimate(*known, another)

    for area in AREAS:
        old, new = (
            grade_of(danger.chance(area, NOON), covered=True, any_report_7d=reported, closed=False)
            for danger, reported in ((before, reported_before), (after, True))
        )
        assert not old.is_worse_than(new)


@settings(deadline=None, max_examples=40)
@given(st.lists(events, max_size=6), st.floats(0, 1), st.floats(0, 12))
def test_more_watching_or_quicker_reports_only_make_silence_count(known, share, delay_h):
    sure = estimate(*known).events_per_h

    assert (estimate(*known, watched=all_watched(share)).events_per_h >= sure - 1e-9).all()
    assert (estimate(*known, mean_delay_h=delay_h).events_per_h >= sure - 1e-9).all()


def test_a_vague_time_raises_the_level_as_much_as_an_exact_one_of_that_day():
    exact = estimate(event(hours_ago=60)).events_per_h
    vague = estimate(event(hours_ago=72, lasts_h=24)).events_per_h

    assert vague == pytest.approx(exact, rel=0.05)


def test_what_a_date_leaves_in_the_future_still_counts():
    today = estimate(event(hours_ago=12, lasts_h=24)).events_per_h

    assert (today[0] > estimate().events_per_h[0]).all()


def test_a_report_of_the_hour_that_runs_counts_at_once():
    now = NOON + timedelta(minutes=20)
    row = estimate(event(hours_ago=0, now=now), now=now).events_per_h[0]

    assert row[0] > 2.5 * row[-1] > 2.5 * estimate(now=now).events_per_h[0, -1]


def test_even_a_disputed_event_raises_the_next_hour_but_a_refuted_one_does_not():
    disputed, refuted = (estimate(event(hours_ago=0, weight=weight)).events_per_h[0] for weight in (0.2, 0.0))

    assert disputed[0] > 2 * disputed[-1]
    assert refuted == pytest.approx(estimate().events_per_h[0])


def test_an_old_event_counts_less_than_a_new_one():
    fresh, old = (estimate(event(hours_ago=hours)).events_per_h[0, -1] for hours in (24, 24 * 20))

    assert fresh > old > estimate().events_per_h[0, -1]


def test_an_area_without_history_has_the_level_of_the_others_and_never_zero():
    quiet = estimate(*[event(hours_ago=100 + hour) for hour in range(20)]).events_per_h

    assert (quiet[1] > 0).all()
    assert (quiet[1] > estimate().events_per_h[1]).all()
    assert (quiet[1] < quiet[0]).all()


def test_hours_nobody_watched_are_not_quiet():
    shelled = [event(hours_ago=100 + hour, area=NORTH) for hour in range(20)]
    north_only = all_watched()
    north_only[0] = 0

    watched, unwatched = (estimate(*shelled, watched=by).events_per_h[0] for by in (all_watched(), north_only))

    assert (unwatched > watched).all()


def test_what_is_half_reported_is_twice_as_bad_and_no_share_makes_it_more_than_a_third_known():
    told = event(hours_ago=30)

    whole, half, none = (estimate(told, reporting_share=share).events_per_h for share in (1.0, 0.5, 0.0))

    assert half == pytest.approx(2 * whole)
    assert none == pytest.approx(whole / 0.3)


def test_the_usual_hours_of_the_day_come_back_tomorrow():
    row = estimate(event(hours_ago=34), profile=A_NIGHT_TOWN).events_per_h[0]

    worst = int(np.argmax(row[24:]))

    assert row[24:].max() > 2 * row[24:].min()
    assert (NOON + worst * HOUR).hour == 2  # each night's shelling of the builder


def test_the_map_knows_its_hours_areas_and_coverage():
    issued = NOON + timedelta(minutes=20)
    danger = estimate(now=issued)

    assert danger.events_per_h.shape == (2, 48)
    assert danger.hours[0] == NOON
    assert danger.issued_at == issued
    assert list(danger.coverage) == [1.0, 1.0]


def test_a_chance_outside_the_map_is_unknown():
    danger = estimate()

    assert danger.chance(CENTRE, NOON + 47.9 * HOUR) is not None
    assert danger.chance(CENTRE, NOON + 48 * HOUR) is None
    assert danger.chance(CENTRE, NOON - HOUR / 60) is None
    assert danger.chance(99, NOON) is None


def test_no_areas_make_an_empty_map():
    none = np.zeros(0)
    danger = forecast(
        Events.of([event()], ()), (), np.zeros((0, 24)), flat_profile(0), coverage=none, now=NOON, tz=KYIV
    )

    assert danger.events_per_h.shape == (0, 48)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.1])
def test_a_rate_that_is_none_is_refused(bad):
    danger = estimate()

    with pytest.raises(ValueError, match="rates"):
        DangerMap(danger.area_ids, danger.hours, np.full((2, 48), bad), danger.coverage, NOON)


def test_shapes_that_differ_are_refused():
    danger = estimate()

    with pytest.raises(ValueError, match="want"):
        replace(danger, area_ids=(CENTRE,))
