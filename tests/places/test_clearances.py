"""Clearances: a named person's word until a time, ended by the next report, refused under a hold."""

from datetime import timedelta

import pytest

from app.domain.errors import Refused
from app.domain.zones import Zone
from app.models import HoldReason
from app.places import queries, service
from tests.factories import NOON, THE_DAY, make_area, make_event


def clear(session, area, by, **how):
    return service.clear_area(session, area.id, THE_DAY, hub_id=area.hub_id, by_id=by.id, **({"now": NOON} | how))


def cleared(session, hub, now=NOON):
    return set(queries.clearances_on(session, hub.id, THE_DAY, now=now))


def test_a_clearance_lasts_as_long_as_the_hub_says_and_then_opens_nothing(session, hub, oksana):
    area = make_area(session, hub)

    one = clear(session, area, oksana)

    assert one.until == NOON + timedelta(minutes=120)
    assert cleared(session, hub) == {area.id}
    assert cleared(session, hub, now=one.until) == set()


def test_a_held_area_is_not_cleared_nor_one_inside_it(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    district = make_area(session, hub, "KOS-C", parent_id=town.id)
    service.hold_area(
        session,
        town.id,
        hub_id=hub.id,
        reason=HoldReason.PERSON,
        note="чутно",
        by_id=oksana.id,
        now=NOON,
        review_at=NOON + timedelta(hours=2),
    )

    with pytest.raises(Refused, match="KOS-C is held"):
        clear(session, district, oksana, now=NOON + timedelta(days=3))


@pytest.mark.parametrize("zone", [Zone.Z0, Zone.Z1, None])
def test_where_the_zone_allows_no_visits_nothing_is_cleared(session, hub, oksana, zone):
    with pytest.raises(Refused, match="allows no visits"):
        clear(session, make_area(session, hub, zone=zone), oksana)


def test_an_expired_restricted_zone_is_evacuation_only_and_not_cleared(session, hub, oksana):
    area = make_area(session, hub, zone=Zone.Z2)
    area.zones[0].review_by = NOON - timedelta(minutes=1)

    with pytest.raises(Refused, match="allows no visits"):
        clear(session, area, oksana)


def test_a_report_ends_the_clearance_of_its_area_of_all_in_it_and_of_what_it_lies_in(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    centre = make_area(session, hub, "KOS-C", parent_id=town.id)
    block = make_area(session, hub, "KOS-C1", parent_id=centre.id)
    north = make_area(session, hub, "KOS-N", parent_id=town.id)
    for area in (town, centre, block, north):
        clear(session, area, oksana)
    event = make_event(session, centre, hub, oksana)

    ended = service.end_clearances(session, [centre.id], report_id=event.reports[0].id, now=NOON)

    assert {one.area_id for one in ended} == {town.id, centre.id, block.id}
    assert {one.ended_by_report_id for one in ended} == {event.reports[0].id}
    assert cleared(session, hub) == {north.id}


def test_a_report_of_the_whole_settlement_ends_the_clearance_of_each_area_in_it(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    parts = [make_area(session, hub, code, parent_id=town.id) for code in ("KOS-C", "KOS-N")]
    for area in parts:
        clear(session, area, oksana)

    service.end_clearances(session, [town.id], report_id=None, now=NOON)

    assert cleared(session, hub) == set()


def test_a_hold_by_hand_ends_the_clearance_and_its_release_does_not_bring_it_back(session, hub, oksana):
    area = make_area(session, hub)
    clear(session, area, oksana)
    hold = service.hold_area(
        session,
        area.id,
        hub_id=hub.id,
        reason=HoldReason.PERSON,
        note="чутно",
        by_id=oksana.id,
        now=NOON,
        review_at=NOON + timedelta(hours=2),
    )
    service.release_hold(
        session, hold.id, hub_id=hub.id, reason="тихо з 11:00", expected_version=1, by_id=oksana.id, now=NOON
    )

    assert cleared(session, hub) == set()


def test_a_report_whose_clock_was_read_before_the_clearance_ends_it_all_the_same(session, hub, oksana):
    area = make_area(session, hub)
    clear(session, area, oksana, now=NOON + timedelta(seconds=1))

    service.end_clearances(session, [area.id], report_id=None, now=NOON)

    assert cleared(session, hub, now=NOON) == set()


def test_a_clearance_that_ended_stays_ended_where_a_clock_is_put_back(session, hub, oksana):
    area = make_area(session, hub)
    clear(session, area, oksana)
    service.end_clearances(session, [area.id], report_id=None, now=NOON + timedelta(minutes=50))

    assert cleared(session, hub, now=NOON) == set()


def test_an_area_held_while_its_clearance_waited_for_its_turn_is_not_cleared(session, hub, oksana):
    area = make_area(session, hub)
    how = {"reason": HoldReason.PERSON, "note": "чутно", "review_at": NOON + timedelta(hours=2)}
    service.hold_area(session, area.id, hub_id=hub.id, by_id=oksana.id, now=NOON + timedelta(seconds=1), **how)

    with pytest.raises(Refused, match="is held"):
        clear(session, area, oksana)


def test_an_end_that_has_come_is_not_moved_by_a_later_report(session, hub, oksana):
    area = make_area(session, hub)
    one = clear(session, area, oksana)
    service.end_clearances(session, [area.id], report_id=None, now=NOON + timedelta(minutes=5))

    service.end_clearances(session, [area.id], report_id=None, now=NOON + timedelta(minutes=50))

    assert one.ended_at == NOON + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (NOON, "ahead of now"),
        (NOON + timedelta(days=1), "on its own day"),
    ],
)
def test_a_clearance_ends_ahead_and_on_its_own_day(session, hub, oksana, until, why):
    with pytest.raises(Refused, match=why):
        clear(session, make_area(session, hub), oksana, until=until)


def test_a_day_that_is_over_is_not_cleared(session, hub, oksana):
    area = make_area(session, hub)

    with pytest.raises(Refused, match="That day is over"):
        service.clear_area(session, area.id, THE_DAY - timedelta(days=1), hub_id=hub.id, by_id=oksana.id, now=NOON)
