"""Questions that more than one form asks: when somebody is at home, and what each kind of need wants to know."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from app.web.fields import ChipsField, LocalDateField, LocalTimeField, OptionalIntegerField
from app.web.forms import Form
from app.web.need_words import weekday_name


class WhenFields(Form):
    """When the person can, in local time: days (none is every day), from and to."""

    window_days = ChipsField(
        _l("Days the person can"), per_row=4, coerce=int, description=_l("None ticked: every day.")
    )
    window_from = LocalTimeField(_l("From"))
    window_to = LocalTimeField(_l("To"))

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        self.window_days.choices = [SelectChoice(day, weekday_name(day)) for day in range(7)]

    def validate(self, extra_validators: Any = None) -> bool:
        is_sound = bool(super().validate(extra_validators))
        start, end = self.window_from.data, self.window_to.data
        if is_sound and (start is None) != (end is None):
            self.window_to.errors = [str(_l("Say both from when and until when, or neither."))]
            return False
        if is_sound and start is not None and end is not None and end <= start:
            self.window_to.errors = [str(_l("The end has to lie after the beginning."))]
            return False
        return is_sound

    def windows(self) -> list[list[int | None]]:
        start, end = self.window_from.data, self.window_to.data
        days: list[int | None] = list(self.window_days.data or [])
        if start is None or end is None:
            return [[day, 0, 1440] for day in days]
        return [[day, _minutes(start), _minutes(end)] for day in days or [None]]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def window_data(windows: list[Any]) -> dict[str, Any]:
    """What the three fields show of stored windows; they hold one span for all days."""
    if not windows:
        return {}
    _, start, end = windows[0]
    days = [day for day, _, _ in windows if day is not None]
    span = {} if (start, end) == (0, 1440) else {"window_from": _clock(start), "window_to": _clock(end)}
    return {"window_days": days, **span}


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


YES_NO = (("", _l("Not known")), ("yes", _l("Yes")), ("no", _l("No")))


class AnswerFields(Form):
    """What the urgency of some kinds hangs on; only those of the need's kind are shown."""

    days_left = OptionalIntegerField(_l("Days left of it"), highest=365)
    months_missed = OptionalIntegerField(_l("Months of pension missed"), highest=60)
    sessions_missed = OptionalIntegerField(_l("Sessions missed"), highest=60)
    days_to_slot = OptionalIntegerField(_l("Days until the appointment"), highest=365)
    hours_silent = OptionalIntegerField(_l("Hours without a sign"), highest=2000)
    shelled_on = LocalDateField(_l("Day of the shelling"))
    vital = SelectField(_l("Cannot live without it"), default="")
    has_working_card = SelectField(_l("Has a working bank card"), default="")
    paid_this_month = SelectField(_l("Was paid this month"), default="")
    medical_device = SelectField(_l("A medical device hangs on it"), default="")
    below_zero = SelectField(_l("Frost"), default="")
    ill_now = BooleanField(_l("Unwell now"))
    no_cash_and_no_food = BooleanField(_l("Neither cash nor food at home"))
    blocks_another_need = BooleanField(_l("Another need hangs on it"))
    risk_to_self = BooleanField(_l("Danger to themselves"))
    hit_at_address = BooleanField(_l("A hit at the address"))
    small_child = BooleanField(_l("Child under 5"))

    def __init__(self, *args: Any, **kw: Any):
        super().__init__(*args, **kw)
        for name in THREE_WAY:
            self[name].choices = [SelectChoice(value, str(text)) for value, text in YES_NO]

    def answers(self, names: Iterable[str]) -> dict[str, Any]:
        """Plain values as a need keeps them; what is not known is left out."""
        told = {name: _plain(name, self[name].data) for name in names}
        return {name: value for name, value in told.items() if value not in (None, "", False)} | {
            name: False for name in names if name in THREE_WAY and self[name].data == "no"
        }


THREE_WAY = ("vital", "has_working_card", "paid_this_month", "medical_device", "below_zero")
ANSWERS_OF: dict[str, tuple[str, ...]] = {
    "PEN": ("months_missed", "paid_this_month", "has_working_card"),
    "MED": ("days_left", "vital"),
    "INS": ("days_left", "ill_now"),
    "DIA": ("sessions_missed",),
    "AMB": ("days_to_slot",),
    "FOOD": ("days_left", "small_child"),
    "WAT": ("days_left", "small_child"),
    "NAP": ("days_left",),
    "BAB": ("days_left", "small_child"),
    "FUEL": ("days_left", "below_zero", "small_child"),
    "WIN": ("below_zero", "small_child"),
    "PWR": ("medical_device",),
    "BANK": ("no_cash_and_no_food",),
    "CASH": ("shelled_on",),
    "DOC": ("blocks_another_need",),
    "PSY": ("risk_to_self",),
    "CHK": ("hours_silent", "hit_at_address"),
}


def _plain(name: str, value: Any) -> Any:
    if name in THREE_WAY:
        return True if value == "yes" else None
    return value.isoformat() if isinstance(value, date) else value


def answer_data(facts: dict[str, Any]) -> dict[str, Any]:
    """Stored answers as the fields show them."""
    shown: dict[str, Any] = {}
    for name, value in facts.items():
        if name in THREE_WAY:
            shown[name] = "yes" if value else "no"
        elif name == "shelled_on" and value:
            shown[name] = date.fromisoformat(value)
        else:
            shown[name] = value
    return shown
