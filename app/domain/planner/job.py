"""A job: one visit with one to three stops, its windows, people, cargo, and what a person has fixed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.planner.reading import Id, Reader

NO_RIDE_LIMIT = 10**6
MOST_STOPS = 6
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes from start up to, not including, end."""

    start: int
    end: int

    @staticmethod
    def read(at: Reader) -> Window:
        start, end = (item.minute() for item in at.items(length=2))
        if end < start:
            raise at.refuse(f"ends at {end}, before it starts at {start}")
        return Window(start, end)

    def to_json(self) -> list[int]:
        return [self.start, self.end]


@dataclass(frozen=True, slots=True)
class Stop:
    lat: float
    lon: float
    windows: tuple[Window, ...]  # service starts and ends inside one of them
    service: int  # minutes
    board: int = 0  # people getting in (+) or out (-)
    load: int = 0  # kg taken aboard (+) or handed over (-)
    civ: int = 0  # people gathered here because of the visit
    gathers: Id | None = None  # the place, where a household is called to one that others are called to as well
    usual: tuple[Window, ...] = ()  # starts that somebody who watched could foresee

    @property
    def point(self) -> Point:
        return self.lat, self.lon

    def within(self, windows: Iterable[Window]) -> Stop:
        return replace(self, windows=tuple(windows))

    @staticmethod
    def read(at: Reader) -> Stop:
        return Stop(
            *read_point(at),
            windows=at.field("windows").each(Window.read),
            service=at.field("service").whole(0, 1440),
            board=at.optional("board", lambda r: r.whole(-99, 99), 0),
            load=at.optional("load", lambda r: r.whole(-(10**6), 10**6), 0),
            civ=at.optional("civ", lambda r: r.whole(0, 10**4), 0),
            gathers=at.optional("gathers", Reader.id, None),
            usual=at.optional("usual", lambda r: r.each(Window.read), ()),
        )

    def to_json(self) -> dict[str, Any]:
        windows = [window.to_json() for window in self.windows]
        return {
            **{"lat": self.lat, "lon": self.lon, "windows": windows, "service": self.service},
            **{"board": self.board, "load": self.load, "civ": self.civ},
            **({} if self.gathers is None else {"gathers": self.gathers}),
            **({"usual": [window.to_json() for window in self.usual]} if self.usual else {}),
        }


@dataclass(frozen=True, slots=True)
class Pin:
    """What a person has fixed: the team, the span in which the first stop starts, or both."""

    team: Id | None = None
    start: Window | None = None

    @staticmethod
    def read(at: Reader) -> Pin | None:
        pin = Pin(at.optional("team", Reader.id, None), at.optional("start", Window.read, None))
        return None if pin == Pin() else pin

    def to_json(self) -> dict[str, Any]:
        pin: dict[str, Any] = {} if self.team is None else {"team": self.team}
        return pin if self.start is None else {**pin, "start": self.start.to_json()}


@dataclass(frozen=True, slots=True)
class Job:
    """One visit: its stops in order, all by one team."""

    id: Id
    weight: float  # priority points
    stops: tuple[Stop, ...]
    skills: frozenset[str] = frozenset()
    hub_cargo: int = 0  # kg loaded at the hub, handed over at the first stop
    max_ride: int = NO_RIDE_LIMIT  # minutes from leaving the first stop to reaching the last
    pin: Pin | None = None
    label: str = ""  # the caller's own name for it, never looked into
    kept: bool = False  # a person placed it: planned before all others, never traded away
    last_team: Id | None = None  # who came the last time: a face known is worth a little

    @property
    def peak_aboard(self) -> int:
        return max(itertools.accumulate(stop.board for stop in self.stops))

    @property
    def most_load(self) -> int:
        """No fewer kg than are ever aboard for it at once."""
        return self.hub_cargo + sum(max(0, stop.load) for stop in self.stops)

    @staticmethod
    def read(at: Reader) -> Job:
        job = Job(
            id=at.field("id").id(),
            weight=at.field("weight").number(0),
            stops=at.field("stops").each(Stop.read, least=1, most=MOST_STOPS),
            skills=frozenset(at.optional("skills", read_texts, tuple[str, ...]())),
            hub_cargo=at.optional("hub_cargo", Reader.whole, 0),
            max_ride=at.optional("max_ride", Reader.whole, NO_RIDE_LIMIT),
            pin=at.optional("pin", Pin.read, None),
            label=at.optional("label", Reader.text, ""),
            kept=at.optional("kept", Reader.flag, False),
            last_team=at.optional("last_team", Reader.id, None),
        )
        aboard = list(itertools.accumulate(stop.board for stop in job.stops))
        if aboard[-1] != 0 or min(aboard) < 0:
            raise at.field("stops").refuse("must let out exactly the people they let in, and not before")
        return job

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"id": self.id, "weight": self.weight, "skills": sorted(self.skills)}
        data |= {
            "hub_cargo": self.hub_cargo,
            "stops": [stop.to_json() for stop in self.stops],
            "max_ride": self.max_ride,
        }
        data |= {} if self.pin is None else {"pin": self.pin.to_json()}
        data |= {"label": self.label} if self.label else {}
        data |= {} if self.last_team is None else {"last_team": self.last_team}
        return data | ({"kept": True} if self.kept else {})


def read_point(at: Reader) -> Point:
    return at.field("lat").number(-90, 90), at.field("lon").number(-180, 180)


def read_texts(at: Reader) -> tuple[str, ...]:
    return at.each(Reader.text)
