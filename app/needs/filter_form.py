"""What of the queue is shown; ids and codes only, so it may stand in the address."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.domain.states import NeedState
from app.models import Area, NeedKind
from app.needs.forms import area_choices, choices, kind_choices, urgency_choices
from app.web.forms import Form
from app.web.words import need_state_words


class FilterForm(Form):
    """An unknown value is no filter."""

    state = SelectField(_l("State"))
    area = SelectField(_l("Area"))
    kind = SelectField(_l("What is needed"))
    urgency = SelectField(_l("Urgency"))

    class Meta(Form.Meta):
        csrf = False

    @classmethod
    def of(cls, args: "MultiDict[str, str]", areas: list[Area], kinds: list[NeedKind]) -> "FilterForm":
        form = cls(formdata=None)
        form.state.choices = choices(NeedState, need_state_words, none=_l("Open and not yet planned"))
        form.area.choices = area_choices(areas, _l("All areas"))
        form.kind.choices = [SelectChoice("", str(_l("All kinds"))), *kind_choices(kinds)]
        form.urgency.choices = [SelectChoice("", str(_l("Any"))), *urgency_choices()]
        for field in (form.state, form.area, form.kind, form.urgency):
            _choose(field, args.get(field.name, ""))
        return form


def _choose(field: Any, value: str) -> None:
    known = {choice.value for choice in field.choices}
    field.data = value if value in known else ""
