"""What a team says from the road; each word starts the clock of its silence anew."""

from enum import StrEnum

from app.domain.errors import N_


class ContactKind(StrEnum):
    """The buttons of the phone. The desk has kinds of its own for calls it makes."""

    ARRIVED = "arrived"
    ALL_HERE = "all_here"
    LATE = "late"
    HELP = "help"
    TURNING_BACK = "turning_back"
    RECALL_READ = "recall_read"
    OUTCOME = "outcome"
    CAR_STANDS = "car_stands"


# Message ids of what a team can say by a button.
CONTACT_LABELS: dict[ContactKind, str] = {
    ContactKind.ARRIVED: N_("We have arrived"),
    ContactKind.ALL_HERE: N_("All here"),
    ContactKind.LATE: N_("Running late"),
    ContactKind.HELP: N_("We need help"),
    ContactKind.CAR_STANDS: N_("The car does not go"),
    ContactKind.TURNING_BACK: N_("We are turning back"),
    ContactKind.RECALL_READ: N_("I have read this"),
}
