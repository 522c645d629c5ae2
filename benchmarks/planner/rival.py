"""A general routing engine as rival: PyVRP finds who visits whom in which order, the planner's own timing says when.

Told to it: each visit as one place entered at its first stop and left at its last, in up to eight windows of start
with the danger of their hours in the prize; skills by roads that only able teams have; drives at the mean danger of
open hours. Not told, because it has no words for it: that a leg is closed at ten and open at eleven, that two people
may share one way to the post office. So what cannot be timed is taken out of its routes afterwards.
"""

import time
from typing import Any

import numpy as np
import pyvrp

from app.domain.planner.grid import DayGrid
from app.domain.planner.job import Job
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan, Route, Step
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import retime

SCALE = 1000  # its costs and prizes are whole numbers
PERSONS = 3  # a crew and whoever is with them, on a drive
NO_ROAD = 10**7
MOST_WINDOWS = 8
MOST_WAIT_MIN = 30  # between the stops of one visit


class _WorkTime:
    """Stops after so many seconds of this core's work, as the planner is stopped too."""

    def __init__(self, seconds: float) -> None:
        self.ends = time.process_time() + seconds

    def __call__(self, best_cost: float) -> bool:
        return time.process_time() >= self.ends

    def fraction_runtime(self) -> None:
        return None


Starts = list[tuple[int, int, float, int]]  # first and last start, mean cost in points, minutes from start to end


def plan_with_pyvrp(instance: dict[str, Any], *, seconds: float, seed: int) -> dict[str, Any]:
    """A plan in the file contract."""
    problem = PlanningProblem.from_json(instance)
    grid = DayGrid(Physics(problem))
    data, copies = _told(problem, grid)
    found = pyvrp.solve(data, _WorkTime(seconds), seed=seed, collect_stats=False, display=False)
    routes = [_timed(problem, grid, route, copies) for route in found.best.routes()]
    return Plan(tuple(route for route in routes if route)).to_json()


def _told(problem: PlanningProblem, grid: DayGrid) -> tuple[pyvrp.ProblemData, list[Job]]:
    hubs = {hub.id: i for i, hub in enumerate(problem.hubs)}
    enter = [grid.point_index(hub.point) for hub in problem.hubs]
    leave = list(enter)
    for index in range(len(problem.jobs)):
        steps = grid.job_steps(index)
        enter.append(grid.stops[steps[0]].point)
        leave.append(grid.stops[steps[-1]].point)
    minutes = np.array([[grid.leg(a, b).minutes for b in enter] for a in leave])
    np.fill_diagonal(minutes, 0)  # nobody drives from the end of a visit to its own beginning
    costs = np.array([[_drive_cost(problem, grid, a, b) for b in enter] for a in leave])
    clients, groups, copies = [], [], list[Job]()
    for index, job in enumerate(problem.jobs):
        own = [
            _copy(problem, job, start, len(hubs) + index, len(groups)) for start in _starts(problem, grid.physics, job)
        ]
        if own:
            groups.append(pyvrp.ClientGroup(range(len(clients), len(clients) + len(own)), required=False))
            clients += own
            copies += [job] * len(own)
    able = {team.id: grid.teams[i].able for i, team in enumerate(problem.teams)}
    kinds = sorted({tuple(sorted(one)) for one in able.values()})
    barred = [[len(hubs) + j for j in range(len(problem.jobs)) if j not in kind] for kind in kinds]
    roads = []
    for jobs in barred:
        road = costs.copy()
        road[:, jobs] += NO_ROAD
        np.fill_diagonal(road, 0)
        roads.append(road)
    vehicles = [
        pyvrp.VehicleType(
            capacity=[team.cargo],
            start_depot=hubs[team.hub],
            end_depot=hubs[team.hub],
            tw_early=problem.hours_of(team).start,
            tw_late=problem.hours_of(team).end,
            profile=kinds.index(tuple(sorted(able[team.id]))),
            reload_depots=[hubs[team.hub]],
            name=str(i),
        )
        for i, team in enumerate(problem.teams)
    ]
    locations = [pyvrp.Location(0, 0) for _ in enter]
    depots = [pyvrp.Depot(i, service_duration=0) for i in hubs.values()]
    return pyvrp.ProblemData(locations, clients, depots, vehicles, roads, [minutes] * len(roads), groups), copies


def _drive_cost(problem: PlanningProblem, grid: DayGrid, start: int, end: int) -> int:
    """Points of one drive at the mean danger of the open hours on its way, scaled."""
    leg, physics = grid.leg(start, end), grid.physics
    events = sum((part.end - part.start) * _usual(physics, part.area) for part in leg.segments)
    return round(SCALE * (problem.beta * PERSONS * events + problem.gamma * leg.minutes))


def _usual(physics: Physics, area: int) -> float:
    is_open = physics.closure[area] == 0
    return float(physics.rate[area][is_open].mean()) if is_open.any() else float(physics.rate[area].max())


def _copy(
    problem: PlanningProblem, job: Job, start: tuple[int, int, float, int], place: int, group: int
) -> pyvrp.Client:
    first, last, cost, minutes = start
    return pyvrp.Client(
        place,
        delivery=[job.hub_cargo],
        service_duration=minutes,
        tw_early=first,
        tw_late=last,
        prize=max(0, round(SCALE * (job.weight - cost))),
        required=False,
        group=group,
    )


def _starts(problem: PlanningProblem, physics: Physics, job: Job) -> Starts:
    """The calmest windows of start, each within one hour of the forecast."""
    runs: Starts = []
    by_hour: dict[int, list[tuple[int, float, int]]] = {}
    for minute in range(problem.curfew_end, min(problem.curfew_start, physics.minutes)):
        if (found := _visit_from(problem, physics, job, minute)) is not None:
            by_hour.setdefault(minute // problem.bin_minutes, []).append((minute, *found))
    for found_ones in by_hour.values():
        minutes = [minute for minute, _, _ in found_ones]
        mean = sum(cost for _, cost, _ in found_ones) / len(found_ones)
        runs.append((minutes[0], minutes[-1], mean, max(span for _, _, span in found_ones)))
    return sorted(sorted(runs, key=lambda run: run[2])[:MOST_WINDOWS])


def _visit_from(problem: PlanningProblem, physics: Physics, job: Job, minute: int) -> tuple[float, int] | None:
    """Points and minutes of the whole visit, its stops one after the other, if begun at this minute."""
    at, aboard, events, driven = minute, 0, 0.0, 0
    for order, stop in enumerate(job.stops):
        area = physics.area_of(stop.point)
        if order:
            leg = physics.leg(job.stops[order - 1].point, stop.point)
            events += (2 + aboard) * sum(physics.events(p.area, at + p.start, at + p.end) for p in leg.segments)
            driven += leg.minutes
            opens = [max(w.start, at + leg.minutes) for w in stop.windows if at + leg.minutes + stop.service <= w.end]
            if not opens or min(opens) - at - leg.minutes > MOST_WAIT_MIN:
                return None
            at = min(opens)
        end = at + stop.service
        is_within = any(w.start <= at and end <= w.end for w in stop.windows)
        if not is_within or end >= physics.minutes or physics.closed_minutes(area, at, end):
            return None
        events += (2 + max(aboard, aboard + stop.board) + stop.civ) * physics.events(area, at, end)
        aboard += stop.board
        at = end
    return problem.beta * events + problem.gamma * driven, at - minute


def _timed(problem: PlanningProblem, grid: DayGrid, route: pyvrp.Route, copies: list[Job]) -> Route | None:
    """Its order with the planner's times; what stands in the way is taken out, and the lightest where nothing does."""
    team = problem.teams[route.vehicle_type()]
    visits: list[Job | None] = [copies[one.idx] if one.is_client() else None for one in route][1:-1]
    while any(visits):
        steps: list[Step] = []
        for job in visits:
            steps += [None] if job is None else [(job.id, order) for order in range(len(job.stops))]
        made = retime(problem, team.id, steps, grid=grid)
        if isinstance(made, Route):
            return made
        jobs = [job for job in visits if job]
        worst = next((job for job in jobs if job.id == made.job), min(jobs, key=lambda job: job.weight))
        visits = [job for job in visits if job is not worst]
    return None
