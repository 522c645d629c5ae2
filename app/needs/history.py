"""What the visits of a need add up to: outcomes in order, misses, decisions that are still open."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.outcomes import Cause, Outcome, is_miss, misses_in_a_row
from app.domain.states import NeedState
from app.models import Decision, Need, NeedMove, Visit, VisitNeed


@dataclass(frozen=True)
class Misses:
    """in_a_row since the last DONE; by_cause of the need's whole life."""

    in_a_row: int
    by_cause: Counter[Cause]

    @property
    def total(self) -> int:
        return self.by_cause.total()


NO_MISSES = Misses(0, Counter())


def outcomes_of(session: Session, need_id: int, *, besides_visit_id: int = 0) -> list[Outcome]:
    """Newest last, in the order of the days and not of the writing: paper comes late."""
    return [outcome for visit_id, outcome, _ in _told(session, [need_id])[need_id] if visit_id != besides_visit_id]


def misses_of(session: Session, needs: Iterable[Need | int]) -> dict[int, Misses]:
    """By need id, for needs or their ids; one query for all. A need without visits has none."""
    ids = [need if isinstance(need, int) else need.id for need in needs]
    return {need_id: _count(told) for need_id, told in _told(session, ids).items()}


def _count(told: list[tuple[int, Outcome, Cause | None]]) -> Misses:
    row = misses_in_a_row([outcome for _, outcome, _ in told])
    return Misses(row, Counter(cause for _, outcome, cause in told if cause and is_miss(outcome)))


def _told(session: Session, need_ids: list[int]) -> dict[int, list[tuple[int, Outcome, Cause | None]]]:
    query = (
        select(VisitNeed.need_id, Visit.id, Visit.outcome, Visit.cause)
        .join(Visit, Visit.id == VisitNeed.visit_id)
        .where(VisitNeed.need_id.in_(need_ids), Visit.outcome.is_not(None))
        .order_by(Visit.on, Visit.outcome_at, Visit.id)
    )
    found: dict[int, list[tuple[int, Outcome, Cause | None]]] = defaultdict(list)
    for need_id, visit_id, outcome, cause in session.execute(query):
        if outcome is not None:
            found[need_id].append((visit_id, outcome, cause))
    return found


def is_latest(session: Session, need: Need, visit: Visit) -> bool:
    """Whether no later day of this need has an outcome already."""
    later = (
        select(Visit.id)
        .join(VisitNeed, VisitNeed.visit_id == Visit.id)
        .where(VisitNeed.need_id == need.id, Visit.outcome.is_not(None), Visit.id != visit.id, Visit.on > visit.on)
    )
    return session.scalar(later.limit(1)) is None


def decision_is_open(session: Session, need: Need) -> bool:
    """It was asked for and nobody has decided since, wherever the need stands now."""
    asked = session.scalar(
        select(NeedMove.at)
        .where(NeedMove.need_id == need.id, NeedMove.to_state == NeedState.DECISION_NEEDED)
        .order_by(NeedMove.id.desc())
        .limit(1)
    )
    if asked is None:
        return False
    decided = select(Decision.id).where(Decision.need_id == need.id, Decision.made_at >= asked)
    return session.scalar(decided.limit(1)) is None
