"""Keyed digests by which a phone, a name with its year, or an address is found again without being readable."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from app.domain.names import fold
from app.domain.phones import phone_e164
from app.models import Household, Hub, Person, PersonLookup
from app.models.sealing import keyring
from app.people.names import CHANGED

LOOKUPS = 1
"""One more whenever `digests_of` finds people by something new: a job then writes those of everybody."""
# As they are spelled in a folded key: вулиця, улица, будинок, дом, квартира, провулок, переулок, проспект, бульвар.
_STREET_WORDS = frozenset(
    fold(word)
    for word in (
        *("вул", "вулиця", "ул", "улица", "буд", "будинок", "дом", "д", "б", "кв", "квартира"),
        *("пров", "провулок", "пер", "переулок", "просп", "проспект", "пр", "бул", "бульвар"),
    )
)


def phone_digest(phone: str) -> str | None:
    """None for a text that is no phone number."""
    e164 = phone_e164(phone)
    return keyring().lookup_hash("phone", e164) if e164 else None


def phone_lines(text: str | None) -> list[str]:
    return [line.strip() for line in re.split(r"[\n;,]", text or "") if line.strip()]


def tidy_phones(text: str) -> str:
    """One a line, as +380... where it can be read as a number and as it was told where it cannot."""
    return "\n".join(phone_e164(line) or line for line in phone_lines(text))


def address_key(address: str) -> str:
    """What three spellings of one address share. Figures stay as they are: 1 and 11 are two houses."""
    words = re.findall(r"\d+|[^\W\d_]+", address.casefold())
    folded = (word if word.isdigit() else fold(word) for word in words)
    return " ".join(word for word in folded if word and word not in _STREET_WORDS)


def address_digest(area_id: int | None, address: str) -> str | None:
    """None for an address without a figure in it: a street alone is many households."""
    key = address_key(address)
    return keyring().lookup_hash("address", f"{area_id}|{key}") if re.search(r"\d", key) else None


def address_anywhere(address: str) -> str | None:
    """The same of an address whose area nobody said: a street of this name may lie in several settlements."""
    key = address_key(address)
    return keyring().lookup_hash("address anywhere", key) if re.search(r"\d", key) else None


def name_digest(first_name: str, surname: str, birth_year: int | None) -> str | None:
    if not (first_name and surname and birth_year):
        return None
    return keyring().lookup_hash("name", f"{fold(surname)}|{fold(first_name)}|{birth_year}")


def digests_of(person: Person, household: Household) -> set[str]:
    found = {
        name_digest(person.first_name or "", person.surname or "", person.birth_year),
        address_digest(household.area_id, household.address or ""),
        address_anywhere(household.address or ""),
        *(phone_digest(phone) for phone in phone_lines(person.phones)),
    }
    return {digest for digest in found if digest}


def remember(session: Session, person: Person, household: Household) -> None:
    """Write the digests of this person anew and tell every process to read the name again."""
    session.flush()
    session.execute(delete(PersonLookup).where(PersonLookup.person_id == person.id))
    session.add_all(
        PersonLookup(person_id=person.id, hub_id=person.hub_id, digest=digest)
        for digest in digests_of(person, household)
    )
    person.lookups = LOOKUPS
    mark_changed(session, person)


def catch_up(session: Session, most: int = 500) -> int:
    """Write the digests of people who were stored by an earlier version; how many. No page that is open notices."""
    query = select(Person).where(Person.lookups < LOOKUPS).options(joinedload(Person.household)).limit(most)
    behind = list(session.scalars(query.with_for_update(of=Person)))
    for person in behind:
        session.execute(delete(PersonLookup).where(PersonLookup.person_id == person.id))
        digests = digests_of(person, person.household)
        session.add_all(PersonLookup(person_id=person.id, hub_id=person.hub_id, digest=one) for one in digests)
    ids = [person.id for person in behind]
    done = update(Person).where(Person.id.in_(ids)).values(lookups=LOOKUPS)
    session.execute(done.execution_options(synchronize_session=False))
    return len(behind)


def mark_changed(session: Session, person: Person) -> None:
    """Give the person the next number of the hub's changes; the hub's row keeps two writers from sharing one."""
    session.execute(select(Hub.id).where(Hub.id == person.hub_id).with_for_update(key_share=True))
    last = session.scalar(select(func.max(Person.changed_seq)).where(Person.hub_id == person.hub_id))
    person.changed_seq = (last or 0) + 1
    session.info[CHANGED] = True
    session.flush()


def people_with(session: Session, hub_id: int, digests: Iterable[str | None]) -> list[Person]:
    """People of the hub who have any of these, the earliest first; one who was joined to another is left out."""
    wanted = [digest for digest in digests if digest]
    if not wanted:
        return []
    holders = select(PersonLookup.person_id).where(PersonLookup.digest.in_(wanted))
    query = (
        select(Person)
        .where(Person.id.in_(holders), Person.hub_id == hub_id, Person.merged_into_id.is_(None))
        .order_by(Person.id)
    )
    return list(session.scalars(query))
