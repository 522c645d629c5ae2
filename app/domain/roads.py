"""Roads that lead from area to area, and which held ones the way from one place to another cannot do without."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Road:
    """A stretch of road between two areas, by their ids."""

    id: int
    one: int
    other: int


@dataclass(frozen=True)
class InTheWay:
    """The held roads that stand in the way, and whether roads that nobody holds lead round them."""

    roads: frozenset[int]
    has_way_round: bool


def roads_in_the_way(
    roads: Collection[Road],
    held: Collection[int],
    up: Callable[[int], Iterable[int]],
    start: Collection[int],
    end: Collection[int],
) -> InTheWay:
    """What is held on the way. start, end: an area with all it lies in; up: the same for any area.

    A held road straight from one to the other stands in the way, also where one could drive round it: a team takes the
    road it knows. Where no road leads straight, only a cut of every chain of roads does: then those on the shortest.
    Areas that no road joins are reached as the crow flies, and no road stands in their way.
    """
    direct = [road for road in roads if _joins(road, start, end)]
    ways = _ways(roads, up)
    open_ways = _ways([road for road in roads if road.id not in held], up)
    is_open = _path(open_ways, start, end) is not None
    if direct:
        return InTheWay(frozenset(road.id for road in direct if road.id in held), is_open)
    if is_open:
        return InTheWay(frozenset(), True)
    path = _path(ways, start, end) or ()
    return InTheWay(frozenset(road for road in path if road in held), False)


def _joins(road: Road, start: Collection[int], end: Collection[int]) -> bool:
    return (road.one in start and road.other in end) or (road.one in end and road.other in start)


Ways = Mapping[int, list[tuple[int, int | None]]]  # by place: where one gets to, and by which road


def _ways(roads: Iterable[Road], up: Callable[[int], Iterable[int]]) -> Ways:
    """Along roads, and between an area and what it lies in where roads end in both."""
    found: dict[int, list[tuple[int, int | None]]] = {}
    for road in roads:
        found.setdefault(road.one, []).append((road.other, road.id))
        found.setdefault(road.other, []).append((road.one, road.id))
    for place in list(found):
        for above in up(place):
            if above != place and above in found:
                found[place].append((above, None))
                found[above].append((place, None))
    return found


def _path(ways: Ways, start: Collection[int], end: Collection[int]) -> tuple[int, ...] | None:
    """The roads of a shortest chain; None where none leads there."""
    reached: dict[int, tuple[int, ...]] = {place: () for place in start if place in ways}
    waiting = deque(reached)
    while waiting:
        place = waiting.popleft()
        if place in end:
            return reached[place]
        for further, road in ways[place]:
            if further not in reached:
                reached[further] = reached[place] + ((road,) if road is not None else ())
                waiting.append(further)
    return None
