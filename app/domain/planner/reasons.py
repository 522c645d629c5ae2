"""Facts that say why a visit is placed where it is, or not placed; templates put them into words by their code."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

import numpy as np

from app.domain.planner.crowding import Crowded, crowded, turned
from app.domain.planner.draft import Draft, Offer
from app.domain.planner.grid import DayGrid, TeamDay
from app.domain.planner.physics import Closure
from app.domain.planner.plan import Plan, Route
from app.domain.planner.reading import Id
from app.domain.planner.timeline import Timeline
from app.domain.planner.timing import blocked_by

OTHER_TRIES = 4  # places timed for each other team
DISPLACED_TRIES = 12  # lighter visits tried for the one that would have to go


class Reason(StrEnum):
    NO_ABLE_TEAM = "no_able_team"
    NO_WINDOW = "no_window"
    CLOSED_AREA = "closed_area"
    NO_TIME = "no_time"
    DANGER_PRICE = "danger_price"
    CROWDED_PLACE = "crowded_place"


@dataclass(frozen=True, slots=True)
class TeamLacks:
    """What keeps a team from a visit: skills, seats and kg it is short of, areas without a permit, a pin."""

    code: ClassVar[str] = "team_lacks"
    team: Id
    skills: tuple[str, ...]
    seats_short: int
    cargo_short: int
    areas: tuple[Id, ...]
    pinned_elsewhere: bool


@dataclass(frozen=True, slots=True)
class NoOpenHours:
    """No window of the stop can be reached in the hours of any able team."""

    code: ClassVar[str] = "no_open_hours"
    rule: str
    stop: int | None
    windows: tuple[tuple[int, int], ...]
    hours: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ClosedSpan:
    """Minutes of an area closed for one cause; per_h is the forecast, limit the one it is measured by."""

    code: ClassVar[str] = "closed_span"
    area: Id
    start: int
    end: int
    cause: str
    highest_per_h: float
    limit: float
    is_assumed: bool
    on_the_way: bool = False  # not where the stop is, but where the drive to it or from it leads


@dataclass(frozen=True, slots=True)
class WouldDisplace:
    """There is no free time; the lightest visit found whose place it could take, if any."""

    code: ClassVar[str] = "would_displace"
    job: Id | None
    weight: float | None


@dataclass(frozen=True, slots=True)
class TooDear:
    """It could be driven but costs more than it is worth; below beta it would pay."""

    code: ClassVar[str] = "too_dear"
    weight: float
    exposure: float
    drive_minutes: int
    pays_below_beta: float


@dataclass(frozen=True, slots=True)
class TimeChosen:
    """Danger of the stop's area during the service as planned, begun at the earliest minute, and at the calmest.

    exposure_earlier: person-events the whole route would cost more if this service began at the earliest minute.
    """

    code: ClassVar[str] = "time_chosen"
    area: Id
    start: int
    per_h: float
    earliest: int
    earliest_per_h: float
    exposure_earlier: float
    calmest: int
    calmest_per_h: float
    is_assumed: bool


@dataclass(frozen=True, slots=True)
class OtherTeam:
    """What the visit adds with its team and would add with another one, at the best place found there."""

    code: ClassVar[str] = "other_team"
    team: Id
    exposure: float
    drive_minutes: int
    own_exposure: float
    own_drive_minutes: int


@dataclass(frozen=True, slots=True)
class NoPlaceInTeam:
    """The team is able but has no open time for it."""

    code: ClassVar[str] = "no_place_in_team"
    team: Id


NotPlacedFact = TeamLacks | NoOpenHours | ClosedSpan | WouldDisplace | TooDear | Crowded
TeamFact = TeamLacks | OtherTeam | NoPlaceInTeam


@dataclass(frozen=True, slots=True)
class NotPlaced:
    job: Id
    label: str
    reason: Reason
    facts: tuple[NotPlacedFact, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Why this time, which closures it waits for, and why this team."""

    job: Id
    label: str
    team: Id
    time: TimeChosen
    waits_for: tuple[ClosedSpan, ...]
    teams: tuple[TeamFact, ...]


def why_not_placed(draft: Draft, job: int, gave_way: Crowded | None = None) -> NotPlaced:
    grid = draft.grid
    if gave_way is not None:
        return _not_placed(grid, job, Reason.CROWDED_PLACE, (gave_way,))
    days = [timeline.day for timeline in draft.timelines]
    able = [day for day in days if job in day.able]
    if not able:
        return _not_placed(grid, job, Reason.NO_ABLE_TEAM, tuple(team_lacks(grid, day, job) for day in days))
    alone = min((Timeline(grid, day, grid.job_steps(job)) for day in able), key=lambda timeline: timeline.cost)
    if not alone.is_open:
        return _why_impossible(alone, job)
    offers = draft.offers(job)
    if not offers:
        return _not_placed(grid, job, Reason.NO_TIME, (_displaced(draft, job),))
    if gives_way := _gives_way(draft, job, offers):
        return _not_placed(grid, job, Reason.CROWDED_PLACE, (gives_way,))
    if offers[0].gain > 0:  # only a ride too long keeps it out
        return _not_placed(grid, job, Reason.NO_TIME, (WouldDisplace(None, None),))
    return _not_placed(grid, job, Reason.DANGER_PRICE, (_too_dear(draft, job, offers[0]),))


def _gives_way(draft: Draft, job: int, offers: list[Offer]) -> Crowded | None:
    """Whom the visit would be called too near to, wherever it is put; None where it could be put apart from others."""
    grid, found = draft.grid, None
    lines = [line for line in draft.timelines if line.is_open] if grid.problem.gatherings else []
    for offer in offers[:OTHER_TRIES] if lines else ():
        tried = [
            draft.extended(job, offer.place),
            *(one for one in lines if one is not draft.timelines[offer.place.team]),
        ]
        plan = Plan(tuple(Route(line.day.team.id, tuple(line.calls())) for line in tried if line.is_open))
        met = [one for one in crowded(grid.problem, plan) if grid.jobs[job].id in (one.job, one.other)]
        if not met:
            return None
        found = found or (met[0] if met[0].job == grid.jobs[job].id else turned(met[0]))
    return found


def _not_placed(grid: DayGrid, job: int, reason: Reason, facts: tuple[NotPlacedFact, ...]) -> NotPlaced:
    return NotPlaced(grid.jobs[job].id, grid.jobs[job].label, reason, facts)


def team_lacks(grid: DayGrid, day: TeamDay, job: int) -> TeamLacks:
    team, wanted = day.team, grid.jobs[job]
    return TeamLacks(
        team=team.id,
        skills=tuple(sorted(wanted.skills - team.skills)),
        seats_short=max(0, wanted.peak_aboard - team.seats),
        cargo_short=max(0, wanted.hub_cargo - team.cargo),
        areas=tuple(sorted(grid.areas_barred(team, job), key=str)),
        pinned_elsewhere=wanted.pin is not None and wanted.pin.team not in (None, team.id),
    )


def _why_impossible(alone: Timeline, job: int) -> NotPlaced:
    """A route with nothing but this job fails: by closures alone if its cost is finite, else by hours."""
    grid, day = alone.grid, alone.day
    if np.isfinite(alone.cost):
        return _not_placed(grid, job, Reason.CLOSED_AREA, tuple(_closures_met(alone)))
    refused = blocked_by(alone)
    order = refused.facts.get("stop")
    stop = order if isinstance(order, int) else None
    windows = tuple((w.start, w.end) for w in grid.jobs[job].stops[stop or 0].windows)
    hours = day.first + grid.origin, day.last + grid.origin
    return _not_placed(grid, job, Reason.NO_WINDOW, (NoOpenHours(refused.rule.value, stop, windows, hours),))


def _closures_met(alone: Timeline) -> list[ClosedSpan]:
    """The closed spans of the stops' areas, then those of the areas crossed from and to the hub."""
    grid, day = alone.grid, alone.day
    here = {grid.stops[step].area for step in alone.steps}
    crossed = set[int]()
    for a, b in itertools.pairwise(alone.places):
        crossed |= {part.area for part in grid.leg(a[0], b[0]).segments}
    spans = [span for area in sorted(here) for span in closed_spans(grid, area, day.first, day.last)]
    for area in sorted(crossed - here):
        spans += [replace(span, on_the_way=True) for span in closed_spans(grid, area, day.first, day.last)]
    return spans


def closed_spans(grid: DayGrid, area: int, first: int, last: int) -> list[ClosedSpan]:
    """The closed spans of an area between two indices of the grid, each with one cause."""
    physics, start, end = grid.physics, first + grid.origin, last + grid.origin
    causes = physics.closure[area, start:end]
    cuts = [0, *(np.flatnonzero(np.diff(causes)) + 1).tolist(), len(causes)] if len(causes) else []
    spans = []
    for a, b in itertools.pairwise(cuts):
        if causes[a] != Closure.OPEN:
            rates, assumed = physics.per_h[area, start + a : start + b], physics.is_assumed[area, start + a : start + b]
            cause, highest = Closure(int(causes[a])).name.lower(), float(rates.max())
            area_id, limit = grid.problem.areas[area].id, grid.problem.nogo
            spans.append(ClosedSpan(area_id, start + a, start + b, cause, highest, limit, bool(assumed.any())))
    return spans


def _displaced(draft: Draft, job: int) -> WouldDisplace:
    grid = draft.grid
    lighter = [other for other in draft.placed if other not in draft.fixed and not grid.jobs[other].kept]
    lighter.sort(key=lambda other: (grid.jobs[other].weight, other))
    for other in lighter[:DISPLACED_TRIES]:
        trial = draft.copy()
        touched = trial.remove({other})
        if trial.offers(job, sorted(touched), tries=OTHER_TRIES):
            return WouldDisplace(grid.jobs[other].id, grid.jobs[other].weight)
    return WouldDisplace(None, None)


def _too_dear(draft: Draft, job: int, offer: Offer) -> TooDear:
    weight = draft.grid.jobs[job].weight
    left = weight - draft.grid.problem.gamma * offer.minutes
    return TooDear(weight, offer.exposure, offer.minutes, max(0.0, left) / max(offer.exposure, 1e-9))


def why_placed(draft: Draft, plan: Plan) -> tuple[Placed, ...]:
    """The reasons of every visit whose first stop is still ahead, in the order of teams and stops."""
    starts = {call.job: call.start for _, call in plan.calls() if call.stop == 0}
    return tuple(
        _why_placed(draft, team, i, starts[draft.grid.jobs[draft.grid.stops[step].job].id])
        for team, timeline in enumerate(draft.timelines)
        for i, step in enumerate(timeline.steps)
        if not draft.grid.is_at_hub(step) and draft.grid.stops[step].order == 0
    )


def _why_placed(draft: Draft, team: int, i: int, start: int) -> Placed:
    grid, timeline = draft.grid, draft.timelines[team]
    stop = grid.stops[timeline.steps[i]]
    job, chosen = stop.job, time_chosen(timeline, i, start)
    spans = closed_spans(grid, stop.area, timeline.day.first, chosen.start - grid.origin)
    waits = tuple(span for span in spans if span.end <= chosen.start)
    wanted = grid.jobs[job]
    return Placed(wanted.id, wanted.label, timeline.day.team.id, chosen, waits, _why_team(draft, job, team))


def time_chosen(timeline: Timeline, i: int, planned: int) -> TimeChosen:
    """Compares the planned start of a step with every other minute at which the route could still be driven."""
    grid = timeline.grid
    stop, cost = grid.stops[timeline.steps[i]], timeline.start_costs(i)
    open_at = np.flatnonzero(cost < grid.closed_price)
    earliest = int(open_at[0]) + grid.origin
    calmest = int(open_at[np.argmin(stop.slot[open_at])]) + grid.origin

    def per_h(start: int) -> float:
        return grid.physics.mean_per_h(stop.area, start, start + stop.service)

    return TimeChosen(
        area=grid.problem.areas[stop.area].id,
        start=planned,
        per_h=per_h(planned),
        earliest=earliest,
        earliest_per_h=per_h(earliest),
        exposure_earlier=float(cost[open_at[0]] - cost[planned - grid.origin]),
        calmest=calmest,
        calmest_per_h=per_h(calmest),
        is_assumed=bool(grid.physics.is_assumed[stop.area, planned : planned + max(1, stop.service)].any()),
    )


def _why_team(draft: Draft, job: int, team: int) -> tuple[TeamFact, ...]:
    """For every other team what it lacks, or what the visit would add to its route."""
    if job in draft.fixed:
        return ()
    without = draft.copy()
    without.remove({job})
    now, before = draft.timelines[team], without.timelines[team]
    if not before.is_open:  # this visit is the way round for the others
        return ()
    own = now.cost - before.cost, now.minutes - before.minutes
    facts: list[TeamFact] = []
    for other, timeline in enumerate(without.timelines):
        if other == team:
            continue
        if job not in timeline.day.able:
            facts.append(team_lacks(draft.grid, timeline.day, job))
        elif offers := without.offers(job, [other], tries=OTHER_TRIES):
            facts.append(OtherTeam(timeline.day.team.id, offers[0].exposure, offers[0].minutes, *own))
        else:
            facts.append(NoPlaceInTeam(timeline.day.team.id))
    return tuple(facts)
