"""The only place that reads the time: domain time for the work, real time for sessions, throttles and audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset: ContextVar[timedelta] = ContextVar("story_offset", default=timedelta())


def real_now() -> datetime:
    """The machine's time, whatever the demo story says."""
    return datetime.now(UTC)


def now() -> datetime:
    """Domain time: the machine's, moved by the demo story's offset where one is set."""
    return real_now() + _offset.get()


def set_offset(offset: timedelta) -> None:
    """Move domain time for this request or command; only the demo database has an offset to set."""
    _offset.set(offset)


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Start domain time at a moment inside the block; it runs on from there."""
    token = _offset.set(moment - real_now())
    try:
        yield
    finally:
        _offset.reset(token)
