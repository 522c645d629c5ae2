"""The gates a visit passes before anybody leaves: what each one asks, and how hard it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.danger.advice import Advice
from app.domain.errors import N_
from app.domain.timespan import Window, Windows, intersect
from app.domain.zones import ZONE_FACTS, Zone


class Strictness(StrEnum):
    """HARD cannot be overridden, APPROVER takes a named person and a reason, WARNING informs."""

    HARD = "hard"
    APPROVER = "approver"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """A gate as data: title and help are message ids, translated where they are shown."""

    code: str
    strictness: Strictness
    title: str
    help: str


HARD, APPROVER, WARNING = Strictness.HARD, Strictness.APPROVER, Strictness.WARNING
RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("G01", HARD, N_("The zone does not allow this visit"), N_("Offer another way or the evacuation line.")),
        Rule(
            "G02",
            APPROVER,
            N_("The zone's review date has passed"),
            N_("Treated as one step worse until it is reviewed."),
        ),
        Rule("G03", HARD, N_("No valid permit"), N_("Team, car, place and date must all be covered.")),
        Rule(
            "G04",
            HARD,
            N_("Part of the way falls in the curfew"),
            N_("Leave later, return earlier, or move the visit."),
        ),
        Rule("G05", HARD, N_("Fewer than two people in the team"), N_("Add a second person to the team.")),
        Rule("G07", APPROVER, N_("Shelling was reported nearby"), N_("Wait until the time is over, or look again.")),
        Rule(
            "G08",
            APPROVER,
            N_("Shelled again and again"),
            N_("No visits there today, unless an approver says so in writing."),
        ),
        Rule("G09", HARD, N_("The road is closed"), N_("Another way or another day; only a named release opens it.")),
        Rule("G10", WARNING, N_("An air alarm has just begun"), N_("Teams take shelter; a person may hold the area.")),
        Rule(
            "G11", WARNING, N_("The alarm feed is silent"), N_("Nobody leaves on the word of the feed: ring instead.")
        ),
        Rule(
            "G12",
            WARNING,
            N_("Threat of artillery or street fighting"),
            N_("A feed only informs; a person may hold the area."),
        ),
        Rule("G13", HARD, N_("Mines or unexploded ordnance near the stop"), N_("Keep away and call 101 or 112.")),
        Rule(
            "G14", APPROVER, N_("Too long on site for this zone"), N_("Split the visit, or meet the person elsewhere.")
        ),
        Rule(
            "G15",
            WARNING,
            N_("Somebody who watches could foresee it"),
            N_("Another hour, another order of stops, another way there."),
        ),
        Rule(
            "G16",
            APPROVER,
            N_("Several households are called to one place"),
            N_("Another time, or one car for both; a crowd at a known place and hour is a target."),
        ),
        Rule("G17", APPROVER, N_("Not confirmed by phone"), N_("Ring the person before leaving.")),
        Rule(
            "G18", APPROVER, N_("The service point is not confirmed open"), N_("Ring the service point before leaving.")
        ),
        Rule(
            "G20",
            HARD,
            N_("A person decided about this area and day"),
            N_("Another day or another way; or a coordinator decides anew, with a name and a reason."),
        ),
    )
}


@dataclass(frozen=True)
class RuleSettings:
    """The numbers of the gates: judgements of practice that a hub may change."""

    smallest_team: int = 2
    near_report_for: timedelta = timedelta(minutes=60)
    attacks_6h: int = 2
    attacks_24h: int = 3
    alarm_onset: timedelta = timedelta(minutes=30)
    fighting_for: timedelta = timedelta(minutes=60)
    feed_stale_after: timedelta = timedelta(minutes=10)
    mine_within_m: int = 100
    confirmed_within: timedelta = timedelta(hours=2)
    usual_weeks: int = 3
    usual_times: int = 2


DEFAULT_SETTINGS = RuleSettings()


@dataclass(frozen=True)
class Move:
    """A part of the way, on the wall clock of the day, with the curfew of the settlement it crosses."""

    window: Window
    curfew: Windows


@dataclass(frozen=True)
class AlarmFacts:
    """A siren interval as the gates see it; what has been on for days is left out by whoever gathers them."""

    began_at: datetime
    ended_at: datetime | None
    is_air: bool
    is_fighting: bool


@dataclass(frozen=True, kw_only=True)
class CallFacts:
    """What the two phone calls before a departure look at: all that is asked again as the team leaves."""

    departs_at: datetime
    needs_client: bool = True
    client_confirmed_at: datetime | None = None
    needs_point: bool = True
    point_confirmed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class VisitFacts(CallFacts):
    """What the gates look at, gathered for one visit of one team; what nobody looked up has no default that passes.

    zone: the effective zone, the worst of the stops and the way; None where nobody set one.
    permit_missing: what the permit does not cover (people, car, place or date, in words); () when it covers all,
    None without a permit.
    near_report_at: when shelling was last reported in the area or within 2 km, however unsure.
    mine_m: metres from the stop or its path to the nearest thing that may explode; None when none is known.
    attacks_6h, attacks_24h: separate shellings of the area, on the day that runs; 0 for a day ahead.
    closed_road: the held road segment on its way; "" where there is none.
    has_way_round: whether other roads, which nobody holds, lead there from the base, so that it only warns.
    usual: starts that somebody who watched the last weeks could foresee.
    feed_age: since a feed of alarms was last heard; None where the hub has none.
    """

    zone: Zone | None
    zone_expired: bool
    team_size: int
    on_site_min: int
    moves: tuple[Move, ...]
    held: bool
    near_report_at: datetime | None
    mine_m: float | None
    decided: Advice | None
    attacks_6h: int
    attacks_24h: int
    closed_road: str
    alarms: tuple[AlarmFacts, ...]
    feed_age: timedelta | None
    now: datetime
    life_saving: bool = False
    permit_needed: bool = False
    permit_missing: tuple[str, ...] | None = None
    has_way_round: bool = False
    usual: Windows = ()


@dataclass(frozen=True)
class Breach:
    """One gate a visit does not pass.

    says: a message id with places for the facts, which are codes, numbers, wall clock minutes (start, end) and aware
    moments; the screen writes them in its language. strictness: mostly that of the rule.
    """

    rule: Rule
    says: str
    facts: Mapping[str, object]
    strictness: Strictness


def breaches(facts: VisitFacts, settings: RuleSettings = DEFAULT_SETTINGS) -> list[Breach]:
    """Every gate the visit does not pass, in the order of the gates; an empty list is no permission to go."""
    return [
        *_zone(facts),
        *_permit(facts),
        *_curfew(facts),
        *_team(facts, settings),
        *_shelling(facts, settings),
        *_again_and_again(facts, settings),
        *_road(facts),
        *_alarms(facts, settings),
        *decision_breaches(facts.decided, life_saving=facts.life_saving),
        *_mines(facts, settings),
        *_on_site(facts),
        *_foreseen(facts, settings),
        *call_breaches(facts, settings),
    ]


def _breach(code: str, says: str, strictness: Strictness | None = None, **facts: object) -> Breach:
    rule = RULES[code]
    return Breach(rule, says, facts, strictness or rule.strictness)


def _zone(facts: VisitFacts) -> Iterator[Breach]:
    if facts.zone is None:
        yield _breach("G01", N_("Nobody has set a zone for this area."))
        return
    allows = ZONE_FACTS[facts.zone]
    if not allows.visits_allowed:
        yield _breach("G01", N_("%(zone)s: no visits."), zone=facts.zone)
    elif allows.life_saving_only and not facts.life_saving:
        yield _breach("G01", N_("%(zone)s: life-saving needs only."), zone=facts.zone)
    elif allows.needs_approver:
        yield _breach("G01", N_("%(zone)s: a named person has to approve."), APPROVER, zone=facts.zone)
    if facts.zone_expired:
        yield _breach("G02", N_("Review date has passed: treated as %(zone)s"), zone=facts.zone)


def _permit(facts: VisitFacts) -> Iterator[Breach]:
    needed = facts.permit_needed or (facts.zone is not None and ZONE_FACTS[facts.zone].needs_permit)
    if needed and facts.permit_missing is None:
        yield _breach("G03", N_("There is no permit."))
    elif needed and facts.permit_missing:
        yield _breach("G03", N_("The permit does not cover: %(missing)s."), missing=facts.permit_missing)


def _curfew(facts: VisitFacts) -> Iterator[Breach]:
    for move in facts.moves:
        for window in intersect([move.window], move.curfew):
            yield _breach("G04", N_("In the curfew from %(start)s to %(end)s."), start=window.start, end=window.end)


def _team(facts: VisitFacts, settings: RuleSettings) -> Iterator[Breach]:
    if facts.team_size < settings.smallest_team:
        yield _breach(
            "G05",
            N_("People in the team: %(people)s. Needed: %(smallest)s."),
            people=facts.team_size,
            smallest=settings.smallest_team,
        )


def _shelling(facts: VisitFacts, settings: RuleSettings) -> Iterator[Breach]:
    """A hold is hard here: it is released by its own rules, never overridden by an approver."""
    if facts.held:
        yield _breach("G07", N_("Departures are held. Release the hold first."), HARD)
    if facts.near_report_at is not None and facts.departs_at < facts.near_report_at + settings.near_report_for:
        until = facts.near_report_at + settings.near_report_for
        yield _breach("G07", N_("Reported at %(at)s. Wait until %(until)s."), at=facts.near_report_at, until=until)


def _again_and_again(facts: VisitFacts, settings: RuleSettings) -> Iterator[Breach]:
    if facts.attacks_6h >= settings.attacks_6h or facts.attacks_24h >= settings.attacks_24h:
        yield _breach(
            "G08",
            N_("Shellings in 6 h: %(six)s, in 24 h: %(day)s."),
            six=facts.attacks_6h,
            day=facts.attacks_24h,
        )


def _road(facts: VisitFacts) -> Iterator[Breach]:
    if facts.closed_road:
        strictness = WARNING if facts.has_way_round else None
        yield _breach("G09", N_("Passage is held: %(road)s."), strictness, road=facts.closed_road)


def _alarms(facts: VisitFacts, settings: RuleSettings) -> Iterator[Breach]:
    """A siren informs: each of these is a warning with a button, and none of them holds."""
    for alarm in facts.alarms:
        age = facts.now - alarm.began_at
        if alarm.is_air and alarm.ended_at is None and age < settings.alarm_onset:
            yield _breach("G10", N_("It began %(minutes)s min ago."), minutes=int(age / timedelta(minutes=1)))
    if facts.feed_age is not None and facts.feed_age > settings.feed_stale_after:
        minutes = int(facts.feed_age / timedelta(minutes=1))
        yield _breach("G11", N_("Last heard %(minutes)s min ago."), minutes=minutes)
    over = [a for a in facts.alarms if a.is_fighting and a.ended_at and facts.now - a.ended_at < settings.fighting_for]
    if any(alarm.is_fighting and alarm.ended_at is None for alarm in facts.alarms):
        yield _breach("G12", N_("A feed tells of it now."))
    elif over:
        yield _breach("G12", N_("A feed told of it within the last hour."))


def decision_breaches(decided: Advice | None, *, life_saving: bool) -> Iterator[Breach]:
    """G20: a decision only ever closes here; one to go leaves zone and holds to rule."""
    if decided is Advice.STAND_DOWN:
        yield _breach("G20", N_("It was decided not to go there on this day."))
    elif decided is Advice.LIFE_SAVING and not life_saving:
        yield _breach("G20", N_("It was decided: life-saving needs only on this day."))


def _mines(facts: VisitFacts, settings: RuleSettings) -> Iterator[Breach]:
    if facts.mine_m is not None and facts.mine_m <= settings.mine_within_m:
        yield _breach("G13", N_("%(metres)s m from the stop or its path."), metres=round(facts.mine_m))


def _on_site(facts: VisitFacts) -> Iterator[Breach]:
    longest = ZONE_FACTS[facts.zone].max_on_site_min if facts.zone else None
    if longest is not None and facts.on_site_min > longest:
        yield _breach(
            "G14", N_("Planned: %(minutes)s min. At most: %(longest)s min."), minutes=facts.on_site_min, longest=longest
        )


def _foreseen(facts: VisitFacts, settings: RuleSettings) -> Iterator[Breach]:
    """In a restricted zone a named person says yes first; elsewhere the plan only avoids these hours and says so."""
    if facts.usual:
        spans = ((divmod(span.start, 60), divmod(span.end - 1, 60)) for span in facts.usual)
        hours = tuple(f"{a:02}:{b:02}–{c:02}:{d:02}" for (a, b), (c, d) in spans)
        strictness = APPROVER if facts.zone is Zone.Z2 else None
        yield _breach(
            "G15",
            N_("In at least %(times)s of the last %(weeks)s weeks a team was there at %(hours)s."),
            strictness,
            times=settings.usual_times,
            weeks=settings.usual_weeks,
            hours=hours,
        )


def call_breaches(facts: CallFacts, settings: RuleSettings = DEFAULT_SETTINGS) -> Iterator[Breach]:
    """G17 and G18: who was not rung in the last hours before this departure."""
    oldest = facts.departs_at - settings.confirmed_within
    for code, needed, at in (
        ("G17", facts.needs_client, facts.client_confirmed_at),
        ("G18", facts.needs_point, facts.point_confirmed_at),
    ):
        if needed and at is None:
            yield _breach(code, N_("Not confirmed yet."))
        elif needed and at is not None and at < oldest:
            yield _breach(code, N_("Last confirmed at %(confirmed_at)s."), confirmed_at=at)
