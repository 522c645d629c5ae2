"""Clear the areas of a day in one's own name: one by one, or all in one act, which asks once more under a siren."""

from collections.abc import Sequence
from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.policy import Action, requires
from app.alarms.queries import alarm_picture
from app.domain.errors import N_, Refused
from app.models import Area
from app.places.service import clear_area
from app.routes import service
from app.routes.blueprint import bp
from app.routes.gather import gather
from app.routes.plan_views import act, how_asked, parse_day
from app.routes.sheet_areas import clearance_until
from app.web.alarm_words import alarm_words
from app.web.fields import typed_id

ASK_ONCE_MORE = N_("Not cleared, an alarm is on: %(alarms)s. Look again, then clear them once more.")


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
        if len(wanted) > 1 and not request.form.get("siren"):
            _ask_under_siren(session, wanted, now)
        until = clearance_until(session, gather(session, current_user.hub_id, day, now=now))
        for area_id in wanted:
            clear_area(session, area_id, day, hub_id=current_user.hub_id, until=until, by_id=current_user.id, now=now)

    back = request.form.get("route", type=int)
    if back is None:
        return act(day, step, _("Cleared under your name."), anchor="clearances")
    return act(day, step, "", back=url_for("routes.sheet", on=on, route_id=back))


def _ask_under_siren(session: Session, area_ids: Sequence[int], now: datetime) -> None:
    """Raise Refused naming each siren and the areas under it, also where it began after the page was shown."""
    under = alarm_picture(session, current_user.hub_id, now=now).fresh_over(area_ids)
    if not under:
        return
    codes = {area_id: session.get_one(Area, area_id).code for _alarm, ids in under for area_id in ids}
    told = (f"{alarm_words(alarm)}: {', '.join(codes[area_id] for area_id in ids)}" for alarm, ids in under)
    raise Refused(ASK_ONCE_MORE, alarms="; ".join(told))
