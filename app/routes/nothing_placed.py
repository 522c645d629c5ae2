"""Why a day's plan is empty, in one glance: what blocks most, and which step opens it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.states import VisitState
from app.models import Visit
from app.routes.board import Board, LeftOut

LOOKED_BACK = timedelta(days=14)


@dataclass(frozen=True)
class Blocked:
    """What keeps needs off the routes of a day.

    open_days: earlier days that are not closed, each with its visits without an outcome; their needs stay there.
    is_empty: nobody is on a route though a proposal was made; only then do the other figures tell why. Each need
    counts once, under what stands first in its way: held, approvals, then the rest.
    """

    open_days: Sequence[tuple[date, int]]
    is_empty: bool
    held: int
    approvals: int
    rest: int


def blocked_on(session: Session, hub_id: int, on: date, board: Board) -> Blocked:
    placed = any(row.cards for row in board.rows)
    held = [one for one in board.left_out if is_held(one)]
    approvals = [one for one in board.left_out if one.can_approve and one not in held]
    return Blocked(
        open_days=open_days_before(session, hub_id, on),
        is_empty=bool(board.summary and board.left_out and board.has_teams and not placed),
        held=len(held),
        approvals=len(approvals),
        rest=len(board.left_out) - len(held) - len(approvals),
    )


def is_held(one: LeftOut) -> bool:
    return any(_names_a_hold(reason) for reason in one.reasons)


def _names_a_hold(reason: dict[str, object]) -> bool:
    if reason["code"] in ("home_held", "point_held"):
        return True
    return reason["code"] == "gate" and reason.get("rule") == "G07" and "review_at" in reason


def open_days_before(session: Session, hub_id: int, on: date) -> list[tuple[date, int]]:
    """The last days with visits that nobody wrote an outcome for, the oldest first."""
    is_open = Visit.state.in_((VisitState.PUBLISHED, VisitState.UNDER_WAY))
    lately = Visit.on.between(on - LOOKED_BACK, on - timedelta(days=1))
    query = select(Visit.on, func.count()).where(Visit.hub_id == hub_id, lately, is_open)
    rows: Iterable[tuple[date, int]] = ((row[0], row[1]) for row in session.execute(query.group_by(Visit.on)))
    return sorted(rows)
