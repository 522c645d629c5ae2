"""The judgements behind each hold: how far a kind of weapon reaches and how long it lingers."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app import clock
from app.accounts import hubs, weapon_service
from app.accounts.asked_views import requests_of, version_of
from app.accounts.blueprint import bp
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import Changed, Refused
from app.domain.weapon_numbers import BOUNDS, WeaponNumbers, numbers_of
from app.domain.weapons import WEAPONS
from app.web.forms import Form
from app.web.words import shelling_words


class WeaponForm(Form):
    """The four judgements of one kind, and why they change."""

    code = HiddenField()
    seen = HiddenField()
    radius_m = IntegerField(_l("Disc round the point, m"), [InputRequired(), NumberRange(*BOUNDS["radius_m"])])
    linger_min = IntegerField(_l("Lingers, min"), [InputRequired(), NumberRange(*BOUNDS["linger_min"])])
    double_tap_min = IntegerField(
        _l("Do not approach the point, min"), [InputRequired(), NumberRange(*BOUNDS["double_tap_min"])]
    )
    until_cleared = BooleanField(_l("Holds until it is cleared by two people"))
    why = StringField(_l("Why"), [InputRequired(_l("Say why.")), Length(max=300)])

    def numbers(self) -> WeaponNumbers:
        names = ("radius_m", "linger_min", "until_cleared", "double_tap_min")
        return WeaponNumbers(**{name: self[name].data for name in names})


@bp.get("/settings/weapons")
@requires(Action.SEE_AREAS)
def weapons() -> ResponseReturnValue:
    code = request.args.get("kind", "")
    return _page(_fresh(code) if code in WEAPONS else None)


def _fresh(code: str) -> WeaponForm:
    hub = hubs.get_hub(current_session(), current_user.hub_id)
    present = numbers_of(hubs.kinds_of_settings(hub.settings)[code])
    return WeaponForm(formdata=None, data={**present.stored(), "code": code, "seen": hub.settings_version})


def _page(form: WeaponForm | None = None, status: int = 200, **more: Any) -> ResponseReturnValue:
    hub = hubs.get_hub(current_session(), current_user.hub_id)
    page = render_template(
        "accounts/weapons.html",
        hub=hub,
        rows=[(code, numbers_of(kind)) for code, kind in hubs.kinds_of_settings(hub.settings).items()],
        shipped={code: numbers_of(kind) for code, kind in WEAPONS.items()},
        requests=requests_of(hub),
        shelling_words=shelling_words,
        form=form,
        **more,
    )
    return page, status


@bp.post("/settings/weapons")
@requires(Action.EDIT_SETTINGS)
def change_weapon() -> ResponseReturnValue:
    form = WeaponForm()
    if form.code.data not in WEAPONS:
        abort(404)
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        with transaction() as session:
            rules_now = weapon_service.change_weapon(
                session,
                current_user.hub_id,
                form.code.data,
                form.numbers(),
                form.why.data or "",
                seen=version_of(form.seen.data),
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        form.form_errors.append(_(refusal.sentence) % refusal.facts)
        return _page(form, 409 if isinstance(refusal, Changed) else 422)
    if rules_now:
        flash(_("Saved. It rules for reports from now on; holds that stand keep their times."))
    else:
        flash(_("Looser than now: it rules once the safety lead has confirmed it."), "warning")
    return redirect(url_for("accounts.weapons"), code=303)
