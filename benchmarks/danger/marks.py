"""The marks the forecast has to reach, and what it reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.danger.scores import Scores
from benchmarks.mark import Mark

SETS = ("il_north", "il_south", "ua_nikopol", "ua_oblast")
MOST_LOG_LOSS = dict(zip(SETS, (0.0747, 0.0545, 0.459, 0.556), strict=True))
LEAST_GAIN_SOON = dict(zip(SETS, (0.48, 1.25, 0.17, 0.17), strict=True))
MOST_ECE = dict(zip(SETS, (0.004, 0.006, 0.045, 0.025), strict=True))
LEAST_AVOIDED = {"il_north": (0.39, 0.41), "il_south": (0.72, 0.72)}
SLOT_RATIO = 1.05


@dataclass(frozen=True)
class Missing:
    """The scores of the northern set when half of the reports never come and the others an hour late on average."""

    plain: Scores
    share_known: Scores


def marks(model: Mapping[str, Scores], reference: Mapping[str, Scores], missing: Missing) -> list[Mark]:
    """model, reference: scores by set."""

    def by_set(
        code: str, goal: str, bars: Mapping[str, float], values: Mapping[str, float], *, most: bool, form: str
    ) -> Mark:
        holds = all(values[name] <= bar if most else values[name] >= bar for name, bar in bars.items())
        sign = "at most" if most else "at least"
        return Mark(code, goal, f"{sign} {_row(bars, form)}", _row(values, form), holds)

    def of(attribute: str) -> dict[str, float]:
        return {name: getattr(model[name], attribute) for name in SETS}

    rules = {name: model[name].saved_rule for name in SETS}
    ratios = {name: model[name].slot_rate / reference[name].slot_rate for name in SETS}
    avoided = {name: (model[name].avoided, model[name].avoided_soon) for name in LEAST_AVOIDED}
    plain, known = missing.plain, missing.share_known
    return [
        by_set("G1", "log loss, day ahead", MOST_LOG_LOSS, of("log_loss"), most=True, form=".4f"),
        by_set("G2", "nats gained, next hour", LEAST_GAIN_SOON, of("gain_soon"), most=False, form="+.3f"),
        by_set("G3", "calibration error, day ahead", MOST_ECE, of("ece"), most=True, form=".4f"),
        Mark(
            "G4",
            "hits saved against the 7-day rule, 2 h",
            "interval above 0 on each",
            " / ".join(f"{value:+.0%} [{low:+.0%}, {high:+.0%}]" for value, low, high in rules.values()),
            all(low > 0 for _, low, _ in rules.values()),
        ),
        by_set(
            "G5",
            "2 h slots hit, against the reference",
            dict.fromkeys(SETS, SLOT_RATIO),
            ratios,
            most=True,
            form=".3f",
        ),
        Mark(
            "G6",
            "avoided by standing down a fifth, day ahead / next hour",
            "; ".join(f"{name} {_pair(pair)}" for name, pair in LEAST_AVOIDED.items()),
            "; ".join(f"{name} {_pair(pair, '.3f')}" for name, pair in avoided.items()),
            all(got >= bar for name in avoided for got, bar in zip(avoided[name], LEAST_AVOIDED[name], strict=True)),
        ),
        Mark("G7", "log loss on unseen places and months", "1.02 x reference", "needs sets kept apart", None),
        Mark("G8", "1 h slots on unseen places and months", "where the reference does", "needs sets kept apart", None),
        Mark(
            "G9",
            "half the reports missing, the rest an hour late (il_north)",
            "order of hours 0.57, 2 h saved 40 %; share known: calibration error at most 0.005",
            f"{plain.hour_auc:.3f}, {plain.saved_random[0]:.0%}; {known.ece:.4f} ({plain.ece:.4f} uncorrected)",
            plain.hour_auc >= 0.57 and plain.saved_random[0] >= 0.40 and known.ece <= 0.005,
        ),
    ]


def _row(values: Mapping[str, float], form: str) -> str:
    return " / ".join(format(values[name], form) for name in SETS)


def _pair(pair: tuple[float, float], form: str = ".2f") -> str:
    return " / ".join(format(value, form) for value in pair)
