"""Jobs of several machines on one PostgreSQL: each task done once, each minute of the schedule begun once."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from huey import crontab
from sqlalchemy import text

from app.config import Config
from app.job_queue import SharedQueue, open_queue
from app.jobs import make_queue
from app.models.sealing import Keyring, install_keyring

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
# A machine: 25 tasks for anybody, two workers that write down what they did, and a task of each minute.
MACHINE = """
import sys
from huey import crontab
from sqlalchemy import text
from app.config import Config
from app.db import make_engine
from app.job_queue import open_queue
from app.models.sealing import Keyring, install_keyring
from pathlib import Path

install_keyring(Keyring.load(Path(sys.argv[1])))
config = Config.from_environment()
engine = make_engine(config.url)
queue = open_queue(config, engine)

def note(what):
    with engine.begin() as connection:
        connection.execute(text("insert into done (what, machine) values (:what, :machine)"),
                           {"what": what, "machine": sys.argv[2]})

@queue.task()
def count(number):
    note(f"task {number}")

@queue.periodic_task(crontab(), name="each_minute")
def each_minute():
    with engine.connect() as connection:
        minute = connection.scalar(text("select value from huey_kv where key = 'last each_minute'"))
    note(f"minute {bytes(minute).decode()}")

for number in range(25):
    count(f"{sys.argv[2]} {number}")
queue.create_consumer(workers=2).run()
"""


@pytest.fixture
def config(database, tmp_path):
    return Config.from_environment(instance=str(tmp_path), database_url=database.url, keys_file=str(tmp_path / "keys"))


@pytest.fixture
def done(database):
    """What the machines wrote down."""
    with database.engine.begin() as connection:
        connection.execute(text("create table done (what text, machine text)"))

    def read():
        with database.engine.connect() as connection:
            return connection.execute(text("select what, machine from done")).all()

    yield read
    with database.engine.begin() as connection:
        connection.execute(text("drop table done"))


@pytest.fixture
def queue(config, database):
    """Empty, as one machine has it; its tables go afterwards."""
    queue = open_queue(config, database.engine)
    queue.flush()
    yield queue
    queue.storage.close()
    with database.engine.begin() as connection:
        connection.execute(text("drop table huey_kv, huey_schedule, huey_task, huey_counter"))


def wait_until(what, seconds=60):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def test_two_machines_do_fifty_tasks_once_each_and_each_minute_once(config, database, queue, done, keyring, tmp_path):
    keyring.save(tmp_path / "keys")
    environment = os.environ | {"OBKHID_DATABASE_URL": config.url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", MACHINE, str(tmp_path / "keys")]
    machines = [subprocess.Popen([*command, name], env=environment) for name in ("first", "second")]
    try:
        wait_until(lambda: len({what for what, _ in done() if what.startswith("task")}) == 50)
        wait_until(lambda: any(what.startswith("minute") for what, _ in done()))
        time.sleep(2)
    finally:
        for machine in machines:
            machine.terminate()
        for machine in machines:
            machine.wait(20)

    often = Counter(what for what, _ in done())
    assert {what for what, times in often.items() if times > 1} == set()
    assert len([what for what in often if what.startswith("task")]) == 50


def test_of_many_that_ask_at_once_one_gets_the_minute(config, database, queue):
    machines = [queue, *(open_queue(config, database.engine) for _ in range(4))]
    for machine in machines:
        machine.periodic_task(crontab(), name="each_minute")(lambda: None)
    found, start = [], threading.Barrier(len(machines))

    def ask(machine):
        start.wait()
        found.extend((task.name, machine.storage.peek_data("last each_minute")) for task in machine.read_periodic(None))

    threads = [threading.Thread(target=ask, args=(machine,)) for machine in machines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for machine in machines[1:]:
        machine.storage.close()

    assert len(found) == len(set(found)) >= 1


def test_each_machine_is_asked_by_the_clock_of_the_database(queue):
    queue.periodic_task(crontab(), name="each_minute")(lambda: None)

    queue.read_periodic(datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=5))

    taken = datetime.fromisoformat(queue.storage.peek_data("last each_minute").decode())
    assert abs(taken - datetime.now(UTC).replace(tzinfo=None)) < timedelta(minutes=3)


def test_a_database_that_is_away_leaves_the_schedule_running(config, database, queue, caplog):
    queue.periodic_task(crontab(), name="each_minute")(lambda: None)
    queue.storage.close()
    queue.storage.connection = lambda: psycopg.connect("postgresql://127.0.0.1:1/none")

    assert queue.read_periodic(None) == []
    assert "tries again in a minute" in caplog.text


def test_what_another_key_signed_is_not_run(config, database, queue, keyring):
    queue.task(name="count")(lambda number: None)(1)
    data = queue.storage.dequeue()
    install_keyring(Keyring.generate())
    other = open_queue(config, database.engine)
    install_keyring(keyring)

    with pytest.raises(ValueError, match="mismatch"):
        other.deserialize_task(data)
    other.storage.close()


def test_many_that_start_at_once_make_the_tables_once(config, database, queue):
    with database.engine.begin() as connection:
        connection.execute(text("drop table huey_kv, huey_schedule, huey_task, huey_counter"))
    errors = []

    def start():
        try:
            open_queue(config, database.engine).storage.close()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []


def test_the_worker_of_a_postgresql_installation_takes_the_shared_queue(config, queue):
    found = make_queue(config)

    assert isinstance(found, SharedQueue)
    assert not (config.instance_path / "jobs.sqlite").exists()
    assert "issue_maps" in {task.name for task in found._registry.periodic_tasks}
    found.storage.close()
