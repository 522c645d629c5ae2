"""Form fields that speak the hub's local time, thumb-sized chips, map points and numbers one may leave out."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask_babel import get_locale, gettext
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget, NumberInput, TextInput, TimeInput

from app.domain.errors import Refused
from app.domain.geo import check_in_ukraine
from app.web.here import hub_zone, to_local

YEARS = range(1900, 2101)
ID = re.compile(r"[0-9]{1,9}")
NUMBER = re.compile(r"[-+]?\d{1,3}(?:[.,]\d{1,12})?")


def from_local(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC moment of a wall clock reading; in the repeated hour of autumn, the earlier one.

    Raises ValueError for a reading the clock jumps over in spring.
    """
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise ValueError("the clock never showed this")
    return moment


def typed_id(text: str | None) -> int | None:
    """The id a page sends as text, or None for what is none: «²» is a digit to Python, but no number."""
    return int(text) if text and ID.fullmatch(text) else None


class TypedField(Field, ABC):  # type: ignore[misc]
    """A single input whose text becomes a value; what cannot be read stays on the page as it was typed."""

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value a text stands for; ValueError when it stands for none."""

    @abstractmethod
    def complaint(self) -> str:
        """What to write instead, with an example."""

    def show(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        text = valuelist[0].strip()
        self.data = None
        if not text:
            return
        try:
            self.data = self.parse(text)
        except Refused as refusal:
            raise ValueError(str(gettext(refusal.sentence, **refusal.facts))) from None
        except (ValueError, OverflowError):
            raise ValueError(self.complaint()) from None


class LocalDateTimeField(TypedField):
    """A day and time of the hub's clock; the data is an aware UTC moment."""

    widget = DateTimeLocalInput()

    def parse(self, text: str) -> datetime:
        wall = datetime.fromisoformat(text)
        if wall.tzinfo is not None or wall.year not in YEARS:
            raise ValueError("want a wall clock reading")
        return from_local(wall, hub_zone())

    def show(self, value: datetime) -> str:
        return to_local(value).strftime("%Y-%m-%dT%H:%M")

    def complaint(self) -> str:
        return str(gettext("Write the day and the time, for example 2026-05-13 12:30."))


class LocalDateField(TypedField):
    """A calendar day of the hub."""

    widget = DateInput()

    def parse(self, text: str) -> date:
        day = date.fromisoformat(text)
        if day.year not in YEARS:
            raise ValueError("want a year a person may mean")
        return day

    def show(self, value: date) -> str:
        return value.isoformat()

    def complaint(self) -> str:
        return str(gettext("Write the day, for example 2026-05-13."))


class LocalTimeField(TypedField):
    """A time of day on the hub's clock."""

    widget = TimeInput()

    def parse(self, text: str) -> time:
        moment = time.fromisoformat(text)
        if moment.tzinfo is not None:
            raise ValueError("want a wall clock reading")
        return moment

    def show(self, value: time) -> str:
        return value.strftime("%H:%M")

    def complaint(self) -> str:
        return str(gettext("Write the time as hours and minutes, for example 14:30."))


class OptionalIntegerField(TypedField):
    """A whole number from lowest to highest, or None when left empty; the limits keep it inside the database's."""

    widget = NumberInput()

    def __init__(self, label: Any = None, validators: Any = None, *, lowest: int = 0, highest: int = 10_000, **kw: Any):
        given = kw.pop("render_kw", None) or {}
        limits = {"min": lowest, "max": highest, "inputmode": "numeric"}
        super().__init__(label, validators, render_kw=limits | given, **kw)
        self.lowest, self.highest = lowest, highest

    def parse(self, text: str) -> int:
        number = int(text) if len(text) <= 12 else self.highest + 1
        if not self.lowest <= number <= self.highest:
            raise ValueError("out of limits")
        return number

    def complaint(self) -> str:
        limits = {"lowest": self.lowest, "highest": self.highest}
        return str(gettext("Write a whole number from %(lowest)s to %(highest)s.", **limits))


class OptionalNumberField(TypedField):
    """A number with a point or a comma from lowest to highest, or None when left empty."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, *, lowest: float, highest: float, **kw: Any):
        super().__init__(
            label, validators, render_kw={"inputmode": "decimal"} | (kw.pop("render_kw", None) or {}), **kw
        )
        self.lowest, self.highest = lowest, highest

    def parse(self, text: str) -> float:
        if not NUMBER.fullmatch(text):
            raise ValueError("no number")
        number = float(text.replace(",", "."))
        if not self.lowest <= number <= self.highest:
            raise ValueError("out of limits")
        return number

    def show(self, value: Any) -> str:
        return f"{value:g}".replace(".", ",") if str(get_locale()) == "uk" else f"{value:g}"

    def complaint(self) -> str:
        limits = {"min": f"{self.lowest:g}", "max": f"{self.highest:g}"}
        return str(gettext("Write a number from %(min)s to %(max)s.", **limits))


class Coordinate(NamedTuple):
    """Degrees of WGS 84."""

    lat: float
    lon: float


class CoordinateField(TypedField, StringField):  # type: ignore[misc]
    """A point as map applications copy it: «48.527, 37.707», decimal commas too; data is a Coordinate or None.

    Swapped and mistyped numbers mostly lie outside Ukraine, so that is refused by name.
    """

    def parse(self, text: str) -> Coordinate:
        numbers = NUMBER.findall(text)
        if len(numbers) != 2 or re.sub(NUMBER, "", text).strip(" ,;\N{DEGREE SIGN}NSEWnsew"):
            raise ValueError("want two numbers")
        lat, lon = (float(number.replace(",", ".")) for number in numbers)
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise ValueError("not on the Earth")
        check_in_ukraine(lat, lon)
        return Coordinate(lat, lon)

    def show(self, value: Sequence[float]) -> str:
        return f"{value[0]:.6f}, {value[1]:.6f}"

    def complaint(self) -> str:
        return str(gettext("Write latitude and longitude, for example 48.527, 37.707."))


class ChipField(RadioField):  # type: ignore[misc]
    """One answer of a few, each the size of a thumb. per_row: 2, 3 or 4."""

    def __init__(self, *args: Any, per_row: int = 3, **kw: Any):
        super().__init__(*args, **kw)
        self.per_row = per_row


class ChipsField(SelectMultipleField):  # type: ignore[misc]
    """Any number of a few answers, each the size of a thumb. per_row: 2, 3 or 4."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, per_row: int = 3, **kw: Any):
        super().__init__(*args, **kw)
        self.per_row = per_row


class ClientKeyField(HiddenField):  # type: ignore[misc]
    """The key made with the form; its data is a UUID. Sent again from a weak network, it names the same record."""

    def __init__(self, label: Any = None, validators: Any = None, **kw: Any):
        super().__init__(label, validators, **{"default": uuid4, **kw})

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = _uuid(valuelist[0])

    def pre_validate(self, form: Any) -> None:
        if not isinstance(self.data, UUID):
            raise ValidationError(gettext("The page is out of date. Reload it and send again."))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
