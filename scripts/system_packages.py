"""The packages outside Python that printing and the tests need: which are missing, and how root gets them."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEJAVU_FOLDERS = ("truetype/dejavu", "dejavu-sans-fonts", "TTF")  # Debian, Fedora, Arch


@dataclass(frozen=True)
class SystemPackage:
    """One package by its Debian name, and how to see whether what it brings is there."""

    name: str
    purpose: str
    is_present: Callable[[], bool]


def missing_packages(purpose: str) -> list[SystemPackage]:
    wanted = FOR_RUNNING + (FOR_TESTING if purpose == "test" else [])
    return [package for package in wanted if not package.is_present()]


def install(packages: list[SystemPackage]) -> list[SystemPackage]:
    """Install with apt-get where that is allowed; returns those still missing."""
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return packages
    names = [package.name for package in packages]
    print(f"Installing {', '.join(names)}.", flush=True)
    apt_get("update")
    apt_get("install", "--yes", "--no-install-recommends", *names)
    return [package for package in packages if not package.is_present()]


def apt_get(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "--quiet=2", *arguments], env=environment, stdin=subprocess.DEVNULL, check=False)


def has_library(*names: str) -> bool:
    for name in names:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False


def has_dejavu() -> bool:
    return any((Path("/usr/share/fonts") / folder / "DejaVuSans.ttf").is_file() for folder in DEJAVU_FOLDERS)


def has_venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def has_chromium() -> bool:
    return any(shutil.which(name) for name in CHROMIUM_NAMES)


VENV_PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
FOR_RUNNING = [
    SystemPackage(VENV_PACKAGE, "making .venv", has_venv),
    SystemPackage(
        "libpango-1.0-0", "printing route sheets", lambda: has_library("libpango-1.0.so.0", "libpango-1.0.dylib")
    ),
    SystemPackage(
        "libpangoft2-1.0-0",
        "printing route sheets",
        lambda: has_library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ),
    SystemPackage(
        "libharfbuzz-subset0",
        "small PDF files",
        lambda: has_library("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
    ),
    SystemPackage("fonts-dejavu-core", "signs the paper's own font lacks", has_dejavu),
]
FOR_TESTING = [SystemPackage("chromium", "the tests in a browser", has_chromium)]
