"""Pages after a visit: its outcome, the decision that a third miss forces, the next step."""

import pytest
from sqlalchemy import select

from app.domain.outcomes import Cause
from app.domain.states import NeedState, VisitState
from app.models import Decision, FollowUp, OutcomeChange
from app.needs.service import make_ready
from tests.factories import NOON, fresh, make_visit
from tests.needs.steps import with_three_misses

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("at_noon")]


def test_an_outcome_is_written_down_and_corrected_at_the_desk(session, desk, need, by):
    make_ready(session, need.id, hub_id=need.hub_id, by_id=by.id, now=NOON)
    visit = make_visit(session, need)
    session.commit()
    url = f"/visits/{visit.id}/outcome"

    assert desk.get(url).status_code == 200
    desk.post(url, data={"version": visit.version, "outcome": "NOT_LEFT", "cause": "danger"})
    visit = fresh(session, visit)
    assert (visit.state, visit.cause) == (VisitState.MISSED, Cause.DANGER)

    assert desk.get(url).status_code == 200
    desk.post(url, data={"version": visit.version, "outcome": "DONE", "cause": "danger", "reason": "переплутано"})
    assert fresh(session, visit).state is VisitState.DONE
    assert session.scalar(select(OutcomeChange.reason)) == "переплутано"


def test_an_unknown_outcome_is_refused_and_keeps_the_note(session, desk, need):
    visit = make_visit(session, need)
    session.commit()

    answer = desk.post(f"/visits/{visit.id}/outcome", data={"version": 1, "outcome": "FLEW", "note": "собака"})

    assert answer.status_code == 422
    assert "собака" in answer.text


def test_a_decision_is_written_down_on_the_page(session, desk, need, by):
    with_three_misses(session, need, by)
    assert 'id="decide"' in desk.get(f"/needs/{need.id}").text

    told = {"version": need.version, "owner_id": by.id, "decide_by": "2023-05-16", "way": "", "why": "поштою"}
    answer = desk.post(f"/needs/{need.id}/decide", data=told)

    assert answer.status_code == 303
    assert session.scalar(select(Decision.why)) == "поштою"
    assert fresh(session, need).state is NeedState.READY


def test_a_decision_without_a_day_is_refused_and_keeps_its_text(session, desk, need, by):
    with_three_misses(session, need, by)

    told = {"version": need.version, "owner_id": by.id, "decide_by": "", "way": "", "why": "поштою"}
    answer = desk.post(f"/needs/{need.id}/decide", data=told)

    assert answer.status_code == 422
    assert "поштою" in answer.text


def test_a_next_step_is_done_by_somebody_with_a_word_on_it(session, desk, need, by):
    with_three_misses(session, need, by)
    step = session.scalars(select(FollowUp)).first()
    session.commit()
    url = f"/needs/follow-ups/{step.id}"

    assert desk.get("/needs/follow-ups").status_code == 200
    assert desk.post(url, data={"version": step.version, "result": " "}).status_code == 422
    assert desk.post(url, data={"version": 99, "result": "передали сусідці"}).status_code == 409
    assert desk.post(url, data={"version": step.version, "result": "передали сусідці"}).status_code == 303
    assert (fresh(session, step).result, step.done_by_id) == ("передали сусідці", by.id)
