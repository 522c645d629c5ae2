"""Before one's own team leaves: each stop nobody rang for, to be rung, left out, or gone to by an approver's word."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.day import leaving, service, unrung
from app.day.blueprint import bp
from app.day.errors import NotRung
from app.day.my_route_views import own_route, own_visit
from app.db import current_session, transaction
from app.models import RouteVersion


@bp.post("/route/depart")
@requires(Action.SEE_OWN_ROUTE)
def depart() -> ResponseReturnValue:
    """The first tap asks for what is open; that the team has left all the same is written down by the second."""
    route = own_route()
    try:
        with transaction() as session:
            service.depart(
                session,
                route.id,
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=clock.now(),
                has_left=bool(request.form.get("has_left")),
            )
    except NotRung:
        return redirect(url_for("day.before_leaving"), code=303)
    return redirect(url_for("day.my_route"), code=303)


@bp.get("/route/leaving")
@requires(Action.SEE_OWN_ROUTE)
def before_leaving() -> ResponseReturnValue:
    route, session, now = own_route(), current_session(), clock.now()
    if service.find_departure(session, route) or now.astimezone(current_user.hub.zone).date() != route.on:
        return redirect(url_for("day.my_route"), code=303)
    calls = leaving.to_ring(session, route, now=now)
    stops = {stop.visit_id: stop for stop in reversed(route.stops)}
    return render_template(
        "day/my_leaving.html",
        route=route,
        calls=calls,
        open_calls=[one for one in calls if one.is_open],
        stops=stops,
    )


@bp.post("/route/visits/<int:visit_id>/rung")
@requires(Action.RECORD_OWN_VISIT)
def ring_for_own_stop(visit_id: int) -> ResponseReturnValue:
    """People and points of one's own route only; that a closed point works again is not for the team to say."""
    _write_of_own_stop(unrung.point_works if request.form.get("what") == "point" else unrung.rung, visit_id)
    flash(_("Written down: rang and confirmed."))
    return redirect(url_for("day.before_leaving"), code=303)


@bp.post("/route/visits/<int:visit_id>/skip")
@requires(Action.RECORD_OWN_VISIT)
def skip_own_stop(visit_id: int) -> ResponseReturnValue:
    _write_of_own_stop(unrung.skip, visit_id)
    flash(_("Left out today. The stop waits for a coordinator."))
    return redirect(url_for("day.before_leaving"), code=303)


def _write_of_own_stop(act: Callable[..., object], visit_id: int) -> None:
    visit, route = own_visit(visit_id), own_route()
    with transaction() as session:
        here = get_in_hub(session, RouteVersion, route.id, current_user.hub_id)
        act(session, here, visit.id, by_id=current_user.id, now=clock.now())
