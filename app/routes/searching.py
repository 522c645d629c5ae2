"""A search for the plan of a day: asked for, taken up by whoever is free, watched, stopped, kept with its result."""

import json
import logging
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Unpack

from sqlalchemy import Engine, delete, exists, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.db import writing
from app.domain.errors import Refused
from app.domain.planner.draft import Draft
from app.domain.searches import GOING_ON, SearchState, is_lost
from app.domain.states import DayState
from app.models import Hub, PlanSearch, RouteVersion
from app.routes.adjust import How
from app.routes.errors import DayOver, NotPossible, PlanChanged
from app.routes.gather import find_day
from app.routes.proposals import Came, Searched, keep_proposal, search_day
from app.routes.routing import Ahead
from app.routes.search import SECONDS, SEED, Found, Watch, figures_of

log = logging.getLogger(__name__)
BEAT_S = 0.3
KEPT = timedelta(days=90)


def ask(
    session: Session,
    hub_id: int,
    on: date,
    *,
    real_now: datetime,
    dial: int | None = None,
    anew: bool = False,
    **how: Unpack[How],
) -> PlanSearch:
    """The search that goes on for this day, or a new one; raises PlanChanged or DayOver.

    dial: a number between need and danger to try; the day stands where it stood until its proposal is taken whole.
    anew: something was recorded that a search which goes on cannot know, so that one is given up.
    """
    session.get_one(Hub, hub_id, with_for_update={"key_share": True})  # two people may press at once
    day, now = find_day(session, hub_id, on), how["now"]
    seen = day.draft_version if day else 0
    if how.get("expected_draft_version") not in (None, seen):
        raise PlanChanged
    if (day and day.state is DayState.CLOSED) or on < now.astimezone(hub_zone(session, hub_id)).date():
        raise DayOver
    dial = dial or (day.dial if day else None)
    present: PlanSearch | None = session.scalar(_of_day(hub_id, on).where(PlanSearch.state.in_(GOING_ON)))
    anew = anew or (present is not None and present.dial != dial)
    if present is not None and not anew and not is_lost(present.state, present.seen_at, real_now):
        return present
    if present is not None:
        present.state, present.ended_at = SearchState.LOST, real_now
        session.flush()
    row = PlanSearch(
        hub_id=hub_id,
        on=on,
        state=SearchState.ASKED,
        asked_by_id=how["by_id"],
        asked_at=now,
        draft_version=seen,
        seen_at=real_now,
        is_stop_asked=False,
        dial=dial,
    )
    session.add(row)
    session.flush()
    return row


def _of_day(hub_id: int, on: date) -> Any:
    return select(PlanSearch).where(PlanSearch.hub_id == hub_id, PlanSearch.on == on)


def find_search(session: Session, hub_id: int, on: date) -> PlanSearch | None:
    """The latest of the day."""
    found: PlanSearch | None = session.scalar(_of_day(hub_id, on).order_by(PlanSearch.id.desc()).limit(1))
    return found


def is_queue_moving(session: Session, real_now: datetime) -> bool:
    """Whether somebody is at work on any search of this installation, so that one that waits has its turn next."""
    others = session.scalars(select(PlanSearch).where(PlanSearch.state == SearchState.RUNNING))
    return any(not is_lost(one.state, one.seen_at, real_now) for one in others)


def find_kept(session: Session, hub_id: int, on: date) -> PlanSearch | None:
    """The latest of the day that came to an end."""
    query = _of_day(hub_id, on).where(PlanSearch.state == SearchState.KEPT).order_by(PlanSearch.id.desc()).limit(1)
    found: PlanSearch | None = session.scalar(query)
    return found


def find_dial(session: Session, hub_id: int, on: date) -> PlanSearch | None:
    """The latest search of the day that was kept, where it has its dial."""
    row = find_kept(session, hub_id, on)
    return row if row and row.curve else None


def stop(session: Session, hub_id: int, on: date, *, by_id: int, now: datetime) -> bool:
    """Ask the search of the day to end with the best it has; False where none goes on."""
    row = session.scalar(_of_day(hub_id, on).where(PlanSearch.state.in_(GOING_ON)).with_for_update())
    if row is None:
        return False
    row.is_stop_asked = True
    audit.record(session, "stop_search", session.get_one(Hub, hub_id), by_id=by_id, now=now, hub_id=hub_id, on=on)
    return True


def forget_old(session: Session, *, real_now: datetime) -> None:
    """Searches of more than 90 days; those of a day that was published stay, for people went by them."""
    published = exists().where(
        RouteVersion.hub_id == PlanSearch.hub_id, RouteVersion.on == PlanSearch.on, RouteVersion.number.is_not(None)
    )
    session.execute(delete(PlanSearch).where(PlanSearch.seen_at < real_now - KEPT, ~published))


@dataclass(frozen=True)
class Order:
    """What whoever takes up a search has to know."""

    hub_id: int
    on: date
    by_id: int
    draft_version: int
    dial: int | None


def run(
    engine: Engine,
    search_id: int,
    *,
    now: Callable[[], datetime],
    real_now: Callable[[], datetime],
    ahead: Ahead | None = None,
) -> None:
    """Take up the search, unless somebody has, and keep what it comes to. Whatever happens, it ends with a state.

    ahead: asks outside for what the search should know; where it learns nothing, the search goes on without.
    """
    with _transaction(engine) as session:
        order = _take(session, search_id, real_now())
    if order is None:
        return
    state, ending = SearchState.FAILED, {}
    try:
        if ahead is not None:
            ahead(order.hub_id, order.on, now(), real_now())
        _search(engine, search_id, order, now, real_now)
        return
    except PlanChanged:
        state = SearchState.CHANGED
    except Refused as refusal:
        state = SearchState.REFUSED
        ending = {"why": refusal.why if isinstance(refusal, NotPossible) else {"sentence": refusal.sentence}}
    except Exception:
        log.exception("A search for a plan ended with an error.")
    with _transaction(engine) as session:
        _end(session, search_id, state, real_now(), **ending)


def _take(session: Session, search_id: int, real_now: datetime) -> Order | None:
    row = session.get(PlanSearch, search_id, with_for_update=True)
    if row is None or row.state is not SearchState.ASKED:
        return None
    row.state, row.begun_at, row.seen_at = SearchState.RUNNING, real_now, real_now
    return Order(row.hub_id, row.on, row.asked_by_id, row.draft_version, row.dial)


def _search(
    engine: Engine, search_id: int, order: Order, now: Callable[[], datetime], real_now: Callable[[], datetime]
) -> None:
    beat = Beat(engine, search_id, real_now)
    how: How = {"by_id": order.by_id, "now": now(), "expected_draft_version": order.draft_version}
    with Session(engine) as session:
        watch = Watch(beat.tell, beat.should_stop)
        searched = search_day(session, order.hub_id, order.on, watch=watch, tried=order.dial, **how)
    with _transaction(engine) as session:
        if not _end(session, search_id, SearchState.KEPT, real_now(), **_record(searched.found)):
            return
        came = keep_proposal(session, order.hub_id, order.on, searched, by_id=order.by_id, now=now())
        session.get_one(PlanSearch, search_id).came = came.value


def keep_made(
    session: Session, hub_id: int, on: date, searched: Searched, *, by_id: int, now: datetime, real_now: datetime
) -> PlanSearch:
    """Keep a search that was made at once, and whose plan is the draft, as any other is kept."""
    row = PlanSearch(
        hub_id=hub_id,
        on=on,
        state=SearchState.KEPT,
        asked_by_id=by_id,
        asked_at=now,
        draft_version=searched.draft_version,
        seen_at=real_now,
        begun_at=real_now,
        ended_at=real_now,
        share=1.0,
        is_stop_asked=False,
        came=Came.FIRST.value,
        **_record(searched.found),
    )
    session.add(row)
    session.flush()
    return row


def _end(session: Session, search_id: int, state: SearchState, real_now: datetime, **values: Any) -> bool:
    """False where it was given up meanwhile: somebody else may be searching, and what came too late is not kept."""
    row = session.get(PlanSearch, search_id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not SearchState.RUNNING:
        return False
    row.state, row.ended_at, row.seen_at, row.share = state, real_now, real_now, 1.0
    for name, value in values.items():
        setattr(row, name, value)
    return True


def _record(found: Found) -> dict[str, Any]:
    """All that is needed to judge the plan again, or to make it again."""
    if found.problem is None or found.proposal is None or found.score is None:
        return {}
    inputs = {"problem": found.problem.to_json(), "present": found.present.to_json() if found.present else None}
    return {
        "inputs": zlib.compress(json.dumps(inputs, separators=(",", ":")).encode()),
        "plan": found.proposal.plan.to_json(),
        "dial": found.number,
        "curve": found.dial.to_json() | {"beta": found.problem.beta} if found.dial else None,
        "score": asdict(found.score),
        "seed": SEED,
        "iterations": found.iterations,
        "seconds": SECONDS,
        "is_cut_short": found.proposal.stopped_by_clock or found.proposal.stopped_by_caller,
    }


def inputs_of(row: PlanSearch) -> dict[str, Any]:
    """The problem and the plan it began from, as the planner's command reads them."""
    found: dict[str, Any] = json.loads(zlib.decompress(row.inputs)) if row.inputs else {}
    return found


class Beat:
    """Writes down some times a second how far a search has come, and hears that it should stop."""

    def __init__(self, engine: Engine, search_id: int, real_now: Callable[[], datetime]) -> None:
        self.engine, self.search_id, self.real_now = engine, search_id, real_now
        self.share, self.is_stopped = 0.0, False
        self.best: Draft | None = None
        self.last = time.monotonic()

    def tell(self, share: float, best: Draft | None) -> None:
        """It never goes back: what is begun again counts from where it was."""
        self.share, self.best = max(self.share, share), best or self.best
        self._beat_in_time()

    def should_stop(self) -> bool:
        """Whether somebody asked it to end, or it was given up."""
        self._beat_in_time()
        return self.is_stopped

    def _beat_in_time(self) -> None:
        if not self.is_stopped and (now := time.monotonic()) - self.last >= BEAT_S:
            self.last = now
            self._beat()

    def _beat(self) -> None:
        values: dict[str, Any] = {"seen_at": self.real_now(), "share": self.share}
        if self.best is not None:
            values["so_far"] = figures_of(self.best)
        alive = (PlanSearch.id == self.search_id) & (PlanSearch.state == SearchState.RUNNING)
        try:
            with _transaction(self.engine) as session:
                told = session.scalar(
                    update(PlanSearch).where(alive).values(values).returning(PlanSearch.is_stop_asked)
                )
        except OperationalError:  # the next one comes soon
            log.warning("A sign of life of a search was not written.")
            return
        self.is_stopped = told is None or told


@contextmanager
def _transaction(engine: Engine) -> Iterator[Session]:
    with Session(writing(engine), expire_on_commit=False) as session, session.begin():
        yield session
