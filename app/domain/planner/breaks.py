"""A team's breaks: so many minutes in a row at the hub, which is a shelter, inside a window of its shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.domain.planner.job import Window
from app.domain.planner.plan import Call
from app.domain.planner.reading import Reader

MOST_BREAKS = 3  # of one team


@dataclass(frozen=True, slots=True)
class Break:
    """Due whenever the team's hours leave room for it in the window; also waiting at the hub counts as one."""

    window: Window
    minutes: int

    @staticmethod
    def read(at: Reader) -> Break:
        found = Break(Window.read(at.field("window")), at.field("minutes").whole(1, 1440))
        if found.window.end - found.window.start < found.minutes:
            raise at.refuse(f"has a window shorter than its {found.minutes} minutes")
        return found

    def to_json(self) -> dict[str, Any]:
        return {"window": self.window.to_json(), "minutes": self.minutes}

    def within(self, hours: Window) -> Break | None:
        """The break with its window cut to the team's hours; None where they leave too little of it."""
        start, end = max(self.window.start, hours.start), min(self.window.end, hours.end)
        return Break(Window(start, end), self.minutes) if end - start >= self.minutes else None

    def is_met(self, arrive: float, depart: float) -> bool:
        """Whether a stay at the hub is long enough inside the window."""
        return min(depart, self.window.end) - max(arrive, self.window.start) >= self.minutes


def read_breaks(at: Reader) -> tuple[Break, ...]:
    """In the order of the day; raises ProblemError where two windows overlap: one stay would count as both."""
    found = tuple(sorted((Break.read(one) for one in at.items(most=MOST_BREAKS)), key=lambda one: one.window.start))
    if any(one.window.end > later.window.start for one, later in pairwise(found)):
        raise at.refuse("must have windows that do not overlap")
    return found


def break_times(call: Call, breaks: Sequence[Break]) -> list[Window]:
    """When in a call at the hub the team has its breaks, as early as the windows let it."""
    met = [one for one in breaks if call.is_hub and one.is_met(call.arrive, call.depart)]
    starts = [max(call.arrive, one.window.start) for one in met]
    return [Window(start, start + one.minutes) for one, start in zip(met, starts, strict=True)]


def times_around(calls: Sequence[Call], breaks: Sequence[Break], hours: Window) -> list[Window]:
    """When the breaks are that no call between is: at the hub before the team leaves, else once it is home.

    hours: from when until when the team is at the hub, but for its route.
    """
    if not calls:
        return []
    leaves, home = calls[0].depart, calls[-1].arrive
    due = [cut for one in breaks if (cut := one.within(hours)) is not None]
    left = [one for one in due if not any(one.is_met(call.arrive, call.depart) for call in calls if call.is_hub)]
    starts = [
        (one, one.window.start if one.is_met(hours.start, leaves) else max(home, one.window.start)) for one in left
    ]
    return [Window(at, at + one.minutes) for one, at in starts if at + one.minutes <= one.window.end]


def still_due(breaks: Sequence[Break], *, since: int, ready: int, leaves: int | None) -> tuple[tuple[Break, ...], int]:
    """For a team that is at the hub: the breaks it has not had, and the minute from which it may leave.

    since: from when it is there. ready: when it could leave at the earliest; who is in the middle of a break ends it
    first. leaves: when it leaves by its present route; None without one.
    """
    left, until = list[Break](), ready
    for one in breaks:
        begins = max(since, one.window.start)
        ends = begins + one.minutes
        has_begun = begins < ready and ends <= one.window.end
        is_meant = leaves is not None and leaves >= ends
        is_last_chance = one.window.end - ready < one.minutes
        if has_begun and (ends <= ready or is_meant or is_last_chance):
            until = max(until, ends)
        else:
            left.append(one)
    return tuple(left), until


def joined(calls: Sequence[Call]) -> list[Call]:
    """One call where several at the hub follow each other, as a break before leaving or after coming home does."""
    found: list[Call] = []
    for made in calls:
        if found and made.is_hub and found[-1].is_hub:
            found[-1] = Call(found[-1].arrive, made.depart)
        else:
            found.append(made)
    return found
