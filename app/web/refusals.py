"""A use case that said no, and no form caught it: its own sentence on the error page."""

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.domain.errors import Changed, NotAllowed, NotHere, Refused
from app.web.errors import page_for, render_error

STATUS = {NotHere: 404, NotAllowed: 403, Changed: 409}


def say(refusal: Refused) -> str:
    """The sentence with its facts, in the reader's language."""
    sentence = gettext(refusal.sentence)
    return sentence % refusal.facts if refusal.facts else sentence


def answer_refusal(refusal: Refused) -> ResponseReturnValue:
    status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 422)
    return render_error(status, page_for(status), say(refusal))


def install_refusals(app: Flask) -> None:
    app.register_error_handler(Refused, answer_refusal)
