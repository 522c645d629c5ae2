"""Reads on people and households: search, likely duplicates, what is known of somebody."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.domain.phones import phone_e164
from app.models import Area, AreaKind, AuditEntry, Household, Need, Person, PersonLookup, RecordChange
from app.people.errors import NothingToFind, TooManySearches
from app.people.lookup import address_anywhere, address_digest, name_digest, people_with, phone_digest
from app.people.merging import MERGE
from app.people.names import find_ids

MOST_FOUND = 20
MOST_HINTS = 5
MOST_SEARCHES, SEARCHES_WITHIN = 30, timedelta(minutes=1)
CODE = re.compile(r"[ПпPp]\s*[-–]?\s*0*(\d{1,7})")


class Likeness(StrEnum):
    """Why two records may be one."""

    PHONE = "phone"
    NAME_AND_YEAR = "name_and_year"
    ADDRESS = "address"
    ADDRESS_ELSEWHERE = "address_elsewhere"
    NAME = "name"


@dataclass(frozen=True)
class DuplicateHint:
    """Somebody who may be the same. Shown, never decided: names and phones are shared."""

    person: Person
    likenesses: tuple[Likeness, ...]

    @property
    def household(self) -> Household:
        return self.person.household


def search(session: Session, hub_id: int, text: str) -> list[Person]:
    """People of this hub by name or address in any spelling, by phone, or by the code of a need; nothing else."""
    text = text.strip()
    if len(text) < 2:
        raise NothingToFind
    if code := CODE.fullmatch(text):
        return _with_code(session, hub_id, int(code[1]))
    if phone_e164(text):
        return people_with(session, hub_id, [phone_digest(text)])
    at_address = people_with(session, hub_id, [address_anywhere(text)])
    named = _with_name(session, hub_id, text, limit=MOST_FOUND)
    return list(dict.fromkeys([*at_address, *named]))[:MOST_FOUND]


def _with_code(session: Session, hub_id: int, number: int) -> list[Person]:
    query = (
        select(Person)
        .join(Need, Need.person_id == Person.id)
        .where(Need.hub_id == hub_id, Person.hub_id == hub_id, Need.number == number)
    )
    return list(session.scalars(query))


def _with_name(session: Session, hub_id: int, text: str, *, limit: int, area_id: int | None = None) -> list[Person]:
    allowed = None
    if area_id is not None:
        there = select(Person.id).join(Household).where(Person.hub_id == hub_id, Household.area_id == area_id)
        allowed = set(session.scalars(there))
    return _survivors(session, hub_id, find_ids(session, hub_id, text, allowed, limit=limit))


def _survivors(session: Session, hub_id: int, ids: list[int]) -> list[Person]:
    """In the order given; one who was joined to another is answered with that other."""
    rows = {row.id: row for row in session.scalars(select(Person).where(Person.hub_id == hub_id, Person.id.in_(ids)))}
    found = (survivor(session, rows[one]) for one in ids if one in rows)
    return list(dict.fromkeys(found))


def survivor(session: Session, person: Person) -> Person:
    """The record that stands for this person now."""
    while person.merged_into_id is not None:
        person = session.get_one(Person, person.merged_into_id)
    return person


def household_now(session: Session, household: Household) -> Household:
    while household.merged_into_id is not None:
        household = session.get_one(Household, household.merged_into_id)
    return household


def possible_duplicates(
    session: Session,
    hub_id: int,
    *,
    phone: str = "",
    name: str = "",
    address: str = "",
    area_id: int | None = None,
    first_name: str = "",
    surname: str = "",
    birth_year: int | None = None,
    besides_id: int | None = None,
) -> list[DuplicateHint]:
    """Who may be here already, the surest first. `name` is any text with a name in it; besides_id is left out."""
    found = {
        Likeness.PHONE: people_with(session, hub_id, [phone_digest(phone)]),
        Likeness.NAME_AND_YEAR: people_with(session, hub_id, [name_digest(first_name, surname, birth_year)]),
        Likeness.ADDRESS: people_with(session, hub_id, [address_digest(area_id, address)]),
        Likeness.NAME: _named_alike(session, hub_id, name or f"{first_name} {surname}".strip(), area_id),
    }
    found[Likeness.ADDRESS_ELSEWHERE] = [
        person
        for person in people_with(session, hub_id, [address_anywhere(address)])
        if person not in found[Likeness.ADDRESS]
    ]
    hints: dict[int, tuple[Person, list[Likeness]]] = {}
    for likeness, people in found.items():
        for person in people:
            hints.setdefault(person.id, (person, []))[1].append(likeness)
    hints.pop(besides_id or 0, None)
    return [DuplicateHint(person, tuple(why)) for person, why in hints.values()][:MOST_HINTS]


def _named_alike(session: Session, hub_id: int, name: str, area_id: int | None) -> list[Person]:
    return _with_name(session, hub_id, name, limit=MOST_HINTS, area_id=area_id) if len(name) > 3 else []


def recent(session: Session, hub_id: int, *, limit: int = 20) -> list[Person]:
    """Those who were written down or corrected last."""
    query = (
        select(Person)
        .options(selectinload(Person.household).selectinload(Household.area))
        .where(Person.hub_id == hub_id, Person.merged_into_id.is_(None))
        .order_by(Person.changed_seq.desc(), Person.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query))


def needs_of_person(session: Session, person: Person) -> list[Need]:
    """Newest first."""
    return list(session.scalars(select(Need).where(Need.person_id == person.id).order_by(Need.id.desc())))


def needs_of_household(session: Session, household: Household) -> list[Need]:
    return list(session.scalars(select(Need).where(Need.household_id == household.id).order_by(Need.id.desc())))


@dataclass(frozen=True)
class Join:
    """A record that was joined into another one, and the change that undoes it."""

    gone: Person | Household
    change: RecordChange


def joined_to(session: Session, row: Person | Household) -> list[Join]:
    """What was joined into this record and still is."""
    table: Any = type(row)
    query = (
        select(table, RecordChange)
        .join(RecordChange, and_(RecordChange.row_id == table.id, RecordChange.table == row.__tablename__))
        .where(table.merged_into_id == row.id, table.hub_id == row.hub_id, RecordChange.undone_at.is_(None))
        .order_by(RecordChange.id)
    )
    return [Join(row[0], row[1]) for row in session.execute(query) if row[1].fields == [MERGE]]


def check_pace(session: Session, user_id: int, *, real_now: datetime) -> None:
    """Raise TooManySearches for somebody who looks names up one after another."""
    query = (
        select(func.count())
        .select_from(AuditEntry)
        .where(
            AuditEntry.actor_id == user_id,
            AuditEntry.seq > select(func.max(AuditEntry.seq) - 1000).scalar_subquery(),
            AuditEntry.action == "search_people",
            AuditEntry.at > real_now - SEARCHES_WITHIN,
        )
    )
    if (session.scalar(query) or 0) >= MOST_SEARCHES:
        raise TooManySearches


def areas(session: Session, hub_id: int) -> list[Area]:
    """To choose from, ordered by code."""
    query = select(Area).where(Area.hub_id == hub_id, Area.is_active, Area.kind == AreaKind.AREA)
    return list(session.scalars(query.order_by(Area.code)))


def hints_of(session: Session, person: Person) -> list[DuplicateHint]:
    """Who this person may be as well. People of one household share an address by right."""
    household = person.household
    found = possible_duplicates(
        session,
        person.hub_id,
        phone=(person.phones or "").partition("\n")[0],
        address=household.address or "",
        area_id=household.area_id,
        first_name=person.first_name or "",
        surname=person.surname or "",
        birth_year=person.birth_year,
        besides_id=person.id,
    )
    return [
        hint
        for hint in found
        if hint.person.household_id != person.household_id or Likeness.ADDRESS not in hint.likenesses[:1]
    ]


def households_alike(session: Session, household: Household) -> list[Household]:
    """Other households with the same address."""
    people = people_with(session, household.hub_id, [address_digest(household.area_id, household.address or "")])
    others = (household_now(session, person.household) for person in people)
    return [one for one in dict.fromkeys(others) if one.id != household.id]


def likely_pairs(session: Session, hub_id: int, *, limit: int = 50) -> list[tuple[Person, DuplicateHint]]:
    """Pairs of people in different households who share a phone, an address or a name with its year."""
    one, other = aliased(PersonLookup), aliased(PersonLookup)
    first, second = aliased(Person), aliased(Person)
    query = (
        select(one.person_id, other.person_id)
        .join(other, and_(other.digest == one.digest, other.person_id > one.person_id))
        .join(first, first.id == one.person_id)
        .join(second, second.id == other.person_id)
        .where(
            one.hub_id == hub_id,
            other.hub_id == hub_id,
            first.merged_into_id.is_(None),
            second.merged_into_id.is_(None),
            first.household_id != second.household_id,
        )
        .distinct()
        .order_by(one.person_id, other.person_id)
        .limit(limit)
    )
    pairs = []
    for first_id, second_id in session.execute(query).all():
        person = session.get_one(Person, first_id)
        pairs += [(person, hint) for hint in hints_of(session, person) if hint.person.id == second_id]
    return pairs
