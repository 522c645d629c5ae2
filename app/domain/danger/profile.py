"""At which hours of the day shelling comes: one shape for all areas, bent to each area's own as it gathers events."""

from collections.abc import Sequence

import numpy as np

from app.domain.danger.events import FloatArray
from app.domain.danger.wall_clock import IntArray

# How long each step remembers (half-life in days), and how many events of its own outweigh the step before it.
ALL_AREAS_DAYS, ALL_AREAS_PRIOR = 365.0, 12.0
OWN_DAYS, OWN_PRIOR = (90.0, 14.0), 100.0
# An hour dangerous every day would be infinitely so.
MOST_FREQUENT = 0.97


def learn_profile(hit: FloatArray, watched: FloatArray, hour_labels: IntArray) -> FloatArray:
    """How many times the mean of its day each wall clock hour is, per area.

    hit: (n, T) chance that each past hour had an event, newest last. watched: (n, T) share of it that anybody
    listened, 0 to 1: an hour counts as far as it was watched. hour_labels: (T,) 0 to 23.

    Returns (n, 24), >= 0, mean 1 in each row. Three steps, each leaning on the one before: flat; all areas together
    with a half-life of a year; the area's own of 90 days; its own of 14 days. A quiet area so has the hours of its
    neighbours, one with many events its own.
    Source: empirical Bayes shrinkage towards the pooled shape (Efron & Morris 1975).
    """
    sums = _by_hour(np.vstack([hit * watched, watched]), hour_labels, (ALL_AREAS_DAYS, *OWN_DAYS))
    hits, days = np.split(sums, 2, axis=1)
    pooled = _lean(hits[0].sum(axis=0)[None], days[0].sum(axis=0)[None], np.ones((1, 24)), ALL_AREAS_PRIOR)
    profile = np.repeat(pooled, len(hit), axis=0)
    for own_hits, own_days in zip(hits[1:], days[1:], strict=True):
        profile = _lean(own_hits, own_days, profile, OWN_PRIOR)
    return profile


def flat_profile(n_areas: int) -> FloatArray:
    """What is known before anything is: no hour is worse than another."""
    return np.ones((n_areas, 24))


def _by_hour(values: FloatArray, hour_labels: IntArray, half_lives_days: Sequence[float]) -> FloatArray:
    """(m, T) -> (half-lives, m, 24): sums by hour of the day, the older the less."""
    age_days = np.arange(len(hour_labels) - 1, -1, -1) / 24
    weights = np.zeros((len(hour_labels), len(half_lives_days), 24))
    for place, half_life in enumerate(half_lives_days):
        weights[np.arange(len(hour_labels)), place, hour_labels] = 2.0 ** (-age_days / half_life)
    sums = values @ weights.reshape(len(hour_labels), -1)
    return sums.reshape(len(values), len(half_lives_days), 24).transpose(1, 0, 2)


def _lean(hits: FloatArray, days: FloatArray, prior: FloatArray, prior_events: float) -> FloatArray:
    """(n events x own shape + prior events x prior) / (n + prior events); the own shape smoothed over three hours.

    The shape is of lambda = -log(1 - share of days on which the hour was hit), so that hours hit on most days keep
    their true ratio.
    """
    share = _smooth(hits) / np.maximum(_smooth(days), 1e-9)
    rate = -np.log1p(-np.clip(share, 0, MOST_FREQUENT))
    own = rate / np.maximum(rate.mean(axis=1, keepdims=True), 1e-12)
    events = hits.sum(axis=1, keepdims=True)
    mixed = (events * own + prior_events * prior) / (events + prior_events)
    result: FloatArray = mixed / mixed.mean(axis=1, keepdims=True)
    return result


def _smooth(values: FloatArray) -> FloatArray:
    """Each hour a half itself and a quarter each neighbour, round the clock."""
    result: FloatArray = (np.roll(values, 1, axis=1) + 2 * values + np.roll(values, -1, axis=1)) / 4
    return result
