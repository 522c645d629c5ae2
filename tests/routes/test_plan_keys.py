"""The day plan by keyboard, in a browser: keys send the same forms as the buttons."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.routes import service
from tests.factories import PASSWORD, tell_story_time
from tests.infrastructure.web_server import serving
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    world.need()
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    tell_story_time(session, world.now)
    return world


@pytest.fixture
def address(world: World, app: Flask) -> Iterator[str]:
    """Served after the story's clock is set, so that the server reads it."""
    with serving(app) as found:
        yield found


def test_p_pins_the_stop_that_has_the_focus_and_the_focus_stays(world: World, address: str, page: Page):
    day = world.on.isoformat()
    world.session.rollback()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{address}/sign-in?next=/plan/{day}")
    page.fill("input[name=username]", "olena")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.main")

    page.wait_for_selector("html.can-drag")  # the scripts listen: a key pressed before that would go nowhere
    page.locator("a.stop[data-key]").first.focus()
    page.keyboard.press("p")
    page.wait_for_selector("html.can-drag a.stop.pinned")

    expect(page.locator("a.stop[data-key]:focus")).to_have_count(1)
    page.keyboard.press("Delete")
    page.wait_for_selector(".left-out td")
    expect(page.locator("a.stop[data-key]")).to_have_count(0)
