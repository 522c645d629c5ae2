"""The shared kit of views and forms: languages, headers, error pages, menus, filters, fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from flask import Flask


def install(
    app: Flask,
    *,
    hub_zone: Callable[[], ZoneInfo] | None = None,
    hub_name: Callable[[], str] | None = None,
    now: Callable[[], datetime] | None = None,
) -> None:
    """Give an application the kit; without the callables it asks the signed-in person and the clock."""
    from app import clock
    from app.web import errors, filters, forms, headers, here, i18n, language, nav, origin

    app.extensions["here"] = here.Here(
        hub_zone=hub_zone or here.zone_at_work,
        hub_name=hub_name or here.name_of_hub_at_work,
        now=now or clock.now,
    )
    i18n.install_languages(app)
    origin.install_origin_check(app)
    forms.install_csrf(app)
    headers.install_headers(app)
    filters.install_filters(app)
    nav.install_menus(app)
    language.install_language_switch(app)
    errors.install_error_pages(app)
