"""What never stands on crew paper: a lost sheet tells a thief nothing about money, illness or who lives alone."""

import re
from dataclasses import dataclass

# Stems, whatever the case; those of three letters only at the beginning of a word, since others contain them.
_STEMS = (
    *("пенсі", r"\bpen", "pension", "грош", "готівк", "money", "cash", "діагно", "diagnos", "самотн"),
    *("живе сам", "lives alone", "банк", "паспорт", r"\bіпн"),
)
_FORBIDDEN = re.compile("|".join(_STEMS), re.IGNORECASE)
_PHONE = re.compile(r"(?:\d[\s().-]?){9,}")
PHONE = "phone"
SURNAME = "surname"


@dataclass(frozen=True)
class Slip:
    """A text that may not be printed: which field it stands in, and what it gives away (a word, a phone, a surname)."""

    field: str
    word: str
    need_id: int


def find_forbidden(text: str, surnames: tuple[str, ...] = ()) -> str | None:
    """The first thing in a text that crew paper must not carry: the word, or that it is a phone or a surname."""
    if found := _FORBIDDEN.search(text):
        return _whole_word(text, found)
    if _PHONE.search(text):
        return PHONE
    folded = text.casefold()
    return SURNAME if any(len(name) > 2 and name.casefold() in folded for name in surnames) else None


def _whole_word(text: str, found: re.Match[str]) -> str:
    end = re.compile(r"\w*").match(text, found.end())
    return text[found.start() : end.end() if end else found.end()]
