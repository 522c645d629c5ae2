"""The tellings that the hours of the day are learned from: each confirmed by itself, each by its own interval."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.danger.basis import Surroundings
from app.danger.known import KnownEvent
from app.domain.danger.coverage import MORE_THAN_ANY
from app.domain.danger.events import WeightedEvent
from app.domain.danger.tellings import SURE, weight_of
from app.domain.shelling import WEIGHT, EventState, VerdictKind
from app.models import EventVerdict, ShellingReport
from app.places.queries import Tree

COLUMNS = (
    *("id", "event_id", "area_id", "earliest_at", "latest_at", "received_at", "withdrawn_at", "reporter_id"),
    *("corrects_id", "observation", "source_type", "source_ref", "is_hearsay"),
)


def confirmed_tellings(
    session: Session, hub_id: int, beside: Surroundings, *, since: datetime, until: datetime
) -> list[WeightedEvent]:
    """What was confirmed before until, by an official source, an own team on site or a coordinator's verdict on it.

    A profile is a share of the day: whatever is added at one hour lowers the others. So in a large hub only what
    coordinators and named sources told is learned from at all; there nobody else's word, confirmed or not, and joined
    to whatever it may be, makes any hour calmer (docs/adr/0014).
    """
    told = _may_be_confirmed(hub_id, beside, since, until)
    reports = session.execute(select(*(getattr(ShellingReport, name) for name in COLUMNS)).where(*told)).all()
    verdicts: dict[int, list[Any]] = {}
    columns = (EventVerdict.event_id, EventVerdict.kind, EventVerdict.by_id, EventVerdict.at)
    of_these = EventVerdict.event_id.in_(select(ShellingReport.event_id).where(*told))
    for verdict in session.execute(select(*columns).where(of_these).order_by(EventVerdict.at, EventVerdict.id)):
        verdicts.setdefault(verdict.event_id, []).append(verdict)
    return [
        event
        for one in sorted(reports, key=lambda one: (one.event_id, one.id))
        if _is_confirmed(one, verdicts.get(one.event_id, []), until)
        for event in _learned(one, beside.tree)
    ]


def confirmed_tellings_of(
    events: Iterable[KnownEvent], beside: Surroundings, *, since: datetime, until: datetime
) -> list[WeightedEvent]:
    """The same of events as they were known once."""
    return [
        learned
        for event in events
        for one in _not_corrected(event.reports)
        if one.latest_at >= since
        and _is_heard(one, beside)
        and _is_confirmed(one, sorted(event.verdicts, key=lambda ruling: ruling.at), until)
        for learned in _learned(one, beside.tree)
    ]


def _may_be_confirmed(hub_id: int, beside: Surroundings, since: datetime, until: datetime) -> list[Any]:
    """What narrows a year of reports to those worth looking at; the last word is `_is_confirmed`."""
    newer = aliased(ShellingReport)
    is_same = and_(newer.corrects_id == ShellingReport.id, newer.event_id == ShellingReport.event_id)
    ruled = exists().where(
        EventVerdict.event_id == ShellingReport.event_id,
        EventVerdict.kind == VerdictKind.CONFIRM,
        EventVerdict.at < until,
    )
    found = [
        ShellingReport.hub_id == hub_id,
        ShellingReport.latest_at >= since,
        ShellingReport.received_at < until,
        or_(ShellingReport.source_type.in_(SURE), ruled),
        ~exists().where(is_same, newer.withdrawn_at.is_(None)),
    ]
    if beside.watchers_needed >= MORE_THAN_ANY:
        by_leaders = ShellingReport.reporter_id.in_(beside.leaders) | ShellingReport.reporter_id.is_(None)
        found.append(by_leaders | ShellingReport.source_type.in_(SURE))
    return found


def _not_corrected(reports: Sequence[Any]) -> Iterator[Any]:
    corrected = {one.corrects_id for one in reports if one.corrects_id is not None and one.withdrawn_at is None}
    return (one for one in reports if one.id not in corrected)


def _is_heard(report: Any, beside: Surroundings) -> bool:
    """A source is called official or an own team at the desk alone: that too is a coordinator's word."""
    if beside.watchers_needed < MORE_THAN_ANY or report.source_type in SURE:
        return True
    return report.reporter_id is None or report.reporter_id in beside.leaders


def _is_confirmed(report: Any, rulings: Sequence[Any], until: datetime) -> bool:
    """Of its own source or by a verdict, before until; and not refuted since."""
    before = [one for one in rulings if one.at < until]
    sure = WEIGHT[EventState.CONFIRMED]
    return report.received_at < until and min(weight_of(report, before), weight_of(report, rulings)) >= sure


def _learned(report: Any, tree: Tree) -> list[WeightedEvent]:
    """In the area told of, and in all that it lies in or that lies in it."""
    touched = dict.fromkeys((*tree.down(report.area_id), *tree.up(report.area_id)))
    sure = WEIGHT[EventState.CONFIRMED]
    source = report.reporter_id if report.reporter_id is not None else -report.id
    return [WeightedEvent(area, report.earliest_at, report.latest_at, sure, source) for area in touched]
