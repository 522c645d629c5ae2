"""How a visit ended, whether that is a miss, and what happens next by itself."""

from enum import StrEnum


class Outcome(StrEnum):
    DONE = "DONE"
    PART = "PART"
    NOBODY = "NOBODY"
    NOTFOUND = "NOTFOUND"
    REFUSED = "REFUSED"
    PERSUADE = "PERSUADE"
    ABORT_DANGER = "ABORT_DANGER"
    ABORT_TIME = "ABORT_TIME"
    CLOSED_SP = "CLOSED_SP"
    ROAD = "ROAD"
    VEH = "VEH"
    CREW = "CREW"
    MOVED = "MOVED"
    HOSP = "HOSP"
    DIED = "DIED"
    DUP = "DUP"
    INVALID = "INVALID"
    CANC_ORG = "CANC_ORG"
    NOT_LEFT = "NOT_LEFT"
    HELD_OUT = "HELD_OUT"


class Cause(StrEnum):
    """Why a visit did not happen: one cause a miss, totals by cause never reset."""

    DANGER = "danger"
    TIME = "time"
    ROAD = "road"
    POINT_CLOSED = "point_closed"
    VEHICLE = "vehicle"
    TEAM = "team"
    NOBODY = "nobody"
    NOT_FOUND = "not_found"
    CANCELLED_BY_US = "cancelled_by_us"
    OTHER = "other"


DECISION_AFTER = 3
"""Misses in a row on one need after which a person must decide."""
