"""The way of a need, chosen on its page: kept with its reason, refused with what was typed."""

import pytest

from app.needs.queries import ways_of
from app.needs.service import log_need, seed_need_kinds
from tests.factories import NOON, fresh, make_area, make_hub, make_need_draft

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def need(session, hub, area, by):
    return log_need(session, make_need_draft(area, kind="PEN"), hub_id=hub.id, by_id=by.id, now=NOON).need


def another_way(session, need):
    """Any that is not the usual one of the kind, which the empty choice stands for."""
    way = ways_of(need)[1]
    session.commit()  # this session writes, so its reading would keep the application from writing
    return way


def test_a_way_is_chosen_and_its_reason_is_in_the_history(session, desk, need):
    way = another_way(session, need)

    data = {"version": need.version, "way": way, "why": "не ходить далеко"}
    session.commit()
    answer = desk.post(f"/needs/{need.id}/way", data=data)

    assert answer.location == f"/needs/{need.id}"
    assert fresh(session, need).way is way
    assert "не ходить далеко" in desk.get(answer.location).text


def test_a_way_is_not_written_over_anothers(session, desk, need):
    way = another_way(session, need)
    data = {"version": need.version, "way": way, "why": "перша причина"}
    session.commit()
    desk.post(f"/needs/{need.id}/way", data=data)

    late = desk.post(f"/needs/{need.id}/way", data=data | {"way": "", "why": "друга причина"})

    assert late.status_code == 409
    assert "друга причина" in late.text
    assert fresh(session, need).way is data["way"]


@pytest.mark.parametrize("bad", [{"way": "BY_AIR"}, {"version": "x"}, {"why": "т" * 301}])
def test_a_way_that_cannot_be_read_is_refused(session, desk, need, bad):
    data = {"version": need.version, "way": another_way(session, need), "why": "причина"} | bad
    session.commit()

    assert desk.post(f"/needs/{need.id}/way", data=data).status_code == 422
    assert fresh(session, need).way is None


def test_the_way_of_another_hubs_need_is_not_found(session, desk, by):
    other = make_hub(session, "dru")
    seed_need_kinds(session, other.id)
    draft = make_need_draft(make_area(session, other, "DRU-C"), kind="PEN")
    foreign = log_need(session, draft, hub_id=other.id, by_id=by.id, now=NOON).need
    session.commit()

    assert desk.post(f"/needs/{foreign.id}/way", data={"version": 1, "way": ""}).status_code == 404
