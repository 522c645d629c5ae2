"""The menus as data: what the desk and the phone offer, shown where the page exists and the person may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel.speaklater import LazyString

from app.web.here import hub_name, signed_in


@dataclass(frozen=True)
class MenuItem:
    """action: the name of the policy's action, asked of the template global `can`."""

    endpoint: str
    label: LazyString
    action: str


@dataclass(frozen=True)
class Entry:
    """One shown link of a menu."""

    label: LazyString
    url: str
    is_current: bool
    count: int | None


DESK = (
    MenuItem("day.today", lazy_gettext("Today"), "see_day"),
    MenuItem("needs.triage", lazy_gettext("Triage"), "triage_needs"),
    MenuItem("routes.plan", lazy_gettext("Day plan"), "plan_day"),
    MenuItem("places.areas", lazy_gettext("Areas"), "see_areas"),
    MenuItem("shelling.log", lazy_pgettext("menu", "Shelling"), "see_shelling"),
    MenuItem("people.index", lazy_gettext("People"), "see_people"),
    MenuItem("day.evening", lazy_gettext("Close the day"), "close_day"),
)
DESK_MORE = (
    MenuItem("places.service_points", lazy_gettext("Service points"), "see_service_points"),
    MenuItem("teams.index", lazy_gettext("Teams"), "see_teams"),
    MenuItem("accounts.users", lazy_gettext("Accounts"), "manage_accounts"),
    MenuItem("accounts.audit_trail", lazy_gettext("Audit trail"), "see_audit_trail"),
    MenuItem("accounts.settings", lazy_gettext("Settings"), "change_settings"),
)
PHONE = (
    MenuItem("intake.log_need", lazy_pgettext("tab", "Need"), "log_need"),
    MenuItem("intake.report_shelling", lazy_pgettext("tab", "Shelling"), "report_shelling"),
    MenuItem("day.my_route", lazy_pgettext("tab", "Route"), "see_own_route"),
    MenuItem("intake.sent", lazy_pgettext("tab", "Sent"), "see_own_submissions"),
)


def may(action: Any) -> bool:
    """What the policy says, or yes while no policy is installed: a menu is no guard, the view itself is."""
    can = current_app.jinja_env.globals.get("can")
    return bool(can(action)) if callable(can) else True


def exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def entries(items: tuple[MenuItem, ...]) -> list[Entry]:
    """The links to show, in order; `g.nav_counts` (endpoint to number) adds how many wait there."""
    counts = g.get("nav_counts", {})
    return [
        Entry(item.label, url_for(item.endpoint), request.endpoint == item.endpoint, counts.get(item.endpoint))
        for item in items
        if exists(item.endpoint) and may(item.action)
    ]


def url_if_exists(endpoint: str) -> str | None:
    return url_for(endpoint) if exists(endpoint) else None


def install_menus(app: Flask) -> None:
    app.jinja_env.globals.update(
        desk_menu=lambda: entries(DESK),
        desk_menu_more=lambda: entries(DESK_MORE),
        phone_tabs=lambda: entries(PHONE),
        hub_name=hub_name,
        signed_in=signed_in,
        url_if_exists=url_if_exists,
    )
