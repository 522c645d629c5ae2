"""How sure each account of a shelling is by itself, whatever other accounts it was joined to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from app.domain.shelling import WEIGHT, EventState, Observation, SourceType, VerdictKind

SURE = {SourceType.OFFICIAL, SourceType.TEAM_ON_SITE}
STRENGTHENS = {VerdictKind.CORROBORATE: EventState.CORROBORATED, VerdictKind.CONFIRM: EventState.CONFIRMED}
WEAKENS = {VerdictKind.DISPUTE: EventState.DISPUTED, VerdictKind.MARK_FALSE: EventState.FALSE}


class Account(Protocol):
    """A report as it weighs in the forecast."""

    @property
    def id(self) -> int: ...
    @property
    def reporter_id(self) -> int | None: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def corrects_id(self) -> int | None: ...
    @property
    def observation(self) -> Observation: ...
    @property
    def source_type(self) -> SourceType: ...
    @property
    def source_ref(self) -> str: ...
    @property
    def is_hearsay(self) -> bool: ...


class Ruling(Protocol):
    """A verdict on the event."""

    @property
    def kind(self) -> VerdictKind: ...
    @property
    def by_id(self) -> int: ...
    @property
    def at(self) -> datetime: ...


def weight_of(report: Account, rulings: Sequence[Ruling]) -> float:
    """The chance (0 to 1) that it happened as this report tells; 0 where that was refuted.

    By its own source, then by each verdict given after it was received, in their order (rulings), but for its author's.
    Nothing here hangs on another report: one more, wherever it is joined, leaves this weight as it is.
    """
    weight = WEIGHT[_own_state(report)]
    for ruling in rulings:
        if ruling.at < report.received_at or ruling.by_id == report.reporter_id:
            continue
        if ruling.kind in WEAKENS:
            weight = WEIGHT[WEAKENS[ruling.kind]]
        elif ruling.kind in STRENGTHENS:
            weight = max(weight, WEIGHT[STRENGTHENS[ruling.kind]])
    return weight


def _own_state(report: Account) -> EventState:
    """What was taken back is unverified, not gone, as an event is whose every report was withdrawn."""
    known = report.reporter_id is not None or bool(report.source_ref)
    hearsay = report.is_hearsay or report.observation is Observation.SECOND_HAND
    if not known or hearsay or report.withdrawn_at is not None:
        return EventState.UNVERIFIED
    return EventState.CONFIRMED if report.source_type in SURE else EventState.REPORTED


def source_of(report: Account) -> int:
    """Of one account only the surest telling of an hour counts; each unsigned report is a source of its own."""
    return report.reporter_id if report.reporter_id is not None else -report.id
