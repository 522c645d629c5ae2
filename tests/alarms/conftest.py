"""Fixtures of the alarms: a stub feed, a hub with one area in Kramatorsk raion, the desk."""

import pytest

from tests.alarms.stub import feed_stub
from tests.factories import NOON, make_area, make_hub, make_user, sign_in
from tests.places.world import set_clock


@pytest.fixture
def stub():
    with feed_stub() as found:
        yield found


@pytest.fixture
def hub(session):
    return make_hub(session)


@pytest.fixture
def area(session, hub):
    found = make_area(session, hub, alarm_uids="50")
    session.commit()
    return found


@pytest.fixture
def noon(session):
    """The application's clock starts at NOON; it looks for that when it is made, so this comes first."""
    set_clock(session, NOON)


@pytest.fixture
def desk(session, client, hub):
    sign_in(session, client, make_user(session, hub, display_name="Оксана Бойко", language="en"))
    return client
