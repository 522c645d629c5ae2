"""THE ROUTE SHEET: one team's route as it may lie on a car seat, and nothing that may not."""

import math
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.hubs import hub_kinds
from app.domain.states import RouteState
from app.domain.zones import ZONE_FACTS, Zone
from app.models import RouteVersion, Sheet, User
from app.routes.gather import DayFacts, gather
from app.routes.problem import needs_permit
from app.routes.sheet_areas import SheetArea, areas_of, check_ins, home_by_min, keep_away, printed_areas
from app.routes.sheet_stops import SheetStop, is_fetched_at, printed_stops, task_words, visits_of

EMPTY_ROWS = 3


@dataclass(frozen=True)
class SheetClearance:
    """Areas cleared alike, in one line; without a name they are not cleared."""

    codes: tuple[str, ...]
    by: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class RouteSheet:
    """Everything that is printed. number is empty for a draft and for a look on the screen."""

    team: int
    on: date
    version: int | None
    is_draft: bool
    number: str
    copy: int | None
    printed_by: str
    printed_at: datetime
    changed_at: datetime | None
    duty_phone: str
    evacuation_line: str
    leave_min: int
    home_by_min: int
    check_ins: tuple[int, ...]
    data_at: datetime | None
    areas: tuple[SheetArea, ...]
    load: tuple[str, ...]
    equipment: tuple[str, ...]
    stops: tuple[SheetStop, ...]
    keep_away_h: int
    empty_rows: int = EMPTY_ROWS

    @property
    def clearances(self) -> tuple[SheetClearance, ...]:
        alike: dict[tuple[str, datetime | None], list[str]] = {}
        for area in self.areas:
            alike.setdefault((area.cleared_by, area.cleared_until), []).append(area.code)
        return tuple(SheetClearance(tuple(codes), by, until) for (by, until), codes in alike.items())

    @property
    def visits(self) -> tuple[SheetStop, ...]:
        return tuple(stop for stop in self.stops if stop.is_visit)


def make_sheet(
    session: Session, route: RouteVersion, *, language: str, now: datetime, by: User, sheet: Sheet | None = None
) -> RouteSheet:
    """The sheet of a route as things stand now; of a numbered print with its own number, copy, name and time."""
    facts = gather(session, route.hub_id, route.on, now=now)
    printer = session.get_one(User, sheet.printed_by_id) if sheet else by
    return RouteSheet(
        team=route.team.number,
        on=route.on,
        version=route.number,
        is_draft=route.state is RouteState.DRAFT,
        number=sheet_number(sheet) if sheet else "",
        copy=sheet.copy if sheet else None,
        printed_by=initials(printer.display_name),
        printed_at=sheet.printed_at if sheet else now,
        changed_at=route.published_at,
        duty_phone=facts.hub.duty_phone.strip(),
        evacuation_line=facts.settings.evacuation_line,
        leave_min=route.leave_min or 0,
        home_by_min=home_by_min(route),
        check_ins=check_ins(facts, route),
        data_at=facts.danger_issued_at,
        areas=tuple(printed_areas(session, facts, route, printed_at=sheet.printed_at if sheet else None)),
        load=load_list(route, language),
        equipment=equipment(facts, route),
        stops=tuple(printed_stops(session, route, language, keep_away(session, facts, route))),
        keep_away_h=_longest_keep_away_h(session, route.hub_id),
    )


def _longest_keep_away_h(session: Session, hub_id: int) -> int:
    """Whole hours that cover the second strike of every kind: a team on the road does not know which it was."""
    return math.ceil(max(kind.double_tap_min for kind in hub_kinds(session, hub_id).values()) / 60)


def sheet_number(sheet: Sheet) -> str:
    """Л-0514-17: the day it is for and its own number."""
    return f"Л-{sheet.route.on:%m%d}-{sheet.number}"


def initials(name: str) -> str:
    """О. Б.: enough for those who know, nothing for a finder."""
    return "\N{NO-BREAK SPACE}".join(f"{word[0]}." for word in name.split() if word[0].isalpha())


def load_list(route: RouteVersion, language: str) -> tuple[str, ...]:
    """What goes into the car at the base: equal things counted, packets by number."""
    counted: dict[str, int] = {}
    fetched = {stop.visit_id for stop in route.stops if is_fetched_at(stop)}
    for visit in visits_of(route):
        if visit.id not in fetched:
            for need in visit.needs:
                if need.kind.cargo_kg:
                    words = task_words(need, language, count=False)
                    counted[words] = counted.get(words, 0) + need.quantity
    return tuple(f"{words} ×{number}" if number > 1 else words for words, number in counted.items())


def equipment(facts: DayFacts, route: RouteVersion) -> tuple[str, ...]:
    """Codes of what to check before leaving, by the zones and permits of the route; the template has the words."""
    zones = {facts.standing[area.id].zone for area in areas_of(route) if area.id in facts.standing}
    needs_armour = bool(zones & {Zone.Z2, Zone.Z3})
    by_permit = any(needs_permit(facts, area) for area in areas_of(route))
    by_zone = any(ZONE_FACTS[zone].needs_permit for zone in zones if zone)
    return (
        *(("armour",) if needs_armour else ()),
        *("first_aid", "fuel"),
        *(("permit",) if by_permit or by_zone else ()),
    )
