"""The latest search for the plan of a day as its page tells of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.planner.dial import DEFAULT, Dial
from app.domain.searches import GOING_ON, SearchState, is_lost, is_unheard
from app.models import Day, PlanSearch, User
from app.routes import searching
from app.routes.pending import find_pending

TOLD_FOR = timedelta(minutes=30)  # how long the page says that a search came to nothing


@dataclass(frozen=True)
class SearchShown:
    """The latest search of a day as its page tells of it. phase: how it stands now, with what nobody wrote down."""

    phase: str
    by: str
    asked_at: datetime
    share: int
    so_far: dict[str, Any] | None
    is_stop_asked: bool
    seconds: int

    @property
    def is_going_on(self) -> bool:
        return self.phase in ("waiting", "running")


@dataclass(frozen=True)
class DialShown:
    """One choice between need and danger, with what its plan serves and risks.

    is_chosen: the day stands there. is_tried: a proposal made with it waits.
    """

    value: int
    numbers: str
    is_chosen: bool
    is_tried: bool
    served: int
    weight: float
    exposure: float


def dial_shown(session: Session, hub_id: int, on: date, *, day: Day | None) -> list[DialShown]:
    """The choices of the day as the last search traced them, and at which of them it stands."""
    row = searching.find_dial(session, hub_id, on)
    if row is None or row.curve is None:
        return []
    dial = Dial.from_json(row.curve)
    chosen, tried = dial.at(day.dial if day else None), tried_number(day)
    return [
        DialShown(
            DEFAULT if DEFAULT in one.numbers else one.numbers[0],
            "–".join(str(end) for end in dict.fromkeys((one.numbers[0], one.numbers[-1]))),
            one == chosen,
            tried in one.numbers,
            one.point.served,
            one.point.weight,
            one.point.exposure,
        )
        for one in dial.positions
    ]


def tried_number(day: Day | None) -> int | None:
    """The number with which the proposal that waits was made, where it is not the day's own."""
    pending = find_pending(day)
    if day is None or pending is None or (pending.dial or DEFAULT) == (day.dial or DEFAULT):
        return None
    return pending.dial or DEFAULT


def search_shown(session: Session, hub_id: int, on: date, *, real_now: datetime) -> SearchShown | None:
    """None where the last search came to what the page shows anyway, or is long over."""
    row = searching.find_search(session, hub_id, on)
    if row is None:
        return None
    phase = _phase(session, row, real_now)
    if not phase:
        return None
    by = session.get_one(User, row.asked_by_id).display_name
    return SearchShown(
        phase, by, row.asked_at, round(100 * row.share), row.so_far, row.is_stop_asked, round(row.seconds)
    )


def _phase(session: Session, row: PlanSearch, real_now: datetime) -> str:
    if row.state in GOING_ON:
        if is_lost(row.state, row.seen_at, real_now):
            return "lost"
        if is_unheard(row.state, row.seen_at, real_now) and not searching.is_queue_moving(session, real_now):
            return "unheard"
        return "running" if row.state is SearchState.RUNNING else "waiting"
    if real_now - (row.ended_at or row.seen_at) > TOLD_FOR:
        return ""
    if row.state is SearchState.KEPT:
        return ("stopped" if row.is_stop_asked else "hard_stop") if row.is_cut_short else ""
    return row.state.value
