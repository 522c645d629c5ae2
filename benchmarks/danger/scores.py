"""How good forecasts were: their chances against what came, and what choosing by them would have saved."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from benchmarks.danger.sets import H, WarningSet
from benchmarks.danger.walk import Walked

VISITING = slice(8, 18)
EDGES = (0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0001)
Interval = tuple[float, float, float]  # value, and where 95 % of resampled histories lie


@dataclass(frozen=True, eq=False)
class Truth:
    """hit, known: (areas, days, 24) what came, and where it can be known. weights: (1000, days) resampled histories."""

    hit: np.ndarray
    known: np.ndarray
    weights: np.ndarray

    @property
    def days(self) -> int:
        return self.hit.shape[1]


@dataclass(frozen=True)
class Scores:
    """log_loss: nats per area-hour. gain: nats per dangerous hour over climatology. ece: expected calibration error.

    hour_auc: how often the hit one of two visiting hours of an area and day was rated worse. slot_rate: how often the
    two hours rated best were hit. saved_*: by how much less than a random slot, than the coordinator's rule.
    avoided: share of dangerous visiting hours avoided by standing down the fifth rated worst.
    """

    log_loss: float
    gain_soon: float
    auc: float
    hour_auc: float
    ece: float
    avoided: float
    avoided_soon: float
    slot_rate: float
    saved_random: Interval
    saved_rule: Interval
    reliability: tuple[tuple[int, float, float], ...]


def truth_of(warnings: WarningSet) -> Truth:
    days = int((warnings.scored_to - warnings.scored_from) / np.timedelta64(1, "D"))
    first = int((warnings.scored_from.astype("datetime64[h]") - warnings.first_hour) / H)
    shape = (len(warnings.areas), days, 24)
    hours = warnings.scored_from.astype("datetime64[h]") + np.arange(days * 24) * H
    known = (hours[None, :] >= warnings.covered_from[:, None]).reshape(shape)
    hit = warnings.hits[:, first : first + days * 24].reshape(shape) & known
    return Truth(hit, known, _resampled(days))


def score(truth: Truth, walked: Walked, climatology: Walked, rule: Walked) -> Scores:
    soon = walked.soon[:, :, 0].reshape(truth.hit.shape)
    visited = truth.known.copy()
    visited[:, :, : VISITING.start] = visited[:, :, VISITING.stop :] = False
    bins, ece = reliability(walked.ahead[truth.known], truth.hit[truth.known])
    mine, random, coordinators = (
        _by_day(truth, slots)
        for slots in (
            chosen_slot(walked.ahead, truth.hit),
            slot_hits(truth.hit).mean(-1),
            chosen_slot(rule.ahead, truth.hit),
        )
    )
    return Scores(
        log_loss=float(log_loss(walked.ahead, truth)[truth.known].mean()),
        gain_soon=float(
            (log_loss(climatology.ahead, truth) - log_loss(soon, truth))[truth.known].sum() / truth.hit.sum()
        ),
        auc=auc(walked.ahead[truth.known], truth.hit[truth.known]),
        hour_auc=hour_auc(walked.ahead, truth),
        ece=ece,
        avoided=avoided(walked.ahead, truth.hit, visited, 0.2),
        avoided_soon=avoided(soon, truth.hit, visited, 0.2),
        slot_rate=float(mine.sum() / truth.known[:, :, 0].sum()),
        saved_random=_saved(truth, mine, random),
        saved_rule=_saved(truth, mine, coordinators),
        reliability=bins,
    )


def log_loss(chances: np.ndarray, truth: Truth) -> np.ndarray:
    return -np.where(truth.hit, np.log(chances), np.log1p(-chances))


def auc(chances: np.ndarray, hit: np.ndarray) -> float:
    """How often a dangerous hour was rated worse than another one, any area and day; ties count half."""
    ranks = np.unique(chances, return_inverse=True)[1].ravel()
    bad, fine = (np.bincount(ranks[which], minlength=ranks.max() + 1) for which in (hit, ~hit))
    return float((bad * (np.cumsum(fine) - fine / 2)).sum() / (bad.sum() * fine.sum()))


def hour_auc(chances: np.ndarray, truth: Truth) -> float:
    rated, hit = chances[:, :, VISITING], truth.hit[:, :, VISITING]
    worse = (rated[..., :, None] > rated[..., None, :]) + 0.5 * (rated[..., :, None] == rated[..., None, :])
    pairs = hit[..., :, None] & ~hit[..., None, :] & truth.known[:, :, 0][..., None, None]
    return float((worse * pairs).sum() / pairs.sum())


def slot_hits(hit: np.ndarray, width: int = 2) -> np.ndarray:
    """(areas, days, slots) whether each slot of so many hours within 08-18 was hit."""
    starts = range(VISITING.start, VISITING.stop - width + 1)
    return np.stack([hit[..., start : start + width].any(-1) for start in starts], -1).astype(float)


def chosen_slot(chances: np.ndarray, hit: np.ndarray, width: int = 2) -> np.ndarray:
    """(areas, days) whether the slot rated best was hit; the mean where several are rated alike."""
    starts = range(VISITING.start, VISITING.stop - width + 1)
    rated = np.stack([-np.log1p(-chances[..., start : start + width]).sum(-1) for start in starts], -1)
    best = rated <= rated.min(-1, keepdims=True) + 1e-9
    return (slot_hits(hit, width) * best).sum(-1) / best.sum(-1)


def avoided(chances: np.ndarray, hit: np.ndarray, visited: np.ndarray, share: float) -> float:
    limit = np.quantile(chances[visited], 1 - share)
    above, at = (chances > limit) & visited, (chances == limit) & visited
    part = np.clip((share * visited.sum() - above.sum()) / max(at.sum(), 1), 0, 1)
    return float(((above & hit) + part * (at & hit)).sum() / (visited & hit).sum())


def reliability(chances: np.ndarray, hit: np.ndarray) -> tuple[tuple[tuple[int, float, float], ...], float]:
    """(hours, mean forecast, share hit) of each bin of forecasts, and their mean distance."""
    bins = []
    for low, high in pairwise(EDGES):
        inside = (chances >= low) & (chances < high)
        if inside.any():
            bins.append((int(inside.sum()), float(chances[inside].mean()), float(hit[inside].mean())))
    return tuple(bins), sum(count * abs(said - came) for count, said, came in bins) / len(chances)


def _by_day(truth: Truth, values: np.ndarray) -> np.ndarray:
    return np.where(truth.known[:, :, 0], values, 0).sum(0)


def _saved(truth: Truth, mine: np.ndarray, other: np.ndarray) -> Interval:
    return _interval(truth, lambda ours, theirs: 1 - ours / theirs if theirs else np.nan, mine, other)


def _interval(truth: Truth, of: Callable[..., float], *by_day: np.ndarray) -> Interval:
    drawn = np.array([of(*(weights @ one for one in by_day)) for weights in truth.weights])
    low, high = np.percentile(drawn[np.isfinite(drawn)], [2.5, 97.5])
    return float(of(*(one.sum() for one in by_day))), float(low), float(high)


def _resampled(days: int, histories: int = 1000, block: int = 7) -> np.ndarray:
    """Weeks drawn with replacement: areas of a day stay together, since neighbours are hit together."""
    chance, blocks = np.random.default_rng(7), -(-days // block)
    weights = np.zeros((histories, days))
    for history in weights:
        for week in chance.integers(0, blocks, blocks):
            history[week * block : (week + 1) * block] += 1
    return weights
