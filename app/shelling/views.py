"""Pages of shelling: the log, one event with its verdicts, the desk's report form, who is listening."""

from typing import cast

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app import clock
from app.db import current_session
from app.shelling import event_views, log_views, report_views
from app.shelling.blueprint import bp
from app.shelling.forecast import DangerPicture, danger_now
from app.shelling.joining import standing_reports
from app.web import shelling_words
from app.web.grades import register_danger_picture

__all__ = ["bp", "event_views", "log_views", "report_views"]


@bp.record_once
def give_picture(state: BlueprintSetupState) -> None:
    """Rooms below show grades without knowing who makes them."""
    register_danger_picture(cast(Flask, state.app), _picture)


def _picture() -> DangerPicture:
    return danger_now(current_session(), current_user.hub_id, now=clock.now())


@bp.context_processor
def words_of_shelling() -> dict[str, object]:
    words = {name: getattr(shelling_words, name) for name in shelling_words.__all__}
    return {**words, "standing_of": standing_reports}
