"""What people type at a console: days, times of the hub, areas by code."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.console import Acting, Problem
from app.models import Area


class Day(click.ParamType[date]):
    """A day like 2023-05-13."""

    name = "DATE"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return self.fail("write a day like 2023-05-13", param, ctx)


class Moment(click.ParamType[datetime | time]):
    """A time on the hub's wall clock: 14:30 of today, or 2023-05-13T14:30."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime | time:
        if isinstance(value, datetime | time):
            return value
        try:
            return datetime.fromisoformat(str(value)) if "T" in str(value) else time.fromisoformat(str(value))
        except ValueError:
            return self.fail("write a time like 14:30 or 2023-05-13T14:30", param, ctx)


class NeedNumber(click.ParamType[int]):
    """The number of a need, also with the letter before it: 12, П-0012 or P-0012."""

    name = "NUMBER"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        digits = re.fullmatch(r"(?:[ПпPp]-?)?(\d{1,9})", str(value).strip())
        return int(digits[1]) if digits else self.fail("write the number of a need like 12 or П-0012", param, ctx)


class Hours(click.ParamType[tuple[int, int]]):
    """Two times of a day like 08:00-17:00, as minutes from midnight."""

    name = "HH:MM-HH:MM"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        try:
            first, last = (time.fromisoformat(part) for part in str(value).split("-"))
        except ValueError:
            return self.fail("write hours like 08:00-17:00", param, ctx)
        return first.hour * 60 + first.minute, last.hour * 60 + last.minute


def moment_of(stated: datetime | time, who: Acting) -> datetime:
    """The moment that a time on the hub's wall clock means."""
    tz = ZoneInfo(who.hub.time_zone)
    if isinstance(stated, time):
        return datetime.combine(who.now.astimezone(tz).date(), stated, tz)
    return stated if stated.tzinfo else stated.replace(tzinfo=tz)


def today(who: Acting) -> date:
    return who.now.astimezone(ZoneInfo(who.hub.time_zone)).date()


def area_of(session: Session, who: Acting, code: str) -> Area:
    area = session.scalar(select(Area).where(Area.hub_id == who.hub_id, Area.code == code))
    if area is None:
        raise Problem(f"There is no area {code} in {who.hub.code}.")
    return area


date_option = click.option("--date", "on", type=Day(), help="The day; today where it is not said.")
why_option = click.option("--why", required=True, help="The reason, in a few words; it is kept with your name.")
