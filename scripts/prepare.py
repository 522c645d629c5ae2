"""Makes .venv hold what the lock file says, and says which system packages are missing. Standard library only."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from system_packages import SystemPackage, install, missing_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {
    "run": ROOT / "requirements.lock",
    "test": ROOT / "requirements-test.lock",
    "bench": ROOT / "requirements-bench.lock",
}
HOLDS = {"run": [], "test": ["run"], "bench": ["run", "test"]}  # whose whole lock each lock holds
BASE_PYTHON = Path(sys.executable).resolve()  # the interpreter a .venv was made from, also when run from inside it


def main(purpose: str) -> None:
    tell_about(install(missing_packages(purpose)))
    if stamp_of(purpose).is_file() and stamp_of(purpose).read_text() == fingerprint(purpose):
        return
    print(f"Preparing .venv for {purpose}: about a minute the first time.", flush=True)
    if not is_usable():
        run(BASE_PYTHON, "-m", "venv", "--clear", VENV)
    pip("--require-hashes", "--requirement", LOCKS[purpose])
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)
    for prepared in {purpose, *HOLDS[purpose]}:
        stamp_of(prepared).write_text(fingerprint(prepared))


def tell_about(packages: list[SystemPackage]) -> None:
    for package in packages:
        print(f"Missing: the system package {package.name}, for {package.purpose}.", file=sys.stderr)


def is_usable() -> bool:
    """A .venv of another folder or another Python is made anew: its scripts hold absolute paths."""
    pip_script = VENV / "bin/pip"
    same_python = (VENV / "bin/python").resolve() == BASE_PYTHON
    return same_python and pip_script.is_file() and f"{VENV}/bin/" in pip_script.read_text()


def stamp_of(purpose: str) -> Path:
    return VENV / f".prepared-for-{purpose}"


def fingerprint(purpose: str) -> str:
    """Changes with the lock file, the project's own facts, the folder and the interpreter."""
    place = f"{ROOT} {BASE_PYTHON} {sys.version}".encode()
    contents = LOCKS[purpose].read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(contents + place).hexdigest()


def pip(*arguments: str | Path) -> None:
    run(VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command: str | Path) -> None:
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit("Obkhid could not prepare .venv: the lines above say why. Is the network there? Then run it again.")


if __name__ == "__main__":
    main(sys.argv[1])
