"""One line of what the draft changes, refused: the visit is again where the published plan has it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Unpack

from sqlalchemy.orm import Session

from app.domain.errors import N_, Refused
from app.domain.planner.by_hand import without_idle_calls
from app.domain.planner.check import check
from app.domain.planner.job import Pin, Window
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.stability import starts_of
from app.domain.planner.timing import Refused as CannotBe
from app.models import Visit
from app.routes import drafts
from app.routes.adjust import PIN_SLACK_MIN, ByHand, Table, change_plan, set_pin
from app.routes.errors import NotPossible
from app.routes.problem import make_problem


def take_back(session: Session, hub_id: int, on: date, key: int, **how: Unpack[ByHand]) -> None:
    """Put a visit back to its published team and time, or off the routes where it was on none.

    The others stay as near to their times as can be. A pin that came with a move by hand goes with it. Raises
    NotPossible with the rule where the line cannot stand alone; nothing is changed then.
    """

    def change(table: Table) -> Visit | None:
        table = _without_its_pin(table, key)
        put_as(table, [key], {team: drafts.route_of(row) for team, row in table.day.facts.published.items()})
        return table.candidate(key).visit

    change_plan(session, hub_id, on, change, "take_back", **how)


def _without_its_pin(table: Table, key: int) -> Table:
    """The same table where the visit is free to go back; a pin that holds it where it was published stays."""
    visit, published = table.candidate(key).visit, table.day.facts.published
    if visit is None or visit.pin_team_id is None:
        return table
    row = published.get(visit.pin_team_id)
    at = starts_of(drafts.route_of(row)).get(key) if row else None
    if at is not None and (visit.pin_from_min or 0) <= at <= (visit.pin_to_min or 24 * 60):
        return table
    set_pin(visit, None, None)
    return replace(table, day=make_problem(table.day.facts))


def put_as(table: Table, keys: Collection[int], there: Mapping[int, Route]) -> None:
    """Put visits, all at once, to the team and time they have in another plan, off the routes where they are on none.

    The others stay as near to their times as can be. Raises NotPossible with the rule that stands in the way.
    """
    wanted = {int(job): team for team, route in there.items() for job in route.jobs if job in keys}
    is_now = {key: team for key in keys if (team := table.team_of(key)) is not None}
    teams = list(dict.fromkeys([*is_now.values(), *wanted.values()]))
    if table.day.facts.begun.intersection(teams):
        raise Refused(N_("The team is on the road. Ring it, then record what changed."))
    for key in keys:
        one = table.candidate(key)
        if key in wanted and one.blocks:
            raise NotPossible({"visit": key, **one.blocks[0]})
    table.save(*(_with_them(table, keys, team, there.get(team, Route(team, ()))) for team in teams))


def _with_them(table: Table, keys: Collection[int], team: int, there: Route) -> Route:
    """The team's route without these visits, but for those that are its own in the other plan, at their times there."""
    present = table.route(team)
    calls = [call for call in present.calls[1:-1] if call.job not in keys]
    calls += [call for call in there.calls if call.job in keys]
    calls.sort(key=lambda call: call.arrive if call.is_hub else call.start)
    own, others = starts_of(there), starts_of(present)
    starts = {job: (own if job in keys else others)[job] for job in dict.fromkeys(call.job for call in calls) if job}
    steps = without_idle_calls([call.step for call in calls])
    if steps and tuple(steps) == there.steps and not check(table.problem, Plan((there,))):
        return there
    return _timed_near(table, team, steps, {int(job): start for job, start in starts.items()})


def _timed_near(table: Table, team: int, steps: Sequence[Step], starts: Mapping[int, int]) -> Route:
    """Timed with every visit where it is; where that cannot be, as the rules allow."""
    spans = {job: Window(max(0, start - PIN_SLACK_MIN), start + PIN_SLACK_MIN) for job, start in starts.items()}
    jobs = tuple(
        replace(job, pin=Pin(team, spans[int(job.id)])) if job.id in spans and job.pin is None else job
        for job in table.problem.jobs
    )
    near = table.try_timed(team, steps, replace(table.problem, jobs=jobs))
    return table.timed(team, steps) if isinstance(near, CannotBe) else near
