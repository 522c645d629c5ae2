"""The outcome of one visit: written down once at the desk, corrected with history."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.outcomes import Outcome, cause_of
from app.models import Visit
from app.needs import queries, service
from app.needs.blueprint import bp
from app.needs.outcomes import day_is_closed
from app.needs.step_forms import OutcomeForm
from app.web.refusals import refuse


@bp.get("/visits/<int:visit_id>/outcome")
@requires(Action.RECORD_VISIT)
def outcome(visit_id: int) -> ResponseReturnValue:
    visit = get_in_hub(current_session(), Visit, visit_id, current_user.hub_id)
    own_cause = visit.cause if visit.outcome and visit.cause is not cause_of(visit.outcome) else None
    shown = {"version": visit.version, "outcome": visit.outcome, "cause": own_cause, "note": visit.outcome_note}
    return _page(visit_id, OutcomeForm(formdata=None, data=shown))


@bp.post("/visits/<int:visit_id>/outcome")
@requires(Action.RECORD_VISIT)
def save_outcome(visit_id: int) -> ResponseReturnValue:
    visit = get_in_hub(current_session(), Visit, visit_id, current_user.hub_id)
    form = OutcomeForm()
    if not form.validate_on_submit():
        return _page(visit_id, form, 422)
    had_outcome, need_ids = visit.outcome is not None, [need.id for need in visit.needs]
    acting: dict[str, Any] = {
        "hub_id": current_user.hub_id,
        "by_id": current_user.id,
        "now": clock.now(),
        "cause": form.chosen_cause,
        "note": form.note.data or "",
        "expected_version": form.version.data,
    }
    try:
        with transaction() as session:
            if not had_outcome:
                service.record_visit(session, visit_id, Outcome(form.outcome.data), **acting)
            else:
                why = form.reason.data or ""
                service.correct_outcome(session, visit_id, Outcome(form.outcome.data), reason=why, **acting)
    except Refused as refusal:
        return _page(visit_id, form, refuse(form, refusal))
    flash(_("The outcome is written down; the needs went on by its rule."))
    to = url_for("needs.show", need_id=need_ids[0]) if need_ids else url_for("needs.triage")
    return redirect(to, code=303)


def _page(visit_id: int, form: OutcomeForm, status: int = 200) -> ResponseReturnValue:
    session = current_session()
    visit = get_in_hub(session, Visit, visit_id, current_user.hub_id)
    changes = queries.outcome_changes(session, visit)
    page = render_template(
        "needs/outcome.html",
        visit=visit,
        form=form,
        changes=changes,
        names=queries.names_of_users(session, [visit.recorded_by_id, *(one.changed_by_id for one in changes)]),
        is_closed=day_is_closed(session, visit.hub_id, visit.on),
    )
    return page, status
