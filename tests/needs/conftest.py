"""What the tests of this room begin with: a hub with its kinds, a coordinator at the desk, a need."""

import pytest

from app import clock
from app.needs.service import log_need, seed_need_kinds
from app.people.facts import PersonFacts
from tests.factories import NOON, make_hub, make_need_draft, make_user, sign_in


@pytest.fixture
def hub(session):
    hub = make_hub(session)
    seed_need_kinds(session, hub.id)
    return hub


@pytest.fixture
def by(session, hub):
    return make_user(session, hub, display_name="О. Бойко")


@pytest.fixture
def at_noon():
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def need(session, hub, area, by):
    draft = make_need_draft(area, person=PersonFacts(first_name="Людмила", surname="Придуманенко"), phone="0951234567")
    return log_need(session, draft, hub_id=hub.id, by_id=by.id, now=NOON).need


@pytest.fixture
def desk(session, client, by, need):
    """The browser of the coordinator."""
    sign_in(session, client, by)
    return client
