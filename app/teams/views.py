"""Teams of a day: who goes, in which car, from when to when, and what their permits lack."""

from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session
from app.teams import outage_views, permit_views, queries, roster_views, shift_views
from app.teams.blueprint import bp
from app.teams.outage_views import outage_words
from app.teams.words import permit_lines, skill_words
from app.web.here import to_local

__all__ = ["bp", "outage_views", "permit_views", "roster_views", "shift_views"]
bp.add_app_template_global(outage_words, "outage_words")


def day_of(text: str | None) -> date:
    """The day that was asked for; today where it cannot be read."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return to_local(clock.now()).date()
    return day if 1900 <= day.year <= 2100 else to_local(clock.now()).date()


@bp.get("/teams")
@requires(Action.EDIT_TEAMS)
def index() -> ResponseReturnValue:
    session, hub_id, on = current_session(), current_user.hub_id, day_of(request.args.get("on"))
    shifts = {shift.team_id: shift for shift in queries.shifts_on(session, hub_id, on)}
    areas = queries.areas_with_permit(session, hub_id, now=clock.now())
    valid = queries.permits_on(session, hub_id, on)
    return render_template(
        "teams/index.html",
        on=on,
        day_before=on - timedelta(days=1),
        day_after=on + timedelta(days=1),
        week_before=on - timedelta(days=7),
        teams=queries.teams(session, hub_id, with_inactive=True),
        shifts=shifts,
        permit_lines={team_id: permit_lines(shift, areas, valid) for team_id, shift in shifts.items()},
        volunteers=queries.volunteers(session, hub_id, with_inactive=True),
        vehicles=queries.vehicles(session, hub_id, with_inactive=True),
        permits=queries.all_permits(session, hub_id, still_on=on),
        outages=queries.outages_on(session, hub_id, on),
        skill_words=skill_words,
    )
