"""Keep shellings of long ago, many at once: they count, and touch nothing that stands today."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts import audit
from app.accounts.hubs import get_hub, hub_settings
from app.domain.shelling import Chip, EventState, VerdictKind
from app.models import EventVerdict, ShellingEvent, ShellingReport
from app.places.queries import Tree, tree
from app.shelling import joining
from app.shelling.draft import ReportDraft

AT_ONCE = 500


@dataclass(frozen=True)
class PastReport:
    """A report of long ago, told at received_at by nobody who signs here, with what was concluded about it then."""

    draft: ReportDraft
    received_at: datetime
    ref: str
    verdict: VerdictKind | None = None
    corrects: UUID | None = None


def report_by_key(session: Session, hub_id: int, key: UUID) -> ShellingReport:
    """The report that was sent under this key."""
    query = select(ShellingReport).where(ShellingReport.hub_id == hub_id, ShellingReport.uid == key)
    return session.scalars(query).one()


def known_hashes(session: Session, hub_id: int, uids: Sequence[UUID]) -> dict[UUID, str]:
    """The digests of those of these reports that are kept already."""
    found: dict[UUID, str] = {}
    for start in range(0, len(uids), AT_ONCE):
        part = uids[start : start + AT_ONCE]
        query = select(ShellingReport.uid, ShellingReport.body_hash)
        part_found = session.execute(query.where(ShellingReport.hub_id == hub_id, ShellingReport.uid.in_(part)))
        found |= dict(part_found.all())
    return found


def keep_history(
    session: Session, batches: Iterable[Sequence[PastReport]], *, hub_id: int, by_id: int, now: datetime
) -> int:
    """Keep them all; those of one salvo are joined, with each other and with events known before. Nothing is held.

    The batches come in the order of the shellings, so that a salvo that two of them share is one event; nothing of a
    batch stays in memory after it.
    """
    kept = 0
    for batch in batches:
        _keep_batch(session, batch, hub_id=hub_id, by_id=by_id, now=now)
        kept += len(batch)
    if kept:
        hub = get_hub(session, hub_id)
        audit.record(session, "import_shelling", hub, by_id=by_id, now=now, hub_id=hub_id, reports=kept)
    return kept


def _keep_batch(session: Session, batch: Sequence[PastReport], *, hub_id: int, by_id: int, now: datetime) -> None:
    if not batch:
        return
    index = _Index(tree(session, hub_id), timedelta(minutes=hub_settings(session, hub_id).salvo_min))
    for event in _known_events(session, hub_id, batch, index.salvo):
        index.add(event)
    touched: dict[int, ShellingEvent] = {}
    with session.no_autoflush:
        for past in sorted(batch, key=lambda one: (one.draft.earliest_at, one.ref)):
            event = _keep_one(session, past, index, hub_id=hub_id, by_id=by_id, now=now)
            touched[id(event)] = event
            if past.corrects is not None:
                old = _corrected(session, event, past.corrects)
                touched[id(old)] = old
        for event in touched.values():
            joining.settle(event)
    session.flush()


def _known_events(
    session: Session, hub_id: int, reports: Sequence[PastReport], salvo: timedelta
) -> Iterator[ShellingEvent]:
    first = min(one.draft.earliest_at for one in reports) - salvo
    last = max(one.draft.latest_at for one in reports) + salvo
    query = (
        select(ShellingEvent)
        .where(ShellingEvent.hub_id == hub_id, ShellingEvent.state != EventState.MERGED)
        .where(ShellingEvent.latest_at >= first, ShellingEvent.earliest_at <= last)
        .options(selectinload(ShellingEvent.reports), selectinload(ShellingEvent.verdicts))
    )
    yield from session.scalars(query)


class _Index:
    """Events that a sharp report may join, by area and hour."""

    def __init__(self, places: Tree, salvo: timedelta) -> None:
        self.places = places
        self.salvo = salvo
        self.by_hour: dict[tuple[int, bool, int], list[ShellingEvent]] = defaultdict(list)

    def add(self, event: ShellingEvent) -> None:
        """A vague event is found by its sharp reports only."""
        for report in event.reports:
            if report.time_precision in joining.SHARP:
                self.note(event, report)

    def note(self, event: ShellingEvent, report: ShellingReport) -> None:
        for hour in _hours(report.earliest_at, report.latest_at):
            self.by_hour[event.area_id, report.chip is Chip.MINE, hour].append(event)

    def find(self, draft: ReportDraft) -> ShellingEvent | None:
        """The same salvo's event: in the area itself rather than around it, then the nearest before."""
        if draft.precision not in joining.SHARP:
            return None
        first, last = draft.earliest_at - self.salvo, draft.latest_at + self.salvo
        around = [*self.places.up(draft.area_id), *(a for a in self.places.down(draft.area_id) if a != draft.area_id)]
        for area_id in around:
            for hour in _hours(first, last):
                for event in self.by_hour.get((area_id, draft.chip is Chip.MINE, hour), ()):
                    if event.latest_at >= first and event.earliest_at <= last:
                        return event
        return None


def _hours(first: datetime, last: datetime) -> range:
    return range(int(first.timestamp()) // 3600, int(last.timestamp()) // 3600 + 1)


def _keep_one(
    session: Session, past: PastReport, index: _Index, *, hub_id: int, by_id: int, now: datetime
) -> ShellingEvent:
    report = past.draft.row(hub_id=hub_id, by_id=None, received_at=past.received_at)
    event = index.find(past.draft)
    is_new = event is None
    if event is None:
        event = ShellingEvent(
            hub_id=hub_id,
            area_id=report.area_id,
            earliest_at=report.earliest_at,
            latest_at=report.latest_at,
            state=EventState.UNVERIFIED,
            created_at=now,
        )
        session.add(event)
    event.earliest_at = min(event.earliest_at, report.earliest_at)
    event.latest_at = max(event.latest_at, report.latest_at)
    event.reports.append(report)
    if report.time_precision in joining.SHARP:
        index.note(event, report)
    _conclude(event, past, is_new=is_new, by_id=by_id)
    return event


def _corrected(session: Session, event: ShellingEvent, key: UUID) -> ShellingEvent:
    """Name what the newest report of the event corrects; the event of that one counts it no more."""
    old = report_by_key(session, event.hub_id, key)
    report = event.reports[-1]
    report.corrects_id = old.id
    return old.event


def _conclude(event: ShellingEvent, past: PastReport, *, is_new: bool, by_id: int) -> None:
    """A verdict of then; one that weakens says nothing about the reports of others that it never knew."""
    strengthens = past.verdict in {VerdictKind.CORROBORATE, VerdictKind.CONFIRM}
    if past.verdict is None or not (is_new or strengthens):
        return
    event.verdicts.append(EventVerdict(kind=past.verdict, by_id=by_id, at=past.received_at, why=f"CSV {past.ref}"))
