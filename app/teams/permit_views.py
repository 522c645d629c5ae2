"""Pages of a permit: write it down, correct it."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Permit
from app.places.queries import areas
from app.teams import permits, queries
from app.teams.blueprint import bp
from app.teams.forms import PermitForm
from app.web.here import to_local
from app.web.refusals import refuse


def _form(found: Permit | None = None) -> PermitForm:
    session, hub_id = current_session(), current_user.hub_id
    today = to_local(clock.now()).date()
    if request.method == "POST":
        form = PermitForm()
    elif found is not None:
        form = PermitForm.of(found)
    else:
        form = PermitForm(data={"valid_from": today, "valid_to": today + timedelta(days=7)})
    people = queries.volunteers(session, hub_id)
    people += [one for one in found.volunteers if one not in people] if found else []
    cars = queries.vehicles(session, hub_id, with_inactive=found is not None)
    return form.offer(people, cars, areas(session, hub_id))


def _save(found: Permit | None) -> ResponseReturnValue:
    form, status = _form(found), 422
    if form.validate_on_submit():
        try:
            with transaction() as session:
                permits.save_permit(
                    session,
                    form.draft(),
                    hub_id=current_user.hub_id,
                    by_id=current_user.id,
                    now=clock.now(),
                    permit_id=found.id if found else None,
                    expected_version=form.expected_version,
                )
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("teams.index"), code=303)
    return render_template("teams/permit.html", form=form, row=found), status


def _get(permit_id: int) -> Permit:
    return get_in_hub(current_session(), Permit, permit_id, current_user.hub_id)


@bp.get("/teams/permits/new")
@requires(Action.EDIT_TEAMS)
def new_permit() -> ResponseReturnValue:
    return render_template("teams/permit.html", form=_form(), row=None)


@bp.post("/teams/permits/new")
@requires(Action.EDIT_TEAMS)
def add_permit() -> ResponseReturnValue:
    return _save(None)


@bp.get("/teams/permits/<int:permit_id>")
@requires(Action.EDIT_TEAMS)
def permit(permit_id: int) -> ResponseReturnValue:
    found = _get(permit_id)
    return render_template("teams/permit.html", form=_form(found), row=found)


@bp.post("/teams/permits/<int:permit_id>")
@requires(Action.EDIT_TEAMS)
def change_permit(permit_id: int) -> ResponseReturnValue:
    return _save(_get(permit_id))
