"""How much of the time anybody watched an area: no report from nobody is no quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from app.domain.danger.events import FloatArray

LOOK_BACK = timedelta(hours=48)
ENOUGH = 0.5
# Of ten accounts one may be hostile.
ONE_IN = 10
MORE_THAN_ANY = 1_000_000


@dataclass(frozen=True)
class WatchSpan:
    """Somebody in the area passes on what they hear, from start to end (aware).

    account: who; two spans are independent when the accounts differ. A coordinator's span stands alone.
    """

    account: int
    start: datetime
    end: datetime
    by_coordinator: bool = False


def accounts_needed(accounts: int) -> int:
    """How many accounts must watch at once where no coordinator does, by how many the hub has.

    Two independent ones where everybody knows everybody: up to nine. In a larger hub no number will do, since whatever
    it is, a hostile account can be the one that was missing: there a coordinator says that somebody listens.
    """
    return 2 if accounts < ONE_IN else MORE_THAN_ANY


def coverage(watch_spans: Sequence[WatchSpan], now: datetime, needed: int = 2) -> float:
    """The share of the last 48 hours, 0 to 1, in which one area was watched. Grade "?" stands below ENOUGH.

    A moment counts when a coordinator, or that many accounts, were watching: one account alone never covers an area.
    """
    return float(watched_between(watch_spans, [(now - LOOK_BACK).timestamp(), now.timestamp()], needed)[0])


def is_enough(share: float) -> bool:
    """Whether that share of the last 48 hours is enough to say anything at all."""
    return share >= ENOUGH


def watched_between(watch_spans: Sequence[WatchSpan], moments: Sequence[float], needed: int = 2) -> FloatArray:
    """(k - 1,) the share, 0 to 1, of the time between each of k rising moments (s since 1970) that was watched."""
    at = np.asarray(moments, np.float64)
    edges = np.array(sorted({edge.timestamp() for span in watch_spans for edge in (span.start, span.end)}))
    if len(edges) < 2:
        return np.zeros(len(at) - 1)
    passed = np.concatenate([[0.0], np.cumsum(np.diff(edges) * _is_watched(watch_spans, edges, needed))])
    result: FloatArray = np.diff(np.interp(at, edges, passed)) / np.diff(at)
    return np.clip(result, 0, 1)


def _is_watched(watch_spans: Sequence[WatchSpan], edges: FloatArray, needed: int) -> FloatArray:
    """(k - 1,) 1 where the stretch between two edges has a coordinator, or accounts enough, and 0 elsewhere."""
    by_account: dict[int, FloatArray] = {}
    led = np.zeros(len(edges) - 1)
    for span in watch_spans:
        there = led if span.by_coordinator else by_account.setdefault(span.account, np.zeros(len(edges) - 1))
        first, last = np.searchsorted(edges, [span.start.timestamp(), span.end.timestamp()])
        there[first:last] = 1
    others = np.sum(list(by_account.values()), axis=0) if by_account else np.zeros(len(edges) - 1)
    result: FloatArray = np.where((led > 0) | (others >= needed), 1.0, 0.0)
    return result
