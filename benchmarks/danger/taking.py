"""How long something takes: on the clock, and of the processor, which other programs hardly change."""

import time
from collections.abc import Callable
from typing import NamedTuple


class Taken(NamedTuple):
    """Both in ms; the lesser of two is the one that took less on the clock."""

    clock_ms: float
    processor_ms: float


def taken(run: Callable[[], object]) -> Taken:
    started, of_processor = time.perf_counter(), time.process_time()
    run()
    return Taken((time.perf_counter() - started) * 1000, (time.process_time() - of_processor) * 1000)


def told(what: str, best: Taken, most_ms: int | None) -> None:
    bar = "no mark"
    if most_ms:
        word = "reached" if best.clock_ms <= most_ms else "NOT REACHED"
        bar = f"at most {most_ms:,} ms, {best.clock_ms / most_ms:.2f} of it: {word}"
    print(f"{what:64} {best.clock_ms:8.1f} ms  processor {best.processor_ms:8.1f} ms  {bar}", flush=True)
