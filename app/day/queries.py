"""Reads for the front page of a coordinator: the day in figures, what waits, what is held."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.hubs import hub_zone
from app.domain.needs import Urgency
from app.domain.outcomes import Cause, Outcome
from app.domain.shelling import EventState
from app.domain.states import NeedState, VisitState
from app.models import Hold, Household, Need, RouteVersion, ShellingEvent, ShellingReport, Visit, VisitNeed
from app.needs.queries import TriageRow, scored
from app.places.queries import HoldIndex, holds_covering, is_ready_for_review
from app.places.witnesses import standing_reports
from app.routes import queries as routes

OPEN_VISITS = (VisitState.PUBLISHED, VisitState.UNDER_WAY)
COUNTED_VISITS = (*OPEN_VISITS, VisitState.DONE, VisitState.MISSED)
# Waiting without a place on a route: longer than this is an alarm of its own.
LONGEST_WAIT = {Urgency.U1: timedelta(hours=4), Urgency.U2: timedelta(hours=24)}
UNSCHEDULED = (NeedState.NEW, NeedState.TRIAGED, NeedState.INFO_NEEDED, NeedState.READY, NeedState.DECISION_NEEDED)
PENSION_KIND, PENSION_DAY = "PEN", 25
SHOWN_MISSES = 3


def today(session: Session, hub_id: int, now: datetime) -> date:
    return now.astimezone(hub_zone(session, hub_id)).date()


@dataclass(frozen=True)
class Running:
    """A day with its published routes, what was promised and is on none, what holds now: read once for a page."""

    on: date
    published: list[RouteVersion]
    promised: list[Visit]
    index: HoldIndex


def running(session: Session, hub_id: int, on: date, *, now: datetime) -> Running:
    published, promised = routes.published_on(session, hub_id, on), routes.promised_visits(session, hub_id, on)
    return Running(on, published, promised, holds_covering(session, hub_id, now=now))


@dataclass(frozen=True)
class Tally:
    """The visits of a day by how they stand, as the evening counts them; held ones are not among those ahead.

    promised: those on no route, which are in `visits` and in no other figure.
    """

    teams: int
    visits: int
    done: int
    ahead: int
    held: int
    missed: int
    promised: int


def tally(session: Session, hub_id: int, day: Running) -> Tally:
    standings = [one for route in day.published for one in routes.stop_standing(route, day.index)]
    held = {one.stop.visit_id for one in standings if one.is_held}
    query = select(Visit.state, Visit.id).where(
        Visit.hub_id == hub_id, Visit.on == day.on, Visit.state.in_(COUNTED_VISITS)
    )
    rows = session.execute(query).all()
    states = Counter(state for state, _ in rows)
    open_ids = {visit_id for state, visit_id in rows if state in OPEN_VISITS}
    done, missed = states[VisitState.DONE], states[VisitState.MISSED]
    promised = len(day.promised)
    ahead, stopped = len(open_ids - held), len(open_ids & held)
    return Tally(len(day.published), len(rows) + promised, done, ahead, stopped, missed, promised)


@dataclass(frozen=True)
class PastMiss:
    on: date
    cause: Cause


@dataclass(frozen=True)
class DecisionRow:
    """A need that waits for a decision, its last misses oldest first, and days left until pensions are paid out."""

    row: TriageRow
    misses: Sequence[PastMiss]
    pension_days_left: int | None


def decision_rows(session: Session, rows: list[TriageRow], on: date) -> list[DecisionRow]:
    misses = past_misses(session, [one.need.id for one in rows])
    return [DecisionRow(one, misses[one.need.id][-SHOWN_MISSES:], pension_days_left(one.need, on)) for one in rows]


def pension_days_left(need: Need, on: date) -> int | None:
    """Days to the 25th, after which an unpaid pension waits another month; None for other needs and later days."""
    is_ahead = need.kind.code == PENSION_KIND and on.day <= PENSION_DAY
    return PENSION_DAY - on.day if is_ahead else None


def past_misses(session: Session, need_ids: list[int]) -> dict[int, list[PastMiss]]:
    """Misses since the last visit that met the need, oldest first."""
    found: dict[int, list[PastMiss]] = defaultdict(list)
    query = (
        select(VisitNeed.need_id, Visit.on, Visit.outcome, Visit.cause)
        .join(Visit, Visit.id == VisitNeed.visit_id)
        .where(VisitNeed.need_id.in_(need_ids), Visit.outcome.is_not(None))
        .order_by(Visit.on, Visit.outcome_at, Visit.id)
    )
    for need_id, on, outcome, cause in session.execute(query) if need_ids else ():
        if outcome is Outcome.DONE:
            found[need_id].clear()
        elif cause is not None:
            found[need_id].append(PastMiss(on, cause))
    return found


@dataclass
class HeldPlace:
    """A hold with what it stops today and what was reported."""

    hold: Hold
    is_ready_for_review: bool
    visits: int = 0
    reports: list[ShellingReport] = field(default_factory=list)
    event: ShellingEvent | None = None


def held_places(session: Session, day: Running, *, now: datetime) -> list[HeldPlace]:
    """Every hold that holds now; those to look at again first, then the newest."""
    stopped = _visits_stopped(day)
    events = _events(session, {hold.event_id for hold in day.index.all if hold.event_id is not None})
    rows = []
    for hold in day.index.all:
        event = events.get(hold.event_id or 0)
        reports = standing_reports(event.reports) if event else []
        rows.append(HeldPlace(hold, is_ready_for_review(hold, now), len(stopped[hold.id]), reports, event))
    return sorted(rows, key=lambda row: (not row.is_ready_for_review, -row.hold.from_at.timestamp(), row.hold.id))


def _visits_stopped(day: Running) -> dict[int, set[int]]:
    stopped: dict[int, set[int]] = defaultdict(set)
    for route in day.published:
        for one in routes.stop_standing(route, day.index):
            for hold in one.holds:
                stopped[hold.id].add(one.stop.visit_id or 0)
    for visit in day.promised:
        for hold in routes.holds_on_visit(visit, day.index):
            stopped[hold.id].add(visit.id)
    return stopped


def _events(session: Session, ids: Iterable[int]) -> dict[int, ShellingEvent]:
    query = select(ShellingEvent).where(ShellingEvent.id.in_(list(ids)))
    return {one.id: one for one in session.scalars(query.options(selectinload(ShellingEvent.reports)))}


def waiting_too_long(session: Session, hub_id: int, *, now: datetime) -> list[TriageRow]:
    """Urgent needs on no route for longer than their urgency bears, the longest first."""
    found: list[Need] = []
    for urgency, longest in LONGEST_WAIT.items():
        query = select(Need).where(
            Need.hub_id == hub_id, Need.urgency == urgency, Need.state.in_(UNSCHEDULED), Need.logged_at < now - longest
        )
        loaded = query.options(joinedload(Need.kind), joinedload(Need.household).joinedload(Household.area))
        found += session.scalars(loaded)
    return sorted(scored(session, hub_id, found, now=now), key=lambda row: (row.need.urgency, row.need.logged_at))


@dataclass(frozen=True)
class Waiting:
    """How many new needs to read and shellings to verify: two counts, for the menu."""

    needs: int
    events: int


def waiting(session: Session, hub_id: int) -> Waiting:
    new = select(func.count()).select_from(Need).where(Need.hub_id == hub_id, Need.state == NeedState.NEW)
    unsure = (
        select(func.count())
        .select_from(ShellingEvent)
        .where(ShellingEvent.hub_id == hub_id, ShellingEvent.state == EventState.UNVERIFIED)
    )
    return Waiting(session.scalar(new) or 0, session.scalar(unsure) or 0)
