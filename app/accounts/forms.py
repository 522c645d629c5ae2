"""Forms of accounts: sign in, own password."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.web.forms import Form


class SignInForm(Form):
    """A name, a password, and the page to come back to."""

    username = StringField(_l("Name"), [InputRequired(_l("Write your name here.")), Length(max=80)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password.")), Length(max=200)])
    next = HiddenField()


class OwnPasswordForm(Form):
    """A new password, said twice."""

    old = PasswordField(_l("Present password"), [InputRequired(_l("Write your present password.")), Length(max=200)])
    new = PasswordField(
        _l("New password"),
        [InputRequired(_l("Write a new password.")), Length(max=200)],
        description=_l("At least 12 characters. Three or four words are fine."),
    )
    again = PasswordField(
        _l("New password again"), [EqualTo("new", _l("The two entries differ. Write the same twice."))]
    )
