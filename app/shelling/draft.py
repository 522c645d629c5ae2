"""What somebody tells of one shelling, before it is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.damage import DAMAGE
from app.domain.errors import N_, Refused
from app.domain.shelling import AreaPrecision, Chip, Observation, SourceType, TimePrecision, span_of
from app.domain.sources import Credibility, Reliability
from app.domain.weapons import WEAPONS
from app.models import ShellingReport

__all__ = ["DAMAGE", "ReportDraft"]

# Added since the first forms were sent: absent they leave the digest of a form as it was.
LATER = ("figures_at", "reliability", "credibility", "road_segment_id")


@dataclass(frozen=True, kw_only=True)
class ReportDraft:
    """One account of one shelling. earliest_at and latest_at span what the stated time can mean (`stated_at`).

    received_at: when it was told, for imported history; a report made now is received now.
    """

    client_key: UUID
    area_id: int
    chip: Chip
    earliest_at: datetime
    latest_at: datetime
    precision: TimePrecision = TimePrecision.QUARTER
    weapon: str | None = None
    area_precision: AreaPrecision = AreaPrecision.AREA
    lat: float | None = None
    lon: float | None = None
    road_segment_id: int | None = None
    observation: Observation = Observation.HEARD
    source_type: SourceType = SourceType.VOLUNTEER
    source_ref: str = ""
    is_hearsay: bool = False
    count_text: str = ""
    damage: tuple[str, ...] = ()
    killed: int | None = None
    injured: int | None = None
    figures_at: datetime | None = None
    reliability: Reliability | None = None
    credibility: Credibility | None = None
    note: str = ""
    received_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.weapon is not None and self.weapon not in WEAPONS:
            raise Refused(N_("There is no kind of weapon with the code %(code)s."), code=self.weapon)
        if self.latest_at < self.earliest_at:
            raise Refused(N_("The shelling ends before it begins. Check the times."))

    @property
    def what(self) -> str:
        """The kind where somebody knows it, else the chip."""
        return self.weapon or self.chip.value

    @property
    def body_hash(self) -> str:
        """The same for two sendings of one form, whatever the network did to their order and time."""
        body = {
            name: value
            for name, value in vars(self).items()
            if name not in ("client_key", "received_at") and not (name in LATER and value is None)
        }
        return sha256(json.dumps(body, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @classmethod
    def stated_at(cls, observed: datetime, precision: TimePrecision, tz: ZoneInfo, **facts: object) -> Self:
        """A draft from one stated time: «about 12:30», «in the morning»."""
        earliest, latest = span_of(observed, precision, tz)
        return cls(earliest_at=earliest, latest_at=latest, precision=precision, **facts)  # type: ignore[arg-type]

    def row(self, *, hub_id: int, by_id: int | None, received_at: datetime) -> ShellingReport:
        """The draft as a row, without an event yet; nothing begins after it was told, however a phone's clock runs."""
        return ShellingReport(
            uid=self.client_key,
            hub_id=hub_id,
            area_id=self.area_id,
            reporter_id=by_id,
            received_at=received_at,
            earliest_at=min(self.earliest_at, received_at),
            latest_at=self.latest_at,
            time_precision=self.precision,
            chip=self.chip,
            weapon=self.weapon,
            area_precision=self.area_precision,
            lat=self.lat,
            lon=self.lon,
            road_segment_id=self.road_segment_id,
            observation=self.observation,
            source_type=self.source_type,
            source_ref=self.source_ref,
            is_hearsay=self.is_hearsay,
            count_text=self.count_text,
            damage=list(self.damage),
            killed=self.killed,
            injured=self.injured,
            figures_at=self.figures_at,
            reliability=self.reliability,
            credibility=self.credibility,
            note=self.note or None,
            body_hash=self.body_hash,
        )
