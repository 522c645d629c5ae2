"""Whether to go: the advice for an area and a day, from its grade, its zone and the rules, with every reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.danger.grade import Grade
from app.domain.errors import N_
from app.domain.zones import ZONE_FACTS, Zone


class Advice(StrEnum):
    """The loosest first. None of them is a permission: a person decides, and the rules of the zone rule anyway."""

    GO_BY_ZONE_RULES = "go"
    LIFE_SAVING = "life_saving"
    STAND_DOWN = "stand_down"

    def is_looser_than(self, other: "Advice") -> bool:
        return LOOSEST_FIRST.index(self) < LOOSEST_FIRST.index(other)


LOOSEST_FIRST = (Advice.GO_BY_ZONE_RULES, Advice.LIFE_SAVING, Advice.STAND_DOWN)

# Judgements of practice: so many separate shellings close an area for the rest of the day.
OFTEN_IN_24H, OFTEN_IN_6H = 3, 2


@dataclass(frozen=True, kw_only=True)
class AdviceFacts:
    """What the advice rests on, of one area and one day.

    grade: by forecast, hold and zone; a person's own decision about the day is left out, since it follows the advice.
    zone: the one that counts, None where nobody set any. is_held: a hold lies on it now, whichever day is asked.
    in_1h, in_6h, in_24h: shellings up to now. is_today: those of the last hours count for today only.
    """

    grade: Grade
    zone: Zone | None
    zone_expired: bool = False
    is_held: bool = False
    is_today: bool = False
    in_1h: int = 0
    in_6h: int = 0
    in_24h: int = 0
    watched: float = 0.0


@dataclass(frozen=True)
class AdviceReason:
    """One reason: how far it goes by itself, and a message id with places for its facts."""

    code: str
    goes: Advice
    says: str
    facts: Mapping[str, object]


@dataclass(frozen=True)
class DayAdvice:
    """The strictest of its reasons; there is always at least one."""

    advice: Advice
    reasons: tuple[AdviceReason, ...]


def advise(facts: AdviceFacts) -> DayAdvice:
    """Day-ahead advice for one area.

    Stand down: a hold lies on the area, its zone lets nobody in or nobody set one, the grade is 3 or 4, or "?", which
    is planned as the worst; today also after 3 shellings within 24 h or 2 within 6 h. Life-saving needs only: grade 2,
    a zone for those only, a zone whose review has passed, or a shelling within the hour. Else the rules of the zone.
    Where grades begin are settings of the hub; the other limits are judgements of practice.
    """
    reasons = tuple(one for one in (*_of_ground(facts), *_of_grade(facts), *_of_last_hours(facts)) if one is not None)
    strictest = max((one.goes for one in reasons), key=LOOSEST_FIRST.index)
    return DayAdvice(strictest, tuple(sorted(reasons, key=lambda one: -LOOSEST_FIRST.index(one.goes))))


def _of_ground(facts: AdviceFacts) -> list[AdviceReason | None]:
    held = _stand_down("held", N_("Departures are held; a person releases them first")) if facts.is_held else None
    if facts.zone is None:
        return [held, _stand_down("no_zone", N_("Nobody has set a zone"))]
    allows, zone = ZONE_FACTS[facts.zone], facts.zone.value
    if not allows.visits_allowed:
        return [held, _stand_down("zone", N_("%(zone)s: no visits"), zone=zone)]
    if allows.life_saving_only:
        rule = _life_saving("zone", N_("%(zone)s: life-saving needs only"), zone=zone)
    else:
        says = N_("%(zone)s: each visit is approved") if allows.needs_approver else N_("%(zone)s: all needs")
        rule = AdviceReason("zone", Advice.GO_BY_ZONE_RULES, says, {"zone": zone})
    old = _life_saving("zone_expired", N_("The review date of the zone has passed")) if facts.zone_expired else None
    return [held, rule, old]


def _of_grade(facts: AdviceFacts) -> list[AdviceReason | None]:
    if facts.grade is Grade.VERY_DANGEROUS:
        return [_stand_down("grade", N_("very dangerous by forecast"))]
    if facts.grade is Grade.UNKNOWN:
        watched = int(100 * facts.watched)
        return [_stand_down("unknown", N_("watched %(share)s of 100 hours: planned as the worst"), share=watched)]
    if facts.grade is Grade.DANGEROUS:
        return [_life_saving("grade", N_("dangerous by forecast"))]
    if facts.grade is Grade.DO_NOT_GO and not facts.is_held:
        return [_stand_down("closed", N_("closed"))]
    return []


def _of_last_hours(facts: AdviceFacts) -> list[AdviceReason | None]:
    if not facts.is_today:
        return []
    often_day, often_now = facts.in_24h >= OFTEN_IN_24H, facts.in_6h >= OFTEN_IN_6H
    day, now = N_("shellings in 24 h: %(number)s"), N_("shellings in 6 h: %(number)s")
    return [
        _stand_down("often_24h", day, number=facts.in_24h) if often_day else None,
        _stand_down("often_6h", now, number=facts.in_6h) if often_now and not often_day else None,
        _life_saving("last_hour", N_("a shelling within the hour")) if facts.in_1h else None,
    ]


def _stand_down(code: str, says: str, **facts: object) -> AdviceReason:
    return AdviceReason(code, Advice.STAND_DOWN, says, facts)


def _life_saving(code: str, says: str, **facts: object) -> AdviceReason:
    return AdviceReason(code, Advice.LIFE_SAVING, says, facts)
