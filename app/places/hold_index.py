"""What holds now, by what it lies on; and which held road the way from one area to another cannot do without."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.geo import distance_m
from app.domain.roads import Road, roads_in_the_way
from app.models import Area, Hold, Hub, RoadSegment, ServicePoint
from app.reading import read_once

# Judgement: a base further than this from the middle of every area lies in none of them.
BASE_REACH_M = 3000


@dataclass(frozen=True)
class Tree:
    """Which area lies in which, of one hub; also those no longer in use, since their holds still hold."""

    parent_of: dict[int, int | None]

    def up(self, area_id: int | None) -> list[int]:
        """The area and all it lies in, nearest first; a circle made by mistake ends where it closes."""
        found: list[int] = []
        while area_id is not None and area_id not in found:
            found.append(area_id)
            area_id = self.parent_of.get(area_id)
        return found

    def down(self, area_id: int) -> list[int]:
        """The area and all that lie in it."""
        return list(self._inside.get(area_id, ()))

    @cached_property
    def _inside(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for other in self.parent_of:
            for above in self.up(other):
                found.setdefault(above, []).append(other)
        return found


@read_once
def tree(session: Session, hub_id: int) -> Tree:
    rows = session.execute(select(Area.id, Area.parent_id).where(Area.hub_id == hub_id))
    return Tree(dict(rows.all()))


@dataclass(frozen=True)
class HoldIndex:
    """The unreleased holds of a hub, by what they lie on. An area's includes its parents', a point's its area's.

    roads and base_area_id are looked up only while a road is held.
    """

    all: list[Hold]
    tree: Tree
    area_of_point: dict[int, int] = field(default_factory=dict)
    roads: tuple[Road, ...] = ()
    base_area_id: int | None = None

    def of_area(self, area_id: int) -> list[Hold]:
        above = set(self.tree.up(area_id))
        return [hold for hold in self.all if hold.area_id in above]

    def of_point(self, point_id: int) -> list[Hold]:
        own = [hold for hold in self.all if hold.service_point_id == point_id]
        area_id = self.area_of_point.get(point_id)
        return own + (self.of_area(area_id) if area_id is not None else [])

    def of_road(self, road_segment_id: int) -> list[Hold]:
        return [hold for hold in self.all if hold.road_segment_id == road_segment_id]

    def between(self, area_id: int | None, other_id: int | None) -> list[Hold]:
        """On the road from one area to the other, in either direction; else where every chain of roads is cut."""
        if not self.roads or area_id is None or other_id is None:
            return []
        ends = self.tree.up(area_id), self.tree.up(other_id)
        in_the_way = roads_in_the_way(self.roads, self._held_roads, self.tree.up, *ends)
        return [hold for hold in self.all if hold.road_segment_id in in_the_way.roads]

    def has_way_round(self, area_id: int, other_id: int) -> bool:
        """Whether roads that nobody holds lead from one to the other, the direct one aside."""
        ends = self.tree.up(area_id), self.tree.up(other_id)
        return roads_in_the_way(self.roads, self._held_roads, self.tree.up, *ends).has_way_round

    @cached_property
    def _held_roads(self) -> frozenset[int]:
        return frozenset(hold.road_segment_id for hold in self.all if hold.road_segment_id is not None)

    def of_visit(self, visit_id: int) -> list[Hold]:
        return [hold for hold in self.all if hold.visit_id == visit_id]


@read_once
def holds_covering(session: Session, hub_id: int, *, now: datetime) -> HoldIndex:
    """Every hold that nobody released, oldest first, whatever the clock says: also one whose review is overdue.

    And one that begins after now, where a clock was put back, or now was read before the hold was written.
    """
    query = select(Hold).where(Hold.hub_id == hub_id, Hold.released_at.is_(None)).order_by(Hold.from_at, Hold.id)
    return index_of(session, hub_id, list(session.scalars(query)))


def index_of(session: Session, hub_id: int, holds: list[Hold]) -> HoldIndex:
    """These holds, found by what they lie on."""
    points = session.execute(select(ServicePoint.id, ServicePoint.area_id).where(ServicePoint.hub_id == hub_id))
    places, of_points = tree(session, hub_id), dict(points.all())
    if all(hold.road_segment_id is None for hold in holds):
        return HoldIndex(holds, places, of_points)
    return HoldIndex(holds, places, of_points, _roads(session, hub_id, holds), _base_area_of(session, hub_id))


def _roads(session: Session, hub_id: int, holds: Iterable[Hold]) -> tuple[Road, ...]:
    """Those in use, and the held ones."""
    held = {hold.road_segment_id for hold in holds}
    rows = session.scalars(select(RoadSegment).where(RoadSegment.hub_id == hub_id).order_by(RoadSegment.id))
    return tuple(Road(one.id, one.from_area_id, one.to_area_id) for one in rows if one.is_active or one.id in held)


def _base_area_of(session: Session, hub_id: int) -> int | None:
    hub = session.get_one(Hub, hub_id)
    areas = session.scalars(select(Area).where(Area.hub_id == hub_id, Area.is_active).order_by(Area.code)).all()
    return base_area(areas, hub.base_lat, hub.base_lon)


def base_area(areas: Iterable[Area], lat: float, lon: float) -> int | None:
    """The smallest piece of the map in whose reach the base lies, the nearest one; None where there is none."""
    areas = list(areas)
    parents = {area.parent_id for area in areas}
    reached = [
        (distance_m(lat, lon, area.lat, area.lon), area.id)
        for area in areas
        if area.id not in parents and area.lat is not None and area.lon is not None
    ]
    metres, area_id = min(reached, default=(float("inf"), None))
    return area_id if metres <= BASE_REACH_M else None
