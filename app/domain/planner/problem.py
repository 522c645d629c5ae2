"""The day to be planned: areas with their danger, teams, and jobs with their stops; read from and written to JSON.

Minutes count from local midnight of the day, danger is in events per hour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from app.domain.planner.breaks import Break, read_breaks
from app.domain.planner.job import Job, Pin, Point, Stop, Window, read_point, read_texts
from app.domain.planner.reading import LAST_MINUTE, Id, ProblemError, Reader, refuse_twins
from app.domain.planner.travel import DriveTimes, LegTime

__all__ = [
    "Area",
    "Break",
    "DriveTimes",
    "Gathering",
    "Hub",
    "Id",
    "Job",
    "LegTime",
    "Pin",
    "PlanningProblem",
    "ProblemError",
    "Stop",
    "Team",
    "Travel",
    "Window",
]

MOST_VISITS, MOST_TEAMS, MOST_AREAS = 1_000, 200, 2_000  # of one day; twice what a federation of hubs plans


@dataclass(frozen=True, slots=True)
class Area:
    """A piece of the map: the minutes nearest to its centre belong to it."""

    id: Id
    name: str
    lat: float
    lon: float
    closed: tuple[Window, ...] = ()  # by hold, zone or person, whatever the forecast says
    curfew: tuple[Window, ...] = ()  # its own, besides the curfew of the day


@dataclass(frozen=True, slots=True)
class Hub:
    """A base with shelter: waiting here costs no exposure."""

    id: Id
    name: str
    lat: float
    lon: float

    @property
    def point(self) -> Point:
        return self.lat, self.lon


@dataclass(frozen=True, slots=True)
class Team:
    id: Id
    name: str
    hub: Id
    crew: int
    seats: int
    cargo: int  # kg
    skills: frozenset[str]
    shift: Window
    areas: frozenset[Id] | None = None  # where its permits let it stop and drive; None is everywhere
    breaks: tuple[Break, ...] = ()  # in the order of the day, with windows that do not overlap


@dataclass(frozen=True, slots=True)
class Gathering:
    """A place that households are called to: how far apart in time by different teams, and how many on one day."""

    id: Id
    apart: int = 0  # minutes from one call to the next
    most: int | None = None

    @staticmethod
    def read(at: Reader) -> Gathering:
        most = at.optional("most", Reader.whole, None)
        return Gathering(at.field("id").id(), at.optional("apart", lambda r: r.whole(0, 1440), 0), most)

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "apart": self.apart} | ({} if self.most is None else {"most": self.most})


@dataclass(frozen=True, slots=True)
class Travel:
    """How long a straight line takes by road."""

    road_factor: float = 1.35
    speed_kmh: float = 38.0
    min_minutes: int = 2


@dataclass(frozen=True, slots=True)
class PlanningProblem:
    """One day. events_per_h has a row for each area and a column for each bin; None is an hour without data."""

    areas: tuple[Area, ...]
    events_per_h: tuple[tuple[float | None, ...], ...]
    hubs: tuple[Hub, ...]
    teams: tuple[Team, ...]
    jobs: tuple[Job, ...]
    nogo: float  # an area-hour above this many events per hour is closed
    beta: float = 0.5  # priority points a person-event costs
    gamma: float = 0.002  # priority points a minute of driving costs
    bin_minutes: int = 60
    curfew_end: int = 0  # nobody is on the road before this minute
    curfew_start: int = 1440  # nor after this one
    reload_minutes: int = 10
    travel: Travel = field(default_factory=Travel)
    drives: DriveTimes | None = None  # minutes known better than by the straight line
    legs: tuple[LegTime, ...] = ()  # single drives known better still
    gatherings: tuple[Gathering, ...] = ()
    name: str = ""

    def hours_of(self, team: Team) -> Window:
        """The team's shift, cut to the curfew of the day."""
        start, end = max(team.shift.start, self.curfew_end), min(team.shift.end, self.curfew_start)
        return Window(start, max(start, end))

    def breaks_of(self, team: Team) -> tuple[Break, ...]:
        """Those the team's hours leave room for, their windows cut to them."""
        hours = self.hours_of(team) if team.breaks else Window(0, 0)
        return tuple(due for one in team.breaks if (due := one.within(hours)) is not None)

    @staticmethod
    def from_json(data: Any) -> PlanningProblem:
        """Reads the file contract; raises ProblemError naming the first thing wrong."""
        return _read_problem(Reader(data, ""))

    def to_json(self) -> dict[str, Any]:
        return _write_problem(self)


def _spans(at: Reader) -> tuple[Window, ...]:
    return at.each(Window.read)


def _read_areas(at: Reader) -> tuple[Area, ...]:
    places = at.field("areas").items(least=1, most=MOST_AREAS)
    none: tuple[tuple[Window, ...], ...] = ((),) * len(places)
    closed = at.optional("closed", lambda r: r.each(_spans, length=len(places)), none)
    curfew = at.optional("area_curfew", lambda r: r.each(_spans, length=len(places)), none)
    areas = tuple(
        Area(
            r.field("id").id(), r.optional("name", Reader.text, ""), *read_point(r), closed=closed[i], curfew=curfew[i]
        )
        for i, r in enumerate(places)
    )
    refuse_twins((area.id for area in areas), "areas")
    return areas


def _read_rates(at: Reader, areas: int) -> tuple[tuple[float | None, ...], ...]:
    def rate(r: Reader) -> float | None:
        return None if r.value is None else r.number(0)

    rows = at.field("lam").each(lambda r: r.each(rate, least=1), length=areas)
    if len({len(row) for row in rows}) != 1:
        raise at.field("lam").refuse("must have rows of one length")
    return rows


def _read_hub(at: Reader) -> Hub:
    return Hub(at.field("id").id(), at.optional("name", Reader.text, ""), *read_point(at))


def _read_team(at: Reader, first_hub: Id) -> Team:
    return Team(
        id=at.field("id").id(),
        name=at.optional("name", Reader.text, ""),
        hub=at.optional("hub", Reader.id, first_hub),
        crew=at.field("crew").whole(1, 99),
        seats=at.field("seats").whole(0, 99),
        cargo=at.field("cargo").whole(),
        skills=frozenset(at.optional("skills", read_texts, tuple[str, ...]())),
        shift=Window.read(at.field("shift")),
        areas=at.optional("areas", lambda r: frozenset(r.each(Reader.id)), None),
        breaks=at.optional("breaks", read_breaks, ()),
    )


def _read_travel(at: Reader) -> Travel:
    road_factor, speed_kmh = at.field("road_factor").number(0, 100), at.field("speed_kmh").number(0.1, 1000)
    return Travel(road_factor, speed_kmh, at.field("min_minutes").whole(0, 1440))


def _read_problem(at: Reader) -> PlanningProblem:
    areas = _read_areas(at)
    hubs = at.field("hubs").each(_read_hub, least=1)
    weights, curfew = at.field("weights"), at.field("curfew")
    problem = PlanningProblem(
        areas=areas,
        events_per_h=_read_rates(at, len(areas)),
        hubs=hubs,
        teams=at.field("teams").each(lambda r: _read_team(r, hubs[0].id), least=1, most=MOST_TEAMS),
        jobs=at.field("jobs").each(Job.read, most=MOST_VISITS),
        nogo=at.field("nogo").number(0),
        beta=weights.field("beta").number(0),
        gamma=weights.field("gamma").number(0),
        bin_minutes=at.field("bin_minutes").whole(1, 1440),
        curfew_end=curfew.field("end").minute(),
        curfew_start=curfew.field("start").minute(),
        reload_minutes=at.field("reload_minutes").whole(0, 1440),
        travel=_read_travel(at.field("travel")),
        drives=at.optional("drives", DriveTimes.read, None),
        legs=at.optional("legs", lambda r: r.each(LegTime.read), ()),
        gatherings=at.optional("gatherings", lambda r: r.each(Gathering.read), ()),
        name=at.optional("name", Reader.text, ""),
    )
    _refuse_loose_ends(problem)
    return problem


def _refuse_loose_ends(problem: PlanningProblem) -> None:
    """Raises when an id names nothing or stands twice, or the forecast ends before the day's work does."""
    refuse_twins((hub.id for hub in problem.hubs), "hubs")
    refuse_twins((team.id for team in problem.teams), "teams")
    refuse_twins((job.id for job in problem.jobs), "jobs")
    refuse_twins((place.id for place in problem.gatherings), "gatherings")
    hubs, areas = {hub.id for hub in problem.hubs}, {area.id for area in problem.areas}
    covered = len(problem.events_per_h[0]) * problem.bin_minutes
    if covered > LAST_MINUTE:
        raise ProblemError(f"lam must end by minute {LAST_MINUTE}, not {covered}.")
    for i, team in enumerate(problem.teams):
        if team.hub not in hubs:
            raise ProblemError(f"teams[{i}].hub names no hub: {team.hub!r}.")
        if team.areas is not None and not team.areas <= areas:
            raise ProblemError(f"teams[{i}].areas names an area that is not there.")
        if any(one.minutes < problem.reload_minutes for one in team.breaks):
            raise ProblemError(f"teams[{i}].breaks must be no shorter than reload_minutes.")
        if problem.hours_of(team).end > covered:
            raise ProblemError(f"lam ends at minute {covered}, before the shift of teams[{i}] does.")
    for i, job in enumerate(problem.jobs):
        if job.pin and job.pin.team is not None and job.pin.team not in {team.id for team in problem.teams}:
            raise ProblemError(f"jobs[{i}].pin.team names no team: {job.pin.team!r}.")


def _write_place(place: Area | Hub) -> dict[str, Any]:
    return {"id": place.id, "name": place.name, "lat": place.lat, "lon": place.lon}


def _write_team(team: Team) -> dict[str, Any]:
    data: dict[str, Any] = {"id": team.id, "name": team.name, "hub": team.hub, "crew": team.crew, "seats": team.seats}
    data |= {"cargo": team.cargo, "skills": sorted(team.skills), "shift": team.shift.to_json()}
    data |= {} if team.areas is None else {"areas": sorted(team.areas, key=str)}
    return data | ({"breaks": [one.to_json() for one in team.breaks]} if team.breaks else {})


def _write_problem(problem: PlanningProblem) -> dict[str, Any]:
    data: dict[str, Any] = {"name": problem.name, "version": 1, "bin_minutes": problem.bin_minutes}
    data["areas"] = [_write_place(area) for area in problem.areas]
    data["hubs"] = [_write_place(hub) for hub in problem.hubs]
    data |= {
        "lam": [list(row) for row in problem.events_per_h],
        "nogo": problem.nogo if math.isfinite(problem.nogo) else 1e9,
        "curfew": {"end": problem.curfew_end, "start": problem.curfew_start},
        "weights": {"beta": problem.beta, "gamma": problem.gamma},
        "travel": {
            "road_factor": problem.travel.road_factor,
            "speed_kmh": problem.travel.speed_kmh,
            "min_minutes": problem.travel.min_minutes,
        },
        "reload_minutes": problem.reload_minutes,
        "teams": [_write_team(team) for team in problem.teams],
        "jobs": [job.to_json() for job in problem.jobs],
    }
    if any(area.closed for area in problem.areas):
        data["closed"] = [[span.to_json() for span in area.closed] for area in problem.areas]
    if any(area.curfew for area in problem.areas):
        data["area_curfew"] = [[span.to_json() for span in area.curfew] for area in problem.areas]
    if problem.drives:
        data["drives"] = problem.drives.to_json()
    if problem.legs:
        data["legs"] = [leg.to_json() for leg in problem.legs]
    if problem.gatherings:
        data["gatherings"] = [place.to_json() for place in problem.gatherings]
    return data
