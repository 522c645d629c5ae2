"""Raises the danger of a problem for shelling reported since its forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.domain.planner.job import Window
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.reading import Id, Reader


@dataclass(frozen=True, slots=True)
class Raise:
    """What a report does to one area for a while: events per hour times a factor, and closed or not."""

    area: Id
    span: Window
    factor: float = 1.0
    is_closed: bool = False

    @staticmethod
    def read(at: Reader) -> Raise:
        span = Window(at.field("from").minute(), at.field("to").minute())
        factor = at.optional("factor", lambda r: r.number(1), 1.0)  # a report never lowers danger
        return Raise(at.field("area").id(), span, factor, at.optional("closed", Reader.flag, False))


def apply_reports(problem: PlanningProblem, data: Any) -> PlanningProblem:
    """The problem after a list of {"area", "from", "to", "factor" and/or "closed"}; raises ProblemError."""
    places = Reader(data, "reports").items()
    areas = {area.id: i for i, area in enumerate(problem.areas)}
    for at in places:
        one = Raise.read(at)
        if one.area not in areas:
            raise at.field("area").refuse(f"names no area: {one.area!r}")
        problem = _raised(problem, areas[one.area], one)
    return problem


def _raised(problem: PlanningProblem, index: int, one: Raise) -> PlanningProblem:
    rates, areas = list(problem.events_per_h), list(problem.areas)
    rates[index] = tuple(
        rate * one.factor if rate is not None and _touches(one.span, bin, problem.bin_minutes) else rate
        for bin, rate in enumerate(rates[index])
    )
    if one.is_closed:
        areas[index] = replace(areas[index], closed=(*areas[index].closed, one.span))
    return replace(problem, events_per_h=tuple(rates), areas=tuple(areas))


def _touches(span: Window, bin: int, bin_minutes: int) -> bool:
    return bin * bin_minutes < span.end and span.start < (bin + 1) * bin_minutes
