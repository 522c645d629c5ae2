"""What a shelling report says, what it weighs, and how far the verdicts on an event have come."""

from enum import StrEnum

from app.domain.weapons import WEAPONS, Chip, Weapon, linger_of

__all__ = [
    "WEAPONS",
    "WEIGHT",
    "AreaPrecision",
    "Chip",
    "EventState",
    "Observation",
    "SourceType",
    "TimePrecision",
    "VerdictKind",
    "Weapon",
    "linger_of",
]


class TimePrecision(StrEnum):
    """How well the sender knows when it was."""

    EXACT = "exact"
    QUARTER = "quarter"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DATE = "date"


class AreaPrecision(StrEnum):
    """How well the sender knows where it was."""

    POINT = "point"
    AREA = "area"
    SETTLEMENT = "settlement"


class Observation(StrEnum):
    """How the sender knows it."""

    HEARD = "heard"
    SEEN = "seen"
    IMPACT = "impact"
    SECOND_HAND = "second_hand"


class SourceType(StrEnum):
    """Who tells it."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    OFFICIAL = "official"
    TEAM_ON_SITE = "team_on_site"
    RESIDENT = "resident"
    HISTORY = "history"


class EventState(StrEnum):
    """How sure we are that it happened. No state expires."""

    UNVERIFIED = "unverified"
    REPORTED = "reported"
    CORROBORATED = "corroborated"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    FALSE = "false"
    MERGED = "merged"


class VerdictKind(StrEnum):
    """What a coordinator may say about an event."""

    CORROBORATE = "corroborate"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    MARK_FALSE = "mark_false"
    MERGE = "merge"


# Chance that it happened as told: a judgement until enough verdicts are in to estimate it per source.
# A merged event weighs nothing because its reports weigh in the event it was merged into.
WEIGHT: dict[EventState, float] = {
    EventState.CONFIRMED: 1.0,
    EventState.CORROBORATED: 0.9,
    EventState.REPORTED: 0.7,
    EventState.UNVERIFIED: 0.4,
    EventState.DISPUTED: 0.2,
    EventState.FALSE: 0.0,
    EventState.MERGED: 0.0,
}
