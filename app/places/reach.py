"""What a shelling reaches beyond the area it was reported in: neighbours, roads that pass, service points apart."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.ground import Ground, touched
from app.models import Area, AreaKind, RoadSegment
from app.places import queries
from app.places.queries import Tree

# The disc of a hromada or raion says nothing of where its people live: their parts do.
LIVED_IN = (AreaKind.AREA, AreaKind.SETTLEMENT)


@dataclass(frozen=True)
class Reach:
    """Ids of what is held besides the reported area: nothing that one of these areas holds already."""

    areas: list[int]
    roads: list[int]
    points: list[int]


NOTHING = Reach([], [], [])


def reach_of(session: Session, area: Area, *, radius_m: int, point: tuple[float, float] | None = None) -> Reach:
    """From the point; else from the outline or disc of the area, part by part where it has parts."""
    if radius_m <= 0:
        return NOTHING
    places = queries.tree(session, area.hub_id)
    every = {one.id: one for one in queries.areas(session, area.hub_id)} | {area.id: area}
    own = set(places.down(area.id))
    leaves = [one for one in every.values() if not _has_parts(one.id, every)]
    sources = [Ground.point(*point)] if point else [g for one in leaves if one.id in own and (g := ground_of(one))]
    others = {
        one.id: ground
        for one in leaves
        if one.id not in own and one.kind in LIVED_IN and (ground := _ground_or_parents(one))
    }
    areas = touched(sources, others, radius_m)
    closed = own | areas
    roads = {
        road.id: ground
        for road in queries.roads(session, area.hub_id)
        if not _is_closed(road, closed, places) and (ground := _line(road, every))
    }
    points = {
        one.id: Ground.point(one.lat, one.lon)
        for one in queries.points(session, area.hub_id)
        if one.lat is not None and one.lon is not None and not closed & set(places.up(one.area_id))
    }
    return Reach(
        sorted(areas, key=lambda one: every[one].code),
        sorted(touched(sources, roads, radius_m)),
        sorted(touched(sources, points, radius_m)),
    )


def ground_of(area: Area) -> Ground | None:
    """Its outline as [[lat, lon], ...], else the disc round its middle; None where nobody put it on the map."""
    if area.outline and len(area.outline) > 2:
        return Ground(tuple((float(lat), float(lon)) for lat, lon in area.outline))
    return None if area.lat is None or area.lon is None else Ground.disc(area.lat, area.lon, area.radius_m)


def _ground_or_parents(area: Area) -> Ground | None:
    """A part nobody put on the map may lie anywhere in its settlement."""
    own = ground_of(area)
    parent = area.parent
    return own or (ground_of(parent) if parent is not None and parent.kind is AreaKind.SETTLEMENT else None)


def _has_parts(area_id: int, every: dict[int, Area]) -> bool:
    return any(one.parent_id == area_id for one in every.values())


def _is_closed(road: RoadSegment, closed: set[int], places: Tree) -> bool:
    """An end in a held area closes it already."""
    return bool(closed & {*places.up(road.from_area_id), *places.up(road.to_area_id)})


def _line(road: RoadSegment, every: dict[int, Area]) -> Ground | None:
    """The straight line between the middles of its two ends."""
    ends = [every.get(road.from_area_id), every.get(road.to_area_id)]
    spots = [(one.lat, one.lon) for one in ends if one is not None and one.lat is not None and one.lon is not None]
    return Ground(tuple(spots)) if len(spots) == 2 else None
