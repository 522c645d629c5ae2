"""What the forecast rests on beside the shellings: who watched, how late reports come."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.danger.basis import Basis
from app.domain.danger.coverage import WatchedTime, WatchSpans, accounts_needed
from app.domain.danger.events import FloatArray
from app.domain.danger.wall_clock import hour_number
from app.domain.roles import Role
from app.domain.shelling import SourceType
from app.models import (
    Hub,
    Membership,
    ShellingReport,
    User,
)
from app.shelling.joining import SHARP

# In hours for which nobody said that they listen, this share of what happens is taken to be reported all the same.
REPORTED_UNWATCHED = 0.3
DELAYS_OF, USUAL_DELAY_H, LONGEST_DELAY_H = timedelta(days=60), 0.5, 12.0


def since_when(session: Session, hub: Hub) -> datetime:
    """From when on silence can mean something: reports were received, or the hub was there. Never moves back."""
    first = select(func.min(ShellingReport.received_at)).where(ShellingReport.hub_id == hub.id)
    received_at: datetime | None = session.scalar(first)
    return min(received_at, hub.created_at) if received_at else hub.created_at


def mean_delay_h(session: Session, hub_id: int, basis: Basis, *, until: datetime) -> float:
    """How late reports came in the two months before until, h: their median as an exponential delay would have it.

    Of coordinators and named sources only: many quick reports of one account could make the last hours look quiet.
    """
    query = select(ShellingReport.received_at, ShellingReport.latest_at).where(
        ShellingReport.hub_id == hub_id,
        basis.known.reports.seen(ShellingReport),
        ShellingReport.reporter_id.in_(basis.beside.leaders) | ShellingReport.reporter_id.is_(None),
        ShellingReport.received_at >= until - DELAYS_OF,
        ShellingReport.received_at < until,
        ShellingReport.time_precision.in_(SHARP),
        ShellingReport.source_type != SourceType.HISTORY,
    )
    delays = [max((received - latest) / timedelta(hours=1), 0) for received, latest in session.execute(query)]
    return min(float(np.median(delays)) / float(np.log(2)), LONGEST_DELAY_H) if delays else USUAL_DELAY_H


def watchers_needed(session: Session, hub_id: int) -> int:
    """How many volunteers must watch at once where no coordinator does, in a hub of this size."""
    accounts = (
        select(func.count())
        .select_from(Membership)
        .join(User)
        .where(Membership.hub_id == hub_id, User.is_active, User.role.in_((Role.VOLUNTEER, Role.COORDINATOR)))
    )
    return accounts_needed(session.scalar(accounts) or 0)


def watched_time(spans: Mapping[int, WatchSpans], needed: int) -> list[WatchedTime]:
    return [WatchedTime.of(there, needed) for there in spans.values()]


def watched_hours(watched: Sequence[WatchedTime], *, since: datetime, end: datetime, hours: int) -> FloatArray:
    """(areas, hours) the share of each of the hours before end that counts as watched; unwatched ones from since on."""
    first = hour_number(end) - hours
    moments = np.arange(first, first + hours + 1, dtype=np.float64) * 3600
    rows = [there.between(moments) for there in watched]
    unwatched = np.where(moments[:-1] >= since.timestamp(), REPORTED_UNWATCHED, 0.0)
    return np.maximum(np.array(rows).reshape(len(rows), hours), unwatched)
