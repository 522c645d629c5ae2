"""A cookie kept from before: worth nothing after signing out, and never more than the account is worth now."""

import pytest
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import Membership, User
from tests.hostile.crowd import Crowd

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_cookie_sent_again_after_signing_out_opens_nothing(crowd: Crowd):
    client = crowd.clients[Role.COORDINATOR]
    kept = client.get_cookie("obkhid")
    assert kept
    client.post("/sign-out")

    thief = crowd.app.test_client()
    thief.set_cookie("obkhid", kept.value)

    assert thief.get("/people").status_code == 303


def test_another_role_holds_from_the_next_request_on(crowd: Crowd, session: Session):
    client, user = crowd.clients[Role.COORDINATOR], crowd.users[Role.COORDINATOR]
    before = client.get("/people").status_code
    row = session.get_one(User, user.id)
    row.role, row.is_approver, row.is_safety_lead = Role.VOLUNTEER, False, False
    session.commit()

    assert (before, client.get("/people").status_code) == (200, 403)


def test_whoever_left_a_hub_sees_none_of_its_rows_on_the_next_request(crowd: Crowd, session: Session):
    client, user = crowd.clients[Role.COORDINATOR], crowd.users[Role.COORDINATOR]
    session.delete(session.get_one(Membership, (user.id, crowd.hub_id)))
    session.commit()

    for ours, nobodys in (
        (f"/people/{crowd.own['person_id']}", "/people/987654"),
        (f"/needs/{crowd.own['need_id']}", "/needs/987654"),
    ):
        answers = client.get(ours), client.get(nobodys)
        assert [answer.status_code for answer in answers] == [403, 403]
        assert answers[0].text.replace(ours, "") == answers[1].text.replace(nobodys, "")
