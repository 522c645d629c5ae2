"""One day laid out by minute for the timing: prices of places, legs and stops, and each team's start.

A price is the expected events a person meets; a closed minute has a price above any open day, so that a cost
tells at once whether a way is open (below grid.closed_price), only closed, or impossible (infinite).
Times here are indices: minutes since grid.origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.planner.breaks import Break
from app.domain.planner.job import NO_RIDE_LIMIT, Job, Pin, Point, Stop
from app.domain.planner.physics import EARTH_RADIUS_KM, Closure, Leg, Physics
from app.domain.planner.plan import Call, Step
from app.domain.planner.problem import Team
from app.domain.planner.reading import Id

Curve = NDArray[np.float64]  # a value for each minute of the day
NO_JOB = -1  # the job of a break, which is a stop at the hub
HUB = -1  # a call at the hub, where a step is otherwise the index of a stop
SHELTER = -1  # the area of a place where waiting costs nothing
Place = tuple[int, int]  # a point and its area, or SHELTER
FORESEEN = 0.02  # events that a start somebody could foresee is taken to be dearer by, for each person
MOST_MOVES = 14_000  # of one generation, of which there are two: at most 160 MB on a day of 12 hours


@dataclass(frozen=True, slots=True)
class Move:
    """A drive or a service: how long, and for each minute of its beginning how much less waiting is spent after it.

    price: what the move itself costs, plus the waiting spent by its start where it begins, less that spent by its
    end where it ends. So counted, a curve of costs less the waiting spent never changes while a team waits.
    """

    minutes: int
    price: Curve


@dataclass(frozen=True, slots=True)
class GridStop:
    """A stop of a job, both by index. slot: price of a service begun at each minute, infinite outside its windows."""

    job: int
    order: int
    point: int
    area: int
    service: int
    board: int
    load: int
    civ: int
    slot: Curve
    next_start: Curve  # the first open start at or after each minute, infinite when there is none
    least_from: Curve  # the least price of a start at or after each minute, and of one until then
    least_until: Curve
    is_last: bool
    max_ride: int

    @property
    def place(self) -> Place:
        return self.point, self.area

    @property
    def is_break(self) -> bool:
        return self.job == NO_JOB


@dataclass(frozen=True, slots=True)
class Start:
    """Where a team's free part of the day begins: at its hub, or after the calls that have happened already."""

    point: int
    ready: Curve  # cost of being there, free to leave, at each minute
    aboard: int = 0
    load: int = 0
    done: tuple[Call, ...] = ()
    underway: Mapping[int, int] = field(default_factory=dict)  # jobs begun, with the stop that comes next
    loaded: frozenset[int] | None = None  # jobs whose hub cargo this trip carries; None before departure


@dataclass(frozen=True, slots=True)
class TeamDay:
    """What a team may do on the day; jobs it is able to make by index."""

    team: Team
    hub: int
    first: int
    last: int
    able: frozenset[int]
    start: Start
    breaks: tuple[int, ...] = ()  # stops at the hub that every day with work goes by, in order


class DayGrid:
    """Everything the timing needs that no plan changes."""

    def __init__(self, physics: Physics) -> None:
        problem = physics.problem
        self.problem, self.physics = problem, physics
        hours = [problem.hours_of(team) for team in problem.teams]
        self.origin = min(span.start for span in hours)
        self.size = max(span.end for span in hours) - self.origin + 1
        self.closed_price = 1.0
        self.price = self._running_price()
        self.points: list[Point] = []
        self._point_index: dict[Point, int] = {}
        self.jobs: tuple[Job, ...] = problem.jobs
        self.job_index = {job.id: i for i, job in enumerate(problem.jobs)}
        self.stops: list[GridStop] = []
        self.first_stop: list[int] = []
        for i, job in enumerate(problem.jobs):
            self.first_stop.append(len(self.stops))
            self.stops += [self._grid_stop(i, job, order) for order in range(len(job.stops))]
        hubs = {hub.id: self.point_index(hub.point) for hub in problem.hubs}
        self.breaks: dict[int, Break] = {}  # by stop, with the window cut to the team's hours
        self.teams = [self._team_day(team, hubs[team.hub]) for team in problem.teams]
        self.rough_minutes = self._rough_minutes()
        self._legs: dict[tuple[int, int], Leg] = {}
        self._spent: dict[tuple[int, int], Curve] = {}
        self._moves: dict[tuple[object, ...], Move] = {}
        self._moves_before: dict[tuple[object, ...], Move] = {}

    def point_index(self, point: Point) -> int:
        if point not in self._point_index:
            self._point_index[point] = len(self.points)
            self.points.append(point)
        return self._point_index[point]

    def job_steps(self, job: int) -> tuple[int, ...]:
        return tuple(range(self.first_stop[job], self.first_stop[job] + len(self.jobs[job].stops)))

    def step_of(self, step: Step) -> int:
        """The index of a step; raises KeyError or IndexError when there is no such job or stop."""
        if step is None:
            return HUB
        return self.job_steps(self.job_index[step[0]])[step[1]]

    def is_at_hub(self, step: int) -> bool:
        return step == HUB or self.stops[step].job == NO_JOB

    def leg(self, start: int, end: int) -> Leg:
        key = start, end
        if key not in self._legs:
            self._legs[key] = self.physics.leg(self.points[start], self.points[end])
        return self._legs[key]

    def areas_between(self, start: int, end: int) -> frozenset[Id]:
        return frozenset(self.problem.areas[part.area].id for part in self.leg(start, end).segments)

    def drive(self, start: Place, end: Place, persons: int) -> Move:
        key = start, end, persons
        move = self._moves.get(key)
        if move is None:
            move = self._moves_before.get(key) or self._drive(start, end, persons)
            self._keep(key, move)
        return move

    def service(self, index: int, persons: int) -> Move:
        """The service of a stop for so many persons in the vehicle on arrival."""
        key = index, persons
        move = self._moves.get(key)
        if move is None:
            move = self._moves_before.get(key) or self._service(self.stops[index], persons)
            self._keep(key, move)
        return move

    def spent(self, area: int, persons: int) -> Curve:
        """What so many persons have spent by each minute if they wait in an area from the origin on."""
        key = area, persons
        if key not in self._spent:
            self._spent[key] = np.zeros(self.size) if area == SHELTER else self.price[area] * persons
        return self._spent[key]

    def repinned(self, pins: Mapping[Id, Pin | None]) -> DayGrid:
        """The same day with other pins for some jobs; prices and legs are shared."""
        twin, changed = copy(self), {self.job_index[job]: pin for job, pin in pins.items()}
        twin.jobs = tuple(replace(job, pin=changed[i]) if i in changed else job for i, job in enumerate(self.jobs))
        twin.problem = replace(self.problem, jobs=twin.jobs)
        twin.stops = list(self.stops)
        firsts = {self.first_stop[i]: i for i in changed}
        for stop, i in firsts.items():
            twin.stops[stop] = twin._grid_stop(i, twin.jobs[i], 0)
        # A service hangs on the hours of its stop, a drive does not.
        twin._moves = {key: move for key, move in list(self._moves.items()) if len(key) > 2 or key[0] not in firsts}
        twin._moves_before = {}
        twin.teams = [replace(day, able=twin._able_with(day, changed)) for day in self.teams]
        return twin

    def with_stops(self, job: Id, stops: tuple[Stop, ...]) -> DayGrid:
        """The same day with other hours for the stops of one job; prices and legs are shared."""
        twin, changed = copy(self), self.job_index[job]
        twin.jobs = tuple(replace(one, stops=stops) if i == changed else one for i, one in enumerate(self.jobs))
        twin.problem = replace(self.problem, jobs=twin.jobs)
        twin.stops, steps = list(self.stops), self.job_steps(changed)
        for order, step in enumerate(steps):
            twin.stops[step] = twin._grid_stop(changed, twin.jobs[changed], order)
        twin._moves = {key: move for key, move in list(self._moves.items()) if len(key) > 2 or key[0] not in steps}
        twin._moves_before = {}
        return twin

    def _able_with(self, day: TeamDay, changed: Iterable[int]) -> frozenset[int]:
        return day.able.difference(changed) | {i for i in changed if self.is_able(day.team, i, self.jobs[i])}

    def nowhere(self) -> Curve:
        return np.full(self.size, np.inf)

    def _running_price(self) -> Curve:
        """(areas, minutes) price summed from the origin up to each minute."""
        rate, closure = self.physics.rate, self.physics.closure
        span = slice(self.origin, self.origin + self.size - 1)
        most_aboard = max(team.crew + team.seats for team in self.problem.teams)
        gathered = max((stop.civ for job in self.problem.jobs for stop in job.stops), default=0)
        foreseen = FORESEEN * sum(bool(stop.usual) for job in self.problem.jobs for stop in job.stops)
        self.closed_price = 1.0 + (most_aboard + gathered) * (float(rate.max(axis=0).sum()) + foreseen)
        price = rate[:, span] + self.closed_price * (closure[:, span] != Closure.OPEN)
        return np.concatenate([np.zeros((len(rate), 1)), np.cumsum(price, axis=1)], axis=1)

    def _keep(self, key: tuple[object, ...], move: Move) -> None:
        """The generation before goes when this one is full: what is used again and again stays."""
        if len(self._moves) >= MOST_MOVES:
            self._moves, self._moves_before = {}, self._moves
        self._moves[key] = move

    def _drive(self, start: Place, end: Place, persons: int) -> Move:
        leg = self.leg(start[0], end[0])
        starts = max(0, self.size - leg.minutes)
        price = np.zeros(starts)
        for part in leg.segments if starts else ():
            row = self.price[part.area]
            price += row[part.end : part.end + starts]
            price -= row[part.start : part.start + starts]
        price *= persons
        return Move(leg.minutes, self._less_waiting(price, leg.minutes, start[1], end[1], persons, persons))

    def _service(self, stop: GridStop, persons: int) -> Move:
        starts = max(0, self.size - stop.service)
        price = stop.slot[:starts] * (persons + max(0, stop.board) + stop.civ)
        return Move(
            stop.service,
            self._less_waiting(price, stop.service, stop.area, stop.area, persons, persons + stop.board),
        )

    def _less_waiting(self, price: Curve, minutes: int, before: int, after: int, persons: int, left: int) -> Curve:
        if before != SHELTER:
            price += self.spent(before, persons)[: len(price)]
        if after != SHELTER:
            price -= self.spent(after, left)[minutes : minutes + len(price)]
        return price

    def _grid_stop(self, index: int, job: Job, order: int) -> GridStop:
        stop = job.stops[order]
        area = self.physics.area_of(stop.point)
        slot = self._slot(job, order, self.price[area])
        return GridStop(
            *(index, order, self.point_index(stop.point), area, stop.service, stop.board, stop.load, stop.civ),
            *(slot, *self._looked_at(slot)),
            *(order == len(job.stops) - 1, job.max_ride),
        )

    def _looked_at(self, slot: Curve) -> tuple[Curve, Curve, Curve]:
        """Of a slot the next open start, and the least price from each minute on and until it."""
        open_at = np.where(slot < self.closed_price, np.arange(self.size), np.inf)
        next_start = np.append(np.minimum.accumulate(open_at[::-1])[::-1], np.inf)
        return next_start, np.minimum.accumulate(slot[::-1])[::-1], np.minimum.accumulate(slot)

    def _slot(self, job: Job, order: int, price: Curve) -> Curve:
        stop, slot = job.stops[order], self.nowhere()
        pinned = job.pin.start if job.pin and order == 0 else None
        for window in stop.windows:
            first, last = window.start, window.end - stop.service
            if pinned:
                first, last = max(first, pinned.start), min(last, pinned.end)
            first, last = max(first - self.origin, 0), min(last - self.origin, self.size - 1 - stop.service)
            if first <= last:
                ends = price[first + stop.service : last + 1 + stop.service]
                slot[first : last + 1] = ends - price[first : last + 1]
        for span in stop.usual:
            slot[max(0, span.start - self.origin) : max(0, span.end - self.origin)] += FORESEEN
        return slot

    def _team_day(self, team: Team, hub: int) -> TeamDay:
        hours = self.problem.hours_of(team)
        first, last = hours.start - self.origin, hours.end - self.origin
        ready = self.nowhere()
        ready[first : last + 1] = 0.0
        able = frozenset(i for i, job in enumerate(self.jobs) if self.is_able(team, i, job))
        breaks = tuple(self._break_stop(one, hub) for one in self.problem.breaks_of(team))
        return TeamDay(team, hub, first, last, able, Start(hub, ready), breaks)

    def _break_stop(self, one: Break, hub: int) -> int:
        """The index of a new stop in the shelter of the hub, which costs nothing and may begin in the window only."""
        slot = self.nowhere()
        slot[one.window.start - self.origin : one.window.end - one.minutes - self.origin + 1] = 0.0
        self.breaks[len(self.stops)] = one
        self.stops.append(
            GridStop(
                *(NO_JOB, 0, hub, SHELTER, one.minutes, 0, 0, 0),
                *(slot, *self._looked_at(slot)),
                *(False, NO_RIDE_LIMIT),
            )
        )
        return len(self.stops) - 1

    def is_able(self, team: Team, index: int, job: Job) -> bool:
        """Whether the team has the skills, the room and the permits for a job, and is not ruled out by its pin."""
        has_room = job.peak_aboard <= team.seats and job.hub_cargo <= team.cargo
        is_free = job.pin is None or job.pin.team in (None, team.id)
        return job.skills <= team.skills and has_room and is_free and not self.areas_barred(team, index)

    def areas_barred(self, team: Team, job: int) -> frozenset[Id]:
        """The areas of the job's stops in which the team has no permit."""
        if team.areas is None:
            return frozenset()
        return frozenset(self.problem.areas[self.stops[s].area].id for s in self.job_steps(job)) - team.areas

    def _rough_minutes(self) -> Curve:
        """(points, points) minutes to rank candidates by; the timing takes its own from the legs."""
        lat, lon = np.radians(np.array(self.points)).T
        half = np.sin((lat[:, None] - lat) / 2) ** 2
        half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
        travel = self.problem.travel
        km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
        minutes: Curve = np.maximum(travel.min_minutes, np.rint(60 * travel.road_factor * km / travel.speed_kmh))
        minutes[km < 1e-6] = 0.0
        if self.problem.drives:
            self.problem.drives.write_into(minutes, self.points)
        for leg in self.problem.legs:
            if leg.start in self._point_index and leg.end in self._point_index:
                minutes[self._point_index[leg.start], self._point_index[leg.end]] = leg.minutes
        return minutes
