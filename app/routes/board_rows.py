"""The board's rows: each team's stops by hours, over the danger of each stop's own area."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from app.domain.outcomes import Outcome
from app.domain.states import VisitState
from app.domain.timespan import Window, Windows, complement, intersect, subtract, union
from app.models import RouteStop, RouteVersion, Shift
from app.routes import drafts, queries
from app.routes.board_words import short, what, who
from app.routes.problem import DayProblem, planned_areas
from app.routes.windows import area_closed, base_daylight

FIRST_HOUR, LAST_HOUR, LEAST_HOURS = 0, 24, 4
STRIP_HOURS = 3


@dataclass(frozen=True)
class Card:
    """One stop on the board, over the danger of its own area.

    leg 0 carries the visit when it is moved. step: on the way of a visit whose number stands at its door, as on paper;
    numbers at doors rise with the time.
    """

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
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for cell in self.cells for card in cell.cards)


def hours_of(day: DayProblem) -> range:
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


def rows_of(day: DayProblem, language: str, chosen: int | None) -> Iterable[Row]:
    """Teams on shift in their order, then those that only have a route."""
    facts = day.facts
    shifts = {shift.team_id: shift for shift in facts.shifts}
    teams = dict.fromkeys([*shifts, *facts.working])
    closed = _closed_everywhere(day)
    now_hour, now_min = divmod(facts.now_min, 60) if facts.now_min is not None else (None, 0)
    hours = hours_of(day)
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
        breaks=tuple(route.breaks) if route else (),
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
