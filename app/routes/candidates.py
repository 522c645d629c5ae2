"""Visits a plan may place: needs put together by address, with their stops, and what stands in the way of each."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from app.domain.need_kinds import NEED_KINDS
from app.domain.needs import StopPattern
from app.domain.rules import Strictness
from app.domain.zones import ZONE_FACTS
from app.models import ConsentAnswer, Need, Visit
from app.needs.ways import plan_of
from app.routes import gates
from app.routes.candidate import Candidate, PlannedStop, Reason
from app.routes.choose_point import choose_point
from app.routes.drives import no_way
from app.routes.gather import DayFacts
from app.routes.windows import stop_windows
from app.travel.places import home_of, point_place

# Judgements: a person gets in or out; somebody is served at a counter; people are handed over at a transit point.
BOARDING_MIN, COUNTER_MIN, HAND_OVER_MIN = 5, 10, 10


def candidates(facts: DayFacts) -> list[Candidate]:
    """Every visit of the day and every need that waits for one, each with what stands in its way."""
    found = [_of_visit(facts, visit) for visit in facts.visits if visit.needs]
    taken = {need.id for one in found for need in one.needs}
    found += _of_needs(facts, [need for need in facts.needs if need.id not in taken])
    return sorted((_judged(facts, one) for one in found), key=lambda one: (-one.score, one.key))


def _of_visit(facts: DayFacts, visit: Visit) -> Candidate:
    needs = tuple(sorted(visit.needs, key=lambda need: need.id))
    return Candidate(needs[0].id, needs, visit.household, plan_of(needs[0]).pattern, visit)


def _of_needs(facts: DayFacts, needs: Iterable[Need]) -> list[Candidate]:
    """What is brought to one address goes in one visit, as far as the zone's time on site allows."""
    groups: dict[tuple[int, int], list[Need]] = {}
    found = []
    for need in sorted(needs, key=lambda one: (one.household_id, one.id)):
        pattern = plan_of(need).pattern
        if pattern is StopPattern.HOME:
            key = need.household_id, _group_number(facts, groups, need)
            groups.setdefault(key, []).append(need)
        else:
            found.append(Candidate(need.id, (need,), need.household, pattern))
    return found + [Candidate(g[0].id, tuple(g), g[0].household, StopPattern.HOME) for g in groups.values()]


def _group_number(facts: DayFacts, groups: dict[tuple[int, int], list[Need]], need: Need) -> int:
    """The last visit to this address while time on site lasts, else one more."""
    number = max((n for household, n in groups if household == need.household_id), default=0)
    together = groups.get((need.household_id, number), [])
    standing = facts.standing.get(need.household.area_id or 0)
    longest = ZONE_FACTS[standing.zone].max_on_site_min if standing and standing.zone else None
    minutes = sum(one.kind.minutes for one in together) + need.kind.minutes
    return number + 1 if together and longest is not None and minutes > longest else number


def _judged(facts: DayFacts, one: Candidate) -> Candidate:
    one.scores = tuple(facts.scores.get(need.id, 0) for need in one.needs)
    one.score = sum(one.scores)
    one.blocks += _missing_facts(one)
    if not one.blocks:
        choice = choose_point(facts, one.needs, one.household, one.visit)
        one.point, one.warnings = choice.point, choice.warnings + _to_ring(facts, one)
        one.blocks = _home_held(facts, one) if choice.blocks else []
        one.blocks = one.blocks or choice.blocks
    if not one.blocks:
        one.stops = tuple(_stops(facts, one))
        one.blocks += _no_windows(one) + no_way(facts, one)
        _pass_gates(facts, one)
    return one


def _missing_facts(one: Candidate) -> list[Reason]:
    found: list[Reason] = []
    area = one.household.area
    if area is None:
        found.append({"code": "no_area"})
    elif home_of(one.household) is None:
        found.append({"code": "no_place", "area": area.code})
    found += [{"code": why} for why in dict.fromkeys(plan_of(need).why_not for need in one.needs) if why]
    if not all(_has_consent(need) for need in one.needs):
        found.append({"code": "no_consent"})
    return found


def _home_held(facts: DayFacts, one: Candidate) -> list[Reason]:
    """No other point helps while nobody may go to the person's own door."""
    area = one.household.area
    is_held = area is not None and "home" in one.pattern.stops and facts.holds.of_area(area.id)
    return [{"code": "home_held", "area": area.code}] if area is not None and is_held else []


def _to_ring(facts: DayFacts, one: Candidate) -> list[Reason]:
    """The call before departure: asked for on the plan, a gate when the team leaves."""
    recent = facts.now - timedelta(minutes=facts.settings.confirm_within_min)
    confirmed = [need.phone_confirmed_at for need in one.needs]
    is_recent = all(at is not None and at >= recent for at in confirmed)
    return [] if is_recent else [{"code": "ring_person"}]


def _has_consent(need: Need) -> bool:
    """The person's last word; where only a household is known there is nobody to ask yet."""
    if need.person is None:
        return True
    answers = need.person.consents
    return bool(answers) and answers[-1].answer is ConsentAnswer.YES


def _stops(facts: DayFacts, one: Candidate) -> Iterable[PlannedStop]:
    kinds = [need.kind for need in one.needs]
    minutes, cargo, going = sum(kind.minutes for kind in kinds), one.cargo_kg, _boarding(one)
    plan: dict[StopPattern, Sequence[tuple[str, int, int, int]]] = {
        StopPattern.HOME: [("home", minutes, 0, 0)],
        StopPattern.ESCORT: [("home", BOARDING_MIN, going, 0), ("point", minutes, 0, 0), ("home", 5, -going, 0)],
        StopPattern.POINT_HOME: [("point", COUNTER_MIN, 0, cargo), ("home", minutes, 0, -cargo)],
        StopPattern.HOME_POINT: [("home", minutes, going, 0), ("point", HAND_OVER_MIN, -going, 0)],
        StopPattern.REMOTE: [],
    }
    for order, (where, service, board, load) in enumerate(plan[one.pattern]):
        yield _stop(facts, one, where, order, service, board, load)


def _boarding(one: Candidate) -> int:
    return _people(one.needs[0], one.pattern)


def people_boarding(visit: Visit) -> int:
    """How many people a visit takes into the car."""
    first = min(visit.needs, key=lambda need: need.id, default=None)
    return _people(first, plan_of(first).pattern) if first else 1


def _people(need: Need, pattern: StopPattern) -> int:
    kind = NEED_KINDS.get(need.kind.code)
    return max(1, kind.boarding if kind else 1) * (need.quantity if pattern is StopPattern.HOME_POINT else 1)


def _stop(facts: DayFacts, one: Candidate, where: str, order: int, service: int, board: int, load: int) -> PlannedStop:
    point = one.point if where == "point" else None
    area = point.area if point else one.household.area
    place = point_place(point) if point else home_of(one.household)
    assert area is not None
    assert place is not None
    asks_client = where == "home" and (order == 0 or one.pattern is StopPattern.POINT_HOME)
    windows = stop_windows(
        facts,
        one.needs,
        area,
        place,
        point,
        asks_client=asks_client,
        asks_provider=where == ("point" if "point" in one.pattern.stops else "home"),
        has_begun=one.has_begun(facts),
    )
    return PlannedStop(*place, area, point, service, board, load, windows)


def _no_windows(one: Candidate) -> list[Reason]:
    for stop in one.stops:
        if not any(window.minutes >= stop.minutes for window in stop.windows.left):
            bound_by = list(stop.windows.bound_by)
            return [{"code": "no_window", "area": stop.area.code, "bound_by": bound_by, **stop.windows.facts}]
    return []


def _pass_gates(facts: DayFacts, one: Candidate) -> None:
    approved = set(gates.approved_marks(facts.day, one.key)) if one.visit and one.visit.approved_by_id else set()
    for gate in gates.gates_of(facts, one):
        if gate.strictness is Strictness.HARD:
            one.blocks.append(gate.reason)
        elif gate.strictness is Strictness.WARNING:
            one.warnings.append(gate.reason)
        else:
            one.approvals.append(gate)
            if gate.mark not in approved:
                one.blocks.append(gate.reason | {"approve": True})
    crowding = gates.crowding_of(facts, one)
    one.may_crowd = crowding is not None and crowding.mark in approved
    one.approvals += [crowding] if crowding is not None else []
