"""English msgids of what a need, a visit and their ways are called on screens."""

from app.domain.needs import Urgency, Way
from app.domain.outcomes import Cause
from app.domain.states import CloseReason, NeedState, VisitState

URGENCY_LABELS: dict[Urgency, str] = {
    Urgency.U1: "Within 24 hours",
    Urgency.U2: "Within 3 days",
    Urgency.U3: "Within 7 days",
    Urgency.U4: "Within 30 days",
}

WAY_LABELS: dict[Way, str] = {
    Way.ESCORT: "Escort to the office",
    Way.MOBILE_POST: "Stop of the mobile post",
    Way.HOME_DELIVERY: "Delivery home",
    Way.PROXY: "By power of attorney",
    Way.MOVE_TO_CARD: "Move to a card",
}

# "In the plan" and "Planned" are two words because Ukrainian has two: a need is in the plan, a visit is planned.
NEED_STATE_LABELS: dict[NeedState, str] = {
    NeedState.NEW: "New",
    NeedState.TRIAGED: "Triaged",
    NeedState.INFO_NEEDED: "Details needed",
    NeedState.READY: "Ready to plan",
    NeedState.PLANNED: "In the plan",
    NeedState.DECISION_NEEDED: "Decision needed",
    NeedState.PAUSED: "Paused",
    NeedState.CLOSED: "Closed",
}

CLOSE_REASON_LABELS: dict[CloseReason, str] = {
    CloseReason.MET: "Met",
    CloseReason.DECLINED: "Declined",
    CloseReason.MOVED: "Moved away",
    CloseReason.DIED: "Died",
    CloseReason.WITHDRAWN: "Withdrawn",
    CloseReason.DUPLICATE: "Duplicate",
}

VISIT_STATE_LABELS: dict[VisitState, str] = {
    VisitState.PROPOSED: "Proposed",
    VisitState.PUBLISHED: "Planned",
    VisitState.UNDER_WAY: "On the way",
    VisitState.DONE: "Done",
    VisitState.MISSED: "Did not happen",
    VisitState.CANCELLED: "Cancelled",
}

CAUSE_LABELS: dict[Cause, str] = {
    Cause.DANGER: "Danger on the way or on site",
    Cause.TIME: "Not enough time before curfew",
    Cause.ROAD: "Road closed",
    Cause.POINT_CLOSED: "Service point did not work",
    Cause.VEHICLE: "Vehicle",
    Cause.TEAM: "No team",
    Cause.NOBODY: "Nobody opened",
    Cause.NOT_FOUND: "Address not found",
    Cause.CANCELLED_BY_US: "Cancelled by us",
    Cause.OTHER: "Other, in a few words",
}
