"""Reports taken back or corrected after they held something: their holds stay, and each says what its author says."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.models import Hold, ShellingReport


@dataclass(frozen=True)
class SecondThought:
    """What is said now of a report behind a hold: why it was wrong, and where it was if a correction says so."""

    reason: str
    area_code: str = ""
    is_author: bool = True


def second_thoughts(session: Session, holds: Iterable[Hold]) -> dict[int, list[SecondThought]]:
    """By hold, each thought once. A neighbour's hold has those of the report that made it."""
    holds = list(holds)
    events = {hold.event_id for hold in holds if hold.event_id is not None}
    made_by = {hold.report_id for hold in holds if hold.report_id is not None}
    if not events | made_by:
        return {}
    of_these = or_(ShellingReport.event_id.in_(events), ShellingReport.id.in_(made_by))
    newer = aliased(ShellingReport)
    query = (
        select(ShellingReport, newer)
        .outerjoin(newer, newer.corrects_id == ShellingReport.id)
        .where(of_these, or_(ShellingReport.withdrawn_at.is_not(None), newer.id.is_not(None)))
        .options(selectinload(newer.area))
        .order_by(ShellingReport.id, newer.id)
    )
    said = [(old, thought) for old, new in session.execute(query) if (thought := _thought(old, new)) is not None]
    found = {hold.id: list(dict.fromkeys(thought for old, thought in said if _is_behind(old, hold))) for hold in holds}
    return {hold_id: thoughts for hold_id, thoughts in found.items() if thoughts}


def _is_behind(report: ShellingReport, hold: Hold) -> bool:
    return report.id == hold.report_id or (hold.event_id is not None and report.event_id == hold.event_id)


def _thought(old: ShellingReport, new: ShellingReport | None) -> SecondThought | None:
    """None where the correction only adds to what was said."""
    if old.withdrawn_at is not None or new is None:
        return SecondThought(old.withdraw_reason)
    is_author = new.reporter_id == old.reporter_id
    if new.area_id != old.area_id:
        return SecondThought("wrong_area", new.area.code, is_author)
    if new.chip is not old.chip or (old.weapon is not None and new.weapon != old.weapon):
        return SecondThought("wrong_kind", "", is_author)
    if (new.earliest_at, new.latest_at) != (old.earliest_at, old.latest_at):
        return SecondThought("wrong_time", "", is_author)
    return None
