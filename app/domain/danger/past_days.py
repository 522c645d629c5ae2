"""What came of days that had been graded the evening before, and of each visiting hour: a record, no forecast."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.danger.grade import Grade

VISITING_H = range(8, 18)
FEWEST_DAYS = 5
# A shelling known no better than this belongs to no single hour.
SHARP = timedelta(hours=2)


@dataclass(frozen=True)
class PastDay:
    """One area on one past day: its grade as forecast at 18:00 the evening before, and what came.

    was_watched: enough of its visiting hours for silence to mean something; an unwatched day says nothing.
    was_hit: a shelling fell, or may have fallen, between 08:00 and 18:00.
    """

    area_id: int
    on: date
    grade: Grade
    was_watched: bool
    was_hit: bool


@dataclass(frozen=True)
class SuchDays:
    """Of so many watched days of the same grade so many were hit."""

    days: int
    hit: int

    @property
    def are_enough(self) -> bool:
        return self.days >= FEWEST_DAYS


def such_days(past: Iterable[PastDay], grade: Grade, area_ids: Iterable[int]) -> SuchDays:
    """Watched days of that grade in these areas, and how many of them were hit. Of "?" there are none."""
    wanted = set(area_ids)
    found = [one.was_hit for one in past if one.was_watched and one.grade is grade and one.area_id in wanted]
    return SuchDays(len(found), sum(found)) if grade is not Grade.UNKNOWN else SuchDays(0, 0)


@dataclass(frozen=True)
class HourRecord:
    """Of so many days on which that hour of the clock was watched, it was hit on so many."""

    hour: int
    watched_days: int
    hit_days: int


def hour_record(
    spans: Sequence[tuple[datetime, datetime]], watched: Mapping[date, Sequence[float]], tz: ZoneInfo, enough: float
) -> list[HourRecord]:
    """The visiting hours of past days, each with how often it was hit.

    spans: earliest and latest moment of each shelling; vague ones belong to no hour and are left out (`vague_on`
    counts them). watched: for each day the share of each of its 24 hours that was watched.
    """
    hours_hit = {at for start, end in spans if end - start <= SHARP for at in _hours_of(start, end)}
    hit = {(local.date(), local.hour) for local in (at.astimezone(tz) for at in hours_hit)}
    return [
        HourRecord(
            hour,
            sum(hours[hour] >= enough for hours in watched.values()),
            sum(hours[hour] >= enough and (day, hour) in hit for day, hours in watched.items()),
        )
        for hour in VISITING_H
    ]


def vague(spans: Sequence[tuple[datetime, datetime]], days: Iterable[date], tz: ZoneInfo) -> int:
    """How many shellings of those days are known too vaguely to belong to an hour."""
    known = set(days)
    return sum(end - start > SHARP and start.astimezone(tz).date() in known for start, end in spans)


def _hours_of(start: datetime, end: datetime) -> Iterator[datetime]:
    """The beginnings of the hours it can have been in; an end on the full hour is not in the next one."""
    at = start.replace(minute=0, second=0, microsecond=0)
    while at <= start or at < end:
        yield at
        at += timedelta(hours=1)


def visiting_span(on: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """From 08:00 to 18:00 of the wall clock of that day."""
    first, last = VISITING_H.start, VISITING_H.stop
    return datetime.combine(on, time(first), tz), datetime.combine(on, time(last), tz)
