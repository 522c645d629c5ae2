"""What becomes of reports at the desk, from phones to the page of the shelling, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.story.conftest import Demo, press
from tests.story.test_every_page import RULES
from tests.story.test_the_day import set_story

OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"


def report(page, demo, area: str, kind: str):
    """By the button of the area, or from the list where it is none of the sender's few."""
    page.goto(f"{demo.address}/report")
    button = page.get_by_text(area, exact=True)
    if button.count():
        button.first.click()
    else:
        page.locator("label.chip:has(input[name=area_id][value='0'])").click()
        option = page.locator("select[name=other_area_id] option").filter(has_text=area).first
        page.select_option("select[name=other_area_id]", option.get_attribute("value"))
    page.get_by_text(kind).first.click()
    press(page.get_by_role("button", name="Надіслати"))


def test_two_volunteers_on_one_salvo_are_one_line_of_the_log_with_two_sources(demo: Demo):
    for name in ("iryna", "stepan"):
        report(demo.open_as(name, "phone"), demo, "KOS-C", "РСЗВ")

    desk = demo.open_as("boiko", "desk")
    desk.goto(f"{demo.address}/shelling?days=1")

    rows = desk.locator("tbody tr").filter(has_text="KOS-C").filter(has_text="2 джерела").all_inner_texts()
    assert len(rows) == 1, desk.locator("tbody").inner_text()


@pytest.mark.parametrize(("medium", "colours"), [("desk", "light"), ("phone", "dark")])
def test_no_part_of_the_desk_has_a_barrier_however_much_is_open(demo: Demo, medium: str, colours: str):
    report(demo.open_as("iryna", "phone"), demo, "KOS-C", "Артилерія")
    report(demo.open_as("stepan", "phone"), demo, "KOS-N", "Артилерія")
    desk = demo.open_as("boiko", medium, colours)
    desk.goto(f"{demo.address}/shelling")
    one = desk.locator("tbody tr").first.get_by_role("link").first.get_attribute("href")
    found = []

    for address in ("/shelling", "/shelling/sources", one):
        desk.goto(demo.address + str(address))
        desk.evaluate(OPEN_ALL)
        found += [f"{address} {bar['id']}" for bar in Axe().run(desk, options=RULES).response["violations"]]
        if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{address} scrolls sideways")

    assert found == []


def test_the_morning_after_shows_the_newest_figures_and_folds_the_first(demo: Demo):
    desk = demo.open_as("boiko", "desk")
    set_story(desk, demo, "tomorrow")
    desk.goto(f"{demo.address}/shelling")
    press(desk.locator("tbody tr").filter(has_text="11 поранених").get_by_role("link").first)

    people = desk.locator("section.block").filter(has=desk.get_by_role("heading", name="Загиблі й поранені"))
    rows = people.locator("ul.rows > li")
    expect(rows).to_have_count(2)
    newest, first = rows.all()
    assert re.search(r"2 загиблі, 11 поранених · голова обласної.*станом на .*22:00", newest.inner_text(), re.S)
    assert not first.is_visible()
    people.get_by_text("Що було відомо раніше").click()
    assert re.search(r"2 загиблі, 10 поранених · Офіс.*станом на .*18:00", first.inner_text(), re.S)
