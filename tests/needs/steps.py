"""What a coordinator sends, and how a need comes to three misses."""

from datetime import timedelta

from app.domain.outcomes import Outcome
from app.needs.service import make_ready, record_visit
from tests.factories import NOON, THE_DAY, make_visit


def triage_data(need, **values):
    told = {"version": need.version, "kind_id": need.kind_id, "urgency": "U2", "quantity": 1, "note": ""}
    return told | {"person_id": need.person_id} | values


def with_three_misses(session, need, by):
    make_ready(session, need.id, hub_id=need.hub_id, by_id=by.id, now=NOON)
    for day in range(3):
        visit = make_visit(session, need, on=THE_DAY - timedelta(days=3 - day))
        record_visit(session, visit.id, Outcome.HELD_OUT, hub_id=need.hub_id, by_id=by.id, now=NOON)
    session.commit()
