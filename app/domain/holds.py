"""Holds: how long a report closes an area, and who may open it again. No clock ever does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import N_
from app.domain.weapons import WEAPONS, Kinds, double_tap_of, is_until_cleared, kinds_of, linger_of, radius_of
from app.domain.zones import Zone

SHORTEST_HOLD = timedelta(hours=2)


@dataclass(frozen=True)
class HoldSpan:
    """From receipt to the moment somebody should look again; review_at is None for "until cleared"."""

    from_at: datetime
    review_at: datetime | None

    @property
    def until_cleared(self) -> bool:
        return self.review_at is None


def hold_span(
    latest_event_at: datetime,
    received_at: datetime,
    what: str,
    *,
    history: bool = False,
    shortest: timedelta = SHORTEST_HOLD,
    kinds: Kinds = WEAPONS,
) -> HoldSpan | None:
    """The hold a report of this kind or chip makes, or None where it only counts.

    latest_event_at: the latest moment the stated time can mean. None when the review time is already past at
    receipt, and for imported history; what must be cleared holds however old it is. Raises ValueError on an
    unknown kind or chip.
    """
    if history:
        return None
    if is_until_cleared(what, kinds):
        return HoldSpan(received_at, None)
    review_at = latest_event_at + max(shortest, linger_of(what, kinds))
    return HoldSpan(received_at, review_at) if review_at > received_at else None


def double_tap_until(latest_event_at: datetime, what: str, kinds: Kinds = WEAPONS) -> datetime | None:
    """Until when nobody goes near the point that was hit; runs apart from the hold. Its end opens nothing."""
    lasts = double_tap_of(what, kinds)
    return latest_event_at + lasts if lasts else None


def reach_m(what: str, *, has_point: bool, kinds: Kinds = WEAPONS) -> int:
    """Metres round the place reported in which neighbours are held too.

    What lies on the ground strikes nobody two streets on: without a point it holds only the area it was reported in.
    """
    if not has_point and all(kind.until_cleared for kind in kinds_of(what, kinds)):
        return 0
    return radius_of(what, kinds)


@dataclass(frozen=True)
class HoldFacts:
    """A hold as these rules see it; only_reporters are the people behind the one source that made it."""

    from_at: datetime
    review_at: datetime | None = None
    released_at: datetime | None = None
    only_reporters: frozenset[int] = frozenset()
    first_release_by_id: int | None = None

    @property
    def until_cleared(self) -> bool:
        return self.review_at is None


def is_active(hold: HoldFacts, now: datetime) -> bool:
    """Whether the hold still holds: it does until somebody releases it, also when its review is overdue."""
    return hold.from_at <= now and (hold.released_at is None or now < hold.released_at)


def is_ready_for_review(hold: HoldFacts, now: datetime) -> bool:
    """Whether its clock has run out while it still holds."""
    return is_active(hold, now) and hold.review_at is not None and now >= hold.review_at


class Refusal(StrEnum):
    """Why a person may not loosen something; the screens have a sentence for each."""

    NOT_A_COORDINATOR = "not_a_coordinator"
    NOT_SAFETY_LEAD = "not_safety_lead"
    NO_REASON = "no_reason"
    ALREADY_RELEASED = "already_released"
    ONLY_REPORTER = "only_reporter"
    SAME_PERSON = "same_person"


# Message ids.
REFUSALS: dict[Refusal, str] = {
    Refusal.NOT_A_COORDINATOR: N_("Only a coordinator may do this."),
    Refusal.NOT_SAFETY_LEAD: N_("Only the coordinator who sets zones may do this."),
    Refusal.NO_REASON: N_("Not saved: say why."),
    Refusal.ALREADY_RELEASED: N_("This hold has been released already."),
    Refusal.ONLY_REPORTER: N_("Only you reported this shelling, so somebody else has to release the hold."),
    Refusal.SAME_PERSON: N_("You asked for this yourself, so somebody else has to confirm."),
}


@dataclass(frozen=True)
class Allowed:
    """The person may do it, and it takes effect now."""


@dataclass(frozen=True)
class NeedsSecond:
    """Noted with this person's name; it takes effect when a second person confirms."""


@dataclass(frozen=True)
class Refused:
    """The person may not do it."""

    reason: Refusal


Decision = Allowed | NeedsSecond | Refused


@dataclass(frozen=True)
class Loosener:
    """Who asks to loosen, and why."""

    id: int
    reason: str
    is_coordinator: bool = True
    is_safety_lead: bool = False


def release_decision(hold: HoldFacts, who: Loosener, *, one_person_hub: bool = False) -> Decision:
    """Whether this person may release the hold; "until cleared" takes two unless the hub has only one.

    The only reporter never may, also where the hub is one person: then somebody else has to report or release.
    """
    if hold.released_at is not None:
        return Refused(Refusal.ALREADY_RELEASED)
    refused = _refused(who)
    if refused:
        return refused
    if who.id in hold.only_reporters:
        return Refused(Refusal.ONLY_REPORTER)
    if not hold.until_cleared:
        return Allowed()
    return _two_people(who, hold.first_release_by_id, one_person_hub)


def zone_decision(
    old: Zone | None,
    new: Zone,
    who: Loosener,
    *,
    first_by_id: int | None = None,
    one_person_hub: bool = False,
) -> Decision:
    """Whether this person may set the zone: any coordinator makes it worse, two people make it better.

    Renewing a zone takes one safety lead, and so does the first zone of an area, or nobody could begin. No zone counts
    as the worst, so the first one loosens: it rests on one person until a second confirms it (first_by_id).
    """
    if old is not None and new.is_worse_than(old):
        return Allowed() if who.is_coordinator else Refused(Refusal.NOT_A_COORDINATOR)
    refused = _refused(who)
    if refused:
        return refused
    is_better = old is not None and old.is_worse_than(new)
    if (is_better or old is None) and first_by_id is not None:
        return _two_people(who, first_by_id, one_person_hub)
    if not who.is_safety_lead:
        return Refused(Refusal.NOT_SAFETY_LEAD)
    return _two_people(who, None, one_person_hub) if is_better else Allowed()


def _refused(who: Loosener) -> Refused | None:
    if not who.is_coordinator:
        return Refused(Refusal.NOT_A_COORDINATOR)
    return None if who.reason.strip() else Refused(Refusal.NO_REASON)


def _two_people(who: Loosener, first_by_id: int | None, one_person_hub: bool) -> Decision:
    if one_person_hub:
        return Allowed()
    if first_by_id is None:
        return NeedsSecond()
    return Refused(Refusal.SAME_PERSON) if first_by_id == who.id else Allowed()


def clearance_holds(until: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether "cleared by NAME until TIME" still stands; a new report ends it, and no clock put back revives it."""
    return ended_at is None and now < until


def clearance_end(cleared_at: datetime, ended_at: datetime | None, report_received_at: datetime) -> datetime | None:
    """When a clearance ends after a report in its area, whatever the report's state; an end never moves later.

    A report written after the clearance ends it also where its clock was read before: who cleared never saw it.
    """
    end = max(cleared_at, report_received_at)
    return end if ended_at is None else min(ended_at, end)
