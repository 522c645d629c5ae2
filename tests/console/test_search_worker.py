"""The real worker: a search is made by a process of its own; killed in the middle nothing hangs, and it comes again."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy.orm import Session

from app import clock
from app.config import Config
from app.db import writing
from app.domain.searches import SearchState
from app.jobs import make_search_queue
from app.models import PlanSearch
from app.routes import searching
from tests.factories import make_team
from tests.routes.world import make_world

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def config(database, tmp_path, keyring):
    """An instance of its own; the database is that of the test."""
    keyring.save(tmp_path / "keys")
    return Config.from_environment(instance=str(tmp_path), database_url=database.url, keys_file=str(tmp_path / "keys"))


@pytest.fixture
def worker(config):
    environment = os.environ | {
        "OBKHID_INSTANCE": config.instance,
        "OBKHID_DATABASE_URL": config.database_url,
        "OBKHID_KEYS": config.keys_file,
        "PYTHONPATH": str(ROOT),
    }
    started = subprocess.Popen([sys.executable, "-m", "app.jobs"], env=environment, cwd=config.instance)
    yield psutil.Process(started.pid)
    started.send_signal(signal.SIGINT)
    started.wait(60)


@pytest.fixture
def world(database):
    with Session(writing(database.engine), expire_on_commit=False) as session:
        world = make_world(session)
        world.now = clock.real_now()
        world.on = world.now.date() + timedelta(days=1)
        make_team(session, world.hub, 2, on=(world.on,))
        world.need()
        session.commit()
        yield world


def wait_for(what, seconds=120):
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)
    return found


def press(world, config, engine):
    row = searching.ask(world.session, world.hub.id, world.on, real_now=clock.real_now(), **world.acts)
    world.session.commit()
    queue = make_search_queue(config)
    queue.search(row.id)
    queue.storage.close()
    return lambda: _row(engine, row.id)


def _row(engine, search_id):
    with Session(engine, expire_on_commit=False) as session:
        return session.get_one(PlanSearch, search_id)


def test_what_waits_while_the_worker_is_killed_is_searched_by_the_next(world, config, worker, database):
    read = press(world, config, database.engine)
    wait_for(lambda: read().state is SearchState.KEPT)
    assert read().came
    lanes = wait_for(lambda: len(found := worker.children()) == 2 and found)
    for lane in lanes:
        lane.suspend()

    waiting = press(world, config, database.engine)
    time.sleep(0.5)
    assert waiting().state is SearchState.ASKED
    for lane in lanes:
        lane.kill()

    wait_for(lambda: waiting().state is SearchState.KEPT)
    assert not {lane.pid for lane in lanes} & {lane.pid for lane in worker.children()}
