"""The overdue ladder: who is silent, for how long, and what is done about it."""

from datetime import timedelta

import pytest

from app.day import road
from app.day.ladder import LADDER, check_in_min, step_for
from app.domain.hub_settings import HubSettings
from app.domain.zones import Zone
from app.models import Contact
from tests.day.world import depart, make_visit, publish
from tests.factories import NOON, make_area, make_hub, make_need, make_team, make_user


def test_nothing_is_done_before_the_agreed_time():
    assert step_for(timedelta(minutes=-1)) is None


@pytest.mark.parametrize(("late", "step"), [(0, 0), (4, 0), (5, 5), (14, 5), (15, 15), (30, 30), (46, 45), (500, 90)])
def test_the_ladder_only_climbs(late, step):
    found = step_for(timedelta(minutes=late))

    assert found in LADDER
    assert found.after_min == step


def test_a_worse_zone_asks_for_word_more_often_and_no_zone_most_often():
    settings = HubSettings()
    rhythm = [check_in_min(zone, settings) for zone in (Zone.Z4, Zone.Z3, Zone.Z2, None)]

    assert rhythm == sorted(rhythm, reverse=True)
    assert rhythm[-1] == check_in_min(Zone.Z1, settings)


def test_the_next_word_is_due_by_the_rhythm_of_the_zone_where_the_team_is(session):
    hub = make_hub(session)
    user = make_user(session, hub)
    area = make_area(session, hub, zone=Zone.Z3)
    out = depart(
        session,
        publish(session, make_team(session, hub), (make_visit(session, make_need(session, area, hub)), area, 700)),
        user,
    )

    assert road.on_the_road(session, hub.id, now=NOON)[0].due_at == out.left_at + timedelta(minutes=30)
    session.add(Contact(hub_id=hub.id, departure_id=out.id, at=NOON, by_id=user.id, kind="all_here"))
    session.add(
        Contact(hub_id=hub.id, departure_id=out.id, at=NOON + timedelta(minutes=31), by_id=user.id, kind="no_answer")
    )
    session.flush()

    row = road.on_the_road(session, hub.id, now=NOON + timedelta(minutes=36))[0]
    assert row.due_at == NOON + timedelta(minutes=30)
    assert (row.late_min, row.step.after_min) == (6, 5)


def test_a_team_that_asks_for_help_stands_first(session):
    hub = make_hub(session)
    user = make_user(session, hub)
    area = make_area(session, hub)
    teams = [make_team(session, hub, number) for number in (1, 2)]
    routes = [publish(session, team, (make_visit(session, make_need(session, area, hub)), area, 700)) for team in teams]
    late, calling = (depart(session, route, user) for route in routes)
    session.add(Contact(hub_id=hub.id, departure_id=calling.id, at=NOON, by_id=user.id, kind="help"))
    session.flush()

    assert [row.departure for row in road.on_the_road(session, hub.id, now=NOON)] == [calling, late]
