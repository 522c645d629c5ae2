"""Use cases on needs, visits and outcomes: the names other rooms call."""

from app.needs.amend import amend_need, is_brought_by
from app.needs.drafts import NeedDraft, NeedResult, also
from app.needs.errors import NotOwn, SameKeyOtherBody
from app.needs.follow_ups import finish_follow_up
from app.needs.kinds import add_kind, edit_kind, seed_need_kinds
from app.needs.log import is_own_still, known_need, log_need, withdraw_need
from app.needs.moves import move_need
from app.needs.outcomes import correct_outcome, record_visit
from app.needs.triage import (
    ask_info,
    close_need,
    confirm_by_phone,
    decide,
    edit_need,
    make_ready,
    pause,
    reopen,
    set_override,
    triage,
)
from app.needs.ways import set_way

__all__ = [
    "NeedDraft",
    "NeedResult",
    "NotOwn",
    "SameKeyOtherBody",
    "add_kind",
    "also",
    "amend_need",
    "ask_info",
    "close_need",
    "confirm_by_phone",
    "correct_outcome",
    "decide",
    "edit_kind",
    "edit_need",
    "finish_follow_up",
    "is_brought_by",
    "is_own_still",
    "known_need",
    "log_need",
    "make_ready",
    "move_need",
    "pause",
    "record_visit",
    "reopen",
    "seed_need_kinds",
    "set_override",
    "set_way",
    "triage",
    "withdraw_need",
]
