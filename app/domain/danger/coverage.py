"""How much of the last two days anybody watched an area: no report from nobody is no quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LOOK_BACK_H = 48
ENOUGH = 0.5


@dataclass(frozen=True)
class WatchSpan:
    """Somebody in the area passes on what they hear, from start to end (aware).

    account: who; two spans are independent when the accounts differ. A coordinator's span stands alone.
    """

    account: int
    start: datetime
    end: datetime
    by_coordinator: bool = False


@dataclass(frozen=True)
class Heard:
    """A report from the area proves that its sender was listening at that time; account None is nobody we know."""

    account: int | None
    at: datetime


def coverage(watch_spans: Sequence[WatchSpan], reports: Sequence[Heard], now: datetime) -> float:
    """The share of the last 48 hours, 0 to 1, in which one area was watched.

    An hour counts when two accounts independent of each other, or a coordinator, watched all of it or reported within
    it: one account alone never covers an area. Grade "?" stands below ENOUGH.
    """
    starts = [now - timedelta(hours=back) for back in range(LOOK_BACK_H, 0, -1)]
    return sum(_is_covered(watch_spans, reports, start) for start in starts) / LOOK_BACK_H


def is_enough(share: float) -> bool:
    """Whether that share of the last 48 hours is enough to say anything at all."""
    return share >= ENOUGH


def _is_covered(spans: Sequence[WatchSpan], reports: Sequence[Heard], start: datetime) -> bool:
    end = start + timedelta(hours=1)
    watching = [span for span in spans if span.start <= start and span.end >= end]
    if any(span.by_coordinator for span in watching):
        return True
    heard = {report.account for report in reports if start <= report.at < end and report.account is not None}
    return len(heard | {span.account for span in watching}) >= 2
