"""The life of a search for a plan: who may take it up, and when it counts as lost."""

from datetime import datetime, timedelta
from enum import StrEnum

# Signs of life come some times a second, but none while a large day is read or its first plan is put together.
LOST_AFTER = timedelta(seconds=30)
# An idle worker takes a search within a quarter of a second.
TAKEN_WITHIN = timedelta(seconds=2)


class SearchState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    KEPT = "kept"  # what it came to was kept
    CHANGED = "changed"  # somebody changed the plan meanwhile
    REFUSED = "refused"  # a rule stands against what it came to
    FAILED = "failed"
    LOST = "lost"  # whoever searched is gone


GOING_ON = (SearchState.ASKED, SearchState.RUNNING)


def is_lost(state: SearchState, seen_at: datetime, now: datetime) -> bool:
    """Whether the search has been silent for so long that nobody works on it any more. Both times are real ones."""
    return state is SearchState.LOST or (state is SearchState.RUNNING and now - seen_at > LOST_AFTER)


def is_unheard(state: SearchState, seen_at: datetime, now: datetime) -> bool:
    """Whether nobody took it up in the time an idle worker needs."""
    return state is SearchState.ASKED and now - seen_at > TAKEN_WITHIN
