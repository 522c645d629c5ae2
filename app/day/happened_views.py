"""«Something happened»: one page for what goes wrong on the day; each record, then the proposal it leads to."""

from collections.abc import Callable, Iterable
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.day import happened, queries, service
from app.day.blueprint import bp
from app.day.happened import Came, Who
from app.day.today_views import person_words
from app.db import current_session, transaction
from app.domain.errors import N_, Changed, NotHere, Refused
from app.domain.needs import Urgency
from app.domain.outcomes import Outcome
from app.domain.searches import GOING_ON, SearchState
from app.domain.states import NeedState
from app.models import Need, PlanSearch, RouteVersion, Visit
from app.needs.queries import plannable
from app.places.queries import points
from app.routes import proposals, searching
from app.routes.attend import attend
from app.routes.board_words import names_of
from app.routes.changes import steps_since
from app.routes.gather import find_day, gather, routes_on
from app.routes.insert import insert_now, places_for
from app.routes.pending import places_now
from app.routes.problem import make_problem
from app.teams.queries import shifts_on
from app.web.audit_words import action_words
from app.web.counts import count
from app.web.errors import say
from app.web.fields import typed_id
from app.web.typed import NOTE_LENGTH, check_length, typed_text

OPEN = (NeedState.READY, NeedState.DECISION_NEEDED)


def _who() -> Who:
    return {"hub_id": current_user.hub_id, "by_id": current_user.id, "now": clock.now()}


def _today() -> date:
    return queries.today(current_session(), current_user.hub_id, clock.now())


@bp.get("/today/happened")
@requires(Action.RUN_DAY)
def something_happened() -> ResponseReturnValue:
    return happened_page()


def happened_page(*, what: str = "", sentence: str = "", status: int = 200) -> ResponseReturnValue:
    """Every thing in a form of its own; after a refusal with its sentence and what was typed."""
    session, hub_id, on = current_session(), current_user.hub_id, _today()
    routes = routes_on(session, hub_id, on)
    placed = {need.id for route in routes for stop in route.stops if stop.visit for need in stop.visit.needs}
    waiting = [need for need in plannable(session, hub_id, on) if need.state in OPEN and need.id not in placed]
    page = render_template(
        "day/happened.html",
        on=on,
        shifts=shifts_on(session, hub_id, on),
        points=points(session, hub_id),
        ahead=_ahead(routes),
        urgent=[need for need in waiting if need.urgency is Urgency.U1],
        what=what,
        sentence=sentence,
        typed=request.form,
        person_words=person_words,
    )
    return page, status


def _ahead(routes: Iterable[RouteVersion]) -> list[tuple[RouteVersion, Visit, int]]:
    """Published visits without an outcome, as each team comes to their doors, with the number they have there."""
    return [
        (route, stop.visit, route.visit_numbers[stop.visit.id])
        for route in routes
        if route.number is not None
        for stop in route.stops
        if stop.visit is not None and stop.is_at_the_door and stop.visit.state in queries.OPEN_VISITS
    ]


def _record(what: str, act: Callable[[Session], Came]) -> ResponseReturnValue:
    """Write it down, then propose from the plan as it is now; ends on what the proposal would change."""
    on, now, real_now = _today(), clock.now(), clock.real_now()
    try:
        with transaction() as session:
            came = act(session)
            session.flush()
            how = {"by_id": current_user.id, "now": now}
            search_id = searching.ask(session, current_user.hub_id, on, real_now=real_now, anew=True, **how).id
    except NotHere:
        raise
    except Refused as refusal:
        return happened_page(what=what, sentence=say(refusal), status=422)
    row = attend(search_id)
    said, anchor = _said_of(row)
    written = _("Written down.")
    if came.off_the_road:
        off = count("visit", came.off_the_road)
        written = _(
            "Written down. The team on the road does not go to these any more: %(visits)s. Ring it.", visits=off
        )
    flash(f"{written} {said}")
    return redirect(url_for("routes.plan", on=on.isoformat(), _anchor=anchor), code=303)


def _said_of(row: PlanSearch) -> tuple[str, str]:
    """Where the result of the search stands or will stand, and the part of the plan page that shows it."""
    if row.state in GOING_ON:
        return _("What the plan would change is being searched for; it will stand here."), "search"
    if row.state is not SearchState.KEPT:
        return _("The search for what the plan would change came to nothing; the reason stands here."), "search"
    found = proposals.Came
    return {
        found.WAITS: (_("Below is what the plan would change; nothing changes before you take it."), "proposal"),
        found.FIRST: (
            _("Nobody else has a route, so the proposal is the draft. Nothing is in force yet."),
            "draft",
        ),
        found.UNCHANGED: (_("The search found nothing to change for the other teams."), "draft"),
        found.NOTHING: (_("The search found no route for anybody; the reasons stand at “Not placed”."), "draft"),
    }[found(row.came)]


def _id(name: str) -> int:
    return typed_id(request.form.get(name)) or 0


def _typed(name: str) -> str:
    return check_length(typed_text(request.form, name), NOTE_LENGTH)


@bp.post("/today/happened/ill")
@requires(Action.EDIT_TEAMS)
def member_is_ill() -> ResponseReturnValue:
    shift_id, person_id, version = (typed_id(part) or 0 for part in (request.form.get("who", "") + "::").split(":")[:3])

    def act(session: Session) -> Came:
        return happened.member_is_ill(session, shift_id, person_id, version, _("somebody of the team is ill"), **_who())

    return _record("ill", act)


@bp.post("/today/happened/car")
@requires(Action.EDIT_TEAMS)
def car_is_broken() -> ResponseReturnValue:
    shift_id, version = (typed_id(part) or 0 for part in (request.form.get("car", "") + ":").split(":")[:2])

    def act(session: Session) -> Came:
        return happened.car_is_broken(session, shift_id, version, _("the car does not go"), _until(), **_who())

    return _record("car", act)


def _until() -> date | None:
    """The last day without the car; none is until further notice."""
    try:
        return date.fromisoformat(typed) if (typed := request.form.get("until", "").strip()) else None
    except ValueError:
        raise Refused(N_("Write the day, for example 2026-05-13.")) from None


@bp.post("/today/happened/point")
@requires(Action.EDIT_SERVICE_POINTS)
def point_is_closed() -> ResponseReturnValue:
    on = _today()

    def act(session: Session) -> Came:
        return happened.point_is_closed(session, _id("point"), on, _typed("source"), None, **_who())

    return _record("point", act)


@bp.post("/today/happened/nobody")
@requires(Action.RECORD_VISIT)
def nobody_there() -> ResponseReturnValue:
    """The visit did not happen; a team on the road goes on to the next, and others stay as they are."""
    route_id, visit_id = (typed_id(part) or 0 for part in (request.form.get("visit", "") + ":").split(":")[:2])
    try:
        with transaction() as session:
            route = get_in_hub(session, RouteVersion, route_id, current_user.hub_id)
            if visit_id not in {stop.visit_id for stop in route.stops}:
                raise NotHere("Visit")
            service.record_outcome(
                session, route, visit_id, Outcome.NOBODY, by_id=current_user.id, now=clock.now(), note=_typed("note")
            )
    except NotHere:
        raise
    except Refused as refusal:
        return happened_page(what="nobody", sentence=say(refusal), status=422)
    flash(_("Written down: nobody was there. The team goes on; whoever comes next may be visited earlier: ring them."))
    return redirect(url_for("day.today"), code=303)


@bp.get("/today/happened/urgent/<int:need_id>")
@requires(Action.PLAN_DAY)
def urgent(need_id: int) -> ResponseReturnValue:
    get_in_hub(current_session(), Need, need_id, current_user.hub_id)
    return urgent_page(need_id)


def urgent_page(need_id: int, *, sentences: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    """Where it fits now; to a step from an older page also what others did since and both values of the step."""
    session, hub_id, on, now = current_session(), current_user.hub_id, _today(), clock.now()
    day = make_problem(gather(session, hub_id, on, now=now))
    names = names_of(session, day, current_user.language or "uk")
    key = next((one.key for one in day.candidates.values() if need_id in {need.id for need in one.needs}), need_id)
    refusal = None
    try:
        fits = places_for(session, hub_id, on, key, by_id=current_user.id, now=now)
    except NotHere:
        fits, refusal = None, _("This need is not among those that wait for a place on a route.")
    except Refused as refused:
        fits, refusal = None, say(refused)
    row = find_day(session, hub_id, on)
    version, seen = row.draft_version if row else 0, typed_id(request.form.get("draft_version"))
    page = render_template(
        "day/urgent.html",
        steps=steps_since(session, hub_id, on, version if seen is None else seen) if status == 409 else None,
        wished=(_id("team"), typed_id(request.form.get("start"))) if status != 200 else None,
        place=places_now(day).get(key),
        action_words=action_words,
        on=on,
        need_id=need_id,
        title=names.visit(key),
        fits=fits,
        begun=day.facts.begun,
        names=names,
        refusals=[*(sentences or []), *([refusal] if refusal else [])],
        draft_version=version,
    )
    return page, status


@bp.post("/today/happened/urgent/<int:need_id>")
@requires(Action.PLAN_DAY)
def insert_urgent(need_id: int) -> ResponseReturnValue:
    hub_id, on, now = current_user.hub_id, _today(), clock.now()
    get_in_hub(current_session(), Need, need_id, hub_id)
    seen = typed_id(request.form.get("draft_version"))
    try:
        with transaction() as session:
            facts = make_problem(gather(session, hub_id, on, now=now))
            key = next((c.key for c in facts.candidates.values() if need_id in {n.id for n in c.needs}), need_id)
            how = {"by_id": current_user.id, "now": now, "expected_draft_version": -1 if seen is None else seen}
            insert_now(session, hub_id, on, key, _id("team"), **how)
    except NotHere:
        raise
    except Refused as refusal:
        return urgent_page(need_id, sentences=[say(refusal)], status=409 if isinstance(refusal, Changed) else 422)
    flash(_("In the draft. Nothing is in force before it is published."))
    return redirect(url_for("routes.plan", on=on.isoformat(), _anchor="draft"), code=303)
