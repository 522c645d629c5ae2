"""Clear the areas of a day in one's own name: one by one, or all in one act, which asks once more under a siren."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.models import Area
from app.places.service import clear_area
from app.routes import service
from app.routes.blueprint import bp
from app.routes.gather import gather
from app.routes.plan_views import act, how_asked, parse_day
from app.routes.sheet_areas import clearance_until
from app.web.fields import typed_id
from app.web.sirens import ask_under_siren


@bp.post("/plan/<on>/clear")
@requires(Action.CLEAR_AREA)
def clear(on: str) -> ResponseReturnValue:
    """Clear one area, or all that have a stop that day and are not cleared yet, in one's own name."""
    day = parse_day(on)
    wanted = [found for area in request.form.getlist("area") if (found := typed_id(area)) is not None]

    how = how_asked()

    def step(session: Session) -> None:
        now = how["now"]
        service.check_seen(session, current_user.hub_id, day, how.get("expected_draft_version"))
        ask_under_siren({area_id: get_in_hub(session, Area, area_id, current_user.hub_id).code for area_id in wanted})
        until = clearance_until(session, gather(session, current_user.hub_id, day, now=now))
        for area_id in wanted:
            clear_area(session, area_id, day, hub_id=current_user.hub_id, until=until, by_id=current_user.id, now=now)

    back = request.form.get("route", type=int)
    if back is None:
        return act(day, step, _("Cleared under your name."), anchor="clearances")
    return act(day, step, "", back=url_for("routes.sheet", on=on, route_id=back))
