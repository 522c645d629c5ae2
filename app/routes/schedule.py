"""Searches for plans as background jobs: taken up by a process of their own, forgotten after 90 days."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from huey import crontab
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import clock
from app.config import Config
from app.db import writing
from app.models import StoryClock
from app.routes import searching
from app.routes.routing import asker

LANE = "_searches"


def register(queue: Any, engine: Engine, config: Config) -> Callable[[int], object]:
    """Put the search into its lane; returns what to call with the id of one that was asked for."""

    ahead = asker(engine, config)

    @queue.task()  # type: ignore[untyped-decorator]
    def search_plan(search_id: int) -> None:
        searching.run(engine, search_id, now=lambda: _now(engine), real_now=clock.real_now, ahead=ahead)

    told: Callable[[int], object] = search_plan
    return told


def register_cleaning(queue: Any, engine: Engine) -> None:
    @queue.periodic_task(crontab(minute="13"))  # type: ignore[untyped-decorator]
    def forget_old_searches() -> None:
        with Session(writing(engine)) as session, session.begin():
            searching.forget_old(session, real_now=clock.real_now())


def _now(engine: Engine) -> datetime:
    with Session(engine) as session:
        story = session.get(StoryClock, 1)
        return clock.real_now() + timedelta(seconds=story.offset_s if story else 0)
