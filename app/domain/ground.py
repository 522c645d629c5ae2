"""Pieces of ground as a point, a disc, a line or an outline, and how far apart two of them are."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.danger.events import FloatArray
from app.domain.geo import EARTH_RADIUS_M

Spot = tuple[float, float]
# Judgement: a neighbourhood whose size nobody wrote down reaches this far from its middle.
ASSUMED_RADIUS_M = 1000


@dataclass(frozen=True)
class Ground:
    """Corners (lat, lon) in order, with so many metres round them; from three corners on it is closed and filled."""

    corners: tuple[Spot, ...]
    radius_m: float = 0

    @classmethod
    def disc(cls, lat: float, lon: float, radius_m: float | None = None) -> "Ground":
        return cls(((lat, lon),), ASSUMED_RADIUS_M if radius_m is None else radius_m)

    @classmethod
    def point(cls, lat: float, lon: float) -> "Ground":
        return cls(((lat, lon),))


def gap_m(one: Ground, other: Ground) -> float:
    """Metres of open ground between the two; 0 where they meet. On a plane, good to 1 % within 100 km."""
    middle = math.cos(math.radians(one.corners[0][0]))
    ours, theirs = ([_plane(spot, middle) for spot in ground.corners] for ground in (one, other))
    if _is_inside(ours[0], theirs) or _is_inside(theirs[0], ours):
        return 0.0
    nearest = min(_apart(a, b) for a in _edges(ours) for b in _edges(theirs))
    return max(0.0, nearest - one.radius_m - other.radius_m)


def touched(sources: Iterable[Ground], places: Mapping[int, Ground], radius_m: float) -> set[int]:
    """Which of the places a disc of that radius round any of the sources reaches; a radius of 0 reaches none."""
    sources = list(sources)
    return {key for key, place in places.items() if any(gap_m(source, place) < radius_m for source in sources)}


def nearest_m(spots: FloatArray, line: Sequence[Spot], *, within_m: float) -> float | None:
    """Metres from a line to the nearest of many spots; None where none lies so near.

    spots: (n, 2) lat and lon in order of lat, so that of a whole region only the near ones are measured.
    """
    south, west, north, east = box_of(line, within_m)
    strip = spots[slice(*np.searchsorted(spots[:, 0], (south, north)))]
    near = strip[(strip[:, 1] >= west) & (strip[:, 1] <= east)]
    if not len(near):
        return None
    middle = math.cos(math.radians(line[0][0]))
    flat = np.radians(near[:, ::-1]) * (middle * EARTH_RADIUS_M, EARTH_RADIUS_M)
    corners = np.array([_plane(spot, middle) for spot in line])
    nearest = min(
        float(_to_stretch(flat, *ends).min()) for ends in zip(corners, [*corners[1:], corners[-1]], strict=True)
    )
    return nearest if nearest <= within_m else None


def _to_stretch(flat: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    """(n,) metres from each of the spots to a straight stretch, which may have no length."""
    stretch = end - start
    length_2 = float(stretch @ stretch) or 1.0
    along = np.clip((flat - start) @ stretch / length_2, 0, 1)
    apart: FloatArray = np.linalg.norm(flat - start - along[:, None] * stretch, axis=1)
    return apart


def box_of(spots: Sequence[Spot], margin_m: float) -> tuple[float, float, float, float]:
    """South, west, north and east of a box that holds all within so many metres of the spots, and a little more."""
    lats, lons = [lat for lat, _ in spots], [lon for _, lon in spots]
    up = math.degrees(margin_m * 1.02 / EARTH_RADIUS_M)
    aside = up / math.cos(math.radians(max(abs(lat) for lat in lats) + up))
    return min(lats) - up, min(lons) - aside, max(lats) + up, max(lons) + aside


_Flat = tuple[float, float]
_Edge = tuple[_Flat, _Flat]


def _plane(spot: Spot, middle: float) -> _Flat:
    return math.radians(spot[1]) * middle * EARTH_RADIUS_M, math.radians(spot[0]) * EARTH_RADIUS_M


def _edges(corners: list[_Flat]) -> list[_Edge]:
    if len(corners) < 3:
        return [(corners[0], corners[-1])]
    return list(zip(corners, corners[1:] + corners[:1], strict=True))


def _is_inside(spot: _Flat, corners: list[_Flat]) -> bool:
    """Ray casting: a line to the right crosses the outline an odd number of times from inside."""
    if len(corners) < 3:
        return False
    x, y = spot
    crossings = 0
    for (x1, y1), (x2, y2) in _edges(corners):
        if (y1 > y) != (y2 > y):
            crossings += x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    return crossings % 2 == 1


def _apart(one: _Edge, other: _Edge) -> float:
    if _cross(one, other):
        return 0.0
    return min(*(_to_edge(a, other) for a in one), *(_to_edge(b, one) for b in other))


def _to_edge(spot: _Flat, edge: _Edge) -> float:
    (x, y), ((x1, y1), (x2, y2)) = spot, edge
    length_2 = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = 0.0 if length_2 == 0 else max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length_2))
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def _cross(one: _Edge, other: _Edge) -> bool:
    """Whether the two cut each other, ends apart: then each has the ends of the other on both its sides."""
    return _sides_differ(one, other) and _sides_differ(other, one)


def _sides_differ(line: _Edge, edge: _Edge) -> bool:
    return _side(line, edge[0]) * _side(line, edge[1]) < 0


def _side(line: _Edge, spot: _Flat) -> float:
    (x1, y1), (x2, y2) = line
    return (x2 - x1) * (spot[1] - y1) - (y2 - y1) * (spot[0] - x1)
