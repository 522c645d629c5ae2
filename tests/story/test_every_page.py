"""Each page of the demo in light and dark, on phone and desk: no barrier, no sideways scroll, no script error."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.accounts.policy import policy_of
from tests.story.conftest import Demo
from tests.story.test_the_day import propose_and_publish

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SEATS = [
    ("iryna", "phone", "light"),
    ("iryna", "phone", "dark"),
    ("boiko", "desk", "light"),
    ("boiko", "desk", "dark"),
    ("boiko", "phone", "light"),
    ("admin", "desk", "light"),
    ("auditor", "desk", "dark"),
]
ONE_OF_EACH = {"on": "2023-05-13", "day": "2023-05-13"}
PARTS = {"routes.changed", "routes.search_status"}  # put into an open page by its script; that page is judged


def addresses(demo: Demo) -> list[str]:
    """Every page that is fetched with GET, with row 1 where it names a row."""
    app = demo.app
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("")
        for rule in app.url_map.iter_rules():
            is_page = "GET" in (rule.methods or ()) and rule.endpoint != "static" and not rule.rule.endswith(".pdf")
            if is_page and rule.endpoint not in PARTS and policy_of(app.view_functions[rule.endpoint]) is not None:
                values = {name: ONE_OF_EACH.get(name, 1) for name in rule.arguments}
                found.append(adapter.build(rule.endpoint, values, append_unknown=False))
    return sorted(set(found))


@pytest.mark.parametrize(("username", "medium", "colours"), SEATS)
def test_no_page_has_a_barrier(demo: Demo, username: str, medium: str, colours: str):
    if username == "boiko":
        propose_and_publish(demo.open_as("boiko", "desk"), demo)
    page = demo.open_as(username, medium, colours)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    found = []
    for address in addresses(demo):
        answer = page.goto(demo.address + address)
        if answer is None or answer.status >= 500:
            found.append((address, "broken"))
        if answer is None or answer.status != 200:
            continue
        barriers = [barrier["id"] for barrier in Axe().run(page, options=RULES).response["violations"]]
        found += [(address, barrier) for barrier in barriers]
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0 and "/sheet/" not in address:
            found.append((address, f"scrolls sideways by {width}"))

    assert found == []
    assert errors == []
