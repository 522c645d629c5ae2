"""Alarms of the story: invented, and marked as training data wherever they show. The demo asks no feed."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.demo.times import THE_DAY, at
from app.domain.alarms import AlarmKind, RegionKind, Source
from app.models import Alarm, AlarmFeed

RAION = ("50", "Краматорський район", RegionKind.RAION)
KOSTIANTYNIVKA = ("training-1", "Костянтинівська територіальна громада", RegionKind.HROMADA)
TORETSK = ("training-2", "Торецька територіальна громада", RegionKind.HROMADA)
NEXT_DAY = THE_DAY + timedelta(days=1)
ALARMS = [
    # region, kind, from, to
    (TORETSK, AlarmKind.ARTILLERY_SHELLING, at(date(2023, 4, 2), "06:10"), None),
    (RAION, AlarmKind.AIR_RAID, at(THE_DAY, "04:17"), at(THE_DAY, "05:02")),
    (RAION, AlarmKind.AIR_RAID, at(THE_DAY, "10:08"), at(THE_DAY, "10:51")),
    (RAION, AlarmKind.AIR_RAID, at(THE_DAY, "11:22"), at(THE_DAY, "12:55")),
    (KOSTIANTYNIVKA, AlarmKind.ARTILLERY_SHELLING, at(THE_DAY, "12:26"), at(THE_DAY, "14:10")),
    (RAION, AlarmKind.AIR_RAID, at(THE_DAY, "23:40"), at(NEXT_DAY, "01:15")),
    (RAION, AlarmKind.AIR_RAID, at(NEXT_DAY, "08:41"), at(NEXT_DAY, "09:26")),
    (RAION, AlarmKind.AIR_RAID, at(NEXT_DAY, "11:31"), at(NEXT_DAY, "12:20")),
]


def add_alarms(session: Session) -> None:
    """All of them at once: a page shows those that the story's clock has reached."""
    session.add(AlarmFeed(source=Source.TRAINING))
    session.add_all(_alarm(number, *one) for number, one in enumerate(ALARMS, start=1))


def _alarm(
    number: int,
    region: tuple[str, str, RegionKind],
    kind: AlarmKind,
    started_at: datetime,
    finished_at: datetime | None,
) -> Alarm:
    uid, name, region_kind = region
    return Alarm(
        source=Source.TRAINING,
        ref=str(number),
        region_uid=uid,
        region_name=name,
        region_kind=region_kind,
        oblast_uid="28",
        kind=kind,
        started_at=started_at,
        finished_at=finished_at,
        fetched_at=started_at,
    )
