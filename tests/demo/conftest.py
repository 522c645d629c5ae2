"""The demo story, told once for all tests that only read it; those that write get their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock, create_app
from app.config import Config
from app.db import make_engine, writing
from app.demo.load import load
from app.demo.times import START
from app.models import Base
from app.models.sealing import Keyring


def app_on(folder: Path, keyring: Keyring) -> Flask:
    return create_app({"config": config_of(folder), "keyring": keyring, "TESTING": True, "WTF_CSRF_ENABLED": False})


def config_of(folder: Path) -> Config:
    return Config.from_environment(instance=str(folder), database_url=f"sqlite:///{folder / 'demo.sqlite'}")


@pytest.fixture(scope="session")
def told_file(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Path:
    """The database file of the story, to be copied."""
    folder = tmp_path_factory.mktemp("told")
    engine = make_engine(config_of(folder).url)
    Base.metadata.create_all(engine)
    load(engine, lambda _line: None)
    engine.dispose()
    return folder / "demo.sqlite"


@pytest.fixture(scope="session")
def told(told_file: Path, keyring: Keyring) -> Iterator[Flask]:
    app = app_on(told_file.parent, keyring)
    yield app
    app.extensions["obkhid_engine"].dispose()


@pytest.fixture
def story(told: Flask) -> Iterator[Session]:
    """The story at its first moment, for reading; what is written in it is rolled back."""
    with clock.frozen_at(START), Session(writing(told.extensions["obkhid_engine"]), expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture
def own_story(told_file: Path, tmp_path: Path, keyring: Keyring) -> Iterator[Flask]:
    """A story of one's own, to spoil."""
    shutil.copy(told_file, tmp_path)
    app = app_on(tmp_path, keyring)
    yield app
    app.extensions["obkhid_engine"].dispose()
