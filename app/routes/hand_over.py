"""The rest of one team's route goes to another team in one act: what fits becomes its draft, the rest says why not.

A team that has not left loses its visits in the draft. One on the road does not go there any more, whatever becomes of
the draft: that is a fact, so it gets a new version at once and its paper is void. A team on the road that takes visits
over makes them after its own.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.errors import N_, NotHere, Refused
from app.domain.planner.by_hand import without_idle_calls
from app.domain.planner.check import score
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.timing import Refused as CannotBe
from app.domain.states import VisitState
from app.models import Visit
from app.routes import drafts, under_way
from app.routes.adjust import How, Table
from app.routes.candidate import Reason
from app.routes.errors import NotPossible
from app.routes.gather import DayFacts
from app.routes.problem import make_problem
from app.routes.prolong import prolong, timed_after
from app.routes.promises import note_moves
from app.routes.refusals import rule_broken
from app.routes.service import open_day, remember

AHEAD = (VisitState.PROPOSED, VisitState.PUBLISHED, VisitState.UNDER_WAY)
TimedAs = Callable[[Sequence[Step]], Route | CannotBe]


@dataclass(frozen=True)
class HandedOver:
    """By key: the visits the other team takes, and why each of the others fits nowhere on its route."""

    taken: tuple[int, ...]
    left: dict[int, Reason]


def hand_over(
    session: Session,
    hub_id: int,
    on: date,
    from_id: int,
    to_id: int | None,
    visit_ids: Collection[int],
    why: str,
    **how: Unpack[How],
) -> HandedOver:
    """Give these visits of a team to another one, to nobody yet where to_id is None; the same checker judges.

    Raises Refused where a visit is not ahead of the team, NotPossible where the other team cannot go at all.
    """
    by_id, now = how["by_id"], how["now"]
    if not why.strip():
        raise Refused(N_("Not saved: say why."))
    row, facts = open_day(session, hub_id, on, now=now, expected_draft_version=how.get("expected_draft_version"))
    visits = _visits(facts, from_id, visit_ids)
    note_moves(session, facts, visits, why, by_id)
    for visit in visits:
        visit.pin_team_id = visit.pin_from_min = visit.pin_to_min = None
    if from_id in facts.begun:
        under_way.shorten(session, facts, from_id, visits, why=why.strip(), by_id=by_id, now=now)
    table = Table(session, make_problem(facts), by_id, now)
    handed = _hand(table, from_id, to_id, [drafts.key_of(visit) for visit in visits])
    for key, reason in handed.left.items():
        one = table.day.candidates[key]
        one.blocks = one.blocks or [reason]
    remember(row, table.day, left_out=None, now=now)
    counts = {"taken": len(handed.taken), "left": len(handed.left), "draft": row.draft_version}
    teams = {"from_team": from_id, "to_team": to_id}
    audit.record(session, "hand_over", facts.hub, by_id=by_id, now=now, hub_id=hub_id, on=on, **teams, **counts)
    return handed


def _visits(facts: DayFacts, team_id: int, visit_ids: Collection[int]) -> list[Visit]:
    route = facts.working.get(team_id)
    if route is None:
        raise NotHere("RouteVersion")
    found = {stop.visit.id: stop.visit for stop in route.stops if stop.visit is not None and drafts.is_on(stop)}
    chosen = [visit for visit_id, visit in found.items() if visit_id in visit_ids and visit.state in AHEAD]
    if not chosen or len(chosen) != len(set(visit_ids)):
        raise Refused(N_("Tick at least one visit that this team still has ahead. Look at its route again."))
    return chosen


def _hand(table: Table, from_id: int, to_id: int | None, keys: list[int]) -> HandedOver:
    facts = table.day.facts
    emptied = [] if from_id in facts.begun else [_without(table, from_id, keys)]
    if to_id is None:
        table.save(*emptied)
        return HandedOver((), {key: {"code": "taken_off", "by": table.by_id} for key in keys})
    if to_id == from_id or to_id not in [shift.team_id for shift in table.day.able_shifts]:
        raise NotPossible({"code": "team_cannot_go", "team": to_id, "why": table.day.idle.get(to_id, "")})
    known = Route(to_id, ())
    if to_id in facts.begun:
        known = under_way.known_part(table.day, to_id)
        route, left = _put(table, to_id, keys, (), lambda steps: timed_after(table, known, steps))
    else:
        steps = table.route(to_id).steps
        route, left = _put(table, to_id, keys, steps, lambda steps: table.try_timed(to_id, steps))
    taken = tuple(key for key in keys if key not in left)
    if route is not None and to_id in facts.begun:
        prolong(table, route, known=len(known.calls) - 1)
        table.save(*emptied)
    else:
        table.save(*emptied, *([route] if route is not None else []))
    return HandedOver(taken, left)


def _without(table: Table, team_id: int, keys: Collection[int]) -> Route:
    rest = [step for step in table.route(team_id).steps if step is None or step[0] not in keys]
    return table.timed(team_id, without_idle_calls(rest))


def _put(
    table: Table, team_id: int, keys: Collection[int], steps: Sequence[Step], timed: TimedAs
) -> tuple[Route | None, dict[int, Reason]]:
    """Each visit where it costs least among those already put, the weightiest first; None where none fits."""
    route, left = None, dict[int, Reason]()
    for one in sorted((table.candidate(key) for key in keys), key=lambda one: -one.weight):
        if one.blocks:
            left[one.key] = one.blocks[0]
            continue
        stops: list[Step] = [(one.key, order) for order in range(len(one.stops))]
        orders = [[*steps[:gap], *stops, *steps[gap:]] for gap in range(len(steps) + 1)]
        tried = [(order, timed(order)) for order in orders]
        found = [(order, each) for order, each in tried if isinstance(each, Route)]
        if found:
            steps, route = max(found, key=lambda each: _worth(table, each[1]))
        else:
            refusal = tried[-1][1]
            assert isinstance(refusal, CannotBe)
            left[one.key] = rule_broken(refusal, team_id)
    return route, left


def _worth(table: Table, route: Route) -> float:
    assert table.day.grid is not None
    return score(table.problem, Plan((route,)), table.day.grid.physics).objective
