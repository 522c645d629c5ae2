"""A walk through the past: a forecaster is told what was reported before each hour, and asked for the hours to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from benchmarks.danger.sets import H, WarningSet

ISSUE = 18  # the hour at which tomorrow is forecast
LEADS = 3
# Chances are kept this far from 0 and 1: nobody knows better, and one surprise would cost without limit.
EPS = 1e-4


class Forecaster(Protocol):
    """Times are datetime64 on the wall clock of the areas."""

    def start(self, areas: Sequence[dict[str, Any]]) -> None: ...

    def observe(self, events: Sequence[tuple[int, np.datetime64, str]]) -> None:
        """(area, time, kind) in the order they were told, each once; with a delay hours after their time."""

    def predict(self, issue: np.datetime64, hours: np.ndarray) -> np.ndarray:
        """(areas, hours) the chance that each hour is hit."""


@dataclass(frozen=True, eq=False)
class Walked:
    """ahead: (areas, days, 24) as forecast at 18:00 the day before. soon: (areas, hours, 3), this hour and two."""

    ahead: np.ndarray
    soon: np.ndarray


def walk(warnings: WarningSet, forecaster: Forecaster) -> Walked:
    """Hour by hour through the scored period. Only what was told before an hour is ever shown: no looking ahead."""
    days = int((warnings.scored_to - warnings.scored_from) / np.timedelta64(1, "D"))
    ahead = np.full((len(warnings.areas), days, 24), np.nan)
    soon = np.full((len(warnings.areas), days * 24, LEADS), np.nan)
    begins = warnings.scored_from.astype("datetime64[h]") - 24 * H
    forecaster.start(warnings.areas)
    shown = 0
    for step in range((days + 1) * 24):
        now = begins + step * H
        until = int(np.searchsorted(warnings.told, now.astype("datetime64[m]"), side="left"))
        new = slice(shown, until)
        events = list(zip(warnings.area[new].tolist(), warnings.at[new], warnings.kind[new], strict=True))
        forecaster.observe(events)
        shown = until
        issue = now.astype("datetime64[m]")
        if step % 24 == ISSUE and step // 24 < days:
            tomorrow = (warnings.scored_from + step // 24).astype("datetime64[h]")
            ahead[:, step // 24] = forecaster.predict(issue, tomorrow + np.arange(24) * H)
        if step >= 24:
            soon[:, step - 24] = forecaster.predict(issue, now + np.arange(LEADS) * H)
    if not all(np.isfinite(made).all() and (made >= 0).all() and (made <= 1).all() for made in (ahead, soon)):
        raise ValueError("a forecast is missing, or is no chance")
    return Walked(np.clip(ahead, EPS, 1 - EPS), np.clip(soon, EPS, 1 - EPS))
