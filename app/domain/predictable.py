"""What somebody who watched could foresee: the same stop at the same hour of the week, one way two days running."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.domain.timespan import Window, Windows, union


def usual_hours(weeks: Sequence[Iterable[int]], *, times: int = 2, slack_min: int = 30) -> Windows:
    """The minutes so near to which a stop began in so many of these weeks; starts by week."""
    near = [
        span
        for starts in weeks
        for span in union(Window(max(0, one - slack_min), one + slack_min + 1) for one in starts)
    ]
    edges = sorted({edge for span in near for edge in (span.start, span.end)})
    return union(Window(a, b) for a, b in pairwise(edges) if sum(span.start <= a < span.end for span in near) >= times)


def is_same_way(areas: Sequence[int], leave: int, before: Sequence[int], left: int, *, slack_min: int = 20) -> bool:
    """The same areas in the same order, at about the same time."""
    return tuple(areas) == tuple(before) and abs(leave - left) <= slack_min
