"""Areas of a hub from a CSV file: parents by their code, coordinates near the base."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.geo import distance_m
from app.exchange.csv_table import BadCell, Reading, Row, Table
from app.models import Area, AreaKind, Hub

TEMPLATE = Path(__file__).parent / "templates" / "areas.csv"
REQUIRED = ("code", "name_uk", "name_en", "kind")
OPTIONAL = ("parent_code", "katottg", "lat", "lon", "radius_m", "population", "permit_needed")
FARTHEST_M = 300_000
ORDER = [AreaKind.RAION, AreaKind.HROMADA, AreaKind.SETTLEMENT, AreaKind.AREA]


@dataclass(frozen=True)
class AreaRow:
    """An area as the file tells it."""

    code: str
    name_uk: str
    name_en: str
    kind: AreaKind
    parent_code: str
    katottg: str | None
    lat: float | None
    lon: float | None
    radius_m: int | None
    population: int | None
    permit_needed: bool


def read_areas(data: bytes, base_lat: float, base_lon: float) -> list[AreaRow]:
    """The areas of the file, parents before children. Raises FileRefused; nothing is half read."""
    reading = Reading()
    table = list(Table(data, REQUIRED, OPTIONAL))
    codes = [row.cells["code"] for row in table]

    def understand(row: Row) -> AreaRow:
        area = _understand(row, base_lat, base_lon)
        if codes.count(area.code) > 1:
            raise BadCell("code", "stands in the file twice")
        return area

    areas = sorted(reading.each(table, understand), key=lambda area: ORDER.index(area.kind))
    kinds = {area.code: area.kind for area in areas}
    lines = {row.cells["code"]: row for row in table}
    reading.each((lines[area.code] for area in areas), lambda row: _check_parent(row, kinds))
    return areas


def _understand(row: Row, base_lat: float, base_lon: float) -> AreaRow:
    lat, lon = read_point(row, base_lat, base_lon)
    return AreaRow(
        code=row.text("code", 20, required=True),
        name_uk=row.text("name_uk", 80, required=True),
        name_en=row.text("name_en", 80, required=True),
        kind=AreaKind(row.one_of("kind", [kind.value for kind in AreaKind])),
        parent_code=row.text("parent_code", 20),
        katottg=row.text("katottg", 20) or None,
        lat=lat,
        lon=lon,
        radius_m=row.whole("radius_m", 50, 100_000),
        population=row.whole("population", 0, 10_000_000),
        permit_needed=row.yes_no("permit_needed"),
    )


def read_point(
    row: Row, near_lat: float, near_lon: float, farthest_m: float = FARTHEST_M
) -> tuple[float | None, float | None]:
    """Both coordinates or neither, on land that this hub could reach: a swapped pair lies in a sea far away."""
    lat, lon = row.decimal("lat", -90, 90), row.decimal("lon", -180, 180)
    if (lat is None) != (lon is None):
        raise BadCell("lat" if lat is None else "lon", "is empty while its pair is not")
    if lat is None or lon is None:
        return None, None
    away_m = distance_m(lat, lon, near_lat, near_lon)
    if away_m > farthest_m:
        raise BadCell("lat", f"lies {away_m / 1000:.0f} km away: were latitude and longitude swapped?")
    return lat, lon


def _check_parent(row: Row, kinds: dict[str, AreaKind]) -> None:
    parent = row.cells.get("parent_code", "")
    if parent and parent not in kinds:
        raise BadCell("parent_code", "is not among the codes of this file")
    if parent and ORDER.index(kinds[parent]) >= ORDER.index(AreaKind(row.cells["kind"])):
        raise BadCell("parent_code", "is not a wider area than this one")


def add_areas(session: Session, rows: Iterable[AreaRow], hub: Hub, *, by_id: int | None, now: datetime) -> list[Area]:
    """Write areas of a file that was read; the hub must not have their codes yet."""
    known = {area.code: area for area in session.scalars(select(Area).where(Area.hub_id == hub.id))}
    added = []
    for row in rows:
        values = {name: value for name, value in vars(row).items() if name != "parent_code"}
        parent = known.get(row.parent_code)
        area = Area(hub_id=hub.id, parent_id=parent.id if parent else None, **values)
        session.add(area)
        audit.record(session, "add_area", area, by_id=by_id, now=now)
        known[row.code] = area
        added.append(area)
    return added
