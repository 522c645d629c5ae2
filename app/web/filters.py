"""Template filters: local times in words, grades, codes. Only here and in the fields do moments become local."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import format_decimal, get_locale, gettext, lazy_gettext
from markupsafe import Markup

from app.web import here
from app.web.counts import COUNTED, count
from app.web.hyphens import breakable

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
GRADE_WORDS = {
    "?": lazy_gettext("No data"),
    "0": lazy_gettext("No reports"),
    "1": lazy_gettext("Caution"),
    "2": lazy_gettext("Dangerous"),
    "3": lazy_gettext("Very dangerous"),
    "4": lazy_gettext("Do not go"),
}


def _local_date(when: datetime | date) -> date:
    return here.to_local(when).date() if isinstance(when, datetime) else when


def _is_this_year(day: date) -> bool:
    return day.year == here.to_local(here.now()).year


def local_time(moment: datetime | None) -> str:
    """12:40"""
    return here.to_local(moment).strftime("%H:%M") if moment else ""


def wall_clock(minute: int | None) -> str:
    """08:30, from local minutes after midnight; the end of the day is 24:00."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def short_day(when: datetime | date | None, *, with_year: bool = False) -> str:
    """13 травня; the year only when it is not this one, or where paper has to say it."""
    if when is None:
        return ""
    day = _local_date(when)
    pattern = f"d'{NBSP}'MMMM" if _is_this_year(day) and not with_year else f"d'{NBSP}'MMMM y"
    return format_date(day, pattern, locale=get_locale())


def local_day(when: datetime | date | None, *, with_year: bool = False) -> str:
    """сб, 13 травня"""
    if when is None:
        return ""
    return f"{format_date(_local_date(when), 'EEE', locale=get_locale())}, {short_day(when, with_year=with_year)}"


def local_moment(moment: datetime | None) -> str:
    """12:40 if it is of today, else 13 травня, 12:40."""
    if moment is None:
        return ""
    is_today = _local_date(moment) == _local_date(here.now())
    return local_time(moment) if is_today else f"{short_day(moment)}, {local_time(moment)}"


def iso(when: datetime | date | None) -> str:
    """For the datetime attribute of <time>."""
    return when.isoformat() if when else ""


def duration(length: timedelta | int | float | None) -> str:
    """1 год 20 хв. A plain number is minutes."""
    if length is None:
        return ""
    minutes = round(length.total_seconds() / 60 if isinstance(length, timedelta) else length)
    hours, rest = divmod(minutes, 60)
    parts = [_hours(hours)] * bool(hours) + [_minutes(rest)] * bool(rest or not hours)
    return " ".join(parts)


def _minutes(number: int) -> str:
    return str(gettext("%(n)s min", n=number))


def _hours(number: int) -> str:
    return str(gettext("%(n)s h", n=number))


def _rough(length: timedelta) -> str:
    """One unit is enough to tell how old a thing is."""
    if length < timedelta(hours=1):
        return _minutes(length // timedelta(minutes=1))
    if length < timedelta(days=2):
        return _hours(length // timedelta(hours=1))
    return count("day", length // timedelta(days=1))


def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """15 хв тому; what lies ahead is told by `until`."""
    if moment is None:
        return ""
    passed = (now or here.now()) - moment
    if passed < timedelta(0):
        return until(moment, now)
    if passed < timedelta(minutes=1):
        return str(gettext("just now"))
    return str(gettext("%(length)s ago", length=_rough(passed)))


def until(moment: datetime | None, now: datetime | None = None) -> str:
    """через 15 хв; what has passed is told by `ago`."""
    if moment is None:
        return ""
    left = moment - (now or here.now())
    if left < timedelta(0):
        return ago(moment, now)
    return str(gettext("in %(length)s", length=_rough(max(left, timedelta(minutes=1)))))


def with_unit(number: Any, unit: str) -> str:
    """A number never parts from its unit at the end of a line."""
    return f"{number}{NBSP}{unit}"


def score(points: int, *, signed: bool = False) -> str:
    """Points of triage; a part of the sum wears its sign."""
    sign = MINUS if points < 0 else "+" if signed else ""
    return f"{sign}{abs(points)}"


def times(factor: float) -> str:
    """A factor of drives to two places, in the reader's language: 1,35."""
    return str(format_decimal(round(factor, 2)))


def area_plate(code: str) -> Markup:
    return Markup('<b class="area">{}</b>').format(code)


def grade_digit(grade: Any) -> str:
    """«?» or «0» to «4», from a grade, a number, a text or None. Raises ValueError for anything else."""
    value = getattr(grade, "value", grade)
    digit = "?" if value is None else str(value)
    if digit not in GRADE_WORDS:
        raise ValueError(f"no such grade: {digit}")
    return digit


def grade_class(grade: Any) -> str:
    return "d" + grade_digit(grade).replace("?", "q")


def grade_words(grade: Any) -> str:
    return str(GRADE_WORDS[grade_digit(grade)])


def keep_units_together(text: str) -> str:
    """NBSP between a number and the short word after it: «12 л», «5 хв»."""
    return re.sub(r"(\d) (?=\w{1,3}\b)", rf"\1{NBSP}", text)


FILTERS = (
    *(local_time, wall_clock, local_day, short_day, local_moment, iso, duration, ago, until),
    *(breakable, with_unit, keep_units_together, score, times, area_plate, grade_digit, grade_class, grade_words),
)


def install_filters(app: Flask) -> None:
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
    app.jinja_env.globals.update({f"count_{thing}": partial(count, thing) for thing in COUNTED})
    app.jinja_env.globals.update(now=here.now, to_local=here.to_local)
