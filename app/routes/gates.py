"""The gates of a visit while it is planned: what is hard, what a named person may open, what is only said."""

from collections.abc import Iterable
from typing import Any

from app.domain.errors import N_
from app.domain.ground import nearest_m
from app.domain.needs import Urgency
from app.domain.rules import DEFAULT_SETTINGS, RULES, Breach, RuleSettings, Strictness, VisitFacts, breaches
from app.models import Day, Hold, Need
from app.routes.candidate import Candidate, Gate, PlannedStop
from app.routes.gather import DayFacts, local_moment

# Permit, curfew and size of the team belong to a team and an hour: the planner keeps them. The phone calls belong to
# the two hours before departure: they are listed with the visit and asked for then.
CROWDED = "crowded"  # the code of the planner's reason
NOT_HERE = {"G03", "G04", "G05", "G17", "G18"}


def gates_of(facts: DayFacts, one: Candidate) -> list[Gate]:
    """Every gate that a stop of the visit does not pass, each once, the strictest wording of it."""
    found: dict[str, Gate] = {}
    for stop in one.stops:
        for gate in _of_stop(facts, one, stop):
            known = found.get(gate.mark)
            if known is None or (gate.strictness is Strictness.HARD and known.strictness is not Strictness.HARD):
                found[gate.mark] = gate
    return list(found.values())


def _of_stop(facts: DayFacts, one: Candidate, stop: PlannedStop) -> list[Gate]:
    standing = facts.standing.get(stop.area.id)
    asked = VisitFacts(
        departs_at=local_moment(facts, 0),
        zone=standing.zone if standing else None,
        zone_expired=bool(standing and standing.zone_expired),
        team_size=facts.settings.crew_min,
        on_site_min=stop.minutes,
        moves=(),
        held=is_held(facts, one, stop),
        near_report_at=None,
        mine_m=_nearest_mine_m(facts, one, stop),
        **_of_today(facts, stop),
        **_road(facts, one, stop),
        now=facts.now,
        decided=facts.decided(stop.area.id),
        life_saving=is_life_saving(one),
        permit_missing=(),
        needs_client=False,
        needs_point=False,
        usual=facts.usual_at(stop.point.id if stop.point else None, one.household.id),
    )
    limits = RuleSettings(usual_weeks=facts.settings.usual_weeks, usual_times=facts.settings.usual_times)
    return [_gate(facts, one, stop, breach) for breach in breaches(asked, limits) if breach.rule.code not in NOT_HERE]


def _of_today(facts: DayFacts, stop: PlannedStop) -> dict[str, Any]:
    """Attacks and alarms of now say something of the day that runs, and nothing of a day ahead."""
    if facts.now_min is None:
        return {"attacks_6h": 0, "attacks_24h": 0, "alarms": (), "feed_age": None}
    six, day = facts.attacks.get(stop.area.id, (0, 0))
    alarms = facts.alarms.get(stop.area.id, ())
    return {"attacks_6h": six, "attacks_24h": day, "alarms": alarms, "feed_age": facts.feed_age}


def _road(facts: DayFacts, one: Candidate, stop: PlannedStop) -> dict[str, Any]:
    """The held road from this stop to the next of the same visit; else the one between it and the base.

    To the next stop a team drives straight on; from the base it may come by another visit, where a way round is open.
    """
    at = next(number for number, other in enumerate(one.stops) if other is stop)
    for after in one.stops[at + 1 : at + 2]:
        if held := facts.holds.between(stop.area.id, after.area.id):
            return {"closed_road": _name(facts, held)}
    base = facts.holds.base_area_id
    held = facts.holds.between(base, stop.area.id) if at in (0, len(one.stops) - 1) else []
    if not held or base is None:
        return {"closed_road": ""}
    return {"closed_road": _name(facts, held), "has_way_round": facts.holds.has_way_round(base, stop.area.id)}


def _name(facts: DayFacts, held: list[Hold]) -> str:
    names = {road.id: road.name for road in facts.roads}
    return next((names.get(hold.road_segment_id or 0, "?") for hold in held), "")


def _gate(facts: DayFacts, one: Candidate, stop: PlannedStop, breach: Breach) -> Gate:
    reason: dict[str, Any] = {"code": "gate", "rule": breach.rule.code, "says": breach.says, "area": stop.area.code}
    reason |= {name: str(value) if name == "zone" else value for name, value in breach.facts.items()}
    if breach.rule.code == "G07":  # only a hold here: near reports bind the windows of the stop
        own = facts.holds.of_visit(one.visit.id) if one.visit and not _is_place_held(facts, stop) else []
        reason |= {"review_at": _review_at(own or facts.holds.of_area(stop.area.id))} | ({"alone": True} if own else {})
    return Gate(breach.rule.code, breach.strictness, reason)


def crowding_of(facts: DayFacts, one: Candidate) -> Gate | None:
    """The gate of a visit that the last plan left out because others are called to its point; open once approved."""
    kept = (facts.day.proposal or {}).get("not_placed", {}) if facts.day else {}
    was_left_out = any(said["code"] == CROWDED for said in kept.get(str(one.needs[0].id), []))
    rule = RULES["G16"]
    reason = {"code": "gate", "rule": rule.code, "says": N_("Others are called to the same point near that time.")}
    gate = Gate(rule.code, rule.strictness, reason | {"area": one.calls_to.area.code if one.calls_to else ""})
    is_approved = one.visit is not None and gate.mark in approved_marks(facts.day, one.key)
    return gate if one.calls_to is not None and (was_left_out or is_approved) else None


def is_held(facts: DayFacts, one: Candidate, stop: PlannedStop) -> bool:
    return _is_place_held(facts, stop) or bool(one.visit and facts.holds.of_visit(one.visit.id))


def _is_place_held(facts: DayFacts, stop: PlannedStop) -> bool:
    return bool(facts.holds.of_area(stop.area.id) or (stop.point and facts.holds.of_point(stop.point.id)))


def _review_at(held: Iterable[Hold]) -> str | None:
    """The latest review among the holds; None where one lasts until it is cleared."""
    reviews = [hold.review_at for hold in held]
    known = [at for at in reviews if at is not None]
    return max(known).isoformat() if known and len(known) == len(reviews) else None


def _nearest_mine_m(facts: DayFacts, one: Candidate, stop: PlannedStop) -> float | None:
    """From the stop or its path to the nearest thing that may explode; None where none is near enough to count.

    Judgement: nobody knows the path on foot, so the straight leg to the next stop of the visit stands for it.
    """
    at = next(number for number, other in enumerate(one.stops) if other is stop)
    path = [(other.lat, other.lon) for other in one.stops[at : at + 2]]
    return nearest_m(facts.mines_northward, path, within_m=DEFAULT_SETTINGS.mine_within_m)


def is_life_saving(one: Candidate) -> bool:
    return saves_a_life(one.needs)


def saves_a_life(needs: Iterable[Need]) -> bool:
    """Whether waiting can kill, for at least one need of a visit."""
    return any(need.kind.is_life_saving and need.urgency in (Urgency.U1, Urgency.U2) for need in needs)


def approved_marks(day: Day | None, key: int) -> list[str]:
    """What somebody approved for this visit, as kept with the day."""
    kept = (day.proposal or {}).get("approved", {}) if day else {}
    return list(kept.get(str(key), []))
