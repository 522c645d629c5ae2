"""Report shelling, correct and withdraw a report; verdicts are given in verdicts.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_kinds, hub_settings
from app.accounts.scope import check_version, get_in_hub
from app.domain.errors import N_, Refused
from app.domain.holds import hold_span, reach_m
from app.domain.roles import Role
from app.domain.shelling import AreaPrecision, Observation, SourceType
from app.models import Area, Hold, HoldReason, RoadSegment, ShellingEvent, ShellingReport, User
from app.places import service as places
from app.shelling import joining
from app.shelling.apart import proposed_again, tell_apart
from app.shelling.damage import doubt_points
from app.shelling.draft import ReportDraft
from app.shelling.errors import KeyTaken, NotYours, SameKeyOtherBody, TooLate
from app.shelling.marks import mark_report, mark_source
from app.shelling.origins import origins_of
from app.shelling.verdicts import join_events, record_verdict, split_report, undo_join
from app.shelling.watch import say_quiet

__all__ = [
    "ReportDraft",
    "ReportResult",
    "add_figures",
    "amend_report",
    "join_events",
    "mark_report",
    "mark_source",
    "proposed_again",
    "record_verdict",
    "report_shelling",
    "say_quiet",
    "split_report",
    "tell_apart",
    "undo_join",
    "withdraw_report",
]

OWN_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class ReportResult:
    """The report kept, whether this sending made it, and the hold of its area it made or lengthened."""

    report: ShellingReport
    is_new: bool
    hold: Hold | None = None


def report_shelling(
    session: Session, draft: ReportDraft, *, hub_id: int, by_id: int | None, now: datetime, history: bool = False
) -> ReportResult:
    """Keep a report, join it to its event and hold its area at once. The same form sent again is the row that is there.

    history: imported from long ago; it counts, and touches nothing that stands today.
    """
    saved = _saved(session, draft, hub_id, by_id)
    if saved is not None:
        return ReportResult(saved, is_new=False)
    places.lock_areas(session, hub_id)
    area = _place_of(session, draft, hub_id)
    report = draft.row(hub_id=hub_id, by_id=by_id, received_at=(draft.received_at or now) if history else now)
    salvo = timedelta(minutes=hub_settings(session, hub_id).salvo_min)
    event = joining.joined_or_new_event(session, report, area, salvo=salvo, now=now)
    return _keep(session, report, event, draft, now=now, history=history)


def _place_of(session: Session, draft: ReportDraft, hub_id: int) -> Area:
    """The area; raises NotHere where it or the road is another hub's."""
    if draft.road_segment_id is not None:
        get_in_hub(session, RoadSegment, draft.road_segment_id, hub_id)
    return get_in_hub(session, Area, draft.area_id, hub_id)


def _saved(session: Session, draft: ReportDraft, hub_id: int, by_id: int | None) -> ShellingReport | None:
    found = session.scalar(select(ShellingReport).where(ShellingReport.uid == draft.client_key))
    if found is None:
        return None
    if found.hub_id != hub_id or found.reporter_id != by_id:
        raise KeyTaken
    if found.body_hash != draft.body_hash:
        session.expunge(found)  # it is shown after this transaction was rolled back
        raise SameKeyOtherBody(found)
    return found


def _keep(
    session: Session,
    report: ShellingReport,
    event: ShellingEvent,
    draft: ReportDraft,
    *,
    now: datetime,
    history: bool = False,
    action: str = "report_shelling",
) -> ReportResult:
    if not _insert(session, report, event):
        saved = _saved(session, draft, report.hub_id, report.reporter_id)
        if saved is None:
            raise KeyTaken
        return ReportResult(saved, is_new=False)
    joining.refresh(session, event)
    audit.record(
        session,
        action,
        report,
        by_id=report.reporter_id,
        now=now,
        area=report.area_id,
        event=event.id,
        what=draft.what,
        corrects=report.corrects_id,
    )
    hold = None if history else _tighten(session, report, draft.what, now=now)
    return ReportResult(report, is_new=True, hold=hold)


def _insert(session: Session, report: ShellingReport, event: ShellingEvent) -> bool:
    """False where another sending of the same form was faster."""
    report.origins = origins_of(session, report.reporter_id, report.hub_id, report.received_at)
    try:
        with session.begin_nested():
            report.event_id = event.id
            session.add(report)
            session.flush()
    except IntegrityError:
        return False
    return True


def _tighten(session: Session, report: ShellingReport, what: str, *, now: datetime) -> Hold | None:
    """What a report does at once, whoever sent it: the hold, the end of clearances, doubt about what was hit."""
    places.end_clearances(session, [report.area_id], hub_id=report.hub_id, report_id=report.id, now=now)
    doubt_points(session, report, now=now)
    floor = timedelta(minutes=hub_settings(session, report.hub_id).hold_floor_min)
    kinds = hub_kinds(session, report.hub_id)
    span = hold_span(report.latest_at, now, what, shortest=floor, kinds=kinds)
    if span is None:
        return None
    how: places.How = {
        "hub_id": report.hub_id,
        "reason": HoldReason.REPORT,
        "by_id": report.reporter_id,
        "now": now,
        "review_at": span.review_at,
        "event_id": report.event_id,
        "report_id": report.id,
    }
    radius_m = reach_m(what, has_point=report.lat is not None, kinds=kinds)
    own = places.hold_reach(session, report.area_id, point=report.point, radius_m=radius_m, **how)
    if report.road_segment_id is not None:
        places.hold_road(session, report.road_segment_id, **how)
    return own


def amend_report(
    session: Session, report_id: int, draft: ReportDraft, *, hub_id: int, by_id: int, now: datetime
) -> ReportResult:
    """A correction: a new report that names the old one. It holds more at once, and never less.

    It stays with its event while it means the same place; elsewhere it joins or makes another, and both stay held.
    """
    saved = _saved(session, draft, hub_id, by_id)
    if saved is not None:
        return ReportResult(saved, is_new=False)
    old = get_in_hub(session, ShellingReport, report_id, hub_id, lock=True)
    _check_may_amend(session, old, by_id, now)
    places.lock_areas(session, hub_id)
    area = _place_of(session, draft, hub_id)
    new = draft.row(hub_id=hub_id, by_id=by_id, received_at=now)
    new.corrects_id = old.id
    salvo = timedelta(minutes=hub_settings(session, hub_id).salvo_min)
    stays = draft.area_id == old.area_id
    event = old.event if stays else joining.joined_or_new_event(session, new, area, salvo=salvo, now=now)
    result = _keep(session, new, event, draft, now=now, action="amend_report")
    if event is not old.event:
        joining.refresh(session, old.event)
    return result


def _check_may_amend(session: Session, report: ShellingReport, by_id: int, now: datetime) -> None:
    """The author for a day; a coordinator whenever the mistake is found."""
    if session.get_one(User, by_id).role is Role.COORDINATOR:
        return
    _check_own(report, by_id, now)


def _check_own(report: ShellingReport, by_id: int, now: datetime) -> None:
    if report.reporter_id != by_id:
        raise NotYours
    if now - report.received_at > OWN_FOR:
        raise TooLate


def withdraw_report(
    session: Session, report_id: int, *, hub_id: int, by_id: int, reason: str, now: datetime
) -> ShellingReport:
    """The author takes a report back. Its event counts it no more; its hold stays until somebody releases it."""
    report = get_in_hub(session, ShellingReport, report_id, hub_id, lock=True)
    _check_own(report, by_id, now)
    if not reason.strip():
        raise Refused(N_("Not saved: say why."))
    if report.withdrawn_at is not None:
        return report
    report.withdrawn_at, report.withdraw_reason = now, reason.strip()
    joining.refresh(session, report.event)
    audit.record(session, "withdraw_report", report, by_id=by_id, now=now, event=report.event_id)
    return report


def add_figures(
    session: Session,
    event_id: int,
    *,
    hub_id: int,
    client_key: Any,
    killed: int | None,
    injured: int | None,
    source_ref: str,
    as_of: datetime | None = None,
    damage: tuple[str, ...] = (),
    expected_version: int,
    by_id: int,
    now: datetime,
) -> ShellingReport:
    """What became known later of people and damage: a report of its own beside the first, which stays as it is.

    as_of: when the figures were true; as they are written down where nobody says.
    """
    if killed is None and injured is None and not damage:
        raise Refused(N_("Write how many people were killed or hurt, or what was hit."))
    if as_of is not None and as_of > now:
        raise Refused(N_("This time lies ahead. Check the day and the time."))
    event = get_in_hub(session, ShellingEvent, event_id, hub_id, lock=True)
    first = event.reports[0]
    draft = ReportDraft(
        client_key=client_key,
        area_id=event.area_id,
        chip=first.chip,
        weapon=first.weapon,
        earliest_at=event.earliest_at,
        latest_at=event.latest_at,
        precision=first.time_precision,
        area_precision=AreaPrecision.AREA,
        observation=Observation.SECOND_HAND,
        source_type=SourceType.OFFICIAL,
        source_ref=source_ref,
        killed=killed,
        injured=injured,
        figures_at=as_of,
        damage=damage,
    )
    saved = session.scalar(select(ShellingReport).where(ShellingReport.uid == client_key))
    if saved is not None and saved.event_id == event.id and saved.reporter_id == by_id:
        return saved
    check_version(event, expected_version)
    report = draft.row(hub_id=hub_id, by_id=by_id, received_at=now)
    result = _keep(session, report, event, draft, now=now, history=True, action="add_figures")
    if result.is_new:
        doubt_points(session, result.report, now=now)
    return result.report
