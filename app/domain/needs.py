"""What can be said of any need: how urgent, by which way, and why it stands where it does in the queue."""

from enum import StrEnum


class Urgency(StrEnum):
    """How long a need can wait from the day it is known."""

    U1 = "U1"
    U2 = "U2"
    U3 = "U3"
    U4 = "U4"


class Way(StrEnum):
    """How a need can be met; the danger of a way is why there are several."""

    ESCORT = "escort"
    MOBILE_POST = "mobile_post"
    HOME_DELIVERY = "home_delivery"
    PROXY = "proxy"
    MOVE_TO_CARD = "move_to_card"


class StopPattern(StrEnum):
    """The stops of one visit, in order."""

    HOME = "home"
    ESCORT = "escort"
    POINT_HOME = "point_home"
    HOME_POINT = "home_point"
    REMOTE = "remote"
