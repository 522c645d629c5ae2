"""Which two shellings are likely one salvo: proposed to a person, never joined by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.geo import distance_m
from app.domain.weapons import Chip

NEAR_M = 1000
# Told apart by ear they are often mixed up; what lies unexploded is no part of a salvo.
_MIXED_UP = (
    {Chip.ARTILLERY, Chip.ROCKETS, Chip.MORTAR},
    {Chip.ROCKETS, Chip.MISSILE},
    {Chip.GLIDE_BOMB, Chip.MISSILE},
)


@dataclass(frozen=True)
class Place:
    """Where it was: a point that somebody gave, or the middle of an area. within: the areas it lies in or holds."""

    area_id: int
    within: frozenset[int]
    lat: float | None = None
    lon: float | None = None
    is_point: bool = False


@dataclass(frozen=True)
class Salvo:
    """One event as far as likeness goes. radius_m: how far its kind is felt, after the widest of the kinds told."""

    id: int
    earliest: datetime
    latest: datetime
    is_sharp: bool
    chips: frozenset[Chip]
    radius_m: int
    place: Place


@dataclass(frozen=True)
class Likeness:
    """Why two may be one: minutes between the spans (0 where they meet), metres where both places are known."""

    gap: timedelta
    apart_m: float | None
    one_place: bool


def likeness(one: Salvo, other: Salvo, *, salvo: timedelta) -> Likeness | None:
    """Close in time and place and of kinds that may be one; None otherwise. A vague time is likely only in one place.

    salvo: how far apart the reports of one salvo may lie; 10 min unless the hub says otherwise.
    """
    gap = max(one.earliest - other.latest, other.earliest - one.latest, timedelta(0))
    one_place = other.place.area_id in one.place.within or one.place.area_id in other.place.within
    if gap > salvo or not _may_be_one_kind(one.chips, other.chips):
        return None
    apart_m = _apart_m(one.place, other.place)
    are_sharp = one.is_sharp and other.is_sharp
    if one.place.is_point and other.place.is_point:
        is_near = apart_m is not None and apart_m <= NEAR_M
    else:
        is_near = one_place or (apart_m is not None and apart_m <= max(NEAR_M, one.radius_m, other.radius_m))
    return Likeness(gap, apart_m, one_place) if is_near and (are_sharp or one_place) else None


def _may_be_one_kind(some: frozenset[Chip], others: frozenset[Chip]) -> bool:
    if (Chip.MINE in some) != (Chip.MINE in others):
        return False
    if some & others or Chip.UNKNOWN in some | others:
        return True
    return any(some & mixed and others & mixed for mixed in _MIXED_UP)


def _apart_m(one: Place, other: Place) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_m(one.lat, one.lon, other.lat, other.lon)
