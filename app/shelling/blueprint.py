"""The blueprint of shelling, so that its pages can be split into modules."""

from typing import cast

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app import clock
from app.db import current_session
from app.shelling import words
from app.shelling.forecast import DangerPicture, danger_now
from app.web.grades import register_danger_picture

bp = Blueprint("shelling", __name__)


def _picture() -> DangerPicture:
    return danger_now(current_session(), current_user.hub_id, now=clock.now())


@bp.record_once
def give_picture(state: BlueprintSetupState) -> None:
    """Rooms below show grades without knowing who makes them."""
    register_danger_picture(cast(Flask, state.app), _picture)


@bp.context_processor
def say() -> dict[str, object]:
    """The words that the templates of this room use."""
    return {name: getattr(words, name) for name in words.__all__}
