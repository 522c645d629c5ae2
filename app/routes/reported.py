"""Reports that a day's plan goes round: shelling of the last hour, and places where something may explode."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select, union_all
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_kinds
from app.domain.ground import box_of
from app.domain.rules import DEFAULT_SETTINGS
from app.domain.shelling import EventState
from app.domain.weapons import WEAPONS, Chip, Kinds, is_until_cleared
from app.models import Area, Hold, ShellingEvent, ShellingReport
from app.travel.places import Place


@dataclass(frozen=True)
class NearReport:
    """Shelling reported within the last hour: where and when, however unsure."""

    area_id: int
    lat: float | None
    lon: float | None
    at: datetime


def near_reports(session: Session, hub_id: int, now: datetime) -> list[NearReport]:
    """All of the hub, a point of its area's where the report has none."""
    since = now - DEFAULT_SETTINGS.near_report_for
    query = select(ShellingReport, Area).join(Area, Area.id == ShellingReport.area_id)
    query = query.where(
        ShellingReport.hub_id == hub_id, ShellingReport.withdrawn_at.is_(None), ShellingReport.latest_at >= since
    )
    return [
        NearReport(
            report.area_id,
            report.lat if report.lat is not None else area.lat,
            report.lon if report.lon is not None else area.lon,
            min(report.latest_at, now),
        )
        for report, area in session.execute(query)
    ]


def mines(session: Session, hub_id: int, near: Sequence[Place]) -> list[Place]:
    """Points near these places where something may explode: no clock clears them, only a verdict or a release.

    What never held anything came too late for it, as all of a taken-over history: of that only what lies there by its
    nature counts, and not each point of a kind that this hub has held until it is cleared since last week.
    """
    if not near:
        return []
    kinds = hub_kinds(session, hub_id)
    held = select(Hold.event_id).where(Hold.hub_id == hub_id, Hold.released_at.is_(None))
    standing = ShellingReport.event_id.in_(held)
    never = ~exists().where(Hold.event_id == ShellingReport.event_id) & ShellingReport.withdrawn_at.is_(None)
    parts = [standing & kind for kind in _lies_there(kinds)] + [never & kind for kind in _lies_there(kinds, WEAPONS)]
    query = _points(hub_id, near)
    found = session.execute(union_all(*(query.where(part) for part in parts)))
    return [(row.lat, row.lon) for row in found]


def _points(hub_id: int, near: Sequence[Place]) -> Select[Any, Any]:
    """Those that nobody refuted, in a box round all of these places and the ways between them."""
    south, west, north, east = box_of(near, DEFAULT_SETTINGS.mine_within_m)
    query = select(ShellingReport.lat, ShellingReport.lon).join(
        ShellingEvent, ShellingEvent.id == ShellingReport.event_id
    )
    return query.where(
        ShellingReport.hub_id == hub_id,
        ShellingReport.lat.is_not(None),
        ShellingReport.lat.between(south, north),
        ShellingReport.lon.between(west, east),
        ShellingEvent.state.not_in((EventState.FALSE, EventState.MERGED)),
    )


def _lies_there(*numbers: Kinds) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Reports of what each of these numbers holds until it is cleared: by the exact kind, or where nobody told it by
    the chip.
    """
    weapons = [code for code in WEAPONS if all(is_until_cleared(code, kinds) for kinds in numbers)]
    chips = [chip for chip in Chip if all(is_until_cleared(chip, kinds) for kinds in numbers)]
    return ShellingReport.weapon.in_(weapons), ShellingReport.weapon.is_(None) & ShellingReport.chip.in_(chips)
