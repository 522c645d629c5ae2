"""The plain line of an area: every number in it can be counted again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.plain_line import Line, plain_line

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2023, 5, 13, 12, 41, tzinfo=KYIV)
DAY = timedelta(days=1)


def at(days_ago, clock, hours=0.0):
    start = datetime(2023, 5, 13, *map(int, clock.split(":")), tzinfo=KYIV) - days_ago * DAY
    return start, start + timedelta(hours=hours), start + timedelta(hours=hours / 2)


def test_four_in_three_days_three_of_them_after_ten():
    line = plain_line([at(2, "11:00"), at(1, "14:20"), at(1, "07:00"), at(0, "12:30")], now=NOW, tz=KYIV)

    assert (line.line, line.shellings, line.days, line.late) == (Line.EARLY, 4, 3, 3)
    assert line.last_at == at(0, "12:30")[0]


def test_nothing_in_a_week_is_told_as_nothing():
    assert plain_line([at(8, "11:00")], now=NOW, tz=KYIV).line is Line.NOTHING


def test_one_in_three_days_is_told_within_the_week():
    line = plain_line([at(1, "11:00"), at(5, "12:00")], now=NOW, tz=KYIV)

    assert (line.shellings, line.days) == (2, 7)


def test_one_known_by_its_date_alone_is_never_late_and_has_no_hour():
    line = plain_line([at(1, "00:00", 24)] * 3, now=NOW, tz=KYIV)

    assert (line.line, line.late, line.last_at) == (Line.COUNTED, 0, None)


def test_about_eight_is_told_as_eight_and_not_as_the_end_of_its_quarter_of_an_hour():
    about_eight = at(0, "07:45", 0.5)

    assert plain_line([about_eight], now=NOW, tz=KYIV).last_at == at(0, "08:00")[0]


SPANS = st.lists(st.tuples(st.integers(0, 240), st.integers(0, 30)), max_size=12)


@given(SPANS)
def test_the_numbers_of_the_sentence_can_be_counted_again(found):
    starts = [(NOW - timedelta(hours=ago), timedelta(hours=width)) for ago, width in found]
    spans = [(start, start + width, start + width / 2) for start, width in starts]

    line = plain_line(spans, now=NOW, tz=KYIV)

    first = NOW.date() - (line.days - 1) * DAY
    inside = [(start, min(end, NOW)) for start, end, _ in spans if min(end, NOW).date() >= first]
    assert line.shellings == len(inside)
    assert line.late == sum(a.date() == b.date() and a.hour >= 10 for a, b in inside)
    assert line.line is not Line.EARLY or (line.shellings >= 3 and 10 * line.late >= 6 * line.shellings)
