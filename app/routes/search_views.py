"""Propose: a press is answered at once, the page shows how far the search has come, and a button ends it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.planner.dial import FLOORS
from app.domain.searches import GOING_ON, SearchState
from app.models import PlanSearch
from app.routes import searching
from app.routes.attend import attend
from app.routes.blueprint import bp
from app.routes.errors import NotPossible, PlanChanged
from app.routes.plan_views import how_asked, parse_day, show_plan
from app.routes.proposals import Came
from app.routes.search_shown import search_shown
from app.web.fields import typed_id


@bp.post("/plan/<on>/propose")
@requires(Action.PLAN_DAY)
def propose(on: str) -> ResponseReturnValue:
    """Begin a search, or join the one that goes on; its result where it comes within a second."""
    day, how = parse_day(on), how_asked()
    try:
        with transaction() as session:
            row = searching.ask(session, current_user.hub_id, day, real_now=clock.real_now(), dial=_dial(), **how)
            search_id = row.id
    except PlanChanged as refusal:
        return show_plan(day, refusal=refusal, status=409)
    except Refused as refusal:
        return show_plan(day, refusal=refusal, status=422)
    row = attend(search_id)
    if row.state is SearchState.CHANGED:
        return show_plan(day, refusal=PlanChanged(), status=409)
    if row.state is SearchState.REFUSED:
        return show_plan(day, refusal=_refusal(row), status=422)
    if row.came == Came.FIRST.value:
        flash(_("There was no plan to compare it with, so the proposal is the draft. Nothing is in force yet."))
    if row.came == Came.UNCHANGED and _dial() is not None:
        flash(_("Tried: at this number between need and danger no route would change. The day stays where it is."))
    anchor = "search" if row.state in GOING_ON else "proposal"
    return redirect(url_for("routes.plan", on=day.isoformat(), _anchor=anchor), code=303)


def _dial() -> int | None:
    """What a person tries between need and danger; none is where the day stands."""
    number = typed_id(request.form.get("dial"))
    return number if number is not None and 1 <= number <= len(FLOORS) else None


def _refusal(row: PlanSearch) -> Refused:
    why = row.why or {}
    return Refused(why["sentence"]) if "sentence" in why else NotPossible(why)


@bp.post("/plan/<on>/search/stop")
@requires(Action.PLAN_DAY)
def stop_search(on: str) -> ResponseReturnValue:
    """The best plan it has by now is kept as if the search had ended."""
    day = parse_day(on)
    with transaction() as session:
        is_told = searching.stop(session, current_user.hub_id, day, by_id=current_user.id, now=clock.now())
    if not is_told:
        flash(_("The search has ended already."))
    return redirect(url_for("routes.plan", on=day.isoformat(), _anchor="search" if is_told else None), code=303)


@bp.get("/plan/<on>/search")
@requires(Action.PLAN_DAY)
def search_status(on: str) -> ResponseReturnValue:
    """The part of the plan page that tells of the search, for the page to ask again."""
    day = parse_day(on)
    shown = search_shown(current_session(), current_user.hub_id, day, real_now=clock.real_now())
    return render_template("routes/_search.html", search=shown, day=day.isoformat(), seen={})
