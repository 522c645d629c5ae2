"""What the siren feeds say, read tolerantly: strange entries teach nothing, and never end an alarm."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alarms import (
    AlarmKind,
    RegionKind,
    Unreadable,
    read_alerts_in_ua,
    read_status,
    read_ukrainealarm,
)
from tests.alarms.answers import DONETSK_STATE, HROMADA, KRAMATORSK, KRAMATORSK_DISTRICT, LUHANSK, alerts, regions

READERS = [read_alerts_in_ua, read_ukrainealarm, read_status]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def test_the_three_alerts_of_the_documentation_are_read():
    found = read_alerts_in_ua(alerts(LUHANSK, KRAMATORSK, HROMADA))

    assert [one.region_uid for one in found.records] == ["16", "50", "9001"]
    assert [one.region_kind for one in found.records] == [RegionKind.OBLAST, RegionKind.RAION, RegionKind.HROMADA]
    last = found.records[2]
    assert (last.kind, last.is_estimated, last.notes) == (AlarmKind.ARTILLERY_SHELLING, True, "")
    assert last.started_at == datetime(2025, 6, 11, 7, 20, 41, tzinfo=UTC)
    assert found.unread == 0


def test_the_official_feed_speaks_of_regions_and_its_words_are_put_into_ours():
    found = read_ukrainealarm(regions(DONETSK_STATE, KRAMATORSK_DISTRICT))

    assert [(one.region_uid, one.kind, one.region_kind) for one in found.records] == [
        ("28", AlarmKind.AIR_RAID, RegionKind.OBLAST),
        ("50", AlarmKind.ARTILLERY_SHELLING, RegionKind.RAION),
    ]
    assert {one.ref for one in found.records} == {None}


def test_an_alarm_of_the_oblast_listed_under_each_of_its_raions_is_one_alarm_with_its_own_name():
    inside = KRAMATORSK_DISTRICT | {"activeAlerts": DONETSK_STATE["activeAlerts"]}

    for order in ((DONETSK_STATE, inside), (inside, DONETSK_STATE)):
        (alarm,) = read_ukrainealarm(regions(*order)).records
        assert (alarm.region_uid, alarm.region_name) == ("28", "Донецька область")


def test_nothing_on_is_an_empty_list():
    assert read_alerts_in_ua(b'{"alerts": []}').records == ()
    assert read_ukrainealarm(regions(DONETSK_STATE | {"activeAlerts": None})).records == ()


@pytest.mark.parametrize("body", [b'{"meta": 1}', b'{"alerts": null}', b"[]", b"", b"<html>", b"\xff", b"[" * 100_000])
def test_an_answer_without_the_list_of_alerts_is_no_answer(body):
    with pytest.raises(Unreadable):
        read_alerts_in_ua(body)


def test_of_one_alert_told_twice_the_later_word_counts_in_either_order():
    later = KRAMATORSK | {"updated_at": "2025-06-11T07:40:00Z", "finished_at": "2025-06-11T07:39:00Z"}

    for order in ((KRAMATORSK, later), (later, KRAMATORSK)):
        (alarm,) = read_alerts_in_ua(alerts(*order)).records
        assert alarm.finished_at == datetime(2025, 6, 11, 7, 39, tzinfo=UTC)


def test_of_one_moment_the_word_that_ends_nothing_counts_in_either_order():
    over = KRAMATORSK | {"finished_at": "2025-06-11T07:39:00Z"}

    for order in ((KRAMATORSK, over), (over, KRAMATORSK)):
        (alarm,) = read_alerts_in_ua(alerts(*order)).records
        assert alarm.finished_at is None


def test_two_regions_under_one_number_are_two_alarms():
    found = read_alerts_in_ua(alerts(KRAMATORSK, HROMADA | {"id": KRAMATORSK["id"]}))

    assert [(one.ref, one.region_uid) for one in found.records] == [("61001/50", "50"), ("61001/9001", "9001")]


def test_a_list_told_twice_in_one_answer_is_no_answer():
    with pytest.raises(Unreadable):
        read_alerts_in_ua(alerts(KRAMATORSK)[:-1] + b', "alerts": []}')


def test_an_unknown_kind_is_kept_in_its_own_words_and_unknown_keys_are_left_aside():
    strange = KRAMATORSK | {"alert_type": "rain_of_frogs", "location_type": "moon", "new_key": {"a": []}}

    (alarm,) = read_alerts_in_ua(alerts(strange)).records

    assert (alarm.kind, alarm.kind_text) == (AlarmKind.UNKNOWN, "rain_of_frogs")
    assert alarm.region_kind is RegionKind.UNKNOWN


def test_kinds_and_levels_seen_in_the_wild_are_known():
    (alarm,) = read_alerts_in_ua(alerts(KRAMATORSK | {"alert_type": "combined_shelling", "alert_level": "red"})).records

    assert (alarm.kind, alarm.level) == (AlarmKind.COMBINED_SHELLING, "red")


@pytest.mark.parametrize(
    "broken",
    [{"id": None}, {"location_uid": None}, {"started_at": "soon"}, {"started_at": None}, {"finished_at": "never"}],
)
def test_an_entry_that_makes_no_sense_is_counted_and_the_others_are_read(broken):
    found = read_alerts_in_ua(alerts(KRAMATORSK | broken, LUHANSK, "nonsense"))

    assert [one.region_uid for one in found.records] == ["16"]
    assert found.unread == 2


def test_the_night_when_clocks_go_back_keeps_its_order():
    """The hour from 3 to 4 in Kyiv comes twice on 26 October 2025; moments with an offset know which."""
    first = KRAMATORSK | {"id": 1, "started_at": "2025-10-26T03:30:00+03:00"}
    second = KRAMATORSK | {"id": 2, "started_at": "2025-10-26T03:10:00+02:00"}

    before, after = read_alerts_in_ua(alerts(first, second)).records

    assert before.started_at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert after.started_at == datetime(2025, 10, 26, 1, 10, tzinfo=UTC)


def test_notes_are_plain_text_of_one_line_and_bounded():
    (alarm,) = read_alerts_in_ua(alerts(KRAMATORSK | {"notes": "<b>a</b>\n\u202eb" + "x" * 9000})).records

    assert alarm.notes.startswith("<b>a</b> bxxx")
    assert len(alarm.notes) == 500


@pytest.mark.parametrize("body", [b"{}", b'{"lastActionIndex": "7"}', b'{"lastActionIndex": true}', b"7"])
def test_a_status_without_a_number_is_no_status(body):
    assert read_status(b'{"lastActionIndex": 7}') == 7
    with pytest.raises(Unreadable):
        read_status(body)


@given(anything)
def test_whatever_a_feed_sends_is_read_or_refused(data):
    for read in READERS:
        with suppress(Unreadable):
            read(json.dumps(data).encode())


@given(st.binary(max_size=200))
def test_whatever_bytes_come_they_are_read_or_refused(body):
    for read in READERS:
        with suppress(Unreadable):
            read(body)


@given(st.dictionaries(st.sampled_from(sorted(KRAMATORSK)), anything))
def test_an_alert_with_any_field_spoiled_is_an_alarm_or_counted(spoiled):
    found = read_alerts_in_ua(alerts(KRAMATORSK | spoiled))

    assert len(found.records) + found.unread == 1
    assert all(one.started_at.tzinfo is UTC and one.region_uid for one in found.records)


@given(st.dictionaries(st.sampled_from(sorted(DONETSK_STATE)), anything), anything)
def test_a_region_with_any_field_spoiled_is_read_or_counted(spoiled, entry):
    found = read_ukrainealarm(regions(DONETSK_STATE | {"activeAlerts": [entry]} | spoiled))

    assert all(one.started_at.tzinfo is UTC and one.region_uid for one in found.records)


def test_more_alarms_than_there_are_regions_are_no_list_of_alarms():
    one = {"location_uid": "17", "started_at": "2025-06-11T05:00:00Z"}
    body = json.dumps({"alerts": [one | {"id": number} for number in range(5000)]}).encode()

    with pytest.raises(Unreadable):
        read_alerts_in_ua(body)
