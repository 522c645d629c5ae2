"""Reads on needs: the queue with its score, what can be planned, what waits for a decision, next steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.hubs import hub_zone
from app.domain.needs import (
    Override,
    ScorePart,
    TriageFacts,
    Urgency,
    Vulnerability,
    total,
    triage_score,
)
from app.domain.roles import Role
from app.domain.states import NeedState
from app.models import Decision, FollowUp, Household, Membership, Need, OutcomeChange, Person, User, Visit
from app.needs.history import NO_MISSES, Misses, decision_is_open, misses_of
from app.needs.ways import is_for_a_team, ways_of

__all__ = [
    "TriageRow",
    "decision_is_open",
    "decisions_needed",
    "decisions_of",
    "due_today",
    "follow_ups_open",
    "misses_of",
    "plannable",
    "scored",
    "triage_queue",
    "ways_of",
]

OPEN = tuple(state for state in NeedState if state is not NeedState.CLOSED)
CAN_BE_PLANNED = (NeedState.READY, NeedState.DECISION_NEEDED)


@dataclass(frozen=True)
class TriageRow:
    """A need of the queue with the sum that puts it where it is."""

    need: Need
    score_parts: list[ScorePart]
    misses: Misses

    @property
    def total(self) -> int:
        return total(self.score_parts)

    @property
    def asks_for_decision(self) -> bool:
        return self.need.state is NeedState.DECISION_NEEDED


def triage_queue(
    session: Session,
    hub_id: int,
    *,
    now: datetime,
    states: Iterable[NeedState] = OPEN,
    area_ids: Iterable[int] = (),
    kind_id: int | None = None,
    urgency: Urgency | None = None,
    limit: int | None = None,
) -> list[TriageRow]:
    """Decisions first, then by score, the oldest first among equals; with `limit` only that many."""
    query = select(Need.id).join(Need.household).where(Need.hub_id == hub_id, Need.state.in_(list(states)))
    if area_ids := list(area_ids):
        query = query.where(Household.area_id.in_(area_ids))
    if kind_id is not None:
        query = query.where(Need.kind_id == kind_id)
    if urgency is not None:
        query = query.where(Need.urgency == urgency)
    sums = list(_sums(session, hub_id, query, now=now).values())
    sums.sort(key=lambda one: (one.state is not NeedState.DECISION_NEEDED, -total(one.parts), one.logged_at, one.id))
    return _with_needs(session, hub_id, sums[:limit])


def _open_needs(hub_id: int) -> Select[Need]:
    return (
        select(Need)
        .join(Need.household)
        .options(
            joinedload(Need.kind),
            joinedload(Need.household).joinedload(Household.area),
            joinedload(Need.person),
        )
        .where(Need.hub_id == hub_id)
    )


def scored(session: Session, hub_id: int, needs: Iterable[Need], *, now: datetime) -> list[TriageRow]:
    """The needs with their sums, in the order given."""
    needs = list(needs)
    query = select(Need.id).where(Need.id.in_([need.id for need in needs]))
    sums = _sums(session, hub_id, query, now=now)
    return [TriageRow(need, sums[need.id].parts, sums[need.id].misses) for need in needs]


@dataclass(frozen=True)
class _Sum:
    """A score before its need is loaded: of a long queue only the shown part is."""

    id: int
    state: NeedState
    logged_at: datetime
    parts: list[ScorePart]
    misses: Misses


def _with_needs(session: Session, hub_id: int, sums: list[_Sum]) -> list[TriageRow]:
    query = _open_needs(hub_id).where(Need.id.in_([one.id for one in sums]))
    needs = {need.id: need for need in session.scalars(query).unique()}
    return [TriageRow(needs[one.id], one.parts, one.misses) for one in sums]


SCORE_COLUMNS = (
    *(Need.id, Need.state, Need.urgency, Need.logged_at, Need.deadline_on, Need.facts),
    *(Need.score_override, Need.score_override_why),
    *(Person.birth_year, Person.lives_alone, Person.walks_with_difficulty, Person.is_bed_bound),
    *(Person.has_no_carer, Person.depends_on_device),
    and_(Person.id.is_not(None), Person.phones_sealed.is_(None)).label("has_no_phone"),
)


def _sums(session: Session, hub_id: int, ids: Select[int], *, now: datetime) -> dict[int, _Sum]:
    """The score of each of these needs by its id, from columns alone."""
    query = select(*SCORE_COLUMNS).join(Need.person, isouter=True).where(Need.hub_id == hub_id, Need.id.in_(ids))
    rows = session.execute(query).all()
    zone = hub_zone(session, hub_id)
    misses = misses_of(session, [row.id for row in rows])
    by = _overriders(session, rows)
    return {
        row.id: _Sum(row.id, row.state, row.logged_at, _parts(row, counted, by, now.astimezone(zone), zone), counted)
        for row in rows
        for counted in [misses.get(row.id, NO_MISSES)]
    }


def _parts(row: Any, misses: Misses, by: dict[int, str], local_now: datetime, zone: ZoneInfo) -> list[ScorePart]:
    on = local_now.date()
    facts = TriageFacts(
        urgency=row.urgency,
        on=on,
        logged_on=row.logged_at.astimezone(zone).date(),
        vulnerabilities=vulnerabilities(row, on),
        misses_in_a_row=misses.in_a_row,
        deadline_on=row.deadline_on,
        months_missed=int(row.facts.get("months_missed") or 0),
        override=_override(row, by),
    )
    return triage_score(facts)


def vulnerabilities(row: Any, on: date) -> frozenset[Vulnerability]:
    """From the ticks on the person; a child under five is an answer of the need."""
    is_old = row.birth_year is not None and on.year - row.birth_year >= 75
    told = {
        Vulnerability.OLD_AND_ALONE: is_old and row.lives_alone,
        Vulnerability.MUCH_DIFFICULTY: row.walks_with_difficulty,
        Vulnerability.BED_BOUND: row.is_bed_bound,
        Vulnerability.NO_CARER: row.has_no_carer,
        Vulnerability.SMALL_CHILD: bool(row.facts.get("small_child")),
        Vulnerability.NO_PHONE: row.has_no_phone,
        Vulnerability.ON_A_DEVICE: row.depends_on_device,
    }
    return frozenset(what for what, is_so in told.items() if is_so)


def _overriders(session: Session, rows: Iterable[Any]) -> dict[int, str]:
    ids = {row.facts.get("override_by_id") for row in rows if row.score_override is not None}
    return names_of_users(session, ids) if ids else {}


def _override(row: Any, by: dict[int, str]) -> Override | None:
    if row.score_override is None:
        return None
    return Override(row.score_override, by.get(row.facts.get("override_by_id", 0), "—"), row.score_override_why)


def plannable(session: Session, hub_id: int, on: date) -> list[Need]:
    """What a route of that day could carry: ready or waiting for a decision, in its time, and met by a visit."""
    query = _open_needs(hub_id).where(Need.state.in_(CAN_BE_PLANNED)).order_by(Need.id)
    return [need for need in session.scalars(query).unique() if is_for_a_team(need) and not_before(need) <= on]


def not_before(need: Need) -> date:
    """The first day on which a recurring need may be met again."""
    told = need.facts.get("not_before")
    return date.fromisoformat(told) if told else date.min


def paused_until(need: Need) -> date | None:
    told = need.facts.get("pause_until")
    return date.fromisoformat(told) if told and need.state is NeedState.PAUSED else None


def decisions_needed(session: Session, hub_id: int, *, now: datetime) -> list[TriageRow]:
    return triage_queue(session, hub_id, now=now, states=[NeedState.DECISION_NEEDED])


def due_today(session: Session, hub_id: int, *, now: datetime) -> list[TriageRow]:
    """Open needs whose deadline is today or past, the heaviest first."""
    on = local_day(session, hub_id, now)
    query = select(Need.id).where(Need.hub_id == hub_id, Need.state.in_(OPEN), Need.deadline_on <= on)
    sums = sorted(_sums(session, hub_id, query, now=now).values(), key=lambda one: (-total(one.parts), one.id))
    return _with_needs(session, hub_id, sums)


def follow_ups_open(session: Session, hub_id: int, *, until: datetime | None = None) -> list[FollowUp]:
    """The earliest first; with `until`, only those due by then."""
    query = (
        select(FollowUp)
        .options(
            joinedload(FollowUp.need).joinedload(Need.household), joinedload(FollowUp.need).joinedload(Need.person)
        )
        .where(FollowUp.hub_id == hub_id, FollowUp.done_at.is_(None))
        .order_by(FollowUp.due_at, FollowUp.id)
    )
    return list(session.scalars(query if until is None else query.where(FollowUp.due_at <= until)).unique())


def decisions_of(session: Session, need: Need) -> list[Decision]:
    """Newest first."""
    return list(session.scalars(select(Decision).where(Decision.need_id == need.id).order_by(Decision.id.desc())))


def names_of_users(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in ids if one is not None}
    rows = session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def people_of(session: Session, household_id: int) -> list[Person]:
    query = select(Person).where(Person.household_id == household_id, Person.merged_into_id.is_(None))
    return list(session.scalars(query.order_by(Person.id)))


def local_day(session: Session, hub_id: int, now: datetime) -> date:
    return now.astimezone(hub_zone(session, hub_id)).date()


def counts_by_state(session: Session, hub_id: int) -> dict[NeedState, int]:
    """Open needs by state."""
    query = select(Need.state, func.count()).where(Need.hub_id == hub_id, Need.state.in_(OPEN)).group_by(Need.state)
    return {row[0]: row[1] for row in session.execute(query)}


def waiting_for_triage(session: Session, hub_id: int) -> int:
    """What nobody has judged yet, and what waits for a decision."""
    counts = counts_by_state(session, hub_id)
    return counts.get(NeedState.NEW, 0) + counts.get(NeedState.DECISION_NEEDED, 0)


def grown_from(session: Session, need: Need) -> list[Need]:
    query = select(Need).where(Need.grew_from_id == need.id)
    return list(session.scalars(query.order_by(Need.id)))


def follow_ups_of(session: Session, need: Need) -> list[FollowUp]:
    """Open ones first, by when they fall due."""
    query = select(FollowUp).where(FollowUp.need_id == need.id).order_by(FollowUp.done_at.is_not(None), FollowUp.due_at)
    return list(session.scalars(query))


def coordinators(session: Session, hub_id: int) -> list[User]:
    """Who can own a decision."""
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.hub_id == hub_id, User.role == Role.COORDINATOR, User.is_active)
        .order_by(User.display_name)
    )
    return list(session.scalars(query))


def same_kind_nearby(session: Session, need: Need) -> list[Need]:
    """Open needs of the same kind in the same household: likely the same told twice."""
    query = select(Need).where(
        Need.household_id == need.household_id,
        Need.kind_id == need.kind_id,
        Need.id != need.id,
        Need.state != NeedState.CLOSED,
    )
    return list(session.scalars(query.order_by(Need.id)))


def outcome_changes(session: Session, visit: Visit) -> list[OutcomeChange]:
    """What stood there before, newest first."""
    query = select(OutcomeChange).where(OutcomeChange.visit_id == visit.id).order_by(OutcomeChange.id.desc())
    return list(session.scalars(query))


def follow_ups_done(session: Session, hub_id: int, *, limit: int = 50) -> list[FollowUp]:
    """The latest first."""
    query = (
        select(FollowUp)
        .where(FollowUp.hub_id == hub_id, FollowUp.done_at.is_not(None))
        .order_by(FollowUp.done_at.desc())
        .limit(limit)
    )
    return list(session.scalars(query))
