"""Hours of the day as a wall clock shows them, also in the two nights a year when it is moved."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

HOUR = timedelta(hours=1)
LEARNED_EVERY_H = 6


def hour_number(at: datetime) -> int:
    """The hour that an aware moment falls in, counted from 1970 in UTC."""
    return int(at.timestamp() // 3600)


def hour_start(number: int) -> datetime:
    return datetime.fromtimestamp(number * 3600, UTC)


def labels(first: int, count: int, tz: ZoneInfo) -> IntArray:
    """(count,) what the wall clock shows, 0 to 23, at the start of each hour from hour number first.

    The hour an October night repeats has its label twice, so both are pooled wherever hours are summed by label; the
    hour a March night skips has none.
    """
    clock = np.empty(count, np.int64)
    for begin in range(0, count, 24):
        end = min(begin + 24, count)
        shown = [datetime.fromtimestamp((first + hour) * 3600, tz) for hour in (begin, end - 1)]
        if shown[0].utcoffset() == shown[1].utcoffset():
            clock[begin:end] = (shown[0].hour + np.arange(end - begin)) % 24
        else:
            clock[begin:end] = [datetime.fromtimestamp((first + hour) * 3600, tz).hour for hour in range(begin, end)]
    return clock


def steps_of_day(hours: Sequence[datetime], on: date, tz: ZoneInfo) -> list[tuple[int, ...]]:
    """For each of the 24 wall clock hours of a day, which of the given hours (aware starts) it stands for.

    Usually one, none outside what is given. An hour that October repeats stands for both: take the worse. The hour
    that March skips stands for the one before it: a plan that names 03:30 by mistake still meets a number.
    """
    found: list[list[int]] = [[] for _ in range(24)]
    for step, hour in enumerate(hours):
        local = hour.astimezone(tz)
        if local.date() == on:
            found[local.hour].append(step)
    for clock in range(1, 24):
        if not found[clock] and _is_skipped(on, clock, tz):
            found[clock] = found[clock - 1]
    return [tuple(steps) for steps in found]


def _is_skipped(on: date, clock: int, tz: ZoneInfo) -> bool:
    told = datetime(on.year, on.month, on.day, clock, tzinfo=tz)
    return told.astimezone(UTC).astimezone(tz).hour != clock


def learned_until(now: datetime, tz: ZoneInfo) -> datetime:
    """The last of 0, 6, 12 and 18 o'clock on the wall clock: what is learned from the past is learned then.

    A report that comes in later raises the level at once but leaves the habits of the day alone until the next: so
    a report at night can never make the morning look better.
    """
    local = now.astimezone(tz)
    return local.replace(
        hour=local.hour // LEARNED_EVERY_H * LEARNED_EVERY_H, minute=0, second=0, microsecond=0, fold=0
    )
