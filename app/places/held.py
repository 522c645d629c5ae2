"""What one shelling holds, by name: areas, roads, service points, and until when each is looked at again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Hold, ShellingReport
from app.places.queries import joined_events


@dataclass(frozen=True)
class HeldTogether:
    """What is held until one and the same review; None is until cleared. Areas by code, roads and points by name."""

    review_at: datetime | None
    areas: list[str] = field(default_factory=list)
    roads: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [*self.areas, *self.roads, *self.points]


def standing_holds_of(session: Session, report: ShellingReport) -> Sequence[Hold]:
    """Unreleased holds of the shelling this report tells of, whatever it was joined with since, oldest first."""
    of_shelling = Hold.event_id.in_(joined_events(report.event_id))
    query = select(Hold).where(Hold.hub_id == report.hub_id, Hold.released_at.is_(None))
    return session.scalars(query.where(or_(of_shelling, Hold.report_id == report.id)).order_by(Hold.id)).all()


def held_together(holds: Iterable[Hold]) -> list[HeldTogether]:
    """By the time of review, what lasts until cleared first; each thing once, under the longest of its holds."""
    found: dict[datetime | None, HeldTogether] = {}
    seen: set[tuple[str, str]] = set()
    for hold in sorted(holds, key=_longest_first):
        kind, name = _thing(hold)
        if (kind, name) not in seen:
            seen.add((kind, name))
            getattr(found.setdefault(hold.review_at, HeldTogether(hold.review_at)), kind).append(name)
    return list(found.values())


def _longest_first(hold: Hold) -> tuple[bool, float, int]:
    review = hold.review_at
    return review is not None, -review.timestamp() if review else 0.0, hold.id


def _thing(hold: Hold) -> tuple[str, str]:
    if hold.area is not None:
        return "areas", hold.area.code
    if hold.road_segment is not None:
        return "roads", hold.road_segment.name
    return "points", hold.service_point.name if hold.service_point is not None else ""
