"""What a coordinator answers to «probably one»: join them, or they are not the same."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.shelling import queries, service
from app.shelling.blueprint import bp
from app.shelling.forms import VersionedForm


@bp.post("/shelling/<int:event_id>/one-with/<int:other_id>")
@requires(Action.VERIFY_SHELLING)
def join_proposed(event_id: int, other_id: int) -> ResponseReturnValue:
    """One button: the reports go over to the other event. The page of the joined one offers to take it back."""
    form = VersionedForm()
    for one in (event_id, other_id):
        queries.get_event(current_session(), current_user.hub_id, one)
    if not form.validate_on_submit():
        return redirect(url_for("shelling.log"), code=303)
    with transaction() as session:
        service.join_events(
            session,
            event_id,
            other_id,
            _("Close in time and place: looked at side by side."),
            hub_id=current_user.hub_id,
            expected_version=form.version.data,
            by_id=current_user.id,
            now=clock.now(),
        )
    flash(_("Joined. It can be taken back on this page. Holds stay until somebody releases them."))
    return redirect(url_for("shelling.event", event_id=event_id), code=303)


@bp.post("/shelling/<int:event_id>/apart-from/<int:other_id>")
@requires(Action.VERIFY_SHELLING)
def tell_apart(event_id: int, other_id: int) -> ResponseReturnValue:
    with transaction() as session:
        service.tell_apart(
            session, event_id, other_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
        )
    flash(_("Written down: not the same. They are not proposed again."))
    return redirect(url_for("shelling.log"), code=303)


@bp.post("/shelling/apart/<int:apart_id>/undo")
@requires(Action.VERIFY_SHELLING)
def propose_again(apart_id: int) -> ResponseReturnValue:
    with transaction() as session:
        first = service.proposed_again(
            session, apart_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
        ).first_id
    flash(_("Taken back: the two may be proposed as one again."))
    return redirect(url_for("shelling.event", event_id=first), code=303)
