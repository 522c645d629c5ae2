"""How a use case says no: a sentence with its facts; the web and the console put it into the reader's language."""

from typing import Any


def N_(msgid: str) -> str:  # noqa: N802
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return msgid


class Refused(ValueError):
    """What was asked is not done, and nothing of it was kept. The sentence is a msgid with %(facts)s."""

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence % facts if facts else sentence)
        self.sentence = sentence
        self.facts = facts


class NotHere(Refused):
    """No such row in this hub; a row of another hub is answered the same."""

    def __init__(self, what: str = "row") -> None:
        super().__init__(N_("This page or record does not exist, or it belongs to another hub."))
        self.what = what


class NotAllowed(Refused):
    """This person may not do this here."""


class Changed(Refused):
    """Somebody else changed it since the page was shown; nothing was overwritten."""
