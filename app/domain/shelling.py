"""What a shelling report says, what it weighs, and how far the verdicts on an event have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.errors import N_
from app.domain.sources import independent, same_source
from app.domain.weapons import WEAPONS, Chip, Weapon, linger_of

__all__ = [
    "STATE_LABELS",
    "WEAPONS",
    "WEIGHT",
    "AreaPrecision",
    "Chip",
    "EventState",
    "Observation",
    "PartOfDay",
    "ReportFacts",
    "SourceType",
    "TimePrecision",
    "VerdictFacts",
    "VerdictKind",
    "Weapon",
    "event_state",
    "independent_witnesses",
    "latest_possible",
    "linger_of",
    "only_source",
    "part_of_day",
    "span_of",
]


class TimePrecision(StrEnum):
    """How well the sender knows when it was."""

    EXACT = "exact"
    QUARTER = "quarter"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DATE = "date"


class PartOfDay(StrEnum):
    """Five parts that tile a local day; "last night before midnight" is its evening."""

    NIGHT = "night"
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def hours(self) -> tuple[int, int]:
        """First hour of the part and the hour it ends, on the wall clock; 24 is the next midnight."""
        return _PART_HOURS[self]


_PART_HOURS = {
    PartOfDay.NIGHT: (0, 6),
    PartOfDay.MORNING: (6, 11),
    PartOfDay.MIDDAY: (11, 14),
    PartOfDay.AFTERNOON: (14, 18),
    PartOfDay.EVENING: (18, 24),
}


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
    SEPARATE = "separate"


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

# Message ids.
STATE_LABELS: dict[EventState, str] = {
    EventState.UNVERIFIED: N_("Unverified"),
    EventState.REPORTED: N_("Reported"),
    EventState.CORROBORATED: N_("Several sources"),
    EventState.CONFIRMED: N_("Confirmed"),
    EventState.DISPUTED: N_("Disputed"),
    EventState.FALSE: N_("Not borne out"),
    EventState.MERGED: N_("Joined with another"),
}

_EITHER_SIDE = {
    TimePrecision.EXACT: timedelta(0),
    TimePrecision.QUARTER: timedelta(minutes=15),
    TimePrecision.HOUR: timedelta(hours=1),
}
_FIRST_HAND = {Observation.HEARD, Observation.SEEN, Observation.IMPACT}
_SEEN_BY_OURS_OR_OFFICIAL = {SourceType.OFFICIAL, SourceType.TEAM_ON_SITE}


def part_of_day(clock: time) -> PartOfDay:
    """The part of the day a wall clock time falls in."""
    return next(part for part, (first, end) in _PART_HOURS.items() if first <= clock.hour < end)


def span_of(observed: datetime, precision: TimePrecision, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """Earliest and latest moment, in UTC, that a stated time can mean.

    observed: aware, or naive for the wall clock of tz; a wall clock time that happens twice in an autumn night means
    both. "About 15 minutes" and "about an hour" reach as far to either side. A part of a day or a date is that
    part or day, on the wall clock: the day of a clock change has 23 or 25 hours.
    """
    if precision in _EITHER_SIDE:
        first, last = _moments(observed, tz)
        return first - _EITHER_SIDE[precision], last + _EITHER_SIDE[precision]
    local = observed.astimezone(tz) if observed.tzinfo else observed
    first_hour, end_hour = (0, 24) if precision is TimePrecision.DATE else part_of_day(local.time()).hours
    return _on_the_hour(local.date(), first_hour, tz), _on_the_hour(local.date(), end_hour, tz)


def latest_possible(observed: datetime, precision: TimePrecision, tz: ZoneInfo) -> datetime:
    """The latest moment a stated time can mean, in UTC; holds count from it."""
    return span_of(observed, precision, tz)[1]


def _moments(observed: datetime, tz: ZoneInfo) -> tuple[datetime, datetime]:
    if observed.tzinfo:
        return observed.astimezone(UTC), observed.astimezone(UTC)
    both = [observed.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(both), max(both)


def _on_the_hour(on: date, hour: int, tz: ZoneInfo) -> datetime:
    day = on + timedelta(days=hour // 24)
    return datetime.combine(day, time(hour % 24), tzinfo=tz).astimezone(UTC)


@dataclass(frozen=True)
class ReportFacts:
    """What the state of an event depends on in one report; reporter is None where nobody signed."""

    reporter: int | None
    received_at: datetime
    source: SourceType
    observation: Observation
    known: bool = True
    origins: frozenset[str] = frozenset()

    @property
    def is_trusted(self) -> bool:
        """Told by somebody known who heard or saw it; hearsay supports nothing."""
        return self.known and self.observation in _FIRST_HAND


@dataclass(frozen=True)
class VerdictFacts:
    """What the state of an event depends on in one verdict."""

    kind: VerdictKind
    by: int
    at: datetime


_STATE_AFTER = {
    VerdictKind.CORROBORATE: EventState.CORROBORATED,
    VerdictKind.CONFIRM: EventState.CONFIRMED,
    VerdictKind.DISPUTE: EventState.DISPUTED,
    VerdictKind.MARK_FALSE: EventState.FALSE,
    VerdictKind.MERGE: EventState.MERGED,
}
_WEAKENING = {VerdictKind.DISPUTE, VerdictKind.MARK_FALSE, VerdictKind.MERGE}
_ABOUT_JOINING = {VerdictKind.MERGE, VerdictKind.SEPARATE}


def event_state(reports: Sequence[ReportFacts], verdicts: Sequence[VerdictFacts]) -> EventState:
    """The state of an event after all its reports and verdicts. Time alone changes nothing.

    A weakening verdict judges the reports received by then: a later report counts afresh and can only strengthen, one
    of a source that was judged as an unverified one. The only source may merge an event, but neither strengthen nor
    weaken it. A merge taken back leaves no trace in the state.
    """
    counting = _not_taken_back([verdict for verdict in _in_order(verdicts) if _counts(verdict, reports)])
    if counting and counting[-1].kind is VerdictKind.MERGE:
        return EventState.MERGED
    first = max((place for place, verdict in enumerate(counting) if verdict.kind in _WEAKENING), default=None)
    judged_at = None if first is None else counting[first].at
    judged = [report for report in reports if judged_at is not None and report.received_at <= judged_at]
    fresh = [report for report in reports if judged_at is None or report.received_at > judged_at]
    states = [_STATE_AFTER[verdict.kind] for verdict in counting[first or 0 :]]
    states += [_state_by_reports(fresh, judged)] * bool(fresh)
    return max(states, key=WEIGHT.__getitem__, default=EventState.UNVERIFIED)


def only_source(reports: Sequence[ReportFacts]) -> frozenset[int]:
    """The accounts behind an event that rests on one source; nobody where two are independent or none signed.

    What others only passed on makes them no witnesses; an unsigned report may be of the same person.
    """
    signed = [report for report in reports if report.reporter is not None]
    witnesses = [report for report in signed if report.observation in _FIRST_HAND] or signed
    if len(independent(witnesses)) > 1:
        return frozenset()
    return frozenset(report.reporter for report in witnesses if report.reporter is not None)


def independent_witnesses(reports: Sequence[ReportFacts]) -> int:
    """How many known people heard or saw it independently of each other."""
    return len(independent([report for report in reports if report.is_trusted]))


def _in_order(verdicts: Sequence[VerdictFacts]) -> list[VerdictFacts]:
    return sorted(verdicts, key=lambda verdict: verdict.at)


def _not_taken_back(verdicts: Sequence[VerdictFacts]) -> list[VerdictFacts]:
    """Without the merges that were taken back, and without what took them back."""
    left: list[VerdictFacts] = []
    for verdict in verdicts:
        if verdict.kind is not VerdictKind.SEPARATE:
            left.append(verdict)
        elif left and left[-1].kind is VerdictKind.MERGE:
            left.pop()
    return left


def _counts(verdict: VerdictFacts, reports: Sequence[ReportFacts]) -> bool:
    received_by_then = [report for report in reports if report.received_at <= verdict.at]
    return verdict.kind in _ABOUT_JOINING or verdict.by not in only_source(received_by_then)


def _state_by_reports(fresh: Sequence[ReportFacts], judged: Sequence[ReportFacts]) -> EventState:
    trusted = [one for one in fresh if one.is_trusted and not any(same_source(one, old) for old in judged)]
    if any(report.source in _SEEN_BY_OURS_OR_OFFICIAL and not _said_less(report, fresh) for report in trusted):
        return EventState.CONFIRMED
    if len(independent(trusted)) >= 2:
        return EventState.CORROBORATED
    return EventState.REPORTED if trusted else EventState.UNVERIFIED


def _said_less(report: ReportFacts, reports: Sequence[ReportFacts]) -> bool:
    """Whether the same account told of it as less before: its own second word lifts nothing."""
    return any(
        one.reporter == report.reporter is not None
        and one.received_at < report.received_at
        and one.source not in _SEEN_BY_OURS_OR_OFFICIAL
        for one in reports
    )
