"""The key of a form, and when it was filled in: the phone's clock where it waited for a network, else receipt."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wtforms.fields import HiddenField

WAITED_AT_MOST = timedelta(days=14)
CLOCKS_DIFFER = timedelta(minutes=2)


class ToldAtField(HiddenField):  # type: ignore[misc]
    """An aware ISO moment that a script sets when the form could not be sent at once; without one it is empty."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = _moment(valuelist[0]) if valuelist else None

    def _value(self) -> str:
        return self.data.isoformat() if isinstance(self.data, datetime) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def told_at(field: ToldAtField, now: datetime) -> datetime:
    """The moment of telling; a clock that runs ahead, or one that lost its date, is not believed."""
    told: datetime | None = field.data
    if told is None or not now - WAITED_AT_MOST <= told <= now + CLOCKS_DIFFER:
        return now
    return min(told, now)


def key_of(form: Any) -> UUID:
    """The key of a form that was found valid."""
    key: UUID = form.client_key.data
    return key
