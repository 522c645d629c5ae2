"""What a need, a visit, a route and a day can be, and every move between those states that is allowed."""

from dataclasses import dataclass
from enum import StrEnum


class NeedState(StrEnum):
    NEW = "new"
    TRIAGED = "triaged"
    INFO_NEEDED = "info_needed"
    READY = "ready"
    PLANNED = "planned"
    DECISION_NEEDED = "decision_needed"
    PAUSED = "paused"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a need is closed. A person or an outcome says so; no timer ever does."""

    MET = "met"
    DECLINED = "declined"
    MOVED = "moved"
    DIED = "died"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


class VisitState(StrEnum):
    """HELD is not here: a visit is held while a hold covers one of its stops or legs."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    UNDER_WAY = "under_way"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class RouteState(StrEnum):
    """Of one numbered version of a route."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class DayState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


State = NeedState | VisitState | RouteState | DayState


@dataclass(frozen=True)
class Move:
    """One allowed step, and the work that causes it."""

    old: State
    new: State
    when: str


class MoveRefused(ValueError):
    """The step is not in the table; the message is for logs, the screen says it in its own words."""

    def __init__(self, old: State, new: State) -> None:
        super().__init__(f"{type(old).__name__}: no move from {old} to {new}")
        self.old, self.new = old, new


_N, _V, _R, _D = NeedState, VisitState, RouteState, DayState

MOVES: tuple[Move, ...] = (
    Move(_N.NEW, _N.TRIAGED, "a coordinator read it and gave it an urgency"),
    Move(_N.NEW, _N.INFO_NEEDED, "something must be asked before it can be judged"),
    Move(_N.NEW, _N.CLOSED, "withdrawn or a duplicate"),
    Move(_N.TRIAGED, _N.INFO_NEEDED, "something must be asked"),
    Move(_N.TRIAGED, _N.READY, "place, way and consent are known"),
    Move(_N.TRIAGED, _N.PAUSED, "not now, with a date to look again"),
    Move(_N.TRIAGED, _N.CLOSED, "solved without a visit, withdrawn or a duplicate"),
    Move(_N.INFO_NEEDED, _N.TRIAGED, "answered, to be judged again"),
    Move(_N.INFO_NEEDED, _N.READY, "answered, nothing else open"),
    Move(_N.INFO_NEEDED, _N.PAUSED, "not now, with a date to look again"),
    Move(_N.INFO_NEEDED, _N.CLOSED, "withdrawn, moved, died or a duplicate"),
    Move(_N.READY, _N.INFO_NEEDED, "the call before the visit raised a question"),
    Move(_N.READY, _N.PLANNED, "on a published route"),
    Move(_N.READY, _N.DECISION_NEEDED, "an outcome written late makes three misses in a row"),
    Move(_N.READY, _N.PAUSED, "not now, with a date to look again"),
    Move(_N.READY, _N.CLOSED, "solved without a visit, withdrawn or a duplicate"),
    Move(_N.PLANNED, _N.READY, "taken off the route, missed or done in part"),
    Move(_N.PLANNED, _N.INFO_NEEDED, "the address was not found"),
    Move(_N.PLANNED, _N.DECISION_NEEDED, "third miss in a row, or taken off while the decision is open"),
    Move(_N.PLANNED, _N.PAUSED, "in hospital"),
    Move(_N.PLANNED, _N.CLOSED, "met, or the outcome ended it"),
    Move(_N.DECISION_NEEDED, _N.READY, "decided: owner, date, way"),
    Move(_N.DECISION_NEEDED, _N.PLANNED, "stays plannable: on a published route"),
    Move(_N.DECISION_NEEDED, _N.INFO_NEEDED, "the decision waits for an answer"),
    Move(_N.DECISION_NEEDED, _N.PAUSED, "decided: not now, with a date to look again"),
    Move(_N.DECISION_NEEDED, _N.CLOSED, "decided: another way met it, or it is withdrawn"),
    Move(_N.PAUSED, _N.TRIAGED, "things changed, to be judged again"),
    Move(_N.PAUSED, _N.READY, "back home, nothing else changed"),
    Move(_N.PAUSED, _N.DECISION_NEEDED, "back with three misses in a row still undecided"),
    Move(_N.PAUSED, _N.CLOSED, "ended while it waited"),
    Move(_N.CLOSED, _N.TRIAGED, "re-opened within 30 days, under its old code"),
    Move(_N.CLOSED, _N.READY, "a wrong outcome was corrected"),
    Move(_N.CLOSED, _N.DECISION_NEEDED, "a wrong outcome was corrected to a third miss"),
    Move(_V.PROPOSED, _V.PUBLISHED, "its route version is published"),
    Move(_V.PROPOSED, _V.CANCELLED, "taken off the draft"),
    Move(_V.PROPOSED, _V.MISSED, "promised for a day that ended without a place on a route"),
    Move(_V.PUBLISHED, _V.PROPOSED, "left out of a later version on its day; waits for a place or its cause"),
    Move(_V.PUBLISHED, _V.UNDER_WAY, "its team departed"),
    Move(_V.PUBLISHED, _V.DONE, "outcome from paper, no check-ins heard"),
    Move(_V.PUBLISHED, _V.MISSED, "did not happen; one cause"),
    Move(_V.PUBLISHED, _V.CANCELLED, "moved to another route or day before departure"),
    Move(_V.UNDER_WAY, _V.PUBLISHED, "departure was written by mistake"),
    Move(_V.UNDER_WAY, _V.PROPOSED, "its team does not come any more; waits for another one or its cause"),
    Move(_V.UNDER_WAY, _V.DONE, "outcome"),
    Move(_V.UNDER_WAY, _V.MISSED, "did not happen; one cause"),
    Move(_V.UNDER_WAY, _V.CANCELLED, "the need turned out to be a duplicate or a mistake"),
    Move(_V.DONE, _V.MISSED, "a wrong outcome was corrected"),
    Move(_V.DONE, _V.CANCELLED, "the need turned out to be a duplicate or a mistake"),
    Move(_V.MISSED, _V.DONE, "a wrong outcome was corrected"),
    Move(_V.MISSED, _V.CANCELLED, "the need turned out to be a duplicate or a mistake"),
    Move(_R.DRAFT, _R.PUBLISHED, "a coordinator published it under a number"),
    Move(_R.DRAFT, _R.SUPERSEDED, "thrown away for another draft"),
    Move(_R.PUBLISHED, _R.SUPERSEDED, "a later version was published"),
    Move(_D.OPEN, _D.CLOSED, "every visit has its outcome"),
    Move(_D.CLOSED, _D.OPEN, "an outcome must be corrected, with a reason"),
)

# Keyed by type too: StrEnum members of one spelling are equal across enums (a need's CLOSED == a day's CLOSED).
_ALLOWED = frozenset((type(move.old), move.old, move.new) for move in MOVES)


def may_move(old: State, new: State) -> bool:
    """Whether the table lists this step. Staying where one is is no step."""
    return type(old) is type(new) and (type(old), old, new) in _ALLOWED


def check_move(old: State, new: State) -> None:
    """Pass in silence, or raise MoveRefused."""
    if not may_move(old, new):
        raise MoveRefused(old, new)


def moves_from(old: State) -> tuple[Move, ...]:
    """What a screen may offer next, in the order of the table."""
    return tuple(move for move in MOVES if type(move.old) is type(old) and move.old == old)
