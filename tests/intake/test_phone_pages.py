"""The phone itself: few bytes, no script needed, three taps from opening to a held area."""

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ShellingReport
from tests.intake.phone import Phone, make_phone

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
STATIC = Path(__file__).parents[2] / "app" / "static"
MOST_BYTES = 30_000
MOST_REQUESTS = 9


@pytest.fixture
def phone(session: Session, client: FlaskClient) -> Phone:
    return make_phone(session, client)


def linked_files(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="/static/([^"?]+)', page)


@pytest.mark.parametrize("address", ["/need", "/report"])
def test_a_form_with_its_styles_is_under_thirty_kilobytes(phone: Phone, address: str):
    page = phone.get(address)
    files = linked_files(page.text)

    size = sum(len(gzip.compress(body, 9)) for body in (page.data, *((STATIC / file).read_bytes() for file in files)))

    assert size < MOST_BYTES
    assert len(files) + 1 <= MOST_REQUESTS


@pytest.mark.parametrize("address", ["/need", "/report", "/sent"])
def test_no_page_needs_a_script(phone: Phone, address: str):
    page = phone.get(address).text

    assert "<script" not in page
    assert not re.search(r"\son\w+=", page)


def test_consent_is_never_ticked_beforehand(phone: Phone):
    assert not re.search(r'<input[^>]*checked[^>]*name="consent"', phone.get("/need").text)


def test_three_taps_report_rockets_and_a_later_one_names_them(
    phone: Phone, session: Session, live_server: str, page: "Page"
):
    page.context.add_cookies([{"name": "obkhid", "value": cookie_of(phone.client), "url": live_server}])
    page.goto(f"{live_server}/report")

    page.locator("label", has_text="KOS-C").click()
    page.get_by_text("РСЗВ («Град», «Смерч»)").click()
    page.get_by_role("button", name="Надіслати").click()

    expect(page.locator("main")).to_contain_text("Призупинено. Перегляд: ")
    page.get_by_text("Доповнити пізніше").click()
    page.get_by_text("Смерч").last.click()
    page.get_by_role("button", name="Доповнити повідомлення").click()
    page.wait_for_load_state()
    kinds = session.scalars(select(ShellingReport.weapon).order_by(ShellingReport.id)).all()
    assert kinds == [None, "MLRS_SMERCH"]


def test_every_button_is_as_large_as_a_thumb(phone: Phone, live_server: str, page: "Page"):
    page.context.add_cookies([{"name": "obkhid", "value": cookie_of(phone.client), "url": live_server}])
    for address in ("/need", "/report"):
        page.goto(live_server + address)

        small = page.eval_on_selector_all(".chip, .button", SMALLER_THAN_A_THUMB)

        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


SMALLER_THAN_A_THUMB = """all => all.filter(one => one.offsetParent && one.getBoundingClientRect().height < 56)
    .map(one => one.textContent.trim())"""


def cookie_of(client: Any) -> str:
    return str(client.get_cookie("obkhid").value)


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_page_has_a_barrier_even_with_every_fold_open(
    phone: Phone, live_server: str, browser: "Browser", colours: str
):
    saved = [phone.need(chips=["food", "water"]).location, phone.report().location]
    context = browser.new_context(viewport={"width": 360, "height": 640}, color_scheme=colours, bypass_csp=True)
    context.add_cookies([{"name": "obkhid", "value": cookie_of(phone.client), "url": live_server}])
    page = context.new_page()

    for address in ("/need", "/report", "/sent", *saved, f"{saved[0]}/change"):
        page.goto(live_server + address)
        page.evaluate("document.querySelectorAll('details').forEach((details) => details.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
