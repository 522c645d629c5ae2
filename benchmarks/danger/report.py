"""make bench-danger: walks all sets, writes docs/danger.md and its pictures. The same command gives the same text."""

import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from string import Template

from app.domain.danger.backtest import Predictor
from benchmarks.danger.baselines import Climatology, CoordinatorsRule, PooledClimatology, Reference
from benchmarks.danger.marks import SETS, Missing, marks
from benchmarks.danger.pictures import reliability_svg
from benchmarks.danger.scores import Scores, score, truth_of
from benchmarks.danger.sets import read_set
from benchmarks.danger.walk import Forecaster, walk

DOCS = Path(__file__).parents[2] / "docs"
WORDS = Path(__file__).parent / "danger.md.in"
NAMES = {
    "il_north": "border with Lebanon, 20 localities",
    "il_south": "by Gaza, 20 localities",
    "ua_nikopol": "Nikopol raion, 2 hromadas",
    "ua_oblast": "10 oblasts of Ukraine",
}
ABSENT = "not installed"
HEAD = (
    "| forecast | log loss | gain next hour | AUC | order of hours | calibration error | avoided | 2 h slot hit "
    "| saved against random | saved against the 7-day rule |"
)


def forecasters() -> dict[str, Callable[[], Forecaster] | None]:
    """By the name in the tables; None where a package of the optional group bench is missing."""
    boosting = None
    if find_spec("sklearn"):
        from benchmarks.danger.boosting import Boosting as boosting  # noqa: N813
    return {
        "**the model**": Predictor,
        "reference of the marks": Reference,
        "pooled climatology": PooledClimatology,
        "climatology": Climatology,
        "7-day rule": CoordinatorsRule,
        "boosted trees": boosting,
    }


def judge(
    name: str, makers: Mapping[str, Callable[[], Forecaster] | None], **reports: float
) -> dict[str, Scores | None]:
    """Scores of each forecaster on one set. reports: how much is reported, and how late."""
    warnings = read_set(name, **reports)
    truth = truth_of(warnings)
    usual, rule = walk(warnings, Climatology()), walk(warnings, CoordinatorsRule())
    found: dict[str, Scores | None] = {}
    for label, make in makers.items():
        print(f"{name}: {label}", file=sys.stderr, flush=True)
        found[label] = score(truth, walk(warnings, make()), usual, rule) if make else None
    return found


def row(label: str, scores: Scores | None) -> str:
    if scores is None:
        return f"| {label} | {ABSENT} |" + " |" * 8
    random, rule = (
        f"{value:+.0%} [{low:+.0%}, {high:+.0%}]" for value, low, high in (scores.saved_random, scores.saved_rule)
    )
    return (
        f"| {label} | {scores.log_loss:.4f} | {scores.gain_soon:+.2f} | {scores.auc:.2f} | {scores.hour_auc:.3f} "
        f"| {scores.ece:.4f} | {scores.avoided:.0%} | {scores.slot_rate:.1%} | {random} | {rule} |"
    )


def table(name: str, found: Mapping[str, Scores | None]) -> str:
    warnings = read_set(name)
    truth = truth_of(warnings)
    head = (
        f"**`{name}`**: {NAMES[name]}, {warnings.scored_from} to {warnings.scored_to}; "
        f"{truth.hit.sum():,} dangerous of {truth.known.sum():,} area-hours "
        f"({truth.hit.sum() / truth.known.sum():.1%})."
    )
    return "\n".join([head, "", HEAD, "|---" * 10 + "|", *(row(label, scores) for label, scores in found.items())])


def missing_reports() -> Missing:
    """Half of all reports never come, the others an hour late; the model is told so, or not."""
    makers = {"plain": Predictor, "share known": lambda: Predictor(reporting_share=0.5, mean_delay_h=1.0)}
    found = judge("il_north", makers, report_share=0.5, delay_min=60)
    plain, known = found["plain"], found["share known"]
    assert plain is not None
    assert known is not None
    return Missing(plain, known)


def main() -> None:
    found = {name: judge(name, forecasters()) for name in SETS}
    model, reference = (
        {name: scores for name in SETS if (scores := found[name][label])}
        for label in ("**the model**", "reference of the marks")
    )
    reached = marks(model, reference, missing_reports())
    (DOCS / "danger").mkdir(exist_ok=True)
    for name, scores in model.items():
        (DOCS / "danger" / f"{name}.svg").write_text(reliability_svg(name, scores.reliability))
    text = Template(WORDS.read_text()).substitute(
        tables="\n\n".join(table(name, found[name]) for name in SETS),
        marks="\n".join(f"| {m.code} | {m.goal} | {m.bar} | {m.reached} | {m.verdict} |" for m in reached),
        saved=" / ".join(f"{model[name].saved_random[0]:.0%}" for name in SETS),
        hours=" / ".join(f"{model[name].hour_auc:.2f}" for name in SETS),
        avoided=" / ".join(f"{model[name].avoided:.0%}" for name in SETS),
    )
    (DOCS / "danger.md").write_text(text)
    for mark in reached:
        print(f"{mark.code}  {mark.verdict.strip('*'):18}{mark.goal}: {mark.reached}")


if __name__ == "__main__":
    main()
