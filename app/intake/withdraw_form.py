"""Why one takes back what one sent: a few chips, no essay."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice
from wtforms.validators import InputRequired

from app.web.fields import ChipField
from app.web.forms import Form

WHY = {
    "wrong_area": _l("Wrong area"),
    "wrong_kind": _l("Wrong kind"),
    "not_certain": _l("Not certain"),
    "by_mistake": _l("Sent by mistake"),
}


class WithdrawForm(Form):
    """One reason, always asked: a coordinator reads it beside the record."""

    reason = ChipField(
        _l("Why?"),
        [InputRequired(_l("Choose a reason."))],
        choices=[SelectChoice(code, words) for code, words in WHY.items()],
        per_row=2,
    )
