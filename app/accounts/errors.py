"""Why somebody is not signed in."""

from app.domain.errors import N_, Refused


class WrongPassword(Refused):
    def __init__(self) -> None:
        super().__init__(N_("The name or the password is wrong. Check the keyboard's language and try again."))


class TooManyTries(Refused):
    def __init__(self) -> None:
        super().__init__(N_("Too many tries. Wait five minutes, then try again, or ask your administrator."))


class PasswordExpired(Refused):
    def __init__(self) -> None:
        super().__init__(N_("This one-time password has run out. Ask your administrator for a new one."))
