"""A visit put by hand to a team and a minute, or taken off: judged while it hovers, saved when it is dropped."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Unpack

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import N_, NotHere, Refused
from app.domain.planner.by_hand import Difference, Hand, Hindered, Put
from app.domain.planner.plan import Route
from app.domain.planner.reading import Id
from app.domain.planner.stability import starts_of
from app.models import Day, IssuedMap, Visit
from app.routes import drafts
from app.routes.adjust import ByHand, Table, change_plan
from app.routes.board_words import names_of
from app.routes.candidate import Reason
from app.routes.errors import NotPossible
from app.routes.gather import gather
from app.routes.problem import DayProblem, make_problem
from app.routes.promises import promised_minute
from app.routes.reason_views import Names
from app.routes.refusals import rule_broken

FRESH = timedelta(seconds=10)  # how old a kept plan may be when it judges; what is dropped is judged afresh
MOST_KEPT = 16
DAY_MIN = 24 * 60
TAKE_OFF = "drop"


@dataclass(frozen=True)
class Place:
    """Where a visit is put; no team means on no route."""

    team: int | None
    minute: int = 0


@dataclass(frozen=True)
class Seen:
    """A day's plan without a row of the database, so that a process may keep it from one request to the next.

    on_the_road: visits that only the team changes. blocks: what keeps a visit off every route.
    """

    draft_version: int
    danger_map_id: int | None
    made_at: datetime
    hand: Hand | None
    idle: Mapping[int, str]
    able: frozenset[int]
    begun: frozenset[int]
    on_the_road: frozenset[int]
    blocks: Mapping[int, list[Reason]]
    promised: Mapping[int, int] = field(default_factory=dict)  # by visit, when its person expects the team
    pinned: frozenset[int] = frozenset()
    names: Mapping[str, Names] = field(default_factory=dict)  # by language

    def places(self) -> dict[int, Place]:
        """Where each visit is that is on a route."""
        routes = self.hand.routes.values() if self.hand else ()
        return {int(key): Place(int(one.team), at) for one in routes for key, at in starts_of(one).items()}

    def refuse(self, key: int, place: Place) -> None:
        """Raise what stands in the way of any move of this visit, or of any to this team."""
        if key not in self.blocks or self.hand is None:
            raise NotHere("Visit")
        home = self.hand.team_of(key)
        if key in self.on_the_road or place.team in self.begun:
            raise Refused(N_("The team is on the road. Ring it, then record what changed."))
        if place.team is None and home is None:
            raise Refused(N_("This visit is on no route any more. Look at the plan again."))
        if place.team is not None and place.team not in self.able:
            raise NotPossible({"code": "team_cannot_go", "team": place.team, "why": self.idle.get(place.team, "")})
        is_known = key in self.hand.grid.job_index
        if self.blocks[key] and (home is None or (place.team is not None and not is_known)):
            raise NotPossible({"visit": key, **self.blocks[key][0]})

    def put(self, key: int, place: Place) -> Put:
        """The routes as they would be; raises NotPossible with the rule that stands in the way."""
        self.refuse(key, place)
        assert self.hand is not None
        found = self.hand.take_off(key) if place.team is None else self.hand.put_at(key, place.team, place.minute)
        if isinstance(found, Hindered):
            raise NotPossible(rule_broken(found.by, found.team))
        return found


@dataclass(frozen=True)
class Judged:
    """A move that may be made: when its first stop begins, and what it changes."""

    place: Place
    start: int
    difference: Difference


def read_place(text: str) -> Place:
    """drop, or at:TEAM:MINUTE; anything else was never offered."""
    if text == TAKE_OFF:
        return Place(None)
    word, *numbers = text.split(":")
    if word != "at" or len(numbers) != 2 or not all(n.isascii() and n.isdecimal() and len(n) < 10 for n in numbers):
        raise NotHere("move")
    team, minute = map(int, numbers)
    if minute >= DAY_MIN:
        raise Refused(N_("That is outside the day."))
    return Place(team, minute)


def typed_minute(text: str) -> int:
    """13:15, 13.15 or 1315 as a person types it."""
    found = re.fullmatch(r"\s*(\d{1,2})[:. ]?(\d{2})\s*", text, re.ASCII)
    if found is None or int(found[2]) >= 60:
        raise Refused(N_("Write the time as 13:15."))
    return int(found[1]) * 60 + int(found[2])


def judge(seen: Seen, key: int, place: Place) -> Judged:
    """What the move would come to, with nothing changed; raises Refused where it cannot be."""
    put = seen.put(key, place)
    assert seen.hand is not None
    starts = (call.start for route in put.routes for call in route.calls if call.job == key and call.stop == 0)
    return Judged(place, next(starts, place.minute), seen.hand.difference(put, key))


def put_at(session: Session, hub_id: int, on: date, key: int, place: Place, **how: Unpack[ByHand]) -> None:
    """Put a visit, wherever it is, to a team and minute; the given time is a pin.

    Raises NotPossible with the rule that stands in the way; nothing is changed then.
    """

    def change(table: Table) -> Visit | None:
        put = seen_of(table.day).put(key, place)
        table.save(*put.routes, problem=put.problem)
        visit = drafts.visit_of(table.session, table.day.facts, table.candidate(key))
        visit.pin_team_id = place.team
        visit.pin_from_min, visit.pin_to_min = (put.span.start, put.span.end) if put.span else (None, None)
        return visit

    change_plan(session, hub_id, on, change, "move_stop", key, **how)


def seen_of(day: DayProblem, danger_map_id: int | None = None) -> Seen:
    facts = day.facts
    able = frozenset(shift.team_id for shift in day.able_shifts)
    routes: dict[Id, Route] = {team: Route(team, ()) for team in able}
    routes |= {team: drafts.route_of(row) for team, row in facts.working.items()}
    promised = {key: promised_minute(facts, one.visit) for key, one in day.candidates.items()}
    return Seen(
        draft_version=facts.day.draft_version if facts.day else 0,
        danger_map_id=danger_map_id,
        made_at=facts.now,
        hand=Hand(day.grid, routes) if day.grid else None,
        idle=day.idle,
        able=able,
        begun=facts.begun,
        on_the_road=frozenset(key for key, one in day.candidates.items() if one.has_begun(facts)),
        blocks={key: one.blocks for key, one in day.candidates.items()},
        promised={key: at for key, at in promised.items() if at is not None},
        pinned=frozenset(key for key, one in day.candidates.items() if one.visit and one.visit.pin_team_id),
    )


Kept = dict[tuple[int, date], Seen]


def look(session: Session, hub_id: int, on: date, *, now: datetime, kept: Kept, languages: Iterable[str] = ()) -> Seen:
    """The plan as it is; read again when it or the danger map is another, and every few seconds."""
    version, map_id = version_of(session, hub_id, on), _danger_map(session, hub_id)
    found = kept.get((hub_id, on))
    is_same = found is not None and (found.draft_version, found.danger_map_id) == (version, map_id)
    if found is not None and is_same and abs(now - found.made_at) < FRESH:
        return found
    if len(kept) >= MOST_KEPT:
        kept.clear()
    day = make_problem(gather(session, hub_id, on, now=now))
    seen = replace(seen_of(day, map_id), names={one: names_of(session, day, one) for one in languages})
    kept[hub_id, on] = seen
    return seen


def version_of(session: Session, hub_id: int, on: date) -> int:
    """The number that every change of the day's plan raises."""
    return session.scalar(select(Day.draft_version).where(Day.hub_id == hub_id, Day.on == on)) or 0


def _danger_map(session: Session, hub_id: int) -> int | None:
    return session.scalar(select(func.max(IssuedMap.id)).where(IssuedMap.hub_id == hub_id))
