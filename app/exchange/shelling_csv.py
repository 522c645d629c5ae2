"""Shelling reports of partners from a CSV file: each row once, however often the file is taken over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.damage import DAMAGE
from app.domain.shelling import Observation, SourceType, TimePrecision
from app.domain.weapons import WEAPONS, Chip, is_until_cleared
from app.exchange.areas_csv import read_point
from app.exchange.csv_table import BadCell, BadLine, LinesRefused, Reading, Row, read_table
from app.models import Area, Hub
from app.shelling.errors import KeyTaken, SameKeyOtherBody
from app.shelling.service import ReportDraft, report_shelling

TEMPLATE = Path(__file__).parent / "templates" / "shelling.csv"
REQUIRED = ("report_ref", "observed_at", "area_code")
READ = (
    *("time_precision", "reported_at", "tz", "lat", "lon", "observation", "weapon_code", "count", "damage_codes"),
    *("killed", "injured", "source_type", "source_ref", "notes"),
)
IGNORED = ("place_text", "geo_precision", "direction_from", "distance_band", "reliability", "credibility", "state")
EARLIEST = date(2014, 1, 1)
HOLDS_WITHIN = timedelta(hours=48)
FARTHEST_M = 30_000
OBSERVATIONS = {"impact", "seen", "heard", "second_hand"}
STRONGEST = (Observation.IMPACT, Observation.SEEN, Observation.HEARD, Observation.SECOND_HAND)
SOURCES = {source.value: source for source in SourceType} | {"official_channel": SourceType.OFFICIAL}


@dataclass(frozen=True)
class Import:
    """What taking over a file came to."""

    new: int
    known: int
    holds: int


def read_reports(data: bytes, session: Session, hub: Hub, *, now: datetime) -> list[tuple[int, ReportDraft]]:
    """The reports of the file with their lines. Raises FileRefused or LinesRefused; nothing is half read."""
    areas = {area.code: area for area in session.scalars(select(Area).where(Area.hub_id == hub.id, Area.is_active))}
    table = read_table(data, REQUIRED, (*READ, *IGNORED))
    seen: set[str] = set()

    def understand(row: Row) -> tuple[int, ReportDraft]:
        ref = row.text("report_ref", 60, required=True)
        if ref in seen:
            raise BadCell("report_ref", "stands in the file twice")
        seen.add(ref)
        return row.line, _draft(row, ref, areas, hub, now)

    return Reading().each(table, understand)


def _draft(row: Row, ref: str, areas: dict[str, Area], hub: Hub, now: datetime) -> ReportDraft:
    area = areas.get(row.text("area_code", 20, required=True))
    if area is None:
        raise BadCell("area_code", "is no area of this hub")
    tz = _zone(row, hub)
    observed, precision = _observed(row, tz, now)
    near = (area.lat, area.lon) if area.lat is not None and area.lon is not None else (hub.base_lat, hub.base_lon)
    lat, lon = read_point(row, *near, FARTHEST_M if area.lat is not None else 300_000)
    weapon = row.one_of("weapon_code", {*WEAPONS, *(chip.value for chip in Chip)}, "UNK")
    observation = _observation(row)
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
        is_hearsay=observation is Observation.SECOND_HAND,
        source_type=SOURCES[row.one_of("source_type", SOURCES, "resident")],
        source_ref=row.text("source_ref", 60) or ref,
        count_text=row.text("count", 20),
        damage=_damage(row),
        killed=row.whole("killed", 0, 10_000),
        injured=row.whole("injured", 0, 10_000),
        note=row.text("notes", 500),
        received_at=_moment(row, "reported_at", tz, now) or now,
    )


def _zone(row: Row, hub: Hub) -> ZoneInfo:
    name = row.text("tz", 40) or hub.time_zone
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadCell("tz", "is no time zone like Europe/Kyiv") from None


def _observed(row: Row, tz: ZoneInfo, now: datetime) -> tuple[datetime, TimePrecision]:
    """A bare day is a day; a day with a clock is about a quarter of an hour, unless the file says better."""
    text = row.text("observed_at", 40, required=True)
    bare = len(text) == len("2023-05-13")
    stated = _moment(row, "observed_at", tz, now)
    assert stated is not None
    allowed = [TimePrecision.DATE.value] if bare else [one.value for one in TimePrecision]
    default = TimePrecision.DATE if bare else TimePrecision.QUARTER
    return stated, TimePrecision(row.one_of("time_precision", allowed, default.value))


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


def _damage(row: Row) -> tuple[str, ...]:
    codes = tuple(part.strip().upper() for part in row.text("damage_codes", 300).split("|") if part.strip())
    for code in codes:
        if code not in DAMAGE and code.rsplit("_", 1)[0] not in DAMAGE:
            raise BadCell("damage_codes", f"must be of: {', '.join(sorted(DAMAGE))}")
    return codes


def take_over(
    session: Session,
    drafts: Iterable[tuple[int, ReportDraft]],
    *,
    hub_id: int,
    by_id: int,
    now: datetime,
    step: Callable[[], object] = lambda: None,
) -> Import:
    """Keep the reports. What is fresh, or lies until it is cleared, holds as any report does; older ones only count."""
    new = known = holds = 0
    for line, draft in drafts:
        fresh = draft.latest_at > now - HOLDS_WITHIN or is_until_cleared(draft.what)
        history = draft.source_type is SourceType.HISTORY or not fresh
        try:
            result = report_shelling(session, draft, hub_id=hub_id, by_id=by_id, now=now, history=history)
        except (SameKeyOtherBody, KeyTaken):
            raise LinesRefused([BadLine(line, "report_ref", "was taken over before with other answers")]) from None
        new, known = new + result.is_new, known + (not result.is_new)
        holds += result.hold is not None
        step()
    return Import(new, known, holds)
