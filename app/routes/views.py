"""Pages of this room: the plan of a day and the route sheet."""

from app.routes import (
    clearing_views,
    drive_views,
    figures,
    hand_over_views,
    judge_views,
    plan_views,
    reason_views,
    search_views,
    sheet_views,
    sheet_words,
    unblock_views,
)
from app.routes.blueprint import bp

__all__ = ["bp", "clearing_views", "hand_over_views", "judge_views", "plan_views", "search_views", "sheet_views"]


for _name in ("break_words", "idle_words", "sentences", "short_break_words"):
    bp.add_app_template_global(getattr(reason_views, _name), _name)
bp.add_app_template_global(figures.figure, "figure")
bp.add_app_template_global(unblock_views.unblocks, "unblocks")
bp.add_app_template_global(drive_views.ways_sentence, "ways_sentence")
for _name in ("around_words", "equipment_words", "help_words", "outcome_boxes"):
    bp.add_app_template_global(getattr(sheet_words, _name), _name)
