"""Triage on the page of a need: what was found out is saved, what is refused keeps the typed text."""

import pytest
from sqlalchemy import select

from app.domain.needs import Urgency
from app.domain.states import NeedState
from app.models import NeedKind
from app.needs.service import log_need
from tests.factories import NOON, fresh, make_need_draft
from tests.needs.steps import triage_data

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("at_noon")]


def test_every_kind_of_need_has_a_page_and_its_questions_can_be_answered(session, desk, hub, area, by):
    for kind in session.scalars(select(NeedKind).where(NeedKind.hub_id == hub.id)):
        row = log_need(session, make_need_draft(area, kind=kind.code), hub_id=hub.id, by_id=by.id, now=NOON).need
        session.commit()
        assert desk.get(f"/needs/{row.id}").status_code == 200
        assert desk.post(f"/needs/{row.id}/triage", data=triage_data(row)).status_code == 303


def test_what_triage_finds_out_is_saved(session, desk, need):
    told = {"days_left": 1, "window_days": [0, 2], "window_from": "10:00", "window_to": "12:30", "note": "поверх 3"}

    answer = desk.post(f"/needs/{need.id}/triage", data=triage_data(need, **told))

    row = fresh(session, need)
    assert answer.status_code == 303
    assert (row.state, row.urgency, row.note) == (NeedState.TRIAGED, Urgency.U2, "поверх 3")
    assert row.windows == [[0, 600, 750], [2, 600, 750]]
    assert row.facts["days_left"] == 1


def test_saving_the_page_as_it_is_changes_nothing_that_was_told(session, desk, need):
    told = {"days_left": 1, "window_days": [0], "window_from": "10:00", "window_to": "12:30", "note": "поверх 3"}
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need, **told))
    before = fresh(session, need)
    shown = (before.windows, before.facts, before.note)

    data = triage_data(before, days_left=1, window_days=[0], window_from="10:00", window_to="12:30", note="поверх 3")
    desk.post(f"/needs/{need.id}/triage", data=data)

    after = fresh(session, need)
    assert (after.windows, after.facts, after.note) == shown


def test_triage_refused_keeps_what_was_typed(session, desk, need):
    answer = desk.post(f"/needs/{need.id}/triage", data=triage_data(need, quantity="сім", note="ключ у сусідки"))

    assert answer.status_code == 422
    assert "сім" in answer.text
    assert "ключ у сусідки" in answer.text
    assert fresh(session, need).state is NeedState.NEW


def test_a_window_that_ends_before_it_begins_is_refused(desk, need):
    told = {"window_from": "12:00", "window_to": "10:00"}

    assert desk.post(f"/needs/{need.id}/triage", data=triage_data(need, **told)).status_code == 422


def test_triage_of_what_changed_meanwhile_is_a_conflict_that_keeps_the_text(desk, need):
    answer = desk.post(f"/needs/{need.id}/triage", data=triage_data(need, version=99, note="ключ у сусідки"))

    assert answer.status_code == 409
    assert "ключ у сусідки" in answer.text


def test_save_and_ready_in_one(session, desk, need):
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need, then="ready"))

    assert fresh(session, need).state is NeedState.READY


def test_a_refused_ready_keeps_nothing_of_the_triage_and_says_why(session, desk, hub, by):
    nowhere = log_need(session, make_need_draft(None), hub_id=hub.id, by_id=by.id, now=NOON).need
    session.commit()

    answer = desk.post(f"/needs/{nowhere.id}/triage", data=triage_data(nowhere, then="ready", note="синя хвіртка"))

    assert answer.status_code == 422
    assert "синя хвіртка" in answer.text
    assert fresh(session, nowhere).state is NeedState.NEW


def test_an_untidy_address_says_so_until_somebody_sorted_it(session, desk, hub, area, by):
    draft = make_need_draft(area, address="", who_where="Іван Тестовий, Степова 9")
    row = log_need(session, draft, hub_id=hub.id, by_id=by.id, now=NOON).need
    session.commit()
    assert "одним текстом" in desk.get(f"/needs/{row.id}").text

    desk.post(f"/needs/{row.id}/triage", data=triage_data(row, is_sorted="y", then="ready"))

    assert fresh(session, row).state is NeedState.READY
