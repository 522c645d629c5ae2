"""The kit in a real browser: every macro on every layout, narrow and wide, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.infrastructure.web_server import serving
from tests.web.sample import make_app

WIDTHS = [320, 1280]
FOCUS_IS_SEEN = """() => {
    if (document.activeElement === document.body) return true;
    const focus = document.activeElement.getBoundingClientRect();
    const foot = document.querySelector(".foot");
    return !foot || focus.bottom <= foot.getBoundingClientRect().top + 1 || foot.contains(document.activeElement);
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, select, .chip, .tick")]
    .filter((e) => e.offsetParent && !e.matches(".skip") && e.getBoundingClientRect().height < 43.5)
    .map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def address():
    with serving(make_app()) as address:
        yield address


@pytest.fixture
def open_page(browser, address):
    """Opens a sample page in a window of this width and these colours; scripts of the test itself may run."""
    contexts = []

    def open_page(medium: str, width: int = 360, colours: str = "light"):
        viewport = {"width": width, "height": 740}
        contexts.append(browser.new_context(viewport=viewport, color_scheme=colours, bypass_csp=True))
        page = contexts[-1].new_page()
        page.goto(f"{address}/sample/{medium}")
        page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("medium", ["phone", "desk", "print"])
def test_a_page_has_no_barrier_and_no_sideways_scroll(open_page, medium, colours):
    for width in WIDTHS:
        page = open_page(medium, width, colours)

        assert Axe().run(page).violations_count == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_refused_form_has_no_barrier(open_page):
    page = open_page("phone")
    page.click("form.form .button.main")

    assert page.locator(".error-summary").is_visible()
    assert Axe().run(page).violations_count == 0


def test_the_foot_of_the_phone_never_hides_what_has_the_focus(open_page):
    page = open_page("phone")

    for _ in range(45):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("medium", ["phone", "desk"])
def test_targets_on_a_narrow_screen_are_the_size_of_a_thumb(open_page, medium):
    assert open_page(medium).evaluate(SMALL_TARGETS) == []


def test_the_security_policy_stops_nothing_of_ours(browser, address):
    complaints = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(f"{address}/sample/desk")

    assert complaints == []
    page.close()
