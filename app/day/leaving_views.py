"""Before a team leaves, at the desk: ring, leave out, allow, write down that it left or that it stays."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.queries import name_of
from app.accounts.scope import get_in_hub
from app.day import leaving, service, unrung
from app.day.blueprint import bp
from app.day.errors import DecidedAgainst, NotRung, WhyMissing
from app.day.today_views import person_words
from app.db import current_session, transaction
from app.domain.outcomes import Cause
from app.models import RouteVersion, UnrungWord
from app.places.queries import holds_covering
from app.web.errors import say
from app.web.typed import NOTE_LENGTH, TooLong, check_length, typed_text
from app.web.words import cause_words


def gate_words(gates: Iterable[str]) -> str:
    """Which call was not made, or that the day was decided against, on one line."""
    said = {
        leaving.PERSON: _("person not rung"),
        leaving.POINT: _("point not asked"),
        leaving.DECIDED: _("decided not to go there today"),
    }
    return ", ".join(said[gate] for gate in gates if gate in said)


def name_of_user(user_id: int) -> str:
    return name_of(current_session(), user_id)


@bp.context_processor
def words_of_calls() -> dict[str, object]:
    return {"gate_words": gate_words, "UnrungWord": UnrungWord, "name_of_user": name_of_user}


def _route(session: Session, route_id: int) -> RouteVersion:
    return get_in_hub(session, RouteVersion, route_id, current_user.hub_id)


@bp.get("/today/routes/<int:route_id>/leaving")
@requires(Action.RUN_DAY)
def leaving_of(route_id: int) -> ResponseReturnValue:
    return leaving_page(route_id)


def leaving_page(route_id: int, *, status: int = 200, sentence: str = "", **typed: object) -> ResponseReturnValue:
    session, now = current_session(), clock.now()
    route = _route(session, route_id)
    index = holds_covering(session, current_user.hub_id, now=now)
    page = render_template(
        "day/leaving.html",
        route=route,
        departure=service.find_departure(session, route),
        is_today=now.astimezone(current_user.hub.zone).date() == route.on,
        calls=leaving.to_ring(session, route, now=now, index=index),
        held=leaving.held_ahead(route, index),
        causes=list(Cause),
        cause_words=cause_words,
        person_words=person_words,
        sentence=sentence,
        **{"typed_visit": 0, "typed_why": ""} | typed,
    )
    return page, status


@bp.post("/today/routes/<int:route_id>/left")
@requires(Action.RUN_DAY)
def left(route_id: int) -> ResponseReturnValue:
    """A team without a phone of its own told the desk that it leaves, or that it has left all the same."""
    try:
        with transaction() as session:
            service.depart(
                session,
                route_id,
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=clock.now(),
                has_left=bool(request.form.get("has_left")),
            )
    except NotRung as refusal:
        return leaving_page(route_id, status=409, sentence=say(refusal))
    flash(_("Written down: the team left."))
    return redirect(url_for("day.today"), code=303)


@bp.post("/today/routes/<int:route_id>/not-left")
@requires(Action.RECORD_VISIT)
def not_left(route_id: int) -> ResponseReturnValue:
    _route(current_session(), route_id)
    cause = request.form.get("cause", "")
    if cause not in set(Cause):
        return leaving_page(route_id, status=422, sentence=_("Not saved: choose why the team does not go."))
    with transaction() as session:
        service.not_left(
            session, route_id, Cause(cause), hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
        )
    flash(_("Written down: the team does not go. Its visits are back among those to plan."))
    return redirect(url_for("day.today"), code=303)


@bp.post("/today/routes/<int:route_id>/visits/<int:visit_id>/rung")
@requires(Action.RUN_DAY)
def ring_for_stop(route_id: int, visit_id: int) -> ResponseReturnValue:
    what = request.form.get("what", "")
    with transaction() as session:
        route, acting = _route(session, route_id), {"by_id": current_user.id, "now": clock.now()}
        if what == "point":
            unrung.point_works(session, route, visit_id, may_reopen=True, **acting)
        else:
            unrung.rung(session, route, visit_id, **acting)
    flash(_("Written down: rang and confirmed."))
    return redirect(url_for("day.leaving_of", route_id=route_id), code=303)


@bp.post("/today/routes/<int:route_id>/visits/<int:visit_id>/skip")
@requires(Action.RUN_DAY)
def skip_stop(route_id: int, visit_id: int) -> ResponseReturnValue:
    with transaction() as session:
        unrung.skip(session, _route(session, route_id), visit_id, by_id=current_user.id, now=clock.now())
    flash(_("Left out today. The stop waits for a coordinator."))
    return redirect(url_for("day.leaving_of", route_id=route_id), code=303)


@bp.post("/today/routes/<int:route_id>/visits/<int:visit_id>/allow")
@requires(Action.APPROVE_VISIT)
def allow_stop(route_id: int, visit_id: int) -> ResponseReturnValue:
    why = typed_text(request.form, "why")
    try:
        with transaction() as session:
            check_length(why, NOTE_LENGTH)
            unrung.allow(session, _route(session, route_id), visit_id, why, by_id=current_user.id, now=clock.now())
    except (DecidedAgainst, TooLong, WhyMissing) as refusal:
        return leaving_page(route_id, status=422, sentence=say(refusal), typed_visit=visit_id, typed_why=why)
    flash(_("Allowed in your name, for this version of the route."))
    return redirect(url_for("day.leaving_of", route_id=route_id), code=303)


@bp.post("/today/unrung/<int:unrung_stop_id>/seen")
@requires(Action.RUN_DAY)
def see_unrung(unrung_stop_id: int) -> ResponseReturnValue:
    with transaction() as session:
        unrung.see(session, unrung_stop_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now())
    return redirect(url_for("day.today"), code=303)
