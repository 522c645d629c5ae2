"""The hub's settings as a form: one field for each setting, with its bounds and unit, made from their definition."""

from dataclasses import Field, fields
from datetime import time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from app.domain.hub_settings import HubSettings, Looser
from app.models import Hub
from app.web.fields import LocalTimeField
from app.web.forms import Form

HUB_FACTS = ("name_uk", "name_en", "base_name", "duty_phone")
PHONE = r"^[0-9+ ()-]{0,30}$"


class SettingsForm(Form):
    """What the hub is called and who is rung, then each number that is a judgement."""

    seen = HiddenField()
    name_uk = StringField(_l("Name of the hub in Ukrainian"), [InputRequired(_l("Write a name.")), Length(max=80)])
    name_en = StringField(_l("Name of the hub in English"), [InputRequired(_l("Write a name.")), Length(max=80)])
    base_name = StringField(_l("Name of the base"), [Length(max=80)])
    duty_phone = StringField(
        _l("Duty phone, printed on each sheet"),
        [Regexp(PHONE, message=_l("Digits, spaces, plus, dashes and brackets only."))],
    )
    why = StringField(_l("Why"), [Length(max=300)])

    @classmethod
    def of(cls, hub: Hub) -> "SettingsForm":
        present = HubSettings.from_stored(hub.settings)
        values = {one.name: _shown(one, getattr(present, one.name)) for one in fields(HubSettings)}
        facts = {name: getattr(hub, name) for name in HUB_FACTS}
        return cls(data=values | facts | {"seen": hub.settings_version})

    def hub_facts(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in HUB_FACTS}

    def changes(self) -> dict[str, Any]:
        return {one.name: _stored(one, self[one.name].data) for one in fields(HubSettings)}

    def setting_fields(self) -> list[Any]:
        return [self[one.name] for one in fields(HubSettings)]


def _shown(one: Field[Any], value: Any) -> Any:
    return time(value // 60, value % 60) if one.metadata["unit"] == "clock" else value


def _stored(one: Field[Any], value: Any) -> Any:
    if one.metadata["unit"] == "clock":
        return value.hour * 60 + value.minute
    return value or "" if isinstance(one.default, str) else value


def _make_field(one: Field[Any]) -> Any:
    """A WTForms field for a setting: clock times, yes or no, texts, whole and broken numbers within bounds."""
    label, low, high, unit = (one.metadata[name] for name in ("label", "low", "high", "unit"))
    hint = _LazyHint(one)
    if unit == "clock":
        return LocalTimeField(_l(label), [InputRequired()], description=hint)
    if isinstance(one.default, bool):
        return BooleanField(_l(label), description=hint)
    if isinstance(one.default, str):
        return StringField(_l(label), [Length(max=200)])
    kind = FloatField if isinstance(one.default, float) else IntegerField
    return kind(_l(label), [InputRequired(), NumberRange(low, high)], description=hint)


class _LazyHint:
    """«15 to 720 min. Higher is looser», put into words when the page is drawn."""

    def __init__(self, one: Field[Any]) -> None:
        self.low, self.high, self.unit = (one.metadata[name] for name in ("low", "high", "unit"))
        self.looser = _looser_words(one)

    def __str__(self) -> str:
        return ". ".join(str(said) for said in (self._bounds(), self.looser) if said)

    def _bounds(self) -> str:
        if self.low is None or self.unit == "clock":
            return ""
        unit = UNITS.get(self.unit, "")
        return str(gettext("%(low)s to %(high)s %(unit)s", low=self.low, high=self.high, unit=unit)).strip()

    def __html__(self) -> str:
        return str(self)


def _looser_words(one: Field[Any]) -> Any:
    looser: Looser = one.metadata["looser"]
    if one.metadata["unit"] == "clock" and looser is Looser.LOWER:
        return _l("Earlier is looser")
    return _l("Ticked is looser") if isinstance(one.default, bool) else LOOSER[looser]


LOOSER = {
    Looser.HIGHER: _l("Higher is looser"),
    Looser.LOWER: _l("Lower is looser"),
    Looser.EITHER: _l("Any change counts as looser"),
    Looser.NEITHER: "",
}
UNITS = {"min": _l("min"), "h": _l("h"), "km/h": _l("km/h")}

for _one in fields(HubSettings):
    setattr(SettingsForm, _one.name, _make_field(_one))
