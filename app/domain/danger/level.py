"""How dangerous an area is these days: three memories of different length, leaning on all areas where it has few."""

import numpy as np

from app.domain.danger.events import FloatArray

# Half-life in days, and its say. The short one follows an escalation within a day, the long one forgets it slowly.
MEMORIES = ((1.5, 0.25), (7.0, 0.40), (28.0, 0.35))
# Hours that an area's rate leans on that of all areas, and on what those lean: one hit in a hundred hours.
AREA_PRIOR_H = 48.0
POOL_PRIOR_HITS, POOL_PRIOR_H = 0.24, 24.0
MOST = 0.98
AT_ONCE_H = 0.01
HIGHEST_LEVEL = 60.0


def hit_rate(hit: FloatArray, watched: FloatArray, mean_delay_h: float = 0.0) -> FloatArray:
    """(n,) the chance that an hour of the day, any, is hit these days.

    hit: (n, T) chance that each hour had an event; the last column is the hour that runs now. watched: (n, T) share
    of each hour that anybody listened, 0 to 1. mean_delay_h: how late reports come; the last hours count as watched
    only as far as reports of them can have arrived: 1 - exp(-age / delay).

    For each memory S = sum of 2^(-age/half-life) x hit, W = the same of watched;
    rate = (S + 48 pool) / (W + 48), pool = (all S + 0.24) / (all W + 24); then the memories are mixed by their say.
    Hits count whether anybody had said to watch or not, hours only as far as watched: another event never lowers the
    rate of any area, and silence that nobody watched is not quiet.
    Source: Gamma-Poisson shrinkage (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6).
    """
    age_h = np.maximum(np.arange(hit.shape[1] - 1, -1, -1) - 1, 0)
    arrived = -np.expm1(-(age_h + 0.5) / max(mean_delay_h, AT_ONCE_H))
    rate = np.zeros(len(hit))
    for half_life_days, say in MEMORIES:
        memory = 2.0 ** (-age_h / (24 * half_life_days))
        hits, hours = hit @ memory, watched @ (memory * arrived)
        pool = (hits.sum() + POOL_PRIOR_HITS) / (hours.sum() + POOL_PRIOR_H)
        rate += say * (hits + AREA_PRIOR_H * pool) / (hours + AREA_PRIOR_H)
    return np.clip(rate, 0, MOST)


def solve_level(rate: FloatArray, profile: FloatArray) -> FloatArray:
    """(n,) the level at which the mean over the day of 1 - exp(-level x profile) is the rate.

    rate: (n,), 0 to 0.98. profile: (n, 24), mean 1. Where an hour is rarely hit the level is the rate; where every
    second is, it is well above. By halving an interval: the mean rises with the level.
    """
    low, high = np.zeros(len(rate)), np.full(len(rate), HIGHEST_LEVEL)
    for _ in range(40):
        middle = (low + high) / 2
        too_low = -np.expm1(-middle[:, None] * profile).mean(axis=1) < rate
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    result: FloatArray = (low + high) / 2
    return result
