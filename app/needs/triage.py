"""What a coordinator does with one need: judge it, ask, make it ready, pause, close, reopen, decide."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, NotHere, Refused
from app.domain.need_kinds import NEED_KINDS
from app.domain.needs import Way
from app.domain.states import CloseReason, NeedState, may_move
from app.models import Decision, Household, Membership, Need, NeedKind, Person, ServicePoint
from app.needs.errors import NotReady, ReasonMissing, TooLateToReopen
from app.needs.history import decision_is_open
from app.needs.log import UNTIDY
from app.needs.moves import move_need
from app.needs.open_visits import cancel_open_visits, cancel_proposed, refuse_while_published
from app.needs.ways import change_way, check_way, ways_of
from app.people import service as people
from app.reading import read_once

REOPEN_WITHIN = timedelta(days=30)
EDITABLE = frozenset(
    {
        *("kind_id", "urgency", "deadline_on", "windows", "provider_from", "provider_to", "quantity", "recur_days"),
        *("way", "service_point_id", "packet_no", "facts", "note", "household_id", "person_id"),
    }
)


def _open(session: Session, need_id: int, hub_id: int, expected_version: int | None) -> Need:
    need = get_in_hub(session, Need, need_id, hub_id, lock=True)
    if expected_version is not None:
        check_version(need, expected_version)
    return need


def _said(why: str) -> str:
    if not why.strip():
        raise ReasonMissing
    return why.strip()


def edit_need(
    session: Session,
    need_id: int,
    changes: Mapping[str, Any],
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    expected_version: int | None = None,
) -> Need:
    """Set what triage finds out. The audit line names the fields; the history of moves says who judged it."""
    need = _open(session, need_id, hub_id, expected_version)
    if unknown := changes.keys() - EDITABLE:
        raise TypeError(f"not to be edited: {sorted(unknown)}")
    _check_rows(session, changes, hub_id)
    changed = sorted(name for name, value in changes.items() if getattr(need, name) != value)
    if "way" in changed:
        change_way(session, need, changes["way"], by_id=by_id, now=now)
    if "kind_id" in changed:
        refuse_while_published(session, need)
        cancel_proposed(session, need, by_id=by_id, now=now)
    for name in changed:
        setattr(need, name, changes[name])
    if changed:
        audit.record(session, "edit_need", need, by_id=by_id, now=now, fields=changed)
        session.flush()
        session.expire(need, ["kind", "household", "person", "service_point"])
    if need.way is not None and need.way not in ways_of(need):
        change_way(session, need, None, by_id=by_id, now=now)  # the new kind begins with its own usual way
    return need


def _check_rows(session: Session, changes: Mapping[str, Any], hub_id: int) -> None:
    tables: dict[str, type[Any]] = {
        "kind_id": NeedKind,
        "household_id": Household,
        "person_id": Person,
        "service_point_id": ServicePoint,
    }
    for name, table in tables.items():
        if changes.get(name) is not None:
            get_in_hub(session, table, changes[name], hub_id)
    person_id, household_id = changes.get("person_id"), changes.get("household_id")
    if person_id is None or household_id is None:
        return
    if get_in_hub(session, Person, person_id, hub_id).household_id != household_id:
        raise NotHere("Person")


def triage(
    session: Session,
    need_id: int,
    changes: Mapping[str, Any] | None = None,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    expected_version: int | None = None,
    why: str = "",
) -> Need:
    """A coordinator read it and judged it; what is set stays editable while the need is open."""
    need = edit_need(
        session, need_id, changes or {}, hub_id=hub_id, by_id=by_id, now=now, expected_version=expected_version
    )
    if need.state in (NeedState.NEW, NeedState.INFO_NEEDED, NeedState.PAUSED):
        move_need(session, need, NeedState.TRIAGED, by_id=by_id, now=now, why=why)
    return need


def ask_info(
    session: Session,
    need_id: int,
    *,
    hub_id: int,
    why: str,
    by_id: int,
    now: datetime,
    expected_version: int | None = None,
) -> Need:
    need = _open(session, need_id, hub_id, expected_version)
    _take_off_the_road(session, need, NeedState.INFO_NEEDED, by_id=by_id, now=now, why=_said(why))
    move_need(session, need, NeedState.INFO_NEEDED, by_id=by_id, now=now, why=_said(why))
    return need


def make_ready(
    session: Session, need_id: int, *, hub_id: int, by_id: int, now: datetime, expected_version: int | None = None
) -> Need:
    """Place and kind are known, so it may be planned. What else is missing is said by the plan, line by line."""
    need = _open(session, need_id, hub_id, expected_version)
    if need.state is NeedState.NEW:
        move_need(session, need, NeedState.TRIAGED, by_id=by_id, now=now)
    if need.area is None:
        raise NotReady(N_("Say first in which area the household lives."))
    if need.facts.get(UNTIDY):
        raise NotReady(
            N_("Who and where came as one text. Sort it into name and address first; the text may be printed.")
        )
    facts = NEED_KINDS.get(need.kind.code)
    if facts is not None and not facts.planned:
        raise NotReady(N_("This kind is not for a team: call %(numbers)s."), numbers=", ".join(facts.refer_to))
    move_need(session, need, NeedState.READY, by_id=by_id, now=now)
    return need


def pause(
    session: Session,
    need_id: int,
    *,
    hub_id: int,
    until: date,
    why: str,
    by_id: int,
    now: datetime,
    expected_version: int | None = None,
) -> Need:
    """Not now. On that day it says that it is time to look again; it does not come back by itself."""
    need = _open(session, need_id, hub_id, expected_version)
    _take_off_the_road(session, need, NeedState.PAUSED, by_id=by_id, now=now, why=_said(why))
    need.facts = {**need.facts, "pause_until": until.isoformat()}
    move_need(session, need, NeedState.PAUSED, by_id=by_id, now=now, why=_said(why))
    return need


def close_need(
    session: Session,
    need_id: int,
    reason: CloseReason,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    why: str = "",
    also: Iterable[int] = (),
    expected_version: int | None = None,
) -> Need:
    """A person closes it and says why; no clock ever does.

    also: other open needs of somebody who died, ticked by whoever closes; never closed unasked.
    """
    need = _open(session, need_id, hub_id, expected_version)
    others = _of_the_same_person(session, need, reason, also)
    for one in (need, *others):
        _take_off_the_road(session, one, NeedState.CLOSED, by_id=by_id, now=now, why=why.strip() or reason.value)
        move_need(session, one, NeedState.CLOSED, by_id=by_id, now=now, why=why.strip(), close_reason=reason)
    if reason is CloseReason.DIED and need.person_id is not None:
        people.stop_calls(session, need.person_id, hub_id=hub_id, by_id=by_id, now=now)
    return need


def _of_the_same_person(session: Session, need: Need, reason: CloseReason, also: Iterable[int]) -> list[Need]:
    wanted = set(also)
    if wanted and reason is not CloseReason.DIED:
        raise Refused(N_("Other needs are closed along only when the person has died. Take their ticks away."))
    found = [one for one in other_open_needs(session, need) if one.id in wanted]
    if len(found) != len(wanted):
        raise NotHere("Need")
    return found


@read_once
def other_open_needs(session: Session, need: Need) -> list[Need]:
    """Of the same person, oldest first."""
    if need.person_id is None:
        return []
    query = select(Need).where(Need.person_id == need.person_id, Need.id != need.id, Need.state != NeedState.CLOSED)
    return list(session.scalars(query.order_by(Need.id)))


def _take_off_the_road(session: Session, need: Need, to: NeedState, *, by_id: int, now: datetime, why: str) -> None:
    """Nobody drives to a need that is closed or put aside."""
    if may_move(need.state, to):
        cancel_open_visits(session, need, by_id=by_id, now=now, why=why)


def reopen(
    session: Session,
    need_id: int,
    *,
    hub_id: int,
    why: str,
    by_id: int,
    now: datetime,
    expected_version: int | None = None,
) -> Need:
    """Within 30 days it comes back under its own code, to be judged again."""
    need = _open(session, need_id, hub_id, expected_version)
    if need.closed_at is not None and now - need.closed_at > REOPEN_WITHIN:
        raise TooLateToReopen(REOPEN_WITHIN.days)
    move_need(session, need, NeedState.TRIAGED, by_id=by_id, now=now, why=_said(why))
    return need


def set_override(
    session: Session,
    need_id: int,
    points: int | None,
    why: str,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    expected_version: int | None = None,
) -> Need:
    """A coordinator's own points, with a reason and their name on the line; None takes them back."""
    need = _open(session, need_id, hub_id, expected_version)
    need.score_override = points
    need.score_override_why = "" if points is None else _said(why)
    need.facts = {**need.facts, "override_by_id": by_id}
    audit.record(session, "override_score", need, by_id=by_id, now=now, points=points)
    return need


def confirm_by_phone(
    session: Session, need_id: int, *, hub_id: int, by_id: int, now: datetime, expected_version: int | None = None
) -> Need:
    """Somebody rang: the person is there, wants the visit and knows of it."""
    need = _open(session, need_id, hub_id, expected_version)
    need.phone_confirmed_at, need.phone_confirmed_by_id = now, by_id
    audit.record(session, "confirm_by_phone", need, by_id=by_id, now=now)
    return need


def decide(
    session: Session,
    need_id: int,
    *,
    hub_id: int,
    owner_id: int,
    decide_by: date,
    why: str,
    by_id: int,
    now: datetime,
    way: Way | None = None,
    expected_version: int | None = None,
) -> Decision:
    """After misses in a row: who owns it now, until when, and which way is tried. It can be planned as before."""
    need = _open(session, need_id, hub_id, expected_version)
    if not decision_is_open(session, need):
        raise NotReady(N_("No decision is asked for on %(code)s."), code=need.code)
    _check_owner(session, owner_id, hub_id)
    decision = Decision(
        need_id=need.id,
        owner_id=owner_id,
        decide_by=decide_by,
        way=way,
        why=_said(why),
        made_by_id=by_id,
        made_at=now,
    )
    session.add(decision)
    if way is not None:
        check_way(need.kind, way)
        change_way(session, need, way, by_id=by_id, now=now, why=why.strip())
    audit.record(session, "decide", need, by_id=by_id, now=now, owner=owner_id, way=way or "")
    if need.state is NeedState.DECISION_NEEDED:
        move_need(session, need, NeedState.READY, by_id=by_id, now=now, why="decided")
    return decision


def _check_owner(session: Session, owner_id: int, hub_id: int) -> None:
    query = select(Membership.user_id).where(Membership.user_id == owner_id, Membership.hub_id == hub_id)
    if session.scalar(query) is None:
        raise NotHere("User")
