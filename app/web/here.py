"""Where and when a page is read: the hub's zone and name, the moment, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, has_request_context
from flask_babel import get_locale
from flask_login import current_user


@dataclass(frozen=True)
class Here:
    """What the kit asks the application for; each is called once a use, so it must be cheap and read no database."""

    hub_zone: Callable[[], ZoneInfo]
    hub_name: Callable[[], str]
    now: Callable[[], datetime]


def zone_at_work() -> ZoneInfo:
    """`g.hub_zone` where a view set one, else that of the signed-in person's hub, else the setting TIME_ZONE."""
    zone = g.get("hub_zone") or getattr(_hub(), "zone", None) or current_app.config.get("TIME_ZONE", "Europe/Kyiv")
    return zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)


def name_of_hub_at_work() -> str:
    """In the language of the page."""
    return str(getattr(_hub(), f"name_{get_locale()}", ""))


def _hub() -> Any | None:
    return getattr(signed_in(), "hub", None)


def _here() -> Here:
    found: Here = current_app.extensions["here"]
    return found


def hub_zone() -> ZoneInfo:
    return _here().hub_zone()


def hub_name() -> str:
    return _here().hub_name()


def now() -> datetime:
    return _here().now()


def to_local(moment: datetime) -> datetime:
    """The same moment on the wall clock of the hub. Raises ValueError for a naive one: nobody knows when that was."""
    if moment.tzinfo is None:
        raise ValueError("want an aware moment")
    return moment.astimezone(hub_zone())


def signed_in() -> Any | None:
    """The person signed in, or None; looked up once a request."""
    if "signed_in" not in g:
        g.signed_in = _load_person()
    return g.signed_in


def look_up_nobody() -> None:
    """From here on only a person already looked up is known: a page about a lost database must not ask it."""
    g.setdefault("nav_counts", {})
    if "_login_user" not in g and hasattr(current_app, "login_manager"):
        g._login_user = current_app.login_manager.anonymous_user()  # else Flask-Login asks whenever it renders


def _load_person() -> Any | None:
    if not has_request_context() or not hasattr(current_app, "login_manager"):
        return None
    return current_user if current_user and current_user.is_authenticated else None
