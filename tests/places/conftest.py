"""Fixtures of the tests of pages; rows come from tests/factories.py."""

import pytest

from tests.factories import NOON, make_area, make_hub, make_user, sign_in
from tests.places.world import set_clock


@pytest.fixture
def noon(session):
    """The application's clock starts at NOON, as in a demo; it looks for that when it is made, so this comes first."""
    set_clock(session, NOON)


@pytest.fixture
def hub(session):
    return make_hub(session)


@pytest.fixture
def oksana(session, hub):
    return make_user(session, hub, display_name="Оксана Бойко", language="en")


@pytest.fixture
def petro(session, hub):
    return make_user(session, hub, display_name="Петро Вигаданий", language="en")


@pytest.fixture
def desk(session, client, oksana):
    sign_in(session, client, oksana)
    return client


@pytest.fixture
def area(session, hub):
    found = make_area(session, hub)
    session.commit()
    return found
