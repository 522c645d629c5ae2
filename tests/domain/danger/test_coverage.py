"""Coverage: who was listening."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.coverage import WatchSpan, accounts_needed, coverage, watched_between
from app.domain.danger.grade import grade_of
from app.domain.hub_settings import HubSettings

NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OKSANA, PETRO = 1, 2


def watched(account, *, from_h=48, to_h=0, by_coordinator=False):
    return WatchSpan(account, NOON - from_h * HOUR, NOON - to_h * HOUR, by_coordinator)


def test_nobody_listening_covers_nothing():
    assert coverage([], NOON) == 0


def test_one_account_alone_never_covers_an_area():
    assert coverage([watched(OKSANA), watched(OKSANA)], NOON) == 0


def test_two_accounts_cover_the_hours_both_listened():
    share = coverage([watched(OKSANA), watched(PETRO, from_h=24)], NOON)

    assert share == 0.5


def test_a_coordinator_covers_alone():
    assert coverage([watched(OKSANA, by_coordinator=True)], NOON) == 1


@given(st.lists(st.tuples(st.sampled_from([OKSANA, PETRO]), st.integers(1, 60), st.booleans()), max_size=5))
def test_a_span_told_in_two_pieces_counts_as_one(spans):
    whole = [watched(who, from_h=hours, by_coordinator=leads) for who, hours, leads in spans]
    pieces = [
        piece
        for who, hours, leads in spans
        for piece in (
            watched(who, from_h=hours, to_h=hours / 3, by_coordinator=leads),
            watched(who, from_h=hours / 3, by_coordinator=leads),
        )
    ]

    assert coverage(pieces, NOON) == coverage(whole, NOON)


def test_watching_longer_ago_than_two_days_does_not_count():
    assert coverage([watched(OKSANA, from_h=90, to_h=48, by_coordinator=True)], NOON) == 0


def test_each_hour_knows_how_much_of_it_was_watched():
    spans = [WatchSpan(OKSANA, NOON - 3 * HOUR, NOON - HOUR / 2, by_coordinator=True)]
    hours = [(NOON - back * HOUR).timestamp() for back in (4, 3, 2, 1, 0)]

    assert list(watched_between(spans, hours)) == [0, 1, 1, 0.5]


def test_two_are_enough_in_a_small_hub_and_no_number_in_a_large_one():
    crowd = [watched(who, from_h=48) for who in range(30)]

    assert [accounts_needed(accounts) for accounts in (1, 9)] == [2, 2]
    assert coverage(crowd, NOON, accounts_needed(10)) == coverage(crowd, NOON, accounts_needed(30)) == 0


honest = st.lists(st.tuples(st.integers(10, 39), st.integers(1, 60), st.booleans()), max_size=4)
hostile = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 60)), max_size=9)


@given(honest, hostile, st.floats(0, 1), st.booleans())
def test_whatever_three_of_thirty_say_is_quiet_never_lowers_a_grade(truth, lies, chance, reported):
    known = [watched(who, from_h=hours, by_coordinator=leads) for who, hours, leads in truth]
    said = known + [watched(who, from_h=hours) for who, hours in lies]

    without, with_lies = (coverage(spans, NOON, accounts_needed(30)) for spans in (known, said))

    assert with_lies <= without
    grades = [
        grade_of(chance, covered=share >= HubSettings().coverage_share, any_report_7d=reported, closed=False)
        for share in (without, with_lies)
    ]
    assert not grades[0].is_worse_than(grades[1])


@given(hostile)
def test_three_of_thirty_alone_cover_nothing(lies):
    assert coverage([watched(who, from_h=hours) for who, hours in lies], NOON, accounts_needed(30)) == 0
