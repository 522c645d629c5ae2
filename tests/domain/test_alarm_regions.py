"""An area lies in the regions that a person typed, else in those of its KATOTTG code."""

import pytest

from app.domain.alarm_regions import Place, read_uids, regions_of

HROMADA = Place("", "UA14120070000090878", "Костянтинівська громада")
PART = Place("", None, "Центр")


def test_the_katottg_code_of_what_lies_around_gives_oblast_and_raion():
    regions = regions_of([PART, HROMADA])

    assert regions.uids == {"28", "50"}
    assert not regions.is_by_hand


def test_numbers_typed_by_hand_replace_those_of_the_code_and_bring_their_oblast():
    regions = regions_of([PART, Place("54", HROMADA.katottg, HROMADA.name)])

    assert regions.uids == {"54", "28"}
    assert regions.is_by_hand


def test_an_alarm_of_the_own_hromada_is_known_by_name_inside_the_own_oblast_only():
    regions = regions_of([PART, HROMADA])
    name = "Костянтинівська територіальна громада"

    assert regions.covers("9001", name, "28")
    assert not regions.covers("9001", name, "22")
    assert not regions.covers("9002", "Дружківська територіальна громада", "28")
    assert not regions.covers("16", "Луганська область", "16")


def test_an_area_that_nobody_placed_is_in_no_region():
    assert not regions_of([PART]).covers("28", "Донецька область", "28")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("28 50", ["28", "50"]), ("28,50, 28", ["28", "50"]), ("", []), ("x", None), ("0", None), ("1 " * 13, None)],
)
def test_numbers_are_read_with_blanks_or_commas(typed, read):
    assert read_uids(typed) == read
