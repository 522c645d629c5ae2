"""The planner on files: python -m app.domain.planner solve problem.json plan.json --seconds 10 --seed 1."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from app.domain.planner.contradictions import contradictions
from app.domain.planner.grid import DayGrid
from app.domain.planner.physics import Physics
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.domain.planner.reading import LAST_MINUTE, ProblemError
from app.domain.planner.report import apply_reports

LONGEST_S = 24 * 60 * 60
MOST_SIGNS = 50_000_000  # of a file: a thousand visits and two days of 20,000 areas stay below a third of it


class OneLineParser(argparse.ArgumentParser):
    """Answers a wrong command with one line instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        raise ProblemError(f"{message}.")


def main(arguments: list[str] | None = None) -> int:
    """0 when the plan is written; 2, with one line on stderr and nothing written, when the input is wrong."""
    try:
        _solve(_parser().parse_args(arguments))
    except (ProblemError, OSError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    return 0


def _parser() -> OneLineParser:
    parser = OneLineParser(prog="python -m app.domain.planner")
    solve = parser.add_subparsers(dest="command", required=True, parser_class=OneLineParser).add_parser("solve")
    solve.add_argument("problem", type=Path)
    solve.add_argument("plan", type=Path)
    solve.add_argument("--seconds", type=float)
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--iterations", type=int)
    solve.add_argument("--from-plan", type=Path, help="the present plan, to be changed")
    solve.add_argument("--now", type=int, help="minute of the day; what began before it stays")
    solve.add_argument("--reports", type=Path, help="shelling reported since the forecast")
    return parser


def _solve(options: argparse.Namespace) -> None:
    if options.seconds is not None and not 0 <= options.seconds <= LONGEST_S:
        raise ProblemError(f"--seconds must be from 0 to {LONGEST_S}.")
    if options.iterations is not None and options.iterations < 0:
        raise ProblemError("--iterations must be at least 0.")
    if options.now is not None and not 0 <= options.now <= LAST_MINUTE:
        raise ProblemError(f"--now must be a minute from 0 to {LAST_MINUTE}.")
    if (options.from_plan is None) != (options.now is None):
        raise ProblemError("--from-plan and --now belong together.")
    problem = PlanningProblem.from_json(_read(options.problem))
    present = None if options.from_plan is None else Plan.from_json(_read(options.from_plan))
    if options.reports is not None:
        problem = apply_reports(problem, _read(options.reports))
    for one in contradictions(DayGrid(Physics(problem))):
        print(one, file=sys.stderr)
    proposal = propose(
        problem,
        seed=options.seed,
        iterations=options.iterations,
        seconds=options.seconds,
        present=present,
        now=options.now,
        explain=False,
    )
    _write(options.plan, proposal.plan.to_json())


def _read(path: Path) -> Any:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_SIGNS + 1)
        if len(text) > MOST_SIGNS:
            raise ProblemError(f"{path} is longer than {MOST_SIGNS} signs.")
        return json.loads(text)
    except ProblemError:
        raise
    except (ValueError, RecursionError) as error:
        raise ProblemError(f"{path} is not JSON: {error}.") from error


def _write(path: Path, data: Any) -> None:
    """Writes beside the file and moves it into place, so that a plan is there whole or not at all.

    What is no file, such as /dev/stdout, is written to and never replaced.
    """
    text, target = json.dumps(data, indent=1) + "\n", Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")
        return
    draft = target.with_name(f"{target.name}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
