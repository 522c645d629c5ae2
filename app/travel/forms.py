"""The form with which a person says how long the way between two areas is."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from app.domain.travel import BASE, FACTORS, FLOORS_MIN, Setting
from app.models import Area
from app.web.fields import OptionalIntegerField, OptionalNumberField
from app.web.forms import Form

CHOOSE = _l("Choose an area.")


def _area_id(text: Any) -> int | str:
    """The id a select box sends; nothing is chosen beforehand."""
    return int(text) if text not in ("", None) else ""


class WayForm(Form):
    """Two areas, and what counts for the way between them, in both directions."""

    last = IntegerField(default=0, widget=HiddenInput())
    one = SelectField(_l("From area"), [InputRequired(CHOOSE)], choices=[], coerce=_area_id)
    other = SelectField(_l("To area"), [InputRequired(CHOOSE)], choices=[], coerce=_area_id)
    factor = OptionalNumberField(
        _l("How many times the straight line"),
        lowest=FACTORS[0],
        highest=FACTORS[1],
        description=_l("Also the least: what is learned makes it longer, never shorter. Empty: as the hub says."),
    )
    least_min = OptionalIntegerField(
        _l("No drive is shorter than, min"),
        lowest=FLOORS_MIN[0],
        highest=FLOORS_MIN[1],
        description=_l("For a checkpoint or a crossing that always takes its time."),
    )
    note = StringField(
        _l("Why"),
        [Length(max=200)],
        description=_l(
            "The bridge is gone; the lower road. Asked for where the way gets shorter. Never a name or an address."
        ),
    )

    def offer(self, areas: list[Area], *, base_name: str) -> "WayForm":
        """base_name: the base where it lies in none of the areas, else empty."""
        base = [SelectChoice(str(BASE), base_name)] if base_name else []
        named = [SelectChoice(str(area.id), f"{area.code} · {area.name_uk}") for area in areas]
        self.one.choices = self.other.choices = [SelectChoice("", _l("Choose…")), *base, *named]
        return self

    def setting(self) -> Setting:
        return Setting(self.factor.data, self.least_min.data)
