"""Next steps that rules opened: what is due, by whom it was done and what came of it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import FollowUp
from app.needs import queries, service
from app.needs.blueprint import bp
from app.needs.step_forms import DoneForm
from app.web.refusals import refuse


@bp.get("/needs/follow-ups")
@requires(Action.TRIAGE)
def follow_ups() -> ResponseReturnValue:
    return _page()


@bp.post("/needs/follow-ups/<int:follow_up_id>")
@requires(Action.TRIAGE)
def finish_follow_up(follow_up_id: int) -> ResponseReturnValue:
    get_in_hub(current_session(), FollowUp, follow_up_id, current_user.hub_id)
    form = DoneForm()
    if not form.validate_on_submit():
        return _page({follow_up_id: form}, 422)
    try:
        with transaction() as session:
            service.finish_follow_up(
                session,
                follow_up_id,
                form.result.data,
                hub_id=current_user.hub_id,
                expected_version=form.version.data,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return _page({follow_up_id: form}, refuse(form, refusal))
    flash(_("Done and written down."))
    return redirect(url_for("needs.follow_ups"), code=303)


def _page(given: dict[int, DoneForm] | None = None, status: int = 200) -> ResponseReturnValue:
    session, hub_id = current_session(), current_user.hub_id
    rows = queries.follow_ups_open(session, hub_id)
    forms = {row.id: DoneForm(formdata=None, prefix="", data={"version": row.version}) for row in rows} | (given or {})
    done = queries.follow_ups_done(session, hub_id)
    page = render_template(
        "needs/follow_ups.html",
        rows=rows,
        forms=forms,
        wrong=next(iter((given or {}).values()), None),
        done=done,
        names=queries.names_of_users(session, [row.done_by_id for row in done]),
    )
    return page, status
