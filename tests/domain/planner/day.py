"""Builds problems and plans for the planner's tests, and lends the independent references."""

import json
from typing import Any

from app.domain.planner.problem import PlanningProblem
from tests.domain.planner.reference import instances
from tests.domain.planner.reference import score as scorer


def make_instance(visits: int = 8, teams: int = 2, areas: int = 8, seed: int = 1, **settings: Any) -> dict[str, Any]:
    """An instance of the generator, as JSON would give it."""
    made = instances.make_instance(visits, teams, areas, seed, **settings)
    return json.loads(json.dumps(made))


def make_problem(**settings: Any) -> PlanningProblem:
    return PlanningProblem.from_json(make_instance(**settings))


def reference_score(instance: dict[str, Any], plan: dict[str, Any]) -> dict[str, Any]:
    return scorer.score(instance, plan)


ALL_DAY = [[0, 1440]]


def tiny(**changes: Any) -> dict[str, Any]:
    """Two areas side by side, one hub and one team in the west, one visit of ten minutes in each area."""
    instance: dict[str, Any] = {
        "bin_minutes": 60,
        "areas": [{"id": "west", "lat": 48.6, "lon": 37.50}, {"id": "east", "lat": 48.6, "lon": 37.60}],
        "lam": [[0.1] * 24, [0.1] * 24],
        "nogo": 1.5,
        "curfew": {"end": 300, "start": 1260},
        "weights": {"beta": 0.5, "gamma": 0.002},
        "travel": {"road_factor": 1.35, "speed_kmh": 38.0, "min_minutes": 2},
        "reload_minutes": 10,
        "hubs": [{"id": 0, "lat": 48.6, "lon": 37.49}],
        "teams": [make_team(0)],
        "jobs": [make_job(0, lon=37.51), make_job(1, lon=37.60)],
    }
    return instance | changes


def make_team(team: int, **changes: Any) -> dict[str, Any]:
    team_json = {"id": team, "hub": 0, "crew": 2, "seats": 3, "cargo": 100, "skills": [], "shift": [480, 960]}
    return team_json | changes


def make_job(job: int, lon: float, **changes: Any) -> dict[str, Any]:
    """A visit with one stop; changes of the stop and of the visit go by name."""
    stop = {"lat": 48.6, "lon": lon, "windows": ALL_DAY, "service": 10}
    stop |= {key: changes.pop(key) for key in ("windows", "service", "civ", "load") if key in changes}
    return {"id": job, "weight": 5.0, "stops": [stop]} | changes
