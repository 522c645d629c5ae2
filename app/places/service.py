"""Hold and release, clear an area, set a zone, note what is heard of a service point."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_settings, hub_zone
from app.accounts.scope import check_version, get_in_hub
from app.domain import holds as rules
from app.domain.danger.advice import Advice
from app.domain.errors import N_, Changed, Refused
from app.domain.states import VisitState
from app.domain.zones import ZONE_FACTS, effective_zone
from app.models import (
    Area,
    Clearance,
    Hold,
    HoldReason,
    PointStatus,
    RoadSegment,
    ServicePoint,
    ServicePointStatus,
    Visit,
)
from app.places import queries
from app.places.clearances import end_clearances as end_clearances
from app.places.decisions import decisions_on
from app.places.errors import NoVisitsThere, StillHeld, StoodDown, TimeRefused, refused
from app.places.reach import Reach, reach_of
from app.places.zone_service import WHY_MISSING, loosener
from app.places.zone_service import confirm_zone as confirm_zone
from app.places.zone_service import set_zone as set_zone

VISITS_HELD = (VisitState.PUBLISHED, VisitState.UNDER_WAY)


class ReleaseResult(StrEnum):
    """Released now, or noted with a name until a second person confirms."""

    RELEASED = "released"
    ASKED = "asked"


class How(TypedDict):
    """How a thing is held; review_at None is "until cleared"."""

    hub_id: int
    reason: HoldReason
    by_id: int | None
    now: datetime
    review_at: datetime | None
    note: NotRequired[str]
    event_id: NotRequired[int | None]
    report_id: NotRequired[int | None]


def hold_area(session: Session, area_id: int, **how: Unpack[How]) -> Hold:
    """Hold an area and all that lies in it; what was cleared there is cleared no longer."""
    area = get_in_hub(session, Area, area_id, how["hub_id"], lock=True)
    hold = _hold(session, {"area_id": area.id}, **how)
    end_clearances(
        session, [area.id], hub_id=area.hub_id, report_id=how.get("report_id"), now=how["now"], by_id=how["by_id"]
    )
    return hold


def lock_areas(session: Session, hub_id: int) -> None:
    """Before the audit, by whoever will touch several areas: one after another, two would wait in a circle."""
    session.scalars(
        select(Area.id).where(Area.hub_id == hub_id).order_by(Area.id).with_for_update(key_share=True)
    ).all()


def hold_reach(
    session: Session, area_id: int, *, radius_m: int, point: tuple[float, float] | None, **how: Unpack[How]
) -> Hold:
    """Hold the area reported, and each neighbour, road and service point within the radius; the area's own hold."""
    area = get_in_hub(session, Area, area_id, how["hub_id"], lock=True)
    reach = reach_of(session, area, radius_m=radius_m, point=point)
    own = hold_area(session, area.id, **how)
    hold_each(session, reach, **how)
    return own


def hold_each(session: Session, reach: Reach, **how: Unpack[How]) -> None:
    """One hold for each area, road and point."""
    for area_id in reach.areas:
        hold_area(session, area_id, **how)
    for road_id in reach.roads:
        hold_road(session, road_id, **how)
    for point_id in reach.points:
        hold_point(session, point_id, **how)


def hold_point(session: Session, point_id: int, **how: Unpack[How]) -> Hold:
    return _hold(session, {"service_point_id": get_in_hub(session, ServicePoint, point_id, how["hub_id"]).id}, **how)


def hold_road(session: Session, road_segment_id: int, **how: Unpack[How]) -> Hold:
    return _hold(
        session, {"road_segment_id": get_in_hub(session, RoadSegment, road_segment_id, how["hub_id"]).id}, **how
    )


def hold_visit(session: Session, visit_id: int, **how: Unpack[How]) -> Hold:
    """One visit by hand; one that is over or only drafted is not held."""
    visit = get_in_hub(session, Visit, visit_id, how["hub_id"], lock=True)
    if visit.state not in VISITS_HELD:
        raise Refused(N_("Only a published visit that is not over is held. One of a draft is taken off its route."))
    return _hold(session, {"visit_id": visit.id}, **how)


def _hold(
    session: Session,
    what: dict[str, int],
    *,
    hub_id: int,
    reason: HoldReason,
    by_id: int | None,
    now: datetime,
    review_at: datetime | None,
    note: str = "",
    event_id: int | None = None,
    report_id: int | None = None,
) -> Hold:
    """Hold one thing until a named person releases it.

    A second hold of one event on the same thing makes the first last longer, so that one release is enough.
    """
    if reason is HoldReason.PERSON:
        _check_hand_hold(note, review_at, now)
    hold = _standing_hold(session, what, hub_id, event_id)
    if hold is not None:
        return _lengthened(session, hold, review_at, report_id=report_id, by_id=by_id, now=now)
    hold = Hold(
        **what,
        hub_id=hub_id,
        reason=reason,
        note=note,
        event_id=event_id,
        report_id=report_id,
        from_at=now,
        review_at=review_at,
        held_by_id=by_id,
    )
    session.add(hold)
    audit.record(session, "hold", hold, by_id=by_id, now=now, reason=reason, event=event_id, **what)
    return hold


def _check_hand_hold(note: str, review_at: datetime | None, now: datetime) -> None:
    if not note.strip():
        raise Refused(WHY_MISSING)
    if review_at is not None and review_at <= now:
        raise TimeRefused(N_("The review has to lie ahead: choose a later time, or hold until it is cleared."))


def _standing_hold(session: Session, what: dict[str, int], hub_id: int, event_id: int | None) -> Hold | None:
    if event_id is None:
        return None
    query = select(Hold).where(Hold.hub_id == hub_id, Hold.event_id == event_id, Hold.released_at.is_(None))
    return session.scalars(query.filter_by(**what).order_by(Hold.id).with_for_update(key_share=True)).first()


def _lengthened(
    session: Session, hold: Hold, review_at: datetime | None, *, report_id: int | None, by_id: int | None, now: datetime
) -> Hold:
    """Never shorter; a release that waits for its second person is asked for anew, since something was added."""
    is_longer = hold.review_at is not None and (review_at is None or review_at > hold.review_at)
    if is_longer:
        hold.review_at = review_at
    had_asked = hold.release_asked_by_id is not None
    hold.release_asked_by_id = hold.release_asked_at = None
    hold.release_reason = ""
    if is_longer or had_asked:
        audit.record(session, "extend_hold", hold, by_id=by_id, now=now, report=report_id, review_at=hold.review_at)
    return hold


def extend_hold(
    session: Session,
    hold_id: int,
    *,
    hub_id: int,
    review_at: datetime | None,
    expected_version: int,
    by_id: int,
    now: datetime,
) -> Hold:
    """Look again later, or only when it is cleared; a hold is never shortened by this."""
    hold = _unreleased(session, hold_id, hub_id, expected_version)
    if hold.review_at is None:
        raise TimeRefused(N_("This hold lasts until it is cleared: there is nothing to extend."))
    if review_at is not None and review_at <= max(hold.review_at, now):
        raise TimeRefused(N_("A hold only gets longer here. Choose a time after the present review."))
    return _lengthened(session, hold, review_at, report_id=None, by_id=by_id, now=now)


def _unreleased(session: Session, hold_id: int, hub_id: int, expected_version: int) -> Hold:
    _lock_area_of(session, hold_id, hub_id)
    hold = get_in_hub(session, Hold, hold_id, hub_id, lock=True)
    if hold.released_at is not None:
        raise refused(rules.Refusal.ALREADY_RELEASED)
    check_version(hold, expected_version)
    return hold


def _lock_area_of(session: Session, hold_id: int, hub_id: int) -> None:
    """A report locks the area, writes the audit, then its hold: in another order the two would wait in a circle."""
    area_id = session.scalar(select(Hold.area_id).where(Hold.id == hold_id, Hold.hub_id == hub_id))
    if area_id is not None:
        get_in_hub(session, Area, area_id, hub_id, lock=True)


def release_hold(
    session: Session, hold_id: int, *, hub_id: int, reason: str, expected_version: int, by_id: int, now: datetime
) -> ReleaseResult:
    """Release with a name and a reason, or note the first of two names; the second may leave the first's reason."""
    hold = _unreleased(session, hold_id, hub_id, expected_version)
    why = reason.strip() or hold.release_reason
    decision = release_outlook(session, hold, by_id=by_id, reason=why)
    if isinstance(decision, rules.Refused):
        raise refused(decision.reason)
    hold.release_reason = why
    if isinstance(decision, rules.NeedsSecond):
        hold.release_asked_by_id, hold.release_asked_at = by_id, now
        audit.record(session, "ask_release", hold, by_id=by_id, now=now)
        return ReleaseResult.ASKED
    hold.released_by_id, hold.released_at = by_id, now
    audit.record(session, "release_hold", hold, by_id=by_id, now=now, asked_by=hold.release_asked_by_id)
    return ReleaseResult.RELEASED


@dataclass(frozen=True)
class ReleasedTogether:
    """How many holds of one event are released now, and how many wait for a second person."""

    released: int
    asked: int


def release_event(
    session: Session,
    event_id: int,
    seen: Mapping[int, int],
    *,
    hub_id: int,
    reason: str,
    by_id: int,
    now: datetime,
) -> ReleasedTogether:
    """Release every hold that one event made, in one act with one reason; each by its own rules, or none at all.

    seen: the holds on the page with their versions. Raises Changed where another came or one of them changed.
    """
    lock_areas(session, hub_id)
    query = select(Hold).where(Hold.hub_id == hub_id, Hold.event_id == event_id, Hold.released_at.is_(None))
    standing = list(session.scalars(query.order_by(Hold.id).with_for_update(key_share=True)))
    if not standing:
        raise refused(rules.Refusal.ALREADY_RELEASED)
    if {hold.id: hold.version for hold in standing} != dict(seen):
        raise Changed(N_("The holds changed since this page was shown. Look at them, then release again."))
    results = [
        release_hold(
            session, hold.id, hub_id=hub_id, reason=reason, expected_version=seen[hold.id], by_id=by_id, now=now
        )
        for hold in standing
    ]
    asked = results.count(ReleaseResult.ASKED)
    return ReleasedTogether(len(results) - asked, asked)


def release_outlook(session: Session, hold: Hold, *, by_id: int, reason: str = "?") -> rules.Decision:
    """What a release by this person would come to; pages ask before anybody gives a reason."""
    return rules.release_decision(
        queries.facts_of(hold, queries.only_reporters_of(session, hold)),
        loosener(session, by_id, reason),
        one_person_hub=hub_settings(session, hold.hub_id).one_person_hub,
    )


def clear_area(
    session: Session,
    area_id: int,
    on: date,
    *,
    hub_id: int,
    until: datetime | None = None,
    note: str = "",
    by_id: int,
    now: datetime,
) -> Clearance:
    """Clear an area of that day in one's own name until a time (by default the hub's span from now)."""
    lock_areas(session, hub_id)  # a hold put on the settlement at this moment is waited for, and seen
    area = get_in_hub(session, Area, area_id, hub_id, lock=True)
    if queries.holds_covering(session, hub_id, now=now).of_area(area.id):
        raise StillHeld(area.code)
    if not _allows_visits(area, now):
        raise NoVisitsThere(area.code)
    decided = decisions_on(session, hub_id, on).get(area.id)
    if decided is not None and decided.decision is Advice.STAND_DOWN:
        raise StoodDown(area.code)
    until = until or now + timedelta(minutes=hub_settings(session, hub_id).clearance_min)
    _check_until(session, hub_id, on, until, now)
    clearance = Clearance(hub_id=hub_id, area_id=area.id, on=on, by_id=by_id, at=now, until=until, note=note)
    session.add(clearance)
    audit.record(session, "clear_area", clearance, by_id=by_id, now=now, area=area.id, on=on, until=until)
    return clearance


def _allows_visits(area: Area, now: datetime) -> bool:
    setting = queries.setting_in_force(area.zones)
    if setting is None or not area.is_active:
        return False
    return ZONE_FACTS[effective_zone(setting.zone, setting.review_by, now)[0]].visits_allowed


def _check_until(session: Session, hub_id: int, on: date, until: datetime, now: datetime) -> None:
    zone = hub_zone(session, hub_id)
    if on < now.astimezone(zone).date():
        raise TimeRefused(N_("That day is over: clear the areas of today or of a day ahead."))
    if until <= now:
        raise TimeRefused(N_("A clearance has to end ahead of now. Choose a later time."))
    if until.astimezone(zone).date() > on:
        raise TimeRefused(N_("A clearance ends on its own day. Choose an earlier time."))


def set_point_status(
    session: Session,
    point_id: int,
    status: PointStatus,
    *,
    hub_id: int,
    source: str,
    as_of: datetime,
    expires_at: datetime | None = None,
    by_id: int | None,
    now: datetime,
    report_id: int | None = None,
) -> ServicePointStatus:
    """Add what was heard of a point: true at as_of, from whom, believed until; nothing earlier is overwritten."""
    point = get_in_hub(session, ServicePoint, point_id, hub_id, lock=True)
    expires_at = expires_at or as_of + timedelta(hours=hub_settings(session, hub_id).point_status_h)
    if as_of > now:
        raise TimeRefused(N_("The word about a point cannot be of a time ahead. Say when it was true."))
    if expires_at <= as_of:
        raise TimeRefused(N_("“Believed until” has to lie after “as of”."))
    heard = ServicePointStatus(
        status=status,
        as_of=as_of,
        source=source,
        expires_at=expires_at,
        by_id=by_id,
        entered_at=now,
        report_id=report_id,
    )
    point.statuses.append(heard)
    audit.record(session, "set_point_status", point, by_id=by_id, now=now, status=status, report=report_id)
    return heard
