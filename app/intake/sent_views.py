"""What one sent in the last 24 hours, and how it stands. Nothing older, nothing of others."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session
from app.intake import queries
from app.intake.blueprint import bp


@bp.get("/sent")
@requires(Action.AMEND_OWN)
def sent() -> ResponseReturnValue:
    session, now = current_session(), clock.now()
    return render_template(
        "intake/sent.html",
        needs=queries.own_needs(session, current_user.id, current_user.hub_id, now=now),
        reports=queries.own_reports(session, current_user.id, current_user.hub_id, now=now),
    )
