"""The danger picture of a hub: reports weighted by their verification, forecast by the domain, graded by its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.domain.danger.coverage import LOOK_BACK, WatchSpan, coverage
from app.domain.danger.forecast import FloatArray, WeightedEvent, first_estimate
from app.domain.danger.grade import Grade, Limits, grade_of
from app.domain.hub_settings import HubSettings
from app.domain.roles import Role
from app.domain.zones import ZONE_FACTS
from app.models import AreaKind, AreaWatch, User
from app.places import queries as places
from app.places.queries import AreaStanding, Tree
from app.shelling.weighing import Shelling, recent_shellings

COUNTED = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(days=7))
QUIET_AFTER = timedelta(days=7)
# A watch of a settlement listens for its areas; nobody listens for a whole hromada.
WITHIN_EARSHOT = {AreaKind.AREA, AreaKind.SETTLEMENT}


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
    """Danger of one area. hours: the start of each of 48 hours, its grade, expected events per hour."""

    grade_now: Grade
    grade_today: Grade
    grade_tomorrow: Grade
    hours: list[tuple[datetime, Grade, float]]
    coverage: float
    counts_1h_6h_24h_7d: tuple[int, int, int, int]
    last_report_at: datetime | None
    why: Why


@dataclass(frozen=True)
class DangerPicture:
    """Every area in use by its id. reports_until: when the newest report it knows of was received."""

    issued_at: datetime
    reports_until: datetime | None
    areas: dict[int, AreaDanger]


_latest_pictures: dict[int, tuple[Any, DangerPicture]] = {}


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
    picture = _draw(session, hub_id, standing, shellings.all, settings, tz, now)
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
    hub_id: int,
    standing: Mapping[int, AreaStanding],
    shellings: Sequence[Shelling],
    settings: HubSettings,
    tz: ZoneInfo,
    now: datetime,
) -> DangerPicture:
    tree = places.tree(session, hub_id)
    leaves = {area_id: [one for one in tree.down(area_id) if one in standing] for area_id in standing}
    smallest = [area_id for area_id, inside in leaves.items() if inside == [area_id]]
    watched = _watched(session, hub_id, tree, standing, smallest, now)
    forecast = first_estimate(
        [WeightedEvent(area, one.earliest, one.latest, one.weight) for one in shellings for area in one.touches],
        smallest,
        watched,
        now,
    )
    row = {area_id: forecast.events_per_h[place] for place, area_id in enumerate(smallest)}
    areas = {}
    for area_id, one in standing.items():
        inside = [leaf for leaf in leaves[area_id] if leaf in row] or [area_id]
        rates = np.max([row[leaf] for leaf in inside], axis=0) if inside[0] in row else np.zeros(len(forecast.hours))
        there = [event for event in shellings if event.touches & {area_id, *inside}]
        share = min(watched.get(leaf, 0.0) for leaf in inside)
        areas[area_id] = _area_danger(one, forecast.hours, rates, there, share, settings, tz, now)
    newest = max((one.received_at for one in shellings), default=None)
    return DangerPicture(now, newest, areas)


def _watched(
    session: Session,
    hub_id: int,
    tree: Tree,
    standing: Mapping[int, AreaStanding],
    area_ids: Sequence[int],
    now: datetime,
) -> dict[int, float]:
    """Share of the last two days that each area was watched.

    Only by people who said that they listen: were reports to count, one more report could take an area from "?" to a
    digit, and no report ever loosens.
    """
    query = (
        select(AreaWatch.area_id, AreaWatch.by_id, AreaWatch.from_at, AreaWatch.to_at, User.role)
        .join(User, User.id == AreaWatch.by_id)
        .where(AreaWatch.hub_id == hub_id, AreaWatch.to_at >= now - LOOK_BACK, AreaWatch.from_at <= now)
    )
    spans: dict[int, list[WatchSpan]] = {}
    for area_id, by_id, from_at, to_at, role in session.execute(query):
        spans.setdefault(area_id, []).append(WatchSpan(by_id, from_at, to_at, role is Role.COORDINATOR))
    return {area_id: coverage(_heard_in(area_id, spans, tree, standing), [], now) for area_id in area_ids}


def _heard_in(
    area_id: int, spans: Mapping[int, list[WatchSpan]], tree: Tree, standing: Mapping[int, AreaStanding]
) -> list[WatchSpan]:
    near = [one for one in tree.up(area_id) if one in standing and standing[one].area.kind in WITHIN_EARSHOT]
    return [span for one in near for span in spans.get(one, [])]


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

    days = [hour.astimezone(tz).date() for hour in hours]
    return AreaDanger(
        grade_now=grade([0]),
        grade_today=grade([step for step, day in enumerate(days) if day == today]),
        grade_tomorrow=grade([step for step, day in enumerate(days) if day == today + timedelta(days=1)]),
        hours=[(hour, grade([step]), float(rates[step])) for step, hour in enumerate(hours)],
        coverage=share,
        counts_1h_6h_24h_7d=_counts(shellings, now),
        last_report_at=max((one.received_at for one in shellings), default=None),
        why=_why(standing, shellings, share, float(chances[0]), tz, now),
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
