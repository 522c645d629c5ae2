"""What somebody who watched could foresee: the same stop at the same hour of the week, one way two days running."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from app.domain.timespan import Window, Windows, union

WEEKS_BACK, SLACK_MIN, DEPARTURE_SLACK_MIN = 3, 30, 20  # judgements


def usual_hours(weeks: Sequence[Iterable[int]]) -> Windows:
    """The minutes within half an hour of which a stop began in two of these weeks; starts by week."""
    found = (
        Window(max(0, max(one, other) - SLACK_MIN), min(one, other) + SLACK_MIN + 1)
        for first, second in combinations(weeks, 2)
        for one in first
        for other in second
        if abs(one - other) <= 2 * SLACK_MIN
    )
    return union(found)


def is_same_way(areas: Sequence[int], leave: int, before: Sequence[int], left: int) -> bool:
    """The same areas in the same order, at about the same time."""
    return tuple(areas) == tuple(before) and abs(leave - left) <= DEPARTURE_SLACK_MIN
