"""The command obkhid, run in a folder of its own as somebody at a console would."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.exchange.areas_csv import TEMPLATE
from app.models.sealing import Keyring, install_keyring
from tests.infrastructure import postgresql

Run = Callable[..., Result]
INIT = [
    "--code",
    "nov",
    "--name-uk",
    "Новий",
    "--name-en",
    "New",
    "--base",
    "48.63,37.55",
    "--duty-phone",
    "050 000 00 01",
]
WHO = ["--areas", str(TEMPLATE), "--admin", "admin", "--coordinator", "olena"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keyring: Keyring) -> Iterator[Run]:
    """Run a command in the folder of this test; result.exit_code and result.output tell how it went."""
    monkeypatch.setenv("OBKHID_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.delenv("OBKHID_DATABASE_URL", raising=False)
    monkeypatch.delenv("OBKHID_KEYS", raising=False)

    def call(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(one) for one in arguments])

    yield call
    install_keyring(keyring)


@pytest.fixture
def made(run: Run) -> Run:
    """The same, with a hub in the folder."""
    result = run("init", *INIT, *WHO)
    assert result.exit_code == 0, result.output
    return run


@pytest.fixture
def postgresql_of_its_own() -> Iterator[str]:
    """A database with no table in it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:16]
    with postgresql.own_database(run, f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_restore") as url:
        yield url


def one_time_password(output: str, username: str) -> str:
    return re.search(rf"One-time password of {username}: (\S+)", output).group(1)
