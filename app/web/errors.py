"""Pages for what went wrong: what happened, what to do, no blame, in the layout the person works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.domain.errors import Changed, NotAllowed, NotHere, Refused
from app.web.filters import short_day
from app.web.here import look_up_nobody, signed_in

REFUSALS = ((NotHere, 404), (NotAllowed, 403), (Changed, 409))
DESK_ROLES = {"coordinator", "admin", "auditor"}


@dataclass(frozen=True)
class ErrorPage:
    title: LazyString
    remedy: LazyString


PAGES = {
    400: ErrorPage(
        lazy_gettext("This request could not be read"),
        lazy_gettext("Go back, reload the page and send it again. What you typed is still in the form."),
    ),
    403: ErrorPage(
        lazy_gettext("This page is for another role"),
        lazy_gettext("If your work needs it, ask the administrator of your hub for access."),
    ),
    404: ErrorPage(
        lazy_gettext("There is no such page"),
        lazy_gettext("The address may be incomplete, or the record is not in your hub. Start from the menu."),
    ),
    405: ErrorPage(
        lazy_gettext("This address cannot be used that way"),
        lazy_gettext("Open the page from the menu and use its buttons."),
    ),
    409: ErrorPage(
        lazy_gettext("Not saved: the record changed meanwhile"),
        lazy_gettext("Open it again, look at the change, then repeat yours."),
    ),
    413: ErrorPage(
        lazy_gettext("Not saved: too much was sent at once"),
        lazy_gettext("Send a smaller file or a shorter text."),
    ),
    422: ErrorPage(
        lazy_gettext("Not saved: something is missing or unclear"),
        lazy_gettext("Go back and check what you filled in."),
    ),
    429: ErrorPage(
        lazy_gettext("Too many attempts in a short time"),
        lazy_gettext("Wait a minute, then try again."),
    ),
    500: ErrorPage(
        lazy_gettext("Something broke on our side"),
        lazy_gettext(
            "The last step may not be saved. Check it, then try again. If it repeats, tell the administrator."
        ),
    ),
    503: ErrorPage(
        lazy_gettext("The service is busy or closed for a short time"),
        lazy_gettext("Nothing was lost on your side. Wait a minute and send again."),
    ),
}
CSRF_PAGE = ErrorPage(
    lazy_gettext("Not saved: the page had been open since an earlier sign-in"),
    lazy_gettext("Go back, reload the page and send it again. What you typed is still in the form."),
)
FULL_PAGE = ErrorPage(
    lazy_gettext("Not saved: the disk of the service is full"),
    lazy_gettext("Keep what you wrote, on the phone or on paper, and ring whoever runs the service."),
)


def page_for(status: int) -> ErrorPage:
    return PAGES.get(status) or PAGES[500 if status >= 500 else 400]


def layout_of_the_person() -> str:
    role = getattr(signed_in(), "role", None)
    return "layouts/desk.html" if str(getattr(role, "value", role)) in DESK_ROLES else "layouts/phone.html"


def own_words(error: HTTPException) -> str | None:
    """The sentence a room gave to abort(); the framework's own English default is nobody's words."""
    return str(error.description) if error.description and error.description != type(error).description else None


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json" or request.is_json


def render_error(status: int, page: ErrorPage, sentence: str | None = None) -> ResponseReturnValue:
    if status >= 500:
        look_up_nobody()
    if wants_json():
        return {"title": str(page.title), "sentence": sentence or str(page.remedy)}, status
    layout = layout_of_the_person()
    return render_template("errors/error.html", layout=layout, page=page, sentence=sentence, status=status), status


def answer_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    answer = current_app.make_response(render_error(status, page_for(status), own_words(error)))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def answer_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    return render_error(400, CSRF_PAGE)


def say(refusal: Refused) -> str:
    """The sentence of a refusal in the language of the page."""
    sentence = gettext(refusal.sentence)
    facts = {name: short_day(fact) if isinstance(fact, date) else fact for name, fact in refusal.facts.items()}
    return str(sentence % facts if facts else sentence)


def answer_refusal(refusal: Refused) -> ResponseReturnValue:
    """A use case said no and no view had a better place for its sentence."""
    status = next((status for kind, status in REFUSALS if isinstance(refusal, kind)), 422)
    return render_error(status, page_for(status), say(refusal))


def answer_lost_database(error: OperationalError) -> ResponseReturnValue:
    """Locked, full or away. Only the driver's own words are logged: the statement's parameters are people's data."""
    current_app.logger.error("database: %s", error.orig)
    is_full = any(words in str(error.orig) for words in ("disk is full", "No space left"))
    status, page = (507, FULL_PAGE) if is_full else (503, page_for(503))
    answer = current_app.make_response(render_error(status, page))
    answer.headers["Retry-After"] = "10"
    return answer


def install_error_pages(app: Flask) -> None:
    app.register_error_handler(Refused, answer_refusal)
    app.register_error_handler(OperationalError, answer_lost_database)
    app.register_error_handler(CSRFError, answer_csrf_error)
    app.register_error_handler(HTTPException, answer_http_error)
