"""What the tests of this room begin with: a hub that has learned for two months."""

from datetime import timedelta

import pytest

from tests.factories import NOON, make_hub


@pytest.fixture
def hub(session):
    return make_hub(session, created_at=NOON - timedelta(days=60))
