"""The record of the past: days as they were graded the evening before and what came of them, and single hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.danger import inputs
from app.danger.basis import Basis
from app.danger.confirmed import confirmed_tellings
from app.danger.drawing import DangerPicture, smallest_areas
from app.danger.kept import Kept
from app.danger.learned import Learned, learn
from app.danger.listening import watch_spans
from app.danger.packing import unpack
from app.danger.shellings import Shellings
from app.danger.weighing import shellings_since
from app.domain.danger.coverage import LOOK_BACK, WatchSpans
from app.domain.danger.events import Events, FloatArray
from app.domain.danger.forecast import HABITS_H, LEVEL_H, forecast
from app.domain.danger.grade import Grade, grade_of
from app.domain.danger.past_days import VISITING_H, HourRecord, PastDay, hour_record, vague, visiting_span
from app.domain.danger.wall_clock import hour_number, learned_until
from app.domain.hub_settings import HubSettings
from app.models import AreaWatch, Hub, IssuedMap, User

LOOKED_BACK = timedelta(days=90)
HOURS_OF = timedelta(days=28)
# Day-ahead grades are those of 18:00, when tomorrow has been planned; habits are learned anew each so many days.
GRADED_AT, LEARNED_EACH = time(18), 45
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

_latest: Kept[UUID, tuple[Any, list[PastDay]]] = Kept()


def past_days(session: Session, hub_id: int, picture: DangerPicture, *, now: datetime) -> list[PastDay]:
    """The days of the last three months that anybody watched; worked out once a local day.

    Graded as known at 18:00 the evening before: from the map stored then, else by the same forecast from what had
    been received by then, with the weights that its verification has today. No hold or zone is in these grades.
    """
    basis = picture.basis
    if basis is None:
        return []
    hub = get_hub(session, hub_id)
    today = now.astimezone(ZoneInfo(hub.time_zone)).date()
    of = (today, hub.settings_version, smallest_areas(basis.drawn.beside))
    known = _latest.find(hub.uid)
    if known is None or known[0] != of:
        known = _latest.keep(hub.uid, (of, _Walk(session, hub, basis.drawn, now).all()))
    return known[1]


class _Walk:
    """A walk through the evenings of three months; everything is read once."""

    def __init__(self, session: Session, hub: Hub, basis: Basis, now: datetime) -> None:
        self.session, self.hub, self.basis, self.beside = session, hub, basis, basis.beside
        self.tz, self.settings = basis.beside.tz, HubSettings.from_stored(hub.settings)
        self.area_ids, self.today = smallest_areas(basis.beside), now.astimezone(basis.beside.tz).date()
        self.first_day = max(self.today - LOOKED_BACK, basis.beside.since.astimezone(self.tz).date() + DAY)
        since = self._evening_before(self.first_day) - timedelta(hours=LEVEL_H)
        self.first_hour = hour_number(since)
        self._read_shellings(since)
        spans = watch_spans(session, hub.id, basis, self.area_ids, since=since, now=now)
        self.watched = _watched(spans, self.first_hour, hour_number(now), self.beside.watchers_needed)
        moments = np.arange(self.first_hour, self.first_hour + self.watched.shape[1]) * 3600
        unsaid = np.where(moments >= self.beside.since.timestamp(), inputs.REPORTED_UNWATCHED, 0.0)
        self.counted = np.maximum(self.watched, unsaid)

    def _read_shellings(self, since: datetime) -> None:
        """As the forecast counts them; told_min: when the shelling was first heard of."""
        found = shellings_since(self.session, self.hub.id, since)
        self.events = found.events(self.area_ids)
        told = [found.by_event[event_id].first_told_at for event_id in found.inside(self.area_ids)["event"].tolist()]
        self.told_min = np.array([first.timestamp() / 60 for first in told])

    def all(self) -> list[PastDay]:
        if not self.area_ids:
            return []
        issued = self._stored_rates()
        found: list[PastDay] = []
        learned: Learned | None = None
        for back in range((self.today - self.first_day).days, 0, -1):
            on = self.today - back * DAY
            evening = self._evening_before(on)
            if learned is None or evening - learned.of[0] >= LEARNED_EACH * DAY:
                learned = self._learned(evening)
            worst = issued.get(on)
            found += self._day(on, evening, self._worst(on, evening, learned) if worst is None else worst)
        return found

    def _evening_before(self, on: date) -> datetime:
        return datetime.combine(on - DAY, GRADED_AT, self.tz).astimezone(UTC)

    def _learned(self, evening: datetime) -> Learned:
        until = learned_until(evening, self.tz)
        span = {"since": until - timedelta(hours=HABITS_H), "until": until}
        events = confirmed_tellings(self.session, self.hub.id, self.beside, **span)
        return learn(self.session, self.hub.id, self.basis, self.area_ids, events, until)

    def _known(self, evening: datetime, since: timedelta) -> Events:
        """What had been told by then and may have been within that time."""
        end = evening.timestamp() / 60
        first = end - since / timedelta(minutes=1)
        return self.events.where((self.told_min <= end) & (self.events.latest_min >= first))

    def _worst(self, on: date, evening: datetime, learned: Learned) -> FloatArray:
        """(n,) expected events in the worst hour of the day, as forecast that evening."""
        end = hour_number(evening) - self.first_hour
        danger = forecast(
            self._known(evening, timedelta(hours=LEVEL_H)),
            self.area_ids,
            np.hstack([self.counted[:, end - LEVEL_H : end], np.zeros((len(self.area_ids), 1))]),
            learned.profile,
            coverage=self._covered(evening),
            now=evening,
            tz=self.tz,
            mean_delay_h=learned.mean_delay_h,
            reporting_share=self.settings.reporting_share,
        )
        first, last = (hour_number(datetime.combine(day, time(0), self.tz)) for day in (on, on + DAY))
        start = hour_number(evening)
        worst: FloatArray = danger.events_per_h[:, first - start : last - start].max(axis=1)
        return worst

    def _covered(self, evening: datetime) -> FloatArray:
        end = hour_number(evening) - self.first_hour
        covered: FloatArray = self.watched[:, end - LOOK_BACK // HOUR : end].mean(axis=1)
        return np.clip(covered, 0, 1)

    def _hit(self, on: date) -> set[int]:
        """Rows of the areas where a shelling fell, or may have fallen, in the visiting hours."""
        start, end = (moment.timestamp() / 60 for moment in visiting_span(on, self.tz))
        there = (self.events.earliest_min < end) & (self.events.latest_min >= start)
        return set(self.events.area[there].tolist())

    def _day(self, on: date, evening: datetime, worst: FloatArray) -> list[PastDay]:
        covered, hit = self._covered(evening), self._hit(on)
        lately = set(self._known(evening, WEEK).area.tolist())
        start = hour_number(visiting_span(on, self.tz)[0]) - self.first_hour
        seen = self.watched[:, start : start + len(VISITING_H)].mean(axis=1)
        share, settings = self.settings.coverage_share, self.settings
        limits = settings.caution_share, settings.dangerous_share, settings.very_dangerous_share
        return [
            PastDay(
                area_id,
                on,
                grade_of(
                    float(-np.expm1(-worst[row])),
                    covered=bool(covered[row] >= share),
                    any_report_7d=row in lately,
                    closed=False,
                    limits=limits,
                ),
                bool(seen[row] >= share),
                row in hit,
            )
            for row, area_id in enumerate(self.area_ids)
        ]

    def _stored_rates(self) -> dict[date, FloatArray]:
        """By day the worst rates of the map that was issued the evening before, between 18:00 and 19:00."""
        since = self._evening_before(self.first_day)
        query = select(IssuedMap.id, IssuedMap.issued_at).where(
            IssuedMap.hub_id == self.hub.id, IssuedMap.issued_at >= since
        )
        wanted: dict[date, int] = {}
        for map_id, issued_at in self.session.execute(query.order_by(IssuedMap.issued_at.desc())):
            local = issued_at.astimezone(self.tz)
            if local.hour == GRADED_AT.hour and local.date() < self.today:
                wanted[local.date() + DAY] = map_id
        return {on: rates for on, map_id in wanted.items() if (rates := self._rates_of(map_id, on)) is not None}

    def _rates_of(self, map_id: int, on: date) -> FloatArray | None:
        told = unpack(self.session.get_one(IssuedMap, map_id).result).areas
        if not set(self.area_ids) <= told.keys():
            return None
        days = [
            [rate for hour, _, rate in told[area_id].hours if hour.astimezone(self.tz).date() == on]
            for area_id in self.area_ids
        ]
        return np.array([max(rates, default=0.0) for rates in days])


def _watched(spans: dict[int, WatchSpans], first: int, end: int, needed: int) -> FloatArray:
    """(areas, hours) the share of each hour from first to end that was watched."""
    moments = np.arange(first, end + 1, dtype=np.float64) * 3600
    rows = [there.between(moments) for there in inputs.watched_time(spans, needed)]
    return np.array(rows).reshape(len(spans), end - first)


@dataclass(frozen=True)
class AreaHours:
    """The visiting hours of the last four weeks in one area; vague: shellings that belong to no hour."""

    days: int
    hours: list[HourRecord]
    vague: int


def area_hours(
    session: Session, hub_id: int, area_id: int, picture: DangerPicture, shellings: Shellings, *, now: datetime
) -> AreaHours:
    """Today is left out: it is not over."""
    basis = picture.basis
    if basis is None:
        return AreaHours(0, [], 0)
    tz = basis.drawn.beside.tz
    today = now.astimezone(tz).date()
    days = [today - back * DAY for back in range(HOURS_OF.days, 0, -1)]
    since = datetime.combine(days[0], time(0), tz)
    inside, first = smallest_inside(picture, area_id), hour_number(since)
    spans = watch_spans(session, hub_id, basis.drawn, inside, since=since, now=now)
    watched = _watched(spans, first, hour_number(now), basis.drawn.beside.watchers_needed).min(axis=0)
    by_day = {day: _hours_of_day(watched, first, day, tz) for day in days}
    there = [(one.earliest, one.latest) for one in shellings.there(area_id) if one.latest >= since]
    enough = HubSettings.from_stored(get_hub(session, hub_id).settings).coverage_share
    return AreaHours(len(days), hour_record(there, by_day, tz, enough), vague(there, days, tz))


def smallest_inside(picture: DangerPicture, area_id: int) -> list[int]:
    """The areas without parts that lie in it; itself where it has none."""
    if picture.basis is None:
        return [area_id]
    beside = picture.basis.drawn.beside
    inside = set(beside.tree.down(area_id))
    return [one for one in smallest_areas(beside) if one in inside] or [area_id]


def heard_in(picture: DangerPicture, area_id: int) -> list[int]:
    """Whoever listens in any of these is heard there."""
    if picture.basis is None:
        return [area_id]
    tree = picture.basis.drawn.beside.tree
    return [*tree.up(area_id), *tree.down(area_id)]


def _hours_of_day(watched: FloatArray, first: int, on: date, tz: ZoneInfo) -> list[float]:
    places = [hour_number(datetime.combine(on, time(clock), tz)) - first for clock in range(24)]
    return [float(watched[place]) if 0 <= place < len(watched) else 0.0 for place in places]


def graded_days(past: list[PastDay], area_id: int) -> dict[Grade, tuple[int, int]]:
    """Of one area: by grade how many watched days there were, and how many of them were hit."""
    found: dict[Grade, tuple[int, int]] = {}
    for one in past:
        if one.area_id == area_id and one.was_watched:
            days, hit = found.get(one.grade, (0, 0))
            found[one.grade] = days + 1, hit + one.was_hit
    return found


def watching(session: Session, hub_id: int, area_ids: list[int], *, now: datetime) -> list[tuple[str, datetime]]:
    """Who says that they listen there now, and until when."""
    query = select(User.display_name, func.max(AreaWatch.to_at)).join(User, User.id == AreaWatch.by_id)
    query = query.where(
        AreaWatch.hub_id == hub_id, AreaWatch.area_id.in_(area_ids), AreaWatch.from_at <= now, AreaWatch.to_at > now
    )
    found = session.execute(query.group_by(User.id, User.display_name).order_by(User.display_name))
    return [(name, until) for name, until in found]
