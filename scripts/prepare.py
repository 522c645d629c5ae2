"""Makes .venv hold what the lock file says, and says which system packages are missing. Standard library only."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from system_packages import SystemPackage, install, missing_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
BASE_PYTHON = Path(sys.executable).resolve()  # the interpreter a .venv was made from, also when run from inside it


def main(purpose: str) -> None:
    tell_about(install(missing_packages(purpose)))
    if stamp_of(purpose).is_file() and stamp_of(purpose).read_text() == fingerprint(purpose):
        return
    print(f"Preparing .venv for {purpose}: about a minute, only when the lock file has changed.", flush=True)
    if not is_usable():
        run(BASE_PYTHON, "-m", "venv", "--clear", VENV)
        place_stamp().write_text(place())
    pip("--require-hashes", "--requirement", LOCKS[purpose])
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)
    for prepared in {purpose, "run"}:  # the test lock holds the whole run lock
        stamp_of(prepared).write_text(fingerprint(prepared))


def tell_about(packages: list[SystemPackage]) -> None:
    for package in packages:
        print(f"Missing: the system package {package.name}, for {package.purpose}.", file=sys.stderr)


def is_usable() -> bool:
    """A .venv of another folder or another Python is made anew: its scripts hold absolute paths."""
    return place_stamp().is_file() and place_stamp().read_text() == place() and (VENV / "bin/pip").is_file()


def place() -> str:
    return f"{ROOT}\n{BASE_PYTHON}\n{sys.version}\n"


def place_stamp() -> Path:
    return VENV / ".made-for"


def stamp_of(purpose: str) -> Path:
    return VENV / f".prepared-for-{purpose}"


def fingerprint(purpose: str) -> str:
    contents = LOCKS[purpose].read_bytes() + (ROOT / "pyproject.toml").read_bytes() + place().encode()
    return hashlib.sha256(contents).hexdigest()


def pip(*arguments: str | Path) -> None:
    run(VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command: str | Path) -> None:
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit("Obkhid could not prepare .venv: the lines above say why. Is the network there? Then run it again.")


if __name__ == "__main__":
    main(sys.argv[1])
