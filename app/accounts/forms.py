"""Forms of accounts: sign in, own password."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectChoice, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from app.domain.roles import Role
from app.web.fields import ChipField, ChipsField
from app.web.forms import Form
from app.web.words import role_hint, role_words


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


class UserForm(Form):
    """Who somebody is here: name, role, flags, groups."""

    display_name = StringField(_l("Name as others see it"), [InputRequired(_l("Write a name.")), Length(max=80)])
    role = ChipField(_l("Role"), [InputRequired(_l("Choose a role."))], per_row=2)
    flags = ChipsField(_l("A coordinator may also be"), per_row=3)
    hub_ids = ChipsField(_l("Hubs"), coerce=int, per_row=2)

    def offer(self, hubs: list[tuple[int, str]]) -> "UserForm":
        self.role.choices = [SelectChoice(role.value, role_words(role)) for role in Role]
        self.flags.choices = [SelectChoice(flag, label) for flag, label in FLAGS.items()]
        self.hub_ids.choices = [SelectChoice(hub_id, name) for hub_id, name in hubs]
        self.role.description = " · ".join(f"{role_words(role)}: {role_hint(role)}" for role in Role)
        return self


class NewUserForm(UserForm):
    """A new account; its first password is made here, shown once, and holds for three days."""

    username = StringField(
        _l("Name to sign in with"),
        [
            InputRequired(_l("Write a name to sign in with.")),
            Length(max=40),
            Regexp(r"^[a-zA-Z0-9._-]{3,40}$", message=_l("Latin letters, digits, dot, dash: at least three.")),
        ],
    )


FLAGS = {
    "duty_officer": _l("duty officer"),
    "approver": _l("approver"),
    "safety_lead": _l("safety lead (sets zones)"),
}
