"""Which alarms are on in which areas, and how old the feeds' word is."""

from datetime import timedelta

import pytest

from app.alarms import service
from app.alarms.queries import alarm_picture, alarms_between, alarms_now, feed_standing
from app.domain.alarms import AlarmKind, RegionKind, Source
from app.domain.errors import NotHere, Refused
from app.models import AlarmFeed, AreaKind
from app.places.queries import holds_covering
from tests.factories import NOON, make_alarm, make_area, make_hub, make_user

MINUTE = timedelta(minutes=1)


def test_an_alarm_of_the_oblast_and_of_the_raion_show_for_all_that_lies_in_them(session, hub):
    hromada = make_area(session, hub, "KOSG", kind=AreaKind.HROMADA, katottg="UA14120070000090878")
    part = make_area(session, hub, "KOS-C", parent_id=hromada.id)
    elsewhere = make_area(session, hub, "X")
    make_alarm(session)
    make_alarm(session, region_uid="28", region_kind=RegionKind.OBLAST, region_name="Донецька область")

    found = alarms_now(session, hub.id, now=NOON)

    assert {one.scope for one in found[part.id]} == {RegionKind.OBLAST, RegionKind.RAION}
    assert found[part.id] == found[hromada.id]
    assert elsewhere.id not in found


def test_a_hub_sees_alarms_of_its_own_regions_only(session, hub, area):
    other = make_hub(session, "other")
    make_area(session, other, "OTH", alarm_uids="22")
    make_alarm(session)

    assert alarms_now(session, other.id, now=NOON) == {}
    assert area.id in alarms_now(session, hub.id, now=NOON)


def test_two_feeds_that_tell_one_alarm_make_one_and_it_is_over_only_when_both_say_so(session, hub, area):
    first = make_alarm(session, started_at=NOON - 40 * MINUTE)
    second = make_alarm(session, source=Source.UKRAINEALARM, region_name="")

    (alarm,) = alarms_now(session, hub.id, now=NOON)[area.id]
    assert (alarm.since, alarm.sources) == (first.started_at, (Source.ALERTS_IN_UA, Source.UKRAINEALARM))

    first.finished_at = NOON - 5 * MINUTE
    assert area.id in alarms_now(session, hub.id, now=NOON)
    second.finished_at = NOON - 2 * MINUTE
    assert alarms_now(session, hub.id, now=NOON) == {}
    (over,) = alarms_between(session, hub.id, now=NOON)[area.id]
    assert over.ended_at == second.finished_at


def test_an_alarm_of_years_is_told_apart_and_a_message_is_no_alarm(session, hub, area):
    make_alarm(session, started_at=NOON - timedelta(days=400))
    make_alarm(session, kind=AlarmKind.INFO)

    picture = alarm_picture(session, hub.id, now=NOON)

    assert picture.fresh([area.id]) == []
    assert len(picture.long_standing([area.id])) == 1


def test_a_silent_feed_ends_no_alarm_and_says_so(session, hub, area):
    make_alarm(session)
    later = NOON + 11 * MINUTE

    (feed,) = feed_standing(session, now=later)

    assert (feed.is_stale, feed.age) == (True, 12 * MINUTE)
    assert "silent" in feed.says
    assert area.id in alarms_now(session, hub.id, now=later)


def test_ten_minutes_are_not_silence_yet(session):
    session.add(AlarmFeed(source=Source.ALERTS_IN_UA, answered_at=NOON))

    assert not feed_standing(session, now=NOON + 10 * MINUTE)[0].is_stale


def test_training_data_never_look_live_nor_silent(session):
    session.add(AlarmFeed(source=Source.TRAINING))

    (feed,) = feed_standing(session, now=NOON)

    assert (feed.is_training, feed.is_stale, feed.age) == (True, False, None)


def test_nothing_is_held_by_an_alarm_until_a_person_holds_and_its_end_releases_nothing(session, hub, area):
    oksana = make_user(session, hub)
    alarm = make_alarm(session)
    assert holds_covering(session, hub.id, now=NOON).of_area(area.id) == []

    hold = service.hold_for_alarm(
        session, area.id, hub_id=hub.id, note="тривога", review_at=NOON + 120 * MINUTE, by_id=oksana.id, now=NOON
    )
    alarm.finished_at = NOON + MINUTE

    assert holds_covering(session, hub.id, now=NOON + 2 * MINUTE).of_area(area.id) == [hold]
    assert hold.held_by_id == oksana.id


def test_without_an_alarm_there_is_nothing_to_hold_for_and_a_foreign_area_is_not_here(session, hub, area):
    oksana = make_user(session, hub)
    how = {"note": "", "review_at": NOON, "by_id": oksana.id, "now": NOON}

    with pytest.raises(Refused, match="No alarm"):
        service.hold_for_alarm(session, area.id, hub_id=hub.id, **how)
    with pytest.raises(NotHere):
        service.hold_for_alarm(session, area.id, hub_id=make_hub(session, "other").id, **how)


def test_an_end_is_told_unless_the_same_alarm_is_on_again_but_the_day_keeps_it(session, hub, area):
    make_alarm(session, started_at=NOON - 90 * MINUTE, finished_at=NOON - 50 * MINUTE)
    assert len(alarm_picture(session, hub.id, now=NOON).ended_lately([area.id])) == 1

    make_alarm(session)

    assert alarm_picture(session, hub.id, now=NOON).ended_lately([area.id]) == []
    assert len(alarms_between(session, hub.id, now=NOON)[area.id]) == 2
