"""Who reports shelling: how often lately, what became of it, and how far each source is relied on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.domain.shelling import EventState
from app.domain.sources import Reliability
from app.models import ShellingEvent, ShellingReport, SourceMark
from app.shelling.queries import names_of

LOOKED_AT = timedelta(weeks=8)
MOST = 100


@dataclass(frozen=True)
class Source:
    """An account, or a name that reports go by. report_id: its latest report, by which it is marked."""

    name: str
    user_id: int | None
    report_id: int
    reports: int
    confirmed: int
    refuted: int
    reliability: Reliability | None


def sources(session: Session, hub_id: int, *, now: datetime) -> list[Source]:
    """Those who reported in eight weeks, most reports first. Corrections and what was withdrawn are not counted."""
    account = case((ShellingReport.source_ref == "", ShellingReport.reporter_id)).label("account")
    in_state = {
        state: func.sum(case((ShellingEvent.state == state, 1), else_=0))
        for state in (EventState.CONFIRMED, EventState.FALSE)
    }
    query = (
        select(
            account,
            ShellingReport.source_ref,
            func.max(ShellingReport.id),
            func.count(ShellingReport.id).label("reports"),
            in_state[EventState.CONFIRMED],
            in_state[EventState.FALSE],
        )
        .join(ShellingEvent, ShellingEvent.id == ShellingReport.event_id)
        .where(ShellingReport.hub_id == hub_id, ShellingReport.received_at >= now - LOOKED_AT)
        .where(ShellingReport.corrects_id.is_(None), ShellingReport.withdrawn_at.is_(None))
        .where((ShellingReport.source_ref != "") | ShellingReport.reporter_id.is_not(None))
        .group_by(account, ShellingReport.source_ref)
        .order_by(func.count(ShellingReport.id).desc(), ShellingReport.source_ref, account)
        .limit(MOST)
    )
    rows = session.execute(query).all()
    names = names_of(session, [user_id for user_id, *_rest in rows])
    marks = _marks(session, hub_id)
    return [
        Source(ref or names[user_id], user_id, newest, told, confirmed, refuted, marks.get((user_id, ref)))
        for user_id, ref, newest, told, confirmed, refuted in rows
    ]


def _marks(session: Session, hub_id: int) -> dict[tuple[int | None, str], Reliability | None]:
    """The last that was said of each source."""
    query = select(SourceMark).where(SourceMark.hub_id == hub_id, SourceMark.report_id.is_(None))
    return {(one.user_id, one.source_ref): one.reliability for one in session.scalars(query.order_by(SourceMark.id))}
