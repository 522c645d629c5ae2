"""The list of areas: a row each, by hromada or in the order asked for, and what one button clears."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.domain.zones import ZONE_FACTS
from app.models import Area, AreaKind, Clearance
from app.places import queries
from app.places.queries import AreaStanding, Tree
from app.web.grades import AreaGrades, grades_now
from app.web.here import to_local


@dataclass(frozen=True)
class AreaRow:
    """One line of the list."""

    standing: AreaStanding
    grades: AreaGrades
    parent: Area | None
    hromada: Area | None
    last_clearance: Clearance | None
    is_due: bool
    curfew: list[tuple[int, int]]
    is_parted: bool

    @property
    def is_clearable(self) -> bool:
        """What lies in parts is cleared by its parts; what a hold or its zone closes is not cleared at all."""
        return not self.is_parted and may_be_cleared(self.standing)

    @property
    def area(self) -> Area:
        return self.standing.area

    @property
    def is_part(self) -> bool:
        """A part of a settlement, listed under it."""
        return self.parent is not None and self.parent != self.hromada

    @property
    def settlement(self) -> str:
        return self.parent.code if self.is_part and self.parent else self.area.code

    @property
    def is_cleared(self) -> bool:
        return self.standing.clearance is not None and not self.standing.is_held


FILTERS: dict[str, Callable[[AreaRow], bool]] = {
    "held": lambda row: row.standing.is_held,
    "due": lambda row: row.is_due,
    "cleared": lambda row: row.is_cleared,
    "not_cleared": lambda row: row.is_clearable and not row.is_cleared,
    "zone": lambda row: row.standing.zone_expired or (row.standing.zone is None and not row.is_parted),
}
WORST_FIRST = {"4": 0, "3": 1, "?": 2, "2": 3, "1": 4, "0": 5}
ORDERS: dict[str, Callable[[AreaRow], Any]] = {
    "code": lambda row: row.area.code,
    "grade": lambda row: (WORST_FIRST[row.grades.now], row.area.code),
    "zone": lambda row: (row.standing.zone or "Z9", row.area.code),
}


@dataclass(frozen=True)
class AreaGroup:
    """A hromada as a heading over what lies in it; without one, rows in the order asked for."""

    hromada: Area | None
    is_held: bool
    rows: list[AreaRow]


def by_hromada(shown: list[AreaRow]) -> list[AreaGroup]:
    """A hromada heads its settlements, each followed by its parts; where it has none it is a row of its own."""
    groups: dict[int, list[AreaRow]] = {}
    for row in shown:
        groups.setdefault(top_of(row).id, []).append(row)
    return [group_of(inside) for inside in groups.values()]


def top_of(row: AreaRow) -> Area:
    return row.area if row.area.kind is AreaKind.HROMADA else row.hromada or row.area


def group_of(inside: list[AreaRow]) -> AreaGroup:
    below = [row.hromada for row in inside if row.hromada and row.hromada.kind is AreaKind.HROMADA]
    top = below[0] if below else None
    under = sorted((row for row in inside if row.area != top), key=lambda row: (row.settlement, row.area.code))
    return AreaGroup(top, any(row.area == top and row.standing.is_held for row in inside), under)


def anything(_row: AreaRow) -> bool:
    return True


def today() -> date:
    return to_local(clock.now()).date()


def is_closed(standing: AreaStanding) -> bool:
    """Closed by a hold or by its zone: grade 4 whatever a forecast says."""
    return standing.is_held or (standing.zone is not None and not ZONE_FACTS[standing.zone].visits_allowed)


def rows(session: Session, hub_id: int) -> list[AreaRow]:
    now, on = clock.now(), today()
    standings = queries.standing(session, hub_id, now=now)
    picture, tree = grades_now(), queries.tree(session, hub_id)
    by_id = {area_id: one.area for area_id, one in standings.items()}
    parted = {one.area.parent_id for one in standings.values()}
    last = queries.last_clearances(session, hub_id, on)
    grades = {area_id: picture.of(area_id, closed=is_closed(one)) for area_id, one in standings.items()}
    return [
        AreaRow(
            one,
            worst([grades[part] for part in whole_of(one, tree) if part in grades]),
            by_id.get(one.area.parent_id or 0),
            hromada_of(tree.up(area_id)[1:], by_id),
            last.get(area_id),
            any(queries.is_ready_for_review(hold, now) for hold in one.holds),
            [(window.start, window.end) for window in queries.closed_windows(one.curfews, on)],
            area_id in parted,
        )
        for area_id, one in standings.items()
    ]


def whole_of(one: AreaStanding, tree: Tree) -> Collection[int]:
    """A settlement is as bad as the worst of its parts; a hromada has its own grade, its settlements stand below it."""
    return {one.area.id, *tree.down(one.area.id)} if one.area.kind is AreaKind.SETTLEMENT else {one.area.id}


def worst(grades: Sequence[AreaGrades]) -> AreaGrades:
    """The worst of each moment."""
    moments = zip(*((one.now, one.today, one.tomorrow) for one in grades), strict=True)
    return AreaGrades(*(min(digits, key=WORST_FIRST.__getitem__) for digits in moments))


def may_be_cleared(standing: AreaStanding) -> bool:
    return standing.zone is not None and not is_closed(standing)


def smallest_parts(session: Session, tree: Tree, area: Area, *, now: datetime) -> list[AreaStanding]:
    """What an area is cleared by where it lies in parts, by code; nothing for one that is cleared by itself."""
    standings = queries.standing(session, area.hub_id, now=now)
    inside = {below for below in tree.down(area.id) if below in standings and below != area.id}
    parted = {standings[one].area.parent_id for one in inside}
    return [standings[one] for one in standings if one in inside and one not in parted]


def hromada_of(above: Iterable[int], by_id: dict[int, Area]) -> Area | None:
    """Shown beside a name, since names of settlements repeat."""
    found = [by_id[area_id] for area_id in above if area_id in by_id]
    return next((area for area in found if area.kind is AreaKind.HROMADA), found[0] if found else None)


def to_clear(session: Session, found: list[AreaRow]) -> tuple[list[AreaRow], bool]:
    """The areas one button clears, and whether they are those of today's routes: else all that can be."""
    of_day = queries.areas_of_day(session, current_user.hub_id, today())
    open_rows = [row for row in found if row.is_clearable and not row.is_cleared]
    return ([row for row in open_rows if row.area.id in of_day], True) if of_day else (open_rows, False)
