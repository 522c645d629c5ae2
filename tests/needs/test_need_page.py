"""The page of a need: all that is known of it, and a button for each step it may take."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.domain.states import CloseReason, NeedState
from app.models import AuditEntry, NeedMove
from tests.factories import fresh
from tests.needs.steps import triage_data, with_three_misses

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("at_noon")]


def test_the_page_of_a_need_shows_everything_and_leaves_a_line(session, desk, need):
    page = desk.get(f"/needs/{need.id}").text

    assert all(word in page for word in ("Придуманенко", "+380951234567", "вул. Вигадана, 12"))
    assert "see_person" in session.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize("state", list(NeedState))
def test_the_page_opens_in_every_state(session, desk, need, state):
    need.state = state
    need.close_reason = CloseReason.MET if state is NeedState.CLOSED else None
    session.commit()

    assert desk.get(f"/needs/{need.id}").status_code == 200


def test_no_two_inputs_of_the_page_share_an_id(session, desk, need, by):
    with_three_misses(session, need, by)

    ids = re.findall(r' id="([^"]+)"', desk.get(f"/needs/{need.id}").text)

    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"to": "ready"}, NeedState.READY),
        ({"to": "info_needed", "why": "адреса?"}, NeedState.INFO_NEEDED),
        ({"to": "paused", "why": "у доньки", "until": "2023-05-20"}, NeedState.PAUSED),
        ({"to": "closed", "reason": "declined", "why": "передумала"}, NeedState.CLOSED),
    ],
)
def test_each_step_is_a_button_and_is_written_down(session, desk, need, data, state):
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need))
    need = fresh(session, need)

    answer = desk.post(f"/needs/{need.id}/move", data=data | {"version": need.version})

    assert answer.status_code == 303
    assert fresh(session, need).state is state
    assert session.scalar(select(NeedMove.to_state).order_by(NeedMove.id.desc()).limit(1)) is state


@pytest.mark.parametrize(
    "data",
    [
        {"to": "info_needed", "why": ""},
        {"to": "paused", "why": "у доньки"},
        {"to": "closed", "why": "так"},
        {"to": "paused", "why": "у доньки", "until": "колись"},
        {"to": "closed", "reason": "beamed_up"},
    ],
)
def test_a_step_without_its_reason_is_refused(session, desk, need, data):
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need))
    need = fresh(session, need)

    answer = desk.post(f"/needs/{need.id}/move", data=data | {"version": need.version})

    assert answer.status_code == 422
    assert fresh(session, need).state is NeedState.TRIAGED


def test_nobody_plans_by_hand_past_the_routes(session, desk, need):
    assert desk.post(f"/needs/{need.id}/move", data={"to": "planned", "version": need.version}).status_code == 400


def test_a_closed_need_is_reopened_from_its_page(session, desk, need):
    desk.post(f"/needs/{need.id}/move", data={"to": "closed", "reason": "withdrawn", "version": need.version})
    need = fresh(session, need)

    desk.post(f"/needs/{need.id}/move", data={"to": "reopened", "why": "передумала", "version": need.version})

    assert fresh(session, need).state is NeedState.TRIAGED


def test_a_paused_need_says_when_it_is_time_to_look_and_stays_paused(session, desk, need):
    need.state = NeedState.PAUSED
    need.facts = {"pause_until": (date(2023, 5, 13)).isoformat()}
    session.commit()

    page = desk.get(f"/needs/{need.id}").text

    assert "Час переглянути" in page
    assert fresh(session, need).state is NeedState.PAUSED


def test_a_call_is_written_down(session, desk, need):
    assert desk.post(f"/needs/{need.id}/confirm").status_code == 303
    assert fresh(session, need).phone_confirmed_at is not None
