"""What the tests of this room begin with: a hub with its kinds, an area, a coordinator."""

import pytest

from app.needs.service import seed_need_kinds
from tests.factories import make_area, make_hub, make_user


@pytest.fixture
def hub(session):
    hub = make_hub(session)
    seed_need_kinds(session, hub.id)
    return hub


@pytest.fixture
def area(session, hub):
    return make_area(session, hub)


@pytest.fixture
def by(session, hub):
    return make_user(session, hub, display_name="О. Бойко")
