"""Log a need on the phone; see, change and withdraw one's own."""

from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.hubs import hub_settings
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import NotHere, Refused
from app.intake import queries, service
from app.intake.blueprint import bp
from app.intake.need_forms import NO_AREA, NeedForm
from app.intake.own import filled_from, may_change_need
from app.intake.told import key_of
from app.intake.withdraw_form import WithdrawForm
from app.models import Need
from app.needs import service as needs
from app.needs.errors import SameKeyOtherBody
from app.people.notice import NOTICE
from app.web.errors import say


def _offered(form: NeedForm) -> NeedForm:
    session = current_session()
    used = queries.areas_used_last(session, current_user.id, current_user.hub_id)
    return form.offer(queries.areas_of_work(session, current_user.hub_id), used)


def _show(form: NeedForm, *, amends: Need | None = None, status: int = 200) -> ResponseReturnValue:
    session = current_session()
    page = render_template(
        "intake/need.html",
        form=form,
        amends=amends,
        at=_need_at(session, form),
        notice=NOTICE[current_user.language],
        evacuation_line=hub_settings(session, current_user.hub_id).evacuation_line,
    )
    return page, status


def _need_at(session: Session, form: NeedForm) -> Need | None:
    """The own need at whose address this is another; a key that leads nowhere is left aside."""
    try:
        return _own(session, int(form.at_need.data or 0))
    except (ValueError, NotHere):
        return None


def _own(session: Session, need_id: int) -> Need:
    return queries.own_need(session, need_id, user_id=current_user.id, hub_id=current_user.hub_id, now=clock.now())


@bp.get("/need")
@requires(Action.LOG_NEED)
def log_need() -> ResponseReturnValue:
    form = NeedForm(formdata=None, at_need=request.args.get("at", ""))
    known = _need_at(current_session(), form)
    if known is not None:
        told = queries.what_was_told(current_session(), known)
        form.area_id.data = told.home.area_id if told.home and told.home.area_id else NO_AREA
        form.who_where.data = told.who_where
    return _show(_offered(form))


@bp.post("/need")
@requires(Action.LOG_NEED)
def log_need_now() -> ResponseReturnValue:
    return _save(_offered(NeedForm()))


@bp.get("/need/<int:need_id>/change")
@requires(Action.AMEND_OWN)
def change_need(need_id: int) -> ResponseReturnValue:
    need = _own(current_session(), need_id)
    return _show(_offered(filled_from(need, queries.what_was_told(current_session(), need))), amends=need)


@bp.post("/need/<int:need_id>/change")
@requires(Action.AMEND_OWN)
def change_need_now(need_id: int) -> ResponseReturnValue:
    need = _own(current_session(), need_id)
    return _save(_offered(NeedForm()), amends=need)


def _save(form: NeedForm, amends: Need | None = None) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return _show(form, amends=amends, status=422)
    now = clock.now()
    at = _need_at(current_session(), form)
    same_home = {"household_id": at.household_id} if at else {}
    try:
        with transaction() as session:
            told = service.log_needs(
                session,
                form.draft(now, **same_home),
                form.chips.data,
                amends_id=amends.id if amends else None,
                hub_id=current_user.hub_id,
                by_id=current_user.id,
                now=now,
            )
    except SameKeyOtherBody:
        return _show_both(form)
    except NotHere:
        raise
    except Refused as refusal:
        form.form_errors.append(say(refusal))
        return _show(form, amends=amends, status=422)
    return redirect(url_for("intake.saved_need", need_id=told[0].need.id), code=303)


def _show_both(form: NeedForm) -> ResponseReturnValue:
    """The key is taken by another text: both are shown, and the saved one may be changed."""
    session = current_session()
    saved = _own(session, queries.id_under_key(session, Need, key_of(form)))
    page = render_template(
        "intake/need_twice.html",
        form=form,
        saved=saved,
        told=queries.what_was_told(session, saved),
        may_change=may_change_need(saved),
        typed=_typed(),
        key=uuid4(),
    )
    return page, 409


def _typed() -> list[tuple[str, str]]:
    """What was sent, to be sent again under another key."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in ("client_key", "csrf_token")]


@bp.get("/need/<int:need_id>")
@requires(Action.AMEND_OWN)
def saved_need(need_id: int) -> ResponseReturnValue:
    return _show_saved(_own(current_session(), need_id), WithdrawForm(formdata=None))


def _show_saved(need: Need, withdraw: WithdrawForm, status: int = 200) -> ResponseReturnValue:
    session = current_session()
    page = render_template(
        "intake/need_saved.html",
        need=need,
        together=queries.told_together(session, need),
        told=queries.what_was_told(session, need),
        may_change=may_change_need(need),
        withdraw=withdraw,
    )
    return page, status


@bp.post("/need/<int:need_id>/withdraw")
@requires(Action.AMEND_OWN)
def withdraw_need(need_id: int) -> ResponseReturnValue:
    need, form = _own(current_session(), need_id), WithdrawForm()
    if not form.validate_on_submit():
        return _show_saved(need, form, 422)
    with transaction() as session:
        needs.withdraw_need(
            session,
            need.id,
            hub_id=current_user.hub_id,
            by_id=current_user.id,
            reason=form.reason.data,
            now=clock.now(),
        )
    flash(_("%(code)s is withdrawn. It stays in the history.", code=need.code))
    return redirect(url_for("intake.sent"), code=303)
