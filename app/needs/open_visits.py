"""Visits of a need still ahead: cancelled when it is closed or put aside, so that nobody drives in vain."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.states import NeedState, RouteState, VisitState, check_move
from app.models import Day, Need, NeedMove, RouteStop, RouteVersion, Visit, VisitNeed
from app.needs.errors import OnPublishedRoute, VisitUnderWay
from app.needs.moves import move_need

AHEAD = (VisitState.PROPOSED, VisitState.PUBLISHED)


def open_visits(session: Session, need: Need) -> list[Visit]:
    """Proposed, published or under way, the earliest first; locked, since a team may be leaving."""
    query = (
        select(Visit)
        .join(VisitNeed, VisitNeed.visit_id == Visit.id)
        .where(VisitNeed.need_id == need.id, Visit.state.in_([*AHEAD, VisitState.UNDER_WAY]))
        .order_by(Visit.on, Visit.id)
        .with_for_update(of=Visit, key_share=True)
    )
    return list(session.scalars(query))


def cancel_open_visits(session: Session, need: Need, *, by_id: int, now: datetime, why: str = "") -> list[Visit]:
    """Call this before the need moves on. Other needs of a visit wait again; a sheet that carries it is void.

    Raises VisitUnderWay naming the visit when its team is on the road: then a person on the spot decides.
    """
    visits = open_visits(session, need)
    for visit in visits:
        if visit.state is VisitState.UNDER_WAY:
            raise VisitUnderWay(need, visit)
    return cancel_ahead(session, need, by_id=by_id, now=now, why=why)


def cancel_ahead(session: Session, need: Need, *, by_id: int, now: datetime, why: str = "") -> list[Visit]:
    """Cancel what no team has left for yet."""
    visits = [visit for visit in open_visits(session, need) if visit.state in AHEAD]
    for visit in visits:
        visit.outcome_note = why or None
        cancel_visit(session, visit, by_id=by_id, now=now, why=why, besides=need)
        audit.record(session, "cancel_visit", visit, by_id=by_id, now=now, need=need.id)
        _page_is_old(session, visit)
    return visits


def cancel_proposed(session: Session, need: Need, *, by_id: int, now: datetime) -> None:
    for visit in open_visits(session, need):
        if visit.state is VisitState.PROPOSED:
            cancel_visit(session, visit, by_id=by_id, now=now)
            _page_is_old(session, visit)


def refuse_while_published(session: Session, need: Need) -> None:
    """Raise OnPublishedRoute: what a team has on paper is not changed behind its back."""
    for visit in open_visits(session, need):
        if visit.state is not VisitState.PROPOSED:
            raise OnPublishedRoute(need, visit)


def cancel_visit(
    session: Session, visit: Visit, *, by_id: int, now: datetime, why: str = "", besides: Need | None = None
) -> None:
    """Cancel a visit before departure; its needs wait again where they waited. besides: one that is led elsewhere."""
    check_move(visit.state, VisitState.CANCELLED)
    visit.state = VisitState.CANCELLED
    _leave_the_drafts(session, visit)
    _let_wait(session, visit, by_id=by_id, now=now, why=why, besides=besides)


def _let_wait(
    session: Session, visit: Visit, *, by_id: int, now: datetime, why: str = "", besides: Need | None = None
) -> None:
    for need in visit.needs:
        if need is not besides and need.state is NeedState.PLANNED:
            move_need(session, need, _state_before_planned(session, need.id), by_id=by_id, now=now, why=why)


def put_back(session: Session, visit: Visit, *, by_id: int, now: datetime, why: str = "") -> None:
    """Take a visit off its route on its own day: promised, it gets a place again or a cause in the evening."""
    check_move(visit.state, VisitState.PROPOSED)
    visit.state, visit.team_id = VisitState.PROPOSED, None
    _let_wait(session, visit, by_id=by_id, now=now, why=why)


def _leave_the_drafts(session: Session, visit: Visit) -> None:
    """What is published stays as it was printed; a draft goes on without the visit."""
    query = select(RouteStop).join(RouteStop.route)
    for stop in session.scalars(query.where(RouteStop.visit_id == visit.id, RouteVersion.state == RouteState.DRAFT)):
        stop.route.stops.remove(stop)
    session.flush()


def _state_before_planned(session: Session, need_id: int) -> NeedState:
    """A need whose decision was open when it was planned has it open again."""
    query = select(NeedMove.from_state).where(NeedMove.need_id == need_id, NeedMove.to_state == NeedState.PLANNED)
    last = session.scalar(query.order_by(NeedMove.id.desc()).limit(1))
    return NeedState.DECISION_NEEDED if last is NeedState.DECISION_NEEDED else NeedState.READY


def _page_is_old(session: Session, visit: Visit) -> None:
    """A plan page of that day, opened before, says so instead of writing over this."""
    query = select(Day).where(Day.hub_id == visit.hub_id, Day.on == visit.on).with_for_update(key_share=True)
    day = session.scalar(query)
    if day is not None:
        day.draft_version += 1
