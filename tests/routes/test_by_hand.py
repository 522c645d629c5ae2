"""A visit put by hand: judged before it is dropped, refused by name of the rule, told to whoever has an older page."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.states import RouteState
from app.domain.zones import Zone
from app.routes import adjust, by_hand, drafts, service
from tests.factories import make_team, make_user, sign_in, tell_story_time
from tests.routes.test_plan_views import post, show
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOON, NIGHT = 720, 60


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    make_team(session, world.hub, 2, on=(world.on,))
    world.need()
    world.need(world.south)
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    tell_story_time(session, world.now)
    return world


def places(world: World) -> dict[int, tuple[int, int]]:
    """Team and first minute of each visit of the drafts."""
    world.session.expire_all()
    routes = [route for route in world.routes() if route.state is RouteState.DRAFT]
    return {
        drafts.key_of(stop.visit): (route.team_id, stop.start_min)
        for route in routes
        for stop in route.stops
        if stop.visit and stop.leg == 0
    }


def other_team(world: World, key: int) -> int:
    teams = {shift.team_id for shift in service.gather(world.session, world.hub.id, world.on, now=world.now).shifts}
    return min(teams - {places(world)[key][0]})


def judged(world: World, desk: FlaskClient, **asked):
    world.session.rollback()
    answer = desk.get(f"/plan/{world.on}/judge", query_string=asked)
    return answer.json if answer.status_code == 200 else answer.status_code


def test_a_move_is_judged_in_words_and_nothing_is_changed(world: World, desk: FlaskClient):
    key = world.needs[0].id
    before, team = places(world), other_team(world, key)

    said = judged(world, desk, key=key, to=f"at:{team}:{NOON}", seen=1)

    assert said["allowed"] is True
    assert re.match(r"Екіпаж 2, 1[12]:\d\d", said["title"])
    assert any("За кермом" in words for words in said["words"])
    assert places(world) == before


def test_what_is_judged_allowed_is_saved_at_that_team_and_time_and_pinned(world: World, desk: FlaskClient):
    key = world.needs[0].id
    team = other_team(world, key)

    assert post(world, desk, "move", draft_version=1, key=key, to=f"at:{team}:{NOON}").status_code == 303

    there, start = places(world)[key]
    assert (there, world.visit_of(world.needs[0]).pin_team_id) == (team, team)
    assert abs(start - NOON) <= 5


def test_the_typed_time_of_the_form_is_the_same_move(world: World, desk: FlaskClient):
    key = world.needs[0].id
    team = other_team(world, key)

    done = post(world, desk, "move", draft_version=1, key=key, to="at", team=team, time="12.00")

    assert done.status_code == 303
    assert abs(places(world)[key][1] - NOON) <= 5


@pytest.mark.parametrize("time", ["", "noon", "12:75", "99:00", "٣:٠٠"])
def test_a_time_nobody_can_read_is_refused_and_kept_on_the_page(world: World, desk: FlaskClient, time: str):
    key = world.needs[0].id
    team = places(world)[key][0]

    answer = post(world, desk, "move", draft_version=1, key=key, visit=key, to="at", team=team, time=time)

    assert answer.status_code == 422
    assert f'value="{time}"' in answer.text


def test_a_refused_move_says_the_rule_while_it_hovers_and_when_it_is_dropped(world: World, desk: FlaskClient):
    key = world.needs[0].id
    before = places(world)
    to = f"at:{other_team(world, key)}:{NIGHT}"

    said = judged(world, desk, key=key, to=to, seen=1)
    dropped = post(world, desk, "move", draft_version=1, key=key, to=to)

    assert said["allowed"] is False
    assert dropped.status_code == 422
    assert said["words"][0] in dropped.text
    assert places(world) == before


def test_a_visit_that_is_not_placed_is_put_on_a_route_at_its_time(world: World, desk: FlaskClient):
    key = world.needs[0].id
    post(world, desk, "move", draft_version=1, key=key, to="drop")
    assert key not in places(world)
    team = next(iter(places(world).values()))[0]

    assert judged(world, desk, key=key, to=f"at:{team}:{NOON}", seen=2)["allowed"] is True
    done = post(world, desk, "add", draft_version=2, key=key, team=team, time="12:00")

    assert done.status_code == 303
    assert abs(places(world)[key][1] - NOON) <= 5


def test_taking_off_is_judged_too(world: World, desk: FlaskClient):
    said = judged(world, desk, key=world.needs[0].id, to="drop", seen=1)

    assert (said["allowed"], said["title"]) == (True, "На жодному маршруті")


def test_an_older_page_is_told_so_before_the_drop(world: World, desk: FlaskClient):
    key = world.needs[0].id

    said = judged(world, desk, key=key, to=f"at:{other_team(world, key)}:{NOON}", seen=0)

    assert said["allowed"] is False
    assert "хтось змінив план" in said["title"]


@pytest.mark.parametrize("to", ["", "at:", "at:1", "at:1:2:3", "at:x:600", "at:-1:600", "at:1:²", "sideways"])
def test_a_place_nobody_offered_is_refused(world: World, desk: FlaskClient, to: str):
    assert judged(world, desk, key=world.needs[0].id, to=to, seen=1) == 422


def test_a_number_without_end_on_an_older_page_is_a_conflict_too(world: World, desk: FlaskClient):
    answer = post(world, desk, "move", draft_version=0, key=world.needs[0].id, to=f"team:{'9' * 5000}")

    assert answer.status_code == 409


def test_a_team_of_another_hub_and_an_unknown_visit_are_refused(world: World, desk: FlaskClient):
    key = world.needs[0].id

    assert judged(world, desk, key=key, to="at:9999:720", seen=1)["allowed"] is False
    assert judged(world, desk, key=9999, to="drop", seen=1) == 422
    assert post(world, desk, "move", draft_version=1, key=key, to="at:9999:720").status_code == 422


def test_a_hold_is_seen_by_the_drop_however_fresh_the_judgement_was(world: World, desk: FlaskClient):
    key = world.needs[0].id
    to = f"at:{other_team(world, key)}:{NOON}"
    assert judged(world, desk, key=key, to=to, seen=1)["allowed"] is True
    world.hold(area_id=world.west.id)
    world.session.commit()

    assert post(world, desk, "move", draft_version=1, key=key, to=to).status_code == 422


def test_the_other_coordinator_is_told_who_changed_what_and_nothing_when_nothing_changed(
    world: World, desk: FlaskClient
):
    key = world.needs[0].id
    team = other_team(world, key)
    assert desk.get(f"/plan/{world.on}/changes?seen=1").text == ""

    post(world, desk, "move", draft_version=1, key=key, to=f"at:{team}:{NOON}")
    told = desk.get(f"/plan/{world.on}/changes?seen=1").text

    assert "О. Бойко: план змінено" in told
    assert re.search(r"пересунуто візит · Людмила П\. · [^<]+: <b>екіпаж 2, 1[12]:\d\d</b>", told)


def test_a_move_from_an_older_page_shows_both_values_and_who_was_first(world: World, desk: FlaskClient):
    key = world.needs[0].id
    team = other_team(world, key)
    post(world, desk, "move", draft_version=1, key=key, to=f"at:{team}:{NOON}")

    late = post(world, desk, "move", draft_version=1, key=key, to=f"at:{team}:900")

    assert late.status_code == 409
    assert re.search(r"Ви хотіли: <ins>екіпаж 2, 15:00</ins>", late.text)
    assert re.search(r"У плані тепер: <b>екіпаж 2, 1[12]:\d\d</b>", late.text)
    assert "О. Бойко: пересунуто візит" in late.text


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("move", {"to": "drop"}),
        ("add", {"team": 1, "time": "12:00"}),
        ("take-back", {}),
        ("publish", {}),
        ("propose", {}),
        ("take", {"line": "1:2:600"}),
        ("leave", {}),
        ("discard", {}),
        ("approve", {"why": "Коротко, двоє"}),
    ],
)
def test_every_step_from_an_older_page_is_answered_with_the_plan_as_it_is(
    world: World, desk: FlaskClient, step: str, data: dict
):
    before = places(world)

    answer = post(world, desk, step, draft_version=0, key=world.needs[0].id, **data)

    assert answer.status_code == 409
    assert "запропоновано план" in answer.text
    assert places(world) == before


def test_a_reason_typed_on_an_older_page_is_kept(world: World, desk: FlaskClient):
    world.west.zones[-1].zone = Zone.Z3
    world.need()
    world.session.commit()

    answer = post(world, desk, "approve", draft_version=0, key=world.needs[-1].id, why="Коротко, двоє")

    assert answer.status_code == 409
    assert 'value="Коротко, двоє"' in answer.text


def test_a_volunteer_judges_nothing(world: World, client: FlaskClient):
    sign_in(world.session, client, make_user(world.session, world.hub, Role.VOLUNTEER))

    assert client.get(f"/plan/{world.on}/judge?key=1&to=drop&seen=1").status_code == 403
    assert client.get(f"/plan/{world.on}/changes?seen=0").status_code == 403


def test_the_board_shows_what_it_needs_to_be_moved_by_hand(world: World, desk: FlaskClient):
    page = show(world, desk).text

    assert page.count("data-team=") == 2
    assert f'data-judge="/plan/{world.on}/judge"' in page
    assert f'data-from="/plan/{world.on}/changes?seen=1"' in page


def test_a_pin_goes_along_with_the_visit_that_a_hand_moves(world: World):
    need, key = world.needs[0], world.needs[0].id
    adjust.pin(world.session, world.hub.id, world.on, key, **world.acts)
    to = other_team(world, key)

    adjust.move_stop(world.session, world.hub.id, world.on, key, f"team:{to}", **world.acts)

    team, start = places(world)[key]
    visit = world.visit_of(need)
    assert (team, visit.pin_team_id) == (to, to)
    assert visit.pin_from_min <= start <= visit.pin_to_min


def test_a_pinned_visit_is_swapped_with_its_neighbour_by_hand(world: World):
    for need in world.needs:  # one after the other in one car
        by_hand.put_at(
            world.session,
            world.hub.id,
            world.on,
            need.id,
            by_hand.Place(world.team.id, 600 + 90 * need.id),
            **world.acts,
        )
    first, second = (need.id for need in world.needs)
    adjust.pin(world.session, world.hub.id, world.on, second, is_pinned=False, **world.acts)

    adjust.move_stop(world.session, world.hub.id, world.on, first, "down", **world.acts)

    start = places(world)[first][1]
    visit = world.visit_of(world.needs[0])
    assert places(world)[second][1] < start
    assert visit.pin_from_min <= start <= visit.pin_to_min


def test_the_page_says_what_becomes_of_a_pin(world: World, desk: FlaskClient):
    key, team = world.needs[0].id, other_team(world, world.needs[0].id)
    post(world, desk, "move", key=key, to="pin")
    world.session.rollback()
    seen = world.as_shown()["draft_version"]

    moved = judged(world, desk, key=key, to=f"at:{team}:{NOON}", seen=seen)["words"]
    dropped = judged(world, desk, key=key, to="drop", seen=seen)["words"]

    assert "Закріплення переходить разом із ним." in moved
    assert "Його буде відкріплено." in dropped
    assert "закріплення переходить разом із ним" in desk.get(f"/plan/{world.on}?visit={key}").text
