"""Judges any plan afresh: every hard rule, and what the plan serves and costs. Knows nothing of how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.planner.crowding import Crowded, crowded
from app.domain.planner.job import Job, Point, Stop, Window
from app.domain.planner.physics import Closure, Physics
from app.domain.planner.plan import Call, Plan, Route
from app.domain.planner.problem import PlanningProblem, Team
from app.domain.planner.reading import Id

Fact = int | float | str | None
NEVER = 10**6


class Rule(StrEnum):
    """The hard rules of a plan; the value is the code that templates put into words."""

    UNKNOWN_TEAM = "unknown_team"
    TEAM_TWICE = "team_twice"
    HUB_ENDS = "hub_ends"
    SHIFT = "shift"
    TRAVEL_TIME = "travel_time"
    CALL_TIMES = "call_times"
    RELOAD = "reload"
    NO_GO = "no_go"
    CLOSED = "closed"
    CURFEW = "curfew"
    PERMIT = "permit"
    UNKNOWN_JOB = "unknown_job"
    SKILLS = "skills"
    ORDER = "order"
    SERVED_TWICE = "served_twice"
    INCOMPLETE = "incomplete"
    WINDOW = "window"
    SEATS = "seats"
    LEFT_ABOARD = "left_aboard"
    CARGO = "cargo"
    RIDE = "ride"
    PINNED_TEAM = "pinned_team"
    PINNED_START = "pinned_start"
    CROWDED = "crowded"
    BREAK = "break"


WORDS = {
    Rule.UNKNOWN_TEAM: "there is no such team",
    Rule.TEAM_TWICE: "the team has two routes",
    Rule.HUB_ENDS: "the route must start and end at the hub",
    Rule.SHIFT: "on the road outside the shift or in the curfew",
    Rule.TRAVEL_TIME: "arrives at another minute than the drive takes",
    Rule.CALL_TIMES: "the times of the call contradict each other",
    Rule.RELOAD: "the call at the hub is shorter than reloading takes",
    Rule.NO_GO: "in an area while its forecast is above the limit",
    Rule.CLOSED: "in an area while it is closed",
    Rule.CURFEW: "in an area during its curfew",
    Rule.PERMIT: "in an area the team has no permit for",
    Rule.UNKNOWN_JOB: "there is no such visit or stop",
    Rule.SKILLS: "the team lacks a skill",
    Rule.ORDER: "the stops of the visit are out of order",
    Rule.SERVED_TWICE: "the visit is made twice",
    Rule.INCOMPLETE: "the visit lacks a stop",
    Rule.WINDOW: "outside the hours of the stop",
    Rule.SEATS: "more people than seats",
    Rule.LEFT_ABOARD: "somebody is still aboard at the end",
    Rule.CARGO: "more cargo than the vehicle carries",
    Rule.RIDE: "the ride is too long",
    Rule.PINNED_TEAM: "pinned to another team",
    Rule.PINNED_START: "outside its pinned time",
    Rule.CROWDED: "called to a place too near in time to another, or too many on one day",
    Rule.BREAK: "no break at the hub that is long enough",
}
CLOSURE_RULE = {Closure.NO_GO: Rule.NO_GO, Closure.CLOSED: Rule.CLOSED, Closure.CURFEW: Rule.CURFEW}


@dataclass(frozen=True, slots=True)
class Breach:
    """One hard rule broken, by whom, where, and with the numbers that show it."""

    rule: Rule
    team: Id
    job: Id | None = None
    facts: dict[str, Fact] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return WORDS[self.rule]

    def __str__(self) -> str:
        job = "" if self.job is None else f", visit {self.job}"
        facts = ", ".join(f"{name} {value}" for name, value in self.facts.items())
        return f"team {self.team}{job}: {self.words}" + (f" ({facts})" if facts else "")


@dataclass(frozen=True, slots=True)
class PlanScore:
    """What a plan serves and costs; objective = served_weight - beta x exposure - gamma x drive_minutes."""

    served: tuple[Id, ...]
    served_weight: float
    exposure: float  # person-events
    drive_minutes: int
    objective: float


def check(problem: PlanningProblem, plan: Plan, physics: Physics | None = None) -> list[Breach]:
    """Every breach of a hard rule, team by team in the order of the day; an empty list is a plan that may be driven."""
    return _judge(problem, plan, physics).breaches + [breach_of(one) for one in crowded(problem, plan)]


def breach_of(one: Crowded) -> Breach:
    facts: dict[str, Fact] = {"place": one.place, "start": one.start, "limit": one.limit}
    facts |= {} if one.other is None else {"other": one.other, "other_start": one.other_start}
    return Breach(Rule.CROWDED, one.team, one.job, facts)


def score(problem: PlanningProblem, plan: Plan, physics: Physics | None = None) -> PlanScore:
    """Priority served, exposure, driving and the objective; of a plan with breaches as far as it can be read."""
    verdict = _judge(problem, plan, physics)
    weights = {job.id: job.weight for job in problem.jobs}
    weight = sum(weights[job] for job in verdict.served)
    objective = weight - problem.beta * verdict.exposure - problem.gamma * verdict.drive_minutes
    return PlanScore(tuple(verdict.served), weight, verdict.exposure, verdict.drive_minutes, objective)


@dataclass
class _Verdict:
    breaches: list[Breach] = field(default_factory=list)
    served: dict[Id, Id] = field(default_factory=dict)  # job -> team
    exposure: float = 0.0
    drive_minutes: int = 0


def _judge(problem: PlanningProblem, plan: Plan, physics: Physics | None) -> _Verdict:
    verdict, seen = _Verdict(), set[Id]()
    physics = physics or Physics(problem)
    teams = {team.id: team for team in problem.teams}
    for route in (route for route in plan.routes if route.calls):
        if route.team not in teams or route.team in seen:
            rule = Rule.TEAM_TWICE if route.team in seen else Rule.UNKNOWN_TEAM
            verdict.breaches.append(Breach(rule, route.team))
            continue
        seen.add(route.team)
        _RouteJudge(problem, physics, teams[route.team], route, verdict).judge()
    return verdict


class _RouteJudge:
    """Walks one route call by call with the people and the load aboard."""

    def __init__(self, problem: PlanningProblem, physics: Physics, team: Team, route: Route, verdict: _Verdict) -> None:
        self.problem, self.physics, self.team, self.route, self.verdict = problem, physics, team, route, verdict
        self.jobs = {job.id: job for job in problem.jobs}
        self.hub = next(hub.point for hub in problem.hubs if hub.id == team.hub)
        self.aboard = 0
        self.load = 0
        self.next_stop: dict[Id, int] = {}
        self.left_first: dict[Id, int] = {}
        self.rests: list[tuple[int, int]] = []  # at the hub with nobody aboard

    def judge(self) -> None:
        calls = self.route.calls
        if not (calls[0].is_hub and calls[-1].is_hub):
            return self.add(Rule.HUB_ENDS)
        unknown = next((call for call in calls if not self.is_known(call)), None)
        if unknown:
            return self.add(Rule.UNKNOWN_JOB, unknown.job, stop=unknown.stop)
        hours = self.problem.hours_of(self.team)
        if calls[0].depart < hours.start or calls[-1].arrive > hours.end:
            self.add(Rule.SHIFT, leaves=calls[0].depart, back=calls[-1].arrive, start=hours.start, end=hours.end)
        for i, call in enumerate(calls):
            if i:
                self.judge_leg(calls[i - 1], call)
            if call.is_hub:
                self.judge_hub_call(i, call)
            else:
                self.judge_stop(call)
            self.judge_room(call)
        self.judge_end()
        self.judge_breaks(hours)

    def add(self, rule: Rule, job: Id | None = None, **facts: Fact) -> None:
        self.verdict.breaches.append(Breach(rule, self.team.id, job, facts))

    def is_known(self, call: Call) -> bool:
        return call.job is None or (call.job in self.jobs and call.stop < len(self.jobs[call.job].stops))

    def point(self, call: Call) -> Point:
        return self.hub if call.job is None else self.jobs[call.job].stops[call.stop].point

    def judge_leg(self, last: Call, call: Call) -> None:
        leg = self.physics.leg(self.point(last), self.point(call))
        self.verdict.drive_minutes += leg.minutes
        if call.arrive != last.depart + leg.minutes:
            self.add(Rule.TRAVEL_TIME, call.job, arrive=call.arrive, depart=last.depart, minutes=leg.minutes)
        for part in leg.segments:
            self.spend(part.area, last.depart + part.start, last.depart + part.end, self.aboard, call.job)

    def spend(self, area: int, start: int, end: int, civilians: int, job: Id | None) -> None:
        """Counts a span outside the hub as exposure, and as a breach when a minute of it is closed to the team."""
        self.verdict.exposure += self.physics.events(area, start, end) * (self.team.crew + civilians)
        area_id = self.problem.areas[area].id
        if end > start and (closed := self.physics.first_closure(area, start, end)):
            minutes = self.physics.closed_minutes(area, start, end)
            self.add(CLOSURE_RULE[closed[1]], job, area=area_id, minute=closed[0], minutes=minutes)
        if self.team.areas is not None and area_id not in self.team.areas:
            self.add(Rule.PERMIT, job, area=area_id, minute=start)

    def judge_hub_call(self, i: int, call: Call) -> None:
        if call.depart < call.arrive:
            self.add(Rule.CALL_TIMES, arrive=call.arrive, depart=call.depart)
        is_between = 0 < i < len(self.route.calls) - 1
        if is_between and call.depart - call.arrive < self.problem.reload_minutes:
            self.add(Rule.RELOAD, arrive=call.arrive, depart=call.depart)
        if not self.aboard:
            self.rests.append((call.arrive if i else -NEVER, call.depart if self.route.calls[i + 1 :] else NEVER))
        self.load += sum(job.hub_cargo for job in self.jobs_loaded_at(i))

    def jobs_loaded_at(self, i: int) -> Iterator[Job]:
        """The jobs begun before the next call at the hub: their cargo is taken along from here."""
        for call in self.route.calls[i + 1 :]:
            if call.job is None:
                return
            if call.stop == 0:
                yield self.jobs[call.job]

    def judge_stop(self, call: Call) -> None:
        assert call.job is not None
        job = self.jobs[call.job]
        stop = job.stops[call.stop]
        self.judge_order(job, call)
        self.judge_times(job, stop, call)
        self.spend_call(job, stop, call)
        self.aboard += stop.board
        self.load += stop.load - (job.hub_cargo if call.stop == 0 else 0)
        self.judge_pin(job, call)
        if call.stop == 0:
            self.left_first[job.id] = call.depart
        if call.stop == len(job.stops) - 1:
            self.judge_ride(job, call)
            self.verdict.served.setdefault(job.id, self.team.id)

    def judge_order(self, job: Job, call: Call) -> None:
        if lacking := job.skills - self.team.skills:
            self.add(Rule.SKILLS, job.id, lacking=", ".join(sorted(lacking)))
        if self.next_stop.get(job.id, 0) != call.stop:
            self.add(Rule.ORDER, job.id, stop=call.stop)
        if job.id in self.verdict.served and call.stop == 0:
            self.add(Rule.SERVED_TWICE, job.id)
        self.next_stop[job.id] = call.stop + 1

    def judge_times(self, job: Job, stop: Stop, call: Call) -> None:
        end = call.start + stop.service
        if call.start < call.arrive or call.depart < end:
            self.add(Rule.CALL_TIMES, job.id, arrive=call.arrive, start=call.start, end=end, depart=call.depart)
        if not any(window.start <= call.start and end <= window.end for window in stop.windows):
            self.add(Rule.WINDOW, job.id, stop=call.stop, start=call.start, end=end)

    def spend_call(self, job: Job, stop: Stop, call: Call) -> None:
        """Those aboard wait, are served with those gathered, and wait again; whoever stays at home is not counted."""
        area = self.physics.area_of(stop.point)
        end, after = call.start + stop.service, self.aboard + stop.board
        self.spend(area, call.arrive, call.start, self.aboard, job.id)
        self.spend(area, call.start, end, max(self.aboard, after) + stop.civ, job.id)
        self.spend(area, end, call.depart, after, job.id)

    def judge_pin(self, job: Job, call: Call) -> None:
        if job.pin is None:
            return
        if job.pin.team is not None and job.pin.team != self.team.id:
            self.add(Rule.PINNED_TEAM, job.id, pinned=job.pin.team)
        span = job.pin.start
        if span and call.stop == 0 and not span.start <= call.start <= span.end:
            self.add(Rule.PINNED_START, job.id, start=call.start, earliest=span.start, latest=span.end)

    def judge_ride(self, job: Job, call: Call) -> None:
        ride = call.arrive - self.left_first.get(job.id, call.arrive)
        if call.stop > 0 and ride > job.max_ride:
            self.add(Rule.RIDE, job.id, minutes=ride, limit=job.max_ride)

    def judge_room(self, call: Call) -> None:
        if self.aboard > self.team.seats:
            self.add(Rule.SEATS, call.job, aboard=self.aboard, seats=self.team.seats)
        if self.load > self.team.cargo:
            self.add(Rule.CARGO, call.job, load=self.load, cargo=self.team.cargo)

    def judge_breaks(self, hours: Window) -> None:
        """In each window as long at the hub as the break takes, unless the team's hours leave too little of it."""
        for one in self.team.breaks:
            start, end = max(one.window.start, hours.start), min(one.window.end, hours.end)
            longest = max((min(b, end) - max(a, start) for a, b in _joined(self.rests)), default=0)
            if end - start >= one.minutes > longest:
                self.add(Rule.BREAK, start=start, end=end, minutes=one.minutes, longest=max(0, longest))

    def judge_end(self) -> None:
        for job, reached in self.next_stop.items():
            if reached != len(self.jobs[job].stops):
                self.add(Rule.INCOMPLETE, job, stops=reached)
        if self.aboard:
            self.add(Rule.LEFT_ABOARD, aboard=self.aboard)


def _joined(stays: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stays that follow each other without a minute between are one."""
    found: list[tuple[int, int]] = []
    for start, end in stays:
        if found and found[-1][1] == start:
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found
