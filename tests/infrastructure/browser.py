"""Chromium as the system has it, driven headless and kept from calling home."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.infrastructure.capabilities import not_here

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Where Chromium is; the test that asks is not run if it is nowhere."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or not_here("Chromium", f"none of {', '.join(NAMES)} is installed")


@contextmanager
def chromium() -> Iterator["Browser"]:
    path = chromium_path()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        not_here("Chromium", missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
