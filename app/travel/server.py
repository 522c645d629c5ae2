"""Two kinds of routing server as they want to be asked for many drives at once, and how their answers are read."""

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from app.config import Config, ConfigError
from app.network import Answer, NoAnswer, ask
from app.travel.places import Place

Minutes = list[list[float | None]]  # a row for each start; None: the server knows no way

STEP_S, WHOLE_S = 3.0, 5.0
LONGEST_S = 24 * 3600.0
LEAST_POINTS, MOST_POINTS = 2, 1000
KINDS = ("osrm", "valhalla")


class Why(StrEnum):
    """Why a server refuses a question that it may answer in part."""

    TOO_BIG = "too_big"
    NO_ROAD = "no_road"  # near one of the places, which fails them all
    APART = "apart"  # too far, or in parts of the map that no road joins


OSRM_REFUSES = {"TooBig": Why.TOO_BIG, "NoSegment": Why.NO_ROAD, "NoTable": Why.APART}
VALHALLA_REFUSES = {150: Why.TOO_BIG, 154: Why.APART, 170: Why.APART, 171: Why.NO_ROAD, 442: Why.APART}


class AskLess(Exception):
    """The server refuses this question and may answer parts of it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class RoutingServer:
    """The server of this installation. Its address is in no repr: it may carry a password."""

    kind: str
    base_url: str = field(repr=False)
    points: int = 100  # starts and ends that it takes in one question

    @property
    def code(self) -> str:
        """Answers are kept for one server: those of another kind or address are not mixed in."""
        return sha256(f"{self.kind}|{self.base_url}".encode()).hexdigest()[:16]

    @property
    def host(self) -> str:
        """For people, without what the address may hide."""
        return urlsplit(self.base_url).hostname or "?"

    def table(self, starts: Sequence[Place], ends: Sequence[Place]) -> Minutes:
        """Minutes from each start to each end. Raises NoAnswer, or AskLess."""
        question = _osrm_question if self.kind == "osrm" else _valhalla_question
        answer = question(self.base_url, starts, ends)
        found = _read(answer, _osrm_table if self.kind == "osrm" else _valhalla_table)
        if len(found) != len(starts) or any(len(row) != len(ends) for row in found):
            raise NoAnswer("unreadable")
        return found

    def ask(
        self, starts: Sequence[Place], ends: Sequence[Place], *, until: float = math.inf
    ) -> Iterator[tuple[Place, Place, float | None]]:
        """Each drive with its minutes, in questions that the server takes.

        A place near which it knows no road comes as a drive to itself without minutes; what else it refuses is left
        out. until: the moment of the monotonic clock after which nothing more is asked (NoAnswer "slow").
        """
        return _Round(self, until).part(starts, ends)


@dataclass
class _Round:
    """The questions asked for one plan; after one that was too big the next are smaller."""

    server: RoutingServer
    until: float
    room: int = 0

    def part(self, starts: Sequence[Place], ends: Sequence[Place]) -> Iterator[tuple[Place, Place, float | None]]:
        self.room = self.room or max(1, self.server.points // 2)
        while starts:
            some, starts, left = starts[: self.room], starts[self.room :], ends
            while left:
                these, left = left[: self.room], left[self.room :]
                yield from self._block(some, these)

    def _table(self, starts: Sequence[Place], ends: Sequence[Place]) -> Minutes:
        if time.monotonic() > self.until:
            raise NoAnswer("slow")
        return self.server.table(starts, ends)

    def _block(self, starts: Sequence[Place], ends: Sequence[Place]) -> Iterator[tuple[Place, Place, float | None]]:
        try:
            table = self._table(starts, ends)
        except AskLess as less:
            yield from self._less(starts, ends, less.why)
            return
        for start, row in zip(starts, table, strict=True):
            for end, minutes in zip(ends, row, strict=True):
                if start != end:
                    yield start, end, minutes

    def _less(
        self, starts: Sequence[Place], ends: Sequence[Place], why: Why
    ) -> Iterator[tuple[Place, Place, float | None]]:
        if why is Why.NO_ROAD:
            off = self._off_the_road(list(dict.fromkeys([*starts, *ends])))
            yield from ((place, place, None) for place in off)
            starts, ends = ([one for one in some if one not in off] for some in (starts, ends))
            if off and starts and ends:
                yield from self._block(starts, ends)
            return
        if why is Why.TOO_BIG:
            self.room = max(1, min(self.room, max(len(starts), len(ends)) // 2))
        for some_starts, some_ends in _halves(starts, ends):
            yield from self._block(some_starts, some_ends)

    def _off_the_road(self, places: Sequence[Place]) -> list[Place]:
        """Those near which the server knows no road, found by halves."""
        try:
            self._table(places, places[:1])
        except AskLess as less:
            if less.why is not Why.NO_ROAD:
                return []
            if len(places) == 1:
                return list(places)
            middle = len(places) // 2
            return self._off_the_road(places[:middle]) + self._off_the_road(places[middle:])
        return []


def server_of(config: Config) -> RoutingServer | None:
    """The server that this installation names; None means that no network is asked. Raises ConfigError."""
    if not config.routing_url.strip():
        return None
    if config.routing_kind not in KINDS:
        raise ConfigError(f"OBKHID_ROUTING_KIND must be one of {', '.join(KINDS)}.")
    points = config.routing_points
    if not points.isascii() or not points.isdigit() or not LEAST_POINTS <= int(points) <= MOST_POINTS:
        raise ConfigError(f"OBKHID_ROUTING_POINTS must be a whole number from {LEAST_POINTS} to {MOST_POINTS}.")
    return RoutingServer(config.routing_kind, config.routing_url.strip().rstrip("/"), int(points))


def _halves(starts: Sequence[Place], ends: Sequence[Place]) -> Iterator[tuple[Sequence[Place], Sequence[Place]]]:
    """Two smaller questions; none for a single drive, of which nothing is known then."""
    if len(starts) >= len(ends) > 0 and len(starts) > 1:
        middle = len(starts) // 2
        yield from ((starts[:middle], ends), (starts[middle:], ends))
    elif len(ends) > 1:
        middle = len(ends) // 2
        yield from ((starts, ends[:middle]), (starts, ends[middle:]))


def _path(base_url: str, path: str) -> str:
    return urlsplit(base_url).path.rstrip("/") + path


def _osrm_question(base_url: str, starts: Sequence[Place], ends: Sequence[Place]) -> Answer:
    """Longitude first; which of the points are starts and which are ends goes by number."""
    points = ";".join(f"{lon:.3f},{lat:.3f}" for lat, lon in [*starts, *ends])
    first, last = range(len(starts)), range(len(starts), len(starts) + len(ends))
    which = f"sources={';'.join(map(str, first))}&destinations={';'.join(map(str, last))}"
    path = _path(base_url, f"/table/v1/driving/{points}?{which}&generate_hints=false")
    return ask(base_url, path, {}, whole_s=WHOLE_S, step_s=STEP_S)


def _valhalla_question(base_url: str, starts: Sequence[Place], ends: Sequence[Place]) -> Answer:
    said: dict[str, Any] = {"costing": "auto"}
    for name, places in (("sources", starts), ("targets", ends)):
        said[name] = [{"lat": round(lat, 3), "lon": round(lon, 3)} for lat, lon in places]
    headers = {"Content-Type": "application/json"}
    path = _path(base_url, "/sources_to_targets")
    return ask(base_url, path, headers, body=json.dumps(said).encode(), whole_s=WHOLE_S, step_s=STEP_S)


def _read(answer: Answer, table: Callable[[Any, int], Minutes]) -> Minutes:
    if answer.status not in (200, 400):
        raise NoAnswer(_error_of(answer.status))
    try:
        return table(json.loads(answer.body), answer.status)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NoAnswer("unreadable") from error


def _error_of(status: int) -> str:
    if status in (401, 403):
        return "key"
    if status == 429:
        return "limit"
    return "moved" if 300 <= status < 400 else "server" if status >= 500 else "refused"


def _osrm_table(said: Any, status: int) -> Minutes:
    """{"code": "Ok", "durations": [[seconds or null]]}"""
    if said["code"] in OSRM_REFUSES:
        raise AskLess(OSRM_REFUSES[said["code"]])
    if said["code"] != "Ok" or status != 200:
        raise NoAnswer("refused")
    return [[_minutes(seconds) for seconds in row] for row in said["durations"]]


def _valhalla_table(said: Any, status: int) -> Minutes:
    """{"sources_to_targets": [[{"time": seconds or null}]]}, or in short {"durations": [[...]]}."""
    if status != 200:
        if said["error_code"] in VALHALLA_REFUSES:
            raise AskLess(VALHALLA_REFUSES[said["error_code"]])
        raise NoAnswer("refused")
    table = said["sources_to_targets"]
    if isinstance(table, dict):
        return [[_minutes(seconds) for seconds in row] for row in table["durations"]]
    return [[_minutes(cell["time"]) for cell in row] for row in table]


def _minutes(seconds: Any) -> float | None:
    """Raises ValueError for what is no time of a drive: a word, a negative number, one beyond a day."""
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("no time")
    if not math.isfinite(seconds) or not 0 <= seconds <= LONGEST_S:
        raise ValueError("no time of a drive")
    return float(seconds) / 60
