"""What the forms of this room share: what they offer to choose from, and the version a page showed."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.domain.needs import Urgency
from app.models import Area, NeedKind
from app.web.need_words import area_words, kind_words
from app.web.words import urgency_words

NO_DIAGNOSIS = _l("No diagnosis, no sums of money, no numbers of documents.")


def version_field() -> IntegerField:
    """Which state of the row the page showed."""
    return IntegerField(validators=[InputRequired()], widget=HiddenInput())


def choices(kind: Iterable[StrEnum], words: Any, *, none: Any = None) -> list[SelectChoice]:
    first = [] if none is None else [SelectChoice("", str(none))]
    return first + [SelectChoice(one.value, words(one)) for one in kind]


def urgency_choices() -> list[SelectChoice]:
    return [SelectChoice(one.value, f"{one.value} · {urgency_words(one)}") for one in Urgency]


def kind_choices(kinds: Iterable[NeedKind]) -> list[SelectChoice]:
    return [SelectChoice(str(kind.id), kind_words(kind)) for kind in kinds]


def area_choices(areas: Iterable[Area], none: Any = "—") -> list[SelectChoice]:
    named = [SelectChoice(str(area.id), f"{area.code} · {area_words(area)}") for area in areas]
    return [SelectChoice("", str(none)), *named]


def id_of(field: Field) -> int | None:
    """The id a select box sends; its empty choice is none."""
    return int(field.data) if field.data else None
