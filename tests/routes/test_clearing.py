"""Clearing all areas of a day in one act: under a siren it is asked once more, by the siren's and the areas' names."""

import pytest
from flask.testing import FlaskClient

from app.alarms.queries import alarm_picture
from app.models import Clearance
from app.routes import service
from tests.factories import make_alarm
from tests.routes.world import World

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(world: World) -> World:
    """A published day of two areas, an alarm over one of them."""
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    make_alarm(world.session, world.west, started_at=world.now, fetched_at=world.now)
    return world


def clear_all(world: World, desk: FlaskClient, **more):
    areas = [world.west.id, world.south.id]
    world.session.rollback()
    return desk.post(f"/plan/{world.on}/clear", data=world.as_shown(area=areas, **more))


def cleared(world: World) -> int:
    world.session.rollback()
    return world.session.query(Clearance).count()


def test_the_page_asks_once_more_and_names_the_siren_and_its_areas(world: World, desk: FlaskClient):
    page = desk.get(f"/plan/{world.on}").text
    asked = page.partition("Дозволити всі 2 під тривогою")[0].rpartition("<details")[2]

    assert "Повітряна тривога з 19:20, Краматорський район" in asked
    assert "KOS-W" in asked
    assert "DRU-S" not in asked, "no siren is on there"


def test_one_step_for_all_is_refused_under_a_siren_and_a_second_one_clears(world: World, desk: FlaskClient):
    refused = clear_all(world, desk)

    assert refused.status_code == 422
    assert "Не дозволено, триває тривога: Повітряна тривога з 19:20, Краматорський район: KOS-W." in refused.text
    assert cleared(world) == 0
    assert clear_all(world, desk, siren="1").status_code == 303
    assert cleared(world) == 2


def test_from_the_refused_sheet_it_is_asked_once_more_too(world: World, desk: FlaskClient):
    route_id = world.routes()[0].id

    back = clear_all(world, desk, route=route_id)

    assert (back.status_code, cleared(world)) == (422, 0)
    assert "триває тривога" in back.text
    assert clear_all(world, desk, route=route_id, siren="1").location.endswith(f"/sheet/{route_id}")


def test_areas_without_a_siren_are_cleared_in_one_step(world: World, desk: FlaskClient):
    world.west.alarm_uids = "99"
    world.session.commit()
    assert not alarm_picture(world.session, world.hub.id, now=world.now).fresh()

    assert clear_all(world, desk).status_code == 303
    assert cleared(world) == 2
