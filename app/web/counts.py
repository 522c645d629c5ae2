"""Counted things in words: «3 потреби», «5 потреб»; one row a thing, as in the word list."""

from __future__ import annotations

from flask_babel import ngettext

from app.web.i18n import ngettext_noop

COUNTED = {
    "need": ngettext_noop("%(num)s need", "%(num)s needs"),
    "person": ngettext_noop("%(num)s person", "%(num)s people"),
    "household": ngettext_noop("%(num)s household", "%(num)s households"),
    "visit": ngettext_noop("%(num)s visit", "%(num)s visits"),
    "stop": ngettext_noop("%(num)s stop", "%(num)s stops"),
    "route": ngettext_noop("%(num)s route", "%(num)s routes"),
    "team": ngettext_noop("%(num)s team", "%(num)s teams"),
    "shift": ngettext_noop("%(num)s shift", "%(num)s shifts"),
    "area": ngettext_noop("%(num)s area", "%(num)s areas"),
    "service_point": ngettext_noop("%(num)s service point", "%(num)s service points"),
    "report": ngettext_noop("%(num)s report", "%(num)s reports"),
    "event": ngettext_noop("%(num)s shelling", "%(num)s shellings"),
    "source": ngettext_noop("%(num)s source", "%(num)s sources"),
    "hold": ngettext_noop("%(num)s hold", "%(num)s holds"),
    "record": ngettext_noop("%(num)s record", "%(num)s records"),
    "sheet": ngettext_noop("%(num)s sheet", "%(num)s sheets"),
    "copy": ngettext_noop("%(num)s copy", "%(num)s copies"),
    "packet": ngettext_noop("%(num)s packet", "%(num)s packets"),
    "seat": ngettext_noop("%(num)s seat", "%(num)s seats"),
    "attempt": ngettext_noop("%(num)s attempt", "%(num)s attempts"),
    "miss": ngettext_noop("%(num)s visit did not happen", "%(num)s visits did not happen"),
    "miss_in_row": ngettext_noop("%(num)s miss in a row", "%(num)s misses in a row"),
    "error": ngettext_noop("%(num)s error", "%(num)s errors"),
    "change": ngettext_noop("%(num)s change", "%(num)s changes"),
    "point": ngettext_noop("%(num)s point", "%(num)s points"),
    "day": ngettext_noop("%(num)s day", "%(num)s days"),
    "hour": ngettext_noop("%(num)s hour", "%(num)s hours"),
    "minute": ngettext_noop("%(num)s minute", "%(num)s minutes"),
    "phone": ngettext_noop("%(num)s phone", "%(num)s phones"),
    "not_placed": ngettext_noop("%(num)s visit not placed", "%(num)s visits not placed"),
}


def count(thing: str, number: int) -> str:
    """The number with its thing in the language of the page. Raises KeyError for a thing that is not in the list."""
    singular, plural = COUNTED[thing]
    return str(ngettext(singular, plural, number))
