"""What is in the repository runs anywhere: no package index, no path of one machine, only pinned packages."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ["app", "docs", "migrations", "scripts", "benchmarks", "tests", ".ci"]
UNREADABLE = {".ttf", ".woff2", ".png", ".ico", ".pdf", ".mo", ".pyc", ".gz"}
LOCKS = ["requirements.lock", "requirements-test.lock", "requirements-bench.lock"]

INDEX = re.compile(r"py[p]i\.(org|python)|pythonh[o]sted|npm[j]s\.|^\s*--?(index|extra|find|i |f )", re.MULTILINE)
ONE_MACHINE = re.compile(r"(?<![\w.>~])/(work|root|Users)/[\w.]|\bshared/(brief|house|domain|ux|security|words|des)")


def files() -> list[Path]:
    inside = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    beside = [path for path in sorted(ROOT.iterdir()) if path.name != ".git"]
    return [path for path in inside + beside if path.is_file() and path.suffix not in UNREADABLE]


def locked(lock: str) -> dict[str, str]:
    """Each package of a lock file, with the text of its entry."""
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    return {re.split(r"[=\s]", entry)[0]: entry for entry in entries}


@pytest.mark.parametrize("name", ["pyproject.toml", *LOCKS])
def test_no_package_index_is_named(name):
    assert INDEX.findall((ROOT / name).read_text()) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_pinned_by_hash(lock):
    loose = [name for name, entry in locked(lock).items() if "==" not in entry or "--hash=sha256:" not in entry]

    assert loose == []


def test_what_is_tested_is_what_runs():
    running, testing, benching = (locked(lock) for lock in LOCKS)

    assert running.items() <= testing.items() <= benching.items()


def test_every_dependency_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[<>=;\s]", line)[0] for line in project["dependencies"]}

    assert asked - locked("requirements.lock").keys() == set()


def test_no_file_knows_one_machine():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files()
        for match in ONE_MACHINE.finditer(path.read_text(errors="replace"))
    ]

    assert found == []
