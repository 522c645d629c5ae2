"""What happened with a person or a household, newest first: needs, visits, outcomes, changes, consent, joins."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.states import NeedState
from app.models import Consent, Household, Need, NeedMove, Person, RecordChange, User, Visit, VisitNeed
from app.people import history


@dataclass(frozen=True)
class Moment:
    """One line: what, as a code the page puts into words, and who did it."""

    at: datetime
    what: str
    by: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def life_of(session: Session, row: Person | Household, *, now: datetime, limit: int = 100) -> list[Moment]:
    """At most `limit` of the latest. `now` leaves visits ahead out: they are no history yet."""
    is_person = isinstance(row, Person)
    of_row = Need.person_id == row.id if is_person else Need.household_id == row.id
    names = _Names(session)
    moments = [
        *_moves(session, of_row, names, limit),
        *_visits(session, of_row, names, limit),
        *_changes(session, row, names),
        *(_consents(row, names) if isinstance(row, Person) else []),
    ]
    return sorted((one for one in moments if one.at <= now), key=lambda one: one.at, reverse=True)[:limit]


class _Names:
    """Names of users, each looked up once."""

    def __init__(self, session: Session) -> None:
        self.session, self.known = session, dict[int | None, str]()

    def of(self, user_id: int | None) -> str:
        if user_id not in self.known:
            found = self.session.get(User, user_id) if user_id is not None else None
            self.known[user_id] = found.display_name if found else ""
        return self.known[user_id]


TOLD = (NeedState.NEW, NeedState.INFO_NEEDED, NeedState.DECISION_NEEDED, NeedState.PAUSED, NeedState.CLOSED)
"""Steps that say something of a person's life; to and fro between ready and planned stands on the page of the need."""


def _moves(session: Session, of_row: Any, names: _Names, limit: int) -> list[Moment]:
    told = NeedMove.to_state.in_(TOLD)
    query = select(NeedMove, Need).join(Need).where(of_row, told).order_by(NeedMove.id.desc()).limit(limit)
    return [
        Moment(move.at, "need", names.of(move.by_id), {"need": need, "move": move})
        for move, need in session.execute(query)
    ]


def _visits(session: Session, of_row: Any, names: _Names, limit: int) -> list[Moment]:
    query = (
        select(Visit)
        .join(VisitNeed, VisitNeed.visit_id == Visit.id)
        .join(Need, Need.id == VisitNeed.need_id)
        .where(of_row, Visit.outcome.is_not(None))
        .distinct()
        .order_by(Visit.id.desc())
        .limit(limit)
    )
    return [
        Moment(visit.outcome_at or visit.created_at, "visit", names.of(visit.recorded_by_id), {"visit": visit})
        for visit in session.scalars(query)
    ]


def _changes(session: Session, row: Person | Household, names: _Names) -> list[Moment]:
    return [_change(change, names) for change in history.changes_of(session, row)]


def _change(change: RecordChange, names: _Names) -> Moment:
    is_join = change.fields == ["merge"]
    return Moment(change.at, "join" if is_join else "change", names.of(change.by_id), {"change": change})


def _consents(person: Person, names: _Names) -> list[Moment]:
    return [_consent(consent, names) for consent in person.consents]


def _consent(consent: Consent, names: _Names) -> Moment:
    return Moment(consent.at, "consent", names.of(consent.by_id), {"consent": consent})
