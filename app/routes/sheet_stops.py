"""Each stop of the route sheet: who lives there, the neutral words of what is done, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.names import paper_name
from app.models import Need, Person, RouteStop, RouteVersion, ServicePoint, Visit
from app.needs.packets import packet_words
from app.needs.ways import plan_of
from app.routes.paper_words import Slip, find_forbidden


@dataclass(frozen=True)
class SheetStop:
    """One call as printed. A call without a house is a step of a visit printed elsewhere, known by its code.

    area: code of the area it lies in; streets of one name are in many towns. change: "new" or "moved" against the
    version before, else nothing. keep_away_until: while the clock of a second strike runs in its area, when it ends.
    breaks, loads: of a call at the base, when the team rests there and whether it takes along what the next trip needs.
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
    breaks: tuple[tuple[int, int], ...] = ()
    loads: bool = False

    @property
    def is_visit(self) -> bool:
        return not self.step


def printed_stops(
    session: Session, route: RouteVersion, language: str, away: Mapping[int, datetime]
) -> Sequence[SheetStop]:
    """Every visit once, at its house; its other calls by code; breaks at the base also before leaving and once home."""
    before = _before(session, route)
    old = {(s.visit_id, s.leg): s.start_min for s in before.stops} if before else None
    found: list[SheetStop] = []
    numbers = route.visit_numbers
    for stop in route.stops:
        if stop.visit is None:
            found.append(_base_call(stop))
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
    first = [SheetStop(0, "", *at, step="before") for at in route.breaks_before]
    last = [SheetStop(0, "", *at, step="after") for at in route.breaks_after]
    return [*first, *found, *last]


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


def _times(stop: RouteStop) -> tuple[int, int]:
    return stop.start_min, stop.depart_min


def _change(old: dict[tuple[int | None, int], int] | None, stop: RouteStop) -> str:
    if old is None:
        return ""
    start = old.get((stop.visit_id, stop.leg))
    return "new" if start is None else "moved" if start != stop.start_min else ""


def _base_call(stop: RouteStop) -> SheetStop:
    breaks = tuple(stop.breaks)
    return SheetStop(0, "", stop.arrive_min, stop.depart_min, step="base", breaks=breaks, loads=is_loading(stop))


def is_loading(base: RouteStop) -> bool:
    """Whether a call at the base is there to load: for a visit of the trip that follows, or since it is no break."""
    after = [stop for stop in base.route.stops if stop.position > base.position]
    trip = takewhile(lambda stop: stop.visit is not None, after)
    return not base.breaks or any(map(_is_loaded, trip))


def _is_loaded(stop: RouteStop) -> bool:
    """Whether the car takes something along from the base for the visit that begins here."""
    needs = stop.visit.needs if stop.visit and stop.leg == 0 and not is_fetched_at(stop) else []
    return any(need.kind.cargo_kg for need in needs)


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


def help_of(person: Person) -> str:
    """What the team has to lend a hand with; never why."""
    if person.is_bed_bound:
        return "stretcher"
    return "walking" if person.walks_with_difficulty else ""


def _tasks(visit: Visit, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(task_words(need, language) for need in visit.needs))


def task_words(need: Need, language: str, *, count: bool = True) -> str:
    """The neutral words of the kind, with its packet's number where it has one."""
    kind = need.kind
    uk, en = plan_of(need).paper or (kind.paper_uk, kind.paper_en)
    words = (en if language == "en" else uk) or uk
    words = packet_words(words, need.packet_no)
    return f"{words} ×{need.quantity}" if count and need.quantity > 1 else words


def point_words(point: ServicePoint | None) -> str:
    """A point by its name and street; where both give away what people are taken there for, at least its area."""
    if point is None:
        return ""
    parts = (text for text in (point.name, point.address) if text and find_forbidden(text) is None)
    return ", ".join(parts) or point.area.code


def is_fetched_at(stop: RouteStop) -> bool:
    """Whether a visit begins at this point: what it brings is fetched there and not loaded at the base."""
    return stop.visit_id is not None and stop.leg == 0 and stop.service_point_id is not None


def visits_of(route: RouteVersion) -> list[Visit]:
    """Each visit of a route once, in the order of its first stop."""
    return list({stop.visit.id: stop.visit for stop in route.stops if stop.visit is not None}.values())


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
