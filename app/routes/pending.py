"""A proposal that waits beside the plan: its routes, its reasons, and line by line what it would change."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.planner.plan import Plan, Route
from app.domain.planner.propose import Proposal
from app.domain.planner.stability import is_moved, starts_of
from app.models import Day
from app.routes import drafts
from app.routes.candidate import Reason
from app.routes.problem import DayProblem

KEPT_AS = "pending"  # in the proposal kept with the day


@dataclass(frozen=True)
class Line:
    """One visit that the proposal places elsewhere; no team means on no route."""

    key: int
    old_team: int | None
    old_start: int | None
    new_team: int | None
    new_start: int | None

    @property
    def kind(self) -> str:
        if self.old_team is None:
            return "added"
        return "dropped" if self.new_team is None else "moved"


@dataclass(frozen=True)
class Pending:
    """Routes for the teams that had not left when it was made, empty for a team that stays at the base.

    dial: the number between need and danger it was made with; none where nobody ever chose one.
    """

    routes: dict[int, Route]
    reasons: dict[int, list[Reason]]
    not_placed: dict[int, list[Reason]]
    summary: dict[str, Any]
    made_at: datetime
    by_id: int
    dial: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "plan": Plan(tuple(self.routes.values())).to_json(),
            "reasons": {str(key): said for key, said in self.reasons.items()},
            "not_placed": {str(key): said for key, said in self.not_placed.items()},
            "summary": self.summary,
            "made_at": self.made_at.isoformat(),
            "by_id": self.by_id,
            "dial": self.dial,
        }


def found_by(
    day: DayProblem, proposal: Proposal | None, teams: Iterable[int], summary: Mapping[str, Any], *, by_id: int
) -> Pending:
    """What a search came to; without a team or an area to plan with, nobody goes anywhere."""
    routes = {int(route.team): route for route in proposal.plan.routes} if proposal else {}
    return Pending(
        routes={team_id: routes.get(team_id, Route(team_id, ())) for team_id in teams},
        reasons=drafts.reasons_of(day, proposal.reasons) if proposal else {},
        not_placed=drafts.not_placed_reasons(proposal.not_placed) if proposal else _nobody_goes(day),
        summary=dict(summary),
        made_at=day.facts.now,
        by_id=by_id,
    )


def _nobody_goes(day: DayProblem) -> dict[int, list[Reason]]:
    return {} if day.able_shifts else {key: [{"code": "no_team"}] for key in day.candidates}


def find_pending(row: Day | None) -> Pending | None:
    """The proposal nobody has taken or left yet."""
    kept = (row.proposal or {}).get(KEPT_AS) if row else None
    if kept is None:
        return None
    plan = Plan.from_json(kept["plan"])
    return Pending(
        routes={int(route.team): route for route in plan.routes},
        reasons={int(key): said for key, said in kept["reasons"].items()},
        not_placed={int(key): said for key, said in kept["not_placed"].items()},
        summary=kept["summary"],
        made_at=datetime.fromisoformat(kept["made_at"]),
        by_id=kept["by_id"],
        dial=kept.get("dial"),
    )


def keep_pending(row: Day, pending: Pending) -> None:
    row.proposal = (row.proposal or {}) | {KEPT_AS: pending.to_json()}


def forget_pending(row: Day) -> None:
    row.proposal = {name: value for name, value in (row.proposal or {}).items() if name != KEPT_AS}


def differs(day: DayProblem, pending: Pending) -> bool:
    """Whether any team would notice."""
    present = {team_id: drafts.route_of(row) for team_id, row in day.facts.working.items()}
    return any(not drafts.is_same(route, present.get(team_id)) for team_id, route in pending.routes.items())


def jobs_of(pending: Pending | None) -> set[int]:
    """The visits it has a place for."""
    routes = pending.routes.values() if pending else ()
    return {int(job) for route in routes for job in route.jobs}


def lines_of(day: DayProblem, pending: Pending) -> list[Line]:
    """Each visit with another team, another time, or on a route for the first or the last time; by team and time."""
    old, new = places_now(day), _places(pending.routes)
    keys = [key for key in dict.fromkeys([*old, *new]) if key in new or old[key][0] in pending.routes]
    lines = [Line(key, *old.get(key, (None, None)), *new.get(key, (None, None))) for key in keys]
    return sorted((line for line in lines if _is_another_place(line)), key=_in_order)


def places_now(day: DayProblem) -> dict[int, tuple[int, int]]:
    """Team and first minute of each visit of the present plan."""
    return _places({team_id: drafts.route_of(row) for team_id, row in day.facts.working.items()})


def doors_now(day: DayProblem) -> dict[int, tuple[int, int]]:
    """Team and the minute at the person's own door, which is what they were promised."""
    return _doors(day, {team_id: drafts.route_of(row) for team_id, row in day.facts.working.items()})


def doors_after(day: DayProblem, pending: Pending) -> dict[int, tuple[int, int]]:
    """The same once the proposal is taken whole."""
    present = {team_id: drafts.route_of(row) for team_id, row in day.facts.working.items()}
    return _doors(day, present | pending.routes)


def _doors(day: DayProblem, routes: Mapping[int, Route]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for team_id, route in routes.items():
        for call in route.calls:
            if call.job is not None and call.stop == _door(day, int(call.job)):
                found.setdefault(int(call.job), (team_id, call.start))
    return found


def _door(day: DayProblem, key: int) -> int:
    """Which stop of the visit is the first at home."""
    one = day.candidates.get(key)
    stops = one.pattern.stops if one is not None else ()
    return stops.index("home") if "home" in stops else 0


def _places(routes: Mapping[int, Route]) -> dict[int, tuple[int, int]]:
    return {int(key): (team_id, at) for team_id, route in routes.items() for key, at in starts_of(route).items()}


def _is_another_place(line: Line) -> bool:
    if line.old_start is None or line.new_start is None or line.old_team != line.new_team:
        return True
    return is_moved(line.old_start, line.new_start)


def _in_order(line: Line) -> tuple[bool, int, int]:
    return line.new_team is None, line.new_team or line.old_team or 0, line.new_start or line.old_start or 0


def counts_of(day: DayProblem, pending: Pending, lines: Iterable[Line]) -> Counter[str]:
    """How many visits change, and among those that stay how many by some minutes."""
    lines = list(lines)
    changed = {line.key for line in lines}
    old, new = places_now(day), _places(pending.routes)
    stay = [key for key in old if key not in changed]
    shifted = [key for key in stay if key in new and new[key] != old[key]]
    return Counter([line.kind for line in lines]) + Counter(unchanged=len(stay) - len(shifted), shifted=len(shifted))
