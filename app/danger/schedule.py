"""When danger maps are stored: each quarter of an hour, and after each report, verdict or correction that was saved."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from huey import crontab
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from app import clock
from app.danger import maps
from app.danger.picture import danger_now
from app.db import writing
from app.models import Hub, ShellingEvent, StoryClock

log = logging.getLogger(__name__)


def register(queue: Any, engine: Engine) -> Callable[[int], object]:
    """Put the maps into the schedule; returns what to call with a hub whose reports changed.

    Two machines may run the same schedule: what is stored has a key, so the second finds it there.
    """

    @queue.task()  # type: ignore[untyped-decorator]
    def issue_map(hub_id: int) -> None:
        issue(engine, hub_id)

    @queue.periodic_task(crontab(minute="*/15"))  # type: ignore[untyped-decorator]
    def issue_maps() -> None:
        with Session(engine) as session:
            hub_ids = list(session.scalars(select(Hub.id).order_by(Hub.id)))
        for hub_id in hub_ids:
            issue_map(hub_id)

    @queue.periodic_task(crontab(minute="11"))  # type: ignore[untyped-decorator]
    def forget_old_maps() -> None:
        with Session(writing(engine)) as session, session.begin():
            maps.forget_old_maps(session, now=_now(session))

    told: Callable[[int], object] = issue_map
    return told


def issue(engine: Engine, hub_id: int) -> None:
    """Store the hub's map. It is drawn before anything is locked, so no report waits for it."""
    with Session(engine) as session:
        now = _now(session)
        danger_now(session, hub_id, now=now)
    with Session(writing(engine)) as session, session.begin():
        maps.store_map(session, hub_id, now=now)


def _now(session: Session) -> datetime:
    story = session.get(StoryClock, 1)
    return clock.real_now() + timedelta(seconds=story.offset_s if story else 0)


def tell_of_changes(engine: Engine, tell: Callable[[int], object]) -> None:
    """Call tell with the hub after each commit of this engine that changed an event of shelling.

    Every report, correction, withdrawal and verdict changes its event. A queue that fails stops nobody: the pages draw
    their own picture, and the next quarter of an hour stores it.
    """
    hubs = object()  # where a session notes them, apart from what the listeners of another engine note

    @event.listens_for(Session, "after_flush")
    def note(session: Session, _context: object) -> None:
        changed = {one.hub_id for one in (*session.new, *session.dirty) if isinstance(one, ShellingEvent)}
        if changed and getattr(session.get_bind(), "pool", None) is engine.pool:
            session.info.setdefault(hubs, set()).update(changed)

    @event.listens_for(Session, "after_commit")
    def announce(session: Session) -> None:
        if session.in_nested_transaction():
            return
        for hub_id in session.info.pop(hubs, ()):
            try:
                tell(hub_id)
            except Exception:
                log.exception("A danger map was not asked for; the next quarter of an hour stores one.")

    @event.listens_for(Session, "after_rollback")
    def forget(session: Session) -> None:
        session.info.pop(hubs, None)
