"""The page of a hub's settings: what is stricter rules at once, what is looser waits for a second person."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts import hubs, settings_service
from app.accounts.asked_views import requests_of, version_of
from app.accounts.blueprint import bp
from app.accounts.policy import Action, requires
from app.accounts.settings_form import SettingsForm
from app.db import current_session, transaction
from app.domain.errors import Changed, Refused
from app.web.errors import say


def _page(form: SettingsForm | None = None, status: int = 200) -> ResponseReturnValue:
    hub = hubs.get_hub(current_session(), current_user.hub_id)
    shown = form or SettingsForm.of(hub)
    return render_template("accounts/settings.html", form=shown, hub=hub, requests=requests_of(hub)), status


@bp.get("/settings")
@requires(Action.EDIT_SETTINGS)
def settings() -> ResponseReturnValue:
    return _page()


@bp.post("/settings")
@requires(Action.EDIT_SETTINGS)
def change_settings() -> ResponseReturnValue:
    form = SettingsForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        with transaction() as session:
            waiting = _change(session, form, by_id=current_user.id, now=clock.now())
    except Refused as refusal:
        form.form_errors.append(say(refusal))
        return _page(form, 409 if isinstance(refusal, Changed) else 422)
    flash(_("Saved. What was decided before keeps the settings it was decided with."))
    if waiting:
        flash(_waits(len(waiting)), "warning")
    return redirect(url_for("accounts.settings"), code=303)


def _change(session: Session, form: SettingsForm, *, by_id: int, now: datetime) -> list[str]:
    hub_id, seen, why = current_user.hub_id, version_of(form.seen.data), form.why.data or ""
    hubs.change_hub(session, hub_id, **form.hub_facts(), by_id=by_id, now=now)
    return settings_service.change_settings(session, hub_id, form.changes(), why, seen=seen, by_id=by_id, now=now)


def _waits(count: int) -> str:
    return str(
        ngettext(
            "%(num)s number is looser than now: it rules once the safety lead has confirmed it.",
            "%(num)s numbers are looser than now: they rule once the safety lead has confirmed them.",
            count,
        )
    )
