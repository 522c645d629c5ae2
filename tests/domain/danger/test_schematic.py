"""The map that is not to scale: every name can be read, west stays west."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.schematic import PLATE_HEIGHT, Cell, Place, lay_out

DEGREES = st.tuples(st.floats(47, 49, allow_nan=False), st.floats(36, 39, allow_nan=False))
LABELS = st.sampled_from(["KOS-C 0", "KRA-LAZ 0", "BIL 0", "VERY-LONG-CODE 0"])
PLACES = st.lists(st.tuples(DEGREES, LABELS), min_size=1, max_size=41).map(
    lambda found: [Place(key, label, lat, lon) for key, ((lat, lon), label) in enumerate(found)]
)


def overlap(one: Cell, other: Cell) -> bool:
    apart = (one.plate_width + other.plate_width) / 2
    return abs(one.x - other.x) < apart and abs(one.y - other.y) < PLATE_HEIGHT


@given(PLACES)
def test_no_two_plates_overlap_and_each_area_is_there_once(places):
    drawn = lay_out(places)

    assert [cell.key for cell in drawn.cells] == [place.key for place in places]
    for number, one in enumerate(drawn.cells):
        assert not any(overlap(one, other) for other in drawn.cells[number + 1 :])


@given(PLACES)
def test_the_same_areas_are_drawn_alike_and_west_stays_west(places):
    drawn = lay_out(places)

    assert drawn == lay_out(places)
    by_key = {cell.key: cell.x for cell in drawn.cells}
    for one in places:
        assert all(by_key[one.key] <= by_key[other.key] for other in places if one.lon < other.lon)


@given(PLACES)
def test_everything_lies_inside_the_drawing(places):
    drawn = lay_out(places)

    for cell in drawn.cells:
        assert cell.x - cell.plate_width / 2 >= 0
        assert cell.x + cell.plate_width / 2 <= drawn.width
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in cell.outline)


def test_the_parts_of_a_town_and_a_town_far_off_all_have_ground_of_their_own():
    places = [Place(number, "KOS-C 0", 48.52 + number / 1000, 37.7) for number in range(6)]
    drawn = lay_out([*places, Place(9, "SLO-C 0", 48.85, 37.6)])

    assert all(len(cell.outline) >= 3 for cell in drawn.cells)


def test_a_place_that_comes_twice_or_lies_nowhere_is_refused():
    with pytest.raises(ValueError, match="twice"):
        lay_out([Place(1, "KOS-C 0", 48, 37), Place(1, "KOS-N 0", 48, 38)])
    with pytest.raises(ValueError, match="finite"):
        lay_out([Place(1, "KOS-C 0", float("nan"), 37)])


def test_no_areas_make_an_empty_map():
    assert lay_out([]).cells == ()
