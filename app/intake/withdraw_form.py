"""Why one takes back what one sent: a few chips, no essay."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice
from wtforms.validators import InputRequired

from app.web.fields import ChipField
from app.web.forms import Form
from app.web.withdrawn_words import WITHDRAWN

WHY = ("wrong_area", "wrong_kind", "not_certain", "by_mistake")


class WithdrawForm(Form):
    """One reason, always asked: a coordinator reads it beside the record."""

    reason = ChipField(
        _l("Why?"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice(code, WITHDRAWN[code]) for code in WHY],
        per_row=2,
    )
