"""Pages of danger, and the picture that pages of every room show."""

from typing import cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, can
from app.danger import advice_views, area_views
from app.danger.blueprint import bp
from app.danger.picture import DangerPicture, danger_now
from app.danger.sentence_views import install_words
from app.db import current_session
from app.places.witnesses import standing_reports
from app.web import nav, shelling_words
from app.web.grades import register_danger_picture

__all__ = ["advice_views", "area_views", "bp"]


@bp.record_once
def give_picture(state: BlueprintSetupState) -> None:
    """Rooms below show grades without knowing who makes them; in the menu of the desk alone."""
    app = cast(Flask, state.app)
    register_danger_picture(app, _picture)
    install_words(app)
    nav.register_nav_condition(app, "danger.danger", lambda: can(Action.SEE_DESK))


def _picture() -> DangerPicture:
    return danger_now(current_session(), current_user.hub_id, now=clock.now())


@bp.context_processor
def words_of_shelling() -> dict[str, object]:
    words = ("times_words", "kinds_words", "state_words", "state_kind")
    return {name: getattr(shelling_words, name) for name in words} | {"standing_of": standing_reports}
