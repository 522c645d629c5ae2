"""The zone the safety lead gives an area by hand, what it allows, and what an expired review does to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import N_, Refused


class Zone(StrEnum):
    """Z0 is the worst. Nothing here computes a front line: a person sets the zone."""

    Z0 = "Z0"
    Z1 = "Z1"
    Z2 = "Z2"
    Z3 = "Z3"
    Z4 = "Z4"

    @property
    def one_worse(self) -> "Zone":
        return _WORST_FIRST[max(0, _WORST_FIRST.index(self) - 1)]

    def is_worse_than(self, other: "Zone") -> bool:
        return _WORST_FIRST.index(self) < _WORST_FIRST.index(other)


_WORST_FIRST = (Zone.Z0, Zone.Z1, Zone.Z2, Zone.Z3, Zone.Z4)


@dataclass(frozen=True, kw_only=True)
class ZoneFacts:
    """What a zone allows, strictest unless said otherwise. Title and hint are message ids; None is no limit."""

    title: str
    hint: str
    visits_allowed: bool = False
    life_saving_only: bool = False
    needs_approver: bool = True
    needs_permit: bool = True
    check_in_min: int | None = None
    max_on_site_min: int | None = None
    longest_review: timedelta = timedelta(hours=72)


# Judgements of practice, to be reviewed by the safety lead.
ZONE_FACTS: dict[Zone, ZoneFacts] = {
    Zone.Z0: ZoneFacts(title=N_("Z0 Closed"), hint=N_("No visits")),
    Zone.Z1: ZoneFacts(
        title=N_("Z1 Evacuation only"), hint=N_("Organised evacuation crews only. Offer the evacuation line")
    ),
    Zone.Z2: ZoneFacts(
        title=N_("Z2 Restricted"),
        hint=N_("Life-saving needs only, with approval and a permit"),
        visits_allowed=True,
        life_saving_only=True,
        check_in_min=15,
        max_on_site_min=10,
    ),
    Zone.Z3: ZoneFacts(
        title=N_("Z3 Elevated danger"),
        hint=N_("All needs, with approval"),
        visits_allowed=True,
        needs_permit=False,
        check_in_min=30,
        max_on_site_min=20,
        longest_review=timedelta(days=7),
    ),
    Zone.Z4: ZoneFacts(
        title=N_("Z4 Rear"),
        hint=N_("All needs"),
        visits_allowed=True,
        needs_approver=False,
        needs_permit=False,
        check_in_min=60,
        longest_review=timedelta(days=7),
    ),
}


class ReviewTooFar(Refused):
    """The review date lies further ahead than the zone allows, or not ahead at all."""


def effective_zone(zone: Zone, review_by: datetime, now: datetime) -> tuple[Zone, bool]:
    """The zone that counts now, and whether its review has expired: then it is one step worse."""
    expired = now >= review_by
    return (zone.one_worse if expired else zone), expired


def check_review(zone: Zone, review_by: datetime, now: datetime) -> None:
    """Raises ReviewTooFar unless the review falls within the zone's limit: 72 h in Z0-Z2, 7 days in Z3-Z4."""
    longest = ZONE_FACTS[zone].longest_review
    if not now < review_by <= now + longest:
        hours = longest // timedelta(hours=1)
        raise ReviewTooFar(
            N_("Not saved: %(zone)s is reviewed within %(hours)s hours from now."), zone=zone, hours=hours
        )
