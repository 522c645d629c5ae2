"""How long drives take: what people set for two areas, what was seen on the road, what a routing server says."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import N_, Refused
from app.domain.planner.physics import EARTH_RADIUS_KM

BASE = 0  # no area has this id: the ground of a base that lies in none
Pair = tuple[int, int]  # areas by id, the smaller first: a way counts in both directions
Table = NDArray[np.float64]

# Judgements.
LEAST_SEEN = 3  # under so many drives nothing is learned
AS_GOOD_AS = 6  # the hub's own factor counts like so many drives
SLOWEST, FASTEST = 3.0, 0.5  # times as long as planned: beyond lies a puncture or a typing error
SHORTEST_DRIVE_MIN = 2
FACTORS, FLOORS_MIN = (1.0, 5.0), (1, 600)


class SettingRefused(Refused):
    """A factor or a floor that no road has."""


def pair_of(one: int, other: int) -> Pair:
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True)
class Setting:
    """What a person set for two areas: a factor on the straight line, and minutes no drive goes below."""

    factor: float | None = None
    least_min: int | None = None

    def __post_init__(self) -> None:
        if self.factor is not None and not FACTORS[0] <= self.factor <= FACTORS[1]:
            raise SettingRefused(N_("A factor lies between %(low)s and %(high)s."), low=FACTORS[0], high=FACTORS[1])
        if self.least_min is not None and not FLOORS_MIN[0] <= self.least_min <= FLOORS_MIN[1]:
            low, high = FLOORS_MIN
            raise SettingRefused(N_("The shortest drive lies between %(low)s and %(high)s min."), low=low, high=high)

    @property
    def says_nothing(self) -> bool:
        return self.factor is None and self.least_min is None


@dataclass(frozen=True)
class Learned:
    """What drives between two areas took against the plan. ratio: what the planner takes; None while too few."""

    seen: int
    median: float
    ratio: float | None


def learn(ratios: Iterable[float]) -> Learned:
    """From how many times as long as planned each drive took, > 0.

    The median, each drive bounded, drawn towards 1 (as planned) as if six drives had taken just that: three that took
    twice as long make 1.26, thirty make 1.78.
    """
    bounded = [min(SLOWEST, max(FASTEST, ratio)) for ratio in ratios]
    if not bounded:
        return Learned(0, 1.0, None)
    middle = median(bounded)
    weight = len(bounded) / (len(bounded) + AS_GOOD_AS)
    ratio = math.exp(weight * math.log(middle))
    return Learned(len(bounded), middle, ratio if len(bounded) >= LEAST_SEEN else None)


Value = TypeVar("Value")


@dataclass(frozen=True)
class ByPair(Generic[Value]):
    """Values of pairs of areas; what is said of two settlements holds for all that lies in them.

    up: an area and all it lies in, nearest first.
    """

    values: Mapping[Pair, Value]
    up: Callable[[int], list[int]]

    def find(self, one: int, other: int) -> Value | None:
        """The value of the narrowest two places that the areas lie in."""
        if not self.values:
            return None
        ranked = [(i + j, pair_of(a, b)) for i, a in enumerate(self.up(one)) for j, b in enumerate(self.up(other))]
        found = [(rank, pair) for rank, pair in ranked if pair in self.values]
        return self.values[min(found)[1]] if found else None


class Basis(StrEnum):
    """What the minutes of a drive rest on."""

    LINE = "line"  # the straight line times the hub's factor
    SET = "set"
    LEARNED = "learned"
    SERVER = "server"
    FLOOR = "floor"


@dataclass(frozen=True)
class PairPace:
    """The factor on the straight line between two areas, why that one, and minutes no drive goes below."""

    factor: float
    basis: Basis = Basis.LINE
    least_min: int = 0
    is_set: bool = False  # a person vouches that a way leads there


def pace_of(setting: Setting | None, learned: Learned | None, hub_factor: float) -> PairPace:
    """A person's factor is a floor to what was seen: what is learned makes it longer, never shorter."""
    known = {Basis.SET: setting.factor} if setting and setting.factor is not None else {}
    if learned and learned.ratio is not None:
        known[Basis.LEARNED] = learned.ratio * hub_factor
    basis = max(known, key=lambda one: known[one] or 0.0, default=Basis.LINE)
    factor = known.get(basis) or hub_factor
    least = setting.least_min or 0 if setting else 0
    return PairPace(factor, basis, least, setting is not None and not setting.says_nothing)


def drive_minutes(
    points: list[tuple[float, float]],
    places: list[int],
    pace: Callable[[int, int], PairPace],
    *,
    km_h: float,
    server: Table | None = None,
) -> Table:
    """Minutes from each point to each other, whole, infinite where no way leads.

    points: (lat, lon) in degrees. places: the area of each. pace: of two areas, asked once a pair.
    server: (n, n) minutes of a routing server, NaN where it was not asked, infinite where it knows no way.

    Where people or the road have told of a pair, the longest of what is known counts; else the server; else the
    straight line. No way by the server is no way, unless a person set something for the pair.
    """
    of_area = {area: i for i, area in enumerate(dict.fromkeys(places))}
    at = np.array([of_area[area] for area in places], dtype=int)
    paces = [[pace(*pair_of(one, other)) for other in of_area] for one in of_area]
    factor, least, is_told, is_set = (
        np.array([[read(one) for one in row] for row in paces])[at[:, None], at]
        for read in (_factor, _least_min, _is_told, _is_set)
    )
    km = _km_between(np.array(points))
    minutes: Table = np.maximum(SHORTEST_DRIVE_MIN, np.rint(60 * factor * km / km_h))
    if server is not None:
        is_known = ~np.isnan(server) & ~(np.isinf(server) & is_set)
        asked = np.maximum(SHORTEST_DRIVE_MIN, np.ceil(np.where(is_known, server, 0.0)))
        minutes = np.where(is_known, np.where(is_told, np.maximum(asked, minutes), asked), minutes)
    minutes = np.maximum(minutes, least)
    minutes[km < 1e-6] = 0.0
    return minutes


def _factor(pace: PairPace) -> float:
    return pace.factor


def _least_min(pace: PairPace) -> float:
    return float(pace.least_min)


def _is_told(pace: PairPace) -> bool:
    return pace.basis is not Basis.LINE


def _is_set(pace: PairPace) -> bool:
    return pace.is_set


def _km_between(points: Table) -> Table:
    lat, lon = np.radians(points).T
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    km: Table = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return km
