"""Skills and permits in words of the reader's language."""

from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import Area, Permit, Shift
from app.teams.queries import PermitGap, covering, permit_gap

SKILL = {
    "lift": _l("Lifts and carries"),
    "evac": _l("Evacuates"),
    "medic": _l("First aid"),
    "repair": _l("Repairs homes"),
}


def skill_words(skill: str) -> str:
    return str(SKILL.get(skill, skill))


@dataclass(frozen=True)
class PermitLine:
    """How a team stands in one area that asks for a permit."""

    area: Area
    is_covered: bool
    sentence: str


def permit_lines(shift: Shift, areas: list[Area], permits: list[Permit]) -> list[PermitLine]:
    """permits: those valid on the day of the shift."""
    return [_line(shift, area, permits) for area in areas]


def _line(shift: Shift, area: Area, permits: list[Permit]) -> PermitLine:
    permit = covering(permits, shift, area)
    if permit is not None:
        until = format_date(permit.valid_to, "d\N{NO-BREAK SPACE}MMMM")
        return PermitLine(area, True, _("permit %(number)s until %(day)s", number=permit.number, day=until))
    gap = permit_gap(permits, shift, area) or PermitGap(None)
    return PermitLine(area, False, gap_words(gap))


def gap_words(gap: PermitGap) -> str:
    if gap.permit is None:
        return str(_("no permit for this area that day"))
    said = []
    if gap.people:
        said.append(
            _("permit %(number)s does not name %(people)s", number=gap.permit.number, people=", ".join(gap.people))
        )
    if gap.is_other_car:
        said.append(_("permit %(number)s is for another car", number=gap.permit.number))
    return "; ".join(said)
