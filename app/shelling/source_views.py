"""The page of sources: who reports, what became of it, and their usual mark."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.shelling import queries, service
from app.shelling.blueprint import bp
from app.shelling.forms import SourceForm
from app.shelling.sources import MOST, Source
from app.shelling.sources import sources as sources_lately


@bp.get("/shelling/sources")
@requires(Action.VERIFY_SHELLING)
def sources() -> ResponseReturnValue:
    found = sources_lately(current_session(), current_user.hub_id, now=clock.now())
    return render_template(
        "shelling/sources.html",
        sources=[(one, _form(one)) for one in found],
        is_cut=len(found) == MOST,
    )


def _form(source: Source) -> SourceForm | None:
    """What marks it; nobody marks their own account."""
    if source.user_id == current_user.id:
        return None
    return SourceForm(formdata=None, prefix=f"s{source.report_id}-", reliability=source.reliability or "").offer()


@bp.post("/shelling/reports/<int:report_id>/mark-source")
@requires(Action.VERIFY_SHELLING)
def mark_source(report_id: int) -> ResponseReturnValue:
    queries.get_report(current_session(), current_user.hub_id, report_id)
    form = SourceForm(prefix=f"s{report_id}-").offer()
    if not form.validate_on_submit():
        flash(_("Not saved: choose one of the marks."))
        return redirect(url_for("shelling.sources"), code=303)
    with transaction() as session:
        who = {"hub_id": current_user.hub_id, "by_id": current_user.id, "now": clock.now()}
        service.mark_source(session, report_id, form.mark, **who)
    flash(_("Saved. The mark stands beside what this source tells; it changes no weight."))
    return redirect(url_for("shelling.sources"), code=303)
