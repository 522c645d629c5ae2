"""Where a drive begins and ends: a house or a service point, else the middle of its area."""

from app.models import Household, ServicePoint

Place = tuple[float, float]


def home_of(household: Household) -> Place | None:
    """The house, else the middle of its area: the team finds the door by the address."""
    if household.lat is not None and household.lon is not None:
        return household.lat, household.lon
    area = household.area
    return None if area is None or area.lat is None or area.lon is None else (area.lat, area.lon)


def point_place(point: ServicePoint) -> Place | None:
    if point.lat is not None and point.lon is not None:
        return point.lat, point.lon
    return None if point.area.lat is None or point.area.lon is None else (point.area.lat, point.area.lon)
