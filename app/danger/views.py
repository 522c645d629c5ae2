"""Gives the danger picture to the pages of every room."""

from typing import cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app import clock
from app.danger.blueprint import bp
from app.danger.picture import DangerPicture, danger_now
from app.db import current_session
from app.web.grades import register_danger_picture

__all__ = ["bp"]


@bp.record_once
def give_picture(state: BlueprintSetupState) -> None:
    """Rooms below show grades without knowing who makes them."""
    register_danger_picture(cast(Flask, state.app), _picture)


def _picture() -> DangerPicture:
    return danger_now(current_session(), current_user.hub_id, now=clock.now())
