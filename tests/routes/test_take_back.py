"""Refusing one line of a draft: the visit is as it was published, or the rule that forbids it is named."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.states import RouteState
from app.routes import adjust, drafts, service
from app.routes.by_hand import Place, put_at
from app.routes.errors import NotPossible
from app.routes.take_back import take_back
from tests.factories import sign_in
from tests.routes.world import World, make_published_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    return make_published_world(session)


def starts(world: World, state: RouteState) -> dict[int, tuple[int, int]]:
    routes = [route for route in world.routes() if route.state is state]
    return {drafts.key_of(s.visit): (route.team_id, s.start_min) for route in routes for s in route.stops if s.visit}


def refuse(world: World, key: int) -> None:
    take_back(world.session, world.hub.id, world.on, key, **world.acts)
    world.session.flush()


def test_a_visit_taken_off_stands_again_where_it_was_published(world: World):
    key = world.needs[0].id
    adjust.drop_visit(world.session, world.hub.id, world.on, key, **world.acts)

    refuse(world, key)

    assert starts(world, RouteState.DRAFT) == {}


def test_a_visit_that_was_added_goes_off_again_and_the_rest_stays(world: World):
    new = world.need()
    before = starts(world, RouteState.PUBLISHED)
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    assert new.id in starts(world, RouteState.DRAFT)

    refuse(world, new.id)

    assert starts(world, RouteState.PUBLISHED) | starts(world, RouteState.DRAFT) == before


def test_a_visit_moved_to_another_team_comes_back_to_its_minute(world: World):
    key = world.needs[1].id
    team, _at = starts(world, RouteState.PUBLISHED)[key]
    adjust.move_stop(world.session, world.hub.id, world.on, key, f"team:{other(world, team)}", **world.acts)

    refuse(world, key)

    assert starts(world, RouteState.DRAFT) == {}


def other(world: World, team_id: int) -> int:
    return next(team for team in (world.team.id, world.team.id + 1) if team != team_id)


def test_a_line_that_a_hold_forbids_is_refused_by_the_rule(world: World):
    key = world.needs[0].id
    adjust.drop_visit(world.session, world.hub.id, world.on, key, **world.acts)
    world.hold(area_id=world.west.id)

    with pytest.raises(NotPossible) as refused:
        refuse(world, key)

    assert (refused.value.why["rule"], refused.value.why["visit"]) == ("G07", key)


def test_the_page_offers_each_line_and_takes_one_back(world: World, client: FlaskClient):
    key = world.needs[0].id
    adjust.drop_visit(world.session, world.hub.id, world.on, key, **world.acts)
    sign_in(world.session, client, world.coordinator)
    world.session.commit()

    assert client.get(f"/plan/{world.on}").text.count("take-back") == 1
    assert client.post(f"/plan/{world.on}/take-back", data=world.as_shown(key=key)).status_code == 303
    assert "take-back" not in client.get(f"/plan/{world.on}").text
    assert client.post(f"/plan/{world.on}/take-back", data=world.as_shown(key="x")).status_code == 404


def test_a_visit_dragged_away_comes_back_and_the_pin_of_the_drag_is_off(world: World):
    key = world.needs[1].id
    team, at = starts(world, RouteState.PUBLISHED)[key]
    put_at(world.session, world.hub.id, world.on, key, Place(other(world, team), at + 60), **world.acts)
    assert world.visit_of(world.needs[1]).pin_team_id

    refuse(world, key)

    assert starts(world, RouteState.DRAFT) == {}
    assert world.visit_of(world.needs[1]).pin_team_id is None


def test_a_pin_that_holds_a_visit_where_it_was_published_stays(world: World):
    key, moved = world.needs[1].id, world.needs[0].id
    adjust.pin(world.session, world.hub.id, world.on, key, **world.acts)
    adjust.drop_visit(world.session, world.hub.id, world.on, moved, **world.acts)

    refuse(world, key)

    assert world.visit_of(world.needs[1]).pin_team_id
