"""How much of the time anybody watched an area: no report from nobody is no quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from app.domain.danger.events import FloatArray
from app.domain.danger.wall_clock import IntArray

LOOK_BACK = timedelta(hours=48)
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


@dataclass(frozen=True, eq=False)
class WatchSpans:
    """The same for k spans, as columns; start_s and end_s: (k,) seconds since 1970."""

    account: IntArray
    start_s: FloatArray
    end_s: FloatArray
    by_coordinator: NDArray[np.bool_]

    @classmethod
    def of(cls, spans: Sequence[WatchSpan]) -> "WatchSpans":
        return cls(
            np.array([span.account for span in spans], np.int64),
            np.array([span.start.timestamp() for span in spans], np.float64),
            np.array([span.end.timestamp() for span in spans], np.float64),
            np.array([span.by_coordinator for span in spans], np.bool_),
        )


def accounts_needed(accounts: int) -> int:
    """How many accounts must watch at once where no coordinator does, by how many the hub has.

    Two independent ones where everybody knows everybody: up to nine. In a larger hub no number will do, since whatever
    it is, a hostile account can be the one that was missing: there a coordinator says that somebody listens.
    """
    return 2 if accounts < ONE_IN else MORE_THAN_ANY


def coverage(watch_spans: Sequence[WatchSpan], now: datetime, needed: int = 2) -> float:
    """The share of the last 48 hours, 0 to 1, in which one area was watched. Grade "?" stands below the hub’s share.

    A moment counts when a coordinator, or that many accounts, were watching: one account alone never covers an area.
    """
    return lately(WatchedTime.of(WatchSpans.of(watch_spans), needed), now)


def lately(watched: "WatchedTime", now: datetime) -> float:
    """The same of time already reckoned."""
    return float(watched.between([(now - LOOK_BACK).timestamp(), now.timestamp()])[0])


def watched_between(watch_spans: Sequence[WatchSpan], moments: Sequence[float], needed: int = 2) -> FloatArray:
    """(k - 1,) the share, 0 to 1, of the time between each of k rising moments (s since 1970) that was watched."""
    return WatchedTime.of(WatchSpans.of(watch_spans), needed).between(moments)


@dataclass(frozen=True, eq=False)
class WatchedTime:
    """How long one area had been watched in all, s, at each moment (s since 1970) at which somebody began or ended."""

    edges: FloatArray
    watched_s: FloatArray

    @classmethod
    def of(cls, spans: WatchSpans, needed: int = 2) -> "WatchedTime":
        edges = np.unique(np.concatenate([spans.start_s, spans.end_s]))
        if len(edges) < 2:
            return cls(np.zeros(1), np.zeros(1))
        counts = _is_watched(spans, edges, needed)
        return cls(edges, np.concatenate([[0.0], np.cumsum(np.diff(edges) * counts)]))

    def between(self, moments: Sequence[float] | FloatArray) -> FloatArray:
        """As in `watched_between`."""
        at = np.asarray(moments, np.float64)
        result: FloatArray = np.diff(np.interp(at, self.edges, self.watched_s)) / np.diff(at)
        return np.clip(result, 0, 1)


def _is_watched(spans: WatchSpans, edges: FloatArray, needed: int) -> NDArray[np.bool_]:
    """(edges - 1,) whether the stretch between two edges has a coordinator, or accounts enough."""
    first, last = np.searchsorted(edges, spans.start_s), np.searchsorted(edges, spans.end_s)
    led, others = spans.by_coordinator, np.zeros(len(edges) - 1, np.int64)
    for one in np.unique(spans.account[~led]):
        of_it = (spans.account == one) & ~led
        others += _any_of(first[of_it], last[of_it], len(edges))
    result: NDArray[np.bool_] = _any_of(first[led], last[led], len(edges)) | (others >= needed)
    return result


def _any_of(first: IntArray, last: IntArray, edges: int) -> NDArray[np.bool_]:
    """(edges - 1,) whether any span from edge first to edge last covers the stretch."""
    begun = np.bincount(np.minimum(first, last), minlength=edges) - np.bincount(last, minlength=edges)
    result: NDArray[np.bool_] = np.cumsum(begun)[:-1] > 0
    return result
