"""Needs of partners from a CSV file: each row once, however often the file is taken over; all wait for triage."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.needs import Urgency
from app.exchange.areas_csv import read_point
from app.exchange.csv_table import BadCell, BadLine, LinesRefused, Reading, Row, read_table
from app.exchange.shelling_csv import Import
from app.models import Area, ConsentAnswer, Hub, NeedKind, NeedSource
from app.needs.errors import KeyInUse, SameKeyOtherBody
from app.needs.service import NeedDraft, log_need
from app.people.facts import PersonFacts

TEMPLATE = Path(__file__).parent / "templates" / "needs.csv"
REQUIRED = ("need_ref", "kind", "area_code", "first_name", "address")
OPTIONAL = (
    *("urgency", "patronymic", "surname", "birth_year", "phone", "landmark", "access", "people_count", "lat", "lon"),
    *("deadline_on", "recur_days", "quantity", "consent", "note"),
)
FARTHEST_M = 30_000


def read_needs(data: bytes, session: Session, hub: Hub, *, now: datetime) -> list[tuple[int, NeedDraft]]:
    """The needs of the file with their lines. Raises FileRefused or LinesRefused; nothing is half read."""
    areas = {area.code: area for area in session.scalars(select(Area).where(Area.hub_id == hub.id, Area.is_active))}
    kinds = set(session.scalars(select(NeedKind.code).where(NeedKind.hub_id == hub.id, NeedKind.is_active)))
    seen: set[str] = set()

    def understand(row: Row) -> tuple[int, NeedDraft]:
        ref = row.text("need_ref", 60, required=True)
        if ref in seen:
            raise BadCell("need_ref", "stands in the file twice")
        seen.add(ref)
        return row.line, _draft(row, ref, areas, kinds, hub, now)

    return Reading().each(read_table(data, REQUIRED, OPTIONAL), understand)


def _draft(row: Row, ref: str, areas: dict[str, Area], kinds: set[str], hub: Hub, now: datetime) -> NeedDraft:
    area = areas.get(row.text("area_code", 20, required=True))
    if area is None:
        raise BadCell("area_code", "is no area of this hub")
    near = (area.lat, area.lon) if area.lat is not None and area.lon is not None else (hub.base_lat, hub.base_lon)
    lat, lon = read_point(row, *near, FARTHEST_M if area.lat is not None else 300_000)
    urgency = row.one_of("urgency", {"", *Urgency})
    return NeedDraft(
        client_key=uuid5(hub.uid, f"need import|{ref}"),
        kind=row.one_of("kind", kinds),
        urgency=Urgency(urgency) if urgency else None,
        area_id=area.id,
        address=row.text("address", 200, required=True),
        landmark=row.text("landmark", 200),
        access=row.text("access", 200),
        phone=row.text("phone", 40),
        people_count=row.whole("people_count", 1, 99) or 1,
        lat=lat,
        lon=lon,
        person=_person(row, now),
        deadline_on=row.day("deadline_on"),
        quantity=row.whole("quantity", 1, 999) or 1,
        recur_days=row.whole("recur_days", 1, 366),
        consent=ConsentAnswer(row.one_of("consent", list(ConsentAnswer), ConsentAnswer.NOT_ASKED.value)),
        note=row.text("note", 1000),
        source=NeedSource.IMPORT,
    )


def _person(row: Row, now: datetime) -> PersonFacts:
    return PersonFacts(
        first_name=row.text("first_name", 60, required=True),
        patronymic=row.text("patronymic", 60),
        surname=row.text("surname", 60),
        birth_year=row.whole("birth_year", 1900, now.year),
    )


def take_over(
    session: Session,
    drafts: Iterable[tuple[int, NeedDraft]],
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    step: Callable[[], object] = lambda: None,
) -> Import:
    """Log the needs, as new: a coordinator judges each."""
    new = known = 0
    for line, draft in drafts:
        try:
            result = log_need(session, draft, hub_id=hub_id, by_id=by_id, now=now)
        except (SameKeyOtherBody, KeyInUse):
            raise LinesRefused([BadLine(line, "need_ref", "was taken over before with other answers")]) from None
        new, known = new + result.is_new, known + (not result.is_new)
        step()
    return Import(new, known, 0)
