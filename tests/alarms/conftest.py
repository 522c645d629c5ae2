"""Fixtures of the alarms: a stub feed, a hub with one area in Kramatorsk raion, the desk."""

import pytest

from tests.alarms.stub import feed_stub
from tests.factories import make_area, make_user, sign_in


@pytest.fixture
def stub():
    with feed_stub() as found:
        yield found


@pytest.fixture
def area(session, hub):
    found = make_area(session, hub, alarm_uids="50")
    session.commit()
    return found


@pytest.fixture
def desk(session, client, hub):
    sign_in(session, client, make_user(session, hub, display_name="Оксана Бойко", language="en"))
    return client
