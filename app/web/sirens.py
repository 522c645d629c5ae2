"""Areas are cleared together under a siren only when that was asked; alarms tells what is on, so nobody reaches up."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask, current_app, request

from app.domain.errors import N_, Refused
from app.web.alarm_words import alarm_words

SIRENS = "sirens_over"
ASK_ONCE_MORE = N_("Not cleared, an alarm is on: %(alarms)s. Look again, then clear them once more.")
SirensOver = Callable[[Iterable[int]], list[tuple[Any, list[int]]]]


def register_sirens(app: Flask, over: SirensOver) -> None:
    """over: the alarms that are on in any of these areas, each with the areas under it."""
    app.extensions[SIRENS] = over


def ask_under_siren(codes: Mapping[int, str]) -> None:
    """Raise Refused naming each siren and the areas under it, also where it began after the page was shown.

    codes: the areas to clear by their ids; one alone asks nothing, nor does a form that was sent under the siren.
    """
    over: SirensOver | None = current_app.extensions.get(SIRENS)
    if over is None or len(codes) < 2 or request.form.get("siren"):
        return
    if under := over(codes):
        told = (f"{alarm_words(alarm)}: {', '.join(codes[area_id] for area_id in ids)}" for alarm, ids in under)
        raise Refused(ASK_ONCE_MORE, alarms="; ".join(told))
