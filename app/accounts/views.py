"""Sign in and out, one's own account."""

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from app import clock
from app.accounts import admin_views, asked_views, service, settings_views, weapon_views
from app.accounts.blueprint import bp
from app.accounts.errors import PasswordExpired, TooManyTries, WrongPassword
from app.accounts.forms import OwnPasswordForm, SignInForm
from app.accounts.login import load
from app.accounts.policy import Action, public, requires
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.roles import Role
from app.web.errors import say
from app.web.language import own_page

__all__ = ["admin_views", "asked_views", "bp", "settings_views", "weapon_views"]
FRONT = {
    Role.VOLUNTEER: "intake.log_need",
    Role.COORDINATOR: "day.today",
    Role.ADMIN: "accounts.users",
    Role.AUDITOR: "accounts.audit_trail",
}


@bp.get("/")
@public
def front() -> ResponseReturnValue:
    """Everybody's own first page."""
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"), code=303)
    return redirect(url_for(FRONT[current_user.role]), code=303)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=own_page(request.args.get("next", "/")))
    return render_template("accounts/sign_in.html", form=form)


@bp.post("/sign-in")
@public
def sign_in_now() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422
    name, address, real_now = form.username.data, request.remote_addr or "", clock.real_now()
    try:
        service.check_throttle(current_session(), name, address, real_now=real_now)
        user = service.check_password(current_session(), name, form.password.data, real_now=real_now)
    except (WrongPassword, PasswordExpired, TooManyTries) as refusal:
        return _not_signed_in(form, refusal, name, address)
    with transaction() as session:
        service.note_attempt(session, name, address, succeeded=True, real_now=real_now)
        token = service.start_session(session, user.id, real_now=real_now)
    cookie.clear()  # a new session at each sign-in: a token planted before it is worth nothing
    cookie.permanent = True
    login_user(load(token))
    return redirect(own_page(form.next.data or "/"), code=303)


def _not_signed_in(form: SignInForm, refusal: Refused, name: str, address: str) -> ResponseReturnValue:
    if not isinstance(refusal, TooManyTries):
        with transaction() as session:
            service.note_attempt(session, name, address, succeeded=False, real_now=clock.real_now())
    form.form_errors.append(say(refusal))
    return render_template("accounts/sign_in.html", form=form), 429 if isinstance(refusal, TooManyTries) else 422


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        with transaction() as session:
            service.end_session(session, current_user.token, real_now=clock.real_now())
    logout_user()
    cookie.clear()
    return redirect(url_for("accounts.sign_in"), code=303)


@bp.get("/account")
@requires(Action.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    return render_template("accounts/own.html", form=OwnPasswordForm())


@bp.post("/account/password")
@requires(Action.OWN_ACCOUNT)
def change_own_password() -> ResponseReturnValue:
    form = OwnPasswordForm()
    if not form.validate_on_submit():
        return render_template("accounts/own.html", form=form), 422
    try:
        with transaction() as session:
            service.change_own_password(
                session,
                current_user.id,
                form.old.data,
                form.new.data,
                keep_token=current_user.token,
                now=clock.now(),
                real_now=clock.real_now(),
            )
    except Refused as refusal:
        form.form_errors.append(say(refusal))
        return render_template("accounts/own.html", form=form), 422
    flash(_("The new password is set. Other devices were signed out."))
    return redirect(url_for("accounts.own"), code=303)


@bp.post("/account/language")
@public
def choose_language() -> ResponseReturnValue:
    """The language of this account, or of this browser for somebody not signed in."""
    if current_user.is_authenticated:
        with transaction() as session:
            service.set_language(session, current_user.id, request.form.get("language", ""))
        return redirect(own_page(request.form.get("next", "/")), code=303)
    return redirect(url_for("web.choose_language"), code=307)


@bp.post("/account/hub")
@requires(Action.OWN_ACCOUNT)
def choose_hub() -> ResponseReturnValue:
    with transaction() as session:
        service.choose_hub(session, current_user.token, request.form.get("hub_id", -1, type=int))
    return redirect(url_for("accounts.front"), code=303)
