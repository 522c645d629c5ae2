"""Record what a person decides about going to an area on a day; the advice stays beside it, nothing is overwritten."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.danger import maps
from app.danger.advice import AreaAdvice, hub_advice
from app.danger.errors import AdviceChanged, NeedsApprover, NotThatDay, SayWhy
from app.domain.danger.advice import Advice
from app.domain.errors import NotHere
from app.models import Area, DayDecision, User
from app.places import service as places


@dataclass(frozen=True)
class Seen:
    """What stood on the page when the person decided: the advice, and the last decision, 0 where there was none."""

    advice: Advice
    decision_id: int = 0


def decide_day(
    session: Session,
    area_id: int,
    on: date,
    decision: Advice,
    *,
    reason: str,
    seen: Seen,
    hub_id: int,
    by_id: int,
    now: datetime,
) -> DayDecision:
    """Record the decision; the latest stands. To stand down ends the clearances of that day at once.

    A reason is needed where it differs from the advice and to lift an earlier stand-down; for more than the advice
    allows it takes an approver. Raises AdviceChanged when the page showed something else.
    """
    area = get_in_hub(session, Area, area_id, hub_id, lock=True)
    today = now.astimezone(hub_zone(session, hub_id)).date()
    if on not in (today, today + timedelta(days=1)):
        raise NotThatDay
    found = hub_advice(session, hub_id, on, now=now, only=area.id)
    if not found.areas:
        raise NotHere("Area")
    one = found.areas[0]
    _check(session, one, decision, reason, seen, by_id)
    rests_on = maps.store_picture(session, hub_id, found.picture)
    maps.keep_map(session, rests_on.id, now=now)
    row = DayDecision(
        hub_id=hub_id,
        area_id=area.id,
        on=on,
        advice=one.advice.advice,
        decision=decision,
        reason=reason.strip(),
        by_id=by_id,
        at=now,
        danger_map_id=rests_on.id,
    )
    session.add(row)
    if decision is Advice.STAND_DOWN:
        places.end_clearances(session, [area.id], report_id=None, now=now, hub_id=hub_id, by_id=by_id, on=on)
    audit.record(
        session, "decide_day", row, by_id=by_id, now=now, area=area.id, on=on, advice=row.advice, decision=decision
    )
    return row


def _check(session: Session, one: AreaAdvice, decision: Advice, reason: str, seen: Seen, by_id: int) -> None:
    advice, last = one.advice.advice, one.decision
    if seen.advice is not advice or seen.decision_id != (last.id if last else 0):
        raise AdviceChanged
    lifts = last is not None and last.decision is Advice.STAND_DOWN and decision is not Advice.STAND_DOWN
    if (decision is not advice or lifts) and not reason.strip():
        raise SayWhy
    if decision.is_looser_than(advice) and not session.get_one(User, by_id).is_approver:
        raise NeedsApprover
