"""Shellings as they were known at some moment, made again from rows that are only ever added."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.danger.basis import Known
from app.domain.shelling import EventState, Observation, SourceType
from app.models import EventVerdict, ReportMove, ShellingEvent, ShellingReport, SourceMark
from app.places.witnesses import standing_reports
from app.shelling.joining import state_of
from app.shelling.marks import tie_of

OF_A_REPORT = ("id", "area_id", "reporter_id", "received_at", "earliest_at", "latest_at", "observation", "source_type")
ALSO = ("source_ref", "is_hearsay", "corrects_id")
OF_ITS_TELLING = ("shift ", "phone ")


@dataclass(frozen=True)
class KnownReport:
    """A report as it stood then: in its event of then, and withdrawn only if it was."""

    id: int
    area_id: int
    reporter_id: int | None
    received_at: datetime
    earliest_at: datetime
    latest_at: datetime
    observation: Observation
    source_type: SourceType
    source_ref: str
    is_hearsay: bool
    corrects_id: int | None
    event_id: int
    withdrawn_at: datetime | None
    origins: tuple[str, ...]


@dataclass(frozen=True)
class KnownEvent:
    """An event with the reports and verdicts that were known of it."""

    id: int
    area_id: int
    reports: list[KnownReport]
    verdicts: list[Any]

    @property
    def state(self) -> EventState:
        return state_of(cast(ShellingEvent, self))

    @property
    def standing(self) -> list[KnownReport]:
        return cast(list[KnownReport], standing_reports(cast(list[ShellingReport], self.reports)))

    @property
    def earliest_at(self) -> datetime:
        return min(one.earliest_at for one in self.standing)

    @property
    def latest_at(self) -> datetime:
        return max(one.latest_at for one in self.standing)


def known_events(session: Session, hub_id: int, known: Known, *, since: datetime) -> Iterator[KnownEvent]:
    """Those that may have been at since or later, by id."""
    moves = list(
        session.scalars(
            select(ReportMove)
            .where(ReportMove.hub_id == hub_id, ~known.moves.seen(ReportMove))
            .order_by(ReportMove.id.desc())
        )
    )
    event_then = {move.report_id: move.from_event_id for move in moves}  # the oldest of a report comes last
    late = select(ShellingReport.event_id).where(ShellingReport.hub_id == hub_id, ShellingReport.latest_at >= since)
    of_these = or_(ShellingReport.event_id.in_(late), *_any_of(event_then))
    ties = _ties(session, hub_id, known)
    reports: dict[int, list[KnownReport]] = {}
    for row in session.execute(_reports(hub_id, known).where(of_these)):
        withdrawn_at = row.withdrawn_at if row.id in known.withdrawn else None
        facts = {name: getattr(row, name) for name in (*OF_A_REPORT, *ALSO)}
        event_id = event_then.get(row.id, row.event_id)
        report = KnownReport(**facts, event_id=event_id, withdrawn_at=withdrawn_at, origins=_origins(row, ties))
        reports.setdefault(event_id, []).append(report)
    yield from _events(session, known, reports)


def _ties(session: Session, hub_id: int, known: Known) -> dict[int, set[str]]:
    """Reports that somebody had said come from one source by then."""
    found: dict[int, set[str]] = {}
    said = select(SourceMark).where(SourceMark.hub_id == hub_id, known.marks.seen(SourceMark))
    for mark in session.scalars(said.where(SourceMark.tied_to_id.is_not(None))):
        if mark.report_id is not None and mark.tied_to_id is not None:
            for report_id in (mark.report_id, mark.tied_to_id):
                found.setdefault(report_id, set()).add(tie_of(mark.report_id, mark.tied_to_id))
    return found


def _origins(row: Any, ties: dict[int, set[str]]) -> tuple[str, ...]:
    """Those of its telling, and the ties known by then: one that was said later changes no map issued before."""
    told = (one for one in row.origins or () if one.startswith(OF_ITS_TELLING))
    return (*told, *sorted(ties.get(row.id, ())))


def _any_of(event_then: dict[int, int]) -> list[Any]:
    """Reports that have moved since, and those they lay beside."""
    return (
        [
            ShellingReport.id.in_(event_then.keys()),
            ShellingReport.event_id.in_(event_then.values()),
        ]
        if event_then
        else []
    )


def _reports(hub_id: int, known: Known) -> Select[Any]:
    columns = [getattr(ShellingReport, name) for name in (*OF_A_REPORT, *ALSO, "origins", "event_id", "withdrawn_at")]
    return (
        select(*columns)
        .where(ShellingReport.hub_id == hub_id, known.reports.seen(ShellingReport))
        .order_by(ShellingReport.id)
    )


def _events(session: Session, known: Known, reports: dict[int, list[KnownReport]]) -> Iterator[KnownEvent]:
    verdicts: dict[int, list[Any]] = {}
    ids = sorted(reports)
    areas: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        found = select(EventVerdict.event_id, EventVerdict.kind, EventVerdict.by_id, EventVerdict.at)
        for row in session.execute(
            found.where(EventVerdict.event_id.in_(part), known.verdicts.seen(EventVerdict)).order_by(EventVerdict.id)
        ):
            verdicts.setdefault(row.event_id, []).append(row)
        places = select(ShellingEvent.id, ShellingEvent.area_id).where(ShellingEvent.id.in_(part))
        areas |= dict(session.execute(places).all())
    for event_id in ids:
        yield KnownEvent(event_id, areas[event_id], reports[event_id], verdicts.get(event_id, []))
