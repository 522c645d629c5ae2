"""Hand over the rest of a route: tick the visits, choose the team, say why; the plan page shows what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import NotHere, Refused
from app.models import RouteStop, RouteVersion, Team
from app.routes.blueprint import bp
from app.routes.board_words import names_of
from app.routes.changes import steps_since
from app.routes.drafts import is_on, key_of
from app.routes.errors import PlanChanged
from app.routes.gather import gather
from app.routes.hand_over import AHEAD, hand_over
from app.routes.plan_views import how_asked, language, parse_day, whys_of
from app.routes.problem import make_problem
from app.routes.rides import arrived_codes, rides
from app.web.counts import count
from app.web.errors import say
from app.web.fields import typed_id
from app.web.typed import NOTE_LENGTH, check_length, typed_text


@dataclass(frozen=True)
class Ahead:
    """One visit still ahead of a team. begun: somebody of it is in the car, or the team is at the door by its word."""

    stop: RouteStop
    number: int
    is_aboard: bool
    is_at_the_door: bool

    @property
    def begun(self) -> bool:
        return self.is_aboard or self.is_at_the_door


def ahead_of(session: Session, route: RouteVersion, minute: int) -> list[Ahead]:
    """In the order of the route. minute: of the day of the route, now."""
    arrived = arrived_codes(session, route)
    aboard = {ride.visit.id for ride in rides(route.stops, minute=minute, arrived=arrived or set())}
    return [
        Ahead(
            stop,
            route.visit_numbers.get(stop.visit.id, 0),
            arrived is not None and stop.visit.id in aboard,
            stop.code in (arrived or ()),
        )
        for stop in route.stops
        if stop.visit is not None and stop.leg == 0 and stop.visit.state in AHEAD
    ]


@bp.get("/plan/<on>/teams/<int:team_id>/hand-over")
@requires(Action.PLAN_DAY)
def hand_over_of(on: str, team_id: int) -> ResponseReturnValue:
    return hand_over_page(parse_day(on), team_id)


def hand_over_page(
    on: date,
    team_id: int,
    *,
    refusal: Refused | None = None,
    ticked: Collection[int] | None = None,
    to_id: int | None = None,
    why: str = "",
) -> ResponseReturnValue:
    """The form; after a refusal with the rules it names on top and what was typed kept."""
    session = current_session()
    team = get_in_hub(session, Team, team_id, current_user.hub_id)
    facts = gather(session, current_user.hub_id, on, now=clock.now())
    day = make_problem(facts)
    names = names_of(session, day, language())
    route = facts.working.get(team_id)
    ahead = ahead_of(session, route, facts.now_min or 0) if route else []
    page = render_template(
        "routes/hand_over.html",
        on=on,
        team=team,
        is_out=team_id in facts.begun,
        ahead=ahead,
        others=sorted((one for one in facts.shifts if one.team_id != team_id), key=lambda one: one.team_id in day.idle),
        idle=day.idle,
        begun=facts.begun,
        draft_version=facts.day.draft_version if facts.day else 0,
        ticked={one.stop.visit_id for one in ahead if not one.begun} if ticked is None else ticked,
        to_id=to_id,
        why=why,
        sentences=[say(refusal), *whys_of(refusal, names)] if refusal else [],
        name_of=lambda visit: names.visit(key_of(visit)),
    )
    return page, 200 if refusal is None else 409 if isinstance(refusal, PlanChanged) else 422


def _was_handed_over(on: date, team_id: int, visit_ids: Collection[int]) -> bool:
    """Whether the form was sent twice, by a second press on a slow network: the first one did it."""
    session, hub_id = current_session(), current_user.hub_id
    seen = typed_id(request.form.get("draft_version"))
    steps = steps_since(session, hub_id, on, 10**9 if seen is None else seen)
    mine = [step for step in steps if step.action == "hand_over" and step.by == current_user.name]
    route = gather(session, hub_id, on, now=clock.now()).working.get(team_id)
    left = {stop.visit_id for stop in route.stops if is_on(stop)} if route else set()
    return bool(mine and visit_ids) and left.isdisjoint(visit_ids)


@bp.post("/plan/<on>/teams/<int:team_id>/hand-over")
@requires(Action.PLAN_DAY)
def hand_over_rest(on: str, team_id: int) -> ResponseReturnValue:
    day, hub_id, how = parse_day(on), current_user.hub_id, how_asked()
    visit_ids = [found for text in request.form.getlist("visit") if (found := typed_id(text)) is not None]
    to_id, why = typed_id(request.form.get("to")), typed_text(request.form, "why")
    try:
        with transaction() as session:
            for other in (team_id, to_id):
                if other is not None:
                    get_in_hub(session, Team, other, hub_id)
            handed = hand_over(session, hub_id, day, team_id, to_id, visit_ids, check_length(why, NOTE_LENGTH), **how)
    except NotHere:
        raise
    except Refused as refusal:
        if isinstance(refusal, PlanChanged) and _was_handed_over(day, team_id, visit_ids):
            return redirect(url_for("routes.plan", on=on, _anchor="draft"), code=303)
        return hand_over_page(day, team_id, refusal=refusal, ticked=visit_ids, to_id=to_id, why=why)
    if handed.taken:
        taken = count("visit", len(handed.taken))
        flash(
            _("Into the draft of the other team: %(visits)s. Nothing is in force before it is published.", visits=taken)
        )
    if handed.left:
        left = count("visit", len(handed.left))
        flash(_("Not placed, each with what stands in the way: %(visits)s.", visits=left), "warning")
    return redirect(url_for("routes.plan", on=on, _anchor="draft"), code=303)
