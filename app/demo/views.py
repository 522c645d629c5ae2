"""The story's clock: which moment it is, for whoever tries the demo. Registered in a demo database only."""

from flask import Blueprint, Flask, flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import logout_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import transaction
from app.demo import cast, story
from app.demo.load import begin_again
from app.demo.times import MOMENTS
from app.web.language import own_page

bp = Blueprint("demo", __name__)
LABELS = {
    "start": _l("13 May, 11:30"),
    "shelling": _l("13 May, 12:30: shelling in the centre"),
    "evening": _l("13 May, 20:00: close the day"),
    "tomorrow": _l("14 May, 09:00: the day after"),
    "noon": _l("14 May, 11:40"),
}


def install(app: Flask) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals.update(demo_people=cast.SHOWN, demo_password=cast.PASSWORD, story_moments=LABELS)


@bp.post("/story")
@requires(Action.SET_STORY_CLOCK)
def set_story_clock() -> ResponseReturnValue:
    """Go to a moment of the story; the strikes that time passed on the way are reported."""
    moment = MOMENTS.get(request.form.get("moment", ""))
    if moment is None:
        flash(_("Choose one of the moments of the story."))
        return redirect(own_page(request.form.get("next", "/")), code=303)
    with transaction() as session:
        story.go_to(session, moment, real_now=clock.real_now())
    flash(_("The story is at that moment now. What was entered stays, even if you go back."))
    return redirect(own_page(request.form.get("next", "/")), code=303)


@bp.post("/story/again")
@requires(Action.SET_STORY_CLOCK)
def start_again() -> ResponseReturnValue:
    """Everything tried so far is taken out and the story begins anew; everybody signs in again."""
    with transaction() as session:
        begin_again(session, lambda _line: None)
    logout_user()
    cookie.clear()
    flash(_("The story begins again. Sign in once more."))
    return redirect(url_for("accounts.sign_in"), code=303)
