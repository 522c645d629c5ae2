"""Asks the routing server ahead of a plan, outside of any transaction and within a few seconds."""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.orm import Session

from app.network import NoAnswer
from app.travel import answers
from app.travel.places import Place
from app.travel.server import RoutingServer

BUDGET_S = 8.0


def ask_ahead(
    transaction: Callable[[], AbstractContextManager[Session]],
    server: RoutingServer | None,
    hub_id: int,
    places: Iterable[Place],
    *,
    now: datetime,
    budget_s: float = BUDGET_S,
) -> None:
    """Ask for the drives between these places that nobody told yet. What goes wrong is kept, and the plan goes on."""
    with transaction() as session:
        question = answers.begin(session, hub_id, server.code if server else "", places, now=now)
    if server is None or not question.lacking:
        return
    told, error = _told(server, question, time.monotonic() + budget_s)
    with transaction() as session:
        answers.keep(session, hub_id, server.code, told, error=error, now=now)


def _told(
    server: RoutingServer, question: answers.Question, until: float
) -> tuple[dict[answers.Drive, float | None], str]:
    """Drives from and to the places that lack some; with the code of what went wrong, if anything did."""
    told: dict[answers.Drive, float | None] = {}
    lacking, others = question.lacking, question.others
    try:
        for starts, ends in ((lacking, [*lacking, *others]), (others, lacking)):
            for start, end, minutes in server.ask(starts, ends, until=until):
                told[answers.key_of(start), answers.key_of(end)] = minutes
    except NoAnswer as failure:
        is_only_late = failure.code == "slow" and bool(told)  # the rest is asked before the next plan
        return told, "" if is_only_late else failure.code
    return told, ""
