"""Figures of a plan for people: rounded honestly, never to a zero that is none, and compared only where they differ."""

from flask_babel import get_locale, gettext

LITTLE_PER_H = 0.01  # under this chance of an hour even grade 1 does not begin (domain/hub_settings.py, caution_share)
QUIET_PER_H = 0.05  # below this a ratio of two rates says nothing
LEAST = 0.01  # person-events; the smallest figure that is printed


def decimal(number: float, places: int) -> str:
    said = f"{number:.{places}f}"
    return said.replace(".", ",") if str(get_locale()) == "uk" else said


def figure(number: float) -> str:
    """4,1 or 0,06: a figure for people, in the reader's language; «менш як 0,01» for what would round to nothing."""
    if number < LEAST:
        return under(LEAST) if number > 0 else "0"
    return decimal(number, 1 if number >= 1 else 2)


def under(limit: float) -> str:
    return str(gettext("under %(limit)s", limit=decimal(limit, 2)))


def rate(per_h: float) -> str:
    """Expected shellings an hour."""
    return under(LITTLE_PER_H) if per_h < LITTLE_PER_H else decimal(per_h, 3 if per_h < 0.1 else 2)


def signed(number: float, places: int) -> str:
    """+0,02 or −12: a change, with its sign; nothing where it would print as zero."""
    said = decimal(abs(number), places)
    return f"{'+' if number >= 0 else '−'}{said}" if float(f"{abs(number):.{places}f}") else ""
