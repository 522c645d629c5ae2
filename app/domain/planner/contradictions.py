"""Rules of a problem that contradict each other before any plan is made, so that each can be named to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.domain.planner.grid import DayGrid
from app.domain.planner.job import Job
from app.domain.planner.problem import Team
from app.domain.planner.reading import Id


class Clash(StrEnum):
    SHIFT_IN_CURFEW = "shift_in_curfew"
    PINNED_TO_UNABLE_TEAM = "pinned_to_unable_team"
    PINNED_OUTSIDE_WINDOWS = "pinned_outside_windows"
    PINNED_WHILE_CLOSED = "pinned_while_closed"
    LONGER_THAN_ANY_SHIFT = "longer_than_any_shift"
    NO_DATA = "no_data"


WORDS = {
    Clash.SHIFT_IN_CURFEW: "Team {id} has no minute of its shift outside the curfew.",
    Clash.PINNED_TO_UNABLE_TEAM: "Visit {id} is pinned to a team that cannot make it.",
    Clash.PINNED_OUTSIDE_WINDOWS: "Visit {id} is pinned to a time outside its windows.",
    Clash.PINNED_WHILE_CLOSED: "Visit {id} is pinned to a time at which its area is closed.",
    Clash.LONGER_THAN_ANY_SHIFT: "Visit {id} takes longer than any shift.",
    Clash.NO_DATA: "Area {id} has hours without data; they are taken for the worst known, {per_h:g} events per hour.",
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """per_h: the events per hour that an area without data is taken for."""

    clash: Clash
    id: Id
    per_h: float = 0.0

    def __str__(self) -> str:
        return WORDS[self.clash].format(id=self.id, per_h=self.per_h)


def contradictions(grid: DayGrid) -> list[Contradiction]:
    """Teams without a minute, pins that nothing can keep, visits that fit no shift, and areas planned as the worst."""
    problem, physics = grid.problem, grid.physics
    found = [Contradiction(Clash.SHIFT_IN_CURFEW, team.id) for team in problem.teams if not _minutes(grid, team)]
    longest = max(_minutes(grid, team) for team in problem.teams)
    for index, job in enumerate(problem.jobs):
        if sum(stop.service for stop in job.stops) > longest:
            found.append(Contradiction(Clash.LONGER_THAN_ANY_SHIFT, job.id))
        found += [Contradiction(clash, job.id) for clash in _of_pin(grid, index, job)]
    for row, area in enumerate(problem.areas):
        if physics.is_assumed[row].any():
            found.append(Contradiction(Clash.NO_DATA, area.id, physics.assumed_per_h))
    return found


def _minutes(grid: DayGrid, team: Team) -> int:
    hours = grid.problem.hours_of(team)
    return hours.end - hours.start


def _of_pin(grid: DayGrid, index: int, job: Job) -> Iterator[Clash]:
    if job.pin is None:
        return
    if job.pin.team is not None and not any(index in day.able for day in grid.teams):
        yield Clash.PINNED_TO_UNABLE_TEAM
    if job.pin.start is not None:
        slot = grid.stops[grid.first_stop[index]].slot
        if np.isinf(slot).all():
            yield Clash.PINNED_OUTSIDE_WINDOWS
        elif slot.min() >= grid.closed_price:
            yield Clash.PINNED_WHILE_CLOSED
