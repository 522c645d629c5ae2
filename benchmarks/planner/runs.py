"""Runs of each way of planning, side by side on the cores of the machine, each judged by the independent scorer.

Seconds are of one core's work, not of the clock on the wall: on a machine with nothing else to do they are the same,
on a busy one the figures stay comparable.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from benchmarks.planner.days import Day, Judged, judge
from benchmarks.planner.nearest import nearest_first

CORES = 2
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ask:
    """One run to make. method: obkhid, nearest or pyvrp."""

    method: str
    day: Day
    seconds: float = 0.0
    seed: int = 1


@dataclass(frozen=True)
class Command:
    """What the command on files did: the plan, its bytes, how long it took and how much memory it had at most."""

    plan: dict[str, Any]
    text: bytes
    wall_s: float
    cpu_s: float
    peak_mb: float


def by_obkhid(instance: dict[str, Any], seconds: float, seed: int) -> dict[str, Any]:
    problem = PlanningProblem.from_json(instance)
    found = propose(problem, seed=seed, seconds=seconds, explain=False, clock=time.process_time)
    return found.plan.to_json()


def by_nearest(instance: dict[str, Any], seconds: float, seed: int) -> dict[str, Any]:
    return nearest_first(instance)


def by_pyvrp(instance: dict[str, Any], seconds: float, seed: int) -> dict[str, Any]:
    from benchmarks.planner.rival import plan_with_pyvrp

    return plan_with_pyvrp(instance, seconds=seconds, seed=seed)


METHODS: dict[str, Callable[[dict[str, Any], float, int], dict[str, Any]]] = {
    "obkhid": by_obkhid,
    "nearest": by_nearest,
    "pyvrp": by_pyvrp,
}


def has_pyvrp() -> bool:
    return find_spec("pyvrp") is not None


def run_all(asks: Iterable[Ask]) -> Mapping[Ask, Judged]:
    """Every run once, the longest first, told on stderr as they end."""
    wanted = sorted(set(asks), key=lambda ask: -ask.seconds - ask.day.visits / 100)
    found: dict[Ask, Judged] = {}
    with ProcessPoolExecutor(CORES) as pool:
        for ask, judged in zip(wanted, pool.map(_run, wanted), strict=True):
            found[ask] = judged
            print(f"{len(found)}/{len(wanted)} {ask}: {judged.share:.1%}", file=sys.stderr, flush=True)
    return found


def _run(ask: Ask) -> Judged:
    return judge(ask.day, METHODS[ask.method](ask.day.make(), ask.seconds, ask.seed))


def command(day: Day, *options: str, present: dict[str, Any] | None = None, reports: Any = None) -> Command:
    """python -m app.domain.planner solve, as anybody would call it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "day.json").write_text(json.dumps(day.make()))
        arguments = ["solve", str(folder / "day.json"), str(folder / "plan.json"), *options]
        for option, data in (("--from-plan", present), ("--reports", reports)):
            if data is not None:
                (folder / f"{option}.json").write_text(json.dumps(data))
                arguments += [option, str(folder / f"{option}.json")]
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "app.domain.planner", *arguments], cwd=ROOT)  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"The planner ended with {process.returncode} on {day}.")
        text = (folder / "plan.json").read_bytes()
        return Command(json.loads(text), text, time.monotonic() - started, _work_s(used), used.ru_maxrss / 1024)


def _work_s(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime
