"""A phone number that is too short or too long is asked about once, and then saved as it was typed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields import HiddenField

from app.domain.phones import odd_phones
from app.web.forms import Form

ASKED = _l("This does not look like a whole number: %(number)s. Ask again; if it is so, save once more, unchanged.")


class AsksAboutPhone(Form):
    """A form with a phone in the field PHONE; phone_seen is the text that was asked about already."""

    PHONE = "phone"
    phone_seen = HiddenField()

    @property
    def cannot_answer(self) -> bool:
        """Whether nobody sits before it to be asked."""
        return False

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound = super().validate(extra_validators)
        field = self[self.PHONE]
        typed = " ".join((field.data or "").split())
        odd = odd_phones(field.data or "")
        if not odd or self.cannot_answer or typed == " ".join((self.phone_seen.data or "").split()):
            return is_sound
        field.errors = [*field.errors, str(ASKED) % {"number": ", ".join(odd)}]
        self.phone_seen.data = typed
        return False
