"""When the sun crosses the horizon.

Source: NOAA Global Monitoring Laboratory, Solar Calculation Details, after Meeus, Astronomical Algorithms (1998).
"""

import math
from datetime import UTC, date, datetime, time, timedelta

# Degrees from the zenith at sunrise: the upper edge of the disc, lifted by refraction.
ZENITH_DEG = 90.833


class NoSunrise(ValueError):
    """The sun does not cross the horizon there on that day."""


def crossing_at(lat: float, lon: float, on: date, side: int) -> datetime:
    """The moment (UTC) the sun crosses the horizon before (-1) or after (1) noon; refined twice, for the sun moves."""
    midnight = datetime.combine(on, time(0), tzinfo=UTC)
    moment = midnight + timedelta(minutes=720 - 4 * lon)
    for _ in range(3):
        declination, equation_min = _sun(moment)
        cosine = math.cos(math.radians(ZENITH_DEG)) / (math.cos(math.radians(lat)) * math.cos(declination))
        cosine -= math.tan(math.radians(lat)) * math.tan(declination)
        if not -1 <= cosine <= 1:
            raise NoSunrise(f"no sunrise or sunset at latitude {lat}")
        hour_angle = math.degrees(math.acos(cosine))
        moment = midnight + timedelta(minutes=720 - 4 * (lon - side * hour_angle) - equation_min)
    return moment


def _sun(at: datetime) -> tuple[float, float]:
    """Declination of the sun, radians, and the equation of time, minutes."""
    century = (at - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=36525)
    mean_longitude = math.radians((280.46646 + century * (36000.76983 + century * 0.0003032)) % 360)
    anomaly = math.radians(357.52911 + century * (35999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    centre = (
        math.sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + math.sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + math.sin(3 * anomaly) * 0.000289
    )
    node = math.radians(125.04 - 1934.136 * century)
    apparent = mean_longitude + math.radians(centre - 0.00569 - 0.00478 * math.sin(node))
    tilt = math.radians(23.4392911 - century * 0.0130042 + 0.00256 * math.cos(node))
    y = math.tan(tilt / 2) ** 2
    equation = (
        y * math.sin(2 * mean_longitude)
        - 2 * eccentricity * math.sin(anomaly)
        + 4 * eccentricity * y * math.sin(anomaly) * math.cos(2 * mean_longitude)
        - 0.5 * y * y * math.sin(4 * mean_longitude)
        - 1.25 * eccentricity * eccentricity * math.sin(2 * anomaly)
    )
    return math.asin(math.sin(tilt) * math.sin(apparent)), 4 * math.degrees(equation)
