"""Kinds and chips: what they hold, how long, how wide."""

from datetime import timedelta

import pytest

from app.domain.weapons import (
    WEAPONS,
    Chip,
    double_tap_of,
    is_until_cleared,
    kinds_of,
    linger_of,
    radius_of,
)


def test_there_are_23_kinds_and_eight_chips_and_each_chip_stands_for_some_kind():
    assert len(WEAPONS) == 23
    assert len(Chip) == 8
    assert all(kinds_of(chip) for chip in Chip)


@pytest.mark.parametrize("code", WEAPONS)
def test_a_chip_counts_at_least_as_much_as_any_of_its_kinds(code):
    chip = WEAPONS[code].chip

    assert linger_of(chip) >= linger_of(code)
    assert radius_of(chip) >= radius_of(code)
    assert is_until_cleared(chip) >= is_until_cleared(code)
    assert double_tap_of(chip) >= double_tap_of(code)


def test_a_drone_nobody_named_lingers_as_long_as_an_fpv():
    assert linger_of(Chip.DRONE) == linger_of("FPV") == timedelta(hours=24)


def test_only_what_lies_on_the_ground_stays_until_cleared():
    assert {code for code in WEAPONS if is_until_cleared(code)} == {"MINE_REM", "UXO"}
    assert {chip for chip in Chip if is_until_cleared(chip)} == {Chip.MINE}


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="TROOPS"):
        kinds_of("TROOPS")
