"""Zones: one step worse when nobody reviewed them."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.zones import ZONE_FACTS, ReviewTooFar, Zone, check_review, effective_zone

NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_zone_counts_as_set_until_its_review():
    assert effective_zone(Zone.Z3, NOON + MINUTE, NOON) == (Zone.Z3, False)


@pytest.mark.parametrize(("zone", "worse"), [("Z4", "Z3"), ("Z3", "Z2"), ("Z2", "Z1"), ("Z1", "Z0"), ("Z0", "Z0")])
def test_an_expired_review_counts_as_one_step_worse(zone, worse):
    assert effective_zone(Zone(zone), NOON, NOON) == (Zone(worse), True)


@pytest.mark.parametrize(("zone", "hours"), [("Z0", 72), ("Z1", 72), ("Z2", 72), ("Z3", 168), ("Z4", 168)])
def test_a_review_lies_within_72_hours_near_the_front_and_a_week_behind(zone, hours):
    last = NOON + timedelta(hours=hours)

    check_review(Zone(zone), last, NOON)

    with pytest.raises(ReviewTooFar):
        check_review(Zone(zone), last + MINUTE, NOON)


def test_a_review_in_the_past_is_refused():
    with pytest.raises(ReviewTooFar):
        check_review(Zone.Z4, NOON, NOON)


def test_a_worse_zone_never_allows_more():
    pairs = [(a, b) for a in Zone for b in Zone if a.is_worse_than(b)]

    for worse, better in pairs:
        assert ZONE_FACTS[worse].visits_allowed <= ZONE_FACTS[better].visits_allowed
        assert ZONE_FACTS[worse].needs_approver >= ZONE_FACTS[better].needs_approver
        assert ZONE_FACTS[worse].longest_review <= ZONE_FACTS[better].longest_review
    assert len(pairs) == 10
