"""Which service point a visit goes to: the need's own, or the nearest of its kinds that is believed to be open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.geo import distance_m
from app.domain.needs import Way
from app.models import Household, Need, PointStatus, ServicePoint, Visit
from app.needs.ways import plan_of
from app.places.queries import point_standing
from app.routes.gather import DayFacts

SHUT = (PointStatus.CLOSED, PointStatus.DESTROYED)


@dataclass
class PointChoice:
    point: ServicePoint | None = None
    blocks: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)


def choose_point(
    facts: DayFacts, needs: Sequence[Need], household: Household, visit: Visit | None = None
) -> PointChoice:
    """The point of a visit, or why there is none; a pattern without a point asks for none."""
    way = plan_of(needs[0])
    if "point" not in way.pattern.stops:
        return PointChoice()
    if blocks := _mobile_blocks(facts, needs[0]):
        return PointChoice(blocks=blocks)
    own = (visit.service_point_id if visit else None) or needs[0].service_point_id
    if own is not None and way.way is Way.MOBILE_POST:
        own = own if own in {point.id for point in _of_kinds(facts, needs[0])} else None
    if own is not None:
        chosen = next((point for point in facts.points if point.id == own), None)
        return _judged(facts, chosen) if chosen else PointChoice(blocks=[{"code": "no_point"}])
    usable = [point for point in _of_kinds(facts, needs[0]) if not _judged(facts, point).blocks]
    if not usable:
        return PointChoice(blocks=[_none_usable(facts, needs[0])])
    nearest = min(usable, key=lambda point: (_is_unsure(facts, point), _metres(household, point), point.id))
    return _judged(facts, nearest)


def _mobile_blocks(facts: DayFacts, need: Need) -> list[dict[str, Any]]:
    """A van that stands an hour somewhere is worth a trip only when both are known: where, and when."""
    if plan_of(need).way is not Way.MOBILE_POST:
        return []
    is_timed = need.provider_from is not None and need.provider_to is not None
    where = [] if _of_kinds(facts, need) else [{"code": "no_mobile_point"}]
    return where + ([] if is_timed else [{"code": "no_mobile_window"}])


def _of_kinds(facts: DayFacts, need: Need) -> list[ServicePoint]:
    wanted = {str(kind) for kind in plan_of(need).point_kinds or need.kind.point_kinds}
    return [point for point in facts.points if point.kind.value in wanted]


def _judged(facts: DayFacts, point: ServicePoint) -> PointChoice:
    """Closed, destroyed and held points are left out; one nobody has asked today is taken with a warning."""
    standing = point_standing(point, facts.now)
    if standing.status in SHUT:
        return PointChoice(point, [{"code": "point_shut", "point": point.name, "status": standing.status.value}])
    if facts.holds.of_point(point.id):
        return PointChoice(point, [{"code": "point_held", "point": point.name}])
    if point.area_id not in facts.standing or (point.lat is None and point.area.lat is None):
        return PointChoice(point, [{"code": "no_place", "area": point.area.code}])
    unsure = [{"code": "ring_point", "point": point.name}] if _is_unsure(facts, point) else []
    return PointChoice(point, [], [*unsure])


def _is_unsure(facts: DayFacts, point: ServicePoint) -> bool:
    return point_standing(point, facts.now).status is not PointStatus.OPEN


def _none_usable(facts: DayFacts, need: Need) -> dict[str, Any]:
    known = _of_kinds(facts, need)
    if not known:
        return {"code": "no_point"}
    return {"code": "no_open_point", "points": [point.name for point in known]}


def _metres(household: Household, point: ServicePoint) -> float:
    home, area = (household.lat, household.lon), household.area
    if home[0] is None and area is not None:
        home = area.lat, area.lon
    lat, lon = (point.lat, point.lon) if point.lat is not None else (point.area.lat, point.area.lon)
    if home[0] is None or home[1] is None or lat is None or lon is None:
        return float("inf")
    return distance_m(home[0], home[1], lat, lon)
