"""The evening of a day: every published visit of each team with its outcome, its prints, what the day came to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.day.queries import COUNTED_VISITS, OPEN_VISITS
from app.domain.errors import NotHere, Refused
from app.domain.outcomes import AT_THE_DOOR, Cause, Outcome, is_miss
from app.domain.states import DayState, NeedState, VisitState
from app.domain.timespan import moments_of
from app.models import Area, Day, Departure, FollowUp, Need, NeedMove, RouteVersion, Sheet, Team, Visit
from app.needs.errors import ReasonMissing
from app.needs.possible import is_on_no_route
from app.needs.queries import plannable
from app.needs.service import correct_outcome, record_visit
from app.places.queries import HoldIndex, holds_covering
from app.routes import queries as routes


@dataclass(frozen=True)
class Line:
    """One visit on the page. A visit of several stops has one outcome and the codes of all of them."""

    visit: Visit
    codes: tuple[str, ...] = ()
    planned_min: int | None = None
    area: Area | None = None
    is_held: bool = False

    def takes(self, outcome: Outcome) -> bool:
        """Whether this can be offered: of a visit on no route, only what kept us at the base."""
        return not is_on_no_route(self.visit) or (is_miss(outcome) and outcome not in AT_THE_DOOR)

    @property
    def is_open(self) -> bool:
        return self.visit.state in (*OPEN_VISITS, VisitState.PROPOSED)

    @property
    def label(self) -> str:
        """What the paper calls it; the codes of its needs where it is on no paper."""
        return " ".join(dict.fromkeys(self.codes)) or ", ".join(need.code for need in self.visit.needs)


@dataclass
class TeamDay:
    """What one team was to do, the prints it had, when it left and was home. team is None for visits of no team."""

    team: Team | None
    lines: list[Line] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)

    @property
    def left_unwritten(self) -> bool:
        """Somebody was at a door, so the team had left, and nobody wrote down that it did."""
        return not self.departures and any(line.visit.outcome in AT_THE_DOOR for line in self.lines)


@dataclass(frozen=True)
class Entry:
    """What was written for one visit; at_min is local minutes of the day, None where no time was written."""

    visit_id: int
    outcome: Outcome
    version: int
    cause: Cause | None = None
    note: str = ""
    at_min: int | None = None
    reason: str = ""


def team_days(session: Session, hub_id: int, on: date, *, now: datetime) -> list[TeamDay]:
    """By team number; visits promised for the day that are on no route stand last."""
    index = holds_covering(session, hub_id, now=now)
    visits = {visit.id: visit for visit in _visits(session, hub_id, on)}
    days: list[TeamDay] = []
    for route in routes.published_on(session, hub_id, on):
        held = {one.stop.visit_id for one in routes.stop_standing(route, index) if one.is_held}
        day = TeamDay(route.team)
        for visit_id in dict.fromkeys(stop.visit_id for stop in route.stops if stop.visit_id in visits):
            day.lines.append(_line(visits.pop(visit_id), route, visit_id in held))
        days.append(day)
    if visits:
        days.append(TeamDay(None, [_off_route(visit, index) for visit in visits.values()]))
    _add_paper(session, hub_id, on, days)
    return days


def _visits(session: Session, hub_id: int, on: date) -> list[Visit]:
    loaded = (
        selectinload(Visit.needs).selectinload(Need.kind),
        selectinload(Visit.needs).selectinload(Need.person),
        selectinload(Visit.household),
    )
    promised = [visit.id for visit in routes.promised_visits(session, hub_id, on)]
    counts = Visit.state.in_(COUNTED_VISITS) | Visit.id.in_(promised)
    query = select(Visit).where(Visit.hub_id == hub_id, Visit.on == on, counts)
    return list(session.scalars(query.options(*loaded).order_by(Visit.id)))


def _off_route(visit: Visit, index: HoldIndex) -> Line:
    return Line(visit, area=visit.household.area, is_held=bool(routes.holds_on_visit(visit, index)))


def _line(visit: Visit, route: RouteVersion, is_held: bool) -> Line:
    stops = [stop for stop in route.stops if stop.visit_id == visit.id]
    return Line(visit, tuple(stop.code for stop in stops if stop.code), stops[0].arrive_min, stops[0].area, is_held)


def _add_paper(session: Session, hub_id: int, on: date, days: list[TeamDay]) -> None:
    by_team = {day.team.id: day for day in days if day.team is not None}
    for sheet in reversed(routes.sheets_on(session, hub_id, on)):
        if sheet.route.team_id in by_team:
            by_team[sheet.route.team_id].sheets.append(sheet)
    query = select(Departure).where(Departure.hub_id == hub_id, Departure.on == on).order_by(Departure.left_at)
    for departure in session.scalars(query):
        if departure.team_id in by_team:
            by_team[departure.team_id].departures.append(departure)


def write_lines(
    session: Session, entries: Iterable[Entry], *, hub_id: int, on: date, by_id: int, now: datetime
) -> dict[int, Refused]:
    """Write each outcome by itself: what is refused is answered by visit id, the rest is kept."""
    refused: dict[int, Refused] = {}
    for entry in entries:
        try:
            with session.begin_nested():
                _write(session, entry, hub_id=hub_id, on=on, by_id=by_id, now=now)
        except NotHere:
            raise
        except Refused as refusal:
            refused[entry.visit_id] = refusal
    return refused


def _write(session: Session, entry: Entry, *, hub_id: int, on: date, by_id: int, now: datetime) -> None:
    visit = get_in_hub(session, Visit, entry.visit_id, hub_id, lock=True)
    if visit.on != on:
        raise NotHere("Visit")
    who = {"hub_id": hub_id, "by_id": by_id, "now": now, "expected_version": entry.version}
    if visit.outcome is not None:
        correct_outcome(
            session,
            visit.id,
            entry.outcome,
            cause=entry.cause,
            note=entry.note,
            reason=entry.reason,
            outcome_at=None if entry.at_min is None else _moment(session, visit, entry.at_min, now),
            **who,  # type: ignore[arg-type]
        )
        return
    if is_closed(session, hub_id, on) and not entry.reason.strip():
        raise ReasonMissing
    at = _moment(session, visit, entry.at_min, now)
    record_visit(
        session,
        visit.id,
        entry.outcome,
        cause=entry.cause,
        note=entry.note,
        outcome_at=at,
        is_time_written=entry.at_min is not None,
        **who,  # type: ignore[arg-type]
    )


def _moment(session: Session, visit: Visit, minute: int | None, now: datetime) -> datetime:
    """What was written, else a place in the order: now on the day itself, its end later; never ahead of now."""
    tz = hub_zone(session, visit.hub_id)
    if minute is None and visit.on == now.astimezone(tz).date():
        return now
    return min(now, moments_of(24 * 60 - 1 if minute is None else minute, visit.on, tz)[1])


def gone_from_page(session: Session, visit_ids: Iterable[int], *, hub_id: int) -> list[Visit]:
    """Visits of this hub that were on the page when it was opened and are not any more: cancelled, or not promised."""
    query = select(Visit).where(Visit.hub_id == hub_id, Visit.id.in_(list(visit_ids))).order_by(Visit.id)
    return list(session.scalars(query.options(selectinload(Visit.needs).selectinload(Need.kind))))


def is_closed(session: Session, hub_id: int, on: date) -> bool:
    day = routes.find_day(session, hub_id, on)
    return day is not None and day.state is DayState.CLOSED


@dataclass(frozen=True)
class Summary:
    """What a day came to: misses by cause, and what it opened."""

    done: int
    open: int
    misses: Counter[Cause]
    follow_ups: int
    decisions: int


def summary(session: Session, hub_id: int, on: date) -> Summary:
    visits = select(Visit.state, Visit.cause).where(Visit.hub_id == hub_id, Visit.on == on)
    rows = session.execute(visits).all()
    opened = (
        select(func.count())
        .select_from(FollowUp)
        .join(Visit, Visit.id == FollowUp.visit_id)
        .where(Visit.hub_id == hub_id, Visit.on == on)
    )
    asked = (
        select(func.count(Need.id.distinct()))
        .join(NeedMove, NeedMove.need_id == Need.id)
        .join(Need.visits)
        .where(Visit.hub_id == hub_id, Visit.on == on, NeedMove.to_state == NeedState.DECISION_NEEDED)
        .where(NeedMove.at >= Visit.outcome_at)
    )
    return Summary(
        done=sum(state is VisitState.DONE for state, _ in rows),
        open=sum(state in OPEN_VISITS for state, _ in rows) + len(routes.promised_visits(session, hub_id, on)),
        misses=Counter(cause for state, cause in rows if state is VisitState.MISSED and cause is not None),
        follow_ups=session.scalar(opened) or 0,
        decisions=session.scalar(asked) or 0,
    )


@dataclass(frozen=True)
class Tomorrow:
    """What the next day begins with by itself; a need stands in the first list that fits."""

    missed: list[Need]
    deadlines: list[Need]
    recurring: list[Need]


def tomorrow(session: Session, hub_id: int, on: date) -> Tomorrow:
    after = on + timedelta(days=1)
    waiting = plannable(session, hub_id, after)
    query = select(Visit).where(Visit.hub_id == hub_id, Visit.on == on, Visit.state == VisitState.MISSED)
    missed_ids = {
        need.id for visit in session.scalars(query.options(selectinload(Visit.needs))) for need in visit.needs
    }
    missed = [need for need in waiting if need.id in missed_ids]
    rest = [need for need in waiting if need.id not in missed_ids]
    deadlines = [need for need in rest if need.deadline_on is not None and need.deadline_on <= after]
    again = [need for need in rest if need.facts.get("not_before") and need not in deadlines]
    return Tomorrow(missed, deadlines, again)


@dataclass(frozen=True)
class PastDay:
    on: date
    done: int
    missed: int
    open: int
    is_closed: bool


def past_days(session: Session, hub_id: int, *, before: date, limit: int = 31) -> list[PastDay]:
    """Days with visits, newest first."""
    mine = (Visit.hub_id == hub_id, Visit.state.in_(COUNTED_VISITS))
    newest = select(Visit.on).where(*mine, Visit.on < before).distinct().order_by(Visit.on.desc()).limit(limit)
    wanted = list(session.scalars(newest))
    counted = [func.sum(case((Visit.state.in_(states), 1), else_=0)) for states in _COLUMNS]
    query = select(Visit.on, *counted).where(*mine, Visit.on.in_(wanted)).group_by(Visit.on).order_by(Visit.on.desc())
    rows = session.execute(query).all()
    closed = select(Day.on).where(Day.hub_id == hub_id, Day.on.in_([row[0] for row in rows]))
    closed_on = set(session.scalars(closed.where(Day.state == DayState.CLOSED)))
    return [PastDay(on, int(done), int(missed), int(left), on in closed_on) for on, done, missed, left in rows]


_COLUMNS = ((VisitState.DONE,), (VisitState.MISSED,), OPEN_VISITS)
