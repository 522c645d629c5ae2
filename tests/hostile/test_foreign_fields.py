"""Ids of another hub written into the fields of one's own forms: nothing of theirs is shown, touched or bound."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import InHub
from app.models.base import Base
from tests.factories import THE_DAY
from tests.hostile.crowd import FIRST_FOREIGN, Crowd
from tests.hostile.forms_on_pages import PageForm, forms_on
from tests.hostile.nonsense import urlencoded

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SECRETS = ("Таємна", "0507777777", "Чужинська", "else-volunteer", "Else-Volunteer")


def hide_secrets(crowd: Crowd, session: Session) -> None:
    """Words that stand in rows of the other hub alone."""
    for table in (mapper.class_ for mapper in Base.registry.mappers):
        if not (issubclass(table, InHub) and hasattr(table, "id")):
            continue
        for row in session.scalars(select(table).where(table.hub_id == crowd.foreign_hub_id)):
            for name in ("surname", "name", "name_uk", "name_en", "address", "call_sign", "plate", "note"):
                if hasattr(row, name):
                    setattr(row, name, "Таємна" if name != "surname" else "Чужинська")
    session.commit()


def foreign_rows(crowd: Crowd, session: Session) -> dict[str, list[object]]:
    """Every column of every row of the other hub."""
    found = {}
    for table in (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, InHub)):
        columns = table.__table__
        rows = session.execute(select(columns).where(columns.c.hub_id == crowd.foreign_hub_id)).all()
        found[table.__tablename__] = sorted(map(repr, rows))
    session.rollback()
    return found


def crossing_references(session: Session) -> Iterator[str]:
    """Rows of one hub that name a row of another."""
    tables = {t.__tablename__: t.__table__ for t in (m.class_ for m in Base.registry.mappers) if issubclass(t, InHub)}
    for name, table in tables.items():
        for column in table.columns:
            for key in column.foreign_keys:
                there = key.column.table
                if there.name in tables and "hub_id" in there.c:
                    aim = there.alias()
                    query = select(table.c.hub_id).join(aim, column == aim.c[key.column.name])
                    if session.execute(query.where(table.c.hub_id != aim.c.hub_id).limit(1)).first():
                        yield f"{name}.{column.name}"
    session.rollback()


def with_foreign_ids(form: PageForm, crowd: Crowd) -> Iterator[list[tuple[str, str]]]:
    """The form once for each of its fields that may carry an id, with each foreign id there."""
    chosen = [(name, offered[-1]) for name, offered in form.choices.items() if offered]
    whole = [(name, text or "так") for name, text in [*form.fields, *chosen]]
    for name in sorted({name for name, _ in whole}):
        own = [text for field, text in whole if field == name]
        for text in _aimed(name, own) if _may_name_a_row(name) else []:
            yield [field for field in whole if field[0] != name] + [(name, text)]


def _may_name_a_row(name: str) -> bool:
    return name.rsplit("-", 1)[-1] in ID_FIELDS or name.endswith(("_id", "_ids"))


def _aimed(name: str, own: list[str]) -> Iterator[str]:
    """The value with the foreign number in place of each number in it, one by one and all at once."""
    foreign = str(FIRST_FOREIGN)
    yield foreign
    if name in {"whose", "to"}:
        yield from (f"p{foreign}", f"team:{foreign}", f"at:{foreign}:700")
    for text in dict.fromkeys(own):
        parts = text.split(":")
        if len(parts) > 1:
            yield from (":".join([*parts[:at], foreign, *parts[at + 1 :]]) for at in range(len(parts)))
            yield ":".join([foreign] * 2 + parts[2:])


ID_FIELDS = {
    *("key", "keys", "visit", "team", "area", "route", "whose", "to", "members", "into", "other", "owner"),
    *("hub_ids", "areas", "people", "lead", "at_need", "stop", "sheet", "permit", "vehicle", "point", "need"),
    *("who", "car", "hold", "line", "one", "of", "last", "kind"),
}


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR, Role.ADMIN])
def test_ids_of_another_hub_in_fields_reach_nothing(crowd: Crowd, session: Session, role: Role):
    hide_secrets(crowd, session)
    before, client, leaks, sent = foreign_rows(crowd, session), crowd.clients[role], [], 0
    pages = [(page, client.get(page)) for page in crowd.addresses("GET")]
    forms = {f.action or page: f for page, a in pages if a.mimetype == "text/html" for f in forms_on(a.text)}
    for action, form in forms.items():
        for fields in with_foreign_ids(form, crowd) if form.method == "post" else []:
            answer = client.post(action, **urlencoded(fields))
            sent += 1
            shown = answer.text + (client.get(answer.location).text if answer.status_code == 303 else "")
            leaks += [(action, fields, word) for word in SECRETS if word in shown]

    assert sent > 5
    assert leaks == []
    assert list(crossing_references(session)) == []
    assert foreign_rows(crowd, session) == before


# Parameters of addresses that may name a row, with values that may go beside a number.
ASKED = {
    *("person", "at", "area", "visit", "into", "one", "other", "copy", "reload", "seen", "before", "key", "to"),
    *("hold", "route"),
}
NOBODY = 9009  # no row of any hub, with as many digits


def without_chance(page: str, number: int) -> str:
    """A page without what differs from one request to the next: its tokens and keys; and without the number."""
    tokens = re.sub(r'(name="(?:csrf_token|[\w-]*client_key)"[^>]*value=)"[^"]*"', r"\1", page)
    return re.sub(r'<meta name="csrf-token"[^>]*>', "", tokens).replace(str(number), "#")


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR])
def test_a_number_of_another_hub_in_an_address_is_answered_like_one_of_nobody(crowd: Crowd, session: Session, role):
    hide_secrets(crowd, session)
    before, client, told = foreign_rows(crowd, session), crowd.clients[role], []
    for page in crowd.addresses("GET"):
        for name in sorted(ASKED):
            for shape in ("{}", "at:{}:700", "{}:1") if name == "to" else ("{}",):
                foreign, nobody = (
                    client.get(page, query_string={name: shape.format(one), "on": THE_DAY.isoformat()})
                    for one in (FIRST_FOREIGN, NOBODY)
                )
                shown = [without_chance(a.text, n) for a, n in ((foreign, FIRST_FOREIGN), (nobody, NOBODY))]
                if foreign.status_code != nobody.status_code or (
                    foreign.mimetype == "text/html" and shown[0] != shown[1]
                ):
                    told.append((page, name, foreign.status_code, nobody.status_code))
                told += [(page, name, word) for word in SECRETS if word in foreign.text]

    assert told == []
    assert foreign_rows(crowd, session) == before
