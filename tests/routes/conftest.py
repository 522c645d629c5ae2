"""What the tests of the plan's pages begin with; a file that needs another day makes a `world` of its own."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import sign_in, tell_story_time
from tests.routes.world import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    world.need()
    world.need(world.south)
    tell_story_time(session, world.now)
    return world


@pytest.fixture
def desk(world: World, client: FlaskClient) -> FlaskClient:
    """The browser of the coordinator."""
    sign_in(world.session, client, world.coordinator)
    return client
