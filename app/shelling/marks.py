"""Marks of source and information: judged apart, only added, never by the author. No weight hangs on them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.scope import get_in_hub
from app.domain.errors import N_, NotHere, Refused
from app.domain.sources import Credibility, Reliability
from app.models import ShellingReport, SourceMark
from app.shelling import joining
from app.shelling.errors import OwnMark


def mark_report(
    session: Session,
    report_id: int,
    *,
    hub_id: int,
    reliability: Reliability | None,
    credibility: Credibility | None,
    by_default: bool = False,
    tied_to_id: int | None = None,
    why: str = "",
    by_id: int,
    now: datetime,
) -> ShellingReport:
    """Mark a report, and with by_default its source from now on.

    tied_to_id: another report of the event that comes from the same household, team or phone; the two then count once.
    """
    report = get_in_hub(session, ShellingReport, report_id, hub_id, lock=True)
    if report.reporter_id == by_id:
        raise OwnMark
    if tied_to_id is not None:
        _tie(session, report, tied_to_id, by_id=by_id, why=why)
    report.reliability, report.credibility = reliability, credibility
    given = {"hub_id": hub_id, "reliability": reliability, "by_id": by_id, "at": now, "why": why.strip()}
    session.add(SourceMark(report_id=report.id, credibility=credibility, tied_to_id=tied_to_id, **given))
    if by_default and (report.reporter_id is not None or report.source_ref):
        session.add(SourceMark(**_source_of(report), **given))
    joining.refresh(session, report.event)
    audit.record(
        session, "mark_report", report, by_id=by_id, now=now, reliability=reliability, credibility=credibility,
        by_default=by_default, tied_to=tied_to_id,
    )  # fmt: skip
    return report


def mark_source(
    session: Session, report_id: int, reliability: Reliability | None, *, hub_id: int, by_id: int, now: datetime
) -> SourceMark:
    """Mark the source of a report from now on; no report changes. Nobody marks their own account."""
    report = get_in_hub(session, ShellingReport, report_id, hub_id)
    source = _source_of(report)
    if source.get("user_id") == by_id:
        raise OwnMark
    if not any(source.values()):
        raise NotHere
    mark = SourceMark(hub_id=hub_id, reliability=reliability, by_id=by_id, at=now, **source)
    session.add(mark)
    audit.record(session, "mark_source", report, by_id=by_id, now=now, reliability=reliability)
    return mark


def _source_of(report: ShellingReport) -> dict[str, object]:
    """What a source is known by: the name it goes by where one is written, else the account."""
    return {"source_ref": report.source_ref} if report.source_ref else {"user_id": report.reporter_id}


def _tie(session: Session, report: ShellingReport, other_id: int, *, by_id: int, why: str) -> None:
    other = get_in_hub(session, ShellingReport, other_id, report.hub_id)
    if other.event_id != report.event_id or other is report:
        raise Refused(N_("Choose another report of this shelling."))
    if other.reporter_id == by_id:
        raise OwnMark
    if not why.strip():
        raise Refused(N_("Not saved: say why."))
    for one in (report, other):
        one.origins = sorted({*(one.origins or ()), tie_of(report.id, other.id)})


def tie_of(report_id: int, other_id: int) -> str:
    """The key that two reports of one source share."""
    return f"tie {min(report_id, other_id)} {max(report_id, other_id)}"


def marks_of(session: Session, hub_id: int, reports: Sequence[ShellingReport]) -> list[SourceMark]:
    """Everything coordinators said of these reports and of their sources, oldest first."""
    refs = {one.source_ref for one in reports if one.source_ref}
    accounts = {one.reporter_id for one in reports if one.reporter_id is not None and not one.source_ref}
    of_source = SourceMark.report_id.is_(None) & (SourceMark.user_id.in_(accounts) | SourceMark.source_ref.in_(refs))
    query = select(SourceMark).where(
        SourceMark.hub_id == hub_id, or_(SourceMark.report_id.in_([one.id for one in reports]), of_source)
    )
    return list(session.scalars(query.order_by(SourceMark.id)))


def usual_reliability(report: ShellingReport, marks: Sequence[SourceMark]) -> Reliability | None:
    """How far the source of a report is relied on in general: the last that was said of it."""
    source = _source_of(report)
    said = [one.reliability for one in marks if one.report_id is None and _is_about(one, source)]
    return said[-1] if said else None


def _is_about(mark: SourceMark, source: dict[str, object]) -> bool:
    return all(getattr(mark, name) == value for name, value in source.items())
