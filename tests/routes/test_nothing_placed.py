"""An empty plan says on top what blocks it, and leads to the step that opens it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.states import VisitState
from app.domain.zones import Zone
from app.models import Visit
from app.routes import service
from tests.factories import sign_in, tell_story_time
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    tell_story_time(session, world.now)
    return world


def top_of(world: World, client) -> str:
    world.session.commit()
    sign_in(world.session, client, world.coordinator)
    page = client.get(f"/plan/{world.on}").text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("boards")[0].partition("</nav>")[2]))


def propose(world: World) -> None:
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()


def test_holds_approvals_and_the_rest_are_counted_with_their_steps(world: World, client):
    world.need()
    world.hold(area_id=world.west.id)
    world.south.zones[-1].zone = Zone.Z3
    world.need(world.south)
    world.need(world.south, consents=False)
    propose(world)

    top = top_of(world, client)

    assert "Нікого не розміщено." in top
    assert "Призупинено: 1 потреба (" in top.replace("\N{NO-BREAK SPACE}", " ")
    assert "переглянути призупинення" in top
    assert "Чекають на іменне погодження: 1 потреба ( позначити й погодити" in top.replace("\N{NO-BREAK SPACE}", " ")
    assert "З інших причин: 1 потреба" in top.replace("\N{NO-BREAK SPACE}", " ")


def test_a_day_before_that_is_not_closed_keeps_its_needs_and_is_named(world: World, client):
    need = world.need()
    before = world.on - timedelta(days=1)
    facts = {
        "household_id": need.person.household_id,
        "team_id": world.team.id,
        "state": VisitState.PUBLISHED,
        "created_at": world.now,
    }
    world.session.add(Visit(hub_id=world.hub.id, on=before, **facts))
    world.session.flush()

    top = top_of(world, client)

    assert "13 травня не завершено: 1 візит без результату" in top.replace("\N{NO-BREAK SPACE}", " ")
    assert "записати результати" in top
    assert "Нікого не розміщено" not in top, "nothing was proposed yet"


def test_a_day_with_a_plan_says_nothing_of_it(world: World, client):
    world.need()
    propose(world)

    assert "Нікого не розміщено" not in top_of(world, client)
