"""One line of what the draft changes, refused: the visit is again where the published plan has it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Unpack

from sqlalchemy.orm import Session

from app.domain.errors import N_, Refused
from app.domain.planner.check import check
from app.domain.planner.job import Pin, Window
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.stability import starts_of
from app.domain.planner.timing import Refused as CannotBe
from app.models import Visit
from app.routes import drafts
from app.routes.adjust import PIN_SLACK_MIN, How, Table, change_plan, without_idle_calls
from app.routes.errors import NotPossible


def take_back(session: Session, hub_id: int, on: date, key: int, **how: Unpack[How]) -> None:
    """Put a visit back to its published team and time, or off the routes where it was on none.

    The others stay as near to their times as can be. Raises NotPossible with the rule where the line cannot stand
    alone; nothing is changed then.
    """

    def change(table: Table) -> Visit | None:
        put_as(table, key, {team: drafts.route_of(row) for team, row in table.day.facts.published.items()})
        return table.candidate(key).visit

    change_plan(session, hub_id, on, change, "take_back", **how)


def put_as(table: Table, key: int, there: Mapping[int, Route]) -> None:
    """Put a visit to the team and time it has in another plan, off the routes where it is on none there."""
    one = table.candidate(key)
    wanted = next((team for team, route in there.items() if key in route.jobs), None)
    is_now = table.team_of(key)
    if {wanted, is_now} & table.day.facts.begun:
        raise Refused(N_("The team is on the road. Ring it, then record what changed."))
    if wanted is not None and one.blocks:
        raise NotPossible({"visit": key, **one.blocks[0]})
    teams = [team for team in dict.fromkeys((is_now, wanted)) if team is not None]
    table.save(*(_with_it(table, key, team, there if team == wanted else {}) for team in teams))


def _with_it(table: Table, key: int, team: int, there: Mapping[int, Route]) -> Route:
    """The team's route without the visit or, where it is the visit's team, with it at its time there."""
    present = table.route(team)
    calls = [call for call in present.calls[1:-1] if call.job != key]
    starts = {job: start for job, start in starts_of(present).items() if job != key}
    if before := there.get(team):
        calls += [call for call in before.calls if call.job == key]
        starts[key] = starts_of(before)[key]
        calls.sort(key=lambda call: call.arrive if call.is_hub else call.start)
    steps = without_idle_calls([call.step for call in calls])
    if before and tuple(steps) == before.steps and not check(table.problem, Plan((before,))):
        return before
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
