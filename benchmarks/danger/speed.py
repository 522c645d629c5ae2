"""How long the danger picture takes: the forecast alone from columns of events, and all of it from database rows."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from app.domain.danger.backtest import Predictor
from app.domain.danger.events import Events
from app.domain.danger.forecast import HABITS_H, forecast, learn_habits
from benchmarks.danger.rows import town
from benchmarks.danger.taking import Taken, taken, told

NOW = datetime(2025, 6, 11, 12, 20, tzinfo=UTC)
KYIV = ZoneInfo("Europe/Kyiv")
# Areas, events in a year, and the most it may take, ms.
SIZES = ((50, 5_000, 50), (100, 200_000, 1_000), (1_000, 1_000_000, None))
CALL_MOST_MS = 50


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--largest", action="store_true", help="the third size from rows too: some minutes")
    largest = wanted.parse_args().largest
    for areas, events, most_ms in SIZES:
        told(f"{areas:,} areas, {events:,} events of a year", best(year_of(areas, events)), most_ms)
    told("one call of a walk, 20 areas, a year of events", best(one_call()), CALL_MOST_MS)
    for areas, events, most_ms in SIZES if largest else SIZES[:2]:
        with town(areas, events) as there:
            for what, took in there.cases():
                told(f"{areas:,} areas, {events:,} events from rows, {what}", took, None if "anew" in what else most_ms)


def year_of(areas: int, events: int) -> Callable[[], object]:
    chance = np.random.default_rng(1)
    latest = int(NOW.timestamp() // 60) - chance.integers(0, HABITS_H * 60, events)
    vague = chance.choice([0, 15, 60, 300, 1440], events)
    columns = Events(chance.integers(0, areas, events), latest - vague, latest, chance.choice([0.4, 0.7, 1.0], events))
    watched = np.ones((areas, HABITS_H))

    def run() -> object:
        profile = learn_habits(columns, watched, NOW, KYIV)
        return forecast(
            columns, tuple(range(areas)), watched, profile, coverage=np.ones(areas), now=NOW, tz=KYIV, mean_delay_h=0.5
        )

    return run


def one_call() -> Callable[[], object]:
    chance, predictor, end = np.random.default_rng(2), Predictor(), np.datetime64("2025-06-11T12:00", "m")
    predictor.start([{"covered_from": "2024-06-01"}] * 20)
    back = np.sort(chance.integers(1, HABITS_H * 60, 3_000))[::-1]
    predictor.observe(
        [(int(area), end - ago, "") for area, ago in zip(chance.integers(0, 20, 3_000), back, strict=True)]
    )
    hours = end + np.arange(3) * np.timedelta64(60, "m")
    return lambda: predictor.predict(end, hours)


def best(run: Callable[[], object], times: int = 7) -> Taken:
    """The best of seven: what the machine can do when nothing else runs."""
    return min(taken(run) for _ in range(times))


if __name__ == "__main__":
    main()
