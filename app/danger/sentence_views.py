"""Danger in sentences: advice and its reasons, the plain line, the order of hours, what came of such days."""

from datetime import timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.danger.advice import AreaAdvice
from app.domain.danger.advice import Advice, AdviceReason
from app.domain.danger.grade import Grade
from app.domain.danger.hour_order import HourRank, RankedHour
from app.domain.danger.past_days import HourRecord, SuchDays
from app.domain.danger.plain_line import Line, PlainLine
from app.web import here
from app.web.filters import local_day, local_time

ADVICE = {
    Advice.GO_BY_ZONE_RULES: _l("The rules of the zone apply"),
    Advice.LIFE_SAVING: _l("Life-saving needs only"),
    Advice.STAND_DOWN: _l("Stand down on this day"),
}
RANK = {HourRank.CALMER: _l("calmer"), HourRank.USUAL: _l("as usual"), HourRank.WORSE: _l("worse")}


def advice_words(advice: Advice) -> str:
    return str(ADVICE[advice])


def rank_words(rank: HourRank) -> str:
    return str(RANK[rank])


def reason_words(reason: AdviceReason) -> str:
    return str(gettext(reason.says, **reason.facts))


def line_words(one: AreaAdvice) -> str:
    """The plain line: shellings of the last days, and when they came. Early is advised only where anybody may go."""
    line = one.line
    if line.line is Line.NOTHING and one.forecast_grade is Grade.UNKNOWN:
        share = int(100 * one.danger.coverage)
        return str(gettext("Too few reports: somebody listened in %(share)s of 100 hours", share=share))
    if line.line is Line.NOTHING:
        return str(gettext("No reports in 7 days"))
    told = _counted(line)
    if line.line is Line.EARLY and one.advice.advice is not Advice.STAND_DOWN:
        return str(gettext("Go early or not at all: %(told)s", told=told))
    return told[:1].upper() + told[1:]


def _counted(line: PlainLine) -> str:
    number = ngettext("%(num)s shelling", "%(num)s shellings", line.shellings)
    days = ngettext("%(num)s day", "%(num)s days", line.days)
    if line.late and line.shellings > 1:
        late = ngettext("%(num)s of them after 10:00", "%(num)s of them after 10:00", line.late)
        return str(gettext("%(shellings)s in %(days)s, %(late)s", shellings=number, days=days, late=late))
    return str(gettext("%(shellings)s in %(days)s, the last %(at)s", shellings=number, days=days, at=_last(line)))


def _last(line: PlainLine) -> str:
    today = here.to_local(here.now()).date()
    if line.on_day in (today, today - timedelta(days=1)):
        day = str(gettext("today") if line.on_day == today else gettext("yesterday"))
        return f"{day} {local_time(line.last_at)}".strip()
    return local_day(line.last_at or line.on_day)


def order_words(one: AreaAdvice, tz: ZoneInfo) -> str:
    """Nothing is said of hours where the grade is "?"; what is said is a count of such hours, never a colour."""
    if one.forecast_grade is Grade.UNKNOWN:
        return str(gettext("too few reports"))
    calm = [ranked for ranked in one.order or () if ranked.rank is HourRank.CALMER]
    if one.order is None or not calm:
        return str(gettext("no hour is better than another"))
    starts = [one.danger.hours[ranked.step][0].astimezone(tz).hour for ranked in calm]
    first = one.danger.hours[one.order[0].step][0].astimezone(tz).hour
    hit = max(ranked.hit_of_100 for ranked in calm)
    return str(
        gettext(
            "%(hours)s calmer: %(number)s of 100 such hours were hit",
            hours=", ".join(_runs(starts, first)),
            number=hit,
        )
    )


def _runs(hours: list[int], first: int) -> list[str]:
    """«till 10», «16–18»: hours one after another told as one span."""
    spans = []
    for _, run in groupby(enumerate(hours), key=lambda pair: pair[1] - pair[0]):
        inside = [hour for _, hour in run]
        start, end = inside[0], inside[-1] + 1
        spans.append(str(gettext("till %(hour)s", hour=end)) if start == first else f"{start:02d}–{end:02d}")
    return spans


def such_days_words(past: SuchDays) -> str:
    if not past.are_enough:
        return str(gettext("too few such days to say"))
    return str(
        ngettext(
            "of %(num)s such day here and in like areas, %(hit)s were hit",
            "of %(num)s such days here and in like areas, %(hit)s were hit",
            past.days,
            hit=past.hit,
        )
    )


def such_days_brief(past: SuchDays) -> str:
    """The same in a list, whose foot says what such days are."""
    if not past.are_enough:
        return str(gettext("too few such days to say"))
    return str(
        ngettext(
            "%(hit)s of %(num)s such day was hit", "%(hit)s of %(num)s such days were hit", past.days, hit=past.hit
        )
    )


def hour_record_words(one: HourRecord) -> str:
    return str(
        ngettext(
            "hit on %(hit)s of %(num)s watched day",
            "hit on %(hit)s of %(num)s watched days",
            one.watched_days,
            hit=one.hit_days,
        )
    )


def ranked_words(one: RankedHour) -> str:
    return str(gettext("%(rank)s: %(number)s of 100", rank=rank_words(one.rank), number=one.hit_of_100))


WORDS: tuple[Any, ...] = (
    *(advice_words, rank_words, reason_words, line_words, such_days_words),
    *(such_days_brief, hour_record_words, ranked_words),
)


def install_words(app: Flask) -> None:
    app.jinja_env.filters.update({function.__name__: function for function in WORDS})
