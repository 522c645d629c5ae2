"""One area: what is known of it, what came of days like these, and the decision about today and tomorrow."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.danger import decisions, record
from app.danger.advice import WORST_FIRST, HubAdvice, hub_advice
from app.danger.advice_views import chosen_day, days_offered
from app.danger.blueprint import bp
from app.danger.forms import DecisionForm
from app.danger.sentence_views import order_words
from app.danger.weighing import recent_shellings
from app.db import current_session, transaction
from app.domain.danger.past_days import such_days
from app.domain.errors import Refused
from app.models import Area
from app.places import queries
from app.places.decisions import decisions_about
from app.shelling.queries import LogFilter, log_page
from app.web.refusals import refuse

LAST_REPORTS = 8


@bp.get("/danger/<int:area_id>")
@requires(Action.SEE_DESK)
def area(area_id: int) -> ResponseReturnValue:
    return area_page(area_id)


@bp.post("/danger/<int:area_id>/decide")
@requires(Action.DECIDE_DAY)
def decide(area_id: int) -> ResponseReturnValue:
    get_in_hub(current_session(), Area, area_id, current_user.hub_id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return area_page(area_id, form=form, status=422)
    try:
        with transaction() as session:
            decisions.decide_day(
                session,
                area_id,
                form.day,
                form.decision.data,
                reason=form.reason.data or "",
                seen=form.seen,
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return area_page(area_id, form=form, status=refuse(form, refusal))
    flash(_("Recorded in your name, with the advice beside it."))
    return redirect(url_for("danger.area", area_id=area_id, day=request.form.get("day")), code=303)


def area_page(area_id: int, *, form: DecisionForm | None = None, status: int = 200) -> ResponseReturnValue:
    """A decision that was refused comes back with what was typed."""
    session, now, hub_id = current_session(), clock.now(), current_user.hub_id
    row = get_in_hub(session, Area, area_id, hub_id)
    on = chosen_day(session, hub_id, request.values.get("day"), now=now)
    found = hub_advice(session, hub_id, on, now=now, only=row.id)
    past = record.past_days(session, hub_id, found.picture, now=now)
    shellings = recent_shellings(session, hub_id, now=now).all
    own = decisions_about(session, hub_id, queries.tree(session, hub_id).up(row.id))
    log = log_page(session, hub_id, LogFilter(area_id=row.id), limit=LAST_REPORTS)
    page = render_template(
        "danger/area.html",
        area=row,
        found=found,
        one=found.areas[0] if found.areas else None,
        day="today" if found.is_today else "tomorrow",
        days=days_offered(now),
        order=order_words(found.areas[0], current_user.hub.zone) if found.areas else "",
        ranked=_ranked(found),
        hours=record.area_hours(session, hub_id, row.id, found.picture, shellings, now=now),
        is_smallest=record.smallest_inside(found.picture, row.id) == [row.id],
        graded=sorted(record.graded_days(past, row.id).items(), key=lambda pair: WORST_FIRST.index(pair[0])),
        here_alone=such_days(past, found.areas[0].forecast_grade, [row.id]) if found.areas else None,
        events=log.events,
        watches=record.watching(session, hub_id, record.heard_in(found.picture, row.id), now=now),
        decided=own,
        names=queries.names(session, [one.by_id for one in own]),
        form=form or _empty_form(found),
    )
    return page, status


def _empty_form(found: HubAdvice) -> DecisionForm:
    if not found.areas:
        return DecisionForm(formdata=None)
    one = found.areas[0]
    return DecisionForm(
        formdata=None,
        on=found.on.isoformat(),
        advice=one.advice.advice.value,
        last=one.decision.id if one.decision else 0,
        decision=one.advice.advice,
    )


def _ranked(found: HubAdvice) -> Mapping[int, Any]:
    """The ranked hours of the chosen day by the hour of the clock."""
    if not found.areas or found.areas[0].order is None:
        return {}
    one = found.areas[0]
    zone = current_user.hub.zone
    return {one.danger.hours[ranked.step][0].astimezone(zone).hour: ranked for ranked in one.order or ()}
