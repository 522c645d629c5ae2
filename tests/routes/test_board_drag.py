"""The day board in a browser: what is dragged is what is typed, a refused drop changes nothing, two work at once."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from app.domain.zones import Zone
from app.routes import adjust, service
from tests.factories import PASSWORD, make_team, make_user, tell_story_time
from tests.infrastructure.web_server import serving
from tests.routes.test_by_hand import places
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OPEN_AS = Callable[..., Page]


@pytest.fixture
def world(session: Session) -> World:
    """Two teams, three visits: two on routes, one taken off."""
    world = make_world(session)
    make_team(session, world.hub, 2, on=(world.on,))
    make_user(session, world.hub, username="petro", display_name="П. Гончар")
    for area in (world.west, world.south, world.west):
        world.need(area)
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    adjust.drop_visit(session, world.hub.id, world.on, world.needs[2].id, **world.acts)
    tell_story_time(session, world.now)
    return world


@pytest.fixture
def open_as(world: World, app: Flask, browser: Browser) -> Iterator[OPEN_AS]:
    world.session.rollback()
    contexts = []

    def open_plan(username: str = "olena", **screen) -> Page:
        size = {"width": 1280, "height": 1400}
        contexts.append(browser.new_context(viewport=size, locale="uk-UA", **screen))
        page = contexts[-1].new_page()
        page.set_default_timeout(8_000)
        page.goto(f"{address}/sign-in?next=/plan/{world.on}")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button.main")
        page.wait_for_selector("html.can-drag")
        return page

    with serving(app) as address:
        yield open_plan
        for context in contexts:
            context.close()


def wait_for_board(page: Page, stop: str) -> None:
    """Until the saved plan shows this stop and its scripts listen: a key pressed before that would go nowhere."""
    page.wait_for_selector(f"html.can-drag {stop}")


def pick_up(page: Page, source: str) -> None:
    box = page.locator(source).first.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 32, box["y"] + 36, steps=3)


def hover_over(page: Page, team: int, minute: int) -> None:
    cell = page.locator(f'tr[data-team="{team}"] td[data-hour="{minute // 60}"]').bounding_box()
    page.mouse.move(cell["x"] + cell["width"] * (minute % 60 + 3) / 60, cell["y"] + cell["height"] / 2, steps=4)


def hours(page: Page) -> list[int]:
    return [int(cell.get_attribute("data-hour")) for cell in page.locator("tr[data-team]").first.locator("td").all()]


def team_of(world: World, key: int) -> int:
    return places(world)[key][0]


def other_team(world: World, key: int) -> int:
    shifts = service.gather(world.session, world.hub.id, world.on, now=world.now).shifts
    return min({shift.team_id for shift in shifts} - {team_of(world, key)})


def test_a_stop_dragged_to_another_team_and_hour_is_judged_on_the_way_and_saved(world: World, open_as: OPEN_AS):
    key = world.needs[0].id
    team = other_team(world, key)
    world.session.rollback()
    page = open_as()
    minute = (hours(page)[-1] - 1) * 60 + 30

    pick_up(page, f'a.stop[data-key="{key}"]')
    hover_over(page, team, minute)
    expect(page.locator(".hovering p").first).to_be_visible()
    assert "Екіпаж" in page.locator("#hovering").text_content()
    page.mouse.up()
    wait_for_board(page, "a.stop.pinned")

    there, start = places(world)[key]
    assert there == team
    assert abs(start - minute) <= 5
    expect(page.locator(f'a.stop[data-key="{key}"]').first).to_be_focused()


def test_a_forbidden_drop_names_the_rule_and_changes_nothing(world: World, open_as: OPEN_AS):
    key = world.needs[0].id
    before, team = places(world), team_of(world, key)
    world.west.zones[-1].zone = Zone.Z0
    world.session.commit()
    page = open_as()

    pick_up(page, f'a.stop[data-key="{key}"]')
    hover_over(page, team, (hours(page)[-1]) * 60)
    expect(page.locator(".hovering.refused p").first).to_be_visible()
    said = page.locator(".hovering.refused p").first.text_content()
    page.mouse.up()

    expect(page.locator("#mistakes")).to_contain_text(said)
    assert "KOS-W" in said
    assert places(world) == before


def test_escape_puts_the_visit_back(world: World, open_as: OPEN_AS):
    key = world.needs[0].id
    before, team = places(world), other_team(world, key)
    world.session.rollback()
    page = open_as()
    at = page.url

    pick_up(page, f'a.stop[data-key="{key}"]')
    hover_over(page, team, hours(page)[-1] * 60)
    page.keyboard.press("Escape")
    page.mouse.up()

    assert page.locator(".hovering, .picked, .drop-line, tr.target").count() == 0
    page.wait_for_timeout(200)
    assert page.url == at
    assert places(world) == before


def test_a_visit_not_placed_is_dragged_onto_a_team_and_back_to_the_list(world: World, open_as: OPEN_AS):
    key = world.needs[2].id
    team = team_of(world, world.needs[0].id)
    world.session.rollback()
    page = open_as()
    minute = (hours(page)[-1] - 1) * 60

    pick_up(page, f'[data-pick="{key}"]')
    hover_over(page, team, minute)
    page.mouse.up()
    wait_for_board(page, f'a.stop[data-key="{key}"]')
    assert places(world)[key][0] == team

    world.session.rollback()
    pick_up(page, f'a.stop[data-key="{key}"]')
    box = page.locator(".left-out").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 20, steps=4)
    page.mouse.up()
    wait_for_board(page, f'[data-pick="{key}"]')
    assert key not in places(world)


def test_team_and_time_typed_come_to_the_same_place_as_a_drag(world: World, open_as: OPEN_AS):
    key = world.needs[0].id
    team = other_team(world, key)
    world.session.rollback()
    page = open_as()
    minute = (hours(page)[-1] - 1) * 60 + 30
    page.locator(f'a.stop[data-key="{key}"]').first.focus()
    page.keyboard.press("Enter")
    page.select_option("#chosen select[name=team]", str(team))
    page.fill("#chosen input[name=time]", f"{minute // 60}:{minute % 60:02}")
    page.keyboard.press("Enter")
    wait_for_board(page, "a.stop.pinned")

    there, start = places(world)[key]
    assert there == team
    assert abs(start - minute) <= 5


def test_a_finger_that_rests_picks_a_visit_up_and_one_that_moves_scrolls(world: World, open_as: OPEN_AS):
    key = world.needs[0].id
    team = other_team(world, key)
    world.session.rollback()
    page = open_as(has_touch=True)
    minute = (hours(page)[-1] - 1) * 60
    stop = page.locator(f'a.stop[data-key="{key}"]').first.bounding_box()
    cell = page.locator(f'tr[data-team="{team}"] td[data-hour="{minute // 60}"]').bounding_box()
    touch = page.context.new_cdp_session(page)

    def finger(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    finger("touchStart", stop["x"] + 20, stop["y"] + 30)
    page.wait_for_selector(".picked")
    finger("touchMove", cell["x"] + 4, cell["y"] + 20)
    expect(page.locator(".hovering p").first).to_be_visible()
    finger("touchEnd", 0, 0)
    wait_for_board(page, "a.stop.pinned")

    assert places(world)[key][0] == team


def test_two_at_once_see_each_other_and_nothing_is_lost(world: World, open_as: OPEN_AS):
    key = world.needs[0].id
    team = other_team(world, key)
    world.session.rollback()
    first, second = open_as("olena"), open_as("petro")
    minute = (hours(first)[-1] - 1) * 60

    pick_up(first, f'a.stop[data-key="{key}"]')
    hover_over(first, team, minute)
    first.mouse.up()
    wait_for_board(first, "a.stop.pinned")
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(second.locator("#changed")).to_contain_text("О. Бойко: план змінено")
    expect(second.locator("#changed")).to_contain_text("екіпаж 2")
    second.locator(f'a.stop[data-key="{key}"]').first.focus()
    second.keyboard.press("Delete")
    expect(second.locator("#mistakes")).to_contain_text("хтось змінив план")
    expect(second.locator("main")).to_contain_text("Ви хотіли: Зняти")
    assert places(world)[key][0] == team


def test_on_a_narrow_screen_the_list_keeps_to_its_buttons(world: World, open_as: OPEN_AS):
    page = open_as()
    page.set_viewport_size({"width": 800, "height": 900})

    pick_up(page, "a.stop[data-key]")

    assert page.locator(".hovering").count() == 0
    page.mouse.up()
