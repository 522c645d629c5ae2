"""Who asked for a search waits a moment for it: the worker makes it or, where none answers, the request itself."""

import logging
import time
from collections.abc import Callable

from flask import current_app
from sqlalchemy.orm import Session

from app import clock
from app.db import close_reading_session, engine
from app.domain.searches import GOING_ON, TAKEN_WITHIN, SearchState
from app.models import PlanSearch
from app.routes import searching
from app.routes.routing import asker

log = logging.getLogger(__name__)
ANSWER_S, LOOK_S = 1.0, 0.05
QUEUE = "obkhid_search"  # what tells the worker, where there is one


def attend(search_id: int) -> PlanSearch:
    """Hand the search to the worker and wait a moment; where no worker answers, it is made here."""
    close_reading_session()
    if _is_told(search_id):
        row = _wait(search_id, ANSWER_S, lambda row: row.state in GOING_ON)
        if row.state is SearchState.ASKED and not _is_queue_moving():
            row = _wait(search_id, TAKEN_WITHIN.total_seconds() - ANSWER_S, lambda row: row.state is SearchState.ASKED)
        if row.state is not SearchState.ASKED or _is_queue_moving():
            return row
    ahead = asker(engine(), current_app.extensions["obkhid_config"])
    searching.run(engine(), search_id, now=clock.now, real_now=clock.real_now, ahead=ahead)
    return _read(search_id)


def _is_told(search_id: int) -> bool:
    tell: Callable[[int], object] | None = current_app.extensions.get(QUEUE)
    if tell is None:
        return False
    try:
        tell(search_id)
    except Exception:
        log.exception("The worker was not asked for a plan; the search is made here.")
        return False
    return True


def _wait(search_id: int, seconds: float, goes_on: Callable[[PlanSearch], bool]) -> PlanSearch:
    ends = time.monotonic() + seconds
    while goes_on(row := _read(search_id)) and time.monotonic() < ends:
        time.sleep(LOOK_S)
    return row


def _read(search_id: int) -> PlanSearch:
    with Session(engine(), expire_on_commit=False) as session:
        return session.get_one(PlanSearch, search_id)


def _is_queue_moving() -> bool:
    with Session(engine()) as session:
        return searching.is_queue_moving(session, clock.real_now())
