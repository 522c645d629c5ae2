"""The map of a hub's areas: where each is drawn, by name; what it looks like is said by its grade."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.danger.schematic import Cell, Place, Schematic, lay_out
from app.models import Area


@dataclass(frozen=True)
class AreaMap:
    """unplaced: areas without coordinates, listed under the map."""

    width: float
    height: float
    cells: dict[int, Cell]
    unplaced: list[Area]


def area_map(areas: Sequence[Area]) -> AreaMap:
    placed = sorted((area for area in areas if area.lat is not None and area.lon is not None), key=lambda one: one.code)
    places = tuple(Place(one.id, f"{one.code} 0", one.lat or 0.0, one.lon or 0.0) for one in placed)
    drawn = _drawn(places)
    return AreaMap(
        drawn.width, drawn.height, {cell.key: cell for cell in drawn.cells}, [one for one in areas if one not in placed]
    )


@lru_cache(maxsize=64)
def _drawn(places: tuple[Place, ...]) -> Schematic:
    return lay_out(places)
