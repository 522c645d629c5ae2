"""Coverage: who was listening."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.coverage import Heard, WatchSpan, coverage, is_enough

NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OKSANA, PETRO = 1, 2


def watched(account, *, from_h=48, to_h=0, by_coordinator=False):
    return WatchSpan(account, NOON - from_h * HOUR, NOON - to_h * HOUR, by_coordinator)


def test_nobody_listening_covers_nothing():
    assert coverage([], [], NOON) == 0


def test_one_account_alone_never_covers_an_area():
    reports = [Heard(OKSANA, NOON - hour * HOUR) for hour in range(48)]

    assert coverage([watched(OKSANA), watched(OKSANA)], reports, NOON) == 0


def test_two_accounts_cover_the_hours_both_listened():
    share = coverage([watched(OKSANA), watched(PETRO, from_h=24)], [], NOON)

    assert share == 0.5
    assert is_enough(share)


def test_a_coordinator_covers_alone():
    assert coverage([watched(OKSANA, by_coordinator=True)], [], NOON) == 1


def test_a_report_proves_that_its_sender_listened_for_half_an_hour_to_either_side():
    assert coverage([watched(OKSANA)], [Heard(PETRO, NOON - HOUR)], NOON) == 1 / 48
    assert coverage([watched(OKSANA)], [Heard(PETRO, NOON)], NOON) == 0.5 / 48


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

    assert coverage(pieces, [], NOON) == coverage(whole, [], NOON)


def test_watching_longer_ago_than_two_days_does_not_count():
    assert coverage([watched(OKSANA, from_h=90, to_h=48, by_coordinator=True)], [], NOON) == 0


def test_a_report_nobody_signed_proves_nothing():
    assert coverage([watched(OKSANA)], [Heard(None, NOON - HOUR / 2)], NOON) == 0
