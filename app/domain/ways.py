"""The ways of a need: which ones its kind knows, and the stops each makes of a visit. Nobody else reads a pattern."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.need_kinds import NEED_KINDS
from app.domain.needs import StopPattern, Way
from app.domain.service_points import PointKind


class WhyNoVisit(StrEnum):
    """Why a need of this kind, met by this way, asks for no stop of a team."""

    BY_OTHERS = "by_others"
    FROM_AFAR = "from_afar"
    OTHER_WAY = "other_way"
    NOT_OF_KIND = "way_not_of_kind"


@dataclass(frozen=True)
class WayPlan:
    """What a way makes of a kind: the way in force, its stops or why there are none.

    point_kinds: where it leads when that is not where the kind says. paper: (uk, en) neutral words in place of the
    kind's own, which tell of another errand.
    """

    way: Way | None
    pattern: StopPattern
    why_not: WhyNoVisit | None = None
    point_kinds: tuple[PointKind, ...] = ()
    paper: tuple[str, str] | None = None


WITHOUT_A_VISIT = frozenset({Way.PROXY, Way.MOVE_TO_CARD})
_WAYS_OF_PATTERN: dict[StopPattern, tuple[Way, ...]] = {
    StopPattern.HOME: (Way.HOME_DELIVERY,),
    StopPattern.POINT_HOME: (Way.HOME_DELIVERY,),
    StopPattern.ESCORT: (Way.ESCORT,),
    StopPattern.HOME_POINT: (Way.ESCORT,),
    StopPattern.REMOTE: (),
}
_PAPER = {
    StopPattern.HOME: ("Доставка додому", "Delivery home"),
    StopPattern.ESCORT: ("Супровід до пункту і назад", "Escort to the point and back"),
}


def ways_of_kind(code: str, pattern: StopPattern) -> tuple[Way, ...]:
    """The ways a kind can be met, the usual one first; a hub's own kind has that of its pattern."""
    facts = NEED_KINDS.get(code)
    return facts.ways if facts and facts.pattern is pattern else _WAYS_OF_PATTERN[pattern]


def usual_way(code: str, pattern: StopPattern) -> Way | None:
    return next(iter(ways_of_kind(code, pattern)), None)


def plan_of_way(code: str, pattern: StopPattern, chosen: Way | None) -> WayPlan:
    """The stops of a visit for a kind (its code and usual pattern) met by the chosen way, or by its usual one."""
    way = chosen or usual_way(code, pattern)
    facts = NEED_KINDS.get(code)
    if facts is not None and not facts.planned:
        return WayPlan(way, StopPattern.REMOTE, WhyNoVisit.BY_OTHERS)
    if chosen is not None and chosen not in ways_of_kind(code, pattern):
        return WayPlan(way, StopPattern.REMOTE, WhyNoVisit.NOT_OF_KIND)
    if chosen in WITHOUT_A_VISIT:
        return WayPlan(way, StopPattern.REMOTE, WhyNoVisit.OTHER_WAY)
    if way is usual_way(code, pattern):
        return WayPlan(way, pattern, WhyNoVisit.FROM_AFAR if pattern is StopPattern.REMOTE else None)
    if way is Way.MOBILE_POST:
        return WayPlan(way, StopPattern.ESCORT, None, (PointKind.MOBILE_POST,), _PAPER[StopPattern.ESCORT])
    stops = StopPattern.ESCORT if way is Way.ESCORT else StopPattern.HOME
    return WayPlan(way, stops, None, (), _PAPER[stops])
