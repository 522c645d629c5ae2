"""Background jobs and their one schedule. The product works without them: they tidy up and move the demo story on."""

import logging
import os
import threading
import time
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

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
LONGEST_SESSION = timedelta(days=7)


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

    alarms.register(queue, engine, config)
    queue.issue_map = danger.register(queue, engine)
    return queue


def tell_worker(app_engine: Engine, config: Config) -> None:
    """Ask the worker for a danger map after each report, verdict or correction that this process saves."""
    danger.tell_of_changes(app_engine, make_queue(config).issue_map)


def end_with(parent: int) -> None:
    """End this process when the server that started it is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def work() -> None:
    """Run the schedule until told to stop."""
    logging.basicConfig(level=logging.WARNING)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    config = Config.from_environment()
    install_keyring(Keyring.load(config.keys_path))
    find_again(make_engine(config.url))
    make_queue(config).create_consumer(workers=1, check_worker_health=True).run()


if __name__ == "__main__":
    work()
