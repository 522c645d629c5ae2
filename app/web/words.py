"""The words of enumerations, one small function a thing; the language is the reader's."""

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from app.domain.need_words import CAUSE_LABELS, URGENCY_LABELS
from app.domain.needs import Urgency
from app.domain.outcomes import OUTCOMES, Cause, Outcome
from app.domain.roles import Role
from app.domain.shelling import STATE_LABELS, EventState
from app.domain.states import CloseReason, NeedState, VisitState
from app.domain.weapons import CHIP_LABELS, WEAPONS, Chip

ROLE = {
    Role.VOLUNTEER: (_l("Volunteer"), _l("Logs needs and shelling, drives the route, brings the outcome")),
    Role.COORDINATOR: (_l("Coordinator"), _l("Plans the day, holds and releases, prints")),
    Role.ADMIN: (_l("Administrator"), _l("Accounts, areas, settings. Does not see people’s records")),
    Role.AUDITOR: (_l("Auditor"), _l("Audit trail and totals. Does not see people’s records")),
}
NEED_STATE = {
    NeedState.NEW: _lp("need", "New"),
    NeedState.TRIAGED: _lp("need", "Triaged"),
    NeedState.INFO_NEEDED: _lp("need", "Details needed"),
    NeedState.READY: _lp("need", "Ready to plan"),
    NeedState.PLANNED: _lp("need", "Planned"),
    NeedState.DECISION_NEEDED: _lp("need", "Decision needed"),
    NeedState.PAUSED: _lp("need", "Paused"),
    NeedState.CLOSED: _lp("need", "Closed"),
}
CLOSE_REASON = {
    CloseReason.MET: _lp("need", "Met"),
    CloseReason.DECLINED: _lp("need", "Declined"),
    CloseReason.MOVED: _lp("need", "Moved away"),
    CloseReason.DIED: _lp("need", "Died"),
    CloseReason.WITHDRAWN: _lp("need", "Withdrawn"),
    CloseReason.DUPLICATE: _lp("need", "Duplicate"),
}
VISIT_STATE = {
    VisitState.PROPOSED: _lp("visit", "Proposed"),
    VisitState.PUBLISHED: _lp("visit", "Planned"),
    VisitState.UNDER_WAY: _lp("visit", "On the way"),
    VisitState.DONE: _lp("visit", "Done"),
    VisitState.MISSED: _lp("visit", "Did not happen"),
    VisitState.CANCELLED: _lp("visit", "Cancelled"),
}


def role_words(role: Role) -> str:
    return str(ROLE[role][0])


def role_hint(role: Role) -> str:
    return str(ROLE[role][1])


def need_state_words(state: NeedState) -> str:
    return str(NEED_STATE[state])


def close_reason_words(reason: CloseReason) -> str:
    return str(CLOSE_REASON[reason])


def visit_state_words(state: VisitState) -> str:
    return str(VISIT_STATE[state])


def urgency_words(urgency: Urgency) -> str:
    return str(gettext(URGENCY_LABELS[urgency]))


def outcome_words(outcome: Outcome) -> str:
    return str(gettext(OUTCOMES[outcome].label))


def cause_words(cause: Cause) -> str:
    return str(gettext(CAUSE_LABELS[cause]))


def shelling_words(what: str) -> str:
    """Of a chip, or of a kind of weapon by its code; kinds are named in two languages as data."""
    if what in WEAPONS:
        return WEAPONS[what].label_en if str(get_locale()) == "en" else WEAPONS[what].label_uk
    return str(gettext(CHIP_LABELS[Chip(what)]))


def event_state_words(state: EventState) -> str:
    return str(gettext(STATE_LABELS[state]))
