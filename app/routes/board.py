"""The plan page as data: teams by hours, who is not placed and why, what is cleared, which versions there are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.names import short_name
from app.domain.outcomes import Outcome
from app.domain.states import VisitState
from app.domain.timespan import Window, Windows, complement, intersect, subtract, union
from app.models import Day, Membership, Need, RouteStop, RouteVersion, Shift, User
from app.routes import drafts, queries
from app.routes.board_paper import AreaOfDay, Change, Offer, Version, areas_of_day, changes, offer_of, versions_of_day
from app.routes.candidate import Candidate, Reason
from app.routes.drives import DrivesSaid, drives_said, way_to
from app.routes.pending import find_pending, jobs_of
from app.routes.problem import DayProblem, planned_areas
from app.routes.reason_views import Names
from app.routes.sheet_stops import task_words
from app.routes.windows import area_closed, base_daylight

FIRST_HOUR, LAST_HOUR, LEAST_HOURS = 0, 24, 4
STRIP_HOURS = 3


@dataclass(frozen=True)
class Card:
    """One stop on the board, over the danger of its own area. leg 0 carries the visit; the others lead to it."""

    key: int
    anchor: str
    team_id: int
    number: int
    leg: int
    step: str
    area: str
    what: str
    short: str
    who: str
    start: int
    end: int
    strip: tuple[tuple[int, str], ...]
    is_held: bool
    is_pinned: bool
    is_fixed: bool
    is_under_way: bool
    is_chosen: bool
    outcome: Outcome | None


@dataclass(frozen=True)
class Cell:
    hour: int
    shut: tuple[Window, ...]  # minutes of this hour in which the team may not be out
    now_min: int | None  # the minute of this hour that runs
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Row:
    """A team on shift, or one with a route though its shift is gone."""

    team_id: int
    number: int
    call_sign: str
    people: int
    seats: int
    idle: str
    has_begun: bool
    leave: int | None
    home: int | None
    state: str
    version: int | None
    route_id: int | None
    cells: tuple[Cell, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for cell in self.cells for card in cell.cards)


@dataclass(frozen=True)
class LeftOut:
    """A visit that is on no route: who, where, why, and what would change that."""

    key: int
    who: str
    what: str
    area: str
    score: int
    reasons: list[Reason]
    can_approve: bool
    can_be_placed: bool

    @property
    def is_unseen(self) -> bool:
        """No proposal has looked at it and nothing stands against it."""
        return [reason["code"] for reason in self.reasons] == ["not_proposed"]


@dataclass(frozen=True, kw_only=True)
class Board:
    hours: tuple[int, ...]
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    areas: tuple[AreaOfDay, ...]
    versions: tuple[Version, ...]
    changes: tuple[Change, ...]
    offer: Offer | None
    names: Names
    draft_version: int
    last_number: int
    published_at: datetime | None
    has_draft: bool
    is_unchanged: bool  # the last proposal left every team's route as it was
    is_closed: bool
    is_over: bool
    danger_at: datetime | None
    summary: dict[str, Any]
    visits: int
    drives: DrivesSaid
    chosen: Card | None = None
    chosen_reasons: list[Reason] = field(default_factory=list)
    approvals: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)
    approved_by: str = ""

    @property
    def cleared(self) -> int:
        return sum(area.until is not None for area in self.areas)

    @property
    def has_teams(self) -> bool:
        return bool(self.rows)


def make_board(session: Session, day: DayProblem, *, language: str, chosen: int | None = None) -> Board:
    """Everything the plan page shows, from the day as it is known now."""
    facts = day.facts
    names = names_of(session, day, language)
    users = dict(names.users)
    rows = tuple(_rows(day, language, chosen))
    card = next((card for row in rows for card in row.cards if card.key == chosen and card.leg == 0), None)
    present = sorted(facts.routes, key=lambda route: -(route.number or 10**6))
    versions = [*present, *queries.superseded_on(session, facts.hub.id, facts.on)]
    one = day.candidates.get(chosen or 0)
    visit = one.visit if one else None
    return Board(
        hours=tuple(_hours(day)),
        rows=rows,
        left_out=tuple(_left_out(day, language)),
        areas=tuple(areas_of_day(session, day, users)),
        versions=tuple(versions_of_day(session, day, versions, users)),
        changes=tuple(changes(day)),
        offer=offer_of(day, users),
        names=names,
        draft_version=facts.day.draft_version if facts.day else 0,
        last_number=max((route.number or 0 for route in versions), default=0),
        published_at=max((route.published_at for route in versions if route.published_at), default=None),
        has_draft=bool(facts.drafts),
        is_unchanged=_is_unchanged(facts.day),
        is_closed=facts.day is not None and facts.day.state.value == "closed",
        is_over=facts.is_over,
        danger_at=facts.danger_issued_at,
        summary=dict((facts.day.proposal or {}).get("summary", {})) if facts.day else {},
        visits=len(day.candidates),
        drives=drives_said(facts),
        chosen=card,
        chosen_reasons=_reasons_on(day, chosen),
        approvals=[gate.reason for gate in one.approvals] if one else [],
        warnings=one.warnings if one else [],
        approved_by=users.get(visit.approved_by_id or 0, "") if visit else "",
    )


def _is_unchanged(day: Day | None) -> bool:
    return day is not None and (day.proposal or {}).get("unchanged") == day.draft_version


def names_of(session: Session, day: DayProblem, language: str) -> Names:
    facts = day.facts
    members = select(User.id, User.display_name).join(User.memberships).where(Membership.hub_id == facts.hub.id)
    users = {row.id: row.display_name for row in session.execute(members)}
    return Names(
        areas={area_id: one.area.code for area_id, one in facts.standing.items()},
        teams={shift.team_id: shift.team.number for shift in facts.shifts}
        | {route.team_id: route.team.number for route in facts.routes},
        visits={key: f"{who(one)} · {what(one.needs, language)}" for key, one in day.candidates.items()},
        users=users,
    )


def who(one: Candidate) -> str:
    """Людмила П.: the desk shows no more until somebody reveals it; П-0412 where no name is known."""
    people = {need.person.id: need.person for need in one.needs if need.person is not None}
    found = [short_name(person.first_name or "", person.surname or "") for person in people.values()]
    return ", ".join(filter(None, found)) or one.needs[0].code


def what(needs: Iterable[Need], language: str) -> str:
    """The neutral words of paper, which fit a small card too."""
    return ", ".join(dict.fromkeys(task_words(need, language) for need in needs))


def short(words: str) -> str:
    """Супровід: what a card has room for, up to where the words begin to say more."""
    return re.split(r"[:,]| до | to | або | or ", words, maxsplit=1)[0]


def _hours(day: DayProblem) -> range:
    """The hours of the routes and of now, and one more on each side to move a visit to; else those of the shifts."""
    facts = day.facts
    shifts = [(shift.starts_min, shift.ends_min) for shift in facts.shifts]
    spans = [(r.leave_min, r.home_min) for r in facts.working.values() if r.leave_min is not None and r.home_min]
    if spans and shifts:
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        earliest = max(first - 60, min(start for start, _ in shifts), facts.now_min or 0)
        spans.append((min(first, earliest), min(last + 60, max(end for _, end in shifts))))
    spans = spans or shifts or [(540, 1020)]
    if facts.now_min is not None and facts.now_min < 24 * 60:
        spans.append((facts.now_min, facts.now_min + 1))
    first, last = min(start for start, _ in spans) // 60, -(-max(end for _, end in spans) // 60)
    return range(max(FIRST_HOUR, first), min(max(LAST_HOUR, first + 1), max(last, first + LEAST_HOURS)))


def _rows(day: DayProblem, language: str, chosen: int | None) -> Iterable[Row]:
    facts = day.facts
    shifts = {shift.team_id: shift for shift in facts.shifts}
    teams = dict.fromkeys([*shifts, *facts.working])
    closed = _closed_everywhere(day)
    now_hour, now_min = divmod(facts.now_min, 60) if facts.now_min is not None else (None, 0)
    hours = _hours(day)
    for team_id in teams:
        shift, route = shifts.get(team_id), facts.working.get(team_id)
        cards = list(_cards(day, route, language, chosen)) if route else []
        open_to = _open_to(shift, day, closed)
        cells = tuple(
            Cell(
                hour,
                subtract([Window(hour * 60, hour * 60 + 60)], open_to),
                now_min if hour == now_hour else None,
                tuple(c for c in cards if _column(hours, c) == hour),
            )
            for hour in hours
        )
        yield _row(day, team_id, shift, route, cells)


def _column(hours: range, card: Card) -> int:
    return min(max(card.start // 60, hours[0]), hours[-1])


def _row(
    day: DayProblem, team_id: int, shift: Shift | None, route: RouteVersion | None, cells: tuple[Cell, ...]
) -> Row:
    team = shift.team if shift else route.team if route else None
    assert team is not None
    return Row(
        team_id=team_id,
        number=team.number,
        call_sign=team.call_sign,
        people=len(shift.members) if shift else 0,
        seats=shift.vehicle.seats if shift and shift.vehicle else 0,
        idle=day.idle.get(team_id, "" if shift else "shift_over"),
        has_begun=team_id in day.facts.begun,
        leave=route.leave_min if route else None,
        home=route.home_min if route else None,
        state=route.state.value if route else "",
        version=route.number if route else None,
        route_id=route.id if route else None,
        cells=cells,
    )


def _cards(day: DayProblem, route: RouteVersion, language: str, chosen: int | None) -> Iterable[Card]:
    numbers = route.visit_numbers
    for one in queries.stop_standing(route, day.facts.holds):
        if one.stop.visit is not None and drafts.is_on(one.stop):
            key, number = drafts.key_of(one.stop.visit), numbers.get(one.stop.visit.id, 0)
            yield _card(day, route, one, key, number, language, chosen)


def _card(
    day: DayProblem,
    route: RouteVersion,
    one: queries.StopStanding,
    key: int,
    number: int,
    language: str,
    chosen: int | None,
) -> Card:
    stop, facts = one.stop, day.facts
    visit, candidate = stop.visit, day.candidates.get(key)
    assert visit is not None
    hours = range(stop.start_min // 60, min(24, stop.start_min // 60 + STRIP_HOURS))
    strip = tuple((hour, _grade(day, route, stop, hour)) for hour in hours)
    return Card(
        key=key,
        anchor=f"stop-{key}" if stop.leg == 0 else "",
        team_id=route.team_id,
        number=number,
        leg=stop.leg,
        step="" if stop.is_at_the_door else "point" if stop.service_point_id else "home",
        area=stop.area.code if stop.area else "",
        what=what(visit.needs, language),
        short=short(what(visit.needs, language)),
        who=who(candidate) if candidate else "",
        start=stop.start_min,
        end=stop.depart_min,
        strip=strip,
        is_held=one.is_held,
        is_pinned=visit.pin_team_id is not None,
        is_fixed=visit.state not in (VisitState.PROPOSED, VisitState.PUBLISHED) or route.team_id in facts.begun,
        is_under_way=visit.state is VisitState.UNDER_WAY,
        is_chosen=key == chosen,
        outcome=visit.outcome,
    )


def _grade(day: DayProblem, route: RouteVersion, stop: RouteStop, hour: int) -> str:
    """The grade of an hour ahead as it is known now; of one that has passed as it was when the route was made."""
    if stop.area is None:
        return "?"
    now = drafts.grade_shown(day.facts, stop.area.id, hour)
    kept = (route.danger or {}).get(stop.area.code, [])
    return kept[hour] if now == "?" and len(kept) > hour else now


def _closed_everywhere(day: DayProblem) -> Windows:
    """When nobody is out in any area of the map: outside daylight, and in a curfew that all areas share."""
    facts = day.facts
    curfews = [area_closed(facts, facts.standing[area.id]) for area in planned_areas(facts)]
    dark = complement(base_daylight(facts))
    return union([*dark, *reduce(intersect, curfews)]) if curfews else dark


def _open_to(shift: Shift | None, day: DayProblem, closed: Windows) -> Windows:
    """When the team may be out at all."""
    if shift is None or shift.team_id in day.idle or shift.starts_min >= shift.ends_min:
        return ()
    return subtract([Window(shift.starts_min, shift.ends_min)], closed)


def _left_out(day: DayProblem, language: str) -> Iterable[LeftOut]:
    placed = {
        drafts.key_of(s.visit) for r in day.facts.working.values() for s in r.stops if s.visit and drafts.is_on(s)
    }
    kept = (day.facts.day.proposal or {}).get("not_placed", {}) if day.facts.day else {}
    offered = jobs_of(find_pending(day.facts.day))
    for key, one in day.candidates.items():
        if day.facts.is_over and not kept.get(str(one.needs[0].id)):
            continue
        if key not in placed:
            said = kept.get(str(one.needs[0].id), [])
            stored = [reason for reason in said if not _was_live(reason)]
            now = one.blocks or (IN_PROPOSAL if key in offered else stored) or [{"code": "not_proposed"}]
            yield LeftOut(
                key=key,
                who=who(one),
                what=what(one.needs, language),
                area=one.area.code if one.area else "",
                score=one.score,
                reasons=said if day.facts.is_over else now,
                can_approve=bool(one.blocks) and all(block.get("approve") for block in one.blocks),
                can_be_placed=one.can_be_placed,
            )


IN_PROPOSAL: list[Reason] = [{"code": "in_proposal"}]
# Reasons that are judged afresh at each look: kept ones may have passed.
_LIVE = {
    "gate",
    "no_area",
    "no_place",
    "no_consent",
    "other_way",
    "way_not_of_kind",
    "by_others",
    "from_afar",
    "no_mobile_point",
    "no_mobile_window",
    "no_point",
    "no_open_point",
    "home_held",
    "point_shut",
    "point_held",
    "no_way",
}


def _was_live(reason: Reason) -> bool:
    return reason["code"] in _LIVE or (reason["code"] == "no_window" and "bound_by" in reason)


def _reasons_on(day: DayProblem, chosen: int | None) -> list[Reason]:
    """Why the chosen visit is where it is: the planner's facts, else what is known of its times; and of its way."""
    for route in day.facts.working.values():
        for last, stop in pairwise([None, *route.stops]):
            assert stop is not None
            if stop.visit and stop.leg == 0 and drafts.is_on(stop) and drafts.key_of(stop.visit) == chosen:
                kept = [one for one in stop.reasons if one.get("start", stop.start_min) == stop.start_min]
                own = day.candidates.get(chosen)
                return (kept or (drafts.own_reasons(own) if own else [])) + way_to(day.facts, last, stop)
    return []
