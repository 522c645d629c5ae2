"""What the background jobs tidy up, and that the server takes its processes with it when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts import service as accounts
from app.config import Config
from app.jobs import clean, make_queue
from app.models import SignInAttempt, UserSession
from tests import factories

ROOT = Path(__file__).parent.parent.parent


def test_old_tries_and_ended_sessions_are_forgotten(session):
    now = clock.real_now()
    user = factories.make_user(session, factories.make_hub(session))
    for days in (0, 31):
        then = now - timedelta(days=days)
        accounts.note_attempt(session, "x", "address", succeeded=False, real_now=then)
        accounts.start_session(session, user.id, real_now=then)
    session.flush()
    for row in session.scalars(select(UserSession)):
        row.ended_at = row.created_at

    clean(session, real_now=now)

    assert session.scalar(select(func.count(SignInAttempt.id))) == 1
    assert session.scalar(select(func.count()).select_from(UserSession)) == 1


def test_the_schedule_stands_in_a_file_of_its_own(tmp_path):
    queue = make_queue(Config.from_environment(instance=str(tmp_path), database_url="", keys_file=""))

    names = {type(task).__name__ for task in queue._registry.periodic_tasks}
    forgets = {"forget_old_maps", "forget_old_searches"}
    assert names == {"clean_hourly", "move_story_on", "ask_feeds", "issue_maps"} | forgets
    assert (tmp_path / "jobs.sqlite").exists()


@pytest.fixture
def server(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"OBKHID_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    for name in ("OBKHID_DATABASE_URL", "OBKHID_KEYS"):
        environment.pop(name, None)
    command = [sys.executable, "-c", "from app.cli import main; main()", "run", "--port", str(port)]
    started = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    yield started, f"http://127.0.0.1:{port}"
    if started.poll() is None:
        started.kill()
    started.stdout.close()


def wait_for(what, seconds=30):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if found := what():
                return found
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def test_run_makes_the_demo_serves_it_and_ends_with_all_its_processes(server):
    started, address = server
    page = wait_for(lambda: urllib.request.urlopen(f"{address}/sign-in", timeout=5).read().decode())
    assert '<b class="nowrap">obkhid-navchannia</b>' in page
    children = wait_for(lambda: (found := psutil.Process(started.pid).children(recursive=True))[2:] and found)

    started.send_signal(signal.SIGTERM)

    assert started.wait(20) == 0
    wait_for(lambda: not any(child.is_running() and child.status() != "zombie" for child in children), 10)
