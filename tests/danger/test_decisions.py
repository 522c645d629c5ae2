"""A person decides whether to go: beside the advice, with a reason where it differs, and never overwritten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.danger import maps
from app.danger.advice import hub_advice
from app.danger.decisions import Seen, decide_day
from app.danger.errors import AdviceChanged, NeedsApprover, NotThatDay, SayWhy
from app.danger.picture import danger_now
from app.domain.danger.advice import Advice
from app.domain.danger.grade import Grade
from app.domain.errors import NotHere
from app.domain.zones import Zone
from app.models import AuditEntry, DayDecision, HoldReason, IssuedMap
from app.places import service as places
from app.places.decisions import decisions_on, own_decisions_on
from app.places.errors import StoodDown
from tests.danger.past import watch
from tests.factories import NOON, THE_DAY, make_area, make_hub, make_user

GO, LIFE, DOWN = Advice.GO_BY_ZONE_RULES, Advice.LIFE_SAVING, Advice.STAND_DOWN
DAY = timedelta(days=1)


@pytest.fixture
def boss(session, hub, area):
    """A coordinator who listens there, so that the grade is a digit."""
    boss = make_user(session, hub)
    watch(session, hub, area, boss, days=3, until=NOON + DAY)
    return boss


def decide(session, area, by, decision, *, reason="", on=THE_DAY, now=NOON, seen=None):
    one = hub_advice(session, area.hub_id, on, now=now, only=area.id).areas
    shown = seen or Seen(one[0].advice.advice, one[0].decision.id if one[0].decision else 0)
    known = {"hub_id": area.hub_id, "by_id": by.id, "now": now}
    row = decide_day(session, area.id, on, decision, reason=reason, seen=shown, **known)
    session.flush()
    return row


def hold(session, hub, area, by):
    places.hold_area(
        session,
        area.id,
        hub_id=hub.id,
        by_id=by.id,
        now=NOON,
        review_at=NOON + DAY,
        reason=HoldReason.PERSON,
        note="чутно обстріл",
    )


def test_a_decision_is_recorded_with_the_advice_its_map_and_a_line_of_audit(session, area, boss):
    row = decide(session, area, boss, GO)

    assert (row.advice, row.decision, row.by_id, row.on) == (GO, GO, boss.id, THE_DAY)
    kept = session.get_one(IssuedMap, row.danger_map_id)
    assert kept.kept_at == NOON
    assert session.scalars(select(AuditEntry.action)).all()[-1] == "decide_day"


def test_who_stands_down_against_the_advice_says_why(session, area, boss):
    with pytest.raises(SayWhy):
        decide(session, area, boss, DOWN, reason="  ")

    decide(session, area, boss, DOWN, reason="міст закрито")

    assert danger_now(session, area.hub_id, now=NOON).areas[area.id].grade_today is Grade.DO_NOT_GO


def test_a_settlement_with_a_held_part_is_never_left_to_the_rules_of_its_zone(session, hub, boss):
    town = make_area(session, hub, "TOWN", lat=None, lon=None)
    part = make_area(session, hub, "TOWN-C", parent_id=town.id)
    watch(session, hub, part, boss, days=3, until=NOON + DAY)
    hold(session, hub, part, boss)

    for day in (THE_DAY, THE_DAY + DAY):
        one = hub_advice(session, hub.id, day, now=NOON, only=town.id).areas[0]
        assert one.advice.advice is DOWN
        assert one.advice.reasons[0].code == "held"


def test_a_hold_rules_over_a_decision_that_came_before_it(session, hub, area, boss):
    decide(session, area, boss, GO)
    assert not hub_advice(session, hub.id, THE_DAY, now=NOON, only=area.id).areas[0].hold_overrules

    hold(session, hub, area, boss)

    one = hub_advice(session, hub.id, THE_DAY, now=NOON, only=area.id).areas[0]
    assert (one.advice.advice, one.hold_overrules) == (DOWN, True)


def test_a_stand_down_is_grade_four_on_that_day_alone_and_by_a_person(session, area, boss):
    decide(session, area, boss, DOWN, reason="чутка", on=THE_DAY + DAY)

    danger = danger_now(session, area.hub_id, now=NOON).areas[area.id]
    assert (danger.grade_today, danger.grade_tomorrow) == (Grade.NO_REPORTS, Grade.DO_NOT_GO)
    assert danger.why.closed_by is None
    tomorrow = danger_now(session, area.hub_id, now=NOON + DAY).areas[area.id]
    assert tomorrow.why.closed_by == "person"


def test_a_stand_down_ends_what_was_cleared_and_nothing_is_cleared_until_it_is_lifted(session, hub, area, boss):
    clear = {"hub_id": hub.id, "by_id": boss.id, "now": NOON}
    cleared = places.clear_area(session, area.id, THE_DAY, **clear)
    session.flush()
    decide(session, area, boss, DOWN, reason="чутка")

    assert cleared.ended_at == NOON
    with pytest.raises(StoodDown):
        places.clear_area(session, area.id, THE_DAY, **clear)

    decide(session, area, boss, GO, reason="перевірено телефоном")
    assert places.clear_area(session, area.id, THE_DAY, **clear)


def test_no_clock_lifts_a_stand_down_and_to_lift_it_takes_a_reason(session, area, boss):
    decide(session, area, boss, DOWN, reason="чутка")

    later = NOON + timedelta(hours=8)
    assert danger_now(session, area.hub_id, now=later).areas[area.id].grade_today is Grade.DO_NOT_GO
    with pytest.raises(SayWhy):
        decide(session, area, boss, GO)


def test_more_than_the_advice_allows_takes_an_approver(session, hub, boss):
    restricted = make_area(session, hub, "STU", zone=Zone.Z2)
    watch(session, hub, restricted, boss, days=3, until=NOON)
    approver = make_user(session, hub, is_approver=True)

    with pytest.raises(NeedsApprover):
        decide(session, restricted, boss, GO, reason="тихо")
    assert decide(session, restricted, approver, GO, reason="тихо").advice is LIFE


def test_nothing_is_overwritten_and_the_latest_stands(session, area, boss):
    decide(session, area, boss, DOWN, reason="чутка")
    decide(session, area, boss, LIFE, reason="ліки")

    assert len(session.scalars(select(DayDecision)).all()) == 2
    assert own_decisions_on(session, area.hub_id, THE_DAY)[area.id].decision is LIFE


def test_a_decision_about_a_settlement_rules_its_parts(session, hub, area, boss):
    part = make_area(session, hub, "KOS-W", parent_id=area.id)
    decide(session, area, boss, DOWN, reason="чутка")
    part_seen = Seen(hub_advice(session, hub.id, THE_DAY, now=NOON, only=part.id).areas[0].advice.advice, 1)

    assert decisions_on(session, hub.id, THE_DAY)[part.id].decision is DOWN
    decide(session, part, make_user(session, hub, is_approver=True), GO, reason="лише тут", seen=_seen(session, part))
    assert decisions_on(session, hub.id, THE_DAY)[part.id].decision is DOWN
    assert part_seen.advice in Advice


def _seen(session, area):
    one = hub_advice(session, area.hub_id, THE_DAY, now=NOON, only=area.id).areas[0]
    return Seen(one.advice.advice, one.decision.id if one.decision else 0)


def test_a_page_that_showed_something_else_is_not_believed(session, area, boss):
    with pytest.raises(AdviceChanged):
        decide(session, area, boss, GO, seen=Seen(DOWN))
    with pytest.raises(AdviceChanged):
        decide(session, area, boss, GO, seen=Seen(GO, 99))


def test_only_today_and_tomorrow_are_decided(session, area, boss):
    for on in (THE_DAY - DAY, THE_DAY + 2 * DAY):
        with pytest.raises(NotThatDay):
            decide(session, area, boss, GO, on=on, seen=Seen(GO))


def test_the_area_of_another_hub_is_not_there(session, area, boss):
    stranger = make_user(session, make_hub(session, "else"))
    with pytest.raises(NotHere):
        decide_day(
            session,
            area.id,
            THE_DAY,
            GO,
            reason="",
            seen=Seen(GO),
            hub_id=stranger.memberships[0].hub_id,
            by_id=stranger.id,
            now=NOON,
        )


def test_the_map_a_decision_rests_on_can_be_made_again_and_is_never_forgotten(session, area, boss):
    decide(session, area, boss, DOWN, reason="чутка")
    row = decide(session, area, boss, GO, reason="перевірено")

    assert maps.replay(session, session.get_one(IssuedMap, row.danger_map_id)).equal
    maps.forget_old_maps(session, now=NOON + 200 * DAY)
    assert session.get(IssuedMap, row.danger_map_id) is not None
