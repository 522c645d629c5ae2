"""A change of people or car after the route was published: which permit it breaks, and through whom."""

from sqlalchemy.orm import Session

from app.domain.errors import N_
from app.models import Area, Permit, Shift
from app.teams import queries
from app.teams.cautions import Caution


def in_use(session: Session, shift: Shift) -> list[tuple[Area, Permit]]:
    """The areas of the team's published route that a permit covers now, each with that permit."""
    route = queries.published_route(session, shift)
    if route is None:
        return []
    permits = queries.permits_on(session, shift.hub_id, shift.on)
    areas = {stop.area.id: stop.area for stop in route.stops if stop.area is not None}
    found = [(area, queries.covering(permits, shift, area)) for area in areas.values()]
    return [(area, permit) for area, permit in found if permit is not None]


def cautions(shift: Shift, before: list[tuple[Area, Permit]]) -> list[Caution]:
    """What the shift as it is now does to the permits that were in use before."""
    by_permit: dict[int, tuple[Permit, list[str]]] = {}
    for area, permit in before:
        by_permit.setdefault(permit.id, (permit, []))[1].append(area.code)
    return [one for permit, codes in by_permit.values() for one in _of(shift, permit, ", ".join(sorted(codes)))]


def _of(shift: Shift, permit: Permit, areas: str) -> list[Caution]:
    going, named = {one.id for one in shift.members}, {one.id for one in permit.volunteers}
    facts = {"permit": permit.number, "areas": areas}
    found = []
    gone = [one.name for one in permit.volunteers if one.id not in going]
    if gone:
        found.append(
            Caution(
                N_("Permit %(permit)s for %(areas)s names %(people)s, who no longer goes: ask if it is still valid."),
                facts | {"people": ", ".join(gone)},
            )
        )
    new = [one.name for one in shift.members if one.id not in named]
    if new:
        found.append(
            Caution(
                N_("Permit %(permit)s for %(areas)s does not name %(people)s: the published route is not covered."),
                facts | {"people": ", ".join(new)},
            )
        )
    if permit.vehicle_id != shift.vehicle_id:
        found.append(
            Caution(
                N_("Permit %(permit)s for %(areas)s is for another car: the published route is not covered."), facts
            )
        )
    return found
