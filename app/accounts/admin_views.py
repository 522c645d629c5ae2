"""Pages of administrators and auditors: accounts, the audit trail."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts import audit, queries, service
from app.accounts.blueprint import bp
from app.accounts.forms import NewUserForm, UserForm
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.roles import Role
from app.models import User
from app.web.audit_words import action_words, record_words
from app.web.errors import say


def _hub_choices() -> list[tuple[int, str]]:
    in_english = str(get_locale()) == "en"
    return [(hub.id, hub.name_en if in_english else hub.name_uk) for hub in current_user.hubs]


@bp.get("/users")
@requires(Action.MANAGE_USERS)
def users() -> ResponseReturnValue:
    return render_template("accounts/users.html", users=queries.users_seen_by(current_session(), current_user.actor))


@bp.get("/users/new")
@requires(Action.MANAGE_USERS)
def new_user() -> ResponseReturnValue:
    form = NewUserForm(role=Role.VOLUNTEER.value, hub_ids=[current_user.hub_id]).offer(_hub_choices())
    return render_template("accounts/new_user.html", form=form)


@bp.post("/users/new")
@requires(Action.MANAGE_USERS)
def add_user() -> ResponseReturnValue:
    form = NewUserForm().offer(_hub_choices())
    if not form.validate_on_submit():
        return render_template("accounts/new_user.html", form=form), 422
    try:
        with transaction() as session:
            user, one_time = service.add_user(
                session,
                username=form.username.data,
                display_name=form.display_name.data,
                role=Role(form.role.data),
                flags=form.flags.data,
                hub_ids=form.hub_ids.data or [current_user.hub_id],
                by_id=current_user.id,
                now=clock.now(),
                real_now=clock.real_now(),
            )
    except Refused as refusal:
        return _again("accounts/new_user.html", form, refusal)
    return render_template("accounts/one_time_password.html", user=user, password=one_time)


def _again(template: str, form: Any, refusal: Refused, **context: Any) -> ResponseReturnValue:
    """The form as it was typed, with the sentence on top."""
    form.form_errors.append(say(refusal))
    return render_template(template, form=form, **context), 422


def _get_user(user_id: int) -> User:
    return queries.get_user_seen_by(current_session(), user_id, current_user.actor)


@bp.get("/users/<int:user_id>")
@requires(Action.MANAGE_USERS)
def user(user_id: int) -> ResponseReturnValue:
    found = _get_user(user_id)
    flags = [flag for flag in ("duty_officer", "approver", "safety_lead") if getattr(found, f"is_{flag}")]
    form = UserForm(
        display_name=found.display_name,
        role=found.role.value,
        flags=flags,
        hub_ids=[membership.hub_id for membership in found.memberships],
    ).offer(_hub_choices())
    return render_template("accounts/user.html", user=found, form=form)


@bp.post("/users/<int:user_id>")
@requires(Action.MANAGE_USERS)
def change_user(user_id: int) -> ResponseReturnValue:
    found = _get_user(user_id)
    form = UserForm().offer(_hub_choices())
    if not form.validate_on_submit():
        return render_template("accounts/user.html", user=found, form=form), 422
    foreign = {m.hub_id for m in found.memberships} - {hub.id for hub in current_user.hubs}
    try:
        with transaction() as session:
            service.change_user(
                session,
                user_id,
                display_name=form.display_name.data,
                role=Role(form.role.data),
                flags=form.flags.data,
                hub_ids=foreign | set(form.hub_ids.data),
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return _again("accounts/user.html", form, refusal, user=found)
    flash(_("Saved. It takes effect from this person's next step."))
    return redirect(url_for("accounts.users"), code=303)


@bp.post("/users/<int:user_id>/password")
@requires(Action.MANAGE_USERS)
def reset_password(user_id: int) -> ResponseReturnValue:
    found = _get_user(user_id)
    with transaction() as session:
        one_time = service.reset_password(
            session, user_id, by_id=current_user.id, now=clock.now(), real_now=clock.real_now()
        )
    return render_template("accounts/one_time_password.html", user=found, password=one_time)


@bp.post("/users/<int:user_id>/active")
@requires(Action.MANAGE_USERS)
def set_active(user_id: int) -> ResponseReturnValue:
    _get_user(user_id)
    active = request.form.get("active") == "yes"
    with transaction() as session:
        service.set_active(session, user_id, active, by_id=current_user.id, now=clock.now(), real_now=clock.real_now())
    flash(_("The account works again.") if active else _("The account is disabled on every device."))
    return redirect(url_for("accounts.users"), code=303)


@bp.get("/audit")
@requires(Action.SEE_AUDIT)
def audit_trail() -> ResponseReturnValue:
    page = queries.trail(
        current_session(),
        current_user.actor,
        before=request.args.get("before", type=int),
        action=request.args.get("action", "")[:64],
    )
    return _trail_page(page)


@bp.post("/audit/verify")
@requires(Action.SEE_AUDIT)
def verify_audit() -> ResponseReturnValue:
    page = queries.trail(current_session(), current_user.actor)
    return _trail_page(page, audit.verify(current_session()))


def _trail_page(page: queries.TrailPage, verdict: audit.Verdict | None = None) -> str:
    words = {"action_words": action_words, "record_words": record_words}
    return render_template("accounts/audit_trail.html", page=page, verdict=verdict, **words)
