"""A map of areas that is not to scale: every name can be read, west stays west, north tends to stay north.

Parts of a town lie 2 km apart and the towns 80 km: on one true scale their names would lie on one another.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]

# Measures are those of the drawing. A plate is as wide as its text: so much a letter, and a margin.
LETTER, MARGIN, PLATE_HEIGHT, GAP = 8.4, 14.0, 20.0, 7.0
WIDTH = 380.0
# An area reaches no further than this from its plate, so that a lone one does not fill the map; ovals lie flat.
REACH, FLATNESS, CORNERS = 48.0, 2.0, 20
# How much a place is moved to where its turn from the west (or north) would put it: 0 is true to scale.
EVENNESS = 0.7
ROUNDS = 200


@dataclass(frozen=True)
class Place:
    """A named spot on the ground, degrees."""

    key: int
    label: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Cell:
    """Where the plate of a place lies (its middle), how wide it is, and the ground drawn round it."""

    key: int
    label: str
    x: float
    y: float
    plate_width: float
    outline: tuple[Point, ...]


@dataclass(frozen=True)
class Schematic:
    """The cells in the order the places were given, in a drawing of that size."""

    width: float
    height: float
    cells: tuple[Cell, ...]


def lay_out(places: Sequence[Place]) -> Schematic:
    """The same drawing from the same places. Raises ValueError if a key comes twice or a number is none."""
    if len({place.key for place in places}) != len(places):
        raise ValueError("a place comes twice")
    if not all(math.isfinite(place.lat) and math.isfinite(place.lon) for place in places):
        raise ValueError("places need finite coordinates")
    if not places:
        return Schematic(0, 0, ())
    widths = [len(place.label) * LETTER + MARGIN for place in places]
    room = max(WIDTH - max(widths), 1.0)
    xs = [x * room for x in _spread([place.lon for place in places])]
    tall = len(places) * (PLATE_HEIGHT + GAP) / 2.2
    ys = _apart(xs, [y * tall for y in _spread([-place.lat for place in places])], widths)
    outlines = _grounds(list(zip(xs, ys, strict=True)))
    left = min(x for outline in outlines for x, _ in outline)
    left = min(left, *(x - width / 2 for x, width in zip(xs, widths, strict=True)), math.inf) - 2
    top = min(y for outline in outlines for _, y in outline) - 2
    cells = tuple(
        Cell(
            place.key,
            place.label,
            round(x - left, 1),
            round(y - top, 1),
            round(width, 1),
            tuple((round(one - left, 1), round(other - top, 1)) for one, other in outline),
        )
        for place, x, y, width, outline in zip(places, xs, ys, widths, outlines, strict=True)
    )
    right = max(max(cell.x + cell.plate_width / 2, *(x for x, _ in cell.outline)) for cell in cells)
    return Schematic(round(right + 2, 1), round(max(y for cell in cells for _, y in cell.outline) + 2, 1), cells)


def _spread(values: Sequence[float]) -> list[float]:
    """0 to 1, in the order of the values: a mean of how far each lies and of its turn. What is equal stays equal."""
    low, high = min(values), max(values)
    steps = sorted(set(values))
    turn = {value: place / max(len(steps) - 1, 1) for place, value in enumerate(steps)}
    span = high - low or 1.0
    return [EVENNESS * turn[value] + (1 - EVENNESS) * (value - low) / span for value in values]


def _apart(xs: Sequence[float], ys: list[float], widths: Sequence[float]) -> list[float]:
    """Plates that lie on one another move apart up and down only, so west stays west; whatever is left moves down."""
    high = PLATE_HEIGHT + GAP
    near = [
        (one, other)
        for one in range(len(xs))
        for other in range(one + 1, len(xs))
        if abs(xs[one] - xs[other]) < (widths[one] + widths[other]) / 2 + GAP
    ]
    for _ in range(ROUNDS):
        moved = False
        for one, other in near:
            upper, lower = (one, other) if ys[one] <= ys[other] else (other, one)
            overlap = high - (ys[lower] - ys[upper])
            if overlap > 1e-6:
                ys[upper] -= overlap / 2
                ys[lower] += overlap / 2
                moved = True
        if not moved:
            return ys
    return _swept(ys, near, high)


def _swept(ys: list[float], near: Sequence[tuple[int, int]], high: float) -> list[float]:
    """From the top each takes the first row that is free of those above it."""
    beside: dict[int, list[int]] = {place: [] for place in range(len(ys))}
    for one, other in near:
        beside[one].append(other)
        beside[other].append(one)
    settled: dict[int, float] = {}
    for place in sorted(range(len(ys)), key=lambda one: (ys[one], one)):
        y = ys[place]
        for taken in sorted(settled[other] for other in beside[place] if other in settled):
            if abs(taken - y) < high:
                y = taken + high
        settled[place] = y
    return [settled[place] for place in range(len(ys))]


def _grounds(points: Sequence[Point]) -> list[tuple[Point, ...]]:
    """Round each point what lies nearer to it than to any other, as far as it reaches (Voronoi cells in ovals)."""
    flat = [(x / FLATNESS, y) for x, y in points]
    return [tuple((x * FLATNESS, y) for x, y in _ground(place, flat)) for place in range(len(flat))]


def _ground(place: int, points: Sequence[Point]) -> list[Point]:
    here = points[place]
    angles = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    outline = [(here[0] + REACH * math.cos(angle), here[1] + REACH * math.sin(angle)) for angle in angles]
    for other, there in enumerate(points):
        if other != place and math.dist(here, there) < 2 * REACH:
            outline = _nearer(outline, here, there)
    return outline


def _nearer(outline: list[Point], here: Point, there: Point) -> list[Point]:
    """The part of a convex outline that lies nearer to here than to there (Sutherland & Hodgman 1974)."""
    across = (there[0] - here[0], there[1] - here[1])
    limit = (across[0] * (here[0] + there[0]) + across[1] * (here[1] + there[1])) / 2
    beyond = [across[0] * x + across[1] * y - limit for x, y in outline]
    kept: list[Point] = []
    for place, point in enumerate(outline):
        before, far = outline[place - 1], beyond[place - 1]
        if (far > 0) != (beyond[place] > 0):
            share = far / (far - beyond[place])
            kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
        if beyond[place] <= 0:
            kept.append(point)
    return kept
