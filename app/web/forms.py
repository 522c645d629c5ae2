"""The form every room's forms are made from: tidy texts, messages in words, one list of mistakes on top."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from flask_babel import lazy_gettext, lazy_ngettext
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.form import _Auto
from wtforms import Field, FieldList, FormField, PasswordField, StringField

from app.domain.texts import is_blank, is_writing
from app.web.fields import ChipField, ChipsField, ClientKeyField, TypedField

csrf = CSRFProtect()

NOT_CHOSEN = lazy_gettext("Choose one of the answers offered.")
NOT_A_NUMBER = lazy_gettext("Write a whole number.")
WORDS = {
    "This field is required.": lazy_gettext("Fill this in."),
    "Not a valid choice.": NOT_CHOSEN,
    "Invalid Choice: could not coerce.": NOT_CHOSEN,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_CHOSEN,
    "Invalid input.": lazy_gettext("Check how this is written."),
    "Not a valid integer value.": NOT_A_NUMBER,
    "Not a valid decimal value.": lazy_gettext("Write a number."),
    "Not a valid float value.": lazy_gettext("Write a number."),
    "Number must be at least %(min)s.": lazy_gettext("Write %(min)s or more."),
    "Number must be at most %(max)s.": lazy_gettext("Write %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": lazy_gettext("Write a number from %(min)s to %(max)s."),
    "Invalid UUID.": lazy_gettext("The page is out of date. Reload it and send again."),
    "Field must be between %(min)d and %(max)d characters long.": lazy_gettext(
        "Write from %(min)d to %(max)d characters."
    ),
    "Field must be equal to %(other_name)s.": lazy_gettext("The two entries differ. Write the same twice."),
}
COUNTED_WORDS = {
    "Field must be at least %(min)d character long.": "at_least",
    "Field cannot be longer than %(max)d character.": "at_most",
}


def _counted_words(msgid: str, number: int) -> str | None:
    if COUNTED_WORDS.get(msgid) == "at_least":
        return str(lazy_ngettext("Write at least %(num)s character.", "Write at least %(num)s characters.", number))
    if COUNTED_WORDS.get(msgid) == "at_most":
        return str(lazy_ngettext("Write at most %(num)s character.", "Write at most %(num)s characters.", number))
    return None


class WordsForMistakes:
    """Puts our sentences in the place of the form library's own messages."""

    def gettext(self, msgid: str) -> str:
        words = WORDS.get(msgid, msgid)
        return str(words)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        words = _counted_words(singular, number)
        if words is None:
            return str(NOT_CHOSEN) if "not a valid choice" in singular else (singular if number == 1 else plural)
        return words


def tidy(text: str | None) -> str | None:
    """Trimmed, composed, without control characters: a NUL would be refused by PostgreSQL, a bell by a printer.

    What nobody sees is empty, so a reason of signs without width is no reason.
    """
    if not isinstance(text, str):
        return text
    kept = (sign for sign in unicodedata.normalize("NFC", text) if sign in "\n\t" or is_writing(sign))
    tidied = "".join(kept).strip()
    return "" if is_blank(tidied) else tidied


def _leave_out_what_no_column_holds(field: Field) -> None:
    """A number of 400 digits is none to the validators either."""
    if isinstance(field.data, int) and abs(field.data) >= 2**63:
        field.data = None
        field.process_errors = [*field.process_errors, str(NOT_A_NUMBER)]


@dataclass(frozen=True)
class Mistake:
    """One line of the summary: which input to go to, its label, what to do."""

    target: str
    label: str
    message: str


def mistakes_of(field: Field) -> Iterator[Mistake]:
    if isinstance(field, FormField | FieldList):
        for part in field:
            yield from mistakes_of(part)
        return
    target = f"{field.id}-0" if isinstance(field, ChipField | ChipsField) else field.id
    for message in field.errors:
        yield Mistake(target, str(field.label.text), str(message))


class Form(FlaskForm):  # type: ignore[misc]
    """Base of every form: texts tidied, mistakes told in words."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            is_text = issubclass(unbound_field.field_class, StringField)
            if is_text and not issubclass(unbound_field.field_class, PasswordField):
                filters = unbound_field.kwargs.get("filters", ())
                unbound_field.kwargs["filters"] = [*(f for f in filters if f is not tidy), tidy]
            return unbound_field.bind(form=form, **options)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Typed texts only: a file or JSON in the place of a text is no text, and no form here takes one."""
            if formdata is _Auto and request.method == "POST":
                return request.form
            return super().wrap_formdata(form, formdata)

        def get_translations(self, form: Any) -> WordsForMistakes:
            return WordsForMistakes()

    def validate(self, extra_validators: Any = None) -> bool:
        """A blank is no answer: where one is required, a space does not stand for it."""
        for field in self:
            if isinstance(field, StringField | TypedField) and field.raw_data and not tidy(field.raw_data[0]):
                field.raw_data = [""]
            _leave_out_what_no_column_holds(field)
        return bool(super().validate(extra_validators))

    def mistakes(self) -> list[Mistake]:
        """All mistakes in the order of the page; those of the whole form come first."""
        of_the_form = [Mistake("content", "", str(message)) for message in self.form_errors]
        return of_the_form + [mistake for field in self for mistake in mistakes_of(field)]


class KeyedForm(Form):
    """A form that writes: its key makes a second sending the same record, not a second one."""

    client_key = ClientKeyField()


def install_csrf(app: Flask) -> None:
    """Tokens live as long as the session: an hour's limit would swallow a form filled in underground."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    if "csrf" not in app.extensions:
        csrf.init_app(app)
