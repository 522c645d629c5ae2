"""Forms of the steps of a need: its way, a decision, an outcome, a next step."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.domain.needs import Way
from app.domain.outcomes import Cause, Outcome, is_miss
from app.domain.states import CloseReason
from app.needs.forms import NO_DIAGNOSIS, choices, version_field
from app.web.fields import ChipsField, LocalDateField, OptionalIntegerField
from app.web.forms import Form
from app.web.need_words import way_words
from app.web.words import cause_words, close_reason_words, outcome_words


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
