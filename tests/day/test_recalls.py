"""Recalls: who is inside or heading into a held area is called back until a person says that they turn back."""

from datetime import timedelta

import pytest

from app.day import recalls
from app.day.recalls import Where
from app.day.service import note_contact
from app.domain.contacts import ContactKind
from app.domain.errors import Changed, NotHere, Refused
from app.domain.outcomes import Outcome
from app.domain.states import RouteState
from app.models import HoldReason, RoadSegment
from app.needs.service import record_visit
from app.places.service import hold_road, release_hold
from tests.day.world import depart, hold, make_visit, publish
from tests.factories import NOON, make_area, make_hub, make_need, make_team, make_user


@pytest.fixture
def oksana(session, hub):
    return make_user(session, hub, display_name="Оксана")


@pytest.fixture
def out(session, hub, oksana, area):
    """A team that left at 11:00; one stop at 12:30."""
    visit = make_visit(session, make_need(session, area, hub))
    return depart(session, publish(session, make_team(session, hub), (visit, area, 750)), oksana)


def found(session, hub, now=NOON):
    return recalls.recalls(session, hub.id, now=now)


def confirm(session, out, by, hold_ids, now=NOON):
    return recalls.confirm_recall(session, out.id, hold_ids, hub_id=out.hub_id, by_id=by.id, now=now)


def test_a_hold_on_the_area_of_a_team_that_left_calls_it_back(session, hub, oksana, area, out):
    assert found(session, hub) == []

    one = hold(session, hub, area, oksana)

    recall = found(session, hub)[0]
    assert (recall.departure, recall.holds, recall.where) == (out, (one,), Where.HEADING)


def test_a_hold_of_the_settlement_around_calls_back_too(session, hub, oksana, area, out):
    town = make_area(session, hub, "KOS")
    area.parent_id = town.id
    session.flush()

    hold(session, hub, town, oksana)

    assert [one.departure for one in found(session, hub)] == [out]


def test_a_hold_elsewhere_calls_nobody_back(session, hub, oksana, out):
    hold(session, hub, make_area(session, hub, "DRU"), oksana)

    assert found(session, hub) == []


def test_by_plan_a_team_is_inside_while_the_visit_lasts_and_a_while_after(session, hub, oksana, area, out):
    hold(session, hub, area, oksana)

    assert found(session, hub, NOON + timedelta(minutes=35))[0].where is Where.INSIDE
    assert found(session, hub, NOON + timedelta(minutes=60))[0].where is Where.INSIDE
    assert found(session, hub, NOON + timedelta(minutes=90))[0].where is Where.LEFT


def test_word_of_an_arrival_counts_before_the_plan(session, hub, oksana, area, out):
    hold(session, hub, area, oksana)
    code = out.route.stops[0].code

    note_contact(
        session, out.id, ContactKind.ARRIVED, note=code, hub_id=hub.id, by_id=oksana.id, now=NOON - timedelta(minutes=5)
    )

    assert found(session, hub)[0].where is Where.INSIDE


def test_a_stop_that_a_later_version_brought_calls_the_team_back_too(session, hub, oksana, area, out):
    other = make_area(session, hub, "DRU")
    out.route.state = RouteState.SUPERSEDED
    session.flush()
    visit = make_visit(session, make_need(session, other, hub))
    publish(session, out.team, (visit, other, 800), number=2)

    hold(session, hub, other, oksana)

    assert [one.stop.visit_id for one in found(session, hub)] == [visit.id]


def test_taking_the_stop_off_the_route_does_not_call_the_team_back_for_us(session, hub, oksana, area, out):
    hold(session, hub, area, oksana)
    out.route.state = RouteState.SUPERSEDED
    session.flush()
    other = make_area(session, hub, "DRU")
    publish(session, out.team, (make_visit(session, make_need(session, other, hub)), other, 800), number=2)

    assert [one.departure for one in found(session, hub)] == [out]


def test_only_a_named_person_ends_a_recall(session, hub, oksana, area, out):
    one = hold(session, hub, area, oksana)

    assert found(session, hub, NOON + timedelta(hours=5))
    contact = confirm(session, out, oksana, [one.id])

    assert found(session, hub, NOON + timedelta(hours=5)) == []
    assert contact.by_id == oksana.id


def test_neither_an_outcome_nor_a_release_ends_a_recall(session, hub, oksana, area, out):
    petro = make_user(session, hub)
    one = hold(session, hub, area, oksana)
    visit = out.route.stops[0].visit
    later = NOON + timedelta(minutes=40)

    record_visit(session, visit.id, Outcome.DONE, hub_id=hub.id, by_id=oksana.id, now=later)
    assert found(session, hub, later)
    release_hold(session, one.id, hub_id=hub.id, reason="тихо", expected_version=one.version, by_id=petro.id, now=later)

    assert [row.departure for row in found(session, hub, later)] == [out]


def test_another_hold_after_the_confirmation_calls_back_again(session, hub, oksana, area, out):
    first = hold(session, hub, area, oksana)
    confirm(session, out, oksana, [first.id], NOON + timedelta(minutes=5))

    second = hold(session, hub, area, oksana, NOON + timedelta(minutes=10))

    assert [row.holds for row in found(session, hub, NOON + timedelta(minutes=11))] == [(second,)]


def test_a_hold_that_came_while_somebody_rang_is_not_confirmed_unseen(session, hub, oksana, area, out):
    seen = hold(session, hub, area, oksana)
    hold(session, hub, area, oksana, NOON - timedelta(minutes=1))

    with pytest.raises(Changed, match="Another hold came"):
        confirm(session, out, oksana, [seen.id])


def test_a_call_nobody_answered_ends_nothing(session, hub, oksana, area, out):
    hold(session, hub, area, oksana)

    recalls.note_no_answer(session, out.id, hub_id=hub.id, by_id=oksana.id, now=NOON)

    recall = found(session, hub)[0]
    assert recall.last is None
    assert recall.last_call is not None


def test_a_team_that_is_home_is_not_called_back(session, hub, oksana, area, out):
    one = hold(session, hub, area, oksana)
    out.home_at, out.home_by_id = NOON, oksana.id
    session.flush()

    assert found(session, hub) == []
    with pytest.raises(Refused, match="confirmed already"):
        confirm(session, out, oksana, [one.id])


def test_a_held_base_is_no_way_out(session, hub, oksana, area, out):
    base = make_area(session, hub, "BASE", lat=hub.base_lat, lon=hub.base_lon)
    hold(session, hub, area, oksana)
    hold(session, hub, base, oksana)

    assert found(session, hub)[0].way_out is None


def test_the_way_out_is_the_nearest_area_that_no_hold_covers(session, hub, oksana, area, out):
    make_area(session, hub, "KOS-N", lat=48.53, lon=37.71)
    near = make_area(session, hub, "KOS-S", lat=48.55, lon=37.70)
    hold(session, hub, area, oksana)
    hold(session, hub, session.get_one(type(area), near.id - 1), oksana)

    assert found(session, hub)[0].way_out.code == "KOS-S"


def test_a_departure_of_another_hub_is_not_here(session, hub, oksana, out):
    other = make_hub(session, "dru")

    with pytest.raises(NotHere):
        recalls.note_no_answer(session, out.id, hub_id=other.id, by_id=oksana.id, now=NOON)


def test_a_held_road_on_the_way_calls_back_whoever_has_not_arrived(session, hub, oksana, area, out):
    home = make_area(session, hub, "BASE", lat=hub.base_lat, lon=hub.base_lon)
    road = RoadSegment(hub_id=hub.id, name="T0504", from_area_id=home.id, to_area_id=area.id)
    session.add(road)
    session.flush()
    until = {"review_at": NOON + timedelta(hours=24), "reason": HoldReason.PERSON, "note": "чутно"}
    one = hold_road(session, road.id, hub_id=hub.id, by_id=oksana.id, now=NOON, **until)

    assert [recall.holds for recall in found(session, hub)] == [(one,)]
