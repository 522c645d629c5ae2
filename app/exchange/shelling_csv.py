"""Shelling reports of partners from a CSV file: each row once, however often the file is taken over.

The columns direction_from and distance_band are left unread: nothing here tells where it was fired from.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.hubs import hub_kinds, hub_settings
from app.domain.damage import damaged
from app.domain.holds import hold_span
from app.domain.shelling import AreaPrecision, Observation, PartOfDay, SourceType, TimePrecision, VerdictKind
from app.domain.sources import Credibility, Reliability
from app.domain.weapons import WEAPONS, Chip
from app.exchange.areas_csv import read_point
from app.exchange.csv_table import BadCell, Reading, Row, Table, batches
from app.models import Area, Hub
from app.places import queries as places
from app.shelling.history import AT_ONCE, PastReport, keep_history, known_hashes, report_by_key
from app.shelling.service import ReportDraft, amend_report, report_shelling

TEMPLATE = Path(__file__).parent / "templates" / "shelling.csv"
REQUIRED = ("report_ref", "observed_at", "area_code")
READ = (
    *("time_precision", "reported_at", "tz", "lat", "lon", "observation", "weapon_code", "count", "damage_codes"),
    *("killed", "injured", "source_type", "source_ref", "notes", "place_text", "geo_precision", "reliability"),
    *("credibility", "state", "road"),
)
IGNORED = ("direction_from", "distance_band")
DAY, HOUR = len("2023-05-13"), len("2023-05-13T12")
EARLIEST = date(2014, 1, 1)
FARTHEST_M = 30_000
BATCH_S = 31 * 24 * 3600  # a file spread thin must not load the events of years beside one batch
OBSERVATIONS = {"impact", "seen", "heard", "second_hand"}
STRONGEST = (Observation.IMPACT, Observation.SEEN, Observation.HEARD, Observation.SECOND_HAND)
# Letters that look alike: a code typed with a Cyrillic keyboard means the Latin one.
LATIN = str.maketrans("АВЕІКМНОРСТХ", "ABEIKMHOPCTX")
BETWEEN = re.compile(r"[|;,،‚，]")
VERDICTS = {
    **dict.fromkeys(("", "unverified", "reported", "expired")),
    "corroborated": VerdictKind.CORROBORATE,
    "confirmed": VerdictKind.CONFIRM,
    "disputed": VerdictKind.DISPUTE,
    "false": VerdictKind.MARK_FALSE,
}
Kind = TypeVar("Kind", bound=StrEnum)
SOURCES = {source.value: source for source in SourceType} | {"official_channel": SourceType.OFFICIAL}


@dataclass(frozen=True)
class Line:
    """A row that was understood: the report, when it was told, what was concluded about it then."""

    number: int
    ref: str
    draft: ReportDraft
    reported_at: datetime
    verdict: VerdictKind | None

    @property
    def other_key(self) -> UUID:
        """The key of this row as a correction of what came before under its reference."""
        return uuid5(self.draft.client_key, self.draft.body_hash)

    def as_past(self, is_correction: bool) -> PastReport:
        if not is_correction:
            return PastReport(self.draft, self.reported_at, self.ref, self.verdict)
        draft = replace(self.draft, client_key=self.other_key)
        return PastReport(draft, self.reported_at, self.ref, self.verdict, corrects=self.draft.client_key)


@dataclass(frozen=True, order=True, slots=True)
class Spot:
    """Where a report to be kept stands in the file, in the order of keeping; a file's worth of them is small."""

    at: float
    ref: str
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Import:
    """What taking over a file came to."""

    new: int
    known: int
    holds: int
    corrected: int = 0


class Standing(StrEnum):
    """What a row is to those kept before."""

    NEW = "new"
    CORRECTED = "corrected"
    KNOWN = "known"


@dataclass
class Reports:
    """A file whose every row was understood; those to be kept are read again, one batch after another."""

    table: Table
    understand: Callable[[Row], Line]
    past: list[Spot] = field(default_factory=list)
    fresh: list[Spot] = field(default_factory=list)
    count: Counter[Standing] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self.past) + len(self.fresh)

    @property
    def expected(self) -> Import:
        """What taking it over would come to now."""
        return _import(self.count, len(self.fresh))

    def lines(self, spots: Iterable[Spot]) -> list[Line]:
        return [self.understand(self.table.again(spot.line, spot.start, spot.end)) for spot in spots]


def _import(count: Counter[Standing], holds: int) -> Import:
    return Import(count[Standing.NEW], count[Standing.KNOWN], holds, count[Standing.CORRECTED])


def read_reports(data: bytes, session: Session, hub: Hub, *, now: datetime, history: bool = False) -> Reports:
    """Every row tried, with what is known of it. Raises FileRefused or LinesRefused; nothing is half read.

    history: every row only counts, however fresh, and mines too.
    """
    areas, seen, reading = places.areas(session, hub.id), set[str](), Reading()
    roads = {road.name.casefold(): road.id for road in places.roads(session, hub.id)}
    reports = Reports(Table(data, REQUIRED, (*READ, *IGNORED)), lambda row: _line(row, areas, roads, hub, now))
    holds = _holds_now(session, hub.id, now, history=history)

    def once(row: Row) -> tuple[Row, Line]:
        line = reports.understand(row)
        if line.ref in seen:
            raise BadCell("report_ref", "stands in the file twice")
        seen.add(line.ref)
        return row, line

    for part in batches(reading.good(reports.table, once), AT_ONCE):
        standing = _standings(session, hub.id, [line for _, line in part])
        reports.count.update(standing)
        for (row, line), stands in zip(part, standing, strict=True):
            if stands is not Standing.KNOWN:
                spots = reports.fresh if holds(line.draft) else reports.past
                spots.append(Spot(line.draft.earliest_at.timestamp(), line.ref, line.number, row.start, row.end))
    reading.finish()
    return reports


def _standings(session: Session, hub_id: int, lines: Sequence[Line]) -> list[Standing]:
    """Never seen, or kept with other answers before: such a row becomes a correction, once each."""
    known = known_hashes(session, hub_id, [key for line in lines for key in (line.draft.client_key, line.other_key)])

    def standing(line: Line) -> Standing:
        if line.draft.client_key not in known:
            return Standing.NEW
        is_same = known[line.draft.client_key] == line.draft.body_hash or line.other_key in known
        return Standing.KNOWN if is_same else Standing.CORRECTED

    return [standing(line) for line in lines]


def _line(row: Row, areas: Sequence[Area], roads: Mapping[str, int], hub: Hub, now: datetime) -> Line:
    ref = row.text("report_ref", 60, required=True)
    area, tz = _area(row, areas), _zone(row, hub)
    observed, precision = _observed(row, tz, now)
    draft = replace(_draft(row, ref, area, hub, (observed, precision, tz)), road_segment_id=_road(row, roads))
    reported_at = _moment(row, "reported_at", tz, now) or min(draft.latest_at, now)
    if reported_at < draft.earliest_at:
        raise BadCell("reported_at", "lies before the shelling itself: one of the two clocks is wrong")
    return Line(row.line, ref, draft, reported_at, VERDICTS[row.one_of("state", VERDICTS)])


def _area(row: Row, areas: Sequence[Area]) -> Area:
    """By its code; without one by a name that only one area has."""
    code = row.text("area_code", 20).upper().translate(LATIN)
    name = row.text("place_text", 200).casefold()
    if code:
        found = [area for area in areas if area.code.upper() == code]
    else:
        found = [area for area in areas if name and name in {area.name_uk.casefold(), area.name_en.casefold()}]
    if len(found) > 1:
        raise BadCell("area_code", "is empty, and several areas have this name: write the code")
    if not found:
        raise BadCell("area_code", "is no area of this hub")
    return found[0]


def _road(row: Row, roads: Mapping[str, int]) -> int | None:
    """By the name of the segment."""
    name = row.text("road", 200).casefold()
    if name and name not in roads:
        raise BadCell("road", "is no road segment of this hub")
    return roads[name] if name else None


def _draft(row: Row, ref: str, area: Area, hub: Hub, when: tuple[datetime, TimePrecision, ZoneInfo]) -> ReportDraft:
    observed, precision, tz = when
    near = (area.lat, area.lon) if area.lat is not None and area.lon is not None else (hub.base_lat, hub.base_lon)
    lat, lon = read_point(row, *near, FARTHEST_M if area.lat is not None else 300_000)
    weapon, unknown_weapon = _weapon(row)
    damage, unknown_damage = _damage(row)
    observation, source = _observation(row), SOURCES[row.one_of("source_type", SOURCES, "resident")]
    precisely = AreaPrecision.POINT if lat is not None else AreaPrecision.AREA
    return ReportDraft.stated_at(
        observed,
        precision,
        tz,
        client_key=uuid5(hub.uid, f"shelling import|{ref}"),
        area_id=area.id,
        chip=WEAPONS[weapon].chip if weapon in WEAPONS else Chip(weapon),
        weapon=weapon if weapon in WEAPONS else None,
        lat=lat,
        lon=lon,
        observation=observation,
        area_precision=AreaPrecision(row.one_of("geo_precision", list(AreaPrecision), precisely)),
        is_hearsay=observation is Observation.SECOND_HAND and source is not SourceType.OFFICIAL,
        source_type=source,
        source_ref=row.text("source_ref", 60) or ref,
        reliability=_mark(row, "reliability", Reliability),
        credibility=_mark(row, "credibility", Credibility),
        count_text=row.text("count", 20),
        damage=damage,
        killed=row.whole("killed", 0, 10_000),
        injured=row.whole("injured", 0, 10_000),
        note=" · ".join(
            filter(None, (row.text("place_text", 200), row.text("notes", 500), unknown_weapon, unknown_damage))
        ),
    )


def _mark(row: Row, column: str, kind: type[Kind]) -> Kind | None:
    """The mark it was given there: source A-F, information 1-6."""
    said = row.one_of(column, ("", *kind))
    return kind(said) if said else None


def _zone(row: Row, hub: Hub) -> ZoneInfo:
    name = row.text("tz", 40) or hub.time_zone
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadCell("tz", "is no time zone like Europe/Kyiv") from None


def _observed(row: Row, tz: ZoneInfo, now: datetime) -> tuple[datetime, TimePrecision]:
    """A bare day is a day, or the part of it that is named; an hour alone is about an hour, a clock about 15 min."""
    text = row.text("observed_at", 40, required=True)
    stated = _moment(row, "observed_at", tz, now)
    assert stated is not None
    if len(text) > DAY:
        default = TimePrecision.HOUR if len(text) == HOUR else TimePrecision.QUARTER
        return stated, TimePrecision(row.one_of("time_precision", [one.value for one in TimePrecision], default.value))
    named = row.one_of("time_precision", [TimePrecision.DATE.value, *PartOfDay], TimePrecision.DATE.value)
    if named == TimePrecision.DATE.value:
        return stated, TimePrecision.DATE
    first_hour = PartOfDay(named).hours[0]
    begins = stated.astimezone(tz).replace(hour=first_hour)
    if begins > now:
        raise BadCell("time_precision", "names a part of the day that lies later than now")
    return begins, TimePrecision.PART_OF_DAY


def _moment(row: Row, column: str, tz: ZoneInfo, now: datetime) -> datetime | None:
    """A moment between 2014 and now, on the wall clock of the zone where none is written."""
    text = row.text(column, 40)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(column, "is not a time like 2023-05-13T12:30") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=tz)
    if moment.date() < EARLIEST:
        raise BadCell(column, f"lies before {EARLIEST.year}: check the year")
    if aware > now:
        raise BadCell(column, "lies later than now")
    return aware.astimezone(UTC)


def _observation(row: Row) -> Observation:
    """The strongest of what is named: «heard+seen» was seen."""
    text = (row.text("observation", 60) or "second_hand").lower().replace("-", "_")
    named = {part.strip() for part in text.replace("|", "+").split("+")}
    if not named <= OBSERVATIONS:
        raise BadCell("observation", f"must be of: {', '.join(sorted(OBSERVATIONS))}")
    return next(one for one in STRONGEST if one.value in named)


def _weapon(row: Row) -> tuple[str, str]:
    """The code, and what was written where nobody here knows it: kept as text, its kind unknown."""
    written = row.text("weapon_code", 60) or "UNK"
    return (written, "") if written in {*WEAPONS, *(chip.value for chip in Chip)} else ("UNK", written)


def _damage(row: Row) -> tuple[tuple[str, ...], str]:
    """The codes known here, and the others as text."""
    written = [part.strip().upper() for part in BETWEEN.split(row.text("damage_codes", 300)) if part.strip()]
    codes = [code.translate(LATIN) for code in written]
    known = tuple(code for code in codes if damaged(code) is not None)
    others = [text for text, code in zip(written, codes, strict=True) if damaged(code) is None]
    return known, ", ".join(others)


def take_over(
    session: Session,
    reports: Reports,
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    step: Callable[[], object] = lambda: None,
) -> Import:
    """Keep the reports. What is fresh, or lies until it is cleared, holds as any report does; older ones only count."""
    count = Counter({Standing.KNOWN: reports.count[Standing.KNOWN]})
    keep_history(session, _past(session, reports, hub_id, count, step), hub_id=hub_id, by_id=by_id, now=now)
    holds = 0
    for line in reports.lines(sorted(reports.fresh, key=lambda spot: spot.line)):
        (standing,) = _standings(session, hub_id, [line])
        count[standing] += 1
        holds += _report(session, line, standing, hub_id=hub_id, by_id=by_id, now=now)
        step()
    return _import(count, holds)


def _past(
    session: Session, reports: Reports, hub_id: int, count: Counter[Standing], step: Callable[[], object]
) -> Iterator[list[PastReport]]:
    """What is over, in batches by the time of the shelling; without what others kept since the file was read."""
    for spots in batches(sorted(reports.past), AT_ONCE, lambda first, spot: spot.at - first.at <= BATCH_S):
        lines = reports.lines(spots)
        standings = _standings(session, hub_id, lines)
        count.update(standings)
        yield [
            line.as_past(standing is Standing.CORRECTED)
            for line, standing in zip(lines, standings, strict=True)
            if standing is not Standing.KNOWN
        ]
        for _ in lines:
            step()


def _report(session: Session, line: Line, standing: Standing, *, hub_id: int, by_id: int, now: datetime) -> bool:
    """Whether a fresh report, or a correction of one, holds its area."""
    if standing is Standing.KNOWN:
        return False
    if standing is Standing.NEW:
        return report_shelling(session, line.draft, hub_id=hub_id, by_id=by_id, now=now).hold is not None
    old = report_by_key(session, hub_id, line.draft.client_key)
    draft = replace(line.draft, client_key=line.other_key)
    return amend_report(session, old.id, draft, hub_id=hub_id, by_id=by_id, now=now).hold is not None


def _holds_now(session: Session, hub_id: int, now: datetime, *, history: bool) -> Callable[[ReportDraft], bool]:
    """Whether a report of this still holds its area, by the hub's own numbers; history never does."""
    floor, kinds = timedelta(minutes=hub_settings(session, hub_id).hold_floor_min), hub_kinds(session, hub_id)

    def holds(draft: ReportDraft) -> bool:
        is_history = history or draft.source_type is SourceType.HISTORY
        span = hold_span(draft.latest_at, now, draft.what, shortest=floor, kinds=kinds, history=is_history)
        return span is not None

    return holds
