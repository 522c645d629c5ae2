"""What the tests of this room begin with: a hub that has learned for two months, and an area of it."""

from datetime import timedelta

import pytest

from tests.factories import NOON, make_area, make_hub


@pytest.fixture
def hub(session):
    return make_hub(session, created_at=NOON - timedelta(days=60))


@pytest.fixture
def area(session, hub):
    return make_area(session, hub)
