"""One visit held by hand: with a reason, released by name; others of its area go on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import Refused
from app.domain.states import VisitState
from app.models import AuditEntry, Hold, HoldReason
from app.places import service
from app.places.queries import holds_covering
from tests.factories import NOON, make_need, make_visit
from tests.places.world import LATER, fresh, text_of

pytestmark = [pytest.mark.usefixtures("noon"), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


@pytest.fixture
def visit(session, hub, area):
    return make_visit(session, make_need(session, area, hub))


def hold(session, hub, by, visit):
    how = {
        "reason": HoldReason.PERSON,
        "note": "собака",
        "review_at": NOON + timedelta(hours=2),
        "by_id": by.id,
        "now": NOON,
    }
    return service.hold_visit(session, visit.id, hub_id=hub.id, **how)


def test_it_holds_that_visit_and_nothing_round_it(session, hub, oksana, area, visit):
    made = hold(session, hub, oksana, visit)
    index = holds_covering(session, hub.id, now=NOON)

    assert index.of_visit(visit.id) == [made]
    assert index.of_area(area.id) == []
    assert "hold" in set(session.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize("state", [VisitState.PROPOSED, VisitState.CANCELLED])
def test_what_is_over_or_only_drafted_is_not_held(session, hub, oksana, visit, state):
    visit.state = state

    with pytest.raises(Refused):
        hold(session, hub, oksana, visit)


def test_the_page_holds_with_a_reason_and_the_way_back_from_its_release_is_the_visit(session, desk, visit):
    url, sent = f"/visits/{visit.id}/hold", {"hold-note": "собака без нагляду", "hold-review_at": LATER}
    session.commit()

    refused = desk.post(url, data=sent | {"hold-note": " "})
    answer = desk.post(url, data=sent)
    [made] = fresh(session, Hold)
    released = desk.post(f"/holds/{made.id}/release", data={"release-reason": "собаку зачинили", "release-version": 1})

    assert (refused.status_code, answer.status_code, released.status_code) == (422, 303, 303)
    assert released.location == url
    page = text_of(desk.get(url))
    assert "собаку зачинили" in page
    assert desk.get("/visits/999999/hold").status_code == 404
