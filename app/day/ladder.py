"""When a team on the road gives word next, and what is done as its silence grows longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.errors import N_
from app.domain.hub_settings import HubSettings
from app.domain.zones import Zone


@dataclass(frozen=True)
class Step:
    """From after_min of silence past the agreed time on; the sentence is a message id."""

    after_min: int
    sentence: str


# A judgement of practice, steepest last; each step is done by a person and written down.
LADDER = (
    Step(0, N_("Word is due now.")),
    Step(5, N_("Ring the team: first phone, second phone, messenger.")),
    Step(15, N_("Ring the second car and the people of the last and the next stop. Do not say where the team goes.")),
    Step(30, N_("Overdue. Hold other departures to the area, ring the duty line of the administration.")),
    Step(45, N_("Ring 112 and the duty line. None of us drives out to search.")),
    Step(90, N_("One named person speaks with the families. Nothing in public.")),
)


def step_for(late: timedelta) -> Step | None:
    """The step that has been reached; None while the agreed time lies ahead."""
    minutes = late / timedelta(minutes=1)
    return next((step for step in reversed(LADDER) if minutes >= step.after_min), None)


def check_in_min(zone: Zone | None, settings: HubSettings) -> int:
    """The rhythm of a zone; where none is set, that of the strictest."""
    rhythm = {Zone.Z4: settings.check_in_rear_min, Zone.Z3: settings.check_in_elevated_min}
    return rhythm.get(zone, settings.check_in_restricted_min) if zone else settings.check_in_restricted_min


def next_word_at(left_at: datetime, heard_at: datetime | None, every_min: int) -> datetime:
    return (heard_at or left_at) + timedelta(minutes=every_min)


def is_late_to_leave(late_min: int, settings: HubSettings) -> bool:
    """Whether a team that nobody saw leave is asked about: it left unheard, it is held up, or it does not go."""
    return late_min >= settings.leave_late_min
