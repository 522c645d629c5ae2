"""A set of warnings: what happened in each hour, and what a forecaster would have been told, when."""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).parent / "data"
H = np.timedelta64(1, "h")


@dataclass(frozen=True, eq=False)
class WarningSet:
    """Times are datetime64 on the wall clock of the areas.

    hits: (areas, T) whether each hour from first_hour was dangerous. area, at, kind, told: one entry for each event
    that is reported, in the order of told, the moment its report comes in.
    """

    name: str
    target: str
    scored_from: np.datetime64
    scored_to: np.datetime64
    areas: list[dict[str, Any]]
    first_hour: np.datetime64
    hits: np.ndarray
    area: np.ndarray
    at: np.ndarray
    kind: np.ndarray
    told: np.ndarray

    @property
    def covered_from(self) -> np.ndarray:
        return np.array([area["covered_from"] for area in self.areas], "datetime64[h]")


def read_set(name: str, *, report_share: float = 1.0, delay_min: float = 0.0) -> WarningSet:
    """report_share: of all events so many are ever told, by chance. delay_min: how late on average (exponential)."""
    facts = json.loads((DATA / "datasets.json").read_text())[name]
    areas = _rows(DATA / f"{name}.areas.csv")
    area, at, kind = _events(name, [row["area_id"] for row in areas], with_ongoing=facts["target"] == "active")
    covered = np.array([row["covered_from"] for row in areas], "datetime64[h]")
    end = max(np.datetime64(row["covered_to"], "h") for row in areas)
    first = min(covered.min(), at.min().astype("datetime64[h]"))
    chance = np.random.default_rng(11)
    is_told = chance.random(len(at)) < report_share
    late = chance.exponential(delay_min, len(at)).round() if delay_min else np.zeros(len(at))
    told = at + late.astype("timedelta64[m]")
    order = np.argsort(told[is_told], kind="stable")
    return WarningSet(
        name=name,
        target=facts["target"],
        scored_from=np.datetime64(facts["from"], "D"),
        scored_to=np.datetime64(facts["to"], "D"),
        areas=[row | {"lat": float(row["lat"]), "lon": float(row["lon"])} for row in areas],
        first_hour=first,
        hits=_hits(area, at, first, end, len(areas)),
        area=area[is_told][order],
        at=at[is_told][order],
        kind=kind[is_told][order],
        told=told[is_told][order],
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
    return list(csv.DictReader(text.splitlines()))


def _events(name: str, area_ids: list[str], *, with_ongoing: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Area, time and kind in the order of time; an alarm in force counts again at each full hour, as "ongoing"."""
    rows = [row for row in _rows(DATA / f"{name}.events.csv.gz") if row["area_id"] in area_ids]
    area = np.array([area_ids.index(row["area_id"]) for row in rows])
    at = np.array([row["t_local"] for row in rows], "datetime64[m]")
    kind = np.array([row["kind"] for row in rows])
    if with_ongoing:
        minutes = np.array([min(max(float(row["duration_min"] or 0), 0), 24 * 60) for row in rows])
        area, at, kind = _with_ongoing(area, at, kind, at + minutes.astype("timedelta64[m]"))
    order = np.lexsort((area, at))
    return area[order], at[order], kind[order]


def _with_ongoing(area: np.ndarray, at: np.ndarray, kind: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, ...]:
    areas, times, kinds = [area], [at], [kind]
    hour = at.astype("datetime64[h]") + H
    while (still := hour < end).any():
        areas.append(area[still])
        times.append(hour[still].astype("datetime64[m]"))
        kinds.append(np.full(still.sum(), "ongoing"))
        hour = hour + H
    return np.concatenate(areas), np.concatenate(times), np.concatenate(kinds)


def _hits(area: np.ndarray, at: np.ndarray, first: np.datetime64, end: np.datetime64, n_areas: int) -> np.ndarray:
    hits = np.zeros((n_areas, int((end - first) / H)), bool)
    hour = ((at.astype("datetime64[h]") - first) / H).astype(int)
    inside = (hour >= 0) & (hour < hits.shape[1])
    hits[area[inside], hour[inside]] = True
    return hits
