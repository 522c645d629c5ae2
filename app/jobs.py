"""Background jobs: the one schedule, and beside it the searches for plans. The product works without either."""

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from huey import crontab
from sqlalchemy import Engine, delete, or_
from sqlalchemy.orm import Session

from app import clock
from app.alarms import schedule as alarms
from app.config import Config
from app.danger import schedule as danger
from app.db import keep_statistics, make_engine, writing
from app.demo import story
from app.job_queue import open_queue
from app.models import SignInAttempt, StoryClock, UserSession
from app.models.sealing import Keyring, install_keyring
from app.people import lookup
from app.routes import schedule as searches

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
LONGEST_SESSION = timedelta(days=7)
STOP_S = 5


def clean(session: Session, *, real_now: datetime) -> None:
    """Forget tries to sign in and sessions that ended more than 30 days ago."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < real_now - KEPT))
    ended_long_ago = UserSession.ended_at < real_now - KEPT
    ran_out_long_ago = UserSession.created_at < real_now - KEPT - LONGEST_SESSION
    session.execute(delete(UserSession).where(or_(ended_long_ago, ran_out_long_ago)))


def find_again(engine: Engine) -> None:
    """Give people of an earlier version the digests by which they are found now, some hundred in a transaction."""
    more = True
    while more:
        with Session(writing(engine)) as session, session.begin():
            more = lookup.catch_up(session) > 0


def make_queue(config: Config) -> Any:
    """The queue of this installation with its schedule."""
    engine = make_engine(config.url)
    queue = open_queue(config, engine)

    @queue.periodic_task(crontab(minute="7"))  # type: ignore[untyped-decorator]
    def clean_hourly() -> None:
        with Session(writing(engine)) as session, session.begin():
            clean(session, real_now=clock.real_now())
        find_again(engine)
        keep_statistics(engine)

    @queue.periodic_task(crontab())  # type: ignore[untyped-decorator]
    def move_story_on() -> None:
        with Session(writing(engine)) as session, session.begin():
            if session.get(StoryClock, 1) is not None:
                real_now = clock.real_now()
                story.move_on(session, now=story.story_now(session, real_now=real_now))

    searches.register_cleaning(queue, engine)
    alarms.register(queue, engine, config)
    queue.issue_map = danger.register(queue, engine)
    return queue


def make_search_queue(config: Config) -> Any:
    """Searches wait in a lane of their own: none of them stands before a danger map."""
    engine = make_engine(config.url)
    queue = open_queue(config, engine, searches.LANE)
    queue.search = searches.register(queue, engine, config)
    return queue


def tell_worker(app_engine: Engine, config: Config) -> Callable[[int], object]:
    """Ask the worker for a danger map after each report, verdict or correction that this process saves.

    Returns what to call with the id of a search for a plan that was asked for.
    """
    danger.tell_of_changes(app_engine, make_queue(config).issue_map)
    told: Callable[[int], object] = make_search_queue(config).search
    return told


def end_with(parent: int) -> None:
    """End this process when the one that started it is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def keep_schedule(config: Config) -> None:
    """Run the schedule until told to stop."""
    find_again(make_engine(config.url))
    make_queue(config).create_consumer(workers=1, check_worker_health=True).run()


def keep_searching(config: Config) -> None:
    """Search for plans, one after another; somebody looks at a page, so the longest nap is a quarter of a second."""
    make_search_queue(config).create_consumer(workers=1, periodic=False, initial_delay=0.05, max_delay=0.25).run()


LANES: tuple[Callable[[Config], None], ...] = (keep_schedule, keep_searching)


def _lane(work: Callable[[Config], None], config: Config, parent: int) -> None:
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    work(config)


def work() -> None:
    """Keep a process for each lane until told to stop; one that was killed is begun again.

    They are apart because a search keeps the interpreter busy for seconds: in a thread beside it a danger map would
    have to share it (docs/adr/0019). They are forked before anything is opened, so they share the memory of the code.
    """
    logging.basicConfig(level=logging.WARNING)
    config, parent = Config.from_environment(), os.getppid()
    install_keyring(Keyring.load(config.keys_path))
    fork, told = multiprocessing.get_context("fork"), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    processes: dict[Callable[[Config], None], Any] = {}
    while not told.is_set() and os.getppid() == parent:
        for lane in LANES:
            if lane not in processes or not processes[lane].is_alive():
                processes[lane] = fork.Process(target=_lane, args=(lane, config, os.getpid()), name=lane.__name__)
                processes[lane].start()
        told.wait(1)
    for one in processes.values():
        os.kill(one.pid, signal.SIGINT)
    for one in processes.values():
        one.join(STOP_S)
    os._exit(0)


if __name__ == "__main__":
    work()
