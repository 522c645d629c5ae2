"""The only place where the state of a need changes: checked against the table, written down with who, when and why."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.states import CloseReason, NeedState, may_move
from app.models import Need, NeedMove
from app.needs.errors import NoSuchMove


def move_need(
    session: Session,
    need: Need,
    to: NeedState,
    *,
    by_id: int | None,
    now: datetime,
    why: str = "",
    close_reason: CloseReason | None = None,
) -> None:
    """Raises NoSuchMove for a step that is not in the table. Staying where it is writes nothing."""
    if need.state is to:
        return
    if not may_move(need.state, to):
        raise NoSuchMove(need.code)
    if (to is NeedState.CLOSED) != (close_reason is not None):
        raise ValueError("a need is closed with a reason and with nothing else")
    need.moves.append(NeedMove(from_state=need.state, to_state=to, by_id=by_id, at=now, why=why))
    before, need.state, need.close_reason = need.state, to, close_reason
    need.closed_at = now if to is NeedState.CLOSED else None
    audit.record(session, "move_need", need, by_id=by_id, now=now, from_state=before, to_state=to)


def first_move(session: Session, need: Need, *, by_id: int | None, now: datetime, why: str = "") -> None:
    """A need begins: the first line of its history."""
    need.moves.append(NeedMove(from_state=None, to_state=need.state, by_id=by_id, at=now, why=why))
    session.flush()
