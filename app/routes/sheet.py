"""THE ROUTE SHEET: one team's route as it may lie on a car seat, and nothing that may not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hubs import hub_kinds
from app.domain.names import paper_name
from app.domain.states import RouteState
from app.domain.timespan import minute_of
from app.domain.zones import ZONE_FACTS, Zone
from app.models import Area, Clearance, Need, Person, RouteStop, RouteVersion, ServicePoint, Sheet, User, Visit
from app.needs.packets import packet_words
from app.needs.ways import plan_of
from app.places import queries as places
from app.places.double_tap import taps_in
from app.routes.drafts import grade_shown
from app.routes.gather import DayFacts, gather
from app.routes.paper_words import Slip, find_forbidden
from app.routes.problem import needs_permit
from app.routes.windows import area_closed

ROUND_UP_MIN = 5
EMPTY_ROWS = 3


@dataclass(frozen=True)
class SheetStop:
    """One call as printed. A call without a house is a step of a visit printed elsewhere, known by its code.

    area: code of the area it lies in; streets of one name are in many towns. change: "new" or "moved" against the
    version before, else nothing. keep_away_until: while the clock of a second
    strike runs in its area, when it ends.
    """

    number: int
    code: str
    from_min: int
    to_min: int
    name: str = ""
    address: str = ""
    landmark: str = ""
    access: str = ""
    tasks: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    point: str = ""
    step: str = ""
    change: str = ""
    area: str = ""
    keep_away_until: datetime | None = None

    @property
    def is_visit(self) -> bool:
        return not self.step


@dataclass(frozen=True)
class SheetArea:
    """An area of the route: its danger by the hour, until when it is cleared and by whom, and when to have left it."""

    code: str
    zone: str
    hours: tuple[tuple[int, str], ...]
    leave_by_min: int
    cleared_by: str = ""
    cleared_until: datetime | None = None


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
    home_by = _rounded(route.home_min or 0)
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
        home_by_min=home_by,
        check_ins=check_ins(facts, route),
        data_at=facts.danger_issued_at,
        areas=tuple(_areas(session, facts, route)),
        load=load_list(route, language),
        equipment=equipment(facts, route),
        stops=tuple(_stops(route, _before(session, route), language, keep_away(session, facts, route))),
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
    return " ".join(f"{word[0]}." for word in name.split() if word[0].isalpha())


def _rounded(minute: int) -> int:
    return min(24 * 60 - 1, -(-minute // ROUND_UP_MIN) * ROUND_UP_MIN)


def areas_of(route: RouteVersion) -> list[Area]:
    """The areas with a stop, in the order of the route."""
    return list({stop.area.id: stop.area for stop in route.stops if stop.area is not None and stop.visit}.values())


def not_cleared(session: Session, route: RouteVersion, *, now: datetime) -> list[Area]:
    """The areas of a route without a clearance that stands."""
    cleared = places.clearances_on(session, route.hub_id, route.on, now=now)
    return [area for area in areas_of(route) if area.id not in cleared]


def _areas(session: Session, facts: DayFacts, route: RouteVersion) -> Sequence[SheetArea]:
    cleared = places.clearances_on(session, route.hub_id, route.on, now=facts.now)
    names = {one.id: one.display_name for one in session.scalars(select(User).where(User.id.in_(_who(cleared))))}
    first, last = (route.leave_min or 0) // 60, min(23, (route.home_min or 0) // 60)
    found = []
    for area in areas_of(route):
        clearance, standing = cleared.get(area.id), facts.standing.get(area.id)
        found.append(
            SheetArea(
                code=area.code,
                zone=standing.zone.value if standing and standing.zone else "",
                hours=tuple((hour, grade_shown(facts, area.id, hour)) for hour in range(first, last + 1)),
                leave_by_min=_leave_by(facts, route, area),
                cleared_by=names.get(clearance.by_id, "") if clearance else "",
                cleared_until=clearance.until if clearance else None,
            )
        )
    return found


def _who(cleared: dict[int, Clearance]) -> set[int]:
    return {one.by_id for one in cleared.values()}


def _leave_by(facts: DayFacts, route: RouteVersion, area: Area) -> int:
    """A little after the last departure planned there; never after the time to be home, nor into its curfew."""
    last = max(stop.depart_min for stop in route.stops if stop.area_id == area.id)
    standing = facts.standing.get(area.id)
    closed = [window.start for window in area_closed(facts, standing)] if standing else []
    home = _rounded(route.home_min or 0)
    return min([_rounded(last + ROUND_UP_MIN), home, *(start for start in closed if start >= last)])


def check_ins(facts: DayFacts, route: RouteVersion) -> tuple[int, ...]:
    """Clock times to call: at the rhythm of the strictest zone on the route, and when home."""
    zones = [facts.standing[area.id].zone for area in areas_of(route) if area.id in facts.standing]
    rhythm = min((_rhythm(facts, zone) for zone in zones if zone), default=facts.settings.check_in_restricted_min)
    leave, home = route.leave_min or 0, _rounded(route.home_min or 0)
    return (*range(leave, home, rhythm), home)


def _rhythm(facts: DayFacts, zone: Zone) -> int:
    settings = facts.settings
    own = {Zone.Z4: settings.check_in_rear_min, Zone.Z3: settings.check_in_elevated_min}
    return own.get(zone, settings.check_in_restricted_min)


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


def is_fetched_at(stop: RouteStop) -> bool:
    """Whether a visit begins at this point: what it brings is fetched there and not loaded at the base."""
    return stop.visit_id is not None and stop.leg == 0 and stop.service_point_id is not None


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


def visits_of(route: RouteVersion) -> list[Visit]:
    """Each visit of a route once, in the order of its first stop."""
    return list({stop.visit.id: stop.visit for stop in route.stops if stop.visit is not None}.values())


def task_words(need: Need, language: str, *, count: bool = True) -> str:
    """The neutral words of the kind, with its packet's number where it has one."""
    kind = need.kind
    uk, en = plan_of(need).paper or (kind.paper_uk, kind.paper_en)
    words = (en if language == "en" else uk) or uk
    words = packet_words(words, need.packet_no)
    return f"{words} ×{need.quantity}" if count and need.quantity > 1 else words


def help_of(person: Person) -> str:
    """What the team has to lend a hand with; never why."""
    if person.is_bed_bound:
        return "stretcher"
    return "walking" if person.walks_with_difficulty else ""


def _before(session: Session, route: RouteVersion) -> RouteVersion | None:
    """The version that this one followed, for the team to see what changed."""
    if not route.number:
        return None
    query = select(RouteVersion).where(
        RouteVersion.team_id == route.team_id,
        RouteVersion.on == route.on,
        RouteVersion.number < route.number,
        RouteVersion.withdrawn_at.is_(None),
    )
    return session.scalar(query.order_by(RouteVersion.number.desc()).limit(1))


def keep_away(session: Session, facts: DayFacts, route: RouteVersion) -> dict[int, datetime]:
    """By area of the route, until when that day nobody goes near what was just hit there; it opens nothing.

    A clock that runs past midnight holds for all of that day.
    """
    begins, ends = (datetime.combine(day, time(0), facts.tz) for day in (route.on, route.on + timedelta(days=1)))
    found: dict[int, datetime] = {}
    for area in areas_of(route):
        clocks = [one.until for one in taps_in(session, route.hub_id, area.id, now=facts.now)]
        of_day = [min(at, ends - timedelta(minutes=1)) for at in clocks if at > begins]
        found |= {area.id: max(of_day)} if of_day else {}
    return found


def _stops(
    route: RouteVersion, before: RouteVersion | None, language: str, away: Mapping[int, datetime]
) -> Sequence[SheetStop]:
    """Every visit once, at its house; its other calls by code."""
    old = {(s.visit_id, s.leg): s.start_min for s in before.stops} if before else None
    found: list[SheetStop] = []
    numbers = route.visit_numbers
    for stop in route.stops:
        if stop.visit is None:
            found.append(SheetStop(0, "", stop.arrive_min, stop.depart_min, step="base"))
            continue
        change = _change(old, stop)
        if stop.is_at_the_door:
            call = _house_call(stop, numbers[stop.visit.id], language, change)
        else:
            step = "point" if stop.service_point_id else "back_home"
            point = point_words(stop.visit.service_point) if step == "point" else ""
            tasks = _tasks(stop.visit, language) if is_fetched_at(stop) else ()
            call = SheetStop(0, stop.code, *_times(stop), point=point, tasks=tasks, step=step, change=change)
        area = stop.area.code if stop.area else ""
        found.append(replace(call, area=area, keep_away_until=away.get(stop.area_id or 0)))
    return found


def _times(stop: RouteStop) -> tuple[int, int]:
    return stop.start_min, stop.depart_min


def _change(old: dict[tuple[int | None, int], int] | None, stop: RouteStop) -> str:
    if old is None:
        return ""
    start = old.get((stop.visit_id, stop.leg))
    return "new" if start is None else "moved" if start != stop.start_min else ""


def _house_call(stop: RouteStop, number: int, language: str, change: str) -> SheetStop:
    assert stop.visit is not None
    visit = stop.visit
    people = list({need.person.id: need.person for need in visit.needs if need.person is not None}.values())
    return SheetStop(
        number,
        stop.code,
        *_times(stop),
        name=", ".join(filter(None, (paper_name(one.first_name or "", one.surname or "") for one in people))),
        address=visit.household.address or "",
        landmark=visit.household.landmark or "",
        access=visit.household.access or "",
        tasks=_tasks(visit, language),
        help=tuple(dict.fromkeys(filter(None, map(help_of, people)))),
        change=change,
    )


def _tasks(visit: Visit, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(task_words(need, language) for need in visit.needs))


def point_words(point: ServicePoint | None) -> str:
    """A point by its name and street; where both give away what people are taken there for, at least its area."""
    if point is None:
        return ""
    parts = (text for text in (point.name, point.address) if text and find_forbidden(text) is None)
    return ", ".join(parts) or point.area.code


def slips(route: RouteVersion) -> list[Slip]:
    """Every printed field that holds what crew paper must not carry; its author mends it, nothing is cut silently."""
    found = []
    for visit in visits_of(route):
        surnames = tuple(need.person.surname for need in visit.needs if need.person and need.person.surname)
        fields = {
            "address": visit.household.address,
            "landmark": visit.household.landmark,
            "access": visit.household.access,
            "first name": " ".join(need.person.first_name or "" for need in visit.needs if need.person),
            "words for paper": " ".join(f"{n.kind.paper_uk} {n.kind.paper_en}" for n in visit.needs),
        }
        for name, text in fields.items():
            word = find_forbidden(text, () if name == "first name" else surnames) if text else None
            if word:
                found.append(Slip(name, word, visit.needs[0].id))
    return found


def local_minute(facts: DayFacts, at: datetime) -> int:
    return minute_of(at, facts.tz)


def clearance_until(session: Session, facts: DayFacts) -> datetime:
    """How long a clearance given now lasts: the hub's span, counted from the first departure when that is ahead."""
    leaves = [route.leave_min for route in facts.working.values() if route.leave_min is not None]
    midnight = datetime(facts.on.year, facts.on.month, facts.on.day, tzinfo=facts.tz)
    first = midnight + timedelta(minutes=min(leaves, default=0))
    until = max(first, facts.now) + timedelta(minutes=facts.settings.clearance_min)
    return min(until, midnight + timedelta(hours=23, minutes=59))
