"""A test that cannot run here says so loudly: listed at the end of the run, and a failure where CI=true."""

import os
from collections import Counter
from typing import Any, NoReturn

import pytest

NOT_RUN = "NOT RUN: "


def not_here(capability: str, reason: object) -> NoReturn:
    """Skip the test that asks for this capability; only the first line of the reason is kept."""
    first_line = str(reason).strip().partition("\n")[0]
    pytest.skip(f"{NOT_RUN}{capability}, because {first_line}")


def not_run(reporter: Any) -> Counter[str]:
    """How many tests each missing capability cost; works across worker processes, which send only reports."""
    reasons = (report.longrepr[2] for report in reporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple))
    return Counter(reason.removeprefix("Skipped: ") for reason in reasons if NOT_RUN in reason)


def is_strict() -> bool:
    return os.environ.get("CI", "").lower() == "true"
