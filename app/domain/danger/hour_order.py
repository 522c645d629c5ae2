"""The order of hours within one day: calmer, usual, worse; a word beside the grade, never in place of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

# The best slot must promise this much less than the median one, or the day is called even.
WORTH_SAYING = 0.20


class HourRank(StrEnum):
    """Which third of its day's visiting hours an hour is in."""

    CALMER = "calmer"
    USUAL = "usual"
    WORSE = "worse"


@dataclass(frozen=True)
class RankedHour:
    """step: place of the hour in what was given. hit_of_100: of a hundred such hours so many are hit, rounded up."""

    step: int
    rank: HourRank
    hit_of_100: int


def order_of_hours(events_per_h: Sequence[float], steps: Sequence[int]) -> list[RankedHour] | None:
    """Rank the visiting hours of one area and day.

    events_per_h: expected events in each hour of a forecast, >= 0. steps: which of them are visiting hours of the day.

    Returns them in their order, or None when nothing is worth saying: fewer than three hours, or the best not 20 %
    under the median. Tell None as "no hour is better than another": tomorrow's hours are barely forecastable.
    """
    rates = np.array([events_per_h[step] for step in steps], np.float64)
    if len(rates) < 3 or rates.min() > (1 - WORTH_SAYING) * np.median(rates) or not rates.any():
        return None
    calm, bad = np.quantile(rates, [1 / 3, 2 / 3])
    return [
        RankedHour(step, _rank(rate, calm, bad), math.ceil(-100 * math.expm1(-rate)))
        for step, rate in zip(steps, rates.tolist(), strict=True)
    ]


def _rank(rate: float, calm: float, bad: float) -> HourRank:
    """What equals both limits is neither: most of the day is alike then."""
    if rate >= bad and rate > calm:
        return HourRank.WORSE
    return HourRank.CALMER if rate <= calm and rate < bad else HourRank.USUAL
