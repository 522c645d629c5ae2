"""The strikes of that spring, reported as vaguely as they were: official bulletins give the day, rarely the hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.needs import NAMESPACE, rows
from app.demo.times import KYIV, at
from app.domain.shelling import AreaPrecision, Chip, Observation, SourceType, TimePrecision
from app.domain.weapons import WEAPONS
from app.models import Area, ShellingEvent, ShellingReport
from app.shelling.service import ReportDraft, add_figures, report_shelling

BEFORE = ("d01", "d02", "d03", "d04", "d05", "d06")
VISITORS = "d07"  # whoever tries the demo reports this one; its bulletins come the morning after
AREAS = {
    "kostiantynivka": "KOS",
    "kramatorsk": "KRA",
    "avdiivka": "AVD",
    "chasiv_yar": "CHY",
    "toretsk": "TOR",
    "niu_york": "NIU",
}
WHEN = {
    # how vague, the wall clock it stands for, the wall clock by which it was told that day
    "d03": (TimePrecision.HOUR, "00:00", "08:00"),
    "d04": (TimePrecision.EXACT, "00:30", "08:00"),
    "d05": (TimePrecision.PART_OF_DAY, "00:30", "08:00"),
    "d07": (TimePrecision.PART_OF_DAY, "12:30", "08:00"),
    "d08": (TimePrecision.PART_OF_DAY, "08:00", "11:00"),
    "d13": (TimePrecision.PART_OF_DAY, "08:00", "11:00"),
}
BY_DATE = (TimePrecision.DATE, "12:00", "18:00")
KINDS = {
    "d01": "MLRS_URAGAN",
    "d02": "MLRS_URAGAN",
    "d03": "MSL_BAL",
    "d04": "MLRS_UNK",
    "d05": "MSL_BAL",
    "d06": "MLRS_SMERCH",
    "d07": "MLRS_SMERCH",
    "d08": "MSL_CR",
    "d09": "ART_TUBE",
    "d10": "UNK",
    "d11": "MLRS_GRAD",
    "d12": "UNK",
    "d13": "KAB",
    "d14": "MSL_BAL",
}
DAMAGE = {
    "d01": ("FLATS", "HOUSE", "MARKET", "VEHICLE"),
    "d02": ("HOUSE", "VEHICLE"),
    "d04": ("HOUSE", "VEHICLE", "UTIL_WAT"),
    "d05": ("SCHOOL", "FLATS"),
    "d06": ("HOUSE", "FLATS", "SHOP", "UTIL_GAS"),
    "d07": ("HOUSE", "FLATS", "SHOP", "ADMIN", "FUELST", "PHARM"),
    "d09": ("HOUSE",),
    "d11": ("HOUSE",),
    "d13": ("SCHOOL", "FLATS"),
}


@dataclass(frozen=True)
class Strike:
    """One strike and when the bulletin about it came."""

    id: str
    on: date
    row: dict[str, str]

    @property
    def told_at(self) -> datetime:
        """Those from before the story, and the visitor's own, came in the morning after."""
        if self.id == VISITORS:
            return at(self.on + timedelta(days=1), "08:00")
        if self.id in BEFORE:
            return at(self.on + timedelta(days=1), "08:00") if self.id not in WHEN else at(self.on, "08:00")
        return at(self.on, WHEN.get(self.id, BY_DATE)[2])

    def draft(self, area: Area) -> ReportDraft:
        precision, clock, _ = WHEN.get(self.id, BY_DATE)
        weapon, first = KINDS[self.id], next(figures_of(self.id), None)
        return ReportDraft.stated_at(
            datetime.combine(self.on, time.fromisoformat(clock)),
            precision,
            KYIV,
            client_key=uuid5(NAMESPACE, f"strike {self.id}"),
            area_id=area.id,
            chip=Chip(WEAPONS[weapon].chip),
            weapon=weapon,
            area_precision=AreaPrecision.SETTLEMENT,
            observation=Observation.IMPACT,
            source_type=SourceType.OFFICIAL,
            source_ref=first.said_by if first else self.row["source_page"],
            killed=_number(self.row["killed"]),
            injured=_number(self.row["injured"]),
            figures_at=first.known_at if first else None,
            damage=DAMAGE.get(self.id, ()),
            received_at=self.told_at,
        )


@dataclass(frozen=True)
class Figures:
    """What one office said of killed and hurt, and when; the pages of the strike quote both."""

    killed: int
    injured: int
    said_by: str
    known_at: datetime


def figures_of(strike_id: str) -> Iterator[Figures]:
    """Oldest first; none where the bulletin stands alone."""
    for row in rows("figures.csv"):
        if row["event_id"] == strike_id:
            known_at = at(date.fromisoformat(row["known_on"]), row["known_time"])
            yield Figures(int(row["killed"]), int(row["injured"]), row["said_by"], known_at)


def _number(text: str) -> int | None:
    return int(text) if text else None


def strikes() -> Iterator[Strike]:
    for row in rows("strikes.csv"):
        yield Strike(row["event_id"], date.fromisoformat(row["date_local"]), row)


def report_past(session: Session, hub_id: int, areas: dict[str, Area], by_id: int) -> None:
    """Those before the story: they count, and no hold is left of them."""
    for strike in strikes():
        if strike.id in BEFORE:
            area = areas[AREAS[strike.row["area_id"]]]
            report_shelling(session, strike.draft(area), hub_id=hub_id, by_id=by_id, now=strike.told_at, history=True)


def report_due(session: Session, hub_id: int, by_id: int, *, now: datetime) -> int:
    """Report what the story's clock has passed and nobody has reported yet; how many those were."""
    due = [strike for strike in strikes() if strike.id not in BEFORE and strike.told_at <= now]
    areas = {area.code: area for area in session.scalars(select(Area).where(Area.hub_id == hub_id))}
    made = 0
    for strike in due:
        draft = strike.draft(areas[AREAS[strike.row["area_id"]]])
        if session.scalar(select(ShellingReport.id).where(ShellingReport.uid == draft.client_key)) is None:
            told = report_shelling(session, draft, hub_id=hub_id, by_id=by_id, now=now).report
            _add_later(session, strike, told.event, by_id=by_id, now=now)
            made += 1
    return made


def _add_later(session: Session, strike: Strike, event: ShellingEvent, *, by_id: int, now: datetime) -> None:
    """The figures that came after the first bulletin."""
    for number, later in enumerate(list(figures_of(strike.id))[1:], start=1):
        add_figures(
            session,
            event.id,
            client_key=uuid5(NAMESPACE, f"strike {strike.id} figures {number}"),
            killed=later.killed,
            injured=later.injured,
            source_ref=later.said_by,
            as_of=later.known_at,
            hub_id=event.hub_id,
            expected_version=event.version,
            by_id=by_id,
            now=now,
        )
