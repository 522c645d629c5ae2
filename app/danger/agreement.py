"""Whether the zones and holds that a map was drawn with agree with their own history."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.danger.basis import NEVER, AreaFacts, Surroundings
from app.domain.zones import ZONE_FACTS, effective_zone
from app.models import Hold, ZoneSetting

# What was saved in the moments before a map may have been seen or not: longer than any request lasts.
UNSURE = timedelta(minutes=1)


def disagreement(session: Session, hub_id: int, beside: Surroundings, at: datetime) -> str | None:
    """The first area that was closed, or open, against what its holds and zones say of that moment."""
    holds, settings = _holds(session, hub_id, at), _settings(session, [one.id for one in beside.areas], at)
    for area in beside.areas:
        above = set(beside.tree.up(area.id))
        here = [hold for hold in holds if hold.area_id in above]
        found = _of_holds(area, here, at) or _of_zone(area, settings.get(area.id, []), here, at)
        if found is not None:
            return f"inputs: area {area.id} {found}"
    return None


def _holds(session: Session, hub_id: int, at: datetime) -> list[Hold]:
    """Those that may have been seen: not released, or hardly."""
    query = select(Hold).where(
        Hold.hub_id == hub_id,
        Hold.area_id.is_not(None),
        Hold.from_at <= at,
        or_(Hold.released_at.is_(None), Hold.released_at >= at - UNSURE),
    )
    return list(session.scalars(query.order_by(Hold.id)))


def _settings(session: Session, area_ids: Sequence[int], at: datetime) -> dict[int, list[ZoneSetting]]:
    query = select(ZoneSetting).where(ZoneSetting.area_id.in_(area_ids), ZoneSetting.set_at <= at)
    found: dict[int, list[ZoneSetting]] = {}
    for one in session.scalars(query.order_by(ZoneSetting.id)):
        found.setdefault(one.area_id, []).append(one)
    return found


def _of_holds(area: AreaFacts, holds: Sequence[Hold], at: datetime) -> str | None:
    certain = [one for one in holds if one.from_at <= at - UNSURE and (one.released_at is None or one.released_at > at)]
    if certain and area.closed_by != "hold":
        return f"was drawn without hold {certain[0].id}"
    if area.closed_by == "hold" and not holds:
        return "was drawn with a hold that is not there"
    return None


def _of_zone(area: AreaFacts, settings: Sequence[ZoneSetting], holds: Sequence[Hold], at: datetime) -> str | None:
    """A hold's review only ever moves on, so it was never later than it is now."""
    closed = [_closes(_in_force(settings, until), at) for until in (at - UNSURE, at)]
    if all(closed) and area.closed_until != NEVER:
        return "was drawn without the zone that closed it"
    if area.closed_by == "zone" and not any(closed):
        return "was drawn with a zone that did not close it"
    latest = [NEVER if one.review_at is None else one.review_at for one in holds] + [NEVER] * any(closed)
    if area.closed_until is not None and area.closed_until > max(latest, default=at):
        return "was drawn closed for longer than its holds and its zone say"
    return None


def _in_force(settings: Sequence[ZoneSetting], until: datetime) -> ZoneSetting | None:
    """The last that counted by then: one that needs a second person counts from their word on."""
    since = [(one, one.confirmed_at if one.needs_second else one.set_at) for one in settings]
    counted = [one for one, counted_at in since if counted_at is not None and counted_at <= until]
    return counted[-1] if counted else None


def _closes(setting: ZoneSetting | None, at: datetime) -> bool:
    return setting is not None and not ZONE_FACTS[effective_zone(setting.zone, setting.review_by, at)[0]].visits_allowed
