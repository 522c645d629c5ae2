"""The log of shellings, one event with what hangs on it, and what somebody reported themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select, true, union_all
from sqlalchemy.orm import Session, selectinload

from app.accounts.scope import get_in_hub
from app.domain.geo import distance_m
from app.domain.shelling import EventState, Observation, VerdictKind, independent_witnesses
from app.models import Area, AreaWatch, EventsApart, Hold, ShellingEvent, ShellingReport, User
from app.places.queries import tree
from app.places.witnesses import facts_of, standing_reports
from app.shelling.apart import told_apart

PAGE = 30
NEAR_TIME = timedelta(hours=2)
NEAR_M = 3000


@dataclass(frozen=True)
class LogFilter:
    """What of the log is shown; None is all."""

    area_id: int | None = None
    state: EventState | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class LogPage:
    """Events newest first; older_id goes on from here, newer is a step back."""

    events: list[ShellingEvent]
    older: tuple[datetime, int] | None


def log_page(
    session: Session, hub_id: int, wanted: LogFilter, *, before: tuple[datetime, int] | None = None, limit: int = PAGE
) -> LogPage:
    """A page of the log. It goes on by the last event's moment and id, so it is as quick on the thousandth page."""
    query = (
        select(ShellingEvent)
        .options(selectinload(ShellingEvent.reports), selectinload(ShellingEvent.area))
        .order_by(ShellingEvent.latest_at.desc(), ShellingEvent.id.desc())
        .limit(limit + 1)
    )
    shown = _shown(hub_id, wanted, before)
    if wanted.area_id is None:
        query = query.where(*shown)
    else:
        query = query.where(
            ShellingEvent.id.in_(_newest_of_each(related(session, hub_id, wanted.area_id), shown, limit + 1))
        )
    found = list(session.scalars(query))
    page = found[:limit]
    return LogPage(page, (page[-1].latest_at, page[-1].id) if len(found) > limit else None)


def _shown(hub_id: int, wanted: LogFilter, before: tuple[datetime, int] | None) -> list[ColumnElement[bool]]:
    """Events joined with another are read on that one's page; the log shows them only when asked for."""
    event, is_state = ShellingEvent, ShellingEvent.state
    shown = [event.hub_id == hub_id, is_state == wanted.state if wanted.state else is_state != EventState.MERGED]
    if wanted.since is not None:
        shown.append(event.latest_at >= wanted.since)
    if before is not None:
        at, last_id = before
        shown += [event.latest_at <= at, or_(event.latest_at < at, event.id < last_id)]
    return shown


def _newest_of_each(area_ids: Iterable[int], shown: Sequence[ColumnElement[bool]], most: int) -> Select[int]:
    """Ids of the newest events of each area, which no index has in one order for several areas."""
    newest = select(ShellingEvent.id).order_by(ShellingEvent.latest_at.desc(), ShellingEvent.id.desc()).limit(most)
    parts = [newest.where(ShellingEvent.area_id == one, *shown).subquery() for one in sorted(area_ids)]
    return select(union_all(*(select(part.c.id) for part in parts)).subquery().c.id)


def related(session: Session, hub_id: int, area_id: int) -> set[int]:
    """The area, what it lies in and what lies in it."""
    places = tree(session, hub_id)
    return {*places.up(area_id), *places.down(area_id)}


def get_event(session: Session, hub_id: int, event_id: int) -> ShellingEvent:
    """The event; raises NotHere."""
    return get_in_hub(session, ShellingEvent, event_id, hub_id)


def get_report(session: Session, hub_id: int, report_id: int) -> ShellingReport:
    """The report; raises NotHere."""
    return get_in_hub(session, ShellingReport, report_id, hub_id)


def holds_of(session: Session, hub_id: int, event_ids: Sequence[int]) -> dict[int, list[Hold]]:
    """The holds that events made, by event, oldest first; also those released."""
    query = select(Hold).where(Hold.hub_id == hub_id, Hold.event_id.in_(event_ids)).order_by(Hold.id)
    found: dict[int, list[Hold]] = {}
    named = (selectinload(Hold.area), selectinload(Hold.road_segment), selectinload(Hold.service_point))
    for hold in session.scalars(query.options(*named)):
        if hold.event_id is not None:
            found.setdefault(hold.event_id, []).append(hold)
    return found


def merged_into(session: Session, event: ShellingEvent) -> list[ShellingEvent]:
    """The events that were joined into this one."""
    query = select(ShellingEvent).where(ShellingEvent.hub_id == event.hub_id, ShellingEvent.merged_into_id == event.id)
    return list(session.scalars(query.order_by(ShellingEvent.id)))


def told_of(session: Session, event: ShellingEvent) -> list[ShellingReport]:
    """Its reports; of one that was joined with another those that went over, so that it keeps its name."""
    moved = [report_id for one in event.verdicts if one.kind is VerdictKind.MERGE for report_id in one.reports]
    if event.reports or not moved:
        return list(event.reports)
    return list(session.scalars(select(ShellingReport).where(ShellingReport.id.in_(moved)).order_by(ShellingReport.id)))


def apart_from(session: Session, event: ShellingEvent) -> list[tuple[EventsApart, ShellingEvent]]:
    """The shellings that somebody told apart from this one, with the row that takes it back."""
    rows = told_apart(session, event.hub_id, [event.id])
    return [
        (one, session.get_one(ShellingEvent, one.first_id if one.second_id == event.id else one.second_id))
        for one in rows
    ]


def near_events(session: Session, event: ShellingEvent) -> list[ShellingEvent]:
    """Events that may be the same shelling: within two hours and 3 km, or a related area. Nearest in time first."""
    query = (
        select(ShellingEvent)
        .where(ShellingEvent.hub_id == event.hub_id, ShellingEvent.id != event.id)
        .where(ShellingEvent.state != EventState.MERGED)
        .where(ShellingEvent.latest_at >= event.earliest_at - NEAR_TIME)
        .where(ShellingEvent.earliest_at <= event.latest_at + NEAR_TIME)
        .options(selectinload(ShellingEvent.reports), selectinload(ShellingEvent.area))
        .limit(50)
    )
    near = related(session, event.hub_id, event.area_id)
    found = [one for one in session.scalars(query) if one.area_id in near or _is_near(one.area, event.area)]
    return sorted(found, key=lambda one: (abs(one.latest_at - event.latest_at), one.id))


def _is_near(one: Area, other: Area) -> bool:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return False
    return distance_m(one.lat, one.lon, other.lat, other.lon) <= NEAR_M


def names_of(session: Session, user_ids: Sequence[int | None]) -> dict[int | None, str]:
    """Who reported or judged, for the desk only."""
    wanted = {one for one in user_ids if one is not None}
    return {
        row.id: row.display_name
        for row in session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    }


@dataclass(frozen=True)
class SourcesCount:
    """How many told of it, how many of them saw or heard it independently, how many only passed it on."""

    sources: int
    independent: int
    second_hand: int


def sources_of(reports: Sequence[ShellingReport]) -> SourcesCount:
    """Each account once, each named source nobody signed for once; figures that came later are no witness."""
    standing = standing_reports(reports)
    told: dict[object, bool] = {}
    for one, facts in zip(standing, facts_of(standing), strict=True):
        source = one.reporter_id or one.source_ref or f"report {one.id}"
        told[source] = told.get(source, False) or facts.observation is not Observation.SECOND_HAND
    return SourcesCount(len(told), independent_witnesses(facts_of(standing)), list(told.values()).count(False))


@dataclass(frozen=True)
class Figures:
    """What one report says of people killed and hurt."""

    report: ShellingReport
    killed: int | None
    injured: int | None

    @property
    def as_of(self) -> datetime:
        return self.report.figures_at or self.report.received_at


def figures_of(event: ShellingEvent) -> list[Figures]:
    """Every figure in the order it came: the first stays beside what was learned later."""
    found = [
        Figures(one, one.killed, one.injured)
        for one in event.reports
        if one.withdrawn_at is None and (one.killed is not None or one.injured is not None)
    ]
    return sorted(found, key=lambda one: (one.as_of, one.report.id))


def own_reports(session: Session, hub_id: int, user_id: int, *, since: datetime) -> list[ShellingReport]:
    """What somebody reported since then, newest first."""
    query = (
        select(ShellingReport)
        .where(ShellingReport.hub_id == hub_id, ShellingReport.reporter_id == user_id)
        .where(ShellingReport.received_at >= since)
        .options(selectinload(ShellingReport.area), selectinload(ShellingReport.event))
    )
    return list(session.scalars(query.order_by(ShellingReport.id.desc())))


def watches_since(
    session: Session, hub_id: int, *, since: datetime, by_id: int | None = None
) -> list[tuple[AreaWatch, Area]]:
    """Who said they listen, and where, newest first; by_id: of one person only, for who may not know of the others."""
    query = (
        select(AreaWatch, Area)
        .join(Area, Area.id == AreaWatch.area_id)
        .where(AreaWatch.hub_id == hub_id, AreaWatch.to_at >= since)
        .where(true() if by_id is None else AreaWatch.by_id == by_id)
        .order_by(AreaWatch.to_at.desc(), AreaWatch.id.desc())
        .limit(60)
    )
    return [(watch, area) for watch, area in session.execute(query)]
