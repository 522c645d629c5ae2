"""Where a second strike may follow the first: its own clock beside the hold, never said to make anything safe."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_kinds
from app.domain.holds import double_tap_until
from app.domain.shelling import EventState, SourceType
from app.domain.weapon_numbers import BOUNDS
from app.models import ShellingEvent, ShellingReport
from app.places.queries import tree

LONGEST = timedelta(minutes=BOUNDS["double_tap_min"][1])


@dataclass(frozen=True)
class DoubleTap:
    """One shelling whose point nobody approaches until then."""

    event_id: int
    area_id: int
    until: datetime


def double_taps(session: Session, hub_id: int, *, now: datetime) -> list[DoubleTap]:
    """Those that run now, the longest first. A withdrawn report keeps its clock; one called false has none."""
    kinds = hub_kinds(session, hub_id)
    query = (
        select(ShellingReport)
        .join(ShellingEvent, ShellingEvent.id == ShellingReport.event_id)
        .where(ShellingReport.hub_id == hub_id, ShellingReport.latest_at > now - LONGEST)
        .where(ShellingReport.source_type != SourceType.HISTORY, ShellingEvent.state != EventState.FALSE)
    )
    found: dict[tuple[int, int], datetime] = {}
    for report in session.scalars(query):
        until = double_tap_until(report.latest_at, report.weapon or report.chip, kinds)
        if until is not None and until > now:
            key = report.event_id, report.area_id
            found[key] = max(until, found.get(key, until))
    taps = [DoubleTap(event_id, area_id, until) for (event_id, area_id), until in found.items()]
    return sorted(taps, key=lambda one: (-one.until.timestamp(), one.area_id))


def taps_in(session: Session, hub_id: int, area_id: int, *, now: datetime) -> list[DoubleTap]:
    """Those of an area, of what it lies in and of what lies in it."""
    taps = double_taps(session, hub_id, now=now)
    if not taps:
        return []
    places = tree(session, hub_id)
    related = {*places.up(area_id), *places.down(area_id)}
    return [one for one in taps if one.area_id in related]
