"""What is put on the route of a team on the road follows after its last stop; the stops before stay to the minute."""

from collections.abc import Sequence

from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.propose import retime
from app.domain.planner.timing import Refused as CannotBe
from app.domain.states import RouteState
from app.routes import drafts
from app.routes.adjust import Table
from app.routes.under_way import broken_by, copy_of


def timed_after(table: Table, known: Route, steps: Sequence[Step]) -> Route | CannotBe:
    """The known part with these steps after its last stop, by way of the base where something has to be loaded."""
    found = _ahead(table, known, steps)
    if isinstance(found, CannotBe):
        by_the_base = _ahead(table, known, [None, *steps])
        found = found if isinstance(by_the_base, CannotBe) else by_the_base
    if isinstance(found, CannotBe):
        return found
    broken = broken_by(table.day, found, {int(job) for job in found.jobs} - {int(job) for job in known.jobs})
    return CannotBe(broken[0].rule, broken[0].job, broken[0].facts) if broken else found


def _ahead(table: Table, known: Route, steps: Sequence[Step]) -> Route | CannotBe:
    now = known.calls[-2].depart
    return retime(table.problem, known.team, steps, present=Plan((known,)), now=now, grid=table.day.grid)


def prolong(table: Table, route: Route, *, known: int) -> None:
    """Make the calls after the known ones the end of the team's draft; those before stay to the minute."""
    table.refuse_crowding(route)
    facts, team_id = table.day.facts, int(route.team)
    row, published = facts.working[team_id], facts.published.get(team_id)
    draft = facts.drafts.get(team_id)
    if draft is None:
        draft = copy_of(row, row.stops)
        draft.state, draft.made_by_id, draft.made_at = RouteState.DRAFT, table.by_id, table.now
        facts.routes.append(draft)
        table.session.add(draft)
    codes = {stop.visit_id: stop.code for one in (published, draft) if one for stop in one.stops if stop.visit_id}
    position = max((stop.position for stop in draft.stops), default=0)
    for place, call in enumerate(route.calls[known:-1], position + 1):
        stop = drafts.stop_row(table.session, table.day, team_id, call, codes)
        stop.position = place
        draft.stops.append(stop)
    draft.made_by_id, draft.made_at, draft.home_min = table.by_id, table.now, route.calls[-1].arrive
    draft.facts = drafts.facts_of(table.day, team_id, route.calls)
    drafts.rest_on_map(table.session, facts, draft)
    table.session.flush()
