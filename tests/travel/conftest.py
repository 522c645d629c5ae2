"""Fixtures of travel times: a hub whose base lies in the west, a desk, an administrator."""

import pytest

from app.domain.roles import Role
from tests.factories import make_area, make_hub, make_user, sign_in


@pytest.fixture
def hub(session):
    return make_hub(session, base_lat=48.53, base_lon=37.65)


@pytest.fixture
def west(session, hub):
    return make_area(session, hub, "KOS-W", lat=48.53, lon=37.65)


@pytest.fixture
def south(session, hub):
    return make_area(session, hub, "DRU-S", lat=48.60, lon=37.53)


@pytest.fixture
def oksana(session, hub):
    return make_user(session, hub, display_name="Оксана Бойко", language="en")


@pytest.fixture
def desk(session, client, oksana, west, south):
    sign_in(session, client, oksana)
    return client


@pytest.fixture
def admin(session, client, hub, west, south):
    sign_in(session, client, make_user(session, hub, Role.ADMIN, language="en"))
    return client
