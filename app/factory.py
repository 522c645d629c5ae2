"""Wires Flask("app"): settings, database, keys, sessions, sign-in, rooms, commands, error pages."""

from datetime import timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_login import current_user
from sqlalchemy import inspect
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from app import clock, db
from app.accounts import login, policy
from app.config import Config
from app.models import StoryClock
from app.models.sealing import Keyring, install_keyring
from app.travel.server import server_of

ROOMS = (
    *("accounts", "places", "people", "teams", "alarms", "shelling", "needs", "travel"),
    *("danger", "intake", "routes", "day"),
)
MOST_BYTES = 16 * 1024 * 1024


def build(settings: dict[str, Any] | None = None) -> Flask:
    """The application. settings: a Config under "config", a Keyring under "keyring" and Flask's own keys, for tests."""
    given = dict(settings or {})
    config: Config = given.pop("config", None) or Config.from_environment()
    ring: Keyring = given.pop("keyring", None) or Keyring.load(config.keys_path)
    server_of(config)
    app = Flask("app", instance_path=str(config.instance_path))
    app.config.update(_flask_settings(config, ring) | given)
    app.extensions["obkhid_config"] = config
    app.extensions["obkhid_engine"] = db.make_engine(config.url)
    install_keyring(ring)
    app.teardown_appcontext(db.close_reading_session)
    login.install(app)
    _install_web(app)
    _tell_story_time(app)
    for room in ROOMS:
        app.register_blueprint(import_module(f"app.{room}.views").bp)
    if app.config["IS_DEMO"]:
        import_module("app.demo.views").install(app)
    if int(config.behind_proxies):
        hops = int(config.behind_proxies)
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    policy.check_policies(app)
    return app


def _flask_settings(config: Config, ring: Keyring) -> dict[str, Any]:
    return {
        "SECRET_KEY": ring.secret,
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_NAME": "obkhid",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": bool(config.secure_cookies),
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "WTF_CSRF_TIME_LIMIT": None,  # a form filled in a cellar may come back after hours; the session bounds it
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _install_web(app: Flask) -> None:
    """The kit of pages, which asks here for the hub's zone and name, and for what the policy allows."""
    from app import web
    from app.web import words

    app.jinja_env.globals.update(can=policy.can, role_words=words.role_words)
    web.install(app, hub_zone=_hub_zone, hub_name=_hub_name)


def _hub_zone() -> ZoneInfo:
    hub = current_user.hub
    return hub.zone if hub else ZoneInfo("Europe/Kyiv")


def _hub_name() -> str:
    hub = current_user.hub
    return (hub.name_en if current_user.language == "en" else hub.name_uk) if hub else ""


def _tell_story_time(app: Flask) -> None:
    """A demo database carries the story's offset; any other has no such row, and its clock is the machine's."""
    engine = app.extensions["obkhid_engine"]
    with engine.connect() as connection:
        is_demo = inspect(connection).has_table("story_clock") and (
            connection.execute(StoryClock.__table__.select()).first() is not None
        )
    app.config["IS_DEMO"] = is_demo

    @app.before_request
    def follow_story() -> None:
        clock.set_offset(story_offset(db.current_session()) if app.config["IS_DEMO"] else timedelta())


def story_offset(session: Session) -> timedelta:
    row = session.get(StoryClock, 1)
    return timedelta(seconds=row.offset_s) if row else timedelta()
