"""What is known of places now: areas and their zones, what holds and what is cleared, curfew, service points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.accounts.hubs import hub_zone
from app.domain import holds as rules
from app.domain import timespan
from app.domain.states import RouteState
from app.domain.timespan import Window
from app.domain.zones import ZONE_FACTS, Zone, effective_zone
from app.models import (
    Area,
    AreaKind,
    Clearance,
    Curfew,
    Hold,
    PointStatus,
    RecordChange,
    RoadSegment,
    RouteStop,
    RouteVersion,
    ServicePoint,
    ServicePointStatus,
    ShellingEvent,
    ShellingReport,
    User,
    ZoneSetting,
)
from app.places import witnesses
from app.places.hold_index import HoldIndex as HoldIndex
from app.places.hold_index import Tree as Tree
from app.places.hold_index import holds_covering as holds_covering
from app.places.hold_index import tree as tree
from app.reading import read_once

Place = TypeVar("Place", Area, ServicePoint, RoadSegment)


def areas(session: Session, hub_id: int, *, kinds: Iterable[AreaKind] | None = None) -> list[Area]:
    """The areas in use, ordered by code."""
    query = select(Area).where(Area.hub_id == hub_id, Area.is_active).order_by(Area.code)
    return list(session.scalars(query if kinds is None else query.where(Area.kind.in_(list(kinds)))))


def out_of_use(session: Session, table: type[Place], hub_id: int) -> list[Place]:
    """Areas, points or roads that are no longer in use; they can be taken into use again."""
    query = select(table).where(table.hub_id == hub_id, table.is_active.is_(False)).order_by(table.id)
    return list(session.scalars(query))


def is_ready_for_review(hold: Hold, now: datetime) -> bool:
    """Whether its time has run out while it still holds."""
    return rules.is_ready_for_review(facts_of(hold), now)


def facts_of(hold: Hold, only_reporters: frozenset[int] = frozenset()) -> rules.HoldFacts:
    """A hold as the rules of the domain see it."""
    return rules.HoldFacts(
        from_at=hold.from_at,
        review_at=hold.review_at,
        released_at=hold.released_at,
        only_reporters=only_reporters,
        first_release_by_id=hold.release_asked_by_id,
    )


def only_reporters_of(session: Session, hold: Hold) -> frozenset[int]:
    """The people behind the one source that the hold rests on, who may not release it; nobody where there are others.

    Withdrawn reports count only where nothing else is left: withdrawing one's own makes nobody else a witness. Nor
    does what somebody else only passed on.
    """
    of_event = [ShellingReport.event_id.in_(joined_events(hold.event_id))] if hold.event_id is not None else []
    sources = [*of_event, *([ShellingReport.id == hold.report_id] if hold.report_id is not None else [])]
    if not sources:
        return frozenset()
    query = select(ShellingReport).where(ShellingReport.hub_id == hold.hub_id, or_(*sources))
    return witnesses.only_reporters(session.scalars(query).all())


def joined_events(event_id: int) -> Any:
    """The event, those merged into it, and the one it was merged into."""
    target = select(ShellingEvent.merged_into_id).where(
        ShellingEvent.id == event_id, ShellingEvent.merged_into_id.is_not(None)
    )
    return select(ShellingEvent.id).where(
        or_(ShellingEvent.id == event_id, ShellingEvent.merged_into_id == event_id, ShellingEvent.id.in_(target))
    )


def setting_in_force(settings: Sequence[ZoneSetting]) -> ZoneSetting | None:
    """The latest that counts; one that still waits for a second person counts for nothing yet."""
    return next((one for one in reversed(settings) if not one.needs_second or one.confirmed_at), None)


def rests_on_one(settings: Sequence[ZoneSetting]) -> bool:
    """Whether one person alone vouches for a zone that lets visits in.

    No zone counts as the worst, so the first one loosens like any better zone; every later loosening takes two.
    """
    counted = [one for one in settings if not one.needs_second or one.confirmed_at]
    people = {who for one in counted for who in (one.set_by_id, one.confirmed_by_id)} - {None}
    return len(people) == 1 and ZONE_FACTS[counted[-1].zone].visits_allowed


def waiting_for_second(settings: Sequence[ZoneSetting]) -> ZoneSetting | None:
    """A lowering nobody confirmed yet; a later setting has overtaken it."""
    last = settings[-1] if settings else None
    return last if last and last.needs_second and last.confirmed_at is None else None


@dataclass(frozen=True)
class AreaStanding:
    """How an area stands now. zone is the one that counts: one step worse once its review date has passed.

    by_one: one person set the zone, and nobody has confirmed it yet.
    """

    area: Area
    zone: Zone | None
    zone_expired: bool
    zone_setting: ZoneSetting | None
    holds: list[Hold]
    clearance: Clearance | None
    curfews: list[Curfew]
    by_one: bool = False

    @property
    def is_held(self) -> bool:
        return bool(self.holds)


@read_once
def standing(session: Session, hub_id: int, *, now: datetime) -> dict[int, AreaStanding]:
    """Every area in use by its id, in the order of codes."""
    index = holds_covering(session, hub_id, now=now)
    cleared = clearances_on(session, hub_id, now.astimezone(hub_zone(session, hub_id)).date(), now=now)
    curfews = list(session.scalars(select(Curfew).where(Curfew.hub_id == hub_id).order_by(Curfew.valid_from)))
    settings, alone = zones_in_force(session, hub_id), set_by_one_only(session, hub_id)
    return {
        area.id: _standing_of(
            area, settings.get(area.id), index, cleared.get(area.id), curfews, now, by_one=area.id in alone
        )
        for area in areas(session, hub_id)
    }


def standing_of(session: Session, area: Area, *, now: datetime) -> AreaStanding:
    """How one area stands, also one no longer in use."""
    cleared = clearances_on(session, area.hub_id, now.astimezone(hub_zone(session, area.hub_id)).date(), now=now)
    index = holds_covering(session, area.hub_id, now=now)
    setting = setting_in_force(area.zones)
    alone = rests_on_one(area.zones)
    return _standing_of(area, setting, index, cleared.get(area.id), curfews_of(session, area), now, by_one=alone)


def zones_in_force(session: Session, hub_id: int) -> dict[int, ZoneSetting]:
    """The setting that counts of each area, by area; without the years of settings before it."""
    latest = (
        select(func.max(ZoneSetting.id))
        .join(Area, Area.id == ZoneSetting.area_id)
        .where(Area.hub_id == hub_id, _counts())
        .group_by(ZoneSetting.area_id)
    )
    return {one.area_id: one for one in session.scalars(select(ZoneSetting).where(ZoneSetting.id.in_(latest)))}


def set_by_one_only(session: Session, hub_id: int) -> set[int]:
    """Areas whose zones were all set by the same person and never confirmed; without reading the settings."""
    query = (
        select(ZoneSetting.area_id)
        .join(Area, Area.id == ZoneSetting.area_id)
        .where(Area.hub_id == hub_id, _counts())
        .group_by(ZoneSetting.area_id)
        .having(func.count(ZoneSetting.set_by_id.distinct()) == 1, func.count(ZoneSetting.confirmed_by_id) == 0)
    )
    return set(session.scalars(query))


def _counts() -> ColumnElement[bool]:
    return or_(ZoneSetting.needs_second.is_(False), ZoneSetting.confirmed_at.is_not(None))


def _standing_of(
    area: Area,
    setting: ZoneSetting | None,
    index: HoldIndex,
    clearance: Clearance | None,
    curfews: list[Curfew],
    now: datetime,
    *,
    by_one: bool,
) -> AreaStanding:
    zone, expired = effective_zone(setting.zone, setting.review_by, now) if setting else (None, False)
    above = set(index.tree.up(area.id))
    return AreaStanding(
        area,
        zone,
        expired,
        setting,
        index.of_area(area.id),
        clearance,
        [c for c in curfews if c.area_id in above],
        by_one=by_one and setting is not None and ZONE_FACTS[setting.zone].visits_allowed,
    )


@read_once
def clearances_on(session: Session, hub_id: int, on: date, *, now: datetime) -> dict[int, Clearance]:
    """The clearances of that day that stand now, by area; the one that lasts longest where there are two."""
    query = (
        select(Clearance)
        .where(Clearance.hub_id == hub_id, Clearance.on == on, Clearance.until > now)
        .order_by(Clearance.until, Clearance.id)
    )
    return {c.area_id: c for c in session.scalars(query) if rules.clearance_holds(c.until, c.ended_at, now)}


def clearances_given(session: Session, hub_id: int, on: date) -> dict[int, Clearance]:
    """The last clearance of each area on a day that is over, whether it ran out or was ended."""
    query = select(Clearance).where(Clearance.hub_id == hub_id, Clearance.on == on)
    return {c.area_id: c for c in session.scalars(query.order_by(Clearance.until, Clearance.id))}


def curfews_of(session: Session, area: Area) -> list[Curfew]:
    """The curfews that bind an area: its own and those of all it lies in, whenever they are valid."""
    above = tree(session, area.hub_id).up(area.id)
    query = select(Curfew).where(Curfew.hub_id == area.hub_id, Curfew.area_id.in_(above))
    return list(session.scalars(query.order_by(Curfew.valid_from, Curfew.id)))


def closed_windows(curfews: Iterable[Curfew], on: date) -> list[Window]:
    orders = [timespan.Curfew(c.starts_min, c.ends_min or timespan.DAY_MIN, c.valid_from, c.valid_to) for c in curfews]
    return list(timespan.curfew_windows(orders, on))


def points(session: Session, hub_id: int) -> list[ServicePoint]:
    """The service points in use, each with the latest word about it, ordered by name."""
    query = select(ServicePoint).where(ServicePoint.hub_id == hub_id, ServicePoint.is_active)
    word = aliased(ServicePointStatus)
    latest = (
        select(word.id)
        .where(word.service_point_id == ServicePointStatus.service_point_id)
        .order_by(word.as_of.desc(), word.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statuses = selectinload(ServicePoint.statuses.and_(ServicePointStatus.id == latest))
    loaded = query.options(statuses, joinedload(ServicePoint.area))
    return list(session.scalars(loaded.order_by(ServicePoint.name, ServicePoint.id)))


@dataclass(frozen=True)
class PointStanding:
    """How a service point stands now. A stale word counts as unconfirmed; `said` keeps what it was."""

    status: PointStatus
    as_of: datetime | None
    source: str
    expires_at: datetime | None
    is_stale: bool
    said: PointStatus | None = None


def point_standing(point: ServicePoint, now: datetime) -> PointStanding:
    """By the latest word about it: what was true last counts, not what was typed last."""
    last = latest_word(point.statuses)
    if last is None:
        return PointStanding(PointStatus.UNCONFIRMED, None, "", None, True)
    is_stale = now >= last.expires_at
    status = PointStatus.UNCONFIRMED if is_stale else last.status
    return PointStanding(status, last.as_of, last.source, last.expires_at, is_stale, last.status)


def words_about(session: Session, point: ServicePoint, *, most: int = 30) -> list[ServicePointStatus]:
    """What was heard of a point, newest first."""
    query = select(ServicePointStatus).where(ServicePointStatus.service_point_id == point.id)
    return list(session.scalars(query.order_by(ServicePointStatus.id.desc()).limit(most)))


def latest_word(statuses: Sequence[ServicePointStatus]) -> ServicePointStatus | None:
    return max(statuses, key=lambda one: (one.as_of, one.id or 0), default=None)


def roads(session: Session, hub_id: int) -> list[RoadSegment]:
    query = select(RoadSegment).where(RoadSegment.hub_id == hub_id, RoadSegment.is_active)
    return list(session.scalars(query.order_by(RoadSegment.name, RoadSegment.id)))


def past_holds(session: Session, hold_on: ColumnElement[bool], hub_id: int, *, most: int = 20) -> list[Hold]:
    """The released holds of one thing, newest first."""
    query = select(Hold).where(Hold.hub_id == hub_id, Hold.released_at.is_not(None), hold_on)
    return list(session.scalars(query.order_by(Hold.released_at.desc(), Hold.id.desc()).limit(most)))


def clearances_of(session: Session, area: Area, *, most: int = 20) -> list[Clearance]:
    """The clearances of an area, newest first."""
    query = select(Clearance).where(Clearance.hub_id == area.hub_id, Clearance.area_id == area.id)
    return list(session.scalars(query.order_by(Clearance.id.desc()).limit(most)))


def last_clearances(session: Session, hub_id: int, on: date) -> dict[int, Clearance]:
    """The latest clearance of that day by area, also one that has ended."""
    query = select(Clearance).where(Clearance.hub_id == hub_id, Clearance.on == on).order_by(Clearance.id)
    return {clearance.area_id: clearance for clearance in session.scalars(query)}


def changes_of(session: Session, row: Any, *, most: int = 20) -> list[RecordChange]:
    """The corrections of a row of the register, newest first."""
    query = select(RecordChange).where(
        RecordChange.hub_id == row.hub_id, RecordChange.table == row.__tablename__, RecordChange.row_id == row.id
    )
    return list(session.scalars(query.order_by(RecordChange.id.desc()).limit(most)))


def names(session: Session, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """Who did it, by id, as the hub knows them."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    rows = session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    return {user_id: name for user_id, name in rows}  # noqa: C416 (None is asked for too)


def areas_of_day(session: Session, hub_id: int, on: date) -> set[int]:
    """The areas that routes of that day stop in, published or still being drawn."""
    states = (RouteState.DRAFT, RouteState.PUBLISHED)
    query = (
        select(RouteStop.area_id)
        .join(RouteVersion)
        .where(RouteVersion.hub_id == hub_id, RouteVersion.on == on, RouteVersion.state.in_(states))
        .where(RouteVersion.withdrawn_at.is_(None), RouteStop.area_id.is_not(None))
    )
    return {area_id for area_id in session.scalars(query) if area_id is not None}
