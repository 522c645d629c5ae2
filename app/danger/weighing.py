"""The shellings of eight weeks as the forecast needs them: which areas each touches, when, how sure we are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.danger.basis import Known
from app.danger.known import KnownEvent, known_events
from app.domain.danger.forecast import HABITS_H, LEVEL_H, WeightedEvent
from app.domain.danger.tellings import source_of, weight_of
from app.domain.shelling import WEIGHT, EventState
from app.models import Area, EventVerdict, ShellingEvent, ShellingReport
from app.places import queries as places
from app.places.queries import Tree
from app.places.witnesses import standing_reports

HISTORY, YEAR = timedelta(hours=LEVEL_H), timedelta(hours=HABITS_H + 24)
GONE = (EventState.FALSE, EventState.MERGED)


@dataclass(frozen=True)
class Telling:
    """What one report adds to the forecast, whatever event it was joined to."""

    touches: frozenset[int]
    earliest: datetime
    latest: datetime
    weight: float
    source: int


@dataclass(frozen=True)
class Shelling:
    """One event. It is as late as its latest report says: another report never ages it.

    weight: of the event as a whole, for words. tellings: what the forecast counts.
    """

    event_id: int
    touches: frozenset[int]
    earliest: datetime
    latest: datetime
    weight: float
    received_at: datetime
    tellings: tuple[Telling, ...]


def events_of(shellings: Iterable[Shelling]) -> list[WeightedEvent]:
    """What the forecast takes of them: each report by itself, in each area it touches."""
    return [
        WeightedEvent(area, one.earliest, one.latest, one.weight, one.source)
        for shelling in shellings
        for one in shelling.tellings
        for area in one.touches
    ]


@dataclass(frozen=True)
class RecentShellings:
    """All of them, and what would be different were any of them."""

    state: tuple[Any, ...]
    all: list[Shelling]


_last_read: dict[int, RecentShellings] = {}


def recent_shellings(session: Session, hub_id: int, *, now: datetime) -> RecentShellings:
    """The events of eight weeks that nobody refuted; read again only when one of them changed."""
    state = _state(session, hub_id, now)
    known = _last_read.get(hub_id)
    if known is None or known.state != state:
        known = _last_read[hub_id] = RecentShellings(state, _read(session, hub_id, now))
    return known


def _state(session: Session, hub_id: int, now: datetime) -> tuple[Any, ...]:
    """An event's version counts every report and verdict of it. Newest ids are public ones: a number may come twice."""
    events = select(func.count(), func.sum(ShellingEvent.version), func.min(ShellingEvent.id))
    newest = select(ShellingReport.uid).where(ShellingReport.hub_id == hub_id).order_by(ShellingReport.id.desc())
    areas = select(Area.uid, Area.parent_id).where(Area.hub_id == hub_id).order_by(Area.id)
    counted = session.execute(events.where(*_recent(hub_id, now))).one()
    return (tuple(counted), session.scalar(newest.limit(1)), [tuple(row) for row in session.execute(areas)])


def _recent(hub_id: int, now: datetime) -> tuple[Any, ...]:
    return (ShellingEvent.hub_id == hub_id, ShellingEvent.latest_at >= now - HISTORY)


def _read(session: Session, hub_id: int, now: datetime) -> list[Shelling]:
    columns = (ShellingEvent.id, ShellingEvent.area_id, ShellingEvent.state)
    events = session.execute(select(*columns).where(*_recent(hub_id, now), ShellingEvent.state.not_in(GONE))).all()
    reports: dict[int, list[Any]] = {}
    for report in session.execute(_reports_of(hub_id, now)).all():
        reports.setdefault(report.event_id, []).append(report)
    verdicts: dict[int, list[Any]] = {}
    for verdict in session.execute(_verdicts_of(hub_id, now)).all():
        verdicts.setdefault(verdict.event_id, []).append(verdict)
    related = Related(places.tree(session, hub_id))
    told = [
        _shelling(event, reports[event.id], verdicts.get(event.id, []), related)
        for event in events
        if event.id in reports
    ]
    return sorted(told, key=lambda one: one.event_id)


def shellings_known(
    session: Session, hub_id: int, known: Known, tree: Tree, *, now: datetime
) -> tuple[list[Shelling], list[KnownEvent]]:
    """The same as they were known once, and the year of events behind them."""
    related = Related(tree)
    year = list(known_events(session, hub_id, known, since=now - YEAR))
    recent = [one for one in year if one.latest_at >= now - HISTORY and one.state not in GONE]
    return [_shelling(one, one.reports, one.verdicts, related) for one in recent], year


def shellings_since(session: Session, hub_id: int, since: datetime) -> list[Shelling]:
    """Those that may have been at that moment or later, as they are known now."""
    return _read(session, hub_id, since + HISTORY)


def _reports_of(hub_id: int, now: datetime) -> Any:
    columns = (
        *(ShellingReport.id, ShellingReport.event_id, ShellingReport.area_id, ShellingReport.corrects_id),
        *(ShellingReport.earliest_at, ShellingReport.latest_at),
        *(ShellingReport.received_at, ShellingReport.withdrawn_at, ShellingReport.reporter_id),
        *(ShellingReport.observation, ShellingReport.source_type, ShellingReport.source_ref),
        ShellingReport.is_hearsay,
    )
    return select(*columns).join(ShellingEvent).where(*_recent(hub_id, now)).order_by(ShellingReport.id)


def _verdicts_of(hub_id: int, now: datetime) -> Any:
    columns = (EventVerdict.event_id, EventVerdict.kind, EventVerdict.by_id, EventVerdict.at)
    return select(*columns).join(ShellingEvent).where(*_recent(hub_id, now)).order_by(EventVerdict.id)


class Related(dict[int, frozenset[int]]):
    """Of an area: itself, what it lies in and what lies in it. One of a settlement touches all its areas."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self.tree = tree

    def __missing__(self, area_id: int) -> frozenset[int]:
        self[area_id] = frozenset((*self.tree.up(area_id), *self.tree.down(area_id)))
        return self[area_id]


def _shelling(event: Any, reports: Sequence[Any], verdicts: Sequence[Any], related: Related) -> Shelling:
    standing = standing_reports(reports)
    return Shelling(
        event_id=event.id,
        touches=frozenset().union(*(related[area] for area in {event.area_id, *(one.area_id for one in standing)})),
        earliest=max(one.earliest_at for one in standing),
        latest=max(one.latest_at for one in standing),
        weight=WEIGHT[event.state],
        received_at=max(one.received_at for one in reports),
        tellings=tuple(_tellings(reports, sorted(verdicts, key=lambda one: one.at), related)),
    )


def _tellings(reports: Sequence[Any], verdicts: Sequence[Any], related: Related) -> Iterator[Telling]:
    """All but what a later report corrects."""
    corrected = {one.corrects_id for one in reports if one.corrects_id is not None and one.withdrawn_at is None}
    for one in reports:
        weight = 0.0 if one.id in corrected else weight_of(one, verdicts)
        if weight:
            yield Telling(related[one.area_id], one.earliest_at, one.latest_at, weight, source_of(one))
