"""Boosted trees as an anchor: what a trained model with every feature at hand makes of the same events."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.danger.baselines import HoursHit, hour_of_day

H = np.timedelta64(1, "h")
HALF_LIVES_H = (1.5, 6, 24, 72, 336, 2880)
LEARN_FROM_H, LEARN_EVERY_H = 180 * 24, 7 * 24
LEADS = (0, 1, 2, *range(6, 30, 4))


class Boosting(HoursHit):
    """Trained anew each week on the last half year. Features: decayed rates of the area and of all areas, hours
    since its last event, hour of the day, weekday, lead, how often that hour was hit."""

    def start(self, areas: Sequence[dict[str, Any]]) -> None:
        super().start(areas)
        self.trained_at = -(10**9)
        self.model: HistGradientBoostingClassifier | None = None
        self.rates = np.zeros((len(HALF_LIVES_H), self.n, 1))
        self.last = np.full((self.n, 1), -1e3)

    def predict(self, issue: np.datetime64, hours: np.ndarray) -> np.ndarray:
        now = int((issue.astype("datetime64[h]") - self.first) / H)
        hit, watched = self.past(issue)
        self._advance(hit)
        if now - self.trained_at >= LEARN_EVERY_H:
            self._train(hit, watched, now)
        lead = ((hours.astype("datetime64[h]") - issue.astype("datetime64[h]")) / H).astype(int)
        features = np.stack([self._features(np.array([now]), ahead)[:, 0] for ahead in lead], 1)
        assert self.model is not None
        return self.model.predict_proba(features.reshape(-1, features.shape[-1]))[:, 1].reshape(self.n, len(lead))

    def _advance(self, hit: np.ndarray) -> None:
        """Decayed rates and last event as known at the beginning of each hour so far."""
        done, length = self.rates.shape[2] - 1, hit.shape[1]
        if length <= done:
            return
        fade = 0.5 ** (1 / np.array(HALF_LIVES_H))[:, None]
        rates, last = [self.rates], [self.last]
        for hour in range(done, length):
            rates.append((rates[-1][:, :, -1] * fade + hit[None, :, hour] * (1 - fade))[:, :, None])
            last.append(np.where(hit[:, hour] > 0, hour, last[-1][:, -1])[:, None])
        self.rates, self.last = np.concatenate(rates, 2), np.concatenate(last, 1)

    def _features(self, at: np.ndarray, lead: int) -> np.ndarray:
        """(areas, times, features) for the hour that begins lead hours after each of the given hours."""
        own = np.moveaxis(self.rates[:, :, at], 0, -1)
        everywhere = np.broadcast_to(own.mean(0, keepdims=True), own.shape)
        since = np.minimum(at[None, :] - self.last[:, at], 500)
        target = self.first + (at + lead) * H
        weekday = ((target.astype("datetime64[D]").astype(int) + 3) % 7).astype(float)
        shared = np.stack([hour_of_day(target), weekday, np.full(len(at), lead)], -1)
        parts = [own, everywhere, since[..., None], np.broadcast_to(shared, (self.n, *shared.shape))]
        return np.concatenate(parts, -1)

    def _train(self, hit: np.ndarray, watched: np.ndarray, now: int) -> None:
        at = np.arange(max(now - LEARN_FROM_H, 24), now - max(LEADS))
        rows, answers = [], []
        for place, lead in enumerate(LEADS):
            some = at[place :: len(LEADS)]
            known = watched[:, some + lead] > 0
            rows.append(self._features(some, lead)[known])
            answers.append(hit[:, some + lead][known] > 0)
        self.model = HistGradientBoostingClassifier(
            max_iter=120,
            learning_rate=0.06,
            max_leaf_nodes=12,
            min_samples_leaf=60,
            l2_regularization=5,
            random_state=7,
        ).fit(np.concatenate(rows), np.concatenate(answers))
        self.trained_at = now
