"""Which event a report belongs to, and what an event amounts to after each change."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from app.domain.shelling import (
    Chip,
    EventState,
    TimePrecision,
    VerdictFacts,
    event_state,
)
from app.models import Area, ShellingEvent, ShellingReport
from app.places.queries import tree
from app.places.witnesses import facts_of, only_reporters, standing_reports

# A part of a day or a date may mean several shellings: such a report joins others by hand only.
SHARP = {TimePrecision.EXACT, TimePrecision.QUARTER, TimePrecision.HOUR}


def joined_or_new_event(
    session: Session, report: ShellingReport, area: Area, *, salvo: timedelta, now: datetime
) -> ShellingEvent:
    """The event of the same salvo there, or a new one."""
    return _same_salvo(session, report, area, salvo) or new_event(session, report, now=now)


def new_event(session: Session, report: ShellingReport, *, now: datetime) -> ShellingEvent:
    event = ShellingEvent(
        hub_id=report.hub_id,
        area_id=report.area_id,
        earliest_at=report.earliest_at,
        latest_at=report.latest_at,
        state=EventState.UNVERIFIED,
        created_at=now,
    )
    session.add(event)
    session.flush()
    return event


def _same_salvo(session: Session, report: ShellingReport, area: Area, salvo: timedelta) -> ShellingEvent | None:
    """Of the events within the salvo's time, there or in what it lies in or holds: the area's own, then the nearest."""
    if report.time_precision not in SHARP:
        return None
    places = tree(session, area.hub_id)
    related = {*places.up(area.id), *places.down(area.id)}
    query = (
        select(ShellingEvent)
        .where(ShellingEvent.hub_id == area.hub_id, ShellingEvent.area_id.in_(related))
        .where(ShellingEvent.latest_at >= report.earliest_at - salvo)
        .where(ShellingEvent.earliest_at <= report.latest_at + salvo)
        .where(ShellingEvent.state != EventState.MERGED)
        .options(selectinload(ShellingEvent.reports))
        .with_for_update(key_share=True)
    )
    found = [event for event in session.scalars(query) if _apart(event, report) <= salvo]
    return min(found, key=lambda event: (event.area_id != area.id, _apart(event, report), event.id), default=None)


def _apart(event: ShellingEvent, report: ShellingReport) -> timedelta:
    """From the nearest report that is sharp and of a kind: what lies unexploded is no part of a salvo.

    A vague report that a person joined stretches its event over a morning, and draws nothing else of that morning in.
    """
    others = [one for one in standing_reports(event.reports) if one.time_precision in SHARP]
    gaps = [
        max(one.earliest_at - report.latest_at, report.earliest_at - one.latest_at, timedelta(0))
        for one in others
        if (one.chip is Chip.MINE) == (report.chip is Chip.MINE)
    ]
    return min(gaps, default=timedelta.max)


def state_of(event: ShellingEvent) -> EventState:
    """From what stands; an event whose every report was withdrawn is unverified, not gone."""
    everything_gone = all(one.withdrawn_at is not None for one in event.reports)
    facts = [] if everything_gone else facts_of(standing_reports(event.reports))
    return event_state(facts, [VerdictFacts(one.kind, one.by_id, one.at) for one in event.verdicts])


def only_source_of(event: ShellingEvent) -> frozenset[int]:
    """The accounts that may not judge it: all reports rest on them."""
    return only_reporters(event.reports)


def refresh(session: Session, event: ShellingEvent) -> None:
    """State and span after a change of reports or verdicts."""
    session.flush()
    session.expire(event, ["reports", "verdicts"])
    settle(event)
    session.flush()


def settle(event: ShellingEvent) -> None:
    """State and span from what stands; the version counts every change, also one that leaves both as they were."""
    if event.reports:
        standing = standing_reports(event.reports)
        event.earliest_at = min(one.earliest_at for one in standing)
        event.latest_at = max(one.latest_at for one in standing)
    event.state = state_of(event)
    flag_modified(event, "state")
