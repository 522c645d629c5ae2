"""Distances, driving times, and coordinates that cannot be right."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.geo import CoordinatesRefused, check_in_ukraine, distance_m, road_minutes

KOSTIANTYNIVKA, DRUZHKIVKA, KRAMATORSK = (48.5277, 37.7069), (48.6301, 37.5526), (48.7230, 37.5563)
points = st.tuples(st.floats(44, 53), st.floats(22, 41))


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [(KOSTIANTYNIVKA, DRUZHKIVKA, 16.1), (KOSTIANTYNIVKA, KRAMATORSK, 24.4), (DRUZHKIVKA, KRAMATORSK, 10.3)],
)
def test_distances_between_known_towns(start, end, km):
    assert distance_m(*start, *end) / 1000 == pytest.approx(km, abs=0.05)


@given(points, points, points)
def test_a_way_round_is_never_shorter(a, b, c):
    assert distance_m(*a, *b) == pytest.approx(distance_m(*b, *a))
    assert distance_m(*a, *c) <= distance_m(*a, *b) + distance_m(*b, *c) + 1e-6


def test_a_drive_takes_the_road_at_38_km_an_hour_and_two_minutes_at_least():
    assert road_minutes(*KOSTIANTYNIVKA, *DRUZHKIVKA) == round(60 * 1.35 * 16.078 / 38)
    assert road_minutes(*KRAMATORSK, *KRAMATORSK) == 2


@pytest.mark.parametrize(
    "place",
    [
        KOSTIANTYNIVKA,
        (49.99, 36.23),
        (46.48, 30.73),
        (48.62, 22.29),
        (47.10, 37.55),
        (52.19, 34.03),
        (45.36, 36.47),
        (44.50, 34.17),
        (45.40, 29.58),
        (49.37, 40.13),
        (51.49, 23.93),
        (46.17, 34.82),
    ],
)
def test_towns_from_edge_to_edge_are_taken(place):
    check_in_ukraine(*place)


@pytest.mark.parametrize(
    "point",
    [
        (45.5, 31.3),
        (46.1, 36.4),
        (43.5, 33.0),
        (37.7069, 48.5277),
        (0.0, 0.0),
        (52.2, 21.0),
        (55.7, 37.6),
        (math.nan, 37.7),
        (48.5, math.inf),
    ],
    ids=["Black Sea", "Azov Sea", "open sea", "swapped", "zero", "Warsaw", "Moscow", "not a number", "endless"],
)
def test_points_in_the_sea_abroad_or_nowhere_are_refused(point):
    with pytest.raises(CoordinatesRefused):
        check_in_ukraine(*point)
