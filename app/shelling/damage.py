"""What a reported hit does to points of service: nobody knows whether they still work."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.damage import damaged
from app.models import PointKind, PointStatus, ServicePoint, ShellingReport
from app.places import queries
from app.places import service as places

# Fuel stations, markets and houses are no points of service.
POINTS_HIT: dict[str, set[PointKind]] = {
    "POST": {PointKind.POST},
    "BANK": {PointKind.BANK},
    "PHARM": {PointKind.PHARMACY},
    "HOSP": {PointKind.HOSPITAL, PointKind.DIALYSIS},
    "ADMIN": {PointKind.SOCIAL},
    "UTIL_WAT": {PointKind.WATER},
    "AIDPOINT": {PointKind.HEATING, PointKind.DEPOT},
    "SHELTER": {PointKind.HEATING},
}
# Shown as the source of a status beside what people wrote there, so in the language they write.
SOURCE = "повідомлення про обстріл"
KNOWN_WORSE = {PointStatus.CLOSED, PointStatus.DESTROYED}


def doubt_points(session: Session, report: ShellingReport, *, now: datetime) -> list[ServicePoint]:
    """Set the points of the area that may have been hit to unconfirmed; what is known to be closed stays closed."""
    kinds = {kind for code in report.damage for kind in POINTS_HIT.get(damaged(code) or "", ())}
    if not kinds:
        return []
    inside = queries.tree(session, report.hub_id).down(report.area_id)
    query = (
        select(ServicePoint)
        .where(ServicePoint.hub_id == report.hub_id, ServicePoint.area_id.in_(inside), ServicePoint.kind.in_(kinds))
        .where(ServicePoint.is_active)
        .options(selectinload(ServicePoint.statuses))
    )
    doubted = [one for one in session.scalars(query) if queries.point_standing(one, now).status not in KNOWN_WORSE]
    for point in doubted:
        places.set_point_status(
            session,
            point.id,
            PointStatus.UNCONFIRMED,
            hub_id=report.hub_id,
            source=SOURCE,
            as_of=now,
            by_id=report.reporter_id,
            now=now,
            report_id=report.id,
        )
    return doubted
