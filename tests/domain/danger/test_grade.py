"""Grades: one digit from absolute limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.grade import Grade, grade_of

chances = st.floats(0, 1)


def grade(chance, *, covered=True, any_report_7d=True, closed=False):
    return grade_of(chance, covered=covered, any_report_7d=any_report_7d, closed=closed)


@pytest.mark.parametrize(
    ("chance", "digit"), [(0.0, "1"), (0.01, "1"), (0.049, "1"), (0.05, "2"), (0.199, "2"), (0.20, "3"), (1.0, "3")]
)
def test_the_digit_follows_from_the_limits(chance, digit):
    assert grade(chance) == digit


def test_nothing_reported_in_a_week_and_watched_is_zero():
    assert grade(0.009, any_report_7d=False) is Grade.NO_REPORTS


def test_a_quiet_week_does_not_hide_a_dangerous_neighbourhood():
    assert grade(0.06, any_report_7d=False) is Grade.DANGEROUS


@given(chances, st.booleans())
def test_without_enough_watching_nobody_knows(chance, any_report):
    assert grade(chance, covered=False, any_report_7d=any_report) is Grade.UNKNOWN


@given(st.none() | chances, st.booleans(), st.booleans())
def test_do_not_go_comes_from_a_person_and_from_nothing_else(chance, covered, any_report):
    assert grade(chance, covered=covered, any_report_7d=any_report, closed=True) is Grade.DO_NOT_GO
    assert grade(chance, covered=covered, any_report_7d=any_report) is not Grade.DO_NOT_GO


def test_no_data_is_planned_as_the_worst_a_forecast_can_say():
    assert Grade.UNKNOWN.planned_as is Grade.VERY_DANGEROUS
    assert Grade.UNKNOWN.is_worse_than(Grade.DANGEROUS)
    assert Grade.DO_NOT_GO.is_worse_than(Grade.UNKNOWN)


@given(chances, chances, st.booleans())
def test_more_danger_never_gives_a_lower_grade(one, other, any_report):
    low, high = sorted([one, other])

    assert not grade(low, any_report_7d=any_report).is_worse_than(grade(high, any_report_7d=any_report))


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan")])
def test_what_is_no_chance_is_refused(chance):
    with pytest.raises(ValueError, match="chance"):
        grade(chance)


@given(chances)
def test_where_caution_begins_at_nothing_no_area_is_without_caution(chance):
    found = grade_of(chance, covered=True, any_report_7d=False, closed=False, limits=(0.0, 0.05, 0.2))

    assert found is not Grade.NO_REPORTS
