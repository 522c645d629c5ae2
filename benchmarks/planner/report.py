"""make bench-planner: plans days of all sizes in several ways, writes docs/planner.md and its picture."""

import argparse
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from string import Template

from benchmarks.planner.days import Day, Judged
from benchmarks.planner.marks import FULL, LARGE, QUICK, Found, Scope, asks, marks
from benchmarks.planner.pictures import shares_svg
from benchmarks.planner.runs import Ask, has_pyvrp, run_all
from benchmarks.planner.slack import beyond_reach
from benchmarks.planner.speed import steps
from benchmarks.planner.trials import repeated, replanned

DOCS = Path(__file__).parents[2] / "docs"
WORDS = Path(__file__).parent / "planner.md.in"
SIZES = (10, 30, 60, 100, 200)
WAYS = {"obkhid": "**the planner**", "pyvrp": "PyVRP, timed exactly", "nearest": "nearest first"}
TABLE_S = 10
HEAD = (
    "| visits, teams | way | priority served | exposure to its least | person-events for 100 points | driving, min "
    "| share of the bound | rules broken |"
)
NO_RIVAL = "PyVRP is not installed here, so its rows are missing: `pip install pyvrp` brings it."


def compared(scope: Scope) -> list[Ask]:
    ways = [way for way in WAYS if way != "pyvrp" or has_pyvrp()]
    days = [Day(size, seed) for size in SIZES for seed in scope.seeds]
    return [ask_for(way, day) for way in ways for day in days]


def ask_for(way: str, day: Day) -> Ask:
    return Ask(way, day, 0 if way == "nearest" else TABLE_S if day.visits >= 100 else 1)


def table(scope: Scope, found: Found) -> str:
    rows = [HEAD, "|---" * 8 + "|"]
    for size in SIZES:
        for way, name in WAYS.items():
            if runs := _runs(scope, found, way, size):
                rows.append(row(size, name, runs))
    return "\n".join(rows)


def _runs(scope: Scope, found: Found, way: str, size: int) -> list[Judged]:
    return [found[ask] for seed in scope.seeds if (ask := ask_for(way, Day(size, seed))) in found]


def row(size: int, name: str, runs: Sequence[Judged]) -> str:
    def of(attribute: str) -> float:
        return mean(getattr(run, attribute) for run in runs)

    teams = len(Day(size, 1).make()["teams"])
    worst = min(run.share for run in runs)
    return (
        f"| {size}, {teams} | {name} | {of('served'):.1%} | {of('exposure_ratio'):.2f} | {of('per_priority'):.1f} "
        f"| {of('drive_min'):.0f} | {of('share'):.1%}, worst {worst:.1%} | {sum(run.broken for run in runs)} |"
    )


def picture(scope: Scope, found: Found) -> str:
    shares: dict[str, list[float | None]] = {}
    for way, name in WAYS.items():
        by_size = [
            [found[a] for seed in scope.seeds if (a := ask_for(way, Day(size, seed))) in found] for size in SIZES
        ]
        shares[name.strip("*")] = [mean(run.share for run in runs) if runs else None for runs in by_size]
    return shares_svg(SIZES, shares)


def loose(scope: Scope) -> str:
    """What the bound counts beyond reach, by size of the larger days."""
    shares = {size: [beyond_reach(Day(size, seed)) for seed in scope.seeds] for size in LARGE}
    return ", ".join(f"{mean(one):.1%} at {size} visits (at most {max(one):.1%})" for size, one in shares.items())


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-planner")
    parser.add_argument("--quick", action="store_true", help="fewer seeds: about three minutes instead of fifteen")
    scope = QUICK if parser.parse_args().quick else FULL
    found = run_all([*asks(scope), *compared(scope)])
    again, taken = repeated(), steps()
    changed = [replanned(Day(100, seed)) for seed in scope.replanned]
    reached = marks(scope, found, again, changed)
    (DOCS / "planner").mkdir(exist_ok=True)
    (DOCS / "planner" / "shares.svg").write_text(picture(scope, found))
    text = Template(WORDS.read_text()).substitute(
        seeds=f"{len(scope.seeds)} days of each size (seeds {', '.join(map(str, scope.seeds))})",
        table=table(scope, found) + ("" if has_pyvrp() else f"\n\n{NO_RIVAL}"),
        marks="\n".join(f"| {m.code} | {m.goal} | {m.bar} | {m.reached} | {m.verdict} |" for m in reached),
        steps="\n".join(
            f"| {t.what} | {t.most_ms:.0f} ms | {t.taken_ms:.1f} ms | {'reached' if t.holds else '**not reached**'} |"
            for t in taken
        ),
        loose=loose(scope),
        replanned=f"{sum(one.dropped for one in changed)} visits were dropped and "
        f"{sum(one.recalls for one in changed)} recalls named on the {len(changed)} days together",
        machine=machine(),
    )
    (DOCS / "planner.md").write_text(text)
    for mark in reached:
        print(f"{mark.code:4} {mark.verdict.strip('*'):12} {mark.goal}: {mark.reached} (to reach: {mark.bar})")
    for one in taken:
        print(f"     {'reached' if one.holds else 'not reached':12} {one.what}: {one.taken_ms:.1f} ms")


if __name__ == "__main__":
    main()
