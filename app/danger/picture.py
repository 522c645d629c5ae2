"""The danger picture of a hub: reports weighted by their verification, forecast by the domain, graded by its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.danger import inputs
from app.danger.weighing import Shelling, recent_shellings
from app.domain.danger.coverage import coverage
from app.domain.danger.forecast import (
    HABITS_H,
    LEVEL_H,
    DangerMap,
    Events,
    FloatArray,
    WeightedEvent,
    forecast,
    learn_habits,
)
from app.domain.danger.grade import Grade, Limits, grade_of
from app.domain.danger.hour_order import RankedHour, order_of_hours
from app.domain.danger.wall_clock import learned_until, steps_of_day
from app.domain.hub_settings import HubSettings
from app.domain.zones import ZONE_FACTS
from app.models import AreaWatch, Hub
from app.places import queries as places
from app.places.queries import AreaStanding, Tree

WATCHES, LEARNING = timedelta(hours=LEVEL_H), timedelta(days=14)
VISITING = range(8, 18)
COUNTED = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=7))
QUIET_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Why:
    """What a sentence about a grade is made of: «4 shellings in 3 days, last today 12:30»."""

    shellings: int
    days: int
    last_at: datetime | None
    closed_by: str | None  # "hold", "zone" or nothing
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
    """

    issued_at: datetime
    reports_until: datetime | None
    areas: dict[int, AreaDanger]
    is_learning: bool = False


@dataclass(frozen=True, eq=False)
class _Learned:
    """What the past teaches, at set hours only: the hours of the day by area, and how late reports come."""

    of: tuple[Any, ...]
    profile: FloatArray
    mean_delay_h: float


_latest_pictures: dict[int, tuple[Any, DangerPicture]] = {}
_latest_learned: dict[UUID, _Learned] = {}


def danger_now(session: Session, hub_id: int, *, now: datetime) -> DangerPicture:
    """The picture as of now; made again when anything it rests on changed, and each minute."""
    hub = get_hub(session, hub_id)
    standing = places.standing(session, hub_id, now=now)
    shellings = recent_shellings(session, hub_id, now=now)
    minute = now.replace(second=0, microsecond=0)
    state = (minute, hub.settings_version, shellings.state, _inputs(session, hub_id, standing))
    known = _latest_pictures.get(hub_id)
    if known is not None and known[0] == state:
        return known[1]
    settings, tz = HubSettings.from_stored(hub.settings), ZoneInfo(hub.time_zone)
    picture = _draw(session, hub, standing, shellings.all, settings, tz, now)
    _latest_pictures[hub_id] = (state, picture)
    return picture


def _inputs(session: Session, hub_id: int, standing: Mapping[int, AreaStanding]) -> tuple[Any, ...]:
    """What changes when somebody listens, holds, releases or sets a zone."""
    watches = select(func.max(AreaWatch.id)).where(AreaWatch.hub_id == hub_id)
    holds = [[(hold.uid, hold.version) for hold in one.holds] for one in standing.values()]
    places_stand = [(one.area.uid, one.area.version, one.zone) for one in standing.values()]
    return session.scalar(watches), holds, places_stand


def _draw(
    session: Session,
    hub: Hub,
    standing: Mapping[int, AreaStanding],
    shellings: Sequence[Shelling],
    settings: HubSettings,
    tz: ZoneInfo,
    now: datetime,
) -> DangerPicture:
    tree = places.tree(session, hub.id)
    leaves = {area_id: [one for one in tree.down(area_id) if one in standing] for area_id in standing}
    smallest = tuple(area_id for area_id, inside in leaves.items() if inside == [area_id])
    danger, since = _forecast(session, hub, tree, standing, smallest, shellings, settings, tz, now)
    row = {area_id: place for place, area_id in enumerate(smallest)}
    areas = {}
    for area_id, one in standing.items():
        inside = [leaf for leaf in leaves[area_id] if leaf in row] or [area_id]
        rows = [row[leaf] for leaf in inside if leaf in row]
        rates = danger.events_per_h[rows].max(axis=0) if rows else np.zeros(len(danger.hours))
        there = [event for event in shellings if event.touches & {area_id, *inside}]
        share = float(danger.coverage[rows].min()) if rows else 0.0
        areas[area_id] = _area_danger(one, danger.hours, rates, there, share, settings, tz, now)
    newest = max((one.received_at for one in shellings), default=None)
    return DangerPicture(now, newest, areas, is_learning=now - since < LEARNING)


def _forecast(
    session: Session,
    hub: Hub,
    tree: Tree,
    standing: Mapping[int, AreaStanding],
    area_ids: tuple[int, ...],
    shellings: Sequence[Shelling],
    settings: HubSettings,
    tz: ZoneInfo,
    now: datetime,
) -> tuple[DangerMap, datetime]:
    """The forecast of the smallest areas, and since when silence there can mean something."""
    since, needed = inputs.since_when(session, hub), inputs.watchers_needed(session, hub.id)
    learned = _learned(session, hub, tree, standing, area_ids, since, needed, tz, now)
    spans = inputs.watch_spans(session, hub.id, tree, standing, area_ids, since=now - WATCHES, now=now)
    watched = inputs.watched_hours(spans, since=since, end=now, hours=LEVEL_H, needed=needed)
    events = [WeightedEvent(area, one.earliest, one.latest, one.weight) for one in shellings for area in one.touches]
    danger = forecast(
        Events.of(events, area_ids),
        area_ids,
        np.hstack([watched, np.zeros((len(area_ids), 1))]),  # of the hour that runs nothing counts as passed yet
        learned.profile,
        coverage=np.array([coverage(spans[area_id], now, needed) for area_id in area_ids], np.float64),
        now=now,
        tz=tz,
        mean_delay_h=learned.mean_delay_h,
        reporting_share=settings.reporting_share,
    )
    return danger, since


def _learned(
    session: Session,
    hub: Hub,
    tree: Tree,
    standing: Mapping[int, AreaStanding],
    area_ids: tuple[int, ...],
    since: datetime,
    needed: int,
    tz: ZoneInfo,
    now: datetime,
) -> _Learned:
    """Kept until the next of the four hours a day at which habits are learned anew, or until there are other areas."""
    until = learned_until(now, tz)
    of = (until, area_ids, tz.key)
    known = _latest_learned.get(hub.uid)
    if known is not None and known.of == of:
        return known
    year_ago = until - timedelta(hours=HABITS_H)
    events = inputs.confirmed_events(session, hub.id, tree, since=year_ago, until=until)
    spans = inputs.watch_spans(session, hub.id, tree, standing, area_ids, since=year_ago, now=until)
    watched = inputs.watched_hours(spans, since=since, end=until, hours=HABITS_H, needed=needed)
    profile = learn_habits(Events.of(events, area_ids), watched, until, tz)
    _latest_learned[hub.uid] = _Learned(of, profile, inputs.mean_delay_h(session, hub.id, until=until))
    return _latest_learned[hub.uid]


def _area_danger(
    standing: AreaStanding,
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
    closed_until = _closed_until(standing)

    def grade(steps: Sequence[int]) -> Grade:
        return grade_of(
            max((float(chances[step]) for step in steps), default=None),
            covered=share >= settings.coverage_share,
            any_report_7d=reported,
            closed=any(_is_closed(hours[step], closed_until, today, tz) for step in steps),
            limits=_limits(settings),
        )

    def order(day: date) -> list[RankedHour] | None:
        visiting = [step for clock in VISITING for step in steps_of_day(hours, day, tz)[clock]]
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
        why=_why(standing, shellings, share, float(chances[0]), tz, now),
        order_today=order(today),
        order_tomorrow=order(tomorrow),
    )


def _limits(settings: HubSettings) -> Limits:
    return settings.caution_share, settings.dangerous_share, settings.very_dangerous_share


NEVER = datetime.max.replace(tzinfo=UTC)


def _closed_until(standing: AreaStanding) -> datetime | None:
    """Until when nobody goes by what is known now; NEVER for zones and for what must be cleared first."""
    if standing.zone is not None and not ZONE_FACTS[standing.zone].visits_allowed:
        return NEVER
    if any(hold.review_at is None for hold in standing.holds):
        return NEVER
    return max((hold.review_at for hold in standing.holds if hold.review_at is not None), default=None)


def _is_closed(hour: datetime, until: datetime | None, today: date, tz: ZoneInfo) -> bool:
    """All of today while anything holds, since only a person releases; beyond today as far as the holds reach."""
    if until is None:
        return False
    return until is NEVER or hour.astimezone(tz).date() == today or hour < until


def _counts(shellings: Sequence[Shelling], now: datetime) -> tuple[int, int, int, int]:
    hour, quarter, day, week = (sum(one.latest >= now - span for one in shellings) for span in COUNTED)
    return hour, quarter, day, week


def _why(
    standing: AreaStanding, shellings: Sequence[Shelling], share: float, chance: float, tz: ZoneInfo, now: datetime
) -> Why:
    """Of the last week: how many, over how many days until today, and when the last one was."""
    week = [one for one in shellings if one.latest >= now - QUIET_AFTER]
    first = min((min(one.latest, now) for one in week), default=now)
    closed_by = "hold" if standing.holds else "zone" if _closed_until(standing) is NEVER else None
    return Why(
        shellings=len(week),
        days=(now.astimezone(tz).date() - first.astimezone(tz).date()).days + 1 if week else 0,
        last_at=max((min(one.latest, now) for one in week), default=None),
        closed_by=closed_by,
        watched=share,
        chance_now=chance,
    )
