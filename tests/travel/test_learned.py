"""What past days teach: drives whose start and arrival a team gave word of, by pair of areas."""

from datetime import timedelta

import pytest

from app.domain.contacts import ContactKind
from app.domain.hub_settings import HubSettings
from app.domain.outcomes import Cause, Outcome
from app.domain.planner.physics import distance_km
from app.domain.states import RouteState, VisitState
from app.domain.travel import Basis, Setting, pair_of
from app.models import Contact, Departure, RouteStop, RouteVersion
from app.travel import queries, service
from app.travel.learned import drives_seen
from tests.factories import NOON, THE_DAY, make_household, make_need, make_person, make_team, make_visit

SETTINGS = HubSettings()
PLANNED_MIN = 60 * 1.35 * distance_km((48.53, 37.65), (48.60, 37.53)) / 38  # between the two areas, about 25
MIN = timedelta(minutes=1)


@pytest.fixture
def go(session, hub, west, south, oksana):
    """go(20, ...): a team drives from the west to one visit in the south, in so many minutes, and home again."""
    team = make_team(session, hub)

    def _go(out_min, home_min=None, *, ago=1, area=None, outcome=Outcome.DONE, says_arrived=True):
        area = area or south
        left_at, on = NOON - timedelta(days=ago), THE_DAY - timedelta(days=ago)
        ended_at = left_at + out_min * MIN + 10 * MIN
        person = make_person(session, make_household(session, area, hub, lat=area.lat, lon=area.lon))
        state = VisitState.DONE if outcome is Outcome.DONE else VisitState.MISSED
        visit = make_visit(
            session,
            make_need(session, area, hub, person=person),
            on=on,
            state=state,
            outcome=outcome,
            cause=None if outcome is Outcome.DONE else Cause.DANGER,
            outcome_at=ended_at if home_min is not None else None,
        )
        route = RouteVersion(
            hub_id=hub.id, on=on, team_id=team.id, state=RouteState.SUPERSEDED, number=100 + visit.id, made_at=left_at
        )
        times = {"arrive_min": 600, "start_min": 600, "depart_min": 610}
        route.stops = [RouteStop(position=0, visit_id=visit.id, area_id=area.id, code="H7KT", **times)]
        session.add(route)
        session.flush()
        departure = Departure(
            hub_id=hub.id, on=on, team_id=team.id, route_id=route.id, left_at=left_at, left_by_id=oksana.id
        )
        departure.home_at = ended_at + (home_min or 30) * MIN
        session.add(departure)
        session.flush()
        if says_arrived:
            arrived = Contact(
                hub_id=hub.id, departure_id=departure.id, at=left_at + out_min * MIN, by_id=oksana.id, kind="arrived"
            )
            arrived.note = "H7KT"
            session.add(arrived)
        session.flush()
        return departure

    return _go


def seen(session, hub):
    return drives_seen(session, hub.id, SETTINGS, now=NOON)


def test_a_drive_is_seen_from_leaving_to_the_word_of_arrival_and_from_the_outcome_to_being_home(
    session, hub, go, west, south
):
    go(2 * PLANNED_MIN, 3 * PLANNED_MIN)

    assert seen(session, hub) == {pair_of(west.id, south.id): [pytest.approx(2, rel=1e-3), pytest.approx(3, rel=1e-3)]}


def test_without_a_word_of_arrival_nothing_is_guessed(session, hub, go):
    go(50, says_arrived=False)

    assert seen(session, hub) == {}


def test_a_visit_that_was_not_made_says_nothing_of_the_road(session, hub, go):
    go(50, 50, outcome=Outcome.ABORT_DANGER)

    assert seen(session, hub) == {}


def test_only_the_last_sixty_days_are_remembered(session, hub, go):
    go(50, ago=61)

    assert seen(session, hub) == {}


def test_an_outcome_written_down_after_the_team_was_home_is_no_time_of_leaving(session, hub, go, west, south):
    departure = go(50, 30)
    departure.route.stops[0].visit.outcome_at = departure.home_at + 3 * timedelta(hours=1)
    session.flush()

    assert len(seen(session, hub)[pair_of(west.id, south.id)]) == 1


def test_a_drive_within_a_few_streets_is_mostly_parking(session, hub, go, west):
    go(10, 10, area=west)

    assert seen(session, hub) == {}


def test_the_first_word_of_arrival_counts(session, hub, go, west, south, oksana):
    departure = go(2 * PLANNED_MIN)
    again = Contact(hub_id=hub.id, departure_id=departure.id, at=departure.left_at + 90 * MIN, by_id=oksana.id)
    again.kind, again.note = ContactKind.ARRIVED.value, "H7KT"
    session.add(again)
    session.flush()

    assert seen(session, hub)[pair_of(west.id, south.id)] == [pytest.approx(2, rel=1e-3)]


def test_the_plan_takes_what_ten_drives_taught_and_two_teach_nothing(session, hub, go, west, south):
    for ago in range(1, 3):
        go(2 * PLANNED_MIN, ago=ago)
    assert queries.ways(session, hub.id, now=NOON).are_as_the_hub_says

    for ago in range(3, 11):
        go(2 * PLANNED_MIN, ago=ago)

    pace = queries.ways(session, hub.id, now=NOON).pace(south.id, west.id)
    assert pace.basis is Basis.LEARNED
    assert pace.factor == pytest.approx(1.35 * 2 ** (10 / 16), rel=1e-3)


def test_a_hub_may_choose_not_to_learn(session, hub, go, west, south):
    for ago in range(1, 11):
        go(2 * PLANNED_MIN, ago=ago)
    hub.settings = {"ignores_past_drives": True}
    session.flush()

    assert queries.ways(session, hub.id, now=NOON).are_as_the_hub_says


def test_the_page_shows_what_was_seen_and_what_a_person_set(session, hub, go, west, south, oksana):
    for ago in range(1, 5):
        go(2 * PLANNED_MIN, ago=ago)
    service.set_way(session, west.id, south.id, Setting(2.0), hub_id=hub.id, by_id=oksana.id, now=NOON)

    (row,) = queries.pair_rows(session, hub.id, now=NOON)

    assert row.learned.seen == 4
    assert row.learned.median == pytest.approx(2, rel=1e-3)
    assert (row.pace.factor, row.pace.basis) == (2.0, Basis.SET)
