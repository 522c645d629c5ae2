"""How far a disc reaches over ground: points, discs, outlines, roads."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.geo import distance_m
from app.domain.ground import Ground, gap_m, nearest_m, touched

CENTRE = (48.528, 37.707)
lats, lons, radii = st.floats(48.4, 48.8), st.floats(37.4, 37.9), st.integers(0, 3000)
grounds = st.builds(Ground.disc, lats, lons, radii) | st.lists(
    st.tuples(lats, lons), min_size=2, max_size=6, unique=True
).map(lambda spots: Ground(tuple(spots)))
SQUARE = Ground(((48.52, 37.70), (48.52, 37.72), (48.54, 37.72), (48.54, 37.70)))


def test_two_points_are_as_far_apart_as_on_the_globe():
    gap = gap_m(Ground.point(*CENTRE), Ground.point(48.545, 37.700))

    assert gap == pytest.approx(distance_m(*CENTRE, 48.545, 37.700), rel=0.01)


def test_the_radii_of_both_are_taken_off_the_way():
    apart = gap_m(Ground.point(*CENTRE), Ground.point(48.6, 37.7))

    assert gap_m(Ground.disc(*CENTRE, 1000), Ground.disc(48.6, 37.7, 500)) == pytest.approx(apart - 1500)


def test_inside_an_outline_there_is_no_gap_and_outside_it_is_the_way_to_its_edge():
    assert gap_m(Ground.point(*CENTRE), SQUARE) == 0
    assert gap_m(Ground.point(48.53, 37.73), SQUARE) == pytest.approx(distance_m(48.53, 37.73, 48.53, 37.72), rel=0.01)


def test_a_road_that_passes_is_near_although_its_ends_are_far():
    road = Ground(((48.5, 37.6), (48.56, 37.82)))

    assert gap_m(Ground.point(*CENTRE), road) < 500


def test_a_disc_without_radius_reaches_nothing():
    assert touched([Ground.point(*CENTRE)], {1: SQUARE}, 0) == set()


@given(one=grounds, other=grounds)
def test_the_gap_is_the_same_from_either_side(one, other):
    assert gap_m(one, other) == pytest.approx(gap_m(other, one), rel=0.01, abs=50)


@given(source=grounds, places=st.dictionaries(st.integers(1, 9), grounds), radius=radii, more=radii)
def test_a_wider_disc_reaches_all_that_a_narrower_one_does(source, places, radius, more):
    assert touched([source], places, radius) <= touched([source], places, radius + more)


@given(st.lists(st.tuples(lats, lons), max_size=20), st.lists(st.tuples(lats, lons), min_size=1, max_size=2), radii)
def test_the_nearest_of_many_spots_is_found_without_measuring_all(spots, line, within_m):
    in_order = np.array(sorted(spots), np.float64).reshape(-1, 2)
    gaps = [gap_m(Ground(tuple(line)), Ground.point(*spot)) for spot in spots]

    found = nearest_m(in_order, line, within_m=within_m)

    nearest = min(gaps, default=math.inf)
    if abs(nearest - within_m) > 1:
        assert found == (pytest.approx(nearest, rel=1e-4, abs=1e-6) if nearest < within_m else None)
