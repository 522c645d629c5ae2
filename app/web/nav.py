"""The menus as data: what the desk and the phone offer, shown where the page exists and the person may open it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel.speaklater import LazyString

from app.accounts.policy import policy_of
from app.web.here import hub_name, signed_in

COUNTS = "nav_counts"
CONDITIONS = "nav_conditions"
UNFOLDED_ENTRIES = 8


@dataclass(frozen=True)
class MenuItem:
    """What it takes to open it is said once, on the view: a menu never offers what the view would refuse."""

    endpoint: str
    label: LazyString


@dataclass(frozen=True)
class Entry:
    """One shown link of a menu."""

    label: LazyString
    url: str
    current: str
    count: int | None


DESK = (
    MenuItem("day.today", lazy_gettext("Today")),
    MenuItem("needs.triage", lazy_gettext("Triage")),
    MenuItem("routes.plan", lazy_gettext("Day plan")),
    MenuItem("danger.danger", lazy_gettext("Danger")),
    MenuItem("places.areas", lazy_gettext("Areas")),
    MenuItem("shelling.log", lazy_pgettext("menu", "Shelling")),
    MenuItem("people.index", lazy_gettext("People")),
    MenuItem("day.evening", lazy_gettext("Close the day")),
)
DESK_MORE = (
    MenuItem("places.service_points", lazy_gettext("Service points")),
    MenuItem("teams.index", lazy_gettext("Teams")),
    MenuItem("alarms.alarms", lazy_gettext("Alarms")),
    MenuItem("travel.ways", lazy_gettext("Travel times")),
    MenuItem("needs.need_kinds", lazy_gettext("Kinds of need")),
    MenuItem("accounts.users", lazy_gettext("Accounts")),
    MenuItem("accounts.audit_trail", lazy_gettext("Audit trail")),
    MenuItem("accounts.weapons", lazy_gettext("Weapons")),
    MenuItem("accounts.settings", lazy_gettext("Settings")),
    MenuItem("accounts.asked", lazy_gettext("Looser rules that wait")),
)
PHONE = (
    MenuItem("intake.log_need", lazy_pgettext("tab", "Need")),
    MenuItem("intake.report_shelling", lazy_pgettext("tab", "Shelling")),
    MenuItem("day.my_route", lazy_pgettext("tab", "Route")),
    MenuItem("intake.sent", lazy_pgettext("tab", "Sent")),
)


def exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def may_open(endpoint: str) -> bool:
    """Whether the page exists and the template global `can`, if any, allows the action its view names."""
    can = current_app.jinja_env.globals.get("can")
    if not exists(endpoint) or not callable(can):
        return exists(endpoint)
    policy = policy_of(current_app.view_functions[endpoint])
    return policy == "public" or (signed_in() is not None and bool(can(policy)))


def register_nav_counts(app: Flask, counts: Callable[[], Mapping[str, int]]) -> None:
    """counts: how many things wait, by endpoint; called once a request, by pages that show a menu."""
    app.extensions[COUNTS] = counts


def register_nav_condition(app: Flask, endpoint: str, is_shown: Callable[[], bool]) -> None:
    """is_shown: whether the entry has anything behind it here; called for people who may open it."""
    app.extensions.setdefault(CONDITIONS, {})[endpoint] = is_shown


def is_shown(endpoint: str) -> bool:
    condition = current_app.extensions.get(CONDITIONS, {}).get(endpoint)
    return condition is None or condition()


def nav_counts() -> Mapping[str, int]:
    if "nav_counts" not in g:
        counts = current_app.extensions.get(COUNTS)
        g.nav_counts = counts() if counts and signed_in() is not None else {}
    found: Mapping[str, int] = g.nav_counts
    return found


def entries(items: tuple[MenuItem, ...]) -> list[Entry]:
    """The links to show, in order, each with how many things wait there."""
    counts = nav_counts()
    return [
        Entry(item.label, url_for(item.endpoint), _leads_here(url_for(item.endpoint)), counts.get(item.endpoint))
        for item in items
        if may_open(item.endpoint) and is_shown(item.endpoint)
    ]


def desk_menus() -> tuple[list[Entry], list[Entry]]:
    """What stands in the open and what is folded away; a short menu, as an administrator's, is not folded."""
    main, more = entries(DESK), entries(DESK_MORE)
    return (main, more) if len(main) + len(more) > UNFOLDED_ENTRIES else (main + more, [])


def _leads_here(url: str) -> str:
    """As aria-current has it: "page" for the page itself, "true" for its section, "" elsewhere."""
    if request.path == url:
        return "page"
    return "true" if request.path.startswith(f"{url}/") else ""


def url_if_exists(endpoint: str, **values: Any) -> str | None:
    return url_for(endpoint, **values) if exists(endpoint) else None


def install_menus(app: Flask) -> None:
    app.jinja_env.globals.update(
        desk_menus=desk_menus,
        phone_tabs=lambda: entries(PHONE),
        hub_name=hub_name,
        signed_in=signed_in,
        url_if_exists=url_if_exists,
    )
