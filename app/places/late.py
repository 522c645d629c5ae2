"""What is written down or moved while a shelling holds what lies round it: it is held with the rest."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_kinds
from app.domain.holds import reach_m
from app.models import Hold, HoldReason, ShellingReport
from app.places import service
from app.places.reach import Reach, reach_of


def hold_what_is_reached(session: Session, hub_id: int, *, now: datetime) -> None:
    """Each area, road and point within reach of a standing hold's report, unless a hold of its event ever lay on it.

    Whoever released such a hold by name has decided about that place already.
    """
    session.flush()
    kinds = hub_kinds(session, hub_id)
    for hold, report in _standing(session, hub_id):
        radius_m = reach_m(report.what, has_point=report.point is not None, kinds=kinds)
        new = _without(
            reach_of(session, report.area, radius_m=radius_m, point=report.point), _held(session, report.event_id)
        )
        how: service.How = {
            "hub_id": hub_id,
            "reason": HoldReason.REPORT,
            "by_id": report.reporter_id,
            "now": now,
            "review_at": hold.review_at,
            "event_id": report.event_id,
            "report_id": report.id,
        }
        service.hold_each(session, new, **how)


def _standing(session: Session, hub_id: int) -> Iterable[tuple[Hold, ShellingReport]]:
    """The holds on the very areas that were reported, with each report behind them."""
    query = (
        select(Hold, ShellingReport)
        .join(ShellingReport, (ShellingReport.event_id == Hold.event_id) & (ShellingReport.area_id == Hold.area_id))
        .where(Hold.hub_id == hub_id, Hold.released_at.is_(None))
        .order_by(Hold.id, ShellingReport.id)
    )
    return [(hold, report) for hold, report in session.execute(query)]


def _held(session: Session, event_id: int) -> Reach:
    """On what a hold of the event lies or lay."""
    holds = session.scalars(select(Hold).where(Hold.event_id == event_id)).all()
    return Reach(
        [hold.area_id for hold in holds if hold.area_id is not None],
        [hold.road_segment_id for hold in holds if hold.road_segment_id is not None],
        [hold.service_point_id for hold in holds if hold.service_point_id is not None],
    )


def _without(reach: Reach, known: Reach) -> Reach:
    return Reach(
        [one for one in reach.areas if one not in known.areas],
        [one for one in reach.roads if one not in known.roads],
        [one for one in reach.points if one not in known.points],
    )
