"""Spans of vague times and the state of an event after its reports and verdicts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.shelling import (
    WEIGHT,
    EventState,
    Observation,
    PartOfDay,
    ReportFacts,
    SourceType,
    TimePrecision,
    VerdictFacts,
    VerdictKind,
    event_state,
    independent_witnesses,
    latest_possible,
    only_source,
    part_of_day,
    span_of,
)

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
OKSANA, PETRO, IVAN = 1, 2, 3


def report(
    reporter=OKSANA, *, after_min=0, source=SourceType.VOLUNTEER, observation=Observation.HEARD, known=True, origins=()
):
    return ReportFacts(reporter, NOON + timedelta(minutes=after_min), source, observation, known, frozenset(origins))


def verdict(kind, by=IVAN, *, after_min=30):
    return VerdictFacts(kind, by, NOON + timedelta(minutes=after_min))


def span_h(observed, precision):
    earliest, latest = span_of(observed, precision, KYIV)
    return (latest - earliest) / timedelta(hours=1)


def test_an_exact_time_is_one_moment():
    assert span_of(NOON, TimePrecision.EXACT, KYIV) == (NOON, NOON)


@pytest.mark.parametrize(("precision", "minutes"), [(TimePrecision.QUARTER, 15), (TimePrecision.HOUR, 60)])
def test_about_a_time_reaches_as_far_to_both_sides(precision, minutes):
    reach = timedelta(minutes=minutes)

    assert span_of(NOON, precision, KYIV) == (NOON - reach, NOON + reach)


def test_a_date_alone_means_the_whole_local_day_and_never_midnight():
    span = span_of(datetime(2025, 6, 11), TimePrecision.DATE, KYIV)  # noqa: DTZ001

    assert span == (datetime(2025, 6, 10, 21, tzinfo=UTC), datetime(2025, 6, 11, 21, tzinfo=UTC))


def test_the_parts_tile_the_day():
    hours = [part_of_day(time(hour)) for hour in range(24)]

    assert hours == [part for part in PartOfDay for _ in range(*part.hours)]


def test_this_morning_ends_at_eleven_by_the_wall_clock():
    seven = datetime(2025, 1, 11, 7, tzinfo=KYIV)

    assert latest_possible(seven, TimePrecision.PART_OF_DAY, KYIV) == datetime(2025, 1, 11, 11, tzinfo=KYIV)


def test_a_day_of_a_clock_change_has_23_or_25_hours():
    assert span_h(datetime(2026, 3, 29, 12, tzinfo=KYIV), TimePrecision.DATE) == 23
    assert span_h(datetime(2026, 10, 25, 12, tzinfo=KYIV), TimePrecision.DATE) == 25
    assert span_h(datetime(2026, 3, 29, 1, tzinfo=KYIV), TimePrecision.PART_OF_DAY) == 5
    assert span_h(datetime(2026, 10, 25, 1, tzinfo=KYIV), TimePrecision.PART_OF_DAY) == 7


def test_a_wall_clock_time_that_happens_twice_means_both():
    half_past_three = datetime.combine(date(2026, 10, 25), time(3, 30))

    assert span_h(half_past_three, TimePrecision.EXACT) == 1


def test_three_volunteers_who_report_one_salvo_corroborate_it():
    reports = [report(OKSANA), report(PETRO), report(IVAN)]

    assert event_state(reports, []) is EventState.CORROBORATED


def test_one_person_who_reports_twice_corroborates_nothing():
    assert event_state([report(OKSANA), report(OKSANA, after_min=5)], []) is EventState.REPORTED


def test_hearsay_and_strangers_stay_unverified():
    hearsay = report(OKSANA, observation=Observation.SECOND_HAND)
    stranger = report(None, known=False)

    assert event_state([hearsay, stranger], []) is EventState.UNVERIFIED


@pytest.mark.parametrize("source", [SourceType.OFFICIAL, SourceType.TEAM_ON_SITE])
def test_an_official_or_our_team_on_site_confirms(source):
    assert event_state([report(source=source)], []) is EventState.CONFIRMED


@pytest.mark.parametrize("kind", [VerdictKind.CONFIRM, VerdictKind.CORROBORATE, VerdictKind.MARK_FALSE])
def test_the_only_reporter_moves_the_state_neither_way(kind):
    assert event_state([report(OKSANA)], [verdict(kind, by=OKSANA)]) is EventState.REPORTED


def test_another_person_confirms():
    assert event_state([report(OKSANA)], [verdict(VerdictKind.CONFIRM)]) is EventState.CONFIRMED


def test_a_dispute_weakens_what_was_known_and_a_later_report_counts_afresh():
    disputed = [verdict(VerdictKind.DISPUTE, after_min=30)]

    assert event_state([report()], disputed) is EventState.DISPUTED
    assert event_state([report(), report(PETRO, after_min=40)], disputed) is EventState.REPORTED


def test_a_merged_event_is_merged_until_somebody_says_otherwise():
    merged = verdict(VerdictKind.MERGE)
    undone = verdict(VerdictKind.CONFIRM, after_min=60)

    assert event_state([report()], [merged]) is EventState.MERGED
    assert event_state([report()], [merged, undone]) is EventState.CONFIRMED


def test_an_event_rests_on_one_source_until_a_second_saw_or_heard_it():
    told = report(PETRO, observation=Observation.SECOND_HAND)
    assert only_source([report(OKSANA), report(None)]) == {OKSANA}
    assert only_source([report(OKSANA), told]) == {OKSANA}
    assert only_source([report(OKSANA), report(PETRO)]) == set()
    assert only_source([report(None)]) == set()


def test_two_of_one_car_are_one_source_and_neither_judges():
    both = [report(OKSANA, origins={"team 1"}), report(PETRO, origins={"team 1"})]

    assert event_state(both, []) is EventState.REPORTED
    assert only_source(both) == {OKSANA, PETRO}
    assert event_state(both, [verdict(VerdictKind.CONFIRM, by=PETRO)]) is EventState.REPORTED


def test_hearsay_between_two_witnesses_makes_them_no_single_source():
    bridge = report(IVAN, observation=Observation.HEARD, origins={"team 1", "phone 2"})
    apart = [report(OKSANA, origins={"team 1"}), report(PETRO, origins={"phone 2"})]

    assert event_state([*apart, bridge], []) is event_state([bridge, *apart], []) is EventState.CORROBORATED


def test_a_second_word_of_ones_own_confirms_nothing():
    on_site = report(OKSANA, after_min=20, source=SourceType.TEAM_ON_SITE)

    assert event_state([report(OKSANA), on_site], []) is EventState.REPORTED
    assert event_state([report(PETRO), on_site], []) is EventState.CONFIRMED


def test_who_was_disputed_and_says_it_again_is_heard_as_unverified():
    disputed = [verdict(VerdictKind.DISPUTE, after_min=30)]

    assert event_state([report(), report(after_min=40)], disputed) is EventState.UNVERIFIED


def test_a_merge_taken_back_leaves_the_state_as_it_was():
    joined, taken_back = verdict(VerdictKind.MERGE, after_min=10), verdict(VerdictKind.SEPARATE, after_min=20)

    assert event_state([report(), report(PETRO)], [joined, taken_back]) is EventState.CORROBORATED


reports_at = st.builds(
    report,
    st.sampled_from([OKSANA, PETRO, None]),
    after_min=st.integers(0, 100),
    source=st.sampled_from(SourceType),
    observation=st.sampled_from(Observation),
    known=st.booleans(),
    origins=st.sets(st.sampled_from(["team 1", "team 2", "phone 3"]), max_size=2),
)
verdicts_at = st.builds(
    verdict,
    st.sampled_from(sorted(set(VerdictKind) - {VerdictKind.MERGE, VerdictKind.SEPARATE})),
    by=st.sampled_from([OKSANA, PETRO, IVAN]),
    after_min=st.integers(0, 100),
)


@settings(deadline=None)
@given(st.lists(reports_at, max_size=5), st.lists(verdicts_at, max_size=4), reports_at)
def test_a_report_that_comes_in_never_weakens_an_event(reports, verdicts, late):
    newest = ReportFacts(
        late.reporter, NOON + timedelta(hours=3), late.source, late.observation, late.known, late.origins
    )

    assert WEIGHT[event_state([*reports, newest], verdicts)] >= WEIGHT[event_state(reports, verdicts)]


@given(st.lists(reports_at, min_size=1, max_size=5), st.lists(verdicts_at, max_size=4))
def test_one_account_alone_never_lifts_its_own_event(reports, verdicts):
    own = [replace(one, reporter=OKSANA) for one in reports]
    first = min(own, key=lambda one: one.received_at)
    by_them = [replace(one, by=OKSANA, at=NOON + timedelta(hours=3)) for one in verdicts]

    state = event_state(own, by_them)

    assert state is event_state(own, [])
    if not any(one.source in {SourceType.OFFICIAL, SourceType.TEAM_ON_SITE} for one in own):
        assert state in {EventState.REPORTED, EventState.UNVERIFIED}
    if first.source not in {SourceType.OFFICIAL, SourceType.TEAM_ON_SITE} and first.received_at < own[-1].received_at:
        assert WEIGHT[event_state([first, own[-1]], by_them)] <= WEIGHT[EventState.REPORTED]


@given(st.lists(reports_at, min_size=1, max_size=5))
def test_hearsay_alone_supports_nothing(reports):
    passed_on = [replace(one, observation=Observation.SECOND_HAND) for one in reports]

    assert event_state(passed_on, []) is EventState.UNVERIFIED


@given(st.lists(reports_at, max_size=5), reports_at)
def test_another_report_never_makes_witnesses_fewer(reports, late):
    assert independent_witnesses([*reports, late]) >= independent_witnesses(reports)
