"""Use cases on people and households: find or make, correct with history, consent, join two and take it back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import check_version, get_in_hub
from app.domain.names import fold
from app.models import Area, Consent, ConsentAnswer, Household, Hub, Person
from app.models.sealing import keyring
from app.people import history
from app.people.facts import HOUSEHOLD_FIELDS, PERSON_FIELDS, PersonFacts, Place
from app.people.lookup import (
    address_digest,
    address_key,
    people_with,
    phone_digest,
    phone_lines,
    remember,
    tidy_phones,
)
from app.people.merging import merge_households, merge_people, undo_merge

__all__ = [
    "PersonFacts",
    "Place",
    "add_household",
    "add_person",
    "edit_household",
    "edit_person",
    "find_or_add_person",
    "find_or_make_household",
    "merge_households",
    "merge_people",
    "note_search",
    "note_seen",
    "record_consent",
    "stop_calls",
    "undo_merge",
]


def find_or_make_household(
    session: Session, place: Place, *, hub_id: int, by_id: int | None, now: datetime
) -> Household:
    """The household at this address of this area, else the one that has this phone in this area, else a new one.

    A phone with another address makes a new household: neighbours lend theirs. Such a pair is shown, not joined.
    """
    at_address = people_with(session, hub_id, [address_digest(place.area_id, place.address)])
    if at_address:
        return at_address[0].household
    for person in people_with(session, hub_id, [phone_digest(place.phone)]):
        if _may_be_there(person.household, place):
            return person.household
    return add_household(session, place, hub_id=hub_id, by_id=by_id, now=now)


def _may_be_there(household: Household, place: Place) -> bool:
    same_area = place.area_id in (None, household.area_id)
    told, known = address_key(place.address), address_key(household.address or "")
    return same_area and (not told or not known or told == known)


def add_household(session: Session, place: Place, *, hub_id: int, by_id: int | None, now: datetime) -> Household:
    if place.area_id is not None:
        get_in_hub(session, Area, place.area_id, hub_id)
    values = asdict(place)
    values.pop("phone")
    household = Household(hub_id=hub_id, created_at=now, **values)
    session.add(household)
    audit.record(session, "add_household", household, by_id=by_id, now=now)
    return household


def find_or_add_person(
    session: Session, household: Household, facts: PersonFacts, *, by_id: int | None, now: datetime
) -> Person:
    """The one of this household with this name or phone; without either, the only one there; else a new one."""
    known = _find_person(session, household, facts)
    if known is None:
        return add_person(session, household.id, facts, hub_id=household.hub_id, by_id=by_id, now=now)
    missing = {
        name: value
        for name, value in asdict(facts).items()
        if value and not getattr(known, name) and (name != "phones" or not phone_lines(known.phones))
    }
    if missing:
        _save_person(session, known, missing, by_id=by_id, now=now, reason="")
    return known


def _find_person(session: Session, household: Household, facts: PersonFacts) -> Person | None:
    there = [person for person in household.people if person.merged_into_id is None]
    if facts.has_name:
        wanted = _name_keys(facts.first_name, facts.surname, facts.known_as)
        named = [one for one in there if _name_keys(one.first_name, one.surname, one.known_as) & wanted]
        nameless = [one for one in there if not (one.first_name or one.surname or one.known_as)]
        return next(iter(named or nameless), None)
    digests = {phone_digest(phone) for phone in phone_lines(facts.phones)} - {None}
    by_phone = [one for one in there if {phone_digest(phone) for phone in phone_lines(one.phones)} & digests]
    if by_phone:
        return by_phone[0]
    return there[0] if len(there) == 1 else None


def _name_keys(first_name: str | None, surname: str | None, known_as: str | None) -> set[str]:
    full = fold(f"{first_name or ''} {surname or ''}")
    return {key for key in (full, fold(known_as or "")) if key}


def add_person(
    session: Session, household_id: int, facts: PersonFacts, *, hub_id: int, by_id: int | None, now: datetime
) -> Person:
    household = get_in_hub(session, Household, household_id, hub_id)
    person = Person(hub_id=hub_id, household_id=household.id, created_at=now, **_tidied(asdict(facts)))
    session.add(person)
    remember(session, person, household)
    session.expire(household, ["people"])
    audit.record(session, "add_person", person, by_id=by_id, now=now)
    return person


def edit_person(
    session: Session,
    person_id: int,
    changes: Mapping[str, Any],
    *,
    hub_id: int,
    expected_version: int,
    by_id: int | None,
    now: datetime,
    reason: str = "",
) -> Person:
    """Correct what is told; what stood there before stays readable in the history."""
    person = get_in_hub(session, Person, person_id, hub_id, lock=True)
    check_version(person, expected_version)
    _save_person(session, person, _only(changes, PERSON_FIELDS), by_id=by_id, now=now, reason=reason)
    return person


def _save_person(
    session: Session, person: Person, changes: Mapping[str, Any], *, by_id: int | None, now: datetime, reason: str
) -> None:
    fields = history.apply(session, person, _tidied(changes), by_id=by_id, now=now, reason=reason)
    if fields:
        remember(session, person, person.household)
        audit.record(session, "edit_person", person, by_id=by_id, now=now, fields=fields)


def edit_household(
    session: Session,
    household_id: int,
    changes: Mapping[str, Any],
    *,
    hub_id: int,
    expected_version: int,
    by_id: int | None,
    now: datetime,
    reason: str = "",
) -> Household:
    household = get_in_hub(session, Household, household_id, hub_id, lock=True)
    check_version(household, expected_version)
    wanted = _only(changes, HOUSEHOLD_FIELDS)
    if wanted.get("area_id") is not None:
        get_in_hub(session, Area, wanted["area_id"], hub_id)
    fields = history.apply(session, household, wanted, by_id=by_id, now=now, reason=reason)
    if fields:
        session.expire(household, ["area"])
        for person in household.people:
            remember(session, person, household)
        audit.record(session, "edit_household", household, by_id=by_id, now=now, fields=fields)
    return household


def _only(changes: Mapping[str, Any], fields: frozenset[str]) -> dict[str, Any]:
    unknown = changes.keys() - fields
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    return dict(changes)


def _tidied(values: Mapping[str, Any]) -> dict[str, Any]:
    phones = {name: tidy_phones(values[name] or "") for name in ("phones", "call_first") if name in values}
    return dict(values) | phones


def record_consent(
    session: Session,
    person_id: int,
    answer: ConsentAnswer,
    *,
    text_version: str,
    through: str = "",
    hub_id: int,
    by_id: int,
    now: datetime,
) -> Consent:
    """What the person was told and said; a later answer stands beside the earlier one. No answer costs help."""
    person = get_in_hub(session, Person, person_id, hub_id)
    consent = Consent(
        person_id=person.id, answer=answer, through=through, text_version=text_version, at=now, by_id=by_id
    )
    person.consents.append(consent)
    audit.record(session, "record_consent", person, by_id=by_id, now=now, answer=answer, text_version=text_version)
    return consent


def stop_calls(session: Session, person_id: int, *, hub_id: int, by_id: int | None, now: datetime) -> Person:
    """Nobody rings this person any more; the household's other people are still rung."""
    person = get_in_hub(session, Person, person_id, hub_id, lock=True)
    if not person.stop_calls:
        history.apply(session, person, {"stop_calls": True}, by_id=by_id, now=now)
        audit.record(session, "stop_calls", person, by_id=by_id, now=now)
    return person


def note_seen(session: Session, row: Person | Household, *, by_id: int, now: datetime) -> None:
    """Whoever opens the page of a person leaves a line."""
    audit.record(session, f"see_{'person' if isinstance(row, Person) else 'household'}", row, by_id=by_id, now=now)


def note_search(session: Session, text: str, *, hub_id: int, found: int, by_id: int, now: datetime) -> None:
    """That somebody searched, and how many were found; the words themselves only as a keyed digest."""
    hub = session.scalars(select(Hub).where(Hub.id == hub_id)).one()
    query = keyring().lookup_hash("search", fold(text))
    audit.record(session, "search_people", hub, by_id=by_id, now=now, hub_id=hub_id, found=found, query=query)
