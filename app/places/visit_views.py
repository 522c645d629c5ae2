"""One visit held by hand, for what concerns nobody else of its area: with a reason, until a person releases it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session
from app.domain.errors import Refused
from app.domain.names import short_name
from app.models import Hold, Visit
from app.places import queries, service
from app.places.blueprint import bp
from app.places.forms import HoldForm
from app.places.hold_views import cards, hold_by_hand, hold_form
from app.web.refusals import refuse


def visit_page(visit_id: int, *, form: HoldForm | None = None, status: int = 200) -> ResponseReturnValue:
    session = current_session()
    visit = get_in_hub(session, Visit, visit_id, current_user.hub_id)
    past = queries.past_holds(session, Hold.visit_id == visit.id, visit.hub_id)
    page = render_template(
        "places/visit.html",
        visit=visit,
        who=_who(visit),
        plan_url=_plan_url(visit),
        may_be_held=visit.state in service.VISITS_HELD,
        held=cards(session, queries.holds_covering(session, visit.hub_id, now=clock.now()).of_visit(visit.id)),
        past_holds=past,
        names=queries.names(session, {hold.released_by_id for hold in past}),
        hold_form=form or hold_form(),
    )
    return page, status


def _who(visit: Visit) -> str:
    people = dict.fromkeys(need.person for need in visit.needs if need.person is not None)
    names = (short_name(one.first_name or "", one.surname or "") or one.known_as or "" for one in people)
    return ", ".join(name for name in names if name)


def _plan_url(visit: Visit) -> str:
    key: dict[str, Any] = {"visit": min(need.id for need in visit.needs)} if visit.needs else {}
    return url_for("routes.plan", on=visit.on.isoformat(), _anchor="chosen", **key)


@bp.get("/visits/<int:visit_id>/hold")
@requires(Action.HOLD)
def visit(visit_id: int) -> ResponseReturnValue:
    return visit_page(visit_id)


@bp.post("/visits/<int:visit_id>/hold")
@requires(Action.HOLD)
def hold_visit(visit_id: int) -> ResponseReturnValue:
    form = HoldForm(prefix="hold-")
    if not form.validate_on_submit():
        return visit_page(visit_id, form=form, status=422)
    try:
        hold_by_hand(service.hold_visit, visit_id, form)
    except Refused as refusal:
        return visit_page(visit_id, form=form, status=refuse(form, refusal))
    flash(_("The visit is held in your name. The sheet of its route is void."))
    return redirect(url_for("places.visit", visit_id=visit_id), code=303)
