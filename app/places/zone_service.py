"""Zones: set by hand with a date to look again; a better one takes two people."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_settings
from app.accounts.scope import get_in_hub
from app.domain import holds as rules
from app.domain.errors import N_, Refused
from app.domain.roles import Role
from app.domain.zones import ZONE_FACTS, ReviewTooFar, Zone, check_review
from app.models import Area, User, ZoneSetting
from app.places import queries
from app.places.clearances import end_clearances
from app.places.errors import SomebodyWasFaster, TimeRefused, refused

WHY_MISSING = N_("Not saved: say why.")


def loosener(session: Session, by_id: int, reason: str) -> rules.Loosener:
    """The person who asks to loosen, as the rules of the domain see them."""
    user = session.get_one(User, by_id)
    return rules.Loosener(
        id=by_id,
        reason=reason,
        is_coordinator=user.role is Role.COORDINATOR,
        is_safety_lead=user.is_safety_lead,
    )


def set_zone(
    session: Session,
    area_id: int,
    zone: Zone,
    *,
    hub_id: int,
    review_by: datetime,
    note: str,
    by_id: int,
    now: datetime,
    seen_setting_id: int | None = None,
) -> ZoneSetting:
    """Set a zone by hand. A better one waits for a second person (`needs_second`) and counts for nothing until then.

    seen_setting_id: the latest setting the page showed (0: none), to notice that somebody else was faster.
    """
    area = get_in_hub(session, Area, area_id, hub_id, lock=True)
    _check_latest(area, seen_setting_id)
    in_force = queries.setting_in_force(area.zones)
    decision = rules.zone_decision(
        in_force.zone if in_force else None,
        zone,
        loosener(session, by_id, note),
        one_person_hub=hub_settings(session, hub_id).one_person_hub,
    )
    if isinstance(decision, rules.Refused):
        raise refused(decision.reason)
    if not note.strip():
        raise Refused(WHY_MISSING)
    _check_review(zone, review_by, now)
    setting = ZoneSetting(
        zone=zone,
        set_by_id=by_id,
        set_at=now,
        review_by=review_by,
        note=note,
        needs_second=isinstance(decision, rules.NeedsSecond),
    )
    area.zones.append(setting)
    audit.record(
        session, "set_zone", area, by_id=by_id, now=now, zone=zone, review_by=review_by, second=setting.needs_second
    )
    if not ZONE_FACTS[zone].visits_allowed and not setting.needs_second:
        end_clearances(session, [area.id], report_id=None, now=now, hub_id=hub_id, by_id=by_id)
    return setting


def _check_latest(area: Area, seen_setting_id: int | None) -> None:
    latest = area.zones[-1].id if area.zones else 0
    if seen_setting_id is not None and seen_setting_id != latest:
        raise SomebodyWasFaster


def _check_review(zone: Zone, review_by: datetime, now: datetime) -> None:
    try:
        check_review(zone, review_by, now)
    except ReviewTooFar:
        hours = int(ZONE_FACTS[zone].longest_review / timedelta(hours=1))
        raise TimeRefused(
            N_("In zone %(zone)s the review lies ahead and at most %(hours)s h away. Choose such a time."),
            {"zone": zone.value, "hours": hours},
        ) from None


def confirm_zone(session: Session, setting_id: int, *, hub_id: int, by_id: int, now: datetime) -> ZoneSetting:
    """The second person's yes to a better zone, or to one that rests on one person; refused when it was overtaken,
    or its review date is over."""
    setting = session.get(ZoneSetting, setting_id) if 0 < setting_id < 2**31 else None
    area = get_in_hub(session, Area, setting.area_id if setting else 0, hub_id, lock=True)
    in_force = queries.setting_in_force(area.zones)
    is_first = setting is in_force and queries.rests_on_one(area.zones)
    if setting is None or not (is_first or queries.waiting_for_second(area.zones) is setting):
        raise SomebodyWasFaster
    decision = rules.zone_decision(
        in_force.zone if in_force and not is_first else None,
        setting.zone,
        loosener(session, by_id, setting.note),
        first_by_id=setting.set_by_id,
        one_person_hub=False,
    )
    if isinstance(decision, rules.Refused):
        raise refused(decision.reason)
    _check_review(setting.zone, setting.review_by, now)
    setting.confirmed_by_id, setting.confirmed_at = by_id, now
    audit.record(session, "confirm_zone", area, by_id=by_id, now=now, zone=setting.zone, set_by=setting.set_by_id)
    return setting
