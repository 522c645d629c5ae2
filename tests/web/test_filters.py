from datetime import UTC, date, datetime, timedelta

import pytest
from flask import render_template_string

from app.domain.danger.grade import Grade
from app.web import filters
from app.web.counts import COUNTED, count
from tests.web.sample import NOON, make_app


@pytest.fixture
def page():
    with make_app().test_request_context("/") as context:
        yield context


@pytest.fixture
def english_page():
    with make_app().test_request_context("/", headers={"Cookie": "lang=en"}) as context:
        yield context


def said(text: str) -> str:
    """With plain spaces, as a test is read."""
    return text.replace(filters.NBSP, " ")


def test_times_are_of_the_hubs_clock(page):
    assert filters.local_time(NOON) == "12:41"
    assert said(filters.local_day(NOON)) == "сб, 13 травня"


def test_the_year_is_told_only_when_it_is_another(page):
    assert said(filters.local_day(date(2022, 2, 24))) == "чт, 24 лютого 2022"


def test_paper_always_says_the_year_and_says_it_once(page):
    assert said(filters.local_day(NOON, with_year=True)) == "сб, 13 травня 2023"
    assert said(filters.local_day(date(2022, 2, 24), with_year=True)) == "чт, 24 лютого 2022"


def test_a_moment_of_another_day_is_told_with_its_day(page):
    assert filters.local_moment(NOON) == "12:41"
    assert said(filters.local_moment(NOON - timedelta(days=1))) == "12 травня, 12:41"


def test_the_day_changes_at_local_midnight(page):
    assert said(filters.short_day(datetime(2023, 5, 13, 21, 30, tzinfo=UTC))) == "14 травня"


def test_a_naive_moment_is_refused(page):
    with pytest.raises(ValueError, match="aware"):
        filters.local_time(datetime(2023, 5, 13, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "щойно"),
        (15, "15 хв тому"),
        (59, "59 хв тому"),
        (180, "3 год тому"),
        (3000, "2 дні тому"),
        (7200, "5 днів тому"),
    ],
)
def test_an_age_is_told_in_one_unit(page, minutes, words):
    assert said(filters.ago(NOON - timedelta(minutes=minutes))) == words


def test_what_lies_ahead_is_told_so(page):
    assert said(filters.ago(NOON + timedelta(minutes=15))) == "через 15 хв"
    assert said(filters.until(NOON + timedelta(seconds=5))) == "через 1 хв"
    assert said(filters.until(NOON - timedelta(hours=2))) == "2 год тому"


@pytest.mark.parametrize(
    ("length", "words"),
    [(0, "0 хв"), (45, "45 хв"), (60, "1 год"), (80, "1 год 20 хв"), (timedelta(hours=26), "26 год"), (None, "")],
)
def test_a_length_of_time_is_told_in_hours_and_minutes(page, length, words):
    assert said(filters.duration(length)) == words


def test_a_number_never_parts_from_its_unit():
    assert filters.with_unit(12, "л") == "12\u00a0л"
    assert filters.keep_units_together("вода 12 л і 5 хв") == "вода 12\u00a0л і 5\u00a0хв"


def test_points_wear_their_sign_when_they_are_parts():
    assert [filters.score(131), filters.score(25, signed=True), filters.score(-5)] == ["131", "+25", "−5"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 потреба"), (2, "2 потреби"), (5, "5 потреб"), (11, "11 потреб"), (21, "21 потреба"), (22, "22 потреби")],
)
def test_counts_are_said_in_the_right_form(page, number, words):
    assert said(count("need", number)) == words


def test_counts_are_said_in_english_too(english_page):
    assert [count("need", 1), count("person", 2)] == ["1 need", "2 people"]


def test_every_counted_thing_can_be_counted_in_a_template(page):
    for thing in COUNTED:
        assert render_template_string(f"{{{{ count_{thing}(5) }}}}").startswith("5 ")


@pytest.mark.parametrize(
    ("grade", "class_"), [(Grade.UNKNOWN, "dq"), (None, "dq"), ("0", "d0"), (4, "d4"), (Grade.CAUTION, "d1")]
)
def test_a_grade_is_drawn_whatever_way_it_comes(page, grade, class_):
    assert filters.grade_class(grade) == class_
    assert filters.grade_words(grade)


def test_a_grade_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no such grade"):
        filters.grade_class(5)


def test_a_code_is_escaped_on_its_plate():
    assert filters.area_plate("<KOS>") == '<b class="area">&lt;KOS&gt;</b>'
