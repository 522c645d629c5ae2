"""The switch of language for this browser; a signed-in person's own choice lives in their account."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts.policy import public
from app.web.headers import YEAR_S
from app.web.i18n import LANGUAGE_COOKIE, LANGUAGES

bp = Blueprint("web", __name__)


def own_page(address: str) -> str:
    """An address on this site, or the front page: a link from outside must not send anybody elsewhere."""
    parts = urlsplit(address)
    is_ours = (
        not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    )
    return address if is_ours and address.isprintable() else "/"


@bp.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(422)
    answer = redirect(own_page(request.form.get("next", "/")), code=303)
    answer.set_cookie(LANGUAGE_COOKIE, wanted, max_age=YEAR_S, secure=request.is_secure, httponly=True, samesite="Lax")
    return answer


def install_language_switch(app: Flask) -> None:
    app.register_blueprint(bp)
