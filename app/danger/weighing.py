"""The shellings of eight weeks as the forecast needs them: which areas each touches, when, how sure we are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.orm import Session

from app.danger.basis import Known
from app.danger.kept import Kept
from app.danger.known import KnownEvent, known_events
from app.danger.shellings import Shelling, Shellings, Telling
from app.domain.danger.forecast import HABITS_H, LEVEL_H
from app.domain.danger.tellings import source_of, weight_of
from app.domain.shelling import WEIGHT, EventState
from app.models import Area, EventVerdict, ShellingEvent, ShellingReport
from app.places import queries as places
from app.places.queries import Tree
from app.places.witnesses import standing_reports
from app.reading import read_once

Chosen = tuple[ColumnElement[bool], ...]
HISTORY, YEAR = timedelta(hours=LEVEL_H), timedelta(hours=HABITS_H + 24)
GONE = (EventState.FALSE, EventState.MERGED)
AT_ONCE = 500
ID = attrgetter("id")


@dataclass(frozen=True)
class RecentShellings:
    """All of them, and what would be different were any of them. version_of: of each recent event, by its id."""

    state: tuple[Any, ...]
    version_of: Mapping[int, int]
    all: Shellings


_last_read: Kept[int, RecentShellings] = Kept()


@read_once
def recent_shellings(session: Session, hub_id: int, *, now: datetime) -> RecentShellings:
    """Those that all parts of a page go by."""
    return shellings_now(session, hub_id, now=now)


def shellings_now(session: Session, hub_id: int, *, now: datetime) -> RecentShellings:
    """The events of eight weeks that nobody refuted; of those read before, only what changed is read again.

    Whether anything changed is asked of the rows each time, so it does not matter which process wrote them.
    """
    state = _state(session, hub_id, now)
    known = _last_read.find(hub_id)
    if known is not None and known.state == state:
        return known
    versions = dict(session.execute(select(ShellingEvent.id, ShellingEvent.version).where(*_recent(hub_id, now))).all())
    if known is None or not _is_later(session, state, known.state):
        known = RecentShellings(state, versions, Shellings.of(_read(session, hub_id, _recent(hub_id, now))))
    elif known.version_of != versions:
        known = RecentShellings(state, versions, _renewed(session, hub_id, known, versions))
    else:
        known = replace(known, state=state)
    return _last_read.keep(hub_id, known)


def _renewed(session: Session, hub_id: int, known: RecentShellings, versions: Mapping[int, int]) -> Shellings:
    before = known.version_of
    changed = [event_id for event_id, version in versions.items() if before.get(event_id) != version]
    gone = {*changed, *(before.keys() - versions.keys())}
    parts = (changed[start : start + AT_ONCE] for start in range(0, len(changed), AT_ONCE))
    fresh = [one for part in parts for one in _read(session, hub_id, (ShellingEvent.id.in_(part),))]
    return known.all.with_changed(gone, fresh)


def _state(session: Session, hub_id: int, now: datetime) -> tuple[Any, ...]:
    """An event's version counts every report and verdict of it. Newest ids are public ones: a number may come twice."""
    event = ShellingEvent
    each = func.sum(cast(event.id, BigInteger) * event.version)
    events = select(func.count(), func.sum(event.version), func.min(event.id), each)
    newest = select(ShellingReport.id, ShellingReport.uid).where(ShellingReport.hub_id == hub_id)
    areas = select(Area.uid, Area.id, Area.parent_id).where(Area.hub_id == hub_id).order_by(Area.id)
    counted = session.execute(events.where(*_recent(hub_id, now))).one()
    last = session.execute(newest.order_by(ShellingReport.id.desc()).limit(1)).one_or_none()
    return [tuple(row) for row in session.execute(areas)], last and tuple(last), tuple(counted)


def _is_later(session: Session, state: tuple[Any, ...], before: tuple[Any, ...]) -> bool:
    """Whether it can have grown from what was known: the same areas, and the newest report of then is still there.

    A database that was put back from a backup gives the same numbers to other rows.
    """
    if state[0] != before[0] or before[1] is None:
        return False
    report_id, uid = before[1]
    return bool(session.scalar(select(ShellingReport.uid).where(ShellingReport.id == report_id)) == uid)


def _recent(hub_id: int, now: datetime) -> Chosen:
    return (ShellingEvent.hub_id == hub_id, ShellingEvent.latest_at >= now - HISTORY)


def _read(session: Session, hub_id: int, chosen: Chosen) -> list[Shelling]:
    columns = (ShellingEvent.id, ShellingEvent.area_id, ShellingEvent.state)
    events = session.execute(select(*columns).where(*chosen, ShellingEvent.state.not_in(GONE))).all()
    reports: dict[int, list[Any]] = {}
    for report in session.execute(_reports_of(chosen)):
        reports.setdefault(report.event_id, []).append(report)
    for told in reports.values():
        told.sort(key=ID)  # few have two, so sorting all of them in the database costs more
    verdicts: dict[int, list[Any]] = {}
    for verdict in session.execute(_verdicts_of(chosen)):
        verdicts.setdefault(verdict.event_id, []).append(verdict)
    related = Related(places.tree(session, hub_id))
    return [
        _shelling(event, reports[event.id], verdicts.get(event.id, []), related)
        for event in events
        if event.id in reports
    ]


def shellings_known(
    session: Session, hub_id: int, known: Known, tree: Tree, *, now: datetime
) -> tuple[Shellings, list[KnownEvent]]:
    """The same as they were known once, and the year of events behind them."""
    related = Related(tree)
    year = list(known_events(session, hub_id, known, since=now - YEAR))
    recent = [one for one in year if one.latest_at >= now - HISTORY and one.state not in GONE]
    return Shellings.of(_shelling(one, one.reports, one.verdicts, related) for one in recent), year


def shellings_since(session: Session, hub_id: int, since: datetime) -> Shellings:
    """Those that may have been at that moment or later, as they are known now."""
    return Shellings.of(_read(session, hub_id, _recent(hub_id, since + HISTORY)))


def _reports_of(chosen: Chosen) -> Any:
    columns = (
        *(ShellingReport.id, ShellingReport.event_id, ShellingReport.area_id, ShellingReport.corrects_id),
        *(ShellingReport.earliest_at, ShellingReport.latest_at),
        *(ShellingReport.received_at, ShellingReport.withdrawn_at, ShellingReport.reporter_id),
        *(ShellingReport.observation, ShellingReport.source_type, ShellingReport.source_ref),
        ShellingReport.is_hearsay,
    )
    return select(*columns).join(ShellingEvent).where(*chosen)


def _verdicts_of(chosen: Chosen) -> Any:
    columns = (EventVerdict.event_id, EventVerdict.kind, EventVerdict.by_id, EventVerdict.at)
    return select(*columns).join(ShellingEvent).where(*chosen).order_by(EventVerdict.id)


class Related(dict[int, frozenset[int]]):
    """Of an area: itself, what it lies in and what lies in it. One of a settlement touches all its areas."""

    def __init__(self, tree: Tree) -> None:
        super().__init__()
        self.tree = tree

    def __missing__(self, area_id: int) -> frozenset[int]:
        self[area_id] = frozenset((*self.tree.up(area_id), *self.tree.down(area_id)))
        return self[area_id]

    def to_any(self, *area_ids: int) -> frozenset[int]:
        first, *others = {self[area_id] for area_id in area_ids}
        return first.union(*others) if others else first


def _shelling(event: Any, reports: Sequence[Any], verdicts: Sequence[Any], related: Related) -> Shelling:
    standing = standing_reports(reports) if len(reports) > 1 else reports
    return Shelling(
        event_id=event.id,
        touches=related.to_any(event.area_id, *(one.area_id for one in standing)),
        earliest=max(one.earliest_at for one in standing),
        latest=max(one.latest_at for one in standing),
        weight=WEIGHT[event.state],
        first_told_at=min(one.received_at for one in reports),
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
