"""The front page: figures of the day, what waits, what changed; and what a new hub enters first."""

from datetime import timedelta

import pytest

from app.accounts import audit
from app.day import changes, checklist, queries
from app.day.evening import summary
from app.domain.needs import Urgency
from app.domain.outcomes import Cause, Outcome
from app.domain.shelling import EventState
from app.domain.states import NeedState, VisitState
from app.needs.queries import decisions_needed
from app.needs.service import record_visit
from tests.day.world import hold, make_past_visit, make_visit, publish
from tests.factories import (
    NOON,
    THE_DAY,
    make_area,
    make_event,
    make_hub,
    make_need,
    make_need_kind,
    make_service_point,
    make_team,
    make_user,
)


@pytest.fixture
def oksana(session, hub):
    return make_user(session, hub, display_name="Оксана")


def test_the_tally_adds_up(session, hub, oksana, area):
    other = make_area(session, hub, "DRU")
    visits = [make_visit(session, make_need(session, area, hub)) for _ in range(4)]
    stops = [(visit, other if place else area, 600 + 30 * place) for place, visit in enumerate(visits)]
    publish(session, make_team(session, hub), *stops)
    for visit, outcome in ((visits[1], Outcome.DONE), (visits[2], Outcome.NOBODY)):
        record_visit(session, visit.id, outcome, hub_id=hub.id, by_id=oksana.id, now=NOON)
    promised = make_visit(session, make_need(session, other, hub), state=VisitState.PROPOSED)
    promised.pin_team_id = visits[0].team_id
    hold(session, hub, area, oksana)

    found = queries.tally(session, hub.id, queries.running(session, hub.id, THE_DAY, now=NOON))
    evening = summary(session, hub.id, THE_DAY)

    assert (found.teams, found.visits, found.done, found.ahead, found.held, found.missed) == (1, 5, 1, 1, 1, 1)
    assert found.promised == 1
    assert evening.done + evening.misses.total() + evening.open == found.visits


def test_a_third_miss_stands_among_the_decisions_with_its_days_and_causes(session, hub, oksana, area):
    need = make_need(session, area, hub, kind=make_need_kind(session, hub, "PEN"))
    for days, outcome in ((15, Outcome.DONE), (10, Outcome.ABORT_DANGER), (3, Outcome.ROAD)):
        make_past_visit(session, need, THE_DAY - timedelta(days=days), outcome)
    visit = make_visit(session, need)
    record_visit(session, visit.id, Outcome.NOBODY, hub_id=hub.id, by_id=oksana.id, now=NOON)

    rows = queries.decision_rows(session, decisions_needed(session, hub.id, now=NOON), THE_DAY)

    assert [miss.cause for miss in rows[0].misses] == [Cause.DANGER, Cause.ROAD, Cause.NOBODY]
    assert rows[0].misses[-1].on == THE_DAY
    assert rows[0].pension_days_left == 12


def test_a_hold_shows_what_was_reported_and_how_many_visits_it_stops(session, hub, oksana, area):
    publish(session, make_team(session, hub), (make_visit(session, make_need(session, area, hub)), area, 800))
    event = make_event(session, area, hub, oksana, make_user(session, hub))
    fresh = hold(session, hub, area, oksana, event_id=event.id)
    old = hold(session, hub, area, oksana, NOON - timedelta(hours=3))

    rows = queries.held_places(session, queries.running(session, hub.id, THE_DAY, now=NOON), now=NOON)

    assert [row.hold for row in rows] == [old, fresh]
    assert [row.is_ready_for_review for row in rows] == [True, False]
    assert [(row.visits, len(row.reports)) for row in rows] == [(1, 0), (1, 2)]


@pytest.mark.parametrize(
    ("urgency", "hours", "state", "is_alarm"),
    [
        (Urgency.U1, 5, NeedState.READY, True),
        (Urgency.U1, 3, NeedState.READY, False),
        (Urgency.U1, 5, NeedState.PLANNED, False),
        (Urgency.U2, 25, NeedState.NEW, True),
        (Urgency.U2, 23, NeedState.NEW, False),
        (Urgency.U3, 200, NeedState.READY, False),
    ],
)
def test_an_urgent_need_on_no_route_for_too_long_is_an_alarm(session, hub, area, urgency, hours, state, is_alarm):
    need = make_need(session, area, hub, urgency=urgency, state=state, logged_at=NOON - timedelta(hours=hours))

    found = [row.need for row in queries.waiting_too_long(session, hub.id, now=NOON)]

    assert found == ([need] if is_alarm else [])


def test_what_changed_is_told_in_codes_and_a_rare_step_in_the_words_of_the_audit_trail(session, hub, oksana, area):
    need = make_need(session, area, hub)
    for minutes, action, row in ((30, "log_need", need), (20, "edit_area", area), (10, "search_people", hub)):
        audit.record(session, action, row, by_id=oksana.id, now=NOON - timedelta(minutes=minutes), hub_id=hub.id)

    told = changes.changes(session, hub.id, now=NOON)

    assert [(one.action, one.sentence, one.what, one.who) for one in told] == [
        ("edit_area", "", area.code, "Оксана"),
        ("log_need", "Need %(what)s logged", need.code, "Оксана"),
    ]


def test_what_changed_elsewhere_or_long_ago_is_not_told(session, hub, oksana, area):
    other = make_hub(session, "dru")
    audit.record(session, "set_zone", make_area(session, other, "DRU"), by_id=oksana.id, now=NOON)
    audit.record(session, "set_zone", area, by_id=oksana.id, now=NOON - timedelta(hours=7))

    assert changes.changes(session, hub.id, now=NOON) == []


def test_a_new_hub_ticks_off_what_is_really_there(session, hub, area):
    done = {step.sentence for step in checklist.first_steps(session, hub.id, THE_DAY) if step.is_done}

    assert done == {
        "The duty phone: no sheet is printed without it",
        "The name of the base",
        "Areas of the map",
        "The zone of each area, with a date to look again",
    }
    make_service_point(session, area, hub)
    make_team(session, hub)
    done = {step.sentence for step in checklist.first_steps(session, hub.id, THE_DAY) if step.is_done}
    assert {"Teams", "Cars", "People who go out", "Shifts from today on"} <= done


def test_the_menu_counts_what_waits_in_this_hub_only(session, hub, oksana, area):
    make_need(session, area, hub, state=NeedState.NEW)
    make_event(session, area, hub, oksana, state=EventState.UNVERIFIED)
    other = make_hub(session, "dru")
    make_need(session, make_area(session, other, "DRU"), other, state=NeedState.NEW)

    assert queries.waiting(session, hub.id) == queries.Waiting(needs=1, events=1)
