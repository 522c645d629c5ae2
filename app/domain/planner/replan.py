"""Changes the present plan no more than pays: what nothing disturbs comes back as it was, to the minute."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from app.domain.planner.check import check, score
from app.domain.planner.draft import Draft
from app.domain.planner.plan import Plan, Route
from app.domain.planner.search import Search, unplaced
from app.domain.planner.stability import PAPER, STICKINESS, is_moved, starts_of

SURE = 1e-6  # points below this are rounding


GoesOn = Callable[[], float | None]  # the share of the budget used before each round, None when it is spent


def look_round(draft: Draft, rng: random.Random, goes_on: GoesOn) -> Draft:
    """The draft with every visit put in that pays, then searched, then without the changes that gained nothing."""
    search = Search(filled(draft), rng)
    while (done := goes_on()) is not None:
        search.round(done)
    return _without_idle_changes(draft, filled(search.best))


def mend(draft: Draft, broken: set[int], rng: random.Random, goes_on: GoesOn) -> Draft:
    """Searches among the visits of the broken routes; the others stay, but may take a visit more."""
    resting = {job for job, team in draft.placed.items() if team not in broken}
    mended = look_round(replace(draft, fixed=draft.fixed | resting), rng, goes_on)
    return replace(mended, fixed=draft.fixed)


def broken_teams(draft: Draft, present: Plan) -> set[int]:
    """The teams whose route as they know it breaks a rule now."""
    teams = {breach.team for breach in check(draft.grid.problem, present, draft.grid.physics)}
    return {i for i, timeline in enumerate(draft.timelines) if timeline.day.team.id in teams}


def filled(draft: Draft) -> Draft:
    """With each visit left out that is worth more than what it costs and upsets, until none is; kept ones at any price.

    Where nothing can be put in, this is the draft itself.
    """
    grid, is_changed = draft.grid, True
    while is_changed:
        is_changed = False
        for job in sorted(unplaced(draft), key=lambda job: (not grid.jobs[job].kept, -grid.jobs[job].weight, job)):
            trial, is_kept = draft.copy(), grid.jobs[job].kept
            put_in = trial.insert(job, at_any_price=is_kept) is not None
            if put_in and (is_kept or trial.value > draft.value + SURE):
                draft, is_changed = trial, True
    return draft


def _without_idle_changes(present: Draft, draft: Draft) -> Draft:
    """Takes back the changes of each group of teams that swapped visits, where the plan is as good without them."""
    for teams in _groups(present, draft):
        trial = draft.copy()
        for team in teams:
            trial.timelines[team] = present.timelines[team]
        lost = {job for job in draft.placed.keys() - trial.placed.keys() if draft.grid.jobs[job].kept}
        if not lost and trial.value >= draft.value - SURE:
            draft = trial
    return draft


def _groups(present: Draft, draft: Draft) -> list[set[int]]:
    """Teams whose steps changed, together with those they gave visits to or took them from."""
    pairs = zip(present.timelines, draft.timelines, strict=True)
    groups = [{team} for team, (old, new) in enumerate(pairs) if old.steps != new.steps]
    before, after = present.placed, draft.placed
    for job in before.keys() & after.keys():
        if before[job] != after[job]:
            joined = [group for group in groups if group & {before[job], after[job]}]
            groups = [group for group in groups if group not in joined] + [set[int]().union(*joined)]
    return groups


def as_known(draft: Draft, present: Plan, new: Route) -> Route:
    """The route as the team knows it, where its order is the same, it may be driven, and new times gain too little."""
    problem, physics = draft.grid.problem, draft.grid.physics
    old = present.route_of(new.team)
    if old is None or old.steps != new.steps or check(problem, Plan((old,)), physics):
        return new
    before, starts = starts_of(old), starts_of(new)
    price = PAPER + STICKINESS * sum(is_moved(start, starts[job]) for job, start in before.items())
    gain = score(problem, Plan((new,)), physics).objective - score(problem, Plan((old,)), physics).objective
    return new if gain > price + SURE else old
