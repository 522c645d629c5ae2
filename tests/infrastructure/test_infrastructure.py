"""The tests' own ground: both databases, the browser, the web server, and the words when one is missing."""

import os
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from tests.infrastructure import postgresql
from tests.infrastructure.web_server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest_plugins = ["pytester"]


def test_postgresql_of_this_worker_speaks_ukrainian(postgresql_url):
    engine = create_engine(postgresql_url)

    with engine.connect() as connection:
        answer = connection.execute(text("select 'Обхід'"))
        assert answer.scalar() == "Обхід"
    engine.dispose()


def test_the_browser_shows_a_page_of_our_server(page: "Page"):
    with serving(hello) as address:
        page.goto(address)
        assert page.inner_text("h1") == "Обхід"


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return ["<h1>Обхід</h1>".encode()]


@pytest.mark.parametrize(("ci", "workers", "exit_code"), [("true", "1", 1), ("", "0", 0)])
def test_what_could_not_run_is_named_and_fails_only_in_ci(pytester, monkeypatch, request, ci, workers, exit_code):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))
    pytester.makeconftest((request.config.rootpath / "tests/conftest.py").read_text())
    pytester.makepyfile("def test_needs_a_browser(browser): pass\ndef test_plain(): pass")

    result = pytester.runpytest_subprocess("-n", workers, "-c", "/dev/null", "--rootdir", pytester.path)

    result.stdout.fnmatch_lines(["NOT RUN: Chromium, because none of * is installed (tests: 1)."])
    assert result.ret == exit_code


def test_a_second_database_of_one_worker_leaves_the_server_running(postgresql_url):
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:16]
    with postgresql.own_database(run, f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_second"):
        pass

    engine = create_engine(postgresql_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()
