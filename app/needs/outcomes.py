"""What a visit came to: it moves its needs, opens next steps and counts misses; a wrong one is mended and kept."""

from datetime import date, datetime, timedelta
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_settings
from app.accounts.scope import check_version, get_in_hub
from app.domain.follow_ups import CLOSE_OTHERS
from app.domain.outcomes import (
    Cause,
    Outcome,
    OutcomeEffect,
    cause_of,
    effect_after,
    follow_ups_due,
    is_miss,
    misses_in_a_row,
    visit_state_of,
)
from app.domain.states import CloseReason, DayState, NeedState, VisitState, may_move
from app.models import Day, Need, OutcomeChange, Person, PointStatus, Visit
from app.needs.errors import NoOutcomeYet, ReasonMissing, VisitCancelled, VisitIsOver
from app.needs.follow_ups import open_follow_up, take_back
from app.needs.history import decision_is_open, is_latest, outcomes_of
from app.needs.log import log_next
from app.needs.moves import move_need
from app.needs.open_visits import cancel_ahead, open_visits
from app.needs.possible import check_possible
from app.people import history as record_history
from app.people import service as people
from app.places import service as places

OVER = (VisitState.DONE, VisitState.MISSED)


def record_visit(
    session: Session,
    visit_id: int,
    outcome: Outcome,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    cause: Cause | None = None,
    note: str = "",
    outcome_at: datetime | None = None,
    is_time_written: bool = True,
    expected_version: int | None = None,
) -> Visit:
    """Write down how a visit ended, once; each of its needs goes on, waits or is closed by the outcome's rule.

    outcome_at: None where nobody said when; is_time_written: False where it only keeps the order of the day.
    """
    visit = get_in_hub(session, Visit, visit_id, hub_id, lock=True)
    if expected_version is not None:
        check_version(visit, expected_version)
    _check_not_over(visit)
    check_possible(session, visit, outcome, now=now)
    _write(visit, outcome, cause, note, at=outcome_at or now, by_id=by_id, now=now)
    visit.is_time_written = outcome_at is not None and is_time_written
    audit.record(session, "record_visit", visit, by_id=by_id, now=now, outcome=outcome, cause=visit.cause or "")
    for need in list(visit.needs):
        _follow(session, need, visit, outcome, at=outcome_at or now, by_id=by_id, now=now)
    _tell_the_point(session, visit, outcome, at=outcome_at or now, by_id=by_id, now=now)
    return visit


def _check_not_over(visit: Visit) -> None:
    if visit.state in OVER:
        raise VisitIsOver
    if visit.state is VisitState.CANCELLED:
        raise VisitCancelled


def _write(
    visit: Visit, outcome: Outcome, cause: Cause | None, note: str | None, *, at: datetime, by_id: int, now: datetime
) -> None:
    visit.state = visit_state_of(outcome)
    visit.outcome = outcome
    visit.cause = (cause or cause_of(outcome)) if is_miss(outcome) else None
    visit.outcome_at, visit.recorded_by_id, visit.recorded_at = at, by_id, now
    if note is not None:
        visit.outcome_note = note


def _follow(
    session: Session, need: Need, visit: Visit, outcome: Outcome, *, at: datetime, by_id: int, now: datetime
) -> None:
    earlier = outcomes_of(session, need.id, besides_visit_id=visit.id)
    if is_latest(session, need, visit):
        _move_by(session, need, _effect(session, need, outcome, earlier), outcome, by_id=by_id, now=now)
    else:
        _recount(session, need, by_id=by_id, now=now)
    rules = follow_ups_due(
        outcome, earlier, urgency=need.urgency, kind=need.kind.code, recurrent=need.recur_days is not None
    )
    for rule in rules:
        if rule.opens_need:
            key = uuid5(visit.uid, f"{rule.code}|{need.id}|{now.isoformat()}")
            log_next(session, need, key=key, by_id=by_id, now=now, kind_code=rule.opens_need)
        if rule.code == "next_time":
            _clone(session, need, visit, by_id=by_id, now=now)
        else:
            open_follow_up(session, rule, need, visit, at=at, now=now)
    if outcome is Outcome.DIED and need.person_id is not None:
        people.stop_calls(session, need.person_id, hub_id=need.hub_id, by_id=by_id, now=now)
        _set_others_aside(session, need, visit, at=at, by_id=by_id, now=now)


def _effect(session: Session, need: Need, outcome: Outcome, earlier: list[Outcome]) -> OutcomeEffect:
    return effect_after(
        outcome,
        earlier,
        decision_open=decision_is_open(session, need),
        decision_after=hub_settings(session, need.hub_id).decision_after,
    )


def _move_by(
    session: Session, need: Need, effect: OutcomeEffect, outcome: Outcome, *, by_id: int, now: datetime
) -> None:
    """Straight, or by way of READY where the table has no direct step; a step a person took meanwhile stands."""
    to, reason, why = effect.need_state, effect.close_reason, outcome.value
    if need.state is to and need.close_reason is reason:
        return
    if not may_move(need.state, to):
        if not (may_move(need.state, NeedState.READY) and may_move(NeedState.READY, to)):
            return
        move_need(session, need, NeedState.READY, by_id=by_id, now=now, why=why)
    move_need(session, need, to, by_id=by_id, now=now, why=why, close_reason=reason)


def _recount(session: Session, need: Need, *, by_id: int, now: datetime) -> None:
    """An outcome of an earlier day came late or was corrected: only the count may change where the need stands."""
    in_a_row = misses_in_a_row(outcomes_of(session, need.id))
    forced = in_a_row >= hub_settings(session, need.hub_id).decision_after
    if forced and need.state is NeedState.READY:
        move_need(session, need, NeedState.DECISION_NEEDED, by_id=by_id, now=now, why="misses in a row")
    elif not forced and need.state is NeedState.DECISION_NEEDED:
        move_need(session, need, NeedState.READY, by_id=by_id, now=now, why="fewer misses in a row")


def _clone(session: Session, need: Need, visit: Visit, *, by_id: int, now: datetime) -> None:
    """The next one of a recurring need stands ready by itself and is not offered to the plan before its time."""
    due: date = visit.on + timedelta(days=need.recur_days or 0)
    following = log_next(
        session, need, key=uuid5(visit.uid, f"next|{need.id}|{now.isoformat()}"), by_id=by_id, now=now, deadline_on=due
    )
    lead = timedelta(days=min(LEAD_DAYS, (need.recur_days or 0) // 2))
    following.facts = {**need.facts, "not_before": (due - lead).isoformat()}
    move_need(session, following, NeedState.TRIAGED, by_id=by_id, now=now, why="recurring")
    move_need(session, following, NeedState.READY, by_id=by_id, now=now, why="recurring")


LEAD_DAYS = 3
"""A recurring need may be met this many days early, so that a day of shelling does not make it late."""


def _set_others_aside(session: Session, need: Need, visit: Visit, *, at: datetime, by_id: int, now: datetime) -> None:
    """Nobody drives to a dead person's home for their other needs; a coordinator ticks which of these are closed."""
    others = select(Need).where(Need.person_id == need.person_id, Need.state != NeedState.CLOSED).order_by(Need.id)
    open_ones = [one for one in session.scalars(others) if one not in visit.needs]
    for other in open_ones:
        cancel_ahead(session, other, by_id=by_id, now=now, why=Outcome.DIED)
        if may_move(other.state, NeedState.INFO_NEEDED) and not open_visits(session, other):
            move_need(session, other, NeedState.INFO_NEEDED, by_id=by_id, now=now, why=Outcome.DIED)
    if open_ones:
        open_follow_up(session, CLOSE_OTHERS, open_ones[0], visit, at=at, now=now)


def _tell_the_point(
    session: Session, visit: Visit, outcome: Outcome, *, at: datetime, by_id: int, now: datetime
) -> None:
    point_id = visit.service_point_id or next((need.service_point_id for need in visit.needs), None)
    if outcome is Outcome.CLOSED_SP and point_id is not None:
        places.set_point_status(
            session,
            point_id,
            PointStatus.UNCONFIRMED,
            hub_id=visit.hub_id,
            source="visit",
            as_of=at,
            by_id=by_id,
            now=now,
        )


def correct_outcome(
    session: Session,
    visit_id: int,
    outcome: Outcome,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    cause: Cause | None = None,
    note: str | None = None,
    reason: str = "",
    outcome_at: datetime | None = None,
    expected_version: int | None = None,
) -> Visit:
    """Mend a wrong outcome: the earlier one stays readable, its open steps are taken back, the needs are led anew.

    After the day was closed it takes a reason. Raises NoOutcomeYet, ReasonMissing.
    """
    visit = get_in_hub(session, Visit, visit_id, hub_id, lock=True)
    if expected_version is not None:
        check_version(visit, expected_version)
    if visit.state not in OVER or visit.outcome is None:
        raise NoOutcomeYet
    if day_is_closed(session, hub_id, visit.on) and not reason.strip():
        raise ReasonMissing
    check_possible(session, visit, outcome, now=now)
    old = visit.outcome
    _keep_old(session, visit, old, reason.strip(), by_id=by_id, now=now)
    take_back(session, visit, by_id=by_id, now=now)
    for need in visit.needs:
        _take_back_grown(session, need, visit, old, by_id=by_id, now=now)
    at = outcome_at or visit.outcome_at or now
    visit.is_time_written = visit.is_time_written or outcome_at is not None
    _write(visit, outcome, cause, note, at=at, by_id=by_id, now=now)
    audit.record(session, "correct_outcome", visit, by_id=by_id, now=now, before=old, outcome=outcome)
    for need in list(visit.needs):
        _follow(session, need, visit, outcome, at=at, by_id=by_id, now=now)
    _tell_the_point(session, visit, outcome, at=at, by_id=by_id, now=now)
    return visit


def day_is_closed(session: Session, hub_id: int, on: date) -> bool:
    return session.scalar(select(Day.state).where(Day.hub_id == hub_id, Day.on == on)) is DayState.CLOSED


def _keep_old(session: Session, visit: Visit, old: Outcome, reason: str, *, by_id: int, now: datetime) -> None:
    session.add(
        OutcomeChange(
            visit_id=visit.id,
            outcome=old,
            cause=visit.cause,
            recorded_by_id=visit.recorded_by_id,
            recorded_at=visit.recorded_at or now,
            changed_by_id=by_id,
            changed_at=now,
            reason=reason,
        )
    )


def _take_back_grown(session: Session, need: Need, visit: Visit, old: Outcome, *, by_id: int, now: datetime) -> None:
    """What the wrong outcome logged by itself goes, unless taken up already; whoever is alive may be rung."""
    grown = select(Need).where(
        Need.household_id == need.household_id,
        Need.grew_from_id == need.id,
        Need.received_at == visit.recorded_at,
    )
    for row in session.scalars(grown):
        if row.state in (NeedState.NEW, NeedState.READY):
            why = "outcome corrected"
            move_need(session, row, NeedState.CLOSED, by_id=by_id, now=now, why=why, close_reason=CloseReason.WITHDRAWN)
    if old is Outcome.DIED and need.person_id is not None:
        person = get_in_hub(session, Person, need.person_id, need.hub_id)
        record_history.apply(session, person, {"stop_calls": False}, by_id=by_id, now=now)
        _bring_others_back(session, person, visit, by_id=by_id, now=now)


def _bring_others_back(session: Session, person: Person, visit: Visit, *, by_id: int, now: datetime) -> None:
    """What was set aside with the wrong outcome and not touched since is where it was, or as near as a step leads."""
    aside = select(Need).where(Need.person_id == person.id, Need.state == NeedState.INFO_NEEDED)
    for row in session.scalars(aside):
        last = row.moves[-1] if row.moves else None
        if last is not None and (last.why, last.at) == (Outcome.DIED, visit.recorded_at):
            is_new = last.from_state in (NeedState.NEW, NeedState.TRIAGED)
            to = NeedState.TRIAGED if is_new else NeedState.READY
            move_need(session, row, to, by_id=by_id, now=now, why="outcome corrected")
