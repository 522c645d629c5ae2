"""When the feeds are asked: each at its turn, once a minute, at most one question in 30 seconds to each."""

from datetime import datetime, timedelta
from typing import Any

from huey import crontab
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import clock
from app.alarms import queries, service
from app.alarms.sources import Feed, feeds_of, http_date
from app.config import Config
from app.db import writing
from app.domain.alarms import Source, Unreadable, read_status
from app.models import AlarmFeed, StoryClock
from app.network import Answer, NoAnswer, ask

GAP = timedelta(seconds=30)
WHOLE_LIST_EVERY = timedelta(minutes=10)  # judgement: a cache on the way may say "not modified" for ever
REFUSED = {401: "key", 403: "forbidden"}


def register(queue: Any, engine: Engine, config: Config) -> None:
    """Put the feeds into the schedule. Without a key nothing is ever asked of the network."""
    feeds = {feed.source: feed for feed in feeds_of(config)}

    @queue.task()  # type: ignore[untyped-decorator]
    def ask_feed(source: str) -> None:
        feed = feeds.get(Source(source))
        if feed and (again := turn(engine, feed, now=clock.real_now())):
            ask_feed.schedule(args=(source,), delay=int(again.total_seconds()) + 1)

    @queue.periodic_task(crontab())  # type: ignore[untyped-decorator]
    def ask_feeds() -> None:
        for source in begin(engine, set(feeds)):
            ask_feed(source.value)


def begin(engine: Engine, sources: set[Source]) -> set[Source]:
    """The feeds to ask now; none in a demo, which has no network."""
    with Session(writing(engine)) as session, session.begin():
        if session.get(StoryClock, 1) is not None:
            return set()
        service.switch_feeds(session, sources)
        return sources


def turn(engine: Engine, feed: Feed, *, now: datetime) -> timedelta | None:
    """One question at most, outside of any transaction. Returns when to come back before the next minute, if so."""
    with Session(writing(engine)) as session, session.begin():
        state = session.get_one(AlarmFeed, feed.source, with_for_update=True)
        if state.is_stopped or _has_to_wait(state, now):
            return None
        if state.asked_at and timedelta() <= now - state.asked_at < GAP:
            return GAP - (now - state.asked_at)
        is_status = feed.status_path is not None and (
            state.wanted_index is None or state.wanted_index == state.action_index
        )
        is_fresh = queries.has_list_since(session, feed.source, since=now - WHOLE_LIST_EVERY)
        headers = feed.headers(state.last_modified if is_fresh else None)
        service.note_asked(session, feed.source, now=now)
    try:
        answer = ask(feed.base_url, feed.status_path if is_status and feed.status_path else feed.list_path, headers)
        error = _error_of(answer, is_known="If-Modified-Since" in headers)
    except NoAnswer as failure:
        answer, error = None, failure.code
    with Session(writing(engine)) as session, session.begin():
        if answer is None or error:
            wait = _seconds(answer.retry_after) if answer else None
            service.note_failure(session, feed.source, error, now=now, wait=wait, stop=error in REFUSED.values())
            return None
        return _read(session, feed, answer, is_status, now)


def _has_to_wait(state: AlarmFeed, now: datetime) -> bool:
    """A wait that lies further ahead than the longest was noted by a clock that was put back since."""
    return state.wait_until is not None and now < state.wait_until <= now + service.LONGEST_WAIT


def _read(session: Session, feed: Feed, answer: Answer, is_status: bool, now: datetime) -> timedelta | None:
    """Keep what was said; an answer that makes no sense is a failure like silence."""
    try:
        if is_status:
            index = read_status(answer.body)
            service.note_answer(session, feed.source, now=now, index=index)
            state = session.get_one(AlarmFeed, feed.source)
            return GAP if state.wanted_index != state.action_index else None
        found = None if answer.status == 304 else feed.read(answer.body)
    except Unreadable:
        service.note_failure(session, feed.source, "unreadable", now=now)
        return None
    service.note_answer(session, feed.source, now=now, last_modified=http_date(answer.last_modified, now=now))
    if found is not None:
        service.note_list(session, feed.source, found, answer.body, now=now)
    return None


def _error_of(answer: Answer, *, is_known: bool) -> str:
    """is_known: we told what we know, so "not modified" says something."""
    if answer.status in REFUSED:
        return REFUSED[answer.status]
    if answer.status == 429:
        return "limit"
    if answer.status in (200, 304):
        return "" if answer.status == 200 or is_known else "unreadable"
    return "moved" if 300 <= answer.status < 400 else "server" if answer.status >= 500 else "refused"


def _seconds(retry_after: str | None) -> timedelta | None:
    """Retry-After in seconds; the form with a date is not used by these feeds."""
    is_number = retry_after is not None and retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 6
    return timedelta(seconds=int(retry_after or 0)) if is_number else None
