"""The zone the safety lead gives an area by hand, what it allows, and what an expired review does to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


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


@dataclass(frozen=True)
class ZoneFacts:
    """What a zone allows; None means no limit, or that nobody of ours goes at all."""

    visits_allowed: bool
    life_saving_only: bool
    needs_approver: bool
    needs_permit: bool
    check_in_min: int | None
    max_on_site_min: int | None
    longest_review: timedelta


_SOON, _WEEK = timedelta(hours=72), timedelta(days=7)

# Judgements of practice, to be reviewed by the safety lead.
ZONE_FACTS: dict[Zone, ZoneFacts] = {
    Zone.Z0: ZoneFacts(False, False, True, True, None, None, _SOON),
    Zone.Z1: ZoneFacts(False, False, True, True, None, None, _SOON),
    Zone.Z2: ZoneFacts(True, True, True, True, 15, 10, _SOON),
    Zone.Z3: ZoneFacts(True, False, True, False, 30, 20, _WEEK),
    Zone.Z4: ZoneFacts(True, False, False, False, 60, None, _WEEK),
}


class ReviewTooFar(ValueError):
    """The review date lies further ahead than the zone allows, or not ahead at all."""


def effective_zone(zone: Zone, review_by: datetime, now: datetime) -> tuple[Zone, bool]:
    """The zone that counts now, and whether its review has expired: then it is one step worse."""
    expired = now >= review_by
    return (zone.one_worse if expired else zone), expired


def check_review(zone: Zone, review_by: datetime, now: datetime) -> None:
    """Raises ReviewTooFar unless the review falls within the zone's limit: 72 h in Z0-Z2, 7 days in Z3-Z4."""
    if not now < review_by <= now + ZONE_FACTS[zone].longest_review:
        raise ReviewTooFar(zone)
