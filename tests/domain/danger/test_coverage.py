"""Coverage: who was listening."""

from datetime import UTC, datetime, timedelta

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


def test_a_report_proves_that_its_sender_listened_in_that_hour():
    assert coverage([watched(OKSANA)], [Heard(PETRO, NOON - HOUR / 2)], NOON) == 1 / 48


def test_a_report_nobody_signed_proves_nothing():
    assert coverage([watched(OKSANA)], [Heard(None, NOON - HOUR / 2)], NOON) == 0
