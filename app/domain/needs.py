"""What can be said of any need: how urgent, by which way, and why it stands where it does in the queue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.urgency import Answers, Suggestion, Task, Urgency, suggest_urgency

__all__ = [
    "Answers",
    "Override",
    "ScorePart",
    "StopPattern",
    "Suggestion",
    "Task",
    "TriageFacts",
    "Urgency",
    "Vulnerability",
    "Way",
    "planner_weight",
    "suggest_urgency",
    "total",
    "triage_score",
    "vulnerabilities_of",
]


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

    @property
    def stops(self) -> tuple[str, ...]:
        """Each stop as "home" or "point"."""
        return {
            "home": ("home",),
            "escort": ("home", "point", "home"),
            "point_home": ("point", "home"),
            "home_point": ("home", "point"),
            "remote": (),
        }[self.value]


class Vulnerability(StrEnum):
    """What makes waiting harder, as far as a visit needs to know it; never a diagnosis."""

    OLD_AND_ALONE = "old_and_alone"
    MUCH_DIFFICULTY = "much_difficulty"
    BED_BOUND = "bed_bound"
    NO_CARER = "no_carer"
    SMALL_CHILD = "small_child"
    NO_PHONE = "no_phone"
    ON_A_DEVICE = "on_a_device"


URGENCY_POINTS = {Urgency.U1: 100, Urgency.U2: 60, Urgency.U3: 30, Urgency.U4: 10}
VULNERABILITY_POINTS = {
    Vulnerability.OLD_AND_ALONE: 15,
    Vulnerability.MUCH_DIFFICULTY: 10,
    Vulnerability.BED_BOUND: 20,
    Vulnerability.NO_CARER: 10,
    Vulnerability.SMALL_CHILD: 10,
    Vulnerability.NO_PHONE: 5,
    Vulnerability.ON_A_DEVICE: 20,
}
MOST_VULNERABILITY = 40
MOST_WAITING = 20
MISS_POINTS, MOST_MISSES = 10, 20
DEADLINE_POINTS = ((0, 30), (1, 20), (3, 10), (7, 5))
"""(days left at most, points). Steps, so that a coordinator can say them; past its deadline a need keeps the most."""

LAST_MONTH, LAST_MONTH_POINTS = 5, 20
"""Months of pension missed after which one more stops the payment; counts like a deadline of tomorrow."""

MOST_WEIGHT = 25.0
OLD_FROM_YEARS = 75


def vulnerabilities_of(
    *,
    on: date,
    birth_year: int | None = None,
    lives_alone: bool = False,
    walks_with_difficulty: bool = False,
    is_bed_bound: bool = False,
    has_no_carer: bool = False,
    has_small_child: bool = False,
    has_phone: bool = True,
    depends_on_device: bool = False,
) -> frozenset[Vulnerability]:
    """What the record of a person adds to the score. A birth year not known counts as old for who lives alone."""
    old = birth_year is None or on.year - birth_year >= OLD_FROM_YEARS
    told = {
        Vulnerability.OLD_AND_ALONE: old and lives_alone,
        Vulnerability.MUCH_DIFFICULTY: walks_with_difficulty,
        Vulnerability.BED_BOUND: is_bed_bound,
        Vulnerability.NO_CARER: has_no_carer,
        Vulnerability.SMALL_CHILD: has_small_child,
        Vulnerability.NO_PHONE: not has_phone,
        Vulnerability.ON_A_DEVICE: depends_on_device,
    }
    return frozenset(what for what, holds in told.items() if holds)


@dataclass(frozen=True)
class Override:
    """A coordinator's own points, signed and with a reason."""

    points: int
    by: str
    reason: str


@dataclass(frozen=True)
class TriageFacts:
    """Everything the score looks at. Danger is not here on purpose: it gates, it does not rank.

    misses_in_a_row: as outcomes.misses_in_a_row counts them, aborts for danger included.
    months_missed: of a pension; 0 for every other kind.
    """

    urgency: Urgency
    on: date
    logged_on: date
    vulnerabilities: frozenset[Vulnerability] = frozenset()
    misses_in_a_row: int = 0
    deadline_on: date | None = None
    months_missed: int = 0
    override: Override | None = None


@dataclass(frozen=True)
class ScorePart:
    """One line of the sum. label: English msgid that takes `facts` by name."""

    code: str
    points: int
    label: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)


def triage_score(facts: TriageFacts) -> list[ScorePart]:
    """The lines whose points add up to the score. Nothing that was told about a person is left out, even at 0.

    The queue is sorted by the sum, highest first. It refuses nobody anything.
    """
    label, of = "Urgency %(urgency)s", {"urgency": facts.urgency.value}
    others = [
        _waiting(facts.logged_on, facts.on),
        _misses(facts.misses_in_a_row),
        _deadline(facts.deadline_on, facts.on, facts.months_missed),
    ]
    return [
        ScorePart("urgency", URGENCY_POINTS[facts.urgency], label, of),
        *_vulnerability(facts.vulnerabilities),
        *(part for part in others if part.points),
        *_override(facts.override),
    ]


def total(parts: Iterable[ScorePart]) -> int:
    return sum(part.points for part in parts)


def planner_weight(score: float) -> float:
    """What a visit is worth to the planner: priority points, 0 to 25."""
    return min(MOST_WEIGHT, max(0.0, score / 10))


VULNERABILITY_LABELS = {
    Vulnerability.OLD_AND_ALONE: "75 or older and on their own",
    Vulnerability.MUCH_DIFFICULTY: "Much difficulty, or cannot at all",
    Vulnerability.BED_BOUND: "Bed-bound",
    Vulnerability.NO_CARER: "Nobody cares for them",
    Vulnerability.SMALL_CHILD: "Child under 5",
    Vulnerability.NO_PHONE: "No phone",
    Vulnerability.ON_A_DEVICE: "Depends on a device",
}


def _vulnerability(listed: frozenset[Vulnerability]) -> list[ScorePart]:
    """One line each, heaviest first, until the most is reached; the line that meets the limit gets what is left."""
    parts, left = [], MOST_VULNERABILITY
    for what in sorted(listed, key=lambda one: (-VULNERABILITY_POINTS[one], one)):
        points = min(VULNERABILITY_POINTS[what], left)
        left -= points
        parts.append(ScorePart(what.value, points, VULNERABILITY_LABELS[what], {"of": VULNERABILITY_POINTS[what]}))
    return parts


def _waiting(logged_on: date, on: date) -> ScorePart:
    days = max((on - logged_on).days, 0)
    return ScorePart("waiting", min(days, MOST_WAITING), "Waiting, days: %(days)s", {"days": days})


def _misses(count: int) -> ScorePart:
    points = min(count * MISS_POINTS, MOST_MISSES)
    return ScorePart("misses", points, "Visits that did not happen, in a row: %(count)s", {"count": count})


def _deadline(deadline_on: date | None, on: date, months_missed: int) -> ScorePart:
    """The worse of the two clocks: the day on the calendar, and for a pension the months that stop it."""
    days = None if deadline_on is None else (deadline_on - on).days
    by_day = 0 if days is None else next((points for most, points in DEADLINE_POINTS if days <= most), 0)
    if months_missed >= LAST_MONTH and by_day < LAST_MONTH_POINTS:
        label = "Months missed: %(months)s; six stop the payment"
        return ScorePart("deadline", LAST_MONTH_POINTS, label, {"months": months_missed})
    label = "Days past the deadline: %(days)s" if (days or 0) < 0 else "Days until the deadline: %(days)s"
    return ScorePart("deadline", by_day, label, {"days": abs(days or 0), "deadline_on": deadline_on})


def _override(override: Override | None) -> list[ScorePart]:
    if override is None:
        return []
    facts = {"by": override.by, "reason": override.reason}
    return [ScorePart("override", override.points, "Changed by %(by)s: %(reason)s", facts)]
