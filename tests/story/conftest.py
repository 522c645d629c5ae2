"""The demo served as a visitor meets it: forms with their tokens, real sign-in, story time running."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import create_app
from app.config import Config
from app.db import make_engine
from app.demo.cast import PASSWORD
from app.demo.load import load
from app.models import Base
from app.models.sealing import Keyring
from tests.infrastructure.web_server import serving

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

WIDTHS = {"phone": 360, "desk": 1280}


@dataclass(frozen=True)
class Demo:
    """Where the demo answers, and how somebody sits down before it."""

    app: "Flask"
    address: str
    open_as: Callable[..., "Page"]


def press(button: "Locator") -> None:
    """Press it and wait until the page that answers stands whole: what is read before that may lack its end."""
    button.click()
    button.page.wait_for_load_state()


@pytest.fixture
def demo(tmp_path: Path, keyring: Keyring, browser: "Browser") -> Iterator[Demo]:
    config = Config.from_environment(instance=str(tmp_path), database_url=f"sqlite:///{tmp_path / 'demo.sqlite'}")
    engine = make_engine(config.url)
    Base.metadata.create_all(engine)
    load(engine, lambda _line: None)
    engine.dispose()
    app = create_app({"config": config, "keyring": keyring})
    contexts: list[BrowserContext] = []

    def open_as(username: str, medium: str, colours: str = "light") -> "Page":
        size = {"width": WIDTHS[medium], "height": 740}
        contexts.append(
            browser.new_context(
                viewport=size,
                color_scheme=colours,
                locale="uk-UA",
                timezone_id="Europe/Kyiv",
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{address}/sign-in")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button.main").first.click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    with serving(app) as address:
        yield Demo(app, address, open_as)
        for context in contexts:
            context.close()
    app.extensions["obkhid_engine"].dispose()
