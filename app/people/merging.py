"""Two records of one person or household are joined; both histories stay and the join can be taken back whole."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.states import VisitState
from app.models import Household, Need, Person, RecordChange, Visit
from app.people import history
from app.people.errors import LaterMerge, NotOnePair, UndoneAlready
from app.people.lookup import mark_changed, remember

MERGE = "merge"
AHEAD = (VisitState.PROPOSED, VisitState.PUBLISHED, VisitState.UNDER_WAY)


@dataclass(frozen=True)
class MergePreview:
    """What would move to the record that stays."""

    needs: list[Need]
    people: list[Person]
    visits: list[Visit]


def preview_people(session: Session, gone: Person) -> MergePreview:
    return MergePreview(_rows(session, Need, Need.person_id == gone.id), [], [])


def preview_households(session: Session, gone: Household) -> MergePreview:
    return MergePreview(
        _rows(session, Need, Need.household_id == gone.id),
        _rows(session, Person, Person.household_id == gone.id),
        _rows(session, Visit, Visit.household_id == gone.id, Visit.state.in_(AHEAD)),
    )


def merge_people(
    session: Session,
    gone_id: int,
    kept_id: int,
    *,
    hub_id: int,
    expected_version: int,
    by_id: int,
    now: datetime,
    reason: str = "",
) -> RecordChange:
    """The needs of one record go to the other, with its household. Nothing of either record is overwritten."""
    gone, kept = _pair(session, Person, gone_id, kept_id, hub_id, expected_version)
    needs = preview_people(session, gone).needs
    before = {"kept": kept.id, "needs": [[need.id, need.person_id, need.household_id] for need in needs]}
    for need in needs:
        need.person_id, need.household_id = kept.id, kept.household_id
    gone.merged_into_id = kept.id
    mark_changed(session, gone)
    return _close(session, gone, kept, before, by_id=by_id, now=now, reason=reason)


def merge_households(
    session: Session,
    gone_id: int,
    kept_id: int,
    *,
    hub_id: int,
    expected_version: int,
    by_id: int,
    now: datetime,
    reason: str = "",
) -> RecordChange:
    """People, needs and visits ahead go from one household to the other; visits that are over stay where they were."""
    gone, kept = _pair(session, Household, gone_id, kept_id, hub_id, expected_version)
    moving = preview_households(session, gone)
    before = {
        "kept": kept.id,
        "needs": [[need.id, need.person_id, need.household_id] for need in moving.needs],
        "people": [person.id for person in moving.people],
        "visits": [visit.id for visit in moving.visits],
    }
    rows: list[Need | Person | Visit] = [*moving.needs, *moving.people, *moving.visits]
    for row in rows:
        row.household_id = kept.id
    gone.merged_into_id = kept.id
    _remember_all(session, moving.people, kept)
    return _close(session, gone, kept, before, by_id=by_id, now=now, reason=reason)


def undo_merge(session: Session, change_id: int, *, hub_id: int, by_id: int, now: datetime) -> Person | Household:
    """Put back what the join moved, where it still is; raises LaterMerge while another join rests on it."""
    change = get_in_hub(session, RecordChange, change_id, hub_id, lock=True)
    if change.undone_at or change.fields != [MERGE]:
        raise UndoneAlready
    table: type[Person] | type[Household] = Person if change.table == Person.__tablename__ else Household
    gone = get_in_hub(session, table, change.row_id, hub_id, lock=True)
    before = history.before_of(change)
    kept = get_in_hub(session, table, before["kept"], hub_id)
    if kept.merged_into_id is not None:
        raise LaterMerge
    gone.merged_into_id = None
    _put_back(session, hub_id, gone, kept, before)
    change.undone_at = now
    session.flush()
    audit.record(session, "undo_merge", gone, by_id=by_id, now=now, kept=str(kept.uid))
    return gone


def _put_back(
    session: Session, hub_id: int, gone: Person | Household, kept: Person | Household, before: dict[str, Any]
) -> None:
    for need_id, person_id, household_id in before["needs"]:
        need = get_in_hub(session, Need, need_id, hub_id)
        if isinstance(kept, Household) and need.household_id == kept.id:
            need.household_id = household_id
        elif isinstance(kept, Person) and need.person_id == kept.id:
            need.person_id, need.household_id = person_id, household_id
    people = [get_in_hub(session, Person, person_id, hub_id) for person_id in before.get("people", [])]
    visits = [get_in_hub(session, Visit, visit_id, hub_id) for visit_id in before.get("visits", [])]
    rows: list[Person | Visit] = [*people, *visits]
    for row in rows:
        if row.household_id == kept.id:
            row.household_id = gone.id
    if isinstance(gone, Household):
        _remember_all(session, people, gone)
    else:
        mark_changed(session, gone)


def _remember_all(session: Session, people: list[Person], household: Household) -> None:
    session.flush()
    for person in people:
        session.expire(person, ["household"])
        remember(session, person, household)


def _pair(
    session: Session, table: Any, gone_id: int, kept_id: int, hub_id: int, expected_version: int
) -> tuple[Any, Any]:
    gone = get_in_hub(session, table, gone_id, hub_id, lock=True)
    kept = get_in_hub(session, table, kept_id, hub_id, lock=True)
    if gone is kept or gone.merged_into_id or kept.merged_into_id:
        raise NotOnePair
    check_version(gone, expected_version)
    return gone, kept


def _close(
    session: Session,
    gone: Person | Household,
    kept: Person | Household,
    before: dict[str, Any],
    *,
    by_id: int,
    now: datetime,
    reason: str,
) -> RecordChange:
    session.flush()
    session.expire_all()
    change = history.keep(session, gone, [MERGE], before, by_id=by_id, now=now, reason=reason)
    action = "merge_people" if isinstance(gone, Person) else "merge_households"
    audit.record(session, action, gone, by_id=by_id, now=now, kept=str(kept.uid))
    return change


def _rows(session: Session, table: Any, *conditions: Any) -> list[Any]:
    return list(session.scalars(select(table).where(*conditions).order_by(table.id)))
