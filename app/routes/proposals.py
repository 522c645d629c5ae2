"""Propose beside the plan, then take it whole, take some lines of it, or leave it: the plan is people's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.domain.errors import N_, Refused
from app.domain.planner.check import check
from app.domain.planner.dial import Dial
from app.domain.planner.plan import Plan
from app.domain.searches import SearchState
from app.models import Day, Hub, PlanSearch
from app.routes import drafts, service
from app.routes.adjust import How, Table
from app.routes.errors import NotPossible, PlanChanged
from app.routes.gather import gather
from app.routes.pending import (
    Pending,
    differs,
    doors_after,
    doors_now,
    find_pending,
    forget_pending,
    keep_pending,
    lines_of,
)
from app.routes.problem import make_problem
from app.routes.promises import NOTHING_SAID, Spots, Whys, broken_by, hold_all_to
from app.routes.refusals import rule_broken
from app.routes.search import UNWATCHED, Before, Found, Watch, search
from app.routes.take_back import put_as


class Came(StrEnum):
    """What became of a proposal."""

    FIRST = "first"  # there was no plan to compare it with, so it is the draft
    NOTHING = "nothing"  # nobody could go anywhere
    UNCHANGED = "unchanged"
    WAITS = "waits"


@dataclass(frozen=True)
class Searched:
    """What a search came to, and which state of the draft it began from."""

    found: Found
    draft_version: int


def search_day(
    session: Session,
    hub_id: int,
    on: date,
    *,
    watch: Watch = UNWATCHED,
    tried: int | None = None,
    **how: Unpack[How],
) -> Searched:
    """Reads only, and takes seconds: on a day of many visits nobody who writes has to wait for it.

    tried: a number of the dial to look at; the day stands where it stood until its proposal is taken whole.
    """
    facts = gather(session, hub_id, on, now=how["now"])
    seen = facts.day.draft_version if facts.day else 0
    if how.get("expected_draft_version") not in (None, seen):
        raise PlanChanged
    before = _before(session, hub_id, on, facts.day.dial if facts.day else None)
    return Searched(search(make_problem(facts), by_id=how["by_id"], watch=watch, before=before, tried=tried), seen)


def _before(session: Session, hub_id: int, on: date, number: int | None) -> Before:
    """The dial as it was traced last; the price of danger of the last search at the number where the day stands."""
    query = select(PlanSearch).where(
        PlanSearch.hub_id == hub_id, PlanSearch.on == on, PlanSearch.state == SearchState.KEPT
    )
    query = query.order_by(PlanSearch.id.desc()).limit(1)
    traced, row = session.scalar(query), session.scalar(query.where(PlanSearch.dial == number))
    dial = Dial.from_json(traced.curve) if traced and traced.curve else None
    return Before(dial, number, row.curve.get("beta") if row and row.curve else None)


def keep_proposal(session: Session, hub_id: int, on: date, searched: Searched, **how: Unpack[How]) -> Came:
    """Keep it beside the plan until a person takes or leaves it; the first is the draft, unless it breaks a promise.

    Raises PlanChanged where somebody changed the plan during the search, NotPossible with the rule where the first
    plan of a day does not hold any more.
    """
    by_id, now, found = how["by_id"], how["now"], searched.found.pending
    row, facts = service.open_day(session, hub_id, on, now=now, expected_draft_version=searched.draft_version)
    day = make_problem(facts)
    forget_pending(row)
    is_first = not drafts.working_plan(facts).routes and not broken_by(session, facts, {}, doors_after(day, found))
    is_other = differs(day, found)
    if is_first and is_other:
        _take_whole(Table(session, day, by_id, now, found.reasons), found)
        _set_dial(session, row, found, by_id=by_id, now=now)
    service.remember(row, day, left_out=found.not_placed, now=now)
    audit.record(session, "plan_day", facts.hub, by_id=by_id, now=now, hub_id=hub_id, on=on, draft=row.draft_version)
    if is_first:
        return Came.FIRST if is_other else Came.NOTHING
    if not is_other:
        row.proposal = (row.proposal or {}) | {"unchanged": row.draft_version}
        return Came.UNCHANGED
    keep_pending(row, found)
    return Came.WAITS


def propose_day(session: Session, hub_id: int, on: date, **how: Unpack[How]) -> Came:
    """Search and keep, in one transaction."""
    return keep_proposal(session, hub_id, on, search_day(session, hub_id, on, **how), **how)


def take_proposal(
    session: Session,
    hub_id: int,
    on: date,
    keys: Collection[int],
    *,
    whys: Whys = NOTHING_SAID,
    **how: Unpack[How],
) -> None:
    """Make these lines of the proposal the draft, all of them its whole; what is not named is left as it was.

    Raises NotPossible with the rule where a line cannot stand, alone or as things are by now, PromisesGiven where one
    breaks what its person was promised and nobody says why; nothing is changed then.
    """
    by_id, now = how["by_id"], how["now"]
    row, facts = service.open_day(
        session, hub_id, on, now=now, expected_draft_version=how.get("expected_draft_version")
    )
    day, pending = make_problem(facts), find_pending(row)
    if pending is None:
        raise Refused(N_("There is no proposal to take any more. Look at the plan again."))
    lines = {line.key for line in lines_of(day, pending)}
    if lines and not lines & set(keys):
        raise Refused(N_("Tick at least one line, or leave the plan as it is."))
    table, before = Table(session, day, by_id, now, pending.reasons), doors_now(day)
    if lines <= set(keys):
        _take_whole(table, pending)
        _set_dial(session, row, pending, by_id=by_id, now=now)
    else:
        put_as(table, lines.intersection(keys), pending.routes)
    _refuse_without_pins(table, before)
    hold_all_to(session, facts, before, doors_now(day), whys, by_id)
    forget_pending(row)
    service.remember(row, day, left_out=pending.not_placed, now=now)
    taken, draft = len(lines & set(keys)), row.draft_version
    audit.record(
        session, "take_proposal", facts.hub, by_id=by_id, now=now, hub_id=hub_id, on=on, lines=taken, draft=draft
    )


def _refuse_without_pins(table: Table, before: Spots) -> None:
    """What was pinned while the proposal waited goes off for no machine; what may not be visited at all goes."""
    after = doors_now(table.day)
    for key in before.keys() - after.keys():
        one = table.day.candidates.get(key)
        if one is not None and one.is_fixed:
            raise NotPossible({"code": "pinned", "visit": key})


def _take_whole(table: Table, pending: Pending) -> None:
    """Every route as it was proposed, judged as things are now beside the routes that stay."""
    facts = table.day.facts
    present = {team_id: drafts.route_of(row) for team_id, row in facts.working.items()}
    changed = [route for team, route in pending.routes.items() if not drafts.is_same(route, present.get(team))]
    if any(route.team in facts.begun for route in changed):
        raise Refused(N_("The team is on the road. Ring it, then record what changed."))
    for key in dict.fromkeys(int(job) for route in changed for job in route.jobs):
        _refuse_blocked(table, key)
    whole = present | {int(route.team): route for route in changed}
    jobs = [job for route in whole.values() for job in route.jobs]
    if len(jobs) > len(set(jobs)):  # a visit went to a team that this proposal leaves alone
        judged = check(table.problem, Plan(tuple(route for route in whole.values() if route.calls)))
        raise NotPossible(rule_broken(judged[0], judged[0].team))
    table.save(*changed)


def _set_dial(session: Session, row: Day, taken: Pending, *, by_id: int, now: datetime) -> None:
    """Whose proposal is taken whole, that number of the dial is the day's, for each later search too."""
    if taken.dial is None or taken.dial == row.dial:
        return
    row.dial = taken.dial
    hub = session.get_one(Hub, row.hub_id)
    audit.record(session, "set_dial", hub, by_id=by_id, now=now, on=row.on, dial=taken.dial)


def _refuse_blocked(table: Table, key: int) -> None:
    one = table.day.candidates.get(key)
    if one is None:
        raise NotPossible({"code": "gone", "visit": key})
    if one.blocks:
        raise NotPossible({"visit": key, **one.blocks[0]})


def leave_proposal(session: Session, hub_id: int, on: date, **how: Unpack[How]) -> None:
    """Put the proposal away; the plan is as it was."""
    by_id, now = how["by_id"], how["now"]
    row, facts = service.open_day(
        session, hub_id, on, now=now, expected_draft_version=how.get("expected_draft_version")
    )
    if find_pending(row) is None:
        raise Refused(N_("There is no proposal to take any more. Look at the plan again."))
    forget_pending(row)
    row.draft_version += 1
    audit.record(
        session, "leave_proposal", facts.hub, by_id=by_id, now=now, hub_id=hub_id, on=on, draft=row.draft_version
    )
