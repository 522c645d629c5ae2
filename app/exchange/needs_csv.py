"""Needs of partners from a CSV file: each row once, however often the file is taken over; all wait for triage."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.needs import Urgency
from app.exchange.areas_csv import read_point
from app.exchange.csv_table import BadCell, BadLine, LinesRefused, Reading, Row, Table
from app.exchange.shelling_csv import Import
from app.models import Area, ConsentAnswer, Hub, NeedKind, NeedSource
from app.needs.errors import KeyInUse, SameKeyOtherBody
from app.needs.service import NeedDraft, known_need, log_need
from app.people.facts import PersonFacts

TEMPLATE = Path(__file__).parent / "templates" / "needs.csv"
REQUIRED = ("need_ref", "kind", "area_code", "first_name", "address")
OPTIONAL = (
    *("urgency", "patronymic", "surname", "birth_year", "phone", "landmark", "access", "people_count", "lat", "lon"),
    *("deadline_on", "recur_days", "quantity", "consent", "note"),
)
FARTHEST_M = 30_000
OTHER_ANSWERS = "was taken over before with other answers"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a new need stands in the file."""

    line: int
    start: int
    end: int


@dataclass
class Needs:
    """A file whose every row was understood: its new needs are read again as they are logged."""

    table: Table
    understand: Callable[[Row], NeedDraft]
    new: list[Spot] = field(default_factory=list)
    known: int = 0

    def __len__(self) -> int:
        return len(self.new)

    @property
    def expected(self) -> Import:
        """What taking it over would come to now."""
        return Import(len(self.new), self.known, 0)

    def drafts(self) -> Iterator[tuple[int, NeedDraft]]:
        for spot in self.new:
            yield spot.line, self.understand(self.table.again(spot.line, spot.start, spot.end))


def read_needs(data: bytes, session: Session, hub: Hub, *, now: datetime) -> Needs:
    """Every row tried, with what is known of it. Raises FileRefused or LinesRefused; nothing is half read."""
    areas = {area.code: area for area in session.scalars(select(Area).where(Area.hub_id == hub.id, Area.is_active))}
    kinds = set(session.scalars(select(NeedKind.code).where(NeedKind.hub_id == hub.id, NeedKind.is_active)))
    needs = Needs(Table(data, REQUIRED, OPTIONAL), lambda row: _draft(row, areas, kinds, hub, now))
    seen, reading = set[str](), Reading()

    def once(row: Row) -> tuple[Row, NeedDraft]:
        draft = needs.understand(row)
        if row.cells["need_ref"] in seen:
            raise BadCell("need_ref", "stands in the file twice")
        seen.add(row.cells["need_ref"])
        return row, draft

    for row, draft in reading.good(needs.table, once):
        try:
            known = known_need(session, draft, hub.id)
        except (SameKeyOtherBody, KeyInUse):
            reading.refuse(row.line, "need_ref", OTHER_ANSWERS)
            continue
        if known is None:
            needs.new.append(Spot(row.line, row.start, row.end))
        needs.known += known is not None
    reading.finish()
    return needs


def _draft(row: Row, areas: dict[str, Area], kinds: set[str], hub: Hub, now: datetime) -> NeedDraft:
    ref = row.text("need_ref", 60, required=True)
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
    needs: Needs,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    step: Callable[[], object] = lambda: None,
) -> Import:
    """Log the needs, as new: a coordinator judges each."""
    new = 0
    for line, draft in needs.drafts():
        try:
            new += log_need(session, draft, hub_id=hub_id, by_id=by_id, now=now).is_new
        except (SameKeyOtherBody, KeyInUse):
            raise LinesRefused([BadLine(line, "need_ref", OTHER_ANSWERS)], 1) from None
        step()
    return Import(new, needs.known + len(needs) - new, 0)
