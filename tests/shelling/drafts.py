"""What somebody tells, in one line; NOON is 12:00 in Kyiv."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.domain.shelling import Chip, TimePrecision
from app.models import Area, Hub, User
from app.shelling.draft import ReportDraft
from app.shelling.service import ReportResult, report_shelling
from tests.factories import NOON

QUARTER = timedelta(minutes=15)


def told(area: Area, at: datetime = NOON, **values: Any) -> ReportDraft:
    """«About then»: a quarter of an hour to either side."""
    facts: dict[str, Any] = {
        "client_key": uuid4(),
        "area_id": area.id,
        "chip": Chip.ARTILLERY,
        "earliest_at": at - QUARTER,
        "latest_at": at + QUARTER,
        "precision": TimePrecision.QUARTER,
    }
    return ReportDraft(**(facts | values))


def report(
    session: Session,
    hub: Hub,
    who: User | None,
    area: Area,
    at: datetime = NOON,
    *,
    now: datetime = NOON,
    **values: Any,
) -> ReportResult:
    by_id = who.id if who else None
    return report_shelling(session, told(area, at, **values), hub_id=hub.id, by_id=by_id, now=now)
