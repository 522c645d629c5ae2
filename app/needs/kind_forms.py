"""A kind of need, edited and added."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from app.domain.needs import Urgency
from app.needs.forms import urgency_choices
from app.web.fields import ChipField, OptionalIntegerField
from app.web.forms import Form


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
