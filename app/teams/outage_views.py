"""A car taken out of service for some days, and put back: a part of the page of the car."""

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
from app.models import Vehicle, VehicleOutage
from app.teams import outages, queries, roster
from app.teams.blueprint import bp
from app.teams.forms import OutageForm, VehicleForm
from app.teams.shift_views import warn
from app.web.fields import typed_id
from app.web.filters import short_day
from app.web.here import to_local
from app.web.refusals import refuse


def who() -> roster.Who:
    now = clock.now()
    return roster.Who(current_user.hub_id, current_user.id, now, to_local(now).date())


def outage_words(outage: VehicleOutage) -> str:
    """Until when."""
    if outage.until_on is None:
        return str(_("Out of service until further notice"))
    return str(_("Out of service up to and including %(day)s", day=short_day(outage.until_on)))


def outages_of(car: Vehicle, form: OutageForm | None = None) -> dict[str, Any]:
    """What the page of a car shows besides the car: when it does not go, whom that leaves without it."""
    session, today = current_session(), who().today
    ahead = queries.outages_ahead(session, car.hub_id, today).get(car.id, [])
    shifts = {one.id: queries.shifts_with(session, car, max(one.from_on, today), one.until_on) for one in ahead}
    return {
        "outages": ahead,
        "shifts": shifts,
        "today": today,
        "out_form": form or OutageForm(prefix="out-", data={"from_on": today, "version": car.version}),
    }


@bp.post("/teams/cars/<int:vehicle_id>/outages")
@requires(Action.EDIT_TEAMS)
def take_out_of_service(vehicle_id: int) -> ResponseReturnValue:
    car, form, status = get_in_hub(current_session(), Vehicle, vehicle_id, current_user.hub_id), _form(), 422
    if form.validate_on_submit():
        try:
            with transaction() as session:
                acts = who()
                out = outages.take_out(session, car.id, form.draft(), acts, expected_version=form.expected_version)
                said = outages.cautions(session, out, acts.today)
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            flash(_("Saved."))
            warn(said)
            return _to_car(vehicle_id)
    shown = VehicleForm(formdata=None, obj=car).offer()
    return render_template("teams/vehicle.html", form=shown, row=car, **outages_of(car, form)), status


def _form() -> OutageForm:
    return OutageForm(prefix="out-")


def _to_car(vehicle_id: int) -> ResponseReturnValue:
    return redirect(url_for("teams.vehicle", vehicle_id=vehicle_id), code=303)


@bp.post("/teams/outages/<int:outage_id>/back")
@requires(Action.EDIT_TEAMS)
def put_back_in_service(outage_id: int) -> ResponseReturnValue:
    car_id = get_in_hub(current_session(), VehicleOutage, outage_id, current_user.hub_id).vehicle_id
    with transaction() as session:
        outages.put_back(session, outage_id, who(), expected_version=typed_id(request.form.get("version")) or 0)
    flash(_("The car is back in service."))
    return _to_car(car_id)
