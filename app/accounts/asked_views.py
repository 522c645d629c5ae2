"""What was asked for and would protect people less: the second person looks at it, confirms it or puts it aside."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from flask import Flask, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts import hubs, loosening
from app.accounts.blueprint import bp
from app.accounts.loosening import WEAPON, Asked
from app.accounts.policy import Action, can, requires
from app.accounts.queries import name_of
from app.accounts.settings_form import UNITS
from app.db import current_session, transaction
from app.domain.hub_settings import HubSettings
from app.domain.weapon_numbers import WeaponNumbers, numbers_of
from app.models import Hub
from app.web import nav
from app.web.words import shelling_words

SETTINGS = {one.name: one.metadata for one in fields(HubSettings)}


@dataclass(frozen=True)
class Line:
    """One number: what rules, and what would."""

    name: str
    present: str
    wanted: str


@dataclass(frozen=True)
class Request:
    """What one person asked for at once, for one reason; keys as the confirming form sends them."""

    by: str
    by_id: int
    at: datetime
    why: str
    keys: str
    lines: list[Line]


@bp.record_once
def show_in_menu(state: BlueprintSetupState) -> None:
    """The safety lead finds it where something waits."""
    nav.register_nav_condition(cast(Flask, state.app), "accounts.asked", _waits_for_you)


def _waits_for_you() -> bool:
    return can(Action.SET_ZONE) and bool(loosening.asked_of(hubs.get_hub(current_session(), current_user.hub_id)))


def requests_of(hub: Hub) -> list[Request]:
    """The oldest first."""
    together: dict[tuple[datetime, int, str], list[str]] = {}
    asked = loosening.asked_of(hub)
    for key, one in asked.items():
        together.setdefault((one.at, one.by_id, one.why), []).append(key)
    return [
        Request(
            by=name_of(current_session(), by_id),
            by_id=by_id,
            at=at,
            why=why,
            keys=" ".join(keys),
            lines=[line for key in keys for line in _lines(hub, key, asked[key])],
        )
        for (at, by_id, why), keys in sorted(together.items())
    ]


def _lines(hub: Hub, key: str, asked: Asked) -> list[Line]:
    if key.startswith(WEAPON):
        return _weapon_lines(hub, key.removeprefix(WEAPON), WeaponNumbers(**asked.value))
    label, present = SETTINGS[key]["label"], getattr(HubSettings.from_stored(hub.settings), key)
    return [Line(_(label), _value(key, present), _value(key, asked.value))]


def _value(name: str, value: Any) -> str:
    """«120 min», «18:00», «yes»."""
    unit = SETTINGS[name]["unit"]
    if isinstance(value, bool):
        return _yes(value)
    if unit == "clock":
        return f"{value // 60:02d}:{value % 60:02d}"
    return f"{value:g} {UNITS.get(unit, '')}".strip()


def _yes(value: bool) -> str:
    return str(_("yes") if value else _("no"))


def _weapon_lines(hub: Hub, code: str, wanted: WeaponNumbers) -> list[Line]:
    present = numbers_of(hubs.kinds_of_settings(hub.settings)[code])
    said: list[tuple[str, Callable[[WeaponNumbers], str]]] = [
        (_("disc, m"), lambda numbers: str(numbers.radius_m)),
        (_("lingers, min"), lambda numbers: str(numbers.linger_min)),
        (_("not near the point, min"), lambda numbers: str(numbers.double_tap_min)),
        (_("held until cleared by two people"), lambda numbers: _yes(numbers.until_cleared)),
    ]
    kind = shelling_words(code)
    return [
        Line(f"{kind}: {words}", value(present), value(wanted))
        for words, value in said
        if value(present) != value(wanted)
    ]


@bp.get("/settings/asked")
@requires(Action.SEE_AREAS)
def asked() -> ResponseReturnValue:
    hub = hubs.get_hub(current_session(), current_user.hub_id)
    return render_template("accounts/asked.html", hub=hub, requests=requests_of(hub))


@bp.post("/settings/asked/confirm")
@requires(Action.SET_ZONE)
def confirm_asked() -> ResponseReturnValue:
    """By the safety lead, who sets zones as well."""
    with transaction() as session:
        loosening.confirm(session, current_user.hub_id, **_named(), by_id=current_user.id, now=clock.now())
    flash(_("Confirmed in your name. It rules from now on; holds that stand keep their times."))
    return redirect(url_for("accounts.asked"), code=303)


@bp.post("/settings/asked/put-aside")
@requires(Action.EDIT_AREAS)
def put_asked_aside() -> ResponseReturnValue:
    """By any coordinator or administrator: what rules stays."""
    with transaction() as session:
        loosening.put_aside(session, current_user.hub_id, **_named(), by_id=current_user.id, now=clock.now())
    flash(_("Put aside. What rules now stays."))
    return redirect(url_for("accounts.asked"), code=303)


def _named() -> dict[str, Any]:
    return {"keys": request.form.get("keys", "").split(), "seen": version_of(request.form.get("seen"))}


def version_of(text: str | None) -> int:
    """The version of the settings that a page showed; 0, which never was, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
