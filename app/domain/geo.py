"""Distances and driving times between points, and coordinates that cannot be right."""

import math

from app.domain.errors import N_, Refused

EARTH_RADIUS_M = 6_371_008.8
# Judgements: a road is a third longer than the straight line; a car keeps 38 km/h on broken roads with checkpoints.
ROAD_FACTOR = 1.35
SPEED_KM_H = 38.0
SHORTEST_DRIVE_MIN = 2


class CoordinatesRefused(Refused):
    """No place in Ukraine has these coordinates: swapped, mistyped, abroad or in the sea."""


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle metres between two points in degrees (haversine, mean Earth radius)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def road_minutes(
    lat1: float, lon1: float, lat2: float, lon2: float, *, factor: float = ROAD_FACTOR, km_h: float = SPEED_KM_H
) -> int:
    """Whole minutes of driving where no measured travel time is at hand; at least 2, also for the same house."""
    km = distance_m(lat1, lon1, lat2, lon2) / 1000
    return max(SHORTEST_DRIVE_MIN, round(60 * factor * km / km_h))


# A coarse outline (lat, lon), drawn by hand some 10-30 km outside the land border and a few km off the coast. It tells
# a typing error, not whose land a village is.
_OUTLINE = (
    (52.0, 23.3),
    (51.8, 27.0),
    (51.8, 30.4),
    (52.6, 31.5),
    (52.6, 34.2),
    (51.6, 35.5),
    (50.7, 36.0),
    (50.5, 37.5),
    (50.2, 38.3),
    (50.0, 40.4),
    (49.0, 40.5),
    (47.6, 39.1),
    (47.0, 38.5),
    (46.9, 37.6),
    (46.6, 36.9),
    (46.5, 36.4),
    (46.2, 35.5),
    (45.9, 35.2),
    (45.6, 35.3),
    (45.55, 36.7),
    (44.95, 36.7),
    (44.8, 35.3),
    (44.3, 34.2),
    (44.3, 33.6),
    (44.5, 33.2),
    (45.0, 33.2),
    (45.3, 32.3),
    (45.9, 32.6),
    (45.95, 31.5),
    (46.4, 31.2),
    (46.4, 30.85),
    (45.75, 30.3),
    (45.1, 29.9),
    (45.1, 29.4),
    (45.2, 28.1),
    (45.6, 28.0),
    (46.6, 28.8),
    (47.3, 29.1),
    (47.9, 27.8),
    (48.3, 26.6),
    (47.9, 26.3),
    (47.6, 25.2),
    (47.6, 24.2),
    (47.8, 22.7),
    (48.3, 22.0),
    (49.2, 22.3),
    (49.7, 22.5),
    (50.9, 23.7),
    (51.5, 23.4),
)


def check_in_ukraine(lat: float, lon: float) -> None:
    """Raises CoordinatesRefused unless the point is roughly on the land of Ukraine."""
    if not (math.isfinite(lat) and math.isfinite(lon) and _is_inside(lat, lon)):
        raise CoordinatesRefused(N_("This point is not on the land of Ukraine. Check the two numbers and their order."))


def _is_inside(lat: float, lon: float) -> bool:
    """Ray casting: a line to the east crosses the outline an odd number of times from inside."""
    crossings = 0
    for (lat1, lon1), (lat2, lon2) in zip(_OUTLINE, _OUTLINE[1:] + _OUTLINE[:1], strict=True):
        if (lat1 > lat) != (lat2 > lat):
            crossings += lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1)
    return crossings % 2 == 1
