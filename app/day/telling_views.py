"""Written down on Today: this person was told what changed, or could not be reached."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, requires
from app.day import queries, telling
from app.day.blueprint import bp
from app.db import transaction
from app.domain.errors import NotHere
from app.domain.timespan import minute_of
from app.models import Whom
from app.web.fields import typed_id


@bp.post("/today/visits/<int:visit_id>/told")
@requires(Action.RUN_DAY)
def told_of_visit(visit_id: int) -> ResponseReturnValue:
    return _write(visit_id=visit_id)


@bp.post("/today/routes/<int:route_id>/told")
@requires(Action.RUN_DAY)
def told_of_route(route_id: int) -> ResponseReturnValue:
    return _write(route_id=route_id)


def _write(*, visit_id: int | None = None, route_id: int | None = None) -> ResponseReturnValue:
    said, now = request.form.get("whom", ""), clock.now()
    if said not in set(Whom):
        raise NotHere("Whom")
    is_reached = request.form.get("reached") == "1"
    with transaction() as session:
        telling.tell(
            session,
            Whom(said),
            visit_id=visit_id,
            route_id=route_id,
            start_min=typed_id(request.form.get("minute")),
            is_reached=is_reached,
            current=_current(session),
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            now=now,
        )
    if is_reached:
        flash(_("Written down: they were told."))
    else:
        flash(_("Written down: not reached. It stays on the list."), "warning")
    return redirect(url_for("day.today", _anchor="to-tell"), code=303)


def _current(session: Session) -> list[telling.ToTell]:
    now, hub_id = clock.now(), current_user.hub_id
    day = queries.running(session, hub_id, queries.today(session, hub_id, now), now=now)
    minute = minute_of(now, current_user.hub.zone)
    return telling.to_tell(session, hub_id, day.on, day.published, day.index, minute=minute)
