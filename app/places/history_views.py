"""What was corrected in the register, in words: when, by whom, which field, and what was there before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy.orm import Session

from app.models import RecordChange
from app.places import queries
from app.web.place_words import area_kind_words, clock_words, point_kind_words, weekday_words

LABELS = {
    "code": _l("Code"),
    "name": _lp("place", "Name"),
    "name_uk": _l("Name in Ukrainian"),
    "name_en": _l("Name in English"),
    "kind": _l("Kind"),
    "katottg": _l("KATOTTG code"),
    "parent_id": _l("Lies in"),
    "area_id": _l("Area"),
    "from_area_id": _l("From area"),
    "to_area_id": _l("To area"),
    "lat": _l("Latitude"),
    "lon": _l("Longitude"),
    "radius_m": _l("Radius, m"),
    "population": _l("Population, an estimate"),
    "permit_needed": _l("Permit needed"),
    "is_active": _l("In use"),
    "address": _l("Address"),
    "hours": _l("Hours for the public"),
    "curfew": _l("Curfew"),
}
AREAS = ("parent_id", "area_id", "from_area_id", "to_area_id")


@dataclass(frozen=True)
class Correction:
    """One correction: each field with what was there before."""

    at: datetime
    who: str
    reason: str
    before: list[tuple[str, str]]


def corrections(session: Session, row: Any) -> list[Correction]:
    """Of an area, a point or a road, newest first."""
    changes = queries.changes_of(session, row)
    names = queries.names(session, [change.by_id for change in changes])
    codes = {area.id: area.code for area in queries.areas(session, row.hub_id)} if changes else {}
    return [
        Correction(change.at, names.get(change.by_id, ""), change.reason, _before(change, codes)) for change in changes
    ]


def _before(change: RecordChange, codes: Mapping[int, str]) -> list[tuple[str, str]]:
    values = json.loads(change.before or "{}")
    return [(str(LABELS.get(name, name)), _said(change.table, name, value, codes)) for name, value in values.items()]


def _said(table: str, name: str, value: Any, codes: Mapping[int, str]) -> str:
    if value is None or value == "":
        return str(_("empty"))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if name in AREAS:
        return codes.get(value, str(value))
    if name == "kind":
        return area_kind_words(value) if table == "areas" else point_kind_words(value)
    if name == "hours":
        return ", ".join(f"{weekday_words(day)} {clock_words(a)}–{clock_words(b)}" for day, a, b in value) or _("empty")
    if name == "curfew":
        return f"{clock_words(value['starts_min'])}–{clock_words(value['ends_min'])}, {value['valid_from']}"
    return str(value)
