"""What a danger picture rests on: how far reports and verdicts were known, and what stands beside them."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.zones import ZONE_FACTS
from app.models import AreaKind, AreaWatch, EventVerdict, Hub, ReportMove, ShellingReport, SourceMark, User
from app.places import queries as places
from app.places.queries import AreaStanding, Tree

# Numbers are given before rows can be seen: one that came late may lie this far below the last.
IN_FLIGHT = 100
# Nobody goes by what is known now: zones without visits, and what must be cleared first.
NEVER = datetime.max.replace(tzinfo=UTC)
# A watch of a settlement listens for its areas; nobody listens for a whole hromada.
WITHIN_EARSHOT = {AreaKind.AREA, AreaKind.SETTLEMENT}
TABLES: dict[str, Any] = {
    "reports": ShellingReport,
    "verdicts": EventVerdict,
    "watches": AreaWatch,
    "moves": ReportMove,
    "marks": SourceMark,
}


@dataclass(frozen=True)
class Rows:
    """The rows of a table that could be seen: all up to the last, but for a few that came late."""

    last: int = 0
    unseen: tuple[int, ...] = ()

    @classmethod
    def of(cls, session: Session, table: Any) -> Self:
        newest = list(session.scalars(select(table.id).order_by(table.id.desc()).limit(IN_FLIGHT)))
        last = newest[0] if newest else 0
        return cls(last, tuple(sorted(set(range(max(1, last - IN_FLIGHT + 1), last)) - set(newest))))

    def seen(self, table: Any) -> Any:
        return (table.id <= self.last) & table.id.not_in(self.unseen)


@dataclass(frozen=True)
class Known:
    """How far the records of shelling went when somebody looked."""

    reports: Rows
    verdicts: Rows
    watches: Rows
    moves: Rows
    withdrawn: frozenset[int]
    marks: Rows = Rows()

    @classmethod
    def now(cls, session: Session, hub_id: int) -> Self:
        gone = select(ShellingReport.id).where(
            ShellingReport.hub_id == hub_id, ShellingReport.withdrawn_at.is_not(None)
        )
        rows = {name: Rows.of(session, table) for name, table in TABLES.items()}
        return cls(**rows, withdrawn=frozenset(session.scalars(gone)))


@dataclass(frozen=True)
class AreaFacts:
    """An area in use. closed_until: by hold or zone; NEVER ends by itself. closed_by: "hold", "zone" or nothing.

    stood_down: days on which a person decided that nobody goes there.
    """

    id: int
    in_earshot: bool
    closed_until: datetime | None
    closed_by: str | None
    stood_down: tuple[date, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What stands beside the reports: areas, what closes them, whose word is enough, since when anybody listened."""

    time_zone: str
    parents: tuple[tuple[int, int | None], ...]
    areas: tuple[AreaFacts, ...]
    since: datetime
    watchers_needed: int
    leaders: frozenset[int]

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def tree(self) -> Tree:
        return Tree(dict(self.parents))


def surroundings_of(
    session: Session,
    hub: Hub,
    standing: Iterable[AreaStanding],
    *,
    since: datetime,
    watchers_needed: int,
    stood_down: Mapping[int, tuple[date, ...]],
) -> Surroundings:
    leaders = select(User.id).where(User.role == Role.COORDINATOR)
    return Surroundings(
        time_zone=hub.time_zone,
        parents=tuple(sorted(places.tree(session, hub.id).parent_of.items())),
        areas=tuple(_facts_of(one, stood_down.get(one.area.id, ())) for one in standing),
        since=since,
        watchers_needed=watchers_needed,
        leaders=frozenset(session.scalars(leaders)),
    )


def _facts_of(standing: AreaStanding, stood_down: tuple[date, ...]) -> AreaFacts:
    until = _closed_until(standing)
    closed_by = "hold" if standing.holds else "zone" if until is NEVER else None
    return AreaFacts(standing.area.id, standing.area.kind in WITHIN_EARSHOT, until, closed_by, stood_down)


def _closed_until(standing: AreaStanding) -> datetime | None:
    if standing.zone is not None and not ZONE_FACTS[standing.zone].visits_allowed:
        return NEVER
    if any(hold.review_at is None for hold in standing.holds):
        return NEVER
    return max((hold.review_at for hold in standing.holds if hold.review_at is not None), default=None)


@dataclass(frozen=True)
class Basis:
    """How far the records were known, and what stood beside them then."""

    known: Known
    beside: Surroundings


@dataclass(frozen=True)
class MapBasis:
    """All that a map was drawn from: known when it was issued, and when the hours of the day were learned."""

    drawn: Basis
    learned: Basis
    settings_version: int

    def packed(self) -> bytes:
        return zlib.compress(self._text(), 9)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self._text()).hexdigest()

    def _text(self) -> bytes:
        drawn, learned = (_plain(one) for one in (self.drawn, self.learned))
        told = {"drawn": drawn, "learned": learned, "settings": self.settings_version}
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        told = json.loads(zlib.decompress(packed))
        return cls(_basis(told["drawn"]), _basis(told["learned"]), told["settings"])


def _plain(basis: Basis) -> dict[str, Any]:
    known, beside = basis.known, basis.beside
    rows = {name: [getattr(known, name).last, *getattr(known, name).unseen] for name in TABLES}
    areas = [
        [
            *(one.id, one.in_earshot, one.closed_until.isoformat() if one.closed_until else None, one.closed_by),
            *([[day.isoformat() for day in one.stood_down]] if one.stood_down else []),
        ]
        for one in beside.areas
    ]
    return rows | {
        "withdrawn": sorted(known.withdrawn),
        "zone": beside.time_zone,
        "parents": [list(pair) for pair in beside.parents],
        "areas": areas,
        "since": beside.since.isoformat(),
        "needed": beside.watchers_needed,
        "leaders": sorted(beside.leaders),
    }


def _basis(told: dict[str, Any]) -> Basis:
    rows = {name: Rows(told[name][0], tuple(told[name][1:])) for name in TABLES if name in told}
    areas = tuple(
        AreaFacts(
            area_id,
            in_earshot,
            datetime.fromisoformat(until) if until else None,
            closed_by,
            tuple(date.fromisoformat(day) for days in stood_down for day in days),
        )
        for area_id, in_earshot, until, closed_by, *stood_down in told["areas"]
    )
    beside = Surroundings(
        time_zone=told["zone"],
        parents=tuple((child, parent) for child, parent in told["parents"]),
        areas=areas,
        since=datetime.fromisoformat(told["since"]),
        watchers_needed=told["needed"],
        leaders=frozenset(told["leaders"]),
    )
    return Basis(Known(**rows, withdrawn=frozenset(told["withdrawn"])), beside)
