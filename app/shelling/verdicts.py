"""What coordinators conclude about an event: only ever added, never by its only reporter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.domain.errors import N_, Refused
from app.domain.shelling import WEIGHT, EventState, VerdictKind
from app.models import EventVerdict, ShellingEvent, ShellingReport, User
from app.shelling import joining
from app.shelling.errors import (
    AlreadyMerged,
    EventChanged,
    JoinsDownward,
    NothingToSplit,
    NotJoined,
    OwnReport,
    ReportJoined,
)

WEAK = {EventState.DISPUTED, EventState.FALSE}


def record_verdict(
    session: Session,
    event_id: int,
    kind: VerdictKind,
    why: str,
    *,
    hub_id: int,
    expected_version: int,
    by_id: int,
    now: datetime,
) -> ShellingEvent:
    """Add a verdict; raises EventChanged if somebody else did since the page was shown. Holds stay as they are."""
    if kind in {VerdictKind.MERGE, VerdictKind.SEPARATE}:
        raise ValueError("events are joined by join_events and taken apart by undo_join, which know which reports go")
    event = _unmerged(session, event_id, hub_id, expected_version)
    if by_id in joining.only_source_of(event):
        raise OwnReport
    _add_verdict(session, event, kind, why, by_id=by_id, now=now)
    return event


def _add_verdict(
    session: Session,
    event: ShellingEvent,
    kind: VerdictKind,
    why: str,
    *,
    by_id: int,
    now: datetime,
    moved: Sequence[int] = (),
    **facts: Any,
) -> None:
    if not why.strip():
        raise Refused(N_("Not saved: say why."))
    verdict = EventVerdict(event_id=event.id, kind=kind, by_id=by_id, at=now, why=why.strip(), reports=list(moved))
    session.add(verdict)
    joining.refresh(session, event)
    audit.record(session, "record_verdict", event, by_id=by_id, now=now, kind=kind, state=event.state, **facts)


def _unmerged(session: Session, event_id: int, hub_id: int, expected_version: int) -> ShellingEvent:
    event = get_in_hub(session, ShellingEvent, event_id, hub_id, lock=True)
    if event.version != expected_version:
        raise _who_was_faster(session, event)
    if event.state is EventState.MERGED:
        raise AlreadyMerged
    return event


def _who_was_faster(session: Session, event: ShellingEvent) -> EventChanged | ReportJoined:
    zone = hub_zone(session, event.hub_id)
    last_report = max((one.received_at for one in event.reports), default=event.created_at)
    verdict = event.verdicts[-1] if event.verdicts else None
    if verdict is not None and verdict.at >= last_report:
        name = session.get_one(User, verdict.by_id).display_name
        return EventChanged(name, f"{verdict.at.astimezone(zone):%H:%M}")
    return ReportJoined(f"{last_report.astimezone(zone):%H:%M}")


def join_events(
    session: Session,
    event_id: int,
    into_id: int,
    why: str,
    *,
    hub_id: int,
    expected_version: int,
    by_id: int,
    now: datetime,
) -> ShellingEvent:
    """Two events were one shelling: the reports of the first go over, and it stays as history. Holds stay.

    Raises OwnReport: joining one's own event to another's would make one's word a second witness and free one's hold.
    """
    event = _unmerged(session, event_id, hub_id, expected_version)
    target = get_in_hub(session, ShellingEvent, into_id, hub_id, lock=True)
    if by_id in joining.only_source_of(event) or by_id in joining.only_source_of(target):
        raise OwnReport
    if target.state is EventState.MERGED or target is event:
        raise AlreadyMerged
    if target.state in WEAK and WEIGHT[target.state] < WEIGHT[event.state]:
        raise JoinsDownward
    moved = [report.id for report in event.reports]
    _add_verdict(session, event, VerdictKind.MERGE, why, by_id=by_id, now=now, moved=moved, into=target.id)
    for report in list(event.reports):
        report.event_id = target.id
    event.merged_into_id = target.id
    joining.refresh(session, target)
    session.expire(event, ["reports"])
    return target


def undo_join(
    session: Session, event_id: int, why: str, *, hub_id: int, expected_version: int, by_id: int, now: datetime
) -> ShellingEvent:
    """Take a join back: the reports that went over return, whatever happened to the other event since. Holds stay."""
    event = get_in_hub(session, ShellingEvent, event_id, hub_id, lock=True)
    if event.version != expected_version:
        raise _who_was_faster(session, event)
    merge = next((one for one in reversed(event.verdicts) if one.kind is VerdictKind.MERGE), None)
    if event.merged_into_id is None or merge is None:
        raise NotJoined
    target = get_in_hub(session, ShellingEvent, event.merged_into_id, hub_id, lock=True)
    back = _still_there(target, set(merge.reports))
    if not back or len(back) == len(target.reports):
        raise NotJoined
    for report in back:
        report.event_id = event.id
    event.merged_into_id = None
    _add_verdict(session, event, VerdictKind.SEPARATE, why, by_id=by_id, now=now, moved=[one.id for one in back])
    joining.refresh(session, target)
    return event


def _still_there(target: ShellingEvent, moved: set[int]) -> list[ShellingReport]:
    """The reports that came over and were not moved on, with what corrects them since."""
    for report in target.reports:
        if report.corrects_id in moved:
            moved.add(report.id)
    return [report for report in target.reports if report.id in moved]


def split_report(
    session: Session, report_id: int, why: str, *, hub_id: int, expected_version: int, by_id: int, now: datetime
) -> ShellingEvent:
    """A report tells of another shelling: it gets an event of its own. The hold it helped to make stays."""
    report = get_in_hub(session, ShellingReport, report_id, hub_id, lock=True)
    event = _unmerged(session, report.event_id, hub_id, expected_version)
    if not why.strip():
        raise Refused(N_("Not saved: say why."))
    together = _with_corrections(event, report)
    if len(together) == len(event.reports):
        raise NothingToSplit
    new = joining.new_event(session, report, now=now)
    for one in together:
        one.event_id = new.id
    joining.refresh(session, new)
    joining.refresh(session, event)
    audit.record(session, "split_report", report, by_id=by_id, now=now, event=event.id, into=new.id)
    return new


def _with_corrections(event: ShellingEvent, report: ShellingReport) -> list[ShellingReport]:
    """A report, what it corrects and what corrects it tell of one shelling."""
    together = {one for one in (report.id, report.corrects_id) if one is not None}
    for one in event.reports:
        if one.corrects_id in together:
            together.add(one.id)
    return [one for one in event.reports if one.id in together]
