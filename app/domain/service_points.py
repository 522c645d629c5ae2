"""What kinds of place people are taken to, or things fetched from."""

from enum import StrEnum


class PointKind(StrEnum):
    """HEATING is also where devices are charged; SOCIAL is also the centre of administrative services.

    MOBILE_POST is a place where the van of the post stands at the hours of its own timetable.
    """

    POST = "post"
    MOBILE_POST = "mobile_post"
    BANK = "bank"
    PHARMACY = "pharmacy"
    HOSPITAL = "hospital"
    DIALYSIS = "dialysis"
    SOCIAL = "social"
    WATER = "water"
    HEATING = "heating"
    TRANSIT = "transit"
    DEPOT = "depot"
    OTHER = "other"
