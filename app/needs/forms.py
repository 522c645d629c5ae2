"""Forms of the desk: what triage finds out, the steps of a need, a decision, an outcome, a next step, a kind."""

from collections.abc import Iterable
from datetime import date, time
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from app.domain.needs import Urgency, Way
from app.domain.outcomes import Cause, Outcome, is_miss
from app.domain.states import CloseReason
from app.models import Area, Need, NeedKind, Person, ServicePoint
from app.needs.log import UNTIDY
from app.web.fields import (
    ChipField,
    ChipsField,
    LocalDateField,
    LocalDateTimeField,
    LocalTimeField,
    OptionalIntegerField,
)
from app.web.forms import Form
from app.web.need_words import area_words, kind_words, person_words, way_words, weekday_name
from app.web.words import cause_words, close_reason_words, outcome_words, urgency_words

NO_DIAGNOSIS = _l("No diagnosis, no sums of money, no numbers of documents.")


def version_field() -> IntegerField:
    """Which state of the row the page showed."""
    return IntegerField(validators=[InputRequired()], widget=HiddenInput())


def choices(kind: Iterable[StrEnum], words: Any, *, none: Any = None) -> list[SelectChoice]:
    first = [] if none is None else [SelectChoice("", str(none))]
    return first + [SelectChoice(one.value, words(one)) for one in kind]


def urgency_choices() -> list[SelectChoice]:
    return [SelectChoice(one.value, f"{one.value} · {urgency_words(one)}") for one in Urgency]


def kind_choices(kinds: Iterable[NeedKind]) -> list[SelectChoice]:
    return [SelectChoice(str(kind.id), kind_words(kind)) for kind in kinds]


def area_choices(areas: Iterable[Area], none: Any = "—") -> list[SelectChoice]:
    named = [SelectChoice(str(area.id), f"{area.code} · {area_words(area)}") for area in areas]
    return [SelectChoice("", str(none)), *named]


def id_of(field: Field) -> int | None:
    """The id a select box sends; its empty choice is none."""
    return int(field.data) if field.data else None


class WhenFields(Form):
    """When the person can, in local time: days (none is every day), from and to."""

    window_days = ChipsField(
        _l("Days the person can"), per_row=4, coerce=int, description=_l("None ticked: every day.")
    )
    window_from = LocalTimeField(_l("From"))
    window_to = LocalTimeField(_l("To"))

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.window_days.choices = [SelectChoice(day, weekday_name(day)) for day in range(7)]

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound = bool(super().validate(extra_validators))
        start, end = self.window_from.data, self.window_to.data
        if is_sound and (start is None) != (end is None):
            self.window_to.errors = [str(_l("Say both from when and until when, or neither."))]
            return False
        if is_sound and start is not None and end is not None and end <= start:
            self.window_to.errors = [str(_l("The end has to lie after the beginning."))]
            return False
        return is_sound

    def windows(self) -> list[list[int | None]]:
        start, end = self.window_from.data, self.window_to.data
        days: list[int | None] = list(self.window_days.data or [])
        if start is None or end is None:
            return [[day, 0, 1440] for day in days]
        return [[day, _minutes(start), _minutes(end)] for day in days or [None]]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def window_data(windows: list[Any]) -> dict[str, Any]:
    """What the three fields show of stored windows; they hold one span for all days."""
    if not windows:
        return {}
    _, start, end = windows[0]
    days = [day for day, _, _ in windows if day is not None]
    span = {} if (start, end) == (0, 1440) else {"window_from": _clock(start), "window_to": _clock(end)}
    return {"window_days": days, **span}


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


YES_NO = (("", _l("Not known")), ("yes", _l("Yes")), ("no", _l("No")))


class AnswerFields(Form):
    """What the urgency of some kinds hangs on; only those of the need's kind are shown."""

    days_left = OptionalIntegerField(_l("Days left of it"), highest=365)
    months_missed = OptionalIntegerField(_l("Months of pension missed"), highest=60)
    sessions_missed = OptionalIntegerField(_l("Sessions missed"), highest=60)
    days_to_slot = OptionalIntegerField(_l("Days until the appointment"), highest=365)
    hours_silent = OptionalIntegerField(_l("Hours without a sign"), highest=2000)
    shelled_on = LocalDateField(_l("Day of the shelling"))
    vital = SelectField(_l("Cannot live without it"), default="")
    has_working_card = SelectField(_l("Has a working bank card"), default="")
    paid_this_month = SelectField(_l("Was paid this month"), default="")
    medical_device = SelectField(_l("A medical device hangs on it"), default="")
    below_zero = SelectField(_l("Frost"), default="")
    ill_now = BooleanField(_l("Unwell now"))
    no_cash_and_no_food = BooleanField(_l("Neither cash nor food at home"))
    blocks_another_need = BooleanField(_l("Another need hangs on it"))
    risk_to_self = BooleanField(_l("Danger to themselves"))
    hit_at_address = BooleanField(_l("A hit at the address"))
    small_child = BooleanField(_l("Child under 5"))

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        for name in THREE_WAY:
            self[name].choices = [SelectChoice(value, str(text)) for value, text in YES_NO]

    def answers(self, names: Iterable[str]) -> dict[str, Any]:
        """Plain values as a need keeps them; what is not known is left out."""
        told = {name: _plain(name, self[name].data) for name in names}
        return {name: value for name, value in told.items() if value not in (None, "", False)} | {
            name: False for name in names if name in THREE_WAY and self[name].data == "no"
        }


THREE_WAY = ("vital", "has_working_card", "paid_this_month", "medical_device", "below_zero")
ANSWERS_OF: dict[str, tuple[str, ...]] = {
    "PEN": ("months_missed", "paid_this_month", "has_working_card"),
    "MED": ("days_left", "vital"),
    "INS": ("days_left", "ill_now"),
    "DIA": ("sessions_missed",),
    "AMB": ("days_to_slot",),
    "FOOD": ("days_left", "small_child"),
    "WAT": ("days_left", "small_child"),
    "NAP": ("days_left",),
    "BAB": ("days_left", "small_child"),
    "FUEL": ("days_left", "below_zero", "small_child"),
    "WIN": ("below_zero", "small_child"),
    "PWR": ("medical_device",),
    "BANK": ("no_cash_and_no_food",),
    "CASH": ("shelled_on",),
    "DOC": ("blocks_another_need",),
    "PSY": ("risk_to_self",),
    "CHK": ("hours_silent", "hit_at_address"),
}


def _plain(name: str, value: Any) -> Any:
    if name in THREE_WAY:
        return True if value == "yes" else None
    return value.isoformat() if isinstance(value, date) else value


def answer_data(facts: dict[str, Any]) -> dict[str, Any]:
    """Stored answers as the fields show them."""
    shown: dict[str, Any] = {}
    for name, value in facts.items():
        if name in THREE_WAY:
            shown[name] = "yes" if value else "no"
        elif name == "shelled_on" and value:
            shown[name] = date.fromisoformat(value)
        else:
            shown[name] = value
    return shown


class TriageForm(WhenFields, AnswerFields):
    """Everything a coordinator can set on a need."""

    version = version_field()
    kind_id = SelectField(_l("What is needed"))
    urgency = SelectField(_l("Urgency"))
    deadline_on = LocalDateField(_l("Deadline"))
    person_id = SelectField(_l("For whom"))
    service_point_id = SelectField(_l("Service point"))
    quantity = OptionalIntegerField(_l("Quantity"), [InputRequired()], lowest=1, highest=999)
    recur_days = OptionalIntegerField(_l("Repeats every, days"), lowest=1, highest=366)
    packet_no = OptionalIntegerField(_l("Packet number"), lowest=1, highest=99999)
    provider_from = LocalDateTimeField(_l("Somebody else’s timetable: from"))
    provider_to = LocalDateTimeField(_l("until"))
    is_sorted = BooleanField(_l("Name and address are sorted; nothing else stands in the address"))
    note = TextAreaField(_l("Note"), [Length(max=1000)], description=NO_DIAGNOSIS, render_kw={"rows": 3})

    @classmethod
    def of(
        cls,
        need: Need,
        *,
        kinds: list[NeedKind],
        people: list[Person],
        points: list[ServicePoint],
    ) -> "TriageForm":
        stored = {name: getattr(need, name) for name in PLAIN} | {name: getattr(need, name) or "" for name in IDS}
        form = cls(data=stored | answer_data(need.facts) | window_data(need.windows))
        form.kind_id.choices = kind_choices(kinds)
        form.urgency.choices = urgency_choices()
        form.person_id.choices = [SelectChoice("", "—")] + [
            SelectChoice(str(person.id), person_words(person)) for person in people
        ]
        form.service_point_id.choices = [SelectChoice("", "—")] + [
            SelectChoice(str(point.id), point.name) for point in points
        ]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound = super().validate(extra_validators)
        start, end = self.provider_from.data, self.provider_to.data
        if is_sound and ((start is None) != (end is None) or (start and end and end <= start)):
            self.provider_to.errors = [str(_l("Say both from when and until when, or neither."))]
            return False
        return is_sound

    def changes(self, need: Need, answers: Iterable[str]) -> dict[str, Any]:
        names = tuple(answers)
        facts = {name: value for name, value in need.facts.items() if name not in names}
        facts |= self.answers(names)
        if self.is_sorted.data:
            facts.pop(UNTIDY, None)
        return {
            **{name: self[name].data for name in PLAIN if name != "version"},
            "kind_id": id_of(self.kind_id),
            "person_id": id_of(self.person_id),
            "service_point_id": id_of(self.service_point_id),
            "urgency": Urgency(self.urgency.data),
            "windows": self.windows(),
            "facts": facts,
        }


PLAIN = (
    *("version", "deadline_on", "quantity", "recur_days", "packet_no"),
    *("provider_from", "provider_to", "note"),
)
IDS = ("kind_id", "person_id", "service_point_id", "urgency")


class MoveForm(Form):
    """A step of the need: where to, why, and until when for a pause."""

    version = version_field()
    to = StringField(widget=HiddenInput())
    why = StringField(_l("Why? In a few words"), [Length(max=300)])
    until = LocalDateField(
        _l("Look again on"), description=_l("It does not come back by itself: on that day it asks to be looked at.")
    )
    reason = SelectField(_l("Reason"), default="")
    also = ChipsField(
        _l("If the person has died: which other needs are closed as well?"),
        per_row=2,
        coerce=int,
        validate_choice=False,
    )

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.reason.choices = choices(CloseReason, close_reason_words, none=_l("Choose a reason"))
        self.also.choices = []


class WayForm(Form):
    """By which way the need is met; empty is the usual way of its kind."""

    version = version_field()
    way = SelectField(_l("Way"), default="")
    why = StringField(_l("Why? In a few words"), [Length(max=300)])

    @classmethod
    def of(cls, ways: Iterable[Way], **how: Any) -> "WayForm":
        form = cls(**how)
        first, *others = ways
        form.way.choices = [SelectChoice("", str(way_words(first))), *choices(others, way_words)]
        return form

    @property
    def chosen(self) -> Way | None:
        return Way(self.way.data) if self.way.data else None


class OverrideForm(Form):
    """A coordinator's own points; empty takes them back."""

    version = version_field()
    points = OptionalIntegerField(_l("Points to add or take away"), lowest=-200, highest=200)
    why = StringField(_l("Why? In a few words"), [Length(max=200)], description=_l("Your name stands beside it."))


class DecideForm(Form):
    """Who owns it now, until when, by which way."""

    version = version_field()
    owner_id = SelectField(_l("Who takes care of it"), coerce=int)
    decide_by = LocalDateField(_l("Until"), [InputRequired(_l("Choose the day."))])
    way = SelectField(_l("Which way is tried now"))
    why = TextAreaField(
        _l("What is decided, and why"),
        [InputRequired(_l("Write the reason in a few words.")), Length(max=500)],
        render_kw={"rows": 2},
    )

    @property
    def day(self) -> date:
        """Raises ValueError on a form that was not found sound."""
        if not isinstance(self.decide_by.data, date):
            raise ValueError("no day was chosen")
        return self.decide_by.data


class OutcomeForm(Form):
    """How a visit ended; a correction says why."""

    version = version_field()
    outcome = SelectField(_l("Outcome"))
    cause = SelectField(_l("Cause, where it differs from the usual"), default="")
    note = TextAreaField(_l("Note"), [Length(max=500)], description=NO_DIAGNOSIS, render_kw={"rows": 2})
    reason = StringField(_l("Why is it corrected?"), [Length(max=300)])

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.outcome.choices = choices(Outcome, outcome_words)
        self.cause.choices = choices(Cause, cause_words, none=_l("As usual for this outcome"))

    @property
    def chosen_cause(self) -> Cause | None:
        is_a_miss = is_miss(Outcome(self.outcome.data))
        return Cause(self.cause.data) if self.cause.data and is_a_miss else None


class DoneForm(Form):
    """A next step done, and what came of it."""

    version = version_field()
    result = StringField(_l("What came of it?"), [InputRequired(_l("Write what came of it.")), Length(max=300)])


class KindForm(Form):
    """The words and figures of one kind of need."""

    version = IntegerField(widget=HiddenInput())
    label_uk = StringField(_l("Name in Ukrainian"), [InputRequired(), Length(max=80)])
    label_en = StringField(_l("Name in English"), [InputRequired(), Length(max=80)])
    paper_uk = StringField(
        _l("Words on paper, in Ukrainian"),
        [InputRequired(), Length(max=80)],
        description=_l("Neutral: a lost sheet must not tell what somebody lacks."),
    )
    paper_en = StringField(_l("Words on paper, in English"), [InputRequired(), Length(max=80)])
    minutes = OptionalIntegerField(_l("Minutes at the place"), [InputRequired()], highest=600)
    people = OptionalIntegerField(_l("People in the team"), [InputRequired()], lowest=1, highest=12)
    cargo_kg = OptionalIntegerField(_l("Load, kg"), [InputRequired()], highest=5000)
    urgency = ChipField(_l("Usual urgency"), per_row=2, validators=[InputRequired()])
    is_life_saving = BooleanField(_l("Waiting can kill: may be planned where only life-saving visits go"))
    is_active = BooleanField(_l("In use"), default=True)

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.urgency.choices = urgency_choices()

    def changes(self) -> dict[str, Any]:
        names = ("label_uk", "label_en", "paper_uk", "paper_en", "minutes", "people", "cargo_kg")
        plain = {name: self[name].data for name in (*names, "is_life_saving", "is_active")}
        return plain | {"urgency": Urgency(self.urgency.data)}


class NewKindForm(KindForm):
    """A kind of the hub's own."""

    code = StringField(_l("Code, 2 to 8 Latin letters"), [InputRequired(), Length(min=2, max=8)])

    def validate_code(self, field: Field) -> None:
        field.data = (field.data or "").upper()
        if not (field.data.isascii() and field.data.isalpha()):
            raise ValidationError(str(_l("Write 2 to 8 Latin letters.")))
