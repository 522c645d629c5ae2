"""Fixtures that cost something; the hub, area and moment most tests begin with. Rows come from tests/factories.py."""

import os
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from tests.infrastructure import browser as browsers
from tests.infrastructure import capabilities, postgresql
from tests.infrastructure.databases import Database, database_with_tables, empty, memory_folder
from tests.infrastructure.web_server import serving

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page

    from app.models import Area, Hub
    from app.models.sealing import Keyring

DIALECTS = ["sqlite", "postgresql"]

# A busy machine is slow without being wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def sqlite_database() -> Iterator[Database]:
    with (
        tempfile.TemporaryDirectory(prefix="obkhid-", dir=memory_folder()) as folder,
        database_with_tables(f"sqlite:///{folder}/test.sqlite") as database,
    ):
        yield database


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """An empty PostgreSQL database of this worker process alone."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:16]
    with postgresql.own_database(run, os.environ.get("PYTEST_XDIST_WORKER", "alone")) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    with database_with_tables(postgresql_url) as database:
        yield database


@pytest.fixture(params=DIALECTS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database with every table: the test runs once on SQLite and once on PostgreSQL.

    A test for which one is enough says @pytest.mark.parametrize("database", ["sqlite"], indirect=True).
    """
    found: Database = request.getfixturevalue(f"{request.param}_database")
    yield found
    empty(found)


@pytest.fixture(scope="session", autouse=True)
def keyring() -> Iterator["Keyring"]:
    """The keys of the tests: people's names can be sealed and opened in each of them."""
    from app.models.sealing import Keyring, install_keyring

    ring = Keyring.generate()
    install_keyring(ring)
    yield ring
    install_keyring(None)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that may write, on each of the databases."""
    from app.db import writing

    with Session(writing(database.engine), expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture
def hub(session: Session) -> "Hub":
    from tests.factories import make_hub

    return make_hub(session)


@pytest.fixture
def area(session: Session, hub: "Hub") -> "Area":
    from tests.factories import make_area

    return make_area(session, hub)


@pytest.fixture
def noon(session: Session) -> None:
    """The pages take it for NOON. The application looks for that when it is made, so name this before its client."""
    from tests.factories import NOON, tell_story_time

    tell_story_time(session, NOON)


@pytest.fixture
def app(database: Database, tmp_path_factory: pytest.TempPathFactory, keyring: "Keyring") -> Iterator["Flask"]:
    """The application on the empty database, with an instance folder of its own; forms need no token here."""
    from app import create_app
    from app.config import Config

    instance = tmp_path_factory.mktemp("instance")
    config = Config.from_environment(instance=str(instance), database_url=database.url)
    application = create_app({"config": config, "keyring": keyring, "TESTING": True, "WTF_CSRF_ENABLED": False})
    yield application
    application.extensions["obkhid_engine"].dispose()


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    return app.test_client()


@pytest.fixture
def live_server(app: "Flask") -> Iterator[str]:
    """The address of the application, running in a thread on a free loopback port."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    with browsers.chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page in a fresh profile, the size of a cheap phone, speaking Ukrainian."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="uk-UA", timezone_id="Europe/Kyiv")
    yield context.new_page()
    context.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and capabilities.not_run(reporter) and capabilities.is_strict():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for reason, tests in sorted(capabilities.not_run(terminalreporter).items()):
        terminalreporter.write_line(f"{reason} (tests: {tests}).", red=True, bold=True)
