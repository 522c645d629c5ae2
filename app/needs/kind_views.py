"""The hub's list of need kinds: words, minutes, people, urgency."""

from collections.abc import Callable
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
from app.models import NeedKind
from app.needs import service
from app.needs.blueprint import bp
from app.needs.kind_forms import KindForm, NewKindForm
from app.needs.kinds import kinds
from app.web.refusals import refuse


@bp.get("/needs/kinds")
@requires(Action.EDIT_NEED_KINDS)
def need_kinds() -> ResponseReturnValue:
    found = kinds(current_session(), current_user.hub_id, also_closed=True)
    return render_template("needs/kinds.html", kinds=found)


@bp.get("/needs/kinds/new")
@requires(Action.EDIT_NEED_KINDS)
def new_kind() -> ResponseReturnValue:
    return render_template("needs/kind.html", kind=None, form=NewKindForm(formdata=None))


@bp.post("/needs/kinds/new")
@requires(Action.EDIT_NEED_KINDS)
def add_kind() -> ResponseReturnValue:
    form = NewKindForm()

    def save(session: Any, **acting: Any) -> None:
        service.add_kind(session, form.code.data, form.changes(), **acting)

    return _save(None, form, save)


@bp.get("/needs/kinds/<int:kind_id>")
@requires(Action.EDIT_NEED_KINDS)
def kind(kind_id: int) -> ResponseReturnValue:
    row = get_in_hub(current_session(), NeedKind, kind_id, current_user.hub_id)
    return render_template("needs/kind.html", kind=row, form=KindForm(formdata=None, obj=row))


@bp.post("/needs/kinds/<int:kind_id>")
@requires(Action.EDIT_NEED_KINDS)
def save_kind(kind_id: int) -> ResponseReturnValue:
    row = get_in_hub(current_session(), NeedKind, kind_id, current_user.hub_id)
    form = KindForm()

    def save(session: Any, **acting: Any) -> None:
        service.edit_kind(session, kind_id, form.changes(), expected_version=form.version.data or 0, **acting)

    return _save(row, form, save)


def _save(row: NeedKind | None, form: KindForm, save: Callable[..., None]) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return render_template("needs/kind.html", kind=row, form=form), 422
    try:
        with transaction() as session:
            save(session, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now())
    except Refused as refusal:
        status = refuse(form, refusal)
        return render_template("needs/kind.html", kind=row, form=form), status
    flash(_("Saved"))
    return redirect(url_for("needs.need_kinds"), code=303)
