"""English msgids of urgencies, ways and causes; states have theirs, with a context, in the web kit."""

from app.domain.needs import Urgency, Way
from app.domain.outcomes import Cause

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
