"""Before leaving: a stop nobody rang for keeps the team, until it is rung for, left out, allowed, or gone to."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.day import service, unrung
from app.day.errors import DecidedAgainst, HasLeft, NotRung, PointClosed, WhyMissing
from app.day.leaving import held_ahead, said_today, skipped_visits, to_ring
from app.domain.danger.advice import Advice
from app.domain.needs import Urgency
from app.domain.outcomes import Cause, Outcome
from app.domain.states import RouteState, VisitState
from app.models import AuditEntry, DayDecision, Departure, PointStatus, ServicePointStatus, UnrungStop, UnrungWord
from app.places import service as places
from app.places.queries import holds_covering
from tests.day.route import OnRoute, make_on_route
from tests.day.world import publish
from tests.factories import NOON, THE_DAY, make_service_point


def test_who_was_rung_an_hour_ago_is_not_named(app, client, session: Session):
    made = make_on_route(session, app, client)
    need = made.route.stops[0].visit.needs[0]

    need.phone_confirmed_at = NOON - timedelta(hours=1)
    assert all(need not in one.needs for one in to_ring(session, made.route, now=NOON))

    need.phone_confirmed_at = NOON - timedelta(hours=3)
    assert to_ring(session, made.route, now=NOON)[0].needs == (need,)


@pytest.mark.parametrize(
    ("status", "asked_min_ago", "is_named"),
    [(PointStatus.OPEN, 30, False), (PointStatus.OPEN, 180, True), (PointStatus.CLOSED, 30, True)],
)
def test_a_point_must_be_known_open_since_two_hours(app, client, session: Session, status, asked_min_ago, is_named):
    made = make_on_route(session, app, client)
    visit = made.route.stops[0].visit
    point = make_service_point(session, visit.household.area, made.hub, status=None)
    visit.service_point = point
    visit.needs[0].phone_confirmed_at = NOON
    asked = NOON - timedelta(minutes=asked_min_ago)
    point.statuses.append(
        ServicePointStatus(
            status=status, as_of=asked, source="телефоном", expires_at=NOON + timedelta(hours=8), entered_at=asked
        )
    )
    session.flush()

    named = [one.point for one in to_ring(session, made.route, now=NOON) if one.point]

    assert bool(named) is is_named


def open_stops(session: Session, made: OnRoute) -> list[int]:
    return [one.number for one in to_ring(session, made.route, now=NOON) if one.is_open]


def leave(session: Session, made: OnRoute, **how: bool):
    return service.depart(session, made.route.id, hub_id=made.hub.id, by_id=made.user.id, now=NOON, **how)


@pytest.fixture
def unrung_second(app, client, session: Session) -> OnRoute:
    """Three stops, for the second of which nobody rang."""
    made = make_on_route(session, app, client)
    made.visits[1].needs[0].phone_confirmed_at = None
    session.flush()
    return made


def act(made: OnRoute, name: str, *words: str):
    do = getattr(unrung, name)
    return do(made.session, made.route, made.visits[1].id, *words, by_id=made.user.id, now=NOON)


def test_nobody_leaves_for_a_stop_where_nobody_was_rung(session, unrung_second):
    with pytest.raises(NotRung, match="stops 2"):
        leave(session, unrung_second)

    assert session.scalar(select(Departure)) is None


@pytest.mark.parametrize(("what", "words"), [("rung", ()), ("skip", ()), ("allow", ("донька чекає біля під’їзду",))])
def test_a_call_a_stop_left_out_or_an_approvers_word_lets_the_team_leave(session, unrung_second, what, words):
    act(unrung_second, what, *words)
    session.expire_all()

    leave(session, unrung_second)

    states = [visit.state for visit in unrung_second.visits]
    middle = VisitState.PUBLISHED if what == "skip" else VisitState.UNDER_WAY
    assert states == [VisitState.UNDER_WAY, middle, VisitState.UNDER_WAY]
    assert session.scalars(select(UnrungStop.word).where(UnrungStop.word == UnrungWord.LEFT)).all() == []


def test_that_the_team_left_without_it_is_written_down_and_told_until_it_is_seen(session, unrung_second):
    leave(session, unrung_second, has_left=True)

    [said] = said_today(session, unrung_second.hub.id, THE_DAY)
    assert (said.word, said.visit_id, said.gates) == (UnrungWord.LEFT, unrung_second.visits[1].id, ["G17"])
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "unrung_left")).one()
    assert entry.facts == {"stop": 2, "gates": "G17"}
    unrung.see(session, said.id, hub_id=unrung_second.hub.id, by_id=unrung_second.user.id, now=NOON)
    assert said_today(session, unrung_second.hub.id, THE_DAY) == []


def test_having_left_without_a_call_is_moot_once_it_is_made_or_the_visit_is_over(session, unrung_second):
    leave(session, unrung_second, has_left=True)
    unrung_second.visits[1].needs[0].phone_confirmed_at = NOON + timedelta(minutes=20)

    assert said_today(session, unrung_second.hub.id, THE_DAY) == []
    unrung_second.visits[1].needs[0].phone_confirmed_at = None
    assert len(said_today(session, unrung_second.hub.id, THE_DAY)) == 1
    service.record_outcome(
        session, unrung_second.route, unrung_second.visits[1].id, Outcome.NOBODY, by_id=unrung_second.user.id, now=NOON
    )
    assert said_today(session, unrung_second.hub.id, THE_DAY) == []


def test_who_left_with_every_call_made_has_left_nothing_behind(app, client, session):
    made = make_on_route(session, app, client)

    leave(session, made, has_left=True)

    assert session.scalars(select(UnrungStop)).all() == []


def test_a_stop_is_allowed_with_a_reason_only_and_only_for_the_calls_that_were_open_then(session, unrung_second):
    with pytest.raises(WhyMissing):
        act(unrung_second, "allow", " ")
    act(unrung_second, "allow", "сусідка підтвердила")
    assert open_stops(session, unrung_second) == []

    area = unrung_second.areas[1]
    unrung_second.visits[1].service_point = make_service_point(session, area, unrung_second.hub, status=None)

    assert open_stops(session, unrung_second) == [2]


def test_a_stop_left_out_is_taken_up_again_by_a_call(session, unrung_second):
    act(unrung_second, "skip")
    assert skipped_visits(session, unrung_second.route) == {unrung_second.visits[1].id}

    act(unrung_second, "rung")

    assert skipped_visits(session, unrung_second.route) == set()
    assert open_stops(session, unrung_second) == []


def test_nobody_is_rung_for_a_held_stop(session, unrung_second):
    unrung_second.hold(unrung_second.areas[1], NOON - timedelta(hours=1))

    assert open_stops(session, unrung_second) == []
    index = holds_covering(session, unrung_second.hub.id, now=NOON)
    assert held_ahead(unrung_second.route, index) == [2]


def test_a_team_says_that_a_point_works_but_not_that_a_closed_one_works_again(session, unrung_second):
    visit = unrung_second.visits[1]
    visit.needs[0].phone_confirmed_at = NOON
    visit.service_point = make_service_point(session, unrung_second.areas[1], unrung_second.hub, status=None)
    assert open_stops(session, unrung_second) == [2]
    act(unrung_second, "point_works")
    assert open_stops(session, unrung_second) == []

    places.set_point_status(
        session,
        visit.service_point.id,
        PointStatus.CLOSED,
        hub_id=unrung_second.hub.id,
        source="телефоном",
        as_of=NOON,
        by_id=None,
        now=NOON,
    )

    with pytest.raises(PointClosed):
        act(unrung_second, "point_works")
    assert open_stops(session, unrung_second) == [2]


def test_an_approval_ends_with_its_version_of_the_route(session, unrung_second):
    act(unrung_second, "allow", "сусідка підтвердила")
    old = unrung_second.route
    old.state = RouteState.SUPERSEDED
    session.flush()
    new = publish(
        session, old.team, *[(stop.visit, stop.area, stop.arrive_min) for stop in old.stops], number=2
    )  # fmt: skip

    unrung_second.visits[1].needs[0].phone_confirmed_at = None
    assert [one.number for one in to_ring(session, new, now=NOON) if one.is_open] == [2]


def test_a_team_that_does_not_go_is_a_miss_for_each_visit_with_the_cause(session, unrung_second):
    how = {"hub_id": unrung_second.hub.id, "by_id": unrung_second.user.id, "now": NOON}

    count = service.not_left(session, unrung_second.route.id, Cause.VEHICLE, **how)

    assert count == 3
    assert {(one.outcome, one.cause) for one in unrung_second.visits} == {(Outcome.NOT_LEFT, Cause.VEHICLE)}


def test_a_team_that_has_left_did_not_stay(session, unrung_second):
    leave(session, unrung_second, has_left=True)

    with pytest.raises(HasLeft):
        service.not_left(
            session,
            unrung_second.route.id,
            Cause.TEAM,
            hub_id=unrung_second.hub.id,
            by_id=unrung_second.user.id,
            now=NOON,
        )


def decide(made: OnRoute, area, decision: Advice) -> DayDecision:
    row = DayDecision(
        hub_id=made.hub.id,
        area_id=area.id,
        on=THE_DAY,
        advice=Advice.GO_BY_ZONE_RULES,
        decision=decision,
        reason="обстріл уночі",
        by_id=made.user.id,
        at=NOON,
    )
    made.session.add(row)
    made.session.flush()
    return row


@pytest.fixture
def stood_down(app, client, session: Session) -> OnRoute:
    """Three stops, all rung for; after the plan was published a person decided against the area of the second."""
    made = make_on_route(session, app, client)
    decide(made, made.visits[1].household.area, Advice.STAND_DOWN)
    return made


def test_nobody_leaves_for_a_stop_that_was_decided_against_since_it_was_planned(session, stood_down):
    numbers = open_stops(session, stood_down)

    assert 2 in numbers
    with pytest.raises(NotRung, match="decided not to go"):
        leave(session, stood_down)
    with pytest.raises(DecidedAgainst):
        act(stood_down, "allow", "дуже треба")
    act(stood_down, "rung")
    assert open_stops(session, stood_down) == numbers


def test_what_was_decided_against_is_left_out_and_the_team_goes(session, stood_down):
    against = [one.visit for one in to_ring(session, stood_down.route, now=NOON)]
    for visit in against:
        unrung.skip(session, stood_down.route, visit.id, by_id=stood_down.user.id, now=NOON)

    leave(session, stood_down)

    assert {visit.state for visit in against} == {VisitState.PUBLISHED}
    assert skipped_visits(session, stood_down.route) == {visit.id for visit in against}


def test_who_decides_anew_opens_the_stop_again(session, stood_down):
    area = stood_down.visits[1].household.area
    decide(stood_down, area, Advice.LIFE_SAVING)
    assert 2 in open_stops(session, stood_down)

    decide(stood_down, area, Advice.GO_BY_ZONE_RULES)

    assert open_stops(session, stood_down) == []


def test_a_life_saving_stop_passes_a_day_for_those_only(session, stood_down):
    visit = stood_down.visits[1]
    visit.needs[0].kind.is_life_saving, visit.needs[0].urgency = True, Urgency.U1
    decide(stood_down, visit.household.area, Advice.LIFE_SAVING)

    assert 2 not in open_stops(session, stood_down)


def test_that_it_left_all_the_same_names_the_decision(session, stood_down):
    leave(session, stood_down, has_left=True)

    assert {tuple(one.gates) for one in said_today(session, stood_down.hub.id, THE_DAY)} == {("G20",)}
