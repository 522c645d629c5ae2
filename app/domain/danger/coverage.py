"""How much of the last two days anybody watched an area: no report from nobody is no quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

LOOK_BACK = timedelta(hours=48)
HEARD_AROUND = timedelta(minutes=30)
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

    A moment counts when two accounts independent of each other, or a coordinator, were watching, or reported
    something observed within half an hour of it: one account alone never covers an area. Grade "?" stands below ENOUGH.
    """
    since = now - LOOK_BACK
    spans = [*watch_spans, *(_listening(report.account, report.at) for report in reports if report.account is not None)]
    edges = sorted({since, now, *(at for span in spans for at in (span.start, span.end) if since < at < now)})
    covered = [end - start for start, end in pairwise(edges) if _is_covered(spans, start, end)]
    return sum(covered, timedelta()) / LOOK_BACK


def is_enough(share: float) -> bool:
    """Whether that share of the last 48 hours is enough to say anything at all."""
    return share >= ENOUGH


def _listening(account: int, at: datetime) -> WatchSpan:
    return WatchSpan(account, at - HEARD_AROUND, at + HEARD_AROUND)


def _is_covered(spans: Sequence[WatchSpan], start: datetime, end: datetime) -> bool:
    watching = [span for span in spans if span.start <= start and end <= span.end]
    return any(span.by_coordinator for span in watching) or len({span.account for span in watching}) >= 2
