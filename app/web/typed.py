"""A text that a page sends beside no form of its own: tidied, and refused where it is too long to be kept whole."""

from collections.abc import Mapping

from app.domain.errors import N_, Refused
from app.web.forms import tidy

REASON_LENGTH = 300
NOTE_LENGTH = 500


class TooLong(Refused):
    """Nothing a person wrote is cut off behind their back."""

    def __init__(self, at_most: int, length: int) -> None:
        super().__init__(
            N_("Not saved: the text has %(length)s characters, and at most %(at_most)s fit. Make it shorter."),
            length=length,
            at_most=at_most,
        )


def typed_text(sent: Mapping[str, str], name: str) -> str:
    return tidy(sent.get(name, "")) or ""


def check_length(text: str, at_most: int) -> str:
    """The same text; raises TooLong naming the limit."""
    if len(text) > at_most:
        raise TooLong(at_most, len(text))
    return text
