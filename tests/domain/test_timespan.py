"""Windows, curfew past midnight, clock changes, daylight, and which limit binds."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sun import NoSunrise
from app.domain.timespan import (
    DAY_MIN,
    WHOLE_DAY,
    Curfew,
    Window,
    complement,
    contains,
    curfew_windows,
    daylight,
    daylight_window,
    elapsed_min,
    intersect,
    minute_of,
    moments_of,
    subtract,
    union,
    visit_window,
)

KYIV = ZoneInfo("Europe/Kyiv")
ORDERED_ON = date(2026, 2, 27)
LONG = Curfew(15 * 60, 11 * 60, ORDERED_ON)
SHORT = Curfew(21 * 60, 5 * 60, date(2025, 5, 5))
MARCH_DAY = date(2026, 3, 10)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def clock(hour, minute=0):
    return hour * 60 + minute


def window(start, end):
    return Window(clock(start), clock(end))


edges = st.integers(0, DAY_MIN)
any_windows = st.lists(
    st.tuples(edges, edges).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Window(*sorted(pair))), max_size=6
)


def minutes(windows):
    return {minute for one in windows for minute in range(one.start, one.end)}


@given(any_windows, any_windows)
def test_intersection_is_the_minutes_in_both_whichever_comes_first(some, others):
    assert minutes(intersect(some, others)) == minutes(some) & minutes(others)
    assert intersect(some, others) == intersect(others, some)


@given(any_windows, any_windows, any_windows)
def test_intersection_does_not_care_how_it_is_grouped(a, b, c):
    assert intersect(intersect(a, b), c) == intersect(a, intersect(b, c))


@given(any_windows, any_windows)
def test_what_is_taken_away_is_gone_and_the_rest_stays(some, taken):
    assert minutes(subtract(some, taken)) == minutes(some) - minutes(taken)


@given(any_windows)
def test_windows_and_their_complement_tile_the_day(windows):
    assert complement(complement(windows)) == union(windows)
    assert minutes(windows) | minutes(complement(windows)) == minutes(WHOLE_DAY)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5), (5, DAY_MIN + 1)])
def test_a_window_that_is_none_is_refused(start, end):
    with pytest.raises(ValueError, match="no window"):
        Window(start, end)


def test_the_long_curfew_leaves_four_hours():
    assert complement(curfew_windows([LONG], MARCH_DAY)) == (window(11, 15),)


@pytest.mark.parametrize(
    ("move", "is_legal"),
    [
        (Window(clock(14, 50), clock(15, 10)), False),
        (Window(clock(10, 59), clock(11, 20)), False),
        (Window(clock(11), clock(15)), True),
    ],
)
def test_a_visit_that_touches_the_curfew_is_not_legal(move, is_legal):
    assert contains(complement(curfew_windows([LONG], MARCH_DAY)), move) is is_legal


def test_crossing_a_settlement_with_a_long_curfew_binds_the_whole_way():
    home = complement(curfew_windows([SHORT], MARCH_DAY))
    way = visit_window({"home": home, "crossed": [Window(clock(11), clock(14, 15))]})

    assert way.windows == (Window(clock(11), clock(14, 15)),)
    assert way.bound_by == ("crossed",)


def test_an_order_counts_from_the_morning_of_its_first_day():
    assert curfew_windows([LONG], ORDERED_ON - timedelta(days=1)) == ()
    assert curfew_windows([LONG], ORDERED_ON) == (window(0, 11), window(15, 24))


def test_the_last_evening_of_an_order_closes_the_morning_after():
    ended = Curfew(clock(21), clock(5), date(2026, 1, 1), MARCH_DAY)

    assert curfew_windows([ended], MARCH_DAY + timedelta(days=1)) == (window(0, 5),)
    assert curfew_windows([ended], MARCH_DAY + timedelta(days=2)) == ()


def test_a_curfew_within_a_day_closes_only_that():
    assert curfew_windows([Curfew(clock(1), clock(4), ORDERED_ON)], MARCH_DAY) == (window(1, 4),)


def test_a_curfew_round_the_clock_leaves_nothing():
    assert complement(curfew_windows([Curfew(0, clock(24), ORDERED_ON)], MARCH_DAY)) == ()
    assert complement(curfew_windows([Curfew(clock(12), clock(12), ORDERED_ON)], MARCH_DAY)) == ()


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, DAY_MIN - 1))
def test_the_wall_clock_shows_the_minute_at_every_moment_it_stands_for(on, minute):
    is_skipped = on == SPRING and clock(3) <= minute < clock(4)

    shown = {minute_of(at, KYIV) for at in moments_of(minute, on, KYIV)}

    assert shown == {minute} or is_skipped


def test_eleven_is_minute_660_also_on_the_days_of_a_clock_change():
    for on in (SPRING, AUTUMN):
        assert minute_of(datetime.combine(on, time(11), tzinfo=KYIV), KYIV) == 660
        assert curfew_windows([LONG], on) == (window(0, 11), window(15, 24))


def test_a_day_of_a_clock_change_lasts_23_or_25_hours_and_any_other_24():
    lengths = [elapsed_min(WHOLE_DAY[0], on, KYIV) for on in (SPRING, AUTUMN, MARCH_DAY)]

    assert lengths == [23 * 60, 25 * 60, 24 * 60]


def test_half_past_three_happens_twice_in_autumn_and_once_on_other_nights():
    first, last = moments_of(clock(3, 30), AUTUMN, KYIV)

    assert last - first == timedelta(hours=1)
    assert len(set(moments_of(clock(3, 30), MARCH_DAY, KYIV))) == 1


# Published times: Kyiv and London, solstices of 2023; New York, solstices of 2023.
@pytest.mark.parametrize(
    ("lat", "lon", "zone", "on", "rise", "fall"),
    [
        (50.45, 30.523, "Europe/Kyiv", date(2023, 6, 21), (4, 46), (21, 13)),
        (50.45, 30.523, "Europe/Kyiv", date(2023, 12, 21), (7, 56), (15, 56)),
        (51.507, -0.128, "Europe/London", date(2023, 6, 21), (4, 43), (21, 21)),
        (51.507, -0.128, "Europe/London", date(2023, 12, 21), (8, 4), (15, 53)),
        (40.713, -74.006, "America/New_York", date(2023, 6, 21), (5, 25), (20, 31)),
        (40.713, -74.006, "America/New_York", date(2023, 12, 21), (7, 17), (16, 32)),
    ],
)
def test_sunrise_and_sunset_are_within_two_minutes_of_the_published_ones(lat, lon, zone, on, rise, fall):
    tz = ZoneInfo(zone)

    found = daylight(lat, lon, on, tz)

    for at, published in zip(found, (rise, fall), strict=True):
        assert abs(at - datetime.combine(on, time(*published), tzinfo=tz)) <= timedelta(minutes=2)


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.floats(44, 53), st.floats(22, 41))
def test_the_sun_rises_before_it_sets_on_the_same_local_day(on, lat, lon):
    sunrise, sunset = daylight(lat, lon, on, KYIV)

    assert sunrise < sunset
    assert {sunrise.date(), sunset.date()} == {on}


def test_a_polar_night_has_no_sunrise():
    with pytest.raises(NoSunrise):
        daylight(80, 30, date(2023, 12, 21), KYIV)


def test_everybody_is_home_an_hour_before_dark():
    (light,) = daylight_window(50.45, 30.523, date(2023, 12, 21), KYIV)

    assert abs(light.end - clock(14, 55)) <= 1
    assert daylight_window(50.45, 30.523, date(2023, 12, 21), KYIV, margin_min=9 * 60) == ()


def test_only_the_limits_that_make_the_window_smaller_bind():
    found = visit_window(
        {"curfew": (window(11, 15),), "post office": (window(9, 13),), "shift": (window(8, 18),)},
    )

    assert found.windows == (window(11, 13),)
    assert found.bound_by == ("curfew", "post office")


def test_where_nothing_is_left_the_limits_that_exclude_each_other_bind():
    found = visit_window({"dialysis": (window(7, 9),), "curfew": (window(11, 15),), "shift": (window(6, 18),)})

    assert found.windows == ()
    assert found.bound_by == ("dialysis", "curfew")


def test_two_pairs_that_exclude_each_other_all_bind():
    found = visit_window({"a": (window(7, 9),), "b": (window(11, 15),), "c": (window(7, 9),), "d": (window(11, 15),)})

    assert found.bound_by == ("a", "b", "c", "d")


@given(st.dictionaries(st.sampled_from("abcde"), any_windows, max_size=5))
def test_a_window_smaller_than_the_day_always_names_what_binds_it(limits):
    found = visit_window(limits)

    assert (found.windows == WHOLE_DAY) == (found.bound_by == ())
