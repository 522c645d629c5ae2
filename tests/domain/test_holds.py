"""Holds begin with a report and end with a person."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.holds import (
    Allowed,
    HoldFacts,
    HoldSpan,
    Loosener,
    NeedsSecond,
    Refusal,
    Refused,
    clearance_end,
    clearance_holds,
    double_tap_until,
    hold_span,
    is_active,
    is_ready_for_review,
    release_decision,
    zone_decision,
)
from app.domain.shelling import WEAPONS, Chip
from app.domain.zones import Zone

NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OKSANA, PETRO = 1, 2
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
kinds = st.sampled_from([*WEAPONS, *Chip])


def coordinator(who=PETRO, *, reason="Rang the council, quiet since ten", lead=False):
    return Loosener(who, reason, is_safety_lead=lead)


def held(*, until_cleared=False, **facts):
    return HoldFacts(NOON, None if until_cleared else NOON + 2 * HOUR, **facts)


def test_a_report_holds_for_two_hours_after_the_latest_possible_time_at_least():
    assert hold_span(NOON, NOON + HOUR, Chip.MORTAR) == HoldSpan(NOON + HOUR, NOON + 2 * HOUR)


def test_a_drone_holds_as_long_as_it_lingers():
    assert hold_span(NOON, NOON, Chip.DRONE) == HoldSpan(NOON, NOON + 24 * HOUR)


def test_a_report_that_comes_too_late_makes_no_hold():
    assert hold_span(NOON, NOON + 4 * HOUR, Chip.ARTILLERY) is None


def test_mines_hold_until_cleared_however_old_the_report():
    span = hold_span(NOON, NOON + 900 * HOUR, Chip.MINE)

    assert span is not None
    assert span.until_cleared


def test_history_never_holds():
    assert hold_span(NOON, NOON, Chip.MINE, history=True) is None


@given(moments, moments, kinds)
def test_a_hold_starts_at_receipt_and_its_review_lies_ahead(happened, received, what):
    span = hold_span(happened, received, what)

    assert span is None or (span.from_at == received and (span.until_cleared or span.review_at > received))


@given(moments, moments, st.timedeltas(timedelta(0), 48 * HOUR), kinds)
def test_a_vaguer_time_never_makes_a_shorter_hold(happened, received, later, what):
    told_exactly, told_vaguely = hold_span(happened, received, what), hold_span(happened + later, received, what)

    assert told_exactly is None or told_vaguely is not None
    if told_exactly and told_vaguely and told_exactly.review_at and told_vaguely.review_at:
        assert told_vaguely.review_at >= told_exactly.review_at


@given(moments, kinds)
def test_a_chip_never_holds_shorter_than_the_kind_it_was(happened, what):
    by_kind = hold_span(happened, happened, what)
    by_chip = hold_span(happened, happened, WEAPONS[what].chip if what in WEAPONS else what)

    assert by_chip == by_kind or by_chip.until_cleared or by_chip.review_at > by_kind.review_at


@given(moments, moments)
def test_no_clock_ends_a_hold(review_at, now):
    hold = HoldFacts(NOON, review_at)

    assert is_active(hold, max(NOON, now))


def test_a_hold_whose_clock_ran_out_is_ready_for_review_and_still_holds():
    late = NOON + 9 * HOUR

    assert is_ready_for_review(held(), late)
    assert is_active(held(), late)


def test_a_released_hold_holds_up_to_its_release():
    hold = held(released_at=NOON + HOUR)

    assert is_active(hold, NOON)
    assert not is_active(hold, NOON + HOUR)
    assert not is_ready_for_review(hold, NOON + 9 * HOUR)


def test_a_coordinator_with_a_reason_releases():
    assert release_decision(held(), coordinator()) == Allowed()


@pytest.mark.parametrize(
    ("hold", "who", "why"),
    [
        (held(), Loosener(PETRO, "quiet", is_coordinator=False), Refusal.NOT_A_COORDINATOR),
        (held(), coordinator(reason="  "), Refusal.NO_REASON),
        (held(only_reporters=frozenset({PETRO})), coordinator(), Refusal.ONLY_REPORTER),
        (held(released_at=NOON), coordinator(), Refusal.ALREADY_RELEASED),
        (held(until_cleared=True, first_release_by_id=PETRO), coordinator(), Refusal.SAME_PERSON),
    ],
)
def test_a_release_is_refused_with_its_reason(hold, who, why):
    assert release_decision(hold, who) == Refused(why)


def test_until_cleared_takes_two_people_and_the_second_may_come_later():
    assert release_decision(held(until_cleared=True), coordinator(PETRO)) == NeedsSecond()
    first = held(until_cleared=True, first_release_by_id=OKSANA)
    assert release_decision(first, coordinator(PETRO)) == Allowed()


def test_a_one_person_hub_releases_alone_but_never_on_the_word_of_its_only_reporter():
    assert release_decision(held(until_cleared=True), coordinator(), one_person_hub=True) == Allowed()
    own = held(only_reporters=frozenset({PETRO}))
    assert release_decision(own, coordinator(), one_person_hub=True) == Refused(Refusal.ONLY_REPORTER)


def test_any_coordinator_makes_a_zone_worse_without_a_reason():
    assert zone_decision(Zone.Z3, Zone.Z1, coordinator(reason="")) == Allowed()


def test_a_zone_gets_better_only_by_two_people():
    lead = coordinator(OKSANA, lead=True)

    assert zone_decision(Zone.Z2, Zone.Z3, lead) == NeedsSecond()
    assert zone_decision(Zone.Z2, Zone.Z3, lead, first_by_id=OKSANA) == Refused(Refusal.SAME_PERSON)
    assert zone_decision(Zone.Z2, Zone.Z3, coordinator(PETRO), first_by_id=OKSANA) == Allowed()
    assert zone_decision(Zone.Z2, Zone.Z3, lead, one_person_hub=True) == Allowed()


def test_only_the_safety_lead_sets_or_renews_a_zone():
    assert zone_decision(None, Zone.Z4, coordinator()) == Refused(Refusal.NOT_SAFETY_LEAD)
    assert zone_decision(None, Zone.Z4, coordinator(lead=True)) == Allowed()
    assert zone_decision(Zone.Z2, Zone.Z2, coordinator(lead=True)) == Allowed()


def test_the_first_zone_is_confirmed_by_somebody_else():
    assert zone_decision(None, Zone.Z4, coordinator(OKSANA), first_by_id=OKSANA) == Refused(Refusal.SAME_PERSON)
    assert zone_decision(None, Zone.Z4, coordinator(PETRO), first_by_id=OKSANA) == Allowed()


def test_nobody_goes_near_the_point_for_two_hours():
    assert double_tap_until(NOON, Chip.MISSILE) == NOON + 2 * HOUR
    assert double_tap_until(NOON, Chip.MINE) is None


def test_a_clearance_stands_until_its_time_and_not_a_minute_longer():
    assert clearance_holds(NOON + HOUR, None, NOON)
    assert not clearance_holds(NOON, None, NOON)


@given(st.none() | moments, moments)
def test_any_new_report_ends_a_clearance_and_none_revives_it(ended_at, received):
    end = clearance_end(NOON, ended_at, received)

    assert not clearance_holds(received + HOUR, end, received)
    assert ended_at is None or (end is not None and end <= ended_at)
