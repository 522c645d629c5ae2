"""The decision about one area and day, beside what the page showed when it was made."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.danger.decisions import Seen
from app.danger.sentence_views import advice_words
from app.domain.danger.advice import Advice
from app.web.fields import typed_id
from app.web.forms import Form


class DecisionForm(Form):
    """What is decided, why, and on what advice."""

    decision = SelectField(_l("Decision"), [InputRequired()], choices=[], coerce=Advice)
    reason = StringField(
        _l("Reason"),
        [Length(max=500)],
        description=_l("Needed when you differ from the advice. Never a name, a phone number or an address."),
    )
    on = HiddenField()
    advice = HiddenField()
    last = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision.choices = [SelectChoice(one.value, advice_words(one)) for one in reversed(Advice)]

    def validate_on(self, field: HiddenField) -> None:
        try:
            date.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(_l("The page is out of date. Reload it and send again.")) from None

    def validate_advice(self, field: HiddenField) -> None:
        if field.data not in list(Advice) or typed_id(self.last.data) is None:
            raise ValidationError(_l("The page is out of date. Reload it and send again."))

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on.data)

    @property
    def seen(self) -> Seen:
        return Seen(Advice(self.advice.data), typed_id(self.last.data) or 0)
