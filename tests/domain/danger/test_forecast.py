"""The first estimate: it follows reports up, spreads vague times, and never calls silence quiet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.danger.forecast import DangerMap, WeightedEvent, first_estimate, spread, tap_factor
from app.domain.danger.grade import grade_of

NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CENTRE, NORTH = 7, 9
WATCHED = {CENTRE: 1.0, NORTH: 1.0}


def event(*, hours_ago=1.0, lasts_h=0.0, weight=0.7, area=CENTRE):
    earliest = NOON - hours_ago * HOUR
    return WeightedEvent(area, earliest, earliest + lasts_h * HOUR, weight)


def estimate(*events, coverage=WATCHED, now=NOON):
    return first_estimate(events, [CENTRE, NORTH], coverage, now)


events = st.builds(
    event,
    hours_ago=st.floats(-30, 800),
    lasts_h=st.floats(0, 24),
    weight=st.sampled_from([0.0, 0.2, 0.4, 0.7, 0.9, 1.0]),
    area=st.sampled_from([CENTRE, NORTH]),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(events, max_size=6), events, st.integers(0, 59))
def test_another_report_never_lowers_any_hour_of_any_area(known, another, minute):
    now = NOON + timedelta(minutes=minute)

    before, after = estimate(*known, now=now), estimate(*known, another, now=now)

    assert (after.events_per_h >= before.events_per_h - 1e-12).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(events, max_size=6), events, st.booleans())
def test_another_report_never_gives_a_lower_grade(known, another, reported_before):
    before, after = estimate(*known), estimate(*known, another)

    for area in (CENTRE, NORTH):
        old, new = (
            grade_of(danger.chance(area, NOON), covered=True, any_report_7d=reported, closed=False)
            for danger, reported in ((before, reported_before), (after, True))
        )
        assert not old.is_worse_than(new)


@given(st.floats(0, 60), st.floats(0, 30), st.sampled_from([0.2, 0.4, 1.0]))
def test_spreading_a_vague_time_keeps_its_weight(begins_h, lasts_h, weight):
    vague = event(hours_ago=-begins_h, lasts_h=lasts_h, weight=weight)

    shares = spread(vague, NOON, 100)

    assert shares.sum() == pytest.approx(weight)
    assert (shares >= 0).all()


def test_a_morning_is_spread_evenly_and_not_put_at_midnight():
    shares = spread(event(hours_ago=-6, lasts_h=5, weight=1.0), NOON, 24)

    assert shares[6:11] == pytest.approx([0.2] * 5)
    assert shares[:6].sum() == 0


def test_a_vague_time_raises_the_level_as_much_as_an_exact_one_of_that_day():
    exact = estimate(event(hours_ago=60)).events_per_h
    vague = estimate(event(hours_ago=72, lasts_h=24)).events_per_h

    assert vague == pytest.approx(exact, rel=0.01)


def test_what_a_date_leaves_in_the_future_still_counts():
    today = estimate(event(hours_ago=12, lasts_h=24)).events_per_h

    assert (today[0] > estimate().events_per_h[0]).all()


def test_the_hours_after_an_event_are_three_times_as_bad_and_usual_after_six():
    row = estimate(event(hours_ago=0)).events_per_h[0]

    assert row[0] / row[-1] == pytest.approx(3)
    assert (np.diff(row) <= 0).all()
    assert row[6:] == pytest.approx(row[-1])


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

    watched = estimate(*shelled).events_per_h[0]
    unwatched = estimate(*shelled, coverage={NORTH: 1.0}).events_per_h[0]

    assert (unwatched > watched).all()


def test_the_map_knows_its_hours_areas_and_coverage():
    issued = NOON + timedelta(minutes=20)
    danger = estimate(now=issued, coverage={CENTRE: 0.75})

    assert danger.events_per_h.shape == (2, 48)
    assert danger.hours[0] == NOON
    assert danger.issued_at == issued
    assert list(danger.coverage) == [0.75, 0.0]


def test_a_chance_outside_the_map_is_unknown():
    danger = estimate()

    assert danger.chance(CENTRE, NOON + 47.9 * HOUR) is not None
    assert danger.chance(CENTRE, NOON + 48 * HOUR) is None
    assert danger.chance(CENTRE, NOON - HOUR / 60) is None
    assert danger.chance(99, NOON) is None
    assert danger.worst_chance(CENTRE, NOON, NOON + 49 * HOUR) is None


def test_the_worst_chance_is_that_of_the_worst_hour_touched():
    danger = estimate(event(hours_ago=0))

    worst = danger.worst_chance(CENTRE, NOON + HOUR / 2, NOON + 8 * HOUR)

    assert worst == danger.chance(CENTRE, NOON)
    assert worst == pytest.approx(1 - np.exp(-danger.events_per_h[0, 0]))


def test_no_areas_make_an_empty_map():
    assert first_estimate([event()], [], {}, NOON).events_per_h.shape == (0, 48)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.1])
def test_a_rate_that_is_none_is_refused(bad):
    danger = estimate()

    with pytest.raises(ValueError, match="rates"):
        DangerMap(danger.area_ids, danger.hours, np.full((2, 48), bad), danger.coverage, NOON)


def test_shapes_that_differ_are_refused():
    danger = estimate()

    with pytest.raises(ValueError, match="want"):
        replace(danger, area_ids=(CENTRE,))


def test_the_rise_after_an_event_never_lowers_an_hour():
    hours = np.linspace(-1, 100, 500)

    assert (tap_factor(hours) >= 1).all()
    assert (np.diff(tap_factor(hours)) <= 0).all()


def test_an_event_without_a_weight_or_with_its_ends_swapped_is_refused():
    with pytest.raises(ValueError, match="no event"):
        event(weight=1.2)
    with pytest.raises(ValueError, match="no event"):
        event(lasts_h=-1)
