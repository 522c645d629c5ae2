"""Whatever three of thirty accounts add to a history, no grade falls, no hold ends and no clearance comes of it."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.danger import learned
from app.danger.confirmed import confirmed_tellings
from app.danger.picture import danger_now
from app.domain.errors import Refused
from app.domain.roles import Role
from app.domain.shelling import Chip, SourceType, TimePrecision, VerdictKind
from app.models import EventVerdict, ShellingEvent
from app.places import queries as places
from app.places import service as place_service
from app.shelling import service
from tests.factories import NOON, make_area, make_event, make_hub, make_user
from tests.shelling.drafts import report

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HUBS = count()
AREAS = st.integers(0, 1)
A_TELLING = st.tuples(st.just("tell"), AREAS, st.integers(0, 400), st.integers(0, 24), st.sampled_from(Chip))
A_LISTENING = st.tuples(st.just("listen"), AREAS, st.integers(1, 48), st.just(24), st.none())
A_CLEARING = st.tuples(st.just("clear"), AREAS, st.just(0), st.just(0), st.none())
HONEST, HOSTILE, BOSS = range(3, 29), range(3), 29


class Crowd:
    """A hub of thirty accounts: one coordinator, and three who may say anything."""

    def __init__(self, session):
        self.session = session
        self.hub = make_hub(session, f"crowd{next(HUBS)}", created_at=NOON - 40 * DAY)
        self.areas = [make_area(session, self.hub, code) for code in ("KOS-C", "KOS-N")]
        self.people = [make_user(session, self.hub, Role.VOLUNTEER) for _ in range(29)]
        self.people.append(make_user(session, self.hub))
        self.reports = []

    def do(self, who, act):
        name, where, ago, width, chip = act
        area, by = self.areas[where], {"hub_id": self.hub.id, "by_id": self.people[who].id, "now": NOON}
        until = NOON - ago * HOUR
        try:
            with self.session.begin_nested():
                if name == "listen":
                    service.say_quiet(self.session, area.id, from_at=until - width * HOUR, to_at=until, **by)
                elif name == "clear":
                    place_service.clear_area(self.session, area.id, NOON.date(), **by)
                else:
                    precision = TimePrecision.HOUR if width <= 2 else TimePrecision.DATE
                    spans = {"earliest_at": until - width * HOUR, "latest_at": until, "precision": precision}
                    report(self.session, self.hub, self.people[who], area, chip=chip, **spans)
        except Refused:
            pass

    def picture(self, later=timedelta()):
        learned._latest.clear()
        return danger_now(self.session, self.hub.id, now=NOON + later)

    def by_area(self):
        """The same as seen, by the place of an area, so that two crowds compare."""
        grades, _, cleared = self.seen()
        place = {area.id: number for number, area in enumerate(self.areas)}
        held = {}
        for one in places.holds_covering(self.session, self.hub.id, now=NOON).all:
            until = one.review_at or NOON + 999 * DAY
            held[place[one.area_id]] = max(until, held.get(place[one.area_id], until))
        areas = {one.id: one for one in places.clearances_on(self.session, self.hub.id, NOON.date(), now=NOON).values()}
        return (
            {(place[area_id], *when): grade for (area_id, *when), grade in grades.items()},
            held,
            {place[areas[number].area_id]: until for number, until in cleared.items()},
        )

    def seen(self):
        """Grades now and after the next time that habits are learned; holds; clearances."""
        grades = {}
        for later in (timedelta(), 7 * HOUR):
            for area_id, danger in self.picture(later).areas.items():
                grades |= {
                    (area_id, later, day): getattr(danger, f"grade_{day}") for day in ("now", "today", "tomorrow")
                }
        holds = {one.id: one.review_at for one in places.holds_covering(self.session, self.hub.id, now=NOON).all}
        cleared = {
            one.id: one.until for one in places.clearances_on(self.session, self.hub.id, NOON.date(), now=NOON).values()
        }
        return grades, holds, cleared


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    truth=st.lists(st.tuples(st.sampled_from(HONEST), st.one_of(A_TELLING, A_LISTENING)), max_size=6),
    by_boss=st.lists(st.one_of(A_LISTENING, A_TELLING, A_CLEARING), max_size=4),
    lies=st.lists(st.tuples(st.sampled_from(HOSTILE), st.one_of(A_LISTENING, A_TELLING)), min_size=1, max_size=9),
)
def test_what_three_of_thirty_add_loosens_nothing(session, truth, by_boss, lies):
    session.rollback()
    crowd = Crowd(session)
    for who, act in [*truth, *((BOSS, act) for act in by_boss)]:
        crowd.do(who, act)
    grades, holds, cleared = crowd.seen()

    for who, act in lies:
        crowd.do(who, act)

    grades_now, holds_now, cleared_now = crowd.seen()
    assert not [place for place, grade in grades.items() if grade.is_worse_than(grades_now[place])]
    assert cleared_now.items() <= cleared.items()
    for hold_id, review_at in holds.items():
        assert holds_now[hold_id] is None or (review_at is not None and holds_now[hold_id] >= review_at)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from([*HONEST][:4]), st.one_of(A_TELLING, A_LISTENING)),
            st.tuples(st.sampled_from(HOSTILE), st.one_of(A_TELLING, A_LISTENING)),
            st.tuples(st.just(BOSS), st.one_of(A_LISTENING, A_TELLING, A_CLEARING)),
        ),
        min_size=2,
        max_size=14,
    )
)
def test_what_three_of_thirty_add_in_between_loosens_nothing(session, acts):
    session.rollback()
    alone, among = Crowd(session), Crowd(session)
    for who, act in acts:
        among.do(who, act)
        if who not in HOSTILE:
            alone.do(who, act)

    assert_no_looser(alone, among)


def test_a_report_that_bridges_two_salvos_leaves_each_its_weight(session):
    alone, among = Crowd(session), Crowd(session)
    for crowd in (alone, among):
        crowd.do(BOSS, ("listen", 0, 0, 24, None))
        if crowd is among:
            tell(crowd, HOSTILE[0], minutes=25, width=60)
        tell(crowd, 3, minutes=0)
        tell(crowd, 4, minutes=50)

    assert [len({one.event_id for one in crowd.reports}) for crowd in (alone, among)] == [2, 1]
    rates = [[rate for _, _, rate in crowd.picture().areas[crowd.areas[0].id].hours] for crowd in (alone, among)]
    assert all(more >= less for less, more in zip(*rates, strict=True))


def tell(crowd, who, minutes, width=0):
    """Exactly so many minutes after ten o'clock yesterday, or so many around it; another hour on the clock."""
    at = NOON - 26 * HOUR + minutes * HOUR / 60
    spans = {"earliest_at": at - width * HOUR / 120, "latest_at": at + width * HOUR / 120, "chip": Chip.MORTAR}
    crowd.reports.append(
        report(
            crowd.session, crowd.hub, crowd.people[who], crowd.areas[0], precision=TimePrecision.HOUR, **spans
        ).report
    )


def assert_no_looser(alone, among):
    """Area by area: no grade lower, nothing cleared that was not, nothing held that is held no more or for less."""
    (grades, holds, cleared), (grades_now, holds_now, cleared_now) = (one.by_area() for one in (alone, among))
    assert not [place for place, grade in grades.items() if grade.is_worse_than(grades_now[place])]
    assert cleared_now.items() <= cleared.items()
    for place, until in holds.items():
        assert place in holds_now
        assert holds_now[place] >= until


class Night:
    """A hub of thirty accounts in which the coordinator, or an own team, tells of the same hours again and again."""

    def __init__(self, session):
        self.crowd = Crowd(session)
        for day in range(1, 15):
            self.tell(BOSS, day, 3 * 60)

    def tell(self, who, day, minutes, width=0, source=SourceType.VOLUNTEER):
        at = NOON.replace(hour=0, minute=0) - day * DAY + timedelta(minutes=minutes)
        span = {"earliest_at": at, "latest_at": at + timedelta(minutes=width), "source_type": source}
        made = report(
            self.crowd.session,
            self.crowd.hub,
            self.crowd.people[who],
            self.crowd.areas[0],
            precision=TimePrecision.QUARTER,
            chip=Chip.MORTAR,
            now=NOON - 2 * HOUR,
            **span,
        ).report
        return made

    def confirm(self):
        """The coordinator confirms every event of the hub, whoever told of it."""
        for event in self.crowd.session.scalars(select(ShellingEvent).where(ShellingEvent.hub_id == self.crowd.hub.id)):
            self.crowd.session.add(
                EventVerdict(
                    event_id=event.id,
                    kind=VerdictKind.CONFIRM,
                    by_id=self.crowd.people[28].id,
                    at=NOON - HOUR,
                    why="так",
                )
            )
        self.crowd.session.flush()

    def profile(self):
        hub = self.crowd.hub
        picture = danger_now(self.crowd.session, hub.id, now=NOON + 7 * HOUR)
        assert picture.areas
        return learned._latest.find(hub.uid).profile


A_LIE = st.tuples(
    st.sampled_from(HOSTILE), st.integers(1, 14), st.integers(0, 24 * 60 - 1), st.sampled_from([0, 5, 60, 120])
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(A_LIE, min_size=1, max_size=12))
def test_no_hour_gets_calmer_by_what_three_of_thirty_tell_though_all_of_it_is_confirmed(session, lies):
    session.rollback()
    alone, among = Night(session), Night(session)
    for who, day, minutes, width in lies:
        among.tell(who, day, minutes, width)
    for one in (alone, among):
        one.confirm()

    assert (among.profile() >= alone.profile()).all()


def test_the_hours_that_a_coordinator_tells_are_learned(session):
    night = Night(session)
    night.confirm()

    assert night.profile()[0].argmax() == 6  # 03:00 UTC


def test_a_report_after_the_verdict_teaches_no_hour_where_everybody_knows_everybody(session):
    hub = make_hub(session, created_at=NOON - 40 * DAY)
    area, boss = make_area(session, hub), make_user(session, hub)
    one, other = (make_user(session, hub, Role.VOLUNTEER) for _ in range(2))
    event = make_event(session, area, hub, one, other)
    early, late = event.reports
    early.earliest_at, early.latest_at = NOON - 9 * HOUR, NOON - 9 * HOUR
    late.earliest_at, late.latest_at = NOON - 8 * HOUR, NOON - 8 * HOUR
    early.received_at, late.received_at = NOON - 7 * HOUR, NOON - 5 * HOUR
    session.add(EventVerdict(event_id=event.id, kind=VerdictKind.CONFIRM, by_id=boss.id, at=NOON - 6 * HOUR, why="так"))
    session.flush()
    basis = picture_basis(session, hub)

    told = confirmed_tellings(session, hub.id, basis.beside, since=NOON - DAY, until=NOON)

    assert {(found.earliest, found.latest) for found in told} == {(early.earliest_at, early.latest_at)}


def picture_basis(session, hub):
    learned._latest.clear()
    danger_now(session, hub.id, now=NOON)
    return learned._latest.find(hub.uid).basis


def test_two_who_listen_and_three_who_lie_cover_nothing(session):
    crowd = Crowd(session)
    grades = crowd.seen()[0]

    for who in (*HOSTILE, 3, 4):
        for days in (0, 24):
            crowd.do(who, ("listen", 0, days, 24, None))

    assert crowd.seen()[0] == grades
