"""What happens before the application starts: finding Python, and naming the system packages that are missing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"


@pytest.fixture
def bare_machine(tmp_path: Path) -> Path:
    """A folder with our scripts and a PATH on which hardly anything is."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/dirname").symlink_to(shutil.which("dirname"))
    shutil.copytree(SCRIPTS, tmp_path / "scripts")
    return tmp_path


def find_python(machine: Path) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("sh"), str(machine / "scripts/python.sh"), "-c", "print('found')"]
    return subprocess.run(command, env={"PATH": str(machine / "bin")}, capture_output=True, text=True, check=False)


def test_without_python_one_sentence_says_what_to_install(bare_machine):
    answer = find_python(bare_machine)

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "Python 3.11 or newer" in answer.stderr


def test_a_newer_python_is_found_behind_an_old_one(bare_machine):
    (bare_machine / "bin/python3").symlink_to(shutil.which("false"))
    (bare_machine / "bin/python3.13").symlink_to(sys.executable)

    assert find_python(bare_machine).stdout == "found\n"


def test_who_may_not_install_is_told_what_is_missing(monkeypatch, capsys):
    monkeypatch.syspath_prepend(SCRIPTS)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    import prepare
    from system_packages import SystemPackage, install

    prepare.tell_about(install([SystemPackage("libpaper", "printing route sheets", lambda: False)]))

    assert capsys.readouterr().err == "Missing: the system package libpaper, for printing route sheets.\n"
