"""Which alarms are on in which areas, how old the feeds' word is, and what was on in the last hours."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.alarm_regions import Place, Regions, regions_of
from app.domain.alarms import STALE_AFTER, AlarmKind, RegionKind, Source
from app.domain.errors import N_
from app.models import Alarm, AlarmAnswer, AlarmFeed, Area, AreaKind
from app.places.queries import areas, tree
from app.reading import read_once

LONG_STANDING = timedelta(days=2)
ENDED_LATELY = timedelta(hours=1)
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class AlarmNow:
    """One alarm in one area, told once however many feeds tell it. ended_at: None while it is on."""

    kind: AlarmKind
    kind_text: str
    level: str
    since: datetime
    ended_at: datetime | None
    is_estimated: bool
    region_uid: str
    region_name: str
    scope: RegionKind
    notes: str
    sources: tuple[Source, ...]
    is_long_standing: bool


@dataclass(frozen=True)
class FeedStanding:
    """How old the word of one feed is. says: a msgid with %(facts)s."""

    source: Source
    heard_at: datetime | None
    age: timedelta | None
    is_stale: bool
    is_stopped: bool
    says: str

    @property
    def is_training(self) -> bool:
        return self.source is Source.TRAINING


def has_feed(session: Session) -> bool:
    return session.scalar(select(AlarmFeed.source).where(AlarmFeed.is_on).limit(1)) is not None


def feed_standing(session: Session, *, now: datetime) -> list[FeedStanding]:
    """Every feed that this installation asks; an empty list means there is no alarm feed."""
    feeds = session.scalars(select(AlarmFeed).where(AlarmFeed.is_on).order_by(AlarmFeed.source))
    return [_standing(feed, now) for feed in feeds]


def _standing(feed: AlarmFeed, now: datetime) -> FeedStanding:
    age = max(now - feed.answered_at, timedelta()) if feed.answered_at else None
    is_training = feed.source is Source.TRAINING
    # An answer from a moment ahead was noted by a clock that was put back since, so nobody knows how old it is.
    is_stale = not is_training and (feed.answered_at is None or abs(now - feed.answered_at) > STALE_AFTER)
    if is_training:
        says = N_("Training data, not a live feed.")
    elif feed.is_stopped:
        says = N_("The feed refuses our key. It is not asked any more until an administrator mends it.")
    elif age is None:
        says = N_("The feed has not answered yet.")
    elif is_stale:
        says = N_("The feed is silent. What is on or over by now is not known.")
    else:
        says = N_("The feed answers.")
    return FeedStanding(feed.source, feed.answered_at, age, is_stale, feed.is_stopped, says)


def has_list_since(session: Session, source: Source, *, since: datetime) -> bool:
    query = select(AlarmAnswer.id).where(AlarmAnswer.source == source, AlarmAnswer.fetched_at > since)
    return session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class HubRegions:
    """The regions of each area of a hub."""

    of_area: dict[int, Regions]

    @classmethod
    def read(cls, session: Session, hub_id: int) -> "HubRegions":
        return cls(_regions_of_areas(session, hub_id))

    def areas_in(self, alarm: Alarm) -> list[int]:
        return [
            area_id
            for area_id, regions in self.of_area.items()
            if regions.covers(alarm.region_uid, alarm.region_name, alarm.oblast_uid)
        ]


@read_once
def _regions_of_areas(session: Session, hub_id: int) -> dict[int, Regions]:
    columns = (Area.id, Area.alarm_uids, Area.katottg, Area.name_uk, Area.is_active)
    found = {row.id: row for row in session.execute(select(*columns).where(Area.hub_id == hub_id))}
    up = tree(session, hub_id).up
    places = {area_id: Place(row.alarm_uids, row.katottg, row.name_uk) for area_id, row in found.items()}
    return {
        area_id: regions_of(places[one] for one in up(area_id) if one in places)
        for area_id, row in found.items()
        if row.is_active
    }


def alarms_now(session: Session, hub_id: int, *, now: datetime) -> dict[int, list[AlarmNow]]:
    """The alarms that are on, by area, the latest first; areas without one are left out. A silent feed ends none."""
    return on_now(alarms_between(session, hub_id, now=now, within=timedelta()))


def alarms_between(
    session: Session, hub_id: int, *, now: datetime, within: timedelta = DAY
) -> dict[int, list[AlarmNow]]:
    """What is on, or ended within that time, by area."""
    recent = or_(Alarm.finished_at.is_(None), Alarm.finished_at > now - within)
    query = select(Alarm).where(recent, Alarm.started_at <= now, Alarm.kind != AlarmKind.INFO)
    rows = list(session.scalars(query.order_by(Alarm.started_at, Alarm.id)))
    if not rows:
        return {}
    found: dict[int, dict[tuple[str, ...], AlarmNow]] = defaultdict(dict)
    regions = HubRegions.read(session, hub_id)
    for alarm in rows:
        told = _told(alarm, now)
        for area_id in regions.areas_in(alarm):
            _join(found[area_id], told)
    return {
        area_id: sorted(alarms.values(), key=lambda one: one.since, reverse=True) for area_id, alarms in found.items()
    }


ByArea = dict[int, list[AlarmNow]]


def on_now(found: ByArea) -> ByArea:
    on = {area_id: [alarm for alarm in alarms if alarm.ended_at is None] for area_id, alarms in found.items()}
    return {area_id: alarms for area_id, alarms in on.items() if alarms}


def over(found: ByArea) -> ByArea:
    ended = {area_id: [alarm for alarm in alarms if alarm.ended_at] for area_id, alarms in found.items()}
    return {area_id: alarms for area_id, alarms in ended.items() if alarms}


def not_on_again(found: ByArea) -> ByArea:
    """Without what ended and is on again: its end says nothing any more."""
    on = {area_id: {_key(alarm) for alarm in alarms} for area_id, alarms in on_now(found).items()}
    return {
        area_id: [alarm for alarm in alarms if not alarm.ended_at or _key(alarm) not in on.get(area_id, ())]
        for area_id, alarms in found.items()
    }


def _told(alarm: Alarm, now: datetime) -> AlarmNow:
    ended_at = alarm.finished_at if alarm.finished_at and alarm.finished_at <= now else None
    return AlarmNow(
        kind=alarm.kind,
        kind_text=alarm.kind_text,
        level=alarm.level,
        since=alarm.started_at,
        ended_at=ended_at,
        is_estimated=alarm.is_estimated,
        region_uid=alarm.region_uid,
        region_name=alarm.region_name,
        scope=alarm.region_kind,
        notes=alarm.notes,
        sources=(alarm.source,),
        is_long_standing=(ended_at or now) - alarm.started_at > LONG_STANDING,
    )


def _key(alarm: AlarmNow) -> tuple[str, ...]:
    return (alarm.region_uid, alarm.kind, alarm.kind_text)


def _join(known: dict[tuple[str, ...], AlarmNow], told: AlarmNow) -> None:
    """The same alarm from a second feed: the earlier start, and over only when every feed says so."""
    key = _key(told)
    other = known.get(key)
    if other is None or told.sources[0] in other.sources or (other.ended_at and other.ended_at < told.since):
        known[key if other is None else (*key, told.since.isoformat())] = told
        return
    ends = (other.ended_at, told.ended_at)
    known[key] = replace(
        other,
        ended_at=None if None in ends else max(end for end in ends if end),
        sources=(*other.sources, *told.sources),
        region_name=other.region_name or told.region_name,
        notes=other.notes or told.notes,
    )


@dataclass(frozen=True)
class AlarmPicture:
    """All that a page shows of alarms, read once a request."""

    feeds: list[FeedStanding]
    now: dict[int, list[AlarmNow]] = field(default_factory=dict)
    ended: dict[int, list[AlarmNow]] = field(default_factory=dict)

    @property
    def silent(self) -> list[FeedStanding]:
        return [feed for feed in self.feeds if feed.is_stale]

    @property
    def heard_at(self) -> datetime | None:
        return max((feed.heard_at for feed in self.feeds if feed.heard_at), default=None)

    @property
    def is_training(self) -> bool:
        return any(feed.is_training for feed in self.feeds)

    def fresh(self, area_ids: Iterable[int] | None = None) -> list[AlarmNow]:
        """The alarms that are on in these areas or anywhere, each once, without the long-standing ones."""
        return [alarm for alarm in distinct(self.now, area_ids) if not alarm.is_long_standing]

    def fresh_over(self, area_ids: Iterable[int]) -> list[tuple[AlarmNow, list[int]]]:
        """Each alarm that is on in any of these areas with those it covers, without the long-standing ones."""
        wanted = list(dict.fromkeys(area_ids))
        return [(one, [id_ for id_ in wanted if one in self.now.get(id_, [])]) for one in self.fresh(wanted)]

    def long_standing(self, area_ids: Iterable[int] | None = None) -> list[AlarmNow]:
        return [alarm for alarm in distinct(self.now, area_ids) if alarm.is_long_standing]

    def ended_lately(self, area_ids: Iterable[int] | None = None) -> list[AlarmNow]:
        return distinct(self.ended, area_ids)


def distinct(by_area: dict[int, list[AlarmNow]], area_ids: Iterable[int] | None = None) -> list[AlarmNow]:
    """Alarms of some areas, each once, the latest first."""
    wanted = by_area if area_ids is None else set(area_ids)
    found = dict.fromkeys(alarm for area_id in wanted for alarm in by_area.get(area_id, []))
    return sorted(found, key=lambda one: one.since, reverse=True)


def alarm_picture(session: Session, hub_id: int, *, now: datetime) -> AlarmPicture:
    feeds = feed_standing(session, now=now)
    if not feeds:
        return AlarmPicture([])
    found = alarms_between(session, hub_id, now=now, within=ENDED_LATELY)
    return AlarmPicture(feeds, on_now(found), over(not_on_again(found)))


def feed_states(session: Session) -> dict[Source, AlarmFeed]:
    """What is kept of each feed, for an administrator."""
    return {feed.source: feed for feed in session.scalars(select(AlarmFeed))}


@dataclass(frozen=True)
class MappedArea:
    """An area with the regions it counts to."""

    area: Area
    regions: Regions


def mapped_areas(session: Session, hub_id: int) -> list[MappedArea]:
    """Areas whose regions are told by themselves: a number typed, a code, or nothing around them."""
    regions = HubRegions.read(session, hub_id).of_area
    return [
        MappedArea(area, regions[area.id])
        for area in areas(session, hub_id)
        if area.alarm_uids or area.parent_id is None or (area.kind is not AreaKind.AREA and not regions[area.id].uids)
    ]


def regions_named(session: Session) -> list[tuple[str, str, RegionKind]]:
    """Every region that a feed has named: its number, name and kind, by name."""
    rows = session.execute(select(Alarm.region_uid, Alarm.region_name, Alarm.region_kind).distinct())
    return sorted((uid, name, kind) for uid, name, kind in rows if name)
