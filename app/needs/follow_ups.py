"""Next steps that a rule opens; a named person does each, no clock closes one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import check_version, get_in_hub
from app.domain import follow_ups as step
from app.domain.follow_ups import FollowUpRule
from app.models import FollowUp, Need, Visit
from app.needs.errors import ReasonMissing

RULES: dict[str, FollowUpRule] = {rule.code: rule for rule in vars(step).values() if isinstance(rule, FollowUpRule)}
ONCE_A_VISIT = frozenset(
    {
        *("hold_area", "write_incident", "point_unconfirmed", "close_road", "mend_vehicle", "find_team"),
        *("tell_person", "close_others"),
    }
)
"""About the place, the car or the one door; the others are about one need each."""


def open_follow_up(
    session: Session, rule: FollowUpRule, need: Need, visit: Visit, *, at: datetime, now: datetime
) -> None:
    """at: the moment of the outcome, from which the rule counts."""
    if rule.code in ONCE_A_VISIT and _is_open(session, rule.code, visit):
        return
    session.add(
        FollowUp(
            hub_id=need.hub_id,
            need_id=need.id,
            visit_id=visit.id,
            service_point_id=visit.service_point_id or need.service_point_id,
            code=rule.code,
            due_at=rule.due_at(at, hub_zone(session, need.hub_id)) or now,
            opened_at=now,
        )
    )
    session.flush()


def _is_open(session: Session, code: str, visit: Visit) -> bool:
    query = select(FollowUp.id).where(FollowUp.visit_id == visit.id, FollowUp.code == code, FollowUp.done_at.is_(None))
    return session.scalar(query) is not None


def finish_follow_up(
    session: Session,
    follow_up_id: int,
    result: str,
    *,
    hub_id: int,
    expected_version: int,
    by_id: int,
    now: datetime,
) -> FollowUp:
    """Somebody did it and says what came of it."""
    row = get_in_hub(session, FollowUp, follow_up_id, hub_id, lock=True)
    check_version(row, expected_version)
    if not result.strip():
        raise ReasonMissing
    _finish(row, result.strip(), by_id=by_id, now=now)
    audit.record(session, "finish_follow_up", row, by_id=by_id, now=now, code=row.code)
    return row


def take_back(session: Session, visit: Visit, *, by_id: int, now: datetime) -> None:
    """The outcome that opened them was wrong; what was done already stays done."""
    query = select(FollowUp).where(FollowUp.visit_id == visit.id, FollowUp.done_at.is_(None))
    for row in session.scalars(query):
        _finish(row, "outcome corrected", by_id=by_id, now=now)


def _finish(row: FollowUp, result: str, *, by_id: int, now: datetime) -> None:
    row.done_at, row.done_by_id, row.result = now, by_id, result
