"""The 31 kinds of need: what each asks of a team, a car and a day."""

from enum import StrEnum


class PhoneChip(StrEnum):
    """What a volunteer can tell at the door; a coordinator says the kind in triage."""

    ESCORT = "escort"
    MEDICINE = "medicine"
    FOOD = "food"
    WATER = "water"
    HEAT = "heat"
    EVACUATE = "evacuate"
    WINDOWS = "windows"
    CONTACT = "contact"
    OTHER = "other"
