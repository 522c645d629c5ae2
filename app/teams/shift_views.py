"""Pages of a shift: who goes with a team on a day; copy it from another day; take it off."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Shift, Team
from app.teams import queries, service
from app.teams.blueprint import bp
from app.teams.cautions import Caution
from app.teams.forms import ShiftForm
from app.web.counts import count
from app.web.errors import say
from app.web.filters import local_day
from app.web.refusals import refuse


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _offered(form: ShiftForm, on: date, shift: Shift | None) -> ShiftForm:
    """Those who go out; and whoever is on this shift already, though they no longer do."""
    session, hub_id = current_session(), current_user.hub_id
    people, cars = queries.volunteers(session, hub_id), queries.vehicles(session, hub_id)
    if shift is not None:
        people += [one for one in shift.members if one not in people]
        cars += [shift.vehicle] if shift.vehicle and shift.vehicle not in cars else []
    return form.offer(people, cars, queries.outages_on(session, hub_id, on))


def _find(team: Team, on: date) -> Shift | None:
    shifts = queries.shifts_on(current_session(), team.hub_id, on)
    return next((one for one in shifts if one.team_id == team.id), None)


@bp.get("/teams/<int:team_id>/shift/<on>")
@requires(Action.EDIT_TEAMS)
def shift(team_id: int, on: str) -> ResponseReturnValue:
    team, day = get_in_hub(current_session(), Team, team_id, current_user.hub_id), _day(on)
    found = _find(team, day)
    form = ShiftForm.of(found) if found else ShiftForm(data={"starts": time(8), "ends": time(16)})
    return _page(team, day, found, _offered(form, day, found))


def _page(team: Team, day: date, found: Shift | None, form: ShiftForm) -> str:
    return render_template("teams/shift.html", team=team, on=day, shift=found, form=form)


@bp.post("/teams/<int:team_id>/shift/<on>")
@requires(Action.EDIT_TEAMS)
def set_shift(team_id: int, on: str) -> ResponseReturnValue:
    team, day = get_in_hub(current_session(), Team, team_id, current_user.hub_id), _day(on)
    found = _find(team, day)
    form = _offered(ShiftForm(), day, found)
    if not form.validate_on_submit():
        return _page(team, day, found, form), 422
    try:
        with transaction() as session:
            result = service.set_shift(
                session,
                team_id,
                day,
                form.draft(),
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=clock.now(),
                expected_version=form.expected_version or None,
            )
    except Refused as refusal:
        status = refuse(form, refusal)
        return _page(team, day, found, form), status
    flash(_("Saved."))
    warn(result.cautions)
    return _to_day(day)


def warn(cautions: Iterable[Caution]) -> None:
    for caution in cautions:
        facts = {name: local_day(fact) if isinstance(fact, date) else fact for name, fact in caution.facts.items()}
        flash(_(caution.sentence) % facts, "warning")


def _to_day(day: Any) -> ResponseReturnValue:
    return redirect(url_for("teams.index", on=day), code=303)


@bp.post("/teams/shifts/<int:shift_id>/remove")
@requires(Action.EDIT_TEAMS)
def remove_shift(shift_id: int) -> ResponseReturnValue:
    day = get_in_hub(current_session(), Shift, shift_id, current_user.hub_id).on
    with transaction() as session:
        service.remove_shift(
            session,
            shift_id,
            hub_id=current_user.hub_id,
            expected_version=request.form.get("version", 0, type=int),
            by_id=current_user.id,
            now=clock.now(),
        )
    flash(_("The shift is off the day."))
    return _to_day(day)


@bp.post("/teams/shifts/copy")
@requires(Action.EDIT_TEAMS)
def copy_shifts() -> ResponseReturnValue:
    from_on, to_on = _day(request.form.get("from_on", "")), _day(request.form.get("to_on", ""))
    with transaction() as session:
        result = service.copy_shifts(
            session, current_user.hub_id, from_on=from_on, to_on=to_on, by_id=current_user.id, now=clock.now()
        )
    if result.copied:
        flash(_("Copied: %(shifts)s.", shifts=count("shift", len(result.copied))))
    elif not result.left_out:
        flash(_("Nothing to copy: no team had a shift that day which is missing here."), "warning")
    for number, refusal in result.left_out:
        flash(_("Team %(number)s was not copied. %(why)s", number=number, why=say(refusal)), "warning")
    return _to_day(to_on)
