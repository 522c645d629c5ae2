"""What people decided about going to an area on a day; the latest of each area stands, for all that lies in it."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.danger.advice import LOOSEST_FIRST, Advice
from app.models import DayDecision
from app.places.queries import tree
from app.reading import read_once


@read_once
def decisions_on(session: Session, hub_id: int, on: date) -> dict[int, DayDecision]:
    """The decision that rules each area on that day: the strictest of its own and of those of what it lies in."""
    own = own_decisions_on(session, hub_id, on)
    return _ruling(session, hub_id, own) if own else {}


def own_decisions_on(session: Session, hub_id: int, on: date) -> dict[int, DayDecision]:
    """The latest about each area itself."""
    latest = select(func.max(DayDecision.id)).where(DayDecision.hub_id == hub_id, DayDecision.on == on)
    query = select(DayDecision).where(DayDecision.id.in_(latest.group_by(DayDecision.area_id)))
    return {one.area_id: one for one in session.scalars(query)}


def _ruling(session: Session, hub_id: int, own: dict[int, DayDecision]) -> dict[int, DayDecision]:
    found, lies_in = {}, tree(session, hub_id)
    for area_id in lies_in.parent_of:
        above = [own[place] for place in lies_in.up(area_id) if place in own]
        if above:
            found[area_id] = max(above, key=lambda one: LOOSEST_FIRST.index(one.decision))
    return found


def days_stood_down(session: Session, hub_id: int, today: date) -> dict[int, tuple[date, ...]]:
    """By area, the days from today on which nobody goes there."""
    days = select(DayDecision.on).where(DayDecision.hub_id == hub_id, DayDecision.on >= today).distinct()
    found: dict[int, list[date]] = {}
    for on in sorted(session.scalars(days)):
        for area_id, one in decisions_on(session, hub_id, on).items():
            if one.decision is Advice.STAND_DOWN:
                found.setdefault(area_id, []).append(on)
    return {area_id: tuple(those) for area_id, those in found.items()}


def decisions_about(session: Session, hub_id: int, area_ids: list[int], *, most: int = 30) -> list[DayDecision]:
    """Of these areas, newest first, also those that a later one has overtaken."""
    query = select(DayDecision).where(DayDecision.hub_id == hub_id, DayDecision.area_id.in_(area_ids))
    return list(session.scalars(query.order_by(DayDecision.id.desc()).limit(most)))
