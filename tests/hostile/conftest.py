"""The crowd of a hub, on the database of the test."""

import pytest
from sqlalchemy.orm import Session

from tests.hostile.crowd import Crowd, gather


@pytest.fixture
def crowd(session: Session, request: pytest.FixtureRequest) -> Crowd:
    return gather(session, lambda: request.getfixturevalue("app"))
