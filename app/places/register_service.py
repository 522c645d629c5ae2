"""The register of places: areas, curfews, roads, service points; a correction keeps what was there."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, Refused
from app.models import Area, AreaKind, Curfew, PointKind, RecordChange, RoadSegment, ServicePoint
from app.places import queries
from app.places.decisions import days_stood_down
from app.places.errors import CodeTaken, CurfewChanged, StoodDown
from app.places.late import hold_what_is_reached
from app.places.service import lock_areas

DAY_MIN = 24 * 60
WEEKDAYS = range(7)
ROWS_A_DAY = 2


@dataclass(frozen=True, kw_only=True)
class AreaFacts:
    """An area as it is written down. The zone is not among these: it is set by its own rules."""

    code: str
    name_uk: str
    name_en: str
    kind: AreaKind
    katottg: str | None = None
    parent_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    population: int | None = None
    permit_needed: bool = False
    alarm_uids: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class PointFacts:
    """A service point as it is written down; its hours and its status have ways of their own."""

    area_id: int
    kind: PointKind
    name: str
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class RoadFacts:
    """A stretch of road between two areas."""

    name: str
    from_area_id: int
    to_area_id: int
    is_active: bool = True


def add_area(session: Session, facts: AreaFacts, *, hub_id: int, by_id: int, now: datetime) -> Area:
    """Write down an area. It has no zone until somebody sets one, so its needs are not placed."""
    lock_areas(session, hub_id)
    _check_code(session, facts.code, hub_id)
    _check_parent(session, facts.parent_id, hub_id)
    area = Area(hub_id=hub_id, **asdict(facts))
    session.add(area)
    audit.record(session, "add_area", area, by_id=by_id, now=now)
    hold_what_is_reached(session, hub_id, now=now)
    return area


def edit_area(
    session: Session, area_id: int, facts: AreaFacts, *, hub_id: int, expected_version: int, by_id: int, now: datetime
) -> Area:
    lock_areas(session, hub_id)
    area = get_in_hub(session, Area, area_id, hub_id, lock=True)
    check_version(area, expected_version)
    if facts.code != area.code:
        _check_code(session, facts.code, hub_id)
    if facts.parent_id != area.parent_id:
        _check_parent(session, facts.parent_id, hub_id, child_id=area.id)
    if facts.parent_id != area.parent_id or not facts.is_active:
        _check_not_held(session, area, now)
        _check_not_stood_down(session, area, now)
    if facts.parent_id != area.parent_id:
        _check_curfews_stay(session, area, facts.parent_id, now)
    _correct(session, area, asdict(facts), "edit_area", by_id=by_id, now=now)
    hold_what_is_reached(session, hub_id, now=now)
    return area


def _check_not_held(session: Session, area: Area, now: datetime) -> None:
    """Moving an area out of a held settlement, or out of use, would be a release without a name."""
    if queries.holds_covering(session, area.hub_id, now=now).of_area(area.id):
        raise Refused(N_("Departures to this area are held. Release the hold first, then save this."))


def _check_not_stood_down(session: Session, area: Area, now: datetime) -> None:
    """Nor does it leave the settlement about which somebody decided that nobody goes there."""
    today = now.astimezone(hub_zone(session, area.hub_id)).date()
    if area.id in days_stood_down(session, area.hub_id, today):
        raise StoodDown(area.code)


def _check_curfews_stay(session: Session, area: Area, parent_id: int | None, now: datetime) -> None:
    """A curfew of what lies around the area rules it too: it is not lost by moving the area elsewhere."""
    today, ruling = now.astimezone(hub_zone(session, area.hub_id)).date(), queries.curfews_of(session, area)
    there = queries.curfews_of(session, session.get_one(Area, parent_id)) if parent_id is not None else []
    stay = {_hours(curfew) for curfew in [*there, *(one for one in ruling if one.area_id == area.id)]}
    for curfew in ruling:
        is_over = curfew.valid_to is not None and curfew.valid_to < today
        if not is_over and _hours(curfew) not in stay:
            around = session.get_one(Area, curfew.area_id).code
            raise Refused(
                N_("A curfew of %(around)s rules here. Write it down for this area first, then move it."), around=around
            )


def _hours(curfew: Curfew) -> tuple[int, int, date, date | None]:
    return curfew.starts_min, curfew.ends_min, curfew.valid_from, curfew.valid_to


def _check_code(session: Session, code: str, hub_id: int) -> None:
    if session.scalar(select(Area.id).where(Area.hub_id == hub_id, Area.code == code)) is not None:
        raise CodeTaken(code)


def _check_parent(session: Session, parent_id: int | None, hub_id: int, child_id: int | None = None) -> None:
    if parent_id is None:
        return
    get_in_hub(session, Area, parent_id, hub_id)
    if child_id is not None and child_id in queries.tree(session, hub_id).up(parent_id):
        raise Refused(N_("An area cannot lie in itself. Choose another one around it."))


def _correct(session: Session, row: Any, values: dict[str, Any], action: str, *, by_id: int, now: datetime) -> None:
    """Set what differs; what was there is kept, sealed, with who changed it."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if not before:
        return
    _keep(session, row, before, by_id=by_id, now=now)
    for name in before:
        setattr(row, name, values[name])
    audit.record(session, action, row, by_id=by_id, now=now, fields=sorted(before))


def _keep(session: Session, row: Any, before: dict[str, Any], *, by_id: int, now: datetime, reason: str = "") -> None:
    change = RecordChange(
        hub_id=row.hub_id,
        table=row.__tablename__,
        row_id=row.id,
        fields=sorted(before),
        reason=reason,
        by_id=by_id,
        at=now,
    )
    change.before = json.dumps(before, ensure_ascii=False, default=str)
    session.add(change)


def add_curfew(
    session: Session,
    area_id: int,
    *,
    hub_id: int,
    starts_min: int,
    ends_min: int,
    valid_from: date,
    valid_to: date | None = None,
    note: str = "",
    by_id: int,
    now: datetime,
) -> Curfew:
    """A daily curfew of an area and all in it; it crosses midnight where the end is not after the start."""
    area = get_in_hub(session, Area, area_id, hub_id)
    if valid_to is not None and valid_to < valid_from:
        raise Refused(N_("The last day lies before the first. Check both."))
    curfew = Curfew(
        hub_id=hub_id,
        area_id=area.id,
        starts_min=starts_min,
        ends_min=ends_min,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note,
    )
    session.add(curfew)
    audit.record(session, "add_curfew", area, by_id=by_id, now=now, starts=starts_min, ends=ends_min)
    return curfew


def end_curfew(
    session: Session,
    curfew_id: int,
    *,
    hub_id: int,
    last_day: date,
    reason: str,
    expected_version: int,
    by_id: int,
    now: datetime,
) -> Area:
    """The order ends with this day; one that ends before it began was a mistake and goes, kept in the history."""
    curfew = get_in_hub(session, Curfew, curfew_id, hub_id, lock=True)
    if curfew.version != expected_version:
        raise CurfewChanged(curfew.valid_to, last_day)
    if not reason.strip():
        raise Refused(N_("Not saved: say why."))
    area = get_in_hub(session, Area, curfew.area_id, hub_id)
    before = {name: getattr(curfew, name) for name in ("starts_min", "ends_min", "valid_from", "valid_to", "note")}
    _keep(session, area, {"curfew": before}, by_id=by_id, now=now, reason=reason)
    if last_day < curfew.valid_from:
        session.delete(curfew)
    else:
        curfew.valid_to = last_day
    audit.record(session, "end_curfew", area, by_id=by_id, now=now, curfew=curfew_id, last_day=last_day)
    return area


def add_road(session: Session, facts: RoadFacts, *, hub_id: int, by_id: int, now: datetime) -> RoadSegment:
    lock_areas(session, hub_id)
    _check_ends(session, facts, hub_id)
    road = RoadSegment(hub_id=hub_id, **asdict(facts))
    session.add(road)
    audit.record(session, "add_road", road, by_id=by_id, now=now)
    hold_what_is_reached(session, hub_id, now=now)
    return road


def edit_road(
    session: Session, road_id: int, facts: RoadFacts, *, hub_id: int, expected_version: int, by_id: int, now: datetime
) -> RoadSegment:
    lock_areas(session, hub_id)
    road = get_in_hub(session, RoadSegment, road_id, hub_id, lock=True)
    check_version(road, expected_version)
    _check_ends(session, facts, hub_id)
    is_elsewhere = (facts.from_area_id, facts.to_area_id) != (road.from_area_id, road.to_area_id)
    if (is_elsewhere or not facts.is_active) and queries.holds_covering(session, hub_id, now=now).of_road(road.id):
        raise Refused(N_("This road segment is held. Release the hold first, then change its ends or its use."))
    _correct(session, road, asdict(facts), "edit_road", by_id=by_id, now=now)
    hold_what_is_reached(session, hub_id, now=now)
    return road


def _check_ends(session: Session, facts: RoadFacts, hub_id: int) -> None:
    for area_id in (facts.from_area_id, facts.to_area_id):
        get_in_hub(session, Area, area_id, hub_id)


def add_point(session: Session, facts: PointFacts, *, hub_id: int, by_id: int, now: datetime) -> ServicePoint:
    """Write down a service point; it counts as unconfirmed until somebody says what they heard of it."""
    lock_areas(session, hub_id)
    get_in_hub(session, Area, facts.area_id, hub_id)
    point = ServicePoint(hub_id=hub_id, hours=[], **asdict(facts))
    session.add(point)
    audit.record(session, "add_service_point", point, by_id=by_id, now=now)
    hold_what_is_reached(session, hub_id, now=now)
    return point


def edit_point(
    session: Session, point_id: int, facts: PointFacts, *, hub_id: int, expected_version: int, by_id: int, now: datetime
) -> ServicePoint:
    lock_areas(session, hub_id)
    point = get_in_hub(session, ServicePoint, point_id, hub_id, lock=True)
    check_version(point, expected_version)
    get_in_hub(session, Area, facts.area_id, hub_id)
    if facts.area_id != point.area_id:
        _check_not_held(session, point.area, now)
    _correct(session, point, asdict(facts), "edit_service_point", by_id=by_id, now=now)
    hold_what_is_reached(session, hub_id, now=now)
    return point


Hours = Sequence[tuple[int, int, int]]  # weekday (Monday 0), opens and closes in local minutes


def set_hours(
    session: Session, point_id: int, hours: Hours, *, hub_id: int, expected_version: int, by_id: int, now: datetime
) -> ServicePoint:
    """The hours for the public; a lunch break makes two rows of one weekday. Rows of a day never overlap."""
    point = get_in_hub(session, ServicePoint, point_id, hub_id, lock=True)
    check_version(point, expected_version)
    rows = sorted(hours)
    for day, opens, closes in rows:
        if day not in WEEKDAYS or not 0 <= opens < closes <= DAY_MIN:
            raise Refused(N_("A point closes after it opens. Check the hours."))
    if max(Counter(day for day, _, _ in rows).values(), default=0) > ROWS_A_DAY:
        raise Refused(N_("A day has at most two rows: before and after the break."))
    for before, after in pairwise(rows):
        if before[0] == after[0] and after[1] < before[2]:
            raise Refused(N_("Two rows of one weekday overlap. The second begins after the break."))
    _correct(session, point, {"hours": [list(row) for row in rows]}, "set_point_hours", by_id=by_id, now=now)
    return point
