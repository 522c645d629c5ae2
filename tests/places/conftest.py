"""Fixtures of the tests of pages; rows come from tests/factories.py."""

import pytest

from tests.factories import make_area, make_user, sign_in


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
