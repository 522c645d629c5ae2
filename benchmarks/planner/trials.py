"""What the command on files is tried on: the same bytes again, its memory, and a plan changed after a report."""

from dataclasses import dataclass
from typing import Any

from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan
from app.domain.planner.present import resume
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.report import apply_reports
from app.domain.planner.stability import starts_of
from app.domain.planner.standing import standing
from benchmarks.planner.days import Day
from benchmarks.planner.runs import command
from tests.domain.planner.reference import instances
from tests.domain.planner.reference import score as scorer

NOW = 11 * 60
FACTORS = (8, 6, 4, 2)  # of the hours after the report, in the area it came from
NEAR_KM, NEAR_FACTOR = 3, 1.5


@dataclass(frozen=True)
class Repeated:
    is_equal: bool
    peak_mb: float


@dataclass(frozen=True)
class Replanned:
    """unforced: changes of team of visits that the report did not shut, and whose team still has an open way home.

    broken: rules broken by the new plan, those left out that the report left a team in, heading for, or cut off by.
    """

    work_s: float
    wall_s: float
    not_begun: int
    team_changes: int
    unforced: int
    dropped: int
    recalls: int
    broken: int


def repeated(memory_s: float = 10) -> Repeated:
    one, other = (command(Day(100, 21), "--iterations", "40", "--seed", "3").text for _ in range(2))
    return Repeated(one == other, command(Day(500, 21), "--seconds", str(memory_s)).peak_mb)


def replanned(day: Day) -> Replanned:
    present = command(day, "--iterations", "150").plan
    reports = report_on(day)
    changed = command(day, "--now", str(NOW), "--iterations", "12", present=present, reports=reports)
    problem = apply_reports(PlanningProblem.from_json(day.make()), reports)
    stands = standing(problem, Plan.from_json(present), now=NOW)
    old, new = _teams(present), _teams(changed.plan)
    begun = _begun(present)
    score = scorer.score(problem.to_json(), changed.plan)
    past = scorer.score(problem.to_json(), present)
    cut_off = {route.team for route in resume(DayGrid(Physics(problem)), Plan.from_json(present), NOW)[1]}
    excused = {shut.team for shut in stands.recalls} | cut_off | _broken_before(problem, present)
    forced = {job for job, team in old.items() if team in cut_off} | {shut.job for shut in stands.held}
    moved = {job for job, team in old.items() if job in new and new[job] != team and job not in begun}
    riding = {job for job in begun if old.get(job) in excused}  # aboard, or called for, when the report came
    broken = [one for one in score["violations"] if not _is_of(one, excused, riding)]
    after = standing(problem, Plan.from_json(changed.plan), now=NOW)
    still_shut = [shut for shut in after.held if shut.team not in excused]
    return Replanned(
        *(changed.cpu_s, changed.wall_s, len(old.keys() - begun)),
        team_changes=len(moved),
        unforced=len(moved - forced),
        dropped=len(set(past["jobs_done"]) - set(score["jobs_done"])),
        recalls=len(stands.recalls),
        broken=len(broken) + len(still_shut),
    )


def report_on(day: Day) -> list[dict[str, Any]]:
    """Shelling at eleven where the most visits of the dangerous half of the areas are; neighbours get their part."""
    instance = day.make()
    areas, rates = instance["areas"], instance["lam"]
    physics = scorer.Physics(instance)
    at = [physics.area(stop["lat"], stop["lon"]) for job in instance["jobs"] for stop in job["stops"][:1]]
    worst = sorted(range(len(areas)), key=lambda area: -sum(rates[area]))[: len(areas) // 2]
    hit = max(worst, key=at.count)
    here = areas[hit]["lat"], areas[hit]["lon"]
    told = [_raise(areas[hit], hour, factor) for hour, factor in enumerate(FACTORS)]
    for area in areas:
        if area is not areas[hit] and instances.km(here, (area["lat"], area["lon"])) <= NEAR_KM:
            told += [_raise(area, hour, NEAR_FACTOR) for hour in range(len(FACTORS))]
    return told


def _raise(area: dict[str, Any], hour: int, factor: float) -> dict[str, Any]:
    return {"area": area["id"], "from": NOW + 60 * hour, "to": NOW + 60 * (hour + 1), "factor": factor}


def _teams(plan: dict[str, Any]) -> dict[Any, Any]:
    return {job: route.team for route in Plan.from_json(plan).routes for job in starts_of(route)}


def _begun(plan: dict[str, Any]) -> set[Any]:
    """The visits a team has left for, or had on the way, when the report comes."""
    begun = set()
    for route in Plan.from_json(plan).routes:
        for last, call in zip(route.calls, route.calls[1:], strict=False):
            if last.depart < NOW and call.job is not None:
                begun.add(call.job)
    return begun


def _broken_before(problem: PlanningProblem, present: dict[str, Any]) -> set[Any]:
    """Teams whose minutes before the report lie in an hour that it closed: history, which nobody can mend."""
    plan = Plan.from_json(present)
    begun = standing(problem, plan, now=0)
    return {shut.team for shut in begun.held if shut.minute < NOW}


def _is_of(violation: str, teams: set[Any], jobs: set[Any]) -> bool:
    beginnings = [f"team {team}{end}" for team in teams for end in " :"] + [f"job {job}: ride" for job in jobs]
    return violation.startswith(tuple(beginnings))
