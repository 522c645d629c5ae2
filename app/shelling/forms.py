"""Forms of the desk: a report told by phone or read in an official channel, a verdict, a join, late figures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app import clock
from app.domain.shelling import AreaPrecision, Observation, PartOfDay, SourceType, TimePrecision, part_of_day
from app.domain.sources import Credibility, Reliability
from app.domain.weapons import WEAPONS, Chip
from app.models import Area, AreaKind, RoadSegment, ShellingEvent, ShellingReport
from app.places.witnesses import standing_reports
from app.shelling.draft import DAMAGE, ReportDraft
from app.web import shelling_words as words
from app.web.fields import (
    ChipField,
    ChipsField,
    Coordinate,
    CoordinateField,
    LocalDateField,
    LocalDateTimeField,
    LocalTimeField,
    OptionalIntegerField,
)
from app.web.forms import Form, KeyedForm
from app.web.here import to_local

NEEDS_TIME = {TimePrecision.EXACT, TimePrecision.QUARTER, TimePrecision.HOUR}
FIRST_YEAR = 2014
WHY = _l("Say why, in a few words.")


def _area_id(value: object) -> int | None:
    """The first choice is none: an area is held by choosing it, never by leaving the form as it was."""
    return int(str(value)) if value not in (None, "") else None


def area_choices(areas: list[Area]) -> list[SelectChoice]:
    return [SelectChoice(area.id, f"{area.code} · {_name(area)}") for area in areas]


def road_choices(roads: list[RoadSegment]) -> list[SelectChoice]:
    return [SelectChoice("", "–"), *(SelectChoice(road.id, road.name) for road in roads)]


def _name(area: Area) -> str:
    return area.name_en if str(get_locale()) == "en" else area.name_uk


class ReportForm(KeyedForm):
    """Everything a report can say; a call in a hurry needs area, kind and time."""

    area_id = SelectField(_l("Where"), [InputRequired(_l("Choose the area."))], coerce=_area_id)
    point = CoordinateField(
        _l("Point, if it is known"), [Optional()], description=_l("As a map shows it: 48.527, 37.707")
    )
    road_segment_id = SelectField(
        _l("Road segment, if it was on one"),
        [Optional()],
        coerce=_area_id,
        description=_l("Passage of it is held too."),
    )
    chip = ChipField(_l("What"), [InputRequired(_l("Choose what it was. “Don't know” is an answer."))], per_row=4)
    weapon = SelectField(_l("Exact kind, if it is known"), [Optional()])
    observed_on = LocalDateField(_l("Day"), [InputRequired(_l("Say which day it was."))])
    precision = ChipField(_l("How exactly is the time known?"), [InputRequired(_l("Choose one of the answers."))])
    observed_time = LocalTimeField(_l("Time"), [Optional()])
    part = SelectField(_l("Part of the day"), [Optional()], description=_l("Only where the hour is not known."))
    observation = ChipField(_l("How do they know?"), [InputRequired(_l("Choose one of the answers."))], per_row=4)
    source_type = SelectField(_l("Who tells it"))
    source_ref = StringField(
        _l("Which channel or person"), [Length(max=80)], description=_l("For example: police bulletin, neighbour.")
    )
    is_hearsay = BooleanField(_l("Hearsay: they were told by others"))
    count_text = StringField(_l("How many explosions"), [Length(max=40)], description=_l("As told: 3, 3–4, many."))
    damage = ChipsField(_l("What was hit"), per_row=4)
    killed = OptionalIntegerField(_l("Killed"), [Optional()], highest=9999)
    injured = OptionalIntegerField(_l("Hurt"), [Optional()], highest=9999)
    note = TextAreaField(_l("Note"), [Length(max=1000)])

    def offer(self, areas: list[Area], roads: list[RoadSegment]) -> "ReportForm":
        self.area_id.choices = [SelectChoice("", "–"), *area_choices(areas)]
        self.road_segment_id.choices = road_choices(roads)
        self.settlements = {area.id for area in areas if area.kind is not AreaKind.AREA}
        self.chip.choices = [SelectChoice(chip.value, words.chip_words(chip)) for chip in Chip]
        kinds = [SelectChoice(code, words.weapon_words(code)) for code in WEAPONS]
        self.weapon.choices = [SelectChoice("", _("not known")), *kinds]
        self.precision.choices = [SelectChoice(key.value, label) for key, label in words.PRECISION.items()]
        self.part.choices = [SelectChoice("", "–"), *(SelectChoice(p.value, label) for p, label in words.PART.items())]
        self.observation.choices = [SelectChoice(key.value, label) for key, label in words.OBSERVATION.items()]
        told_by = [source for source in SourceType if source is not SourceType.HISTORY]
        self.source_type.choices = [SelectChoice(source.value, words.source_words(source)) for source in told_by]
        self.damage.choices = [SelectChoice(code, _(label)) for code, label in DAMAGE.items()]
        return self

    @classmethod
    def about(cls, report: ShellingReport) -> "ReportForm":
        """Filled with what a report says, to correct it."""
        middle = to_local(report.earliest_at + (report.latest_at - report.earliest_at) / 2)
        is_timed = report.time_precision in NEEDS_TIME
        first = to_local(report.earliest_at)
        return cls(
            formdata=None,
            area_id=report.area_id,
            point=Coordinate(report.lat, report.lon) if report.lat is not None and report.lon is not None else None,
            road_segment_id=report.road_segment_id,
            chip=report.chip.value,
            weapon=report.weapon or "",
            observed_on=first.date() if not is_timed else middle.date(),
            observed_time=middle.time().replace(second=0, microsecond=0) if is_timed else None,
            precision=report.time_precision.value,
            part=part_of_day(first.time()).value if report.time_precision is TimePrecision.PART_OF_DAY else "",
            observation=report.observation.value,
            source_type=report.source_type.value,
            source_ref=report.source_ref,
            is_hearsay=report.is_hearsay,
            count_text=report.count_text,
            damage=report.damage,
            killed=report.killed,
            injured=report.injured,
            note=report.note or "",
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Time and part of the day hang on how exactly the time is known; nothing lies ahead."""
        if not super().validate(extra_validators):
            return False
        precision = TimePrecision(self.precision.data)
        if precision in NEEDS_TIME and self.observed_time.data is None:
            self.observed_time.errors = [_("Write the time, or choose “Part of the day” or “Only the day”.")]
        elif precision is TimePrecision.PART_OF_DAY and not self.part.data:
            self.part.errors = [_("Choose the part of the day.")]
        elif self._stated().year < FIRST_YEAR:
            self.observed_on.errors = [_("Check the year.")]
        else:
            self._check_not_ahead()
        return not (self.observed_time.errors or self.part.errors or self.observed_on.errors)

    def _check_not_ahead(self) -> None:
        now = to_local(clock.now()).replace(tzinfo=None)
        if self._stated().replace(hour=0, minute=0) > now:
            self.observed_on.errors = [_("This day lies ahead. Check it.")]
        elif self._stated() > now and self.precision.data != TimePrecision.DATE.value:
            self.observed_time.errors = [_("This time lies ahead. Check the day and the time.")]

    def _stated(self) -> datetime:
        """On the wall clock: the repeated hour of an autumn night means both."""
        day: date = self.observed_on.data or date.min
        if self.precision.data == TimePrecision.PART_OF_DAY.value:
            return datetime.combine(day, time(PartOfDay(self.part.data).hours[0]))
        is_timed = self.precision.data != TimePrecision.DATE.value
        return datetime.combine(day, (is_timed and self.observed_time.data) or time())

    def draft(self, tz: ZoneInfo) -> ReportDraft:
        weapon = self.weapon.data or None
        point: Coordinate | None = self.point.data
        is_settlement = self.area_id.data in self.settlements
        around = AreaPrecision.SETTLEMENT if is_settlement else AreaPrecision.AREA
        return ReportDraft.stated_at(
            self._stated(),
            TimePrecision(self.precision.data),
            tz,
            client_key=self.client_key.data,
            area_id=self.area_id.data,
            chip=WEAPONS[weapon].chip if weapon else Chip(self.chip.data),
            weapon=weapon,
            area_precision=AreaPrecision.POINT if point else around,
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            road_segment_id=self.road_segment_id.data,
            observation=Observation(self.observation.data),
            source_type=SourceType(self.source_type.data),
            source_ref=self.source_ref.data or "",
            is_hearsay=bool(self.is_hearsay.data),
            count_text=self.count_text.data or "",
            damage=tuple(self.damage.data or ()),
            killed=self.killed.data,
            injured=self.injured.data,
            note=self.note.data or "",
        )


class VersionedForm(Form):
    """Written about an event as the page showed it."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class VerdictForm(VersionedForm):
    """What somebody concludes, and on what grounds."""

    why = StringField(_l("Why"), [InputRequired(WHY), Length(max=300)])
    kind = ChipField(_l("Verdict"), [InputRequired(_l("Choose one of the answers."))], per_row=2)

    def offer(self) -> "VerdictForm":
        self.kind.choices = [SelectChoice(kind.value, label) for kind, (label, _help) in words.VERDICT.items()]
        return self


def one_line(event: ShellingEvent) -> str:
    told = standing_reports(event.reports)
    return f"{event.area.code} · {words.times_words(told)} · {words.kinds_words(told)}"


class JoinForm(VersionedForm):
    """Which other event is the same shelling."""

    into_id = RadioField(_l("The same shelling as"), [InputRequired(_l("Choose the other shelling."))], coerce=int)
    why = StringField(_lp("join", "Why are they one?"), [InputRequired(WHY), Length(max=300)])

    def offer(self, near: list[ShellingEvent]) -> "JoinForm":
        self.into_id.choices = [SelectChoice(one.id, one_line(one)) for one in near]
        return self


class ReasonForm(VersionedForm):
    """A split or a withdrawal says why."""

    why = StringField(_l("Why"), [InputRequired(WHY), Length(max=300)])


class FiguresForm(KeyedForm, VersionedForm):
    """What became known later of people killed and hurt, and of what was hit."""

    killed = OptionalIntegerField(_l("Killed"), [Optional()], highest=9999)
    injured = OptionalIntegerField(_l("Hurt"), [Optional()], highest=9999)
    source_ref = StringField(_l("Who says so"), [InputRequired(_l("Say where the figures come from.")), Length(max=80)])
    as_of = LocalDateTimeField(_l("True at"), [Optional()], description=_l("Empty: as of now."))
    damage = ChipsField(_l("What was hit"), per_row=3)

    def offer(self) -> "FiguresForm":
        self.damage.choices = [SelectChoice(code, _(label)) for code, label in DAMAGE.items()]
        return self


class MarkForm(Form):
    """How far the source is relied on, and this report believed: two questions, judged apart."""

    reliability = SelectField(_l("The source"), [Optional()], coerce=str.strip)
    credibility = SelectField(_l("This report"), [Optional()], coerce=str.strip)
    by_default = BooleanField(_l("The source is marked so from now on"))
    tied_to_id = SelectField(
        _l("Same household, team or phone as"),
        [Optional()],
        coerce=_area_id,
        description=_l("The two then count once."),
    )
    why = StringField(_l("Why"), [Length(max=300)])

    def offer(self, report: ShellingReport, others: Sequence[ShellingReport]) -> "MarkForm":
        none = SelectChoice("", _("not marked"))
        self.reliability.choices = [none, *_lettered(words.RELIABILITY)]
        self.credibility.choices = [none, *_lettered(words.CREDIBILITY)]
        told = [
            SelectChoice(one.id, f"{words.time_words(one)} · {words.source_words(one.source_type)}")
            for one in others
            if one.id != report.id
        ]
        self.tied_to_id.choices = [SelectChoice("", "–"), *told]
        return self

    @property
    def marks(self) -> tuple[Reliability | None, Credibility | None]:
        reliability, credibility = self.reliability.data, self.credibility.data
        return Reliability(reliability) if reliability else None, Credibility(credibility) if credibility else None


class SourceForm(Form):
    """How far a source is relied on from now on, whatever it tells."""

    reliability = SelectField(_l("The source"), [Optional()], coerce=str.strip)

    def offer(self) -> "SourceForm":
        self.reliability.choices = [SelectChoice("", _("not marked")), *_lettered(words.RELIABILITY)]
        return self

    @property
    def mark(self) -> Reliability | None:
        return Reliability(self.reliability.data) if self.reliability.data else None


def _lettered(marks: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(key.value, f"{key.value} · {label}") for key, label in marks.items()]


class WatchForm(Form):
    """ "I am here and pass on what happens": without it silence means nothing."""

    area_id = SelectField(_l("Where"), [InputRequired(_l("Choose the area."))], coerce=_area_id)
    from_at = LocalDateTimeField(_l("From"), [InputRequired(_l("Say from when."))])
    to_at = LocalDateTimeField(_l("Until"), [InputRequired(_l("Say until when."))])

    def offer(self, areas: list[Area]) -> "WatchForm":
        self.area_id.choices = [SelectChoice("", "–"), *area_choices(areas)]
        return self
