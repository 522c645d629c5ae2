"""One visit a plan may place: its needs, its stops, the gates and facts that stand in its way."""

from dataclasses import dataclass, field
from typing import Any

from app.domain.needs import StopPattern, planner_weight
from app.domain.rules import Strictness
from app.domain.states import VisitState
from app.models import Area, Household, Need, ServicePoint, Visit
from app.routes.gather import DayFacts
from app.routes.windows import StopWindows

MOST_WEIGHT = 25.0

Reason = dict[str, Any]  # a code and its facts, kept as JSON; reason_views.py puts it into words


@dataclass(frozen=True)
class Gate:
    """A gate that is not passed. mark: what an approval is for; a worse zone needs a new one."""

    rule: str
    strictness: Strictness
    reason: dict[str, Any]

    @property
    def mark(self) -> str:
        return f"{self.rule}:{self.reason.get('zone', '')}"


@dataclass(frozen=True)
class PlannedStop:
    """One stop of a visit: where, how long, when it may be, and which limits leave no more of the day."""

    lat: float
    lon: float
    area: Area
    point: ServicePoint | None
    minutes: int
    board: int
    load: int
    windows: StopWindows


@dataclass
class Candidate:
    """One visit the plan may place. Its key is the smallest id of its needs: it outlives any number of proposals."""

    key: int
    needs: tuple[Need, ...]
    household: Household
    pattern: StopPattern
    visit: Visit | None = None
    point: ServicePoint | None = None
    score: int = 0
    scores: tuple[int, ...] = ()
    stops: tuple[PlannedStop, ...] = ()
    blocks: list[Reason] = field(default_factory=list)
    approvals: list[Gate] = field(default_factory=list)  # gates a named person may open, approved or not
    warnings: list[Reason] = field(default_factory=list)
    may_crowd: bool = False  # approved: it may be called to its point near to others

    @property
    def calls_to(self) -> ServicePoint | None:
        """The point the household itself is brought to; a team that fetches something there calls nobody."""
        return self.point if self.pattern in (StopPattern.ESCORT, StopPattern.HOME_POINT) else None

    @property
    def weight(self) -> float:
        return min(MOST_WEIGHT, sum(planner_weight(score) for score in self.scores))

    def waiting_days(self, facts: DayFacts) -> int:
        """Of the need that has waited longest, as the triage score counts them."""
        logged_on = min(need.logged_at.astimezone(facts.tz).date() for need in self.needs)
        return max(0, (facts.on - logged_on).days)

    @property
    def area(self) -> Area | None:
        return self.household.area

    @property
    def people_needed(self) -> int:
        return max(need.kind.people for need in self.needs)

    @property
    def skills(self) -> frozenset[str]:
        return frozenset(str(skill) for need in self.needs for skill in need.kind.skills)

    @property
    def cargo_kg(self) -> int:
        return sum(need.kind.cargo_kg * need.quantity for need in self.needs)

    @property
    def is_under_way(self) -> bool:
        return self.visit is not None and self.visit.state is VisitState.UNDER_WAY

    def has_begun(self, facts: DayFacts) -> bool:
        """Whether its team is on the road: then only a person on the spot changes it."""
        return self.is_under_way or (self.visit is not None and self.visit.team_id in facts.begun)

    @property
    def is_fixed(self) -> bool:
        """Whether a person pinned it and it may be visited: no proposal takes it off."""
        return self.visit is not None and self.visit.pin_team_id is not None and not self.blocks

    @property
    def can_be_placed(self) -> bool:
        return not self.blocks and bool(self.stops)
