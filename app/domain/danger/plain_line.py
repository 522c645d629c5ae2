"""The plain line of an area: what was reported in the last days, so short that it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SHORT_DAYS, LONG_DAYS = 3, 7
EARLY_UNTIL_H = 10
# Of so many shellings at least, so large a share must lie after the early hours before anybody says "go early".
FEWEST, MOST_ARE_LATE = 3, 0.6


Span = tuple[datetime, datetime, datetime]


class Line(StrEnum):
    NOTHING = "nothing"
    COUNTED = "counted"
    EARLY = "early"


@dataclass(frozen=True)
class PlainLine:
    """shellings: within the last so many days, today included. late: of those, surely after 10:00 of their day.

    on_day: the last one's day; last_at: when it was as its sharpest report states it, where that is known to the hour.
    """

    line: Line
    shellings: int = 0
    days: int = LONG_DAYS
    late: int = 0
    on_day: date | None = None
    last_at: datetime | None = None


def plain_line(spans: Sequence[Span], *, now: datetime, tz: ZoneInfo) -> PlainLine:
    """spans: the earliest, latest and stated moment of each shelling of the last days, aware.

    Three days are told where they had two or more, else seven. A shelling counts as late when all of its span lies
    after 10:00 of one day; one of which only the day is known does not.
    """
    told = [
        (start.astimezone(tz), min(end, now).astimezone(tz), min(stated, now))
        for start, end, stated in spans
        if start <= now
    ]
    for days in (SHORT_DAYS, LONG_DAYS):
        first = now.astimezone(tz).date() - timedelta(days=days - 1)
        inside = sorted((span for span in told if span[1].date() >= first), key=lambda span: (span[1], span[0]))
        if len(inside) >= 2 or (inside and days == LONG_DAYS):
            return _counted(inside, days)
    return PlainLine(Line.NOTHING)


def _counted(inside: Sequence[Span], days: int) -> PlainLine:
    late = sum(start.date() == end.date() and start.hour >= EARLY_UNTIL_H for start, end, _ in inside)
    start, end, stated = inside[-1]
    is_early = len(inside) >= FEWEST and late >= MOST_ARE_LATE * len(inside)
    return PlainLine(
        Line.EARLY if is_early else Line.COUNTED,
        len(inside),
        days,
        late,
        end.date(),
        stated if end - start <= timedelta(hours=2) else None,
    )
