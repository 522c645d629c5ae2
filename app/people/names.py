"""Names in the memory of this process, kept level with the database by the number of each change."""

from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.names import NameIndex
from app.models import Hub, Person

MOST_HUBS = 64
CHANGED = "people_changed"
"""Set on a session that wrote people."""


@dataclass
class _HubNames:
    index: NameIndex = field(default_factory=NameIndex)
    ids: set[int] = field(default_factory=set)
    seen: int = 0
    lock: Lock = field(default_factory=Lock)


_hubs: dict[UUID, _HubNames] = {}


def find_ids(session: Session, hub_id: int, text: str, allowed_ids: set[int] | None = None, *, limit: int) -> list[int]:
    """Ids of people of the hub with a name like this, likeliest first; with `allowed_ids` only among those.

    Each hub has a memory of its own, so nobody outside it is ever compared.
    """
    # What this transaction wrote may be rolled back, so it must not reach the memory of the process.
    names = _HubNames() if session.info.get(CHANGED) else _names_of(session, hub_id)
    with names.lock:
        _catch_up(session, hub_id, names)
        return names.index.search(text, names.ids if allowed_ids is None else allowed_ids, limit)


def _names_of(session: Session, hub_id: int) -> _HubNames:
    """By the hub's public id, which no other database has: a process may serve one after another."""
    uid = session.scalars(select(Hub.uid).where(Hub.id == hub_id)).one()
    if len(_hubs) > MOST_HUBS:
        _hubs.clear()
    return _hubs.setdefault(uid, _HubNames())


def _catch_up(session: Session, hub_id: int, names: _HubNames) -> None:
    last = session.scalar(select(func.max(Person.changed_seq)).where(Person.hub_id == hub_id)) or 0
    if last == names.seen:
        return
    changed = select(Person).where(Person.hub_id == hub_id, Person.changed_seq > names.seen)
    for person in session.scalars(changed):
        names.index.add(person.id, searchable(person))
        names.ids.add(person.id)
    names.seen = last


def searchable(person: Person) -> str:
    parts = (person.first_name, person.patronymic, person.surname, person.known_as)
    return " ".join(part for part in parts if part)
