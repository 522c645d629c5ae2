"""The danger picture of a hub, drawn from what it rests on; the same from the same, on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Self
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.danger.basis import NEVER, AreaFacts, MapBasis, Surroundings
from app.danger.shellings import Rows, Shellings, microseconds, moment
from app.domain.danger.forecast import DangerMap, FloatArray
from app.domain.danger.grade import Grade, Limits, grade_of
from app.domain.danger.hour_order import RankedHour, order_of_hours
from app.domain.danger.wall_clock import steps_of_day
from app.domain.hub_settings import HubSettings

LEARNING = timedelta(days=14)
VISITING = range(8, 18)
COUNTED = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=7))
QUIET_AFTER, DAY = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True)
class Why:
    """What a sentence about a grade is made of: «4 shellings in 3 days, last today 12:30»."""

    shellings: int
    days: int
    last_at: datetime | None
    closed_by: str | None  # "hold", "zone", "person" or nothing
    watched: float
    chance_now: float


@dataclass(frozen=True)
class AreaDanger:
    """Danger of one area.

    hours: the start of each of 48 hours, its grade, expected events per hour. order_today, order_tomorrow: the
    visiting hours to come ranked against each other, by their place in hours; None says that no hour is better than
    another. Where the grade is "?" there is no order.
    """

    grade_now: Grade
    grade_today: Grade
    grade_tomorrow: Grade
    hours: list[tuple[datetime, Grade, float]]
    coverage: float
    counts_1h_6h_24h_7d: tuple[int, int, int, int]
    last_report_at: datetime | None
    why: Why
    order_today: list[RankedHour] | None = None
    order_tomorrow: list[RankedHour] | None = None


@dataclass(frozen=True)
class DangerPicture:
    """Every area in use by its id. reports_until: when the newest report it knows of was received.

    is_learning: the hub has known its areas for less than two weeks, and the numbers lean on little.
    basis: what it was drawn from, for whoever stores it.
    """

    issued_at: datetime
    reports_until: datetime | None
    areas: dict[int, AreaDanger]
    is_learning: bool = False
    basis: MapBasis | None = field(default=None, repr=False, compare=False)


def smallest_areas(beside: Surroundings) -> tuple[int, ...]:
    """The areas that hold no other in use: those are forecast."""
    return tuple(area_id for area_id, inside in _leaves(beside).items() if inside == [area_id])


def _leaves(beside: Surroundings) -> dict[int, list[int]]:
    tree, used = beside.tree, {one.id for one in beside.areas}
    return {one.id: [inside for inside in tree.down(one.id) if inside in used] for one in beside.areas}


@dataclass(frozen=True)
class _Hours:
    """What is the same of the hours of every area: their days, and which of them are today's and tomorrow's.

    visiting: the places of the visiting hours of today, and of tomorrow.
    """

    start: Sequence[datetime]
    days: list[date]
    today: date
    visiting: tuple[list[int], list[int]]
    now: datetime
    tz: ZoneInfo

    @classmethod
    def of(cls, start: Sequence[datetime], now: datetime, tz: ZoneInfo) -> Self:
        today = now.astimezone(tz).date()
        clocks = (steps_of_day(start, day, tz) for day in (today, today + DAY))
        today_h, tomorrow_h = ([step for clock in VISITING for step in by_clock[clock]] for by_clock in clocks)
        return cls(start, [hour.astimezone(tz).date() for hour in start], today, (today_h, tomorrow_h), now, tz)

    def of_day(self, day: date) -> list[int]:
        return [step for step, its_day in enumerate(self.days) if its_day == day]


def draw(
    danger: DangerMap,
    shellings: Shellings,
    basis: MapBasis,
    settings: HubSettings,
    *,
    now: datetime,
) -> DangerPicture:
    """Grades, counts and reasons of every area in use, from the forecast of the smallest."""
    beside = basis.drawn.beside
    leaves, row = _leaves(beside), {area_id: place for place, area_id in enumerate(danger.area_ids)}
    hours = _Hours.of(danger.hours, now, beside.tz)
    areas = {}
    for one in beside.areas:
        inside = [leaf for leaf in leaves[one.id] if leaf in row] or [one.id]
        rows = [row[leaf] for leaf in inside if leaf in row]
        rates = danger.events_per_h[rows].max(axis=0) if rows else np.zeros(len(danger.hours))
        told = shellings.touching({one.id, *inside})
        share = float(danger.coverage[rows].min()) if rows else 0.0
        areas[one.id] = _area_danger(one, hours, rates, told, share, settings)
    learning = now - beside.since < LEARNING
    return DangerPicture(now, shellings.newest_received, areas, is_learning=learning, basis=basis)


def _area_danger(
    area: AreaFacts, hours: _Hours, rates: FloatArray, told: Rows, share: float, settings: HubSettings
) -> AreaDanger:
    chances = (-np.expm1(-rates)).tolist()
    counts = _counts(told, hours.now)
    covered = share >= settings.coverage_share
    grade = partial(grade_of, covered=covered, any_report_7d=counts[3] > 0, limits=_limits(settings))
    closed = [_is_closed(step, area, hours) for step in range(len(chances))]
    by_hour = [grade(chance, closed=shut) for chance, shut in zip(chances, closed, strict=True)]

    def worst(day: date) -> Grade:
        steps = hours.of_day(day)
        chance = max((chances[step] for step in steps), default=None)
        return grade(chance, closed=any(closed[step] for step in steps))

    def order(visiting: list[int]) -> list[RankedHour] | None:
        return order_of_hours(rates.tolist(), visiting) if covered else None

    today, tomorrow = hours.visiting
    return AreaDanger(
        grade_now=by_hour[0],
        grade_today=worst(hours.today),
        grade_tomorrow=worst(hours.today + DAY),
        hours=list(zip(hours.start, by_hour, rates.tolist(), strict=True)),
        coverage=share,
        counts_1h_6h_24h_7d=counts,
        last_report_at=moment(told["received"].max()) if len(told) else None,
        why=_why(area, told, share, chances[0], hours),
        order_today=order(today),
        order_tomorrow=order(tomorrow),
    )


def _limits(settings: HubSettings) -> Limits:
    return settings.caution_share, settings.dangerous_share, settings.very_dangerous_share


def _is_closed(step: int, area: AreaFacts, hours: _Hours) -> bool:
    """All of today while anything holds, since only a person releases; beyond today as far as the holds reach.

    All of a day on which a person decided that nobody goes.
    """
    day, until = hours.days[step], area.closed_until
    if day in area.stood_down:
        return True
    return until is not None and (until == NEVER or day == hours.today or hours.start[step] < until)


def _counts(told: Rows, now: datetime) -> tuple[int, int, int, int]:
    hour, quarter, day, week = (int(np.count_nonzero(_since(told, now - span))) for span in COUNTED)
    return hour, quarter, day, week


def _since(told: Rows, at: datetime) -> NDArray[np.bool_]:
    since: NDArray[np.bool_] = told["latest"] >= microseconds(at)
    return since


def _why(area: AreaFacts, told: Rows, share: float, chance: float, hours: _Hours) -> Why:
    """Of the last week: how many, over how many days until today, and when the last one was."""
    week = told["latest"][_since(told, hours.now - QUIET_AFTER)]
    first, last = (min(moment(end), hours.now) for end in (week.min(), week.max())) if len(week) else (None, None)
    return Why(
        shellings=len(week),
        days=(hours.today - first.astimezone(hours.tz).date()).days + 1 if first else 0,
        last_at=last,
        closed_by=area.closed_by or ("person" if hours.today in area.stood_down else None),
        watched=share,
        chance_now=chance,
    )
