"""A plan: for each team its calls of the day, at the hub or at a stop, with their minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.planner.reading import Id, Reader

# One step of a route before it has times: (job, stop), or None for a call at the hub.
Step = tuple[Id, int] | None


@dataclass(frozen=True, slots=True)
class Call:
    """The team at one place. A call at the hub has no job; a call at a stop has a start of service."""

    arrive: int
    depart: int
    job: Id | None = None
    stop: int = 0
    start: int = 0

    @property
    def is_hub(self) -> bool:
        return self.job is None

    @property
    def step(self) -> Step:
        return None if self.job is None else (self.job, self.stop)

    @staticmethod
    def read(at: Reader) -> Call:
        arrive, depart = (at.field(name).whole(-(10**6)) for name in ("arrive", "depart"))
        if at.optional("hub", Reader.flag, False):
            return Call(arrive, depart)
        start = at.field("start").whole(-(10**6))
        return Call(arrive, depart, at.field("job").id(), at.field("stop").whole(0, 99), start)

    def to_json(self) -> dict[str, Any]:
        if self.is_hub:
            return {"hub": True, "arrive": self.arrive, "depart": self.depart}
        where: dict[str, Any] = {"job": self.job, "stop": self.stop}
        return where | {"arrive": self.arrive, "start": self.start, "depart": self.depart}


@dataclass(frozen=True, slots=True)
class Route:
    """One team's calls in order; the first and the last are at its hub."""

    team: Id
    calls: tuple[Call, ...]

    @property
    def jobs(self) -> tuple[Id, ...]:
        """The jobs of the route in the order of their first stops."""
        return tuple(dict.fromkeys(call.job for call in self.calls if call.job is not None))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The calls between leaving the hub and being back."""
        return tuple(call.step for call in self.calls[1:-1])

    @staticmethod
    def read(at: Reader) -> Route:
        return Route(at.field("team").id(), at.field("stops").each(Call.read))

    def to_json(self) -> dict[str, Any]:
        return {"team": self.team, "stops": [call.to_json() for call in self.calls]}


@dataclass(frozen=True, slots=True)
class Plan:
    routes: tuple[Route, ...] = ()

    def route_of(self, team: Id) -> Route | None:
        return next((route for route in self.routes if route.team == team), None)

    def calls(self) -> Iterator[tuple[Route, Call]]:
        return ((route, call) for route in self.routes for call in route.calls)

    @staticmethod
    def from_json(data: Any) -> Plan:
        """Reads the file contract; raises ProblemError naming the first thing wrong."""
        return Plan(Reader(data, "").field("routes").each(Route.read))

    def to_json(self) -> dict[str, Any]:
        return {"routes": [route.to_json() for route in self.routes]}
