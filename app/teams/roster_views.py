"""Pages of a team, of somebody who goes out, of a car: add and change."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Team, Vehicle, Volunteer
from app.teams import queries, roster
from app.teams.blueprint import bp
from app.teams.forms import TeamForm, VehicleForm, VolunteerForm
from app.teams.outage_views import outages_of, who
from app.web.here import to_local
from app.web.refusals import refuse


def _save(template: str, form: Any, save: Callable[..., Any], row: Any = None, **context: Any) -> ResponseReturnValue:
    """Save what was typed, or show it again with the sentence on top."""
    status = 422
    if form.validate_on_submit():
        try:
            with transaction() as session:
                save(session, form.draft(), who(), row.id if row else None, form.expected_version)
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("teams.index"), code=303)
    return render_template(template, form=form, row=row, **context), status


def _row(table: Any, row_id: int) -> Any:
    return get_in_hub(current_session(), table, row_id, current_user.hub_id)


@bp.get("/teams/new")
@requires(Action.EDIT_TEAMS)
def new_team() -> ResponseReturnValue:
    numbers = [team.number for team in queries.teams(current_session(), current_user.hub_id, with_inactive=True)]
    form = TeamForm(data={"number": max(numbers, default=0) + 1, "is_active": True})
    return render_template("teams/team.html", form=form, row=None)


@bp.post("/teams/new")
@requires(Action.EDIT_TEAMS)
def add_team() -> ResponseReturnValue:
    return _save("teams/team.html", TeamForm(), roster.save_team)


@bp.get("/teams/<int:team_id>")
@requires(Action.EDIT_TEAMS)
def team(team_id: int) -> ResponseReturnValue:
    found = _row(Team, team_id)
    today = to_local(clock.now()).date()
    shifts = [one for one in found.shifts if one.on >= today]
    ahead = queries.outages_ahead(current_session(), current_user.hub_id, today)
    out = {s.id: one for s in shifts for one in ahead.get(s.vehicle_id or 0, []) if one.covers(s.on)}
    return render_template("teams/team.html", form=TeamForm.of(found), row=found, shifts=shifts, out=out)


@bp.post("/teams/<int:team_id>")
@requires(Action.EDIT_TEAMS)
def change_team(team_id: int) -> ResponseReturnValue:
    return _save("teams/team.html", TeamForm(), roster.save_team, _row(Team, team_id))


def _volunteer_form(found: Volunteer | None = None) -> VolunteerForm:
    form = VolunteerForm.of(found) if found and request.method == "GET" else VolunteerForm()
    return form.offer(queries.accounts(current_session(), current_user.hub_id))


@bp.get("/teams/people/new")
@requires(Action.EDIT_TEAMS)
def new_volunteer() -> ResponseReturnValue:
    return render_template("teams/volunteer.html", form=_volunteer_form(), row=None)


@bp.post("/teams/people/new")
@requires(Action.EDIT_TEAMS)
def add_volunteer() -> ResponseReturnValue:
    return _save("teams/volunteer.html", _volunteer_form(), roster.save_volunteer)


@bp.get("/teams/people/<int:volunteer_id>")
@requires(Action.EDIT_TEAMS)
def volunteer(volunteer_id: int) -> ResponseReturnValue:
    found = _row(Volunteer, volunteer_id)
    return render_template("teams/volunteer.html", form=_volunteer_form(found), row=found)


@bp.post("/teams/people/<int:volunteer_id>")
@requires(Action.EDIT_TEAMS)
def change_volunteer(volunteer_id: int) -> ResponseReturnValue:
    return _save("teams/volunteer.html", _volunteer_form(), roster.save_volunteer, _row(Volunteer, volunteer_id))


@bp.get("/teams/cars/new")
@requires(Action.EDIT_TEAMS)
def new_vehicle() -> ResponseReturnValue:
    return render_template("teams/vehicle.html", form=VehicleForm().offer(), row=None)


@bp.post("/teams/cars/new")
@requires(Action.EDIT_TEAMS)
def add_vehicle() -> ResponseReturnValue:
    return _save("teams/vehicle.html", VehicleForm().offer(), roster.save_vehicle)


@bp.get("/teams/cars/<int:vehicle_id>")
@requires(Action.EDIT_TEAMS)
def vehicle(vehicle_id: int) -> ResponseReturnValue:
    found = _row(Vehicle, vehicle_id)
    return render_template("teams/vehicle.html", form=VehicleForm.of(found).offer(), row=found, **outages_of(found))


@bp.post("/teams/cars/<int:vehicle_id>")
@requires(Action.EDIT_TEAMS)
def change_vehicle(vehicle_id: int) -> ResponseReturnValue:
    found = _row(Vehicle, vehicle_id)
    return _save("teams/vehicle.html", VehicleForm().offer(), roster.save_vehicle, found, **outages_of(found))
