"""Zones: set by hand with a date to look again; anybody makes it worse, two people make it better."""

from datetime import timedelta

import pytest

from app.accounts.hubs import keep_settings
from app.domain.errors import Changed, NotAllowed, Refused
from app.domain.zones import Zone
from app.places import queries, service
from tests.factories import NOON, make_area, make_user

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def lead(session, hub):
    return make_user(session, hub, is_safety_lead=True)


def set_zone(session, area, zone, by, **how):
    facts = {"review_by": TOMORROW, "note": "зміни на напрямку", "now": NOON} | how
    return service.set_zone(session, area.id, zone, hub_id=area.hub_id, by_id=by.id, **facts)


def zone_now(session, area, now=NOON):
    session.flush()
    found = queries.standing(session, area.hub_id, now=now)[area.id]
    return found.zone, found.zone_expired


def test_an_expired_review_counts_one_step_worse(session, hub, lead):
    area = make_area(session, hub, zone=None)
    set_zone(session, area, Zone.Z3, lead)

    assert zone_now(session, area) == (Zone.Z3, False)
    assert zone_now(session, area, now=TOMORROW) == (Zone.Z2, True)


def test_an_area_nobody_gave_a_zone_has_none(session, hub):
    assert zone_now(session, make_area(session, hub, zone=None)) == (None, False)


def test_any_coordinator_makes_a_zone_worse_at_once(session, hub, oksana):
    area = make_area(session, hub, zone=Zone.Z3)

    set_zone(session, area, Zone.Z1, oksana)

    assert zone_now(session, area) == (Zone.Z1, False)


def test_a_better_zone_counts_only_when_a_second_person_has_confirmed(session, hub, lead, oksana):
    area = make_area(session, hub, zone=Zone.Z2)

    asked = set_zone(session, area, Zone.Z3, lead)
    assert zone_now(session, area) == (Zone.Z2, False)
    with pytest.raises(Refused, match="somebody else has to confirm"):
        service.confirm_zone(session, asked.id, hub_id=hub.id, by_id=lead.id, now=NOON)
    service.confirm_zone(session, asked.id, hub_id=hub.id, by_id=oksana.id, now=NOON)

    assert zone_now(session, area) == (Zone.Z3, False)


def test_a_better_zone_is_asked_for_by_the_safety_lead_only(session, hub, oksana):
    with pytest.raises(NotAllowed, match="who sets zones"):
        set_zone(session, make_area(session, hub, zone=Zone.Z2), Zone.Z3, oksana)


def test_in_a_hub_of_one_the_safety_lead_is_enough(session, hub, lead):
    keep_settings(session, hub, {"one_person_hub": True}, by_id=lead.id, now=NOON)
    area = make_area(session, hub, zone=Zone.Z2)

    set_zone(session, area, Zone.Z4, lead)

    assert zone_now(session, area) == (Zone.Z4, False)


def test_a_worse_zone_overtakes_a_better_one_that_waits(session, hub, lead, oksana):
    area = make_area(session, hub, zone=Zone.Z2)
    asked = set_zone(session, area, Zone.Z3, lead)
    set_zone(session, area, Zone.Z1, oksana)
    session.flush()

    with pytest.raises(Changed):
        service.confirm_zone(session, asked.id, hub_id=hub.id, by_id=oksana.id, now=NOON)
    assert zone_now(session, area) == (Zone.Z1, False)


@pytest.mark.parametrize(
    ("zone", "ahead"),
    [(Zone.Z2, timedelta(hours=73)), (Zone.Z3, timedelta(days=8)), (Zone.Z3, timedelta(0))],
)
def test_the_review_lies_within_the_limit_of_the_zone(session, hub, lead, zone, ahead):
    area = make_area(session, hub, zone=None)

    with pytest.raises(Refused, match="the review lies ahead"):
        set_zone(session, area, zone, lead, review_by=NOON + ahead)


def test_a_zone_takes_a_reason(session, hub, lead):
    with pytest.raises(Refused, match="say why"):
        set_zone(session, make_area(session, hub, zone=Zone.Z3), Zone.Z2, lead, note=" ")


def test_of_two_people_at_one_page_the_slower_is_told(session, hub, lead, oksana):
    area = make_area(session, hub, zone=Zone.Z3)
    seen = area.zones[-1].id
    set_zone(session, area, Zone.Z1, oksana, seen_setting_id=seen)
    session.flush()

    with pytest.raises(Changed, match="Somebody set this zone"):
        set_zone(session, area, Zone.Z2, lead, seen_setting_id=seen)


def by_one(session, area):
    session.flush()
    in_list = queries.standing(session, area.hub_id, now=NOON)[area.id].by_one
    assert queries.standing_of(session, area, now=NOON).by_one is in_list
    return in_list


def test_the_first_zone_rests_on_one_person_until_a_second_confirms(session, hub, lead, oksana):
    area = make_area(session, hub, zone=None)
    first = set_zone(session, area, Zone.Z4, lead)

    assert zone_now(session, area) == (Zone.Z4, False)
    assert by_one(session, area)
    with pytest.raises(Refused, match="somebody else has to confirm"):
        service.confirm_zone(session, first.id, hub_id=hub.id, by_id=lead.id, now=NOON)
    service.confirm_zone(session, first.id, hub_id=hub.id, by_id=oksana.id, now=NOON)

    assert not by_one(session, area)
    with pytest.raises(Changed):
        service.confirm_zone(session, first.id, hub_id=hub.id, by_id=oksana.id, now=NOON)


def test_a_renewal_by_the_same_person_confirms_nothing_and_a_worse_zone_by_another_does(session, hub, lead, oksana):
    area = make_area(session, hub, zone=None)
    set_zone(session, area, Zone.Z4, lead)
    set_zone(session, area, Zone.Z4, lead)
    assert by_one(session, area)

    set_zone(session, area, Zone.Z3, oksana)

    assert not by_one(session, area)


def test_a_zone_that_lets_nobody_in_takes_no_second_person(session, hub, lead):
    area = make_area(session, hub, zone=None)
    set_zone(session, area, Zone.Z1, lead)

    assert not by_one(session, area)


def test_a_zone_that_lets_nobody_in_ends_the_clearance(session, hub, oksana):
    area = make_area(session, hub)
    service.clear_area(session, area.id, NOON.date(), hub_id=hub.id, by_id=oksana.id, now=NOON)

    set_zone(session, area, Zone.Z0, oksana)

    assert queries.clearances_on(session, hub.id, NOON.date(), now=NOON) == {}


def test_a_worse_zone_that_still_lets_visits_in_ends_no_clearance(session, hub, oksana):
    area = make_area(session, hub, zone=Zone.Z4)
    service.clear_area(session, area.id, NOON.date(), hub_id=hub.id, by_id=oksana.id, now=NOON)

    set_zone(session, area, Zone.Z3, oksana)

    assert set(queries.clearances_on(session, hub.id, NOON.date(), now=NOON)) == {area.id}
