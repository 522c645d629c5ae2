"""Phone numbers: one stored form, and a form that shows whose it is without giving it away."""

import re

UKRAINE = "380"
_TRUNK = re.compile(r"(?:\+?38|8)?0(?P<national>\d{9})")
_BARE = re.compile(r"(?P<national>[3-9]\d{8})")
_FIGURES = re.compile(r"\+?[\d\s().\-–/]*\d[\d\s().\-–/]*")
_FOREIGN = re.compile(r"\+(?P<number>[1-9]\d{7,14})")


def phone_e164(text: str) -> str | None:
    """+380951234567 from any way it is written down in Ukraine; None when it is no phone number.

    A number of another country is kept only with its +: without one it cannot be told from a slip.
    """
    digits = re.sub(r"[\s().\-–/\u00a0]", "", text)
    digits = re.sub(r"^00(?=[1-9]\d{8})", "+", digits)
    if not re.fullmatch(r"\+?[0-9]+", digits):
        return None
    if found := _TRUNK.fullmatch(digits) or _BARE.fullmatch(digits):
        return f"+{UKRAINE}{found['national']}"
    if digits.startswith(f"+{UKRAINE}"):
        return None
    foreign = _FOREIGN.fullmatch(digits)
    return f"+{foreign['number']}" if foreign else None


def odd_phones(text: str) -> list[str]:
    """Of the numbers in a text, one a line or parted by commas, those that nobody could ring: «050 123»."""
    lines = [line.strip() for line in re.split(r"[\n;,]", text)]
    return [line for line in lines if _FIGURES.fullmatch(line) and phone_e164(line) is None]


def masked_phone(e164: str) -> str:
    """+380 ** *** ** 47: enough to compare with the slip in one's hand."""
    country = UKRAINE if e164.startswith(f"+{UKRAINE}") else "**"
    return f"+{country} ** *** ** {e164[-2:]}"
