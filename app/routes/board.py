"""The plan page as data: teams by hours, who is not placed and why, what is cleared, which versions there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from app.domain.predictable import is_same_way
from app.models import Day, PromiseMove, RouteStop, VehicleOutage
from app.places.service import VISITS_HELD
from app.routes import drafts, queries
from app.routes.board_paper import AreaOfDay, Change, Offer, Version, areas_of_day, changes, offer_of, versions_of_day
from app.routes.board_rows import Card, Row, hours_of, rows_of
from app.routes.board_words import names_of, what, who
from app.routes.candidate import Candidate, Reason
from app.routes.drives import DrivesSaid, drives_said, way_to
from app.routes.pending import find_pending, jobs_of
from app.routes.problem import DayProblem
from app.routes.promises import moves_of, promised_minute
from app.routes.reason_views import Names


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
    outages: tuple[VehicleOutage, ...]  # of cars of the day's teams
    chosen: Card | None = None
    chosen_reasons: list[Reason] = field(default_factory=list)
    approvals: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)
    approved_by: str = ""
    hold_visit_id: int | None = None  # the chosen visit, where it can be held by itself
    promised: int | None = None  # when the chosen visit's person expects the team
    promise_moves: tuple[PromiseMove, ...] = ()

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
    rows = tuple(rows_of(day, language, chosen))
    card = next((card for row in rows for card in row.cards if card.key == chosen and card.leg == 0), None)
    present = sorted(facts.routes, key=lambda route: -(route.number or 10**6))
    versions = [*present, *queries.superseded_on(session, facts.hub.id, facts.on)]
    one = day.candidates.get(chosen or 0)
    visit = one.visit if one else None
    return Board(
        hours=tuple(hours_of(day)),
        rows=rows,
        left_out=tuple(_left_out(day, language)),
        areas=tuple(areas_of_day(session, day, users)),
        versions=tuple(versions_of_day(session, day, versions, users)),
        changes=tuple(changes(day)),
        offer=offer_of(session, day, users),
        names=names,
        draft_version=facts.day.draft_version if facts.day else 0,
        last_number=max((route.number or 0 for route in versions), default=0),
        published_at=max((route.published_at for route in versions if route.published_at), default=None),
        has_draft=bool(facts.drafts),
        is_unchanged=_is_unchanged(facts.day) and not any(card.is_held for row in rows for card in row.cards),
        is_closed=facts.day is not None and facts.day.state.value == "closed",
        is_over=facts.is_over,
        danger_at=facts.danger_issued_at,
        summary=dict((facts.day.proposal or {}).get("summary", {})) if facts.day else {},
        visits=len(day.candidates),
        drives=drives_said(facts),
        outages=tuple(facts.outages[s.vehicle_id] for s in facts.shifts if s.vehicle_id in facts.outages),
        chosen=card,
        chosen_reasons=_reasons_on(day, chosen),
        approvals=[gate.reason for gate in one.approvals] if one else [],
        warnings=_warnings_on(day, one) if one else [],
        approved_by=users.get(visit.approved_by_id or 0, "") if visit else "",
        hold_visit_id=visit.id if visit and visit.state in VISITS_HELD else None,
        promised=promised_minute(facts, visit),
        promise_moves=tuple(moves_of(session, [visit]).get(visit.id, ())) if visit else (),
    )


def _is_unchanged(day: Day | None) -> bool:
    return day is not None and (day.proposal or {}).get("unchanged") == day.draft_version


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
            stored = [] if one.may_crowd else [reason for reason in said if not _was_live(reason)]
            now = one.blocks or (IN_PROPOSAL if key in offered else stored) or [{"code": "not_proposed"}]
            yield LeftOut(
                key=key,
                who=who(one),
                what=what(one.needs, language),
                area=one.area.code if one.area else "",
                score=one.score,
                reasons=said if day.facts.is_over else now,
                can_approve=_can_approve(one),
                can_be_placed=one.can_be_placed,
            )


def _can_approve(one: Candidate) -> bool:
    """Whether a named person's word is all that is missing."""
    if one.blocks:
        return all(block.get("approve") for block in one.blocks)
    return not one.may_crowd and any(gate.rule == "G16" for gate in one.approvals)


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
                said = kept or (drafts.own_reasons(own) if own else [])
                return said + _known_team(day, own, route.team_id) + way_to(day.facts, last, stop)
    return []


def _warnings_on(day: DayProblem, one: Candidate) -> list[Reason]:
    """What is to be looked at before leaving; what could be foreseen, only where it is planned so."""
    found = [said for said in one.warnings if said.get("rule") != "G15"]
    for route in day.facts.working.values():
        own = [stop for stop in route.stops if stop.visit is not None and stop.visit is one.visit]
        if any(_is_usual(day, one, stop) for stop in own):
            found += [said for said in one.warnings if said.get("rule") == "G15"]
        areas = [stop.area_id for stop in route.stops if stop.area_id is not None]
        leave, slack = route.leave_min or 0, day.facts.settings.same_way_min
        before = [left for way, left in day.facts.yesterday if is_same_way(areas, leave, way, left, slack_min=slack)]
        found += [{"code": "same_way", "left": left} for left in before[:1] if own]
    return found


def _is_usual(day: DayProblem, one: Candidate, stop: RouteStop) -> bool:
    hours = day.facts.usual_at(stop.service_point_id, one.household.id)
    return any(span.start <= stop.start_min < span.end for span in hours)


def _known_team(day: DayProblem, one: Candidate | None, team_id: int) -> list[Reason]:
    came_last = day.facts.last_teams.get(one.household.id) if one else None
    return [{"code": "same_team"}] if came_last == team_id else []
