"""Who a report comes from: which reports are independent of each other, and the two marks that coordinators give."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeVar


class Reliability(StrEnum):
    """How far a source is to be relied on, judged apart from what it says this time (Admiralty code, A to F)."""

    ALWAYS = "A"
    USUALLY = "B"
    FAIRLY = "C"
    SELDOM = "D"
    NEVER = "E"
    UNKNOWN = "F"


class Credibility(StrEnum):
    """How far one report is to be believed, judged apart from who tells it (Admiralty code, 1 to 6)."""

    BORNE_OUT = "1"
    PROBABLE = "2"
    POSSIBLE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    UNKNOWN = "6"


class FromSource(Protocol):
    """A report as these rules see it; origins are keys of one team on the road, one phone, one household, one name."""

    @property
    def reporter(self) -> int | None: ...
    @property
    def origins(self) -> frozenset[str]: ...


R = TypeVar("R", bound=FromSource)


def same_source(one: FromSource, other: FromSource) -> bool:
    """One account, or two that share a team on the road, a phone, a household or the one they heard it from."""
    by_one_account = one.reporter is not None and one.reporter == other.reporter
    return by_one_account or not one.origins.isdisjoint(other.origins)


def independent(reports: Sequence[R]) -> list[R]:
    """As many signed reports as are found of which no two come from one source; two wherever there are two."""
    signed = [report for report in reports if report.reporter is not None]
    return max((_beginning_with(first, signed) for first in signed), key=len, default=[])


def _beginning_with(first: R, reports: Sequence[R]) -> list[R]:
    chosen = [first]
    for report in reports:
        if not any(same_source(report, one) for one in chosen):
            chosen.append(report)
    return chosen
