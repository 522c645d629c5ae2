"""A hub's day as a PlanningProblem: areas with danger and closures, teams with permits, visits with their stops."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product

from app.domain.danger.advice import Advice
from app.domain.geo import distance_m
from app.domain.planner.apart import away_from
from app.domain.planner.breaks import Break, still_due
from app.domain.planner.grid import DayGrid
from app.domain.planner.job import NO_RIDE_LIMIT, Job, Pin, Point, Stop, Window
from app.domain.planner.physics import Physics
from app.domain.planner.problem import Area, Gathering, Hub, PlanningProblem, Team, Travel
from app.domain.planner.travel import NEVER_MIN, LegTime
from app.domain.zones import ZONE_FACTS, Zone
from app.models import Area as AreaRow
from app.models import Shift
from app.places.hold_index import BASE_REACH_M
from app.places.queries import AreaStanding
from app.routes.candidate import Candidate, PlannedStop
from app.routes.candidates import candidates
from app.routes.drives import Roads, known_drives
from app.routes.gather import DayFacts, first_minute
from app.routes.windows import area_closed, base_daylight
from app.teams.queries import covering

DAY = Window(0, 24 * 60)
TOLD_SLACK_MIN = 30  # a judgement: who was told a time is not surprised by this much
BASE_AREA = 0  # no row has this id: the ground round a base that lies in none of the hub's areas


@dataclass(frozen=True)
class DayProblem:
    """One day's facts, the visits that may be placed, and the teams that cannot go, with why."""

    facts: DayFacts
    candidates: dict[int, Candidate]
    idle: dict[int, str]
    from_min: int

    @cached_property
    def problem(self) -> PlanningProblem | None:
        """With every visit whose stops are known, so that any plan can be judged; None without areas or teams."""
        return self._problem([one for one in self.candidates.values() if one.stops], self.able_shifts)

    @cached_property
    def proposable(self) -> PlanningProblem | None:
        """Only what may be placed now, by teams that have not left: who is on the road is led by a person."""
        chosen = [one for one in self.candidates.values() if one.can_be_placed and not one.has_begun(self.facts)]
        shifts = [s for s in self.able_shifts if s.team_id not in self.facts.begun]
        found, taken = self._problem(chosen, shifts), _calls_of_begun(self.facts)
        if found is None or not taken:
            return found
        apart = self.facts.settings.households_apart_min
        return replace(found, jobs=tuple(_apart_from(job, taken, apart) for job in found.jobs))

    @cached_property
    def grid(self) -> DayGrid | None:
        return DayGrid(Physics(self.problem)) if self.problem else None

    @property
    def able_shifts(self) -> list[Shift]:
        return [shift for shift in self.facts.shifts if shift.team_id not in self.idle]

    def _problem(self, chosen: list[Candidate], shifts: list[Shift]) -> PlanningProblem | None:
        areas = planned_areas(self.facts)
        teams = tuple(_team(self.facts, shift, areas, self.from_min) for shift in shifts)
        if not areas or not teams:
            return None
        daylight = base_daylight(self.facts)
        settings = self.facts.settings
        roads = Roads(known_drives(self.facts, chosen), tuple(_held_roads(self.facts, chosen)))
        return PlanningProblem(
            areas=tuple(_area(self.facts, row) for row in areas) + _base_area(self.facts, areas),
            events_per_h=tuple(_rates(self.facts, row.id) for row in areas) + _base_rates(self.facts, areas),
            hubs=(Hub(1, self.facts.hub.base_name, self.facts.hub.base_lat, self.facts.hub.base_lon),),
            teams=teams,
            jobs=tuple(_job(self.facts, one, roads) for one in chosen),
            gatherings=tuple(_gatherings(self.facts, chosen)),
            nogo=-math.log1p(-min(settings.no_go_chance, 0.999)),
            beta=settings.danger_price,
            gamma=settings.drive_price,
            curfew_end=daylight[0].start if daylight else 0,
            curfew_start=daylight[-1].end if daylight else 0,
            reload_minutes=settings.reload_min,
            travel=Travel(settings.road_factor, settings.speed_kmh),
            drives=roads.drives,
            legs=roads.legs,
        )


def make_problem(facts: DayFacts, *, from_min: int | None = None) -> DayProblem:
    """The day as the planner sees it. from_min: the earliest minute for teams not on the road."""
    found = {one.key: one for one in candidates(facts)}
    start = first_minute(facts) if from_min is None else from_min
    return DayProblem(facts, found, _idle(facts, start), start)


def _idle(facts: DayFacts, from_min: int) -> dict[int, str]:
    """Teams on shift that cannot go: a code for each."""
    found: dict[int, str] = {}
    for shift in facts.shifts:
        if len(shift.members) < facts.settings.crew_min:
            found[shift.team_id] = "too_few"
        elif shift.vehicle is None:
            found[shift.team_id] = "no_car"
        elif shift.vehicle_id in facts.outages:
            found[shift.team_id] = "car_out"
        elif shift.ends_min <= from_min and shift.team_id not in facts.begun:
            found[shift.team_id] = "shift_over"
    return found


def planned_areas(facts: DayFacts) -> list[AreaRow]:
    """The pieces the map is cut into: areas with a place on it that no smaller one lies in."""
    placed = [one.area for one in facts.standing.values() if one.area.lat is not None and one.area.lon is not None]
    parents = {area.parent_id for area in placed}
    return [area for area in placed if area.id not in parents]


def is_closed(standing: AreaStanding) -> bool:
    """By a hold, by its zone, or because nobody has said which zone it is."""
    return standing.is_held or standing.zone is None or not ZONE_FACTS[standing.zone].visits_allowed


def _area(facts: DayFacts, row: AreaRow) -> Area:
    standing = facts.standing[row.id]
    assert row.lat is not None
    assert row.lon is not None
    curfew = tuple(Window(w.start, w.end) for w in area_closed(facts, standing))
    shut = is_closed(standing) or facts.decided(row.id) is Advice.STAND_DOWN
    return Area(row.id, row.code, row.lat, row.lon, (DAY,) if shut else (), curfew)


def _rates(facts: DayFacts, area_id: int) -> tuple[float | None, ...]:
    return tuple(facts.hour_of(area_id, hour).per_h for hour in range(24))


def _base_area(facts: DayFacts, areas: list[AreaRow]) -> tuple[Area, ...]:
    """The base's own ground, unless it lies in an area: a hold far away must not close the gate."""
    lat, lon = facts.hub.base_lat, facts.hub.base_lon
    if any(_metres(row, lat, lon) <= max(row.radius_m or 0, BASE_REACH_M) for row in areas):
        return ()
    return (Area(BASE_AREA, facts.hub.base_name, lat, lon),)


def _base_rates(facts: DayFacts, areas: list[AreaRow]) -> tuple[tuple[float | None, ...], ...]:
    return ((None,) * 24,) if _base_area(facts, areas) else ()


def _team(facts: DayFacts, shift: Shift, areas: list[AreaRow], from_min: int) -> Team:
    assert shift.vehicle is not None
    crew = len(shift.members)
    skills = {str(skill) for one in shift.members for skill in one.skills} | {str(s) for s in shift.vehicle.skills}
    start, breaks = shift.starts_min, breaks_of(facts, shift)
    if shift.team_id not in facts.begun and from_min > start:
        route = facts.working.get(shift.team_id)
        leaves = route.leave_min if route else None
        breaks, start = still_due(breaks, since=start, ready=from_min, leaves=leaves)
    return Team(
        id=shift.team_id,
        name=str(shift.team.number),
        hub=1,
        crew=crew,
        seats=shift.vehicle.seats,
        cargo=shift.vehicle.cargo_kg,
        skills=frozenset(skills | {people_skill(n) for n in range(2, crew + 1)}),
        shift=Window(start, max(start, shift.ends_min)),
        areas=_permitted(facts, shift, areas),
        breaks=breaks,
    )


def breaks_of(facts: DayFacts, shift: Shift) -> tuple[Break, ...]:
    """Those of the team; none is shorter than loading at the base takes."""
    least = facts.settings.reload_min
    return tuple(Break(Window(one["from_min"], one["to_min"]), max(one["minutes"], least)) for one in shift.team.breaks)


def _usual(facts: DayFacts, one: Candidate, stop: PlannedStop) -> tuple[Window, ...]:
    hours = facts.usual_at(stop.point.id if stop.point else None, one.household.id)
    return tuple(Window(span.start, span.end) for span in hours)


def _calls_of_begun(facts: DayFacts) -> list[tuple[int, int]]:
    """To which points, and when, teams on the road bring people: their calls stay."""
    stops = (stop for team_id, row in facts.working.items() if team_id in facts.begun for stop in row.stops)
    return [(stop.service_point_id, stop.start_min) for stop in stops if stop.service_point_id and stop.leg]


def _apart_from(job: Job, taken: list[tuple[int, int]], apart: int) -> Job:
    stops = list(job.stops)
    for i, stop in enumerate(stops):
        for point_id, start in taken:
            if stop.gathers == point_id:
                stops[i] = away_from(stops[i], start, apart)
    return replace(job, stops=tuple(stops))


def _gatherings(facts: DayFacts, chosen: list[Candidate]) -> Iterable[Gathering]:
    """The points households are brought to: a crowd at a known place and hour is a target."""
    settings = facts.settings
    for point in {one.calls_to.id: one.calls_to for one in chosen if one.calls_to}.values():
        standing = facts.standing.get(point.area_id)
        most = settings.households_restricted_day if standing and standing.zone is Zone.Z2 else None
        yield Gathering(point.id, settings.households_apart_min, most)


def people_skill(people: int) -> str:
    """The size of a team told to the planner, which knows only skills."""
    return f"people:{people}"


def needs_permit(facts: DayFacts, area: AreaRow) -> bool:
    standing = facts.standing.get(area.id)
    by_zone = bool(standing and standing.zone and ZONE_FACTS[standing.zone].needs_permit)
    above = (facts.standing.get(place) for place in facts.holds.tree.up(area.id))
    return by_zone or any(one.area.permit_needed for one in above if one)


def _permitted(facts: DayFacts, shift: Shift, areas: list[AreaRow]) -> frozenset[int | str] | None:
    """Where the team may be; None is everywhere."""
    wanted = {area.id for area in areas if needs_permit(facts, area)}
    if not wanted:
        return None
    barred = {area.id for area in areas if area.id in wanted and covering(facts.permits, shift, area) is None}
    return frozenset({BASE_AREA} if _base_area(facts, areas) else ()) | {a.id for a in areas if a.id not in barred}


def _job(facts: DayFacts, one: Candidate, roads: Roads) -> Job:
    stops = tuple(
        Stop(
            stop.lat,
            stop.lon,
            windows=tuple(Window(w.start, w.end) for w in stop.windows.left),
            service=stop.minutes,
            board=stop.board,
            load=stop.load,
            usual=_usual(facts, one, stop),
            gathers=stop.point.id if stop.point and stop.point is one.calls_to and not one.may_crowd else None,
        )
        for stop in one.stops
    )
    is_home_delivery = len(stops) == 1
    return Job(
        id=one.key,
        weight=one.weight,
        stops=stops,
        skills=one.skills | ({people_skill(one.people_needed)} if one.people_needed > 2 else frozenset()),
        hub_cargo=one.cargo_kg if is_home_delivery else 0,
        max_ride=_longest_ride(facts, stops, roads),
        pin=_pin(facts, one),
        kept=bool(one.visit and one.visit.pin_team_id),
        last_team=facts.last_teams.get(one.household.id),
    )


def _longest_ride(facts: DayFacts, stops: tuple[Stop, ...], roads: Roads) -> int:
    """Minutes from leaving home to the last stop: nobody sits in the car while the team does half its other rounds."""
    if len(stops) == 1 or stops[0].board <= 0:
        return NO_RIDE_LIMIT
    driving = roads.minutes(facts, (stop.point for stop in stops))
    return driving + sum(stop.service for stop in stops[1:-1]) + facts.settings.ride_spare_min


def _pin(facts: DayFacts, one: Candidate) -> Pin | None:
    visit = one.visit
    if visit is not None and visit.pin_team_id is None and not one.has_begun(facts):
        told = facts.told.get(visit.id)
        if told is not None and told >= first_minute(facts):  # nobody keeps a time that has passed, and none is dropped
            return Pin(None, Window(max(0, told - TOLD_SLACK_MIN), told + TOLD_SLACK_MIN))
    if visit is None or visit.pin_team_id is None or visit.pin_team_id not in {s.team_id for s in facts.shifts}:
        return None
    has_span = visit.pin_from_min is not None and visit.pin_to_min is not None
    span = Window(visit.pin_from_min or 0, visit.pin_to_min or 0) if has_span else None
    return Pin(visit.pin_team_id, span)


def _held_roads(facts: DayFacts, chosen: list[Candidate]) -> Iterable[LegTime]:
    """Between the places of every two areas whose way a held road stands in, and from and to the base."""
    if not facts.holds.roads:
        return
    places: dict[int, set[Point]] = {}
    for stop in (stop for one in chosen for stop in one.stops):
        places.setdefault(stop.area.id, set()).add((stop.lat, stop.lon))
    if facts.holds.base_area_id is not None:
        places.setdefault(facts.holds.base_area_id, set()).add((facts.hub.base_lat, facts.hub.base_lon))
    for one, other in combinations(sorted(places), 2):
        if facts.holds.between(one, other):
            for a, b in product(places[one], places[other]):
                yield LegTime(a, b, NEVER_MIN)
                yield LegTime(b, a, NEVER_MIN)


def _metres(row: AreaRow, lat: float, lon: float) -> float:
    return math.inf if row.lat is None or row.lon is None else distance_m(lat, lon, row.lat, row.lon)
