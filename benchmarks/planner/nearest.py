"""The plan of a dispatcher who always sends a team to the nearest visit it can make, around what is closed.

It drives as early as it can, waits where it stands until the way is open, prefers a visit that can begin soon, and
looks at nothing else: the way most days are planned by hand. Travel times are the scorer's own, so it shares nothing
with the planner.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.domain.planner.reference import score as scorer

LONGEST_WAIT_MIN = 20
Call = dict[str, Any]
Point = tuple[float, float]


@dataclass
class Car:
    """One team under way: where, since when, with what aboard, and its calls so far."""

    team: dict[str, Any]
    hub: Point
    at: Point
    free: int
    last: int
    load: int = 0
    calls: list[Call] = field(default_factory=list)

    @property
    def is_home(self) -> bool:
        return self.at == self.hub


def nearest_first(instance: dict[str, Any]) -> dict[str, Any]:
    """A plan in the file contract."""
    road = _Road(instance)
    cars, left = [road.car(team) for team in instance["teams"]], {job["id"]: job for job in instance["jobs"]}
    working = list(cars)
    while working:
        car = min(working, key=lambda one: one.free)
        done = road.next_visit(car, list(left.values()))
        if done is not None:
            del left[done.calls[-1]["job"]]
        elif not car.is_home:
            done = road.at_hub(car)  # where it can wait until something opens
        if done is None:
            working.remove(car)
        else:
            cars[cars.index(car)] = working[working.index(car)] = done
    return {"routes": [{"team": car.team["id"], "stops": car.calls} for car in cars if len(car.calls) > 1]}


class _Road:
    def __init__(self, instance: dict[str, Any]) -> None:
        self.instance = instance
        self.physics = scorer.Physics(instance)
        self.hubs = {hub["id"]: _point(hub) for hub in instance["hubs"]}

    def car(self, team: dict[str, Any]) -> Car:
        curfew, hub = self.instance["curfew"], self.hubs[team["hub"]]
        first, last = max(team["shift"][0], curfew["end"]), min(team["shift"][1], curfew["start"])
        return Car(team, hub, hub, first, last, calls=[{"hub": True, "arrive": first, "depart": first}])

    def next_visit(self, car: Car, jobs: list[dict[str, Any]]) -> Car | None:
        """The nearest visit that begins without a long wait, else the one that begins first."""
        best, begins = None, 0
        for job in sorted(jobs, key=lambda job: self.physics.leg(car.at, _point(job["stops"][0]))[0]):
            after = self.served(car, job)
            if after is None:
                continue
            first = next(call for call in reversed(after.calls) if call.get("job") == job["id"] and call["stop"] == 0)
            if first["start"] - car.free <= LONGEST_WAIT_MIN + self.physics.leg(car.at, _point(job["stops"][0]))[0]:
                return after
            if best is None or first["start"] < begins:
                best, begins = after, first["start"]
        return best

    def served(self, car: Car, job: dict[str, Any]) -> Car | None:
        """The car after the whole job, if it can still be home in time; by way of the hub where it must load."""
        if not set(job["skills"]) <= set(car.team["skills"]) or _peak(job) > car.team["seats"]:
            return None
        if job["hub_cargo"] > car.team["cargo"]:
            return None
        if not job["hub_cargo"] or car.load + job["hub_cargo"] + _carried(job) <= car.team["cargo"]:
            return self._with_job(car, job)
        reloaded = None if car.is_home else self.at_hub(car)
        return self._with_job(reloaded, job) if reloaded else None

    def _with_job(self, car: Car, job: dict[str, Any]) -> Car | None:
        now = Car(
            car.team, car.hub, car.at, car.free, car.last, car.load + job["hub_cargo"], [dict(c) for c in car.calls]
        )
        for order, stop in enumerate(job["stops"]):
            reached = self._drive(now, _point(stop))
            start = None if reached is None else self._start(now, stop, reached)
            if start is None or reached is None:
                return None
            end = start + stop["service"]
            now.calls.append({"job": job["id"], "stop": order, "arrive": reached, "start": start, "depart": end})
            now.at, now.free = _point(stop), end
        home = Car(now.team, now.hub, now.at, now.free, now.last, 0, [dict(c) for c in now.calls])
        return now if self._drive(home, home.hub) is not None else None

    def at_hub(self, car: Car) -> Car | None:
        now = Car(car.team, car.hub, car.at, car.free, car.last, 0, [dict(c) for c in car.calls])
        reached = self._drive(now, now.hub)
        if reached is None:
            return None
        leave = reached + self.instance["reload_minutes"]
        now.calls.append({"hub": True, "arrive": reached, "depart": leave})
        now.at, now.free = now.hub, leave
        return now

    def _drive(self, car: Car, to: Point) -> int | None:
        """Leaves as early as the whole way is open and waiting for it is; the minute of arrival."""
        minutes, _ = self.physics.leg(car.at, to)
        for leave in range(car.free, car.last - minutes + 1):
            if not car.is_home and self._is_closed(car.at, car.free, leave):
                return None
            if not self.physics.leg_spend(car.at, to, leave)[1]:
                car.calls[-1]["depart"] = leave
                return leave + minutes
        return None

    def _start(self, car: Car, stop: dict[str, Any], reached: int) -> int | None:
        for start, end in stop["windows"]:
            for at in range(max(start, reached), min(end, car.last) - stop["service"] + 1):
                if self._is_closed(_point(stop), reached, at):
                    return None
                if not self._is_closed(_point(stop), at, at + stop["service"]):
                    return at
        return None

    def _is_closed(self, point: Point, start: int, end: int) -> bool:
        return bool(self.physics.spend(self.physics.area(*point), start, end)[1])


def _point(place: dict[str, Any]) -> Point:
    return place["lat"], place["lon"]


def _peak(job: dict[str, Any]) -> int:
    return sum(max(0, stop["board"]) for stop in job["stops"])


def _carried(job: dict[str, Any]) -> int:
    return sum(max(0, stop["load"]) for stop in job["stops"])
