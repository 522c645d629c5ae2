"""Grades for rooms that lie below the forecast: danger gives its picture at start-up, nobody has to reach upwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g

from app.web.filters import grade_digit

PICTURE = "danger_picture"
NO_DATA = "?"


@dataclass(frozen=True)
class AreaGrades:
    """The three grades of one area, as digits or «?»."""

    now: str = NO_DATA
    today: str = NO_DATA
    tomorrow: str = NO_DATA


@dataclass(frozen=True)
class GradesNow:
    """Grades by area; an area that the picture does not know has no data."""

    issued_at: datetime | None = None
    areas: Mapping[int, AreaGrades] = field(default_factory=dict)

    def of(self, area_id: int, *, closed: bool = False) -> AreaGrades:
        """closed: a hold or a zone closes the area, which is grade 4 now whatever a forecast says."""
        found = self.areas.get(area_id, AreaGrades())
        return AreaGrades("4", found.today, found.tomorrow) if closed else found


def register_danger_picture(app: Flask, picture: Callable[[], Any]) -> None:
    """picture: the DangerPicture of the hub at work; called once a request, by pages that show grades."""
    app.extensions[PICTURE] = picture


def grades_now() -> GradesNow:
    """No data while nobody registered a picture."""
    if "grades_now" not in g:
        picture = current_app.extensions.get(PICTURE)
        g.grades_now = _read(picture()) if picture else GradesNow()
    found: GradesNow = g.grades_now
    return found


def _read(picture: Any) -> GradesNow:
    areas = {
        area_id: AreaGrades(
            grade_digit(danger.grade_now), grade_digit(danger.grade_today), grade_digit(danger.grade_tomorrow)
        )
        for area_id, danger in picture.areas.items()
    }
    return GradesNow(picture.issued_at, areas)
