"""The danger picture of a hub, drawn from what it rests on; the same from the same, on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from app.danger.basis import NEVER, AreaFacts, MapBasis, Surroundings
from app.danger.weighing import Shelling
from app.domain.danger.forecast import DangerMap, FloatArray
from app.domain.danger.grade import Grade, Limits, grade_of
from app.domain.danger.hour_order import RankedHour, order_of_hours
from app.domain.danger.wall_clock import steps_of_day
from app.domain.hub_settings import HubSettings

LEARNING = timedelta(days=14)
VISITING = range(8, 18)
COUNTED = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=7))
QUIET_AFTER = timedelta(days=7)


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


def draw(
    danger: DangerMap,
    shellings: Sequence[Shelling],
    basis: MapBasis,
    settings: HubSettings,
    *,
    now: datetime,
) -> DangerPicture:
    """Grades, counts and reasons of every area in use, from the forecast of the smallest."""
    beside = basis.drawn.beside
    leaves, row = _leaves(beside), {area_id: place for place, area_id in enumerate(danger.area_ids)}
    there = _by_area(shellings)
    areas = {}
    for one in beside.areas:
        inside = [leaf for leaf in leaves[one.id] if leaf in row] or [one.id]
        rows = [row[leaf] for leaf in inside if leaf in row]
        rates = danger.events_per_h[rows].max(axis=0) if rows else np.zeros(len(danger.hours))
        told = _once(there, {one.id, *inside})
        share = float(danger.coverage[rows].min()) if rows else 0.0
        areas[one.id] = _area_danger(one, danger.hours, rates, told, share, settings, beside.tz, now)
    newest = max((one.received_at for one in shellings), default=None)
    return DangerPicture(now, newest, areas, is_learning=now - beside.since < LEARNING, basis=basis)


def _by_area(shellings: Sequence[Shelling]) -> dict[int, list[Shelling]]:
    found: dict[int, list[Shelling]] = {}
    for one in shellings:
        for area_id in one.touches:
            found.setdefault(area_id, []).append(one)
    return found


def _once(there: dict[int, list[Shelling]], area_ids: set[int]) -> list[Shelling]:
    """What touches any of the areas, each shelling once."""
    return list({one.event_id: one for area_id in area_ids for one in there.get(area_id, ())}.values())


def _area_danger(
    area: AreaFacts,
    hours: Sequence[datetime],
    rates: FloatArray,
    shellings: Sequence[Shelling],
    share: float,
    settings: HubSettings,
    tz: ZoneInfo,
    now: datetime,
) -> AreaDanger:
    today = now.astimezone(tz).date()
    chances = -np.expm1(-rates)
    reported = any(one.latest >= now - QUIET_AFTER for one in shellings)

    def grade(steps: Sequence[int]) -> Grade:
        return grade_of(
            max((float(chances[step]) for step in steps), default=None),
            covered=share >= settings.coverage_share,
            any_report_7d=reported,
            closed=any(_is_closed(hours[step], area, today, tz) for step in steps),
            limits=_limits(settings),
        )

    def order(day: date) -> list[RankedHour] | None:
        by_clock = steps_of_day(hours, day, tz)
        visiting = [step for clock in VISITING for step in by_clock[clock]]
        return order_of_hours(rates.tolist(), visiting) if share >= settings.coverage_share else None

    days = [hour.astimezone(tz).date() for hour in hours]
    tomorrow = today + timedelta(days=1)
    return AreaDanger(
        grade_now=grade([0]),
        grade_today=grade([step for step, day in enumerate(days) if day == today]),
        grade_tomorrow=grade([step for step, day in enumerate(days) if day == tomorrow]),
        hours=[(hour, grade([step]), float(rates[step])) for step, hour in enumerate(hours)],
        coverage=share,
        counts_1h_6h_24h_7d=_counts(shellings, now),
        last_report_at=max((one.received_at for one in shellings), default=None),
        why=_why(area, shellings, share, float(chances[0]), tz, now),
        order_today=order(today),
        order_tomorrow=order(tomorrow),
    )


def _limits(settings: HubSettings) -> Limits:
    return settings.caution_share, settings.dangerous_share, settings.very_dangerous_share


def _is_closed(hour: datetime, area: AreaFacts, today: date, tz: ZoneInfo) -> bool:
    """All of today while anything holds, since only a person releases; beyond today as far as the holds reach.

    All of a day on which a person decided that nobody goes.
    """
    day, until = hour.astimezone(tz).date(), area.closed_until
    if day in area.stood_down:
        return True
    return until is not None and (until == NEVER or day == today or hour < until)


def _counts(shellings: Sequence[Shelling], now: datetime) -> tuple[int, int, int, int]:
    hour, quarter, day, week = (sum(one.latest >= now - span for one in shellings) for span in COUNTED)
    return hour, quarter, day, week


def _why(
    area: AreaFacts, shellings: Sequence[Shelling], share: float, chance: float, tz: ZoneInfo, now: datetime
) -> Why:
    """Of the last week: how many, over how many days until today, and when the last one was."""
    week = [one for one in shellings if one.latest >= now - QUIET_AFTER]
    first = min((min(one.latest, now) for one in week), default=now)
    return Why(
        shellings=len(week),
        days=(now.astimezone(tz).date() - first.astimezone(tz).date()).days + 1 if week else 0,
        last_at=max((min(one.latest, now) for one in week), default=None),
        closed_by=area.closed_by or ("person" if now.astimezone(tz).date() in area.stood_down else None),
        watched=share,
        chance_now=chance,
    )
