"""What a volunteer can tell of a shelling in three taps, and what may be added later from a shelter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel import pgettext
from wtforms import SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.domain.shelling import Observation, SourceType, TimePrecision, span_of
from app.domain.weapons import CHIP_LABELS, Chip, kinds_of
from app.intake.need_forms import area_choices
from app.intake.told import ToldAtField, key_of, told_at
from app.models import Area, RoadSegment, ShellingReport
from app.shelling.draft import DAMAGE
from app.shelling.service import ReportDraft
from app.web.fields import ChipField, ChipsField, LocalDateTimeField, OptionalIntegerField, typed_id
from app.web.forms import Form, KeyedForm
from app.web.words import shelling_words

OTHER_AREA = 0
BUTTONS = 3
WHEN = {
    "0": (_lp("when", "now"), TimePrecision.EXACT),
    "5": (_lp("when", "5 min"), TimePrecision.QUARTER),
    "15": (_lp("when", "15 min"), TimePrecision.QUARTER),
    "30": (_lp("when", "30 min"), TimePrecision.QUARTER),
}
HOW_WELL = {
    TimePrecision.QUARTER: _l("within a quarter of an hour"),
    TimePrecision.HOUR: _l("within an hour"),
    TimePrecision.PART_OF_DAY: _l("only the part of the day"),
    TimePrecision.DATE: _l("only the day"),
}
KNOWN_BY = {
    Observation.HEARD: _l("Heard it"),
    Observation.SEEN: _l("Saw it"),
    Observation.IMPACT: _l("Saw where it hit"),
    Observation.SECOND_HAND: _l("Others told me"),
}
HOURS = {"1": _lp("hours", "1 hour"), "3": _lp("hours", "3 hours"), "6": _lp("hours", "6 hours")}
COUNTS = ("1", "2–5", "6–20", ">20")


class ReportForm(KeyedForm):
    """Where, what, when. No field asks for positions, and none may be added that does."""

    area_id = ChipField(_lp("shelling", "Where"), [InputRequired(_l("Choose the area."))], coerce=int, per_row=4)
    other_area_id = SelectField(_l("Another area"), coerce=int, default=OTHER_AREA)
    chip = ChipField(_l("What"), [InputRequired(_l("Choose what it was. “Don't know” is fine."))], per_row=2)
    when = ChipField(_lp("shelling", "When"), default="0", per_row=4)
    happened_at = LocalDateTimeField(_l("Day and time"))
    precision = ChipField(_l("How well is the time known"), default=TimePrecision.QUARTER, per_row=2)
    told_at = ToldAtField()

    def offer(self, areas: Sequence[Area], first: Sequence[int]) -> "ReportForm":
        """The areas used last as buttons, none of them chosen: a wrong area is worse than one more tap."""
        order = [*first, *(area.id for area in areas if area.id not in first)]
        by_id = {area.id: area for area in areas}
        buttons = [by_id[area_id] for area_id in order if area_id in by_id][:BUTTONS]
        self.area_id.choices = [SelectChoice(area.id, area.code) for area in buttons]
        rest = [area for area in areas if area not in buttons]
        if rest:
            self.area_id.choices.append(SelectChoice(OTHER_AREA, pgettext("area", "other")))
        self.other_area_id.choices = [SelectChoice(OTHER_AREA, _("Choose the area.")), *area_choices(rest, ())]
        self.chip.choices = [SelectChoice(chip.value, _(label)) for chip, label in CHIP_LABELS.items()]
        self.when.choices = [SelectChoice(minutes, str(label)) for minutes, (label, _precision) in WHEN.items()]
        self.precision.choices = [SelectChoice(how.value, str(label)) for how, label in HOW_WELL.items()]
        return self

    def validate_other_area_id(self, field: SelectField) -> None:
        if self.area_id.data == OTHER_AREA and not field.data:
            raise ValidationError(_("Choose the area."))

    @property
    def chosen_area_id(self) -> int:
        return int(self.area_id.data or self.other_area_id.data)

    def draft(self, now: datetime, zone: ZoneInfo, source_type: SourceType) -> ReportDraft:
        """Nothing happens after it is told: a vague time reaches up to that moment at most."""
        told = told_at(self.told_at, now)
        observed, precision = self._observed(told)
        earliest, latest = span_of(observed, precision, zone)
        return ReportDraft(
            client_key=key_of(self),
            area_id=self.chosen_area_id,
            chip=Chip(self.chip.data),
            earliest_at=min(earliest, told),
            latest_at=min(latest, told),
            precision=precision,
            source_type=source_type,
        )

    def _observed(self, told: datetime) -> tuple[datetime, TimePrecision]:
        if self.happened_at.data is not None:
            return self.happened_at.data, TimePrecision(self.precision.data)
        return told - timedelta(minutes=int(self.when.data)), WHEN[self.when.data][1]


def _road_id(value: object) -> int | None:
    return typed_id(str(value)) if value is not None else None


class MoreForm(KeyedForm):
    """The later tap: what is known by now. Saved as a correction that names the report; nothing is overwritten."""

    weapon = ChipField(_l("Exact kind"), validate_choice=False, per_row=2)
    road_segment_id = SelectField(_l("Road segment, if it was on one"), [Optional()], coerce=_road_id)
    observation = ChipField(_l("How do you know?"), validate_choice=False, per_row=2)
    count_text = ChipField(_l("How many impacts"), validate_choice=False, per_row=4)
    damage = ChipsField(_l("What was hit"), per_row=2)
    injured = OptionalIntegerField(_l("People hurt"), highest=999)
    killed = OptionalIntegerField(_l("People killed"), highest=999)
    note = TextAreaField(
        _lp("phone", "Note"),
        [Length(max=500)],
        description=_l("Do not write about positions, equipment or targets, nor where exactly it hit."),
    )

    def offer(self, chip: Chip, roads: Sequence[RoadSegment]) -> "MoreForm":
        self.road_segment_id.choices = [SelectChoice("", "–"), *(SelectChoice(road.id, road.name) for road in roads)]
        self.weapon.choices = [SelectChoice(kind.code, shelling_words(kind.code)) for kind in kinds_of(chip.value)]
        self.observation.choices = [SelectChoice(how.value, str(label)) for how, label in KNOWN_BY.items()]
        self.count_text.choices = [SelectChoice(count, count) for count in COUNTS]
        self.damage.choices = [SelectChoice(code, _(label)) for code, label in DAMAGE.items()]
        return self

    def draft(self, report: ShellingReport) -> ReportDraft:
        """The report as it stands with what is said here in its place."""
        observation = _one_of(self.observation, Observation) or report.observation
        return ReportDraft(
            client_key=key_of(self),
            area_id=report.area_id,
            chip=report.chip,
            earliest_at=report.earliest_at,
            latest_at=report.latest_at,
            precision=report.time_precision,
            weapon=_offered(self.weapon) or report.weapon,
            road_segment_id=self.road_segment_id.data or report.road_segment_id,
            area_precision=report.area_precision,
            observation=Observation(observation),
            source_type=report.source_type,
            is_hearsay=observation == Observation.SECOND_HAND,
            count_text=_offered(self.count_text) or report.count_text,
            damage=tuple(self.damage.data or ()),
            killed=self.killed.data,
            injured=self.injured.data,
            note=self.note.data or "",
        )


def _offered(field: ChipField) -> str | None:
    return next((choice.value for choice in field.choices if choice.value == field.data), None)


def _one_of(field: ChipField, kind: Any) -> Any:
    return kind(field.data) if field.data in set(kind) else None


class QuietForm(Form):
    """Somebody is there and passes on what happens: only then does silence mean something."""

    area_id = SelectField(_lp("shelling", "Where"), coerce=int, default=OTHER_AREA)
    hours = ChipField(_l("Here without shelling for the last"), [InputRequired()])

    def offer(self, areas: Sequence[Area], first: Sequence[int]) -> "QuietForm":
        self.area_id.choices = [SelectChoice(OTHER_AREA, _("Choose the area.")), *area_choices(areas, first)]
        self.hours.choices = [SelectChoice(hours, str(label)) for hours, label in HOURS.items()]
        return self

    def validate_area_id(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(_("Choose the area."))
