"""Pages of this room: log a need, report shelling, what was sent; and the words they use."""

from typing import Any

from wtforms import Field

from app.intake import need_views, report_views, sent_views
from app.intake.blueprint import bp
from app.web import words

__all__ = ["bp", "need_views", "report_views", "sent_views"]
WORDS_OF_ENUMS = ("need_state_words", "close_reason_words", "urgency_words", "shelling_words", "event_state_words")


@bp.context_processor
def words_of_the_phone() -> dict[str, Any]:
    return {name: getattr(words, name) for name in WORDS_OF_ENUMS} | {"chosen": chosen}


def chosen(field: Field) -> str:
    """The labels of what was chosen, as a person reads them."""
    return ", ".join(str(label) for _value, label, is_chosen, *_rest in field.iter_choices() if is_chosen)
