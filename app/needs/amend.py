"""A need mended by whoever logged it: the same number and person, and what was told before is kept."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.models import Household, Need, NeedMove, Person, RecordChange
from app.needs.drafts import NeedDraft, NeedResult, body_hash
from app.needs.kinds import kind_of
from app.needs.log import as_told, find_or_make_person, note_consent, own_need
from app.people import history
from app.people import service as people

TOLD_OF_PERSON = frozenset(
    {"first_name", "patronymic", "surname", "phones", "walks_with_difficulty", "is_bed_bound", "lives_alone"}
)
TOLD_OF_HOME = frozenset({"area_id", "address", "landmark", "access", "people_count"})


def amend_need(
    session: Session, need_id: int, draft: NeedDraft, *, hub_id: int, by_id: int, now: datetime
) -> NeedResult:
    """Set what is told now in the place of what was; the same correction sent again changes nothing.

    The home and the person follow where this need brought them in; those of others stay as they are.
    """
    need = own_need(session, need_id, hub_id=hub_id, by_id=by_id, now=now)
    if need.body_hash == body_hash(draft):
        return NeedResult(need, is_new=False)
    person = _person_now(session, need, draft, by_id=by_id, now=now)
    kind = kind_of(session, hub_id, draft.kind, f"{draft.who_where} {draft.note}")
    changes = as_told(session, draft, kind, now) | {"kind_id": kind.id, "body_hash": body_hash(draft)}
    changes |= {"person_id": person.id, "household_id": person.household_id}
    changes["facts"] = need.facts | changes["facts"] if _is_elsewhere(need, draft) else need.facts
    fields = history.apply(session, need, changes, by_id=by_id, now=now, reason="amended")
    need.moves.append(NeedMove(from_state=need.state, to_state=need.state, by_id=by_id, at=now, why="amended"))
    audit.record(
        session, "amend_need", need, by_id=by_id, now=now, fields=[one for one in fields if one != "body_hash"]
    )
    session.flush()
    session.expire(need, ["kind", "household", "person"])
    note_consent(session, draft, person, by_id=by_id, now=now)
    return NeedResult(need, is_new=True)


def _person_now(session: Session, need: Need, draft: NeedDraft, *, by_id: int, now: datetime) -> Person:
    home, person = need.household, need.person
    who: dict[str, Any] = {"by_id": by_id, "now": now}
    if _is_own(session, need, home):
        _edit_home(session, home, draft, **who)
    elif _is_elsewhere(need, draft):
        return find_or_make_person(session, draft, hub_id=need.hub_id, **who)
    if person is not None and _is_own(session, need, person):
        _edit_person(session, person, draft, **who)
        return person
    if person is None or draft.who.has_name:
        return people.find_or_add_person(session, home, draft.who, **who)
    return person


def _edit_home(session: Session, home: Household, draft: NeedDraft, **who: Any) -> None:
    changes = _only(asdict(draft.place), TOLD_OF_HOME)
    people.edit_household(session, home.id, changes, hub_id=home.hub_id, expected_version=home.version, **who)


def _edit_person(session: Session, person: Person, draft: NeedDraft, **who: Any) -> None:
    changes = _only(asdict(draft.who), TOLD_OF_PERSON)
    people.edit_person(session, person.id, changes, hub_id=person.hub_id, expected_version=person.version, **who)


def _only(values: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


def _is_elsewhere(need: Need, draft: NeedDraft) -> bool:
    """Who and where is the first thing in the note of a need told on the phone."""
    return not f"{need.note or ''}\n".startswith(f"{draft.who_where}\n")


def _is_own(session: Session, need: Need, row: Household | Person) -> bool:
    """Brought in by this need, corrected by nobody else, and no other author's need hangs on it."""
    column = Need.household_id if isinstance(row, Household) else Need.person_id
    others = select(Need.id).where(
        column == row.id, or_(Need.logged_by_id.is_(None), Need.logged_by_id != need.logged_by_id)
    )
    return is_brought_by(session, need, row) and session.scalar(others.limit(1)) is None


def is_brought_by(session: Session, need: Need, row: Household | Person) -> bool:
    """Whether the need's telling made this home or person, and only its author has corrected it since."""
    corrected = select(RecordChange.id).where(
        RecordChange.hub_id == need.hub_id,
        RecordChange.table == row.__tablename__,
        RecordChange.row_id == row.id,
        or_(RecordChange.by_id.is_(None), RecordChange.by_id != need.logged_by_id),
    )
    return row.created_at == need.received_at and session.scalar(corrected.limit(1)) is None
