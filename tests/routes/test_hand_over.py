"""The rest of a route goes to another team in one act; what fits nowhere is named with its rule."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import NotHere, Refused
from app.domain.outcomes import Outcome
from app.domain.states import NeedState, RouteState, VisitState
from app.models import Contact, Departure, Vehicle
from app.needs.service import record_visit
from app.routes import service
from app.routes.errors import NotPossible, PlanChanged
from app.routes.gather import gather
from app.routes.hand_over import hand_over
from app.routes.proposals import propose_day
from app.routes.queries import is_void, promised_visits
from tests.factories import make_hub, make_team, make_user, sign_in
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TEN = datetime(2023, 5, 14, 7, 0, tzinfo=UTC)  # 10:00 in Kyiv on the day


@pytest.fixture
def world(session):
    """Team 1 has three visits in a published plan; team 2 comes on shift after that."""
    world = make_world(session)
    for area in (world.west, world.south, world.west):
        world.need(area)
    propose_day(session, world.hub.id, world.on, **world.acts)
    service.publish_day(session, world.hub.id, world.on, **world.acts)
    world.second = make_team(session, world.hub, 2, on=(world.on,))
    session.flush()
    session.expire_all()
    return world


def working(world, team):
    route = gather(world.session, world.hub.id, world.on, now=world.now).working.get(team.id)
    return [stop.visit for stop in route.stops] if route else []


def give(world, visits, to=None, why="авто зламалося", **how):
    ids = [visit.id for visit in visits]
    to_id = (to or world.second).id if to is not False else None
    handed = hand_over(world.session, world.hub.id, world.on, world.team.id, to_id, ids, why, **{**world.acts, **how})
    world.session.flush()
    world.session.expire_all()
    return handed


def leave(world, team, at=TEN):
    route = gather(world.session, world.hub.id, world.on, now=at).published[team.id]
    out = Departure(
        hub_id=world.hub.id,
        on=world.on,
        team_id=team.id,
        route_id=route.id,
        left_at=at,
        left_by_id=world.coordinator.id,
    )
    world.session.add(out)
    for stop in route.stops:
        stop.visit.state = VisitState.UNDER_WAY
    world.session.flush()
    world.now = at
    return out


def publish(world):
    found = service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()
    world.session.expire_all()
    return found


def test_before_leaving_it_is_a_draft_of_both_teams(world: World):
    visits = working(world, world.team)

    handed = give(world, visits)

    assert len(handed.taken) == 3
    assert (working(world, world.team), len(working(world, world.second))) == ([], 3)
    before = gather(world.session, world.hub.id, world.on, now=world.now).published[world.team.id]
    assert before.state is RouteState.PUBLISHED

    publish(world)

    assert is_void(before, gather(world.session, world.hub.id, world.on, now=world.now).holds)
    assert {visit.team_id for visit in visits} == {world.second.id}


def test_what_fits_nowhere_is_not_placed_with_the_rule(world: World):
    visits = working(world, world.team)
    world.session.query(Vehicle).filter_by(code="А-2").one().cargo_kg = 20
    world.second.shifts[0].ends_min = world.second.shifts[0].starts_min + 1
    world.session.flush()

    handed = give(world, visits)

    assert handed.taken == ()
    assert {why["code"] for why in handed.left.values()} == {"rule"}
    told = world.day().proposal["not_placed"]
    assert {told[str(key)][0]["code"] for key in handed.left} == {"rule"}


def test_nobody_may_take_them_yet(world: World):
    handed = give(world, working(world, world.team), to=False)

    assert handed.taken == ()
    assert working(world, world.team) == []


def test_a_team_on_the_road_does_not_go_there_from_now_on(world: World):
    visits = working(world, world.team)
    leave(world, world.team)
    record_visit(
        world.session, visits[0].id, Outcome.DONE, hub_id=world.hub.id, by_id=world.coordinator.id, now=world.now
    )

    handed = give(world, visits[1:])

    facts = gather(world.session, world.hub.id, world.on, now=world.now)
    assert [stop.visit for stop in facts.published[world.team.id].stops] == [visits[0]]
    assert facts.published[world.team.id].number == 2
    assert set(working(world, world.second)) == set(visits[1:])
    assert len(handed.taken) == 2
    publish(world)
    assert {visit.state for visit in visits[1:]} == {VisitState.PUBLISHED}


def test_what_nobody_takes_off_the_road_is_promised_and_counts(world: World):
    visits = working(world, world.team)
    leave(world, world.team)

    give(world, visits, to=False)

    assert set(promised_visits(world.session, world.hub.id, world.on)) == set(visits)
    assert {need.state for visit in visits for need in visit.needs} == {NeedState.READY}


def test_a_team_on_the_road_takes_them_after_its_own(world: World):
    visits = working(world, world.team)
    give(world, visits[:1])
    publish(world)
    leave(world, world.second)
    own = working(world, world.second)

    handed = give(world, visits[1:])

    after = working(world, world.second)
    assert after[0] == own[0]
    assert after[1] is None, "it loads at the base first"
    assert set(after[2:]) == set(visits[1:])
    assert len(handed.taken) == 2
    number = max(route.number for route in publish(world))
    assert number == 3
    assert {visit.team_id for visit in visits} == {world.second.id}


def test_a_team_that_has_made_all_its_visits_is_on_its_way_home(world: World):
    visits = working(world, world.team)
    give(world, visits[:1])
    publish(world)
    leave(world, world.second)
    record_visit(
        world.session, visits[0].id, Outcome.DONE, hub_id=world.hub.id, by_id=world.coordinator.id, now=world.now
    )

    with pytest.raises(Refused, match="on its way home"):
        give(world, visits[1:])


def test_a_visit_in_a_held_area_is_not_handed_on(world: World):
    visits = working(world, world.team)
    world.hold(area_id=world.west.id)

    handed = give(world, visits)

    assert {world.needs[0].id, world.needs[2].id} == set(handed.left)
    assert {why.get("rule") for why in handed.left.values()} == {"G07"}


def test_it_takes_a_reason_a_visit_and_a_team_that_can_go(world: World):
    visits = working(world, world.team)

    with pytest.raises(Refused, match="say why"):
        give(world, visits, why=" ")
    with pytest.raises(Refused, match="at least one"):
        give(world, [])
    with pytest.raises(NotPossible):
        give(world, visits, to=world.team)
    with pytest.raises(PlanChanged):
        give(world, visits, expected_draft_version=99)
    with pytest.raises(NotHere):
        hand_over(world.session, world.hub.id, world.on, world.second.id, None, [1], "x", **world.acts)


@pytest.fixture
def desk(world, request):
    from tests.factories import tell_story_time

    tell_story_time(world.session, world.now)
    client = request.getfixturevalue("client")
    sign_in(world.session, client, world.coordinator)
    return client


def test_the_page_ticks_what_has_not_begun_and_hands_it_over(world: World, desk):
    visits = [visit.id for visit in working(world, world.team)]
    address = f"/plan/{world.on}/teams/{world.team.id}/hand-over"
    assert desk.get(address).text.count("checked") == 3

    answer = desk.post(address, data=world.as_shown(visit=visits, to=world.second.id, why="захворів водій"))

    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "До чернетки іншого екіпажу: 3 візити" in page


def test_a_form_sent_twice_is_done_once_and_ends_on_the_plan(world: World, desk):
    visits = [visit.id for visit in working(world, world.team)]
    address = f"/plan/{world.on}/teams/{world.team.id}/hand-over"
    data = world.as_shown(visit=visits, to=world.second.id, why="захворів водій")

    first, second = desk.post(address, data=data), desk.post(address, data=data)

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location.endswith(f"/plan/{world.on}#draft")
    world.session.rollback()
    assert len(working(world, world.second)) == 3


def test_teams_that_cannot_go_stand_last_and_say_why(world: World, desk):
    make_team(world.session, world.hub, 3, on=(world.on,))
    shift = world.second.shifts[-1]
    shift.vehicle = None
    world.session.commit()

    page = desk.get(f"/plan/{world.on}/teams/{world.team.id}/hand-over").text

    assert page.index("екіпаж 3") < page.index("екіпаж 2")
    assert f'value="{world.second.id}" disabled' in page
    assert "Поїхати не може: без авто" in page


def test_a_refusal_keeps_what_was_typed(world: World, desk):
    visits = [visit.id for visit in working(world, world.team)]
    address = f"/plan/{world.on}/teams/{world.team.id}/hand-over"

    data = world.as_shown(to=world.second.id, why="захворів водій")

    empty = desk.post(address, data=data)
    old = desk.post(address, data=data | {"visit": visits, "draft_version": 99})

    assert (empty.status_code, old.status_code) == (422, 409)
    assert 'value="захворів водій"' in empty.text


def test_a_team_of_another_hub_is_not_here(world: World, desk):
    other = make_hub(world.session, "dru")
    stranger = make_team(world.session, other, 1, on=(world.on,))
    visits = [visit.id for visit in working(world, world.team)]
    world.session.commit()

    assert desk.get(f"/plan/{world.on}/teams/{stranger.id}/hand-over").status_code == 404
    address = f"/plan/{world.on}/teams/{world.team.id}/hand-over"
    data = world.as_shown(visit=visits, to=stranger.id, why="x")
    assert desk.post(address, data=data).status_code == 404


def test_who_is_in_the_car_is_not_ticked(world: World, desk):
    visits = working(world, world.team)
    out = leave(world, world.team, TEN - timedelta(minutes=1))
    make_user(world.session, world.hub)
    code = gather(world.session, world.hub.id, world.on, now=world.now).published[world.team.id].stops[0].code
    said = {"hub_id": world.hub.id, "by_id": world.coordinator.id, "at": world.now}
    world.session.add(Contact(departure_id=out.id, kind="arrived", note=code, **said))
    world.session.commit()

    page = desk.get(f"/plan/{world.on}/teams/{world.team.id}/hand-over").text

    assert page.count(" checked") == len(visits) - 1
