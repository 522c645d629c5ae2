"""When the story happens: its moments in Kyiv time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
THE_DAY = date(2023, 5, 13)
BEGUN = date(2023, 4, 15)  # the group's first day in the demo


def at(day: date, clock: str) -> datetime:
    """A moment of the story, like at(THE_DAY, "11:30")."""
    return datetime.combine(day, time.fromisoformat(clock), KYIV)


START = at(THE_DAY, "11:30")
MOMENTS: dict[str, datetime] = {
    "start": START,
    "shelling": at(THE_DAY, "12:30"),
    "evening": at(THE_DAY, "20:00"),
    "tomorrow": at(THE_DAY + timedelta(days=1), "09:00"),
    "noon": at(THE_DAY + timedelta(days=1), "11:40"),
}
