"""What ends a clearance: a report, a hold, a person, a zone that lets nobody in. Its own time opens nothing either."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain import holds as rules
from app.domain.errors import NotHere
from app.models import Area, Clearance
from app.places import queries


def end_clearances(
    session: Session,
    area_ids: Iterable[int],
    *,
    report_id: int | None,
    now: datetime,
    hub_id: int | None = None,
    by_id: int | None = None,
    on: date | None = None,
) -> list[Clearance]:
    """End what was cleared in these areas, in all that lies in them and in all they lie in; an end never moves later.

    A neighbour inside the same settlement stays cleared: nothing was reported there. on: of that day only.
    """
    touched: set[int] = set()
    for area_id in area_ids:
        area = session.get_one(Area, area_id)
        if hub_id is not None and area.hub_id != hub_id:
            raise NotHere("Area")
        tree = queries.tree(session, area.hub_id)
        touched |= {*tree.up(area.id), *tree.down(area.id)}
    query = select(Clearance).where(Clearance.area_id.in_(touched), Clearance.until > now)
    if on is not None:
        query = query.where(Clearance.on == on)
    found = [c for c in session.scalars(query) if rules.clearance_holds(c.until, c.ended_at, now)]
    for clearance in found:
        clearance.ended_at = rules.clearance_end(clearance.at, clearance.ended_at, now)
        clearance.ended_by_report_id = report_id
        audit.record(session, "end_clearance", clearance, by_id=by_id, now=now, report=report_id)
    return found
