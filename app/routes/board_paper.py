"""Beside the board: what the draft changes, which areas are cleared, which versions and prints there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.states import RouteState, VisitState
from app.models import Area, RouteStop, RouteVersion, Sheet
from app.places import queries as places
from app.routes import drafts, queries
from app.routes.candidate import Reason
from app.routes.pending import Line, counts_of, differs, doors_after, doors_now, find_pending, lines_of
from app.routes.problem import DayProblem
from app.routes.promises import broken_by
from app.routes.sheet import sheet_number
from app.routes.sheet_areas import areas_of


@dataclass(frozen=True)
class AreaOfDay:
    """An area with a stop that day, and whether it is cleared now."""

    id: int
    code: str
    is_held: bool
    by: str
    until: datetime | None

    @property
    def pair(self) -> tuple[int, str]:
        return self.id, self.code


@dataclass(frozen=True)
class Print:
    id: int
    number: str
    copy: int
    printed_at: datetime
    returned_at: datetime | None
    destroyed_at: datetime | None
    lost_at: datetime | None

    @property
    def is_open(self) -> bool:
        return not (self.returned_at or self.destroyed_at or self.lost_at)


@dataclass(frozen=True)
class Version:
    """One version of a team's route, with its prints."""

    id: int
    team: int
    number: int | None
    state: str
    at: datetime | None
    by: str
    why: str
    is_void: bool
    can_withdraw: bool
    prints: tuple[Print, ...]


@dataclass(frozen=True)
class Change:
    """What the draft changes for one visit, against what is published; no team means on no route."""

    key: int
    old_team: int | None
    old_start: int | None
    new_team: int | None
    new_start: int | None


@dataclass(frozen=True)
class Offer:
    """A proposal that waits for an answer: its lines, why a visit would go off, and what it serves.

    promised: by visit that it takes from the half hour of its promise, the minute its person expects the team.
    pinned: the visits it would take off although a person fixed them; such a line is refused.
    """

    lines: tuple[Line, ...]
    counts: dict[str, int]
    why_dropped: dict[int, list[Reason]]
    summary: dict[str, Any]
    made_at: datetime
    by: str
    promised: dict[int, int]
    pinned: frozenset[int]


def offer_of(session: Session, day: DayProblem, users: dict[int, str]) -> Offer | None:
    """None where nothing was proposed, or the plan has become what was proposed."""
    pending = find_pending(day.facts.day)
    if pending is None or not differs(day, pending):
        return None
    lines = tuple(lines_of(day, pending))
    known = {line.key: day.candidates.get(line.key) for line in lines if line.kind == "dropped"}
    why = {
        key: pending.not_placed.get(key) or (one.blocks if one else [{"code": "gone"}]) for key, one in known.items()
    }
    by = users.get(pending.by_id, "")
    promised = broken_by(session, day.facts, doors_now(day), doors_after(day, pending))
    pinned = frozenset(key for key, one in known.items() if one is not None and one.is_fixed)
    return Offer(lines, counts_of(day, pending, lines), why, pending.summary, pending.made_at, by, promised, pinned)


def changes(day: DayProblem) -> Iterable[Change]:
    """Visit by visit what differs once the draft is published; nothing before the first publication."""
    facts = day.facts
    if not facts.published or not facts.drafts:
        return
    old, new = _starts(facts.published.values()), _starts(facts.working.values())
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, (None, None)), new.get(key, (None, None))
        if before != after:
            yield Change(key, *before, *after)


def _starts(routes: Iterable[RouteVersion]) -> dict[int, tuple[int, int]]:
    """Team number and first minute of each visit."""
    return {
        drafts.key_of(stop.visit): (route.team.number, stop.start_min)
        for route in routes
        for stop in route.stops
        if stop.visit and stop.visit.needs and stop.leg == 0
    }


def areas_of_day(session: Session, day: DayProblem, users: dict[int, str]) -> Iterable[AreaOfDay]:
    facts = day.facts
    hub_id, on = facts.hub.id, facts.on
    if facts.is_over:
        cleared = places.clearances_given(session, hub_id, on)
    else:
        cleared = places.clearances_on(session, hub_id, on, now=facts.now)
    found: dict[int, Area] = {area.id: area for route in facts.working.values() for area in areas_of(route)}
    for area in sorted(found.values(), key=lambda one: one.code):
        clearance = cleared.get(area.id)
        yield AreaOfDay(
            area.id,
            area.code,
            not facts.is_over and bool(facts.holds.of_area(area.id)),
            users.get(clearance.by_id, "") if clearance else "",
            clearance.until if clearance else None,
        )


def versions_of_day(
    session: Session, day: DayProblem, versions: list[RouteVersion], users: dict[int, str]
) -> Iterable[Version]:
    prints: dict[int, list[Sheet]] = {}
    for sheet in queries.sheets_of(session, [route.id for route in versions]):
        prints.setdefault(sheet.route_id, []).append(sheet)
    for route in versions:
        is_published = route.state is RouteState.PUBLISHED
        yield Version(
            id=route.id,
            team=route.team.number,
            number=route.number,
            state=route.state.value,
            at=route.withdrawn_at or route.published_at or route.made_at,
            by=users.get(route.withdrawn_by_id or route.published_by_id or route.made_by_id or 0, ""),
            why=route.withdrawn_why,
            is_void=queries.is_void(route, day.facts.holds),
            can_withdraw=is_published and all(_is_ahead(stop) for stop in route.stops),
            prints=tuple(_print(sheet) for sheet in prints.get(route.id, [])),
        )


def _is_ahead(stop: RouteStop) -> bool:
    return stop.visit is None or stop.visit.state is VisitState.PUBLISHED


def _print(sheet: Sheet) -> Print:
    return Print(
        sheet.id,
        sheet_number(sheet),
        sheet.copy,
        sheet.printed_at,
        sheet.returned_at,
        sheet.destroyed_at,
        sheet.lost_at,
    )
