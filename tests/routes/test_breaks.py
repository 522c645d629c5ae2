"""A team's break: in the plan and in every change by hand, on the board, the sheet and the phone."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.planner.check import Rule, check
from app.models import RouteVersion, Volunteer
from app.routes import drafts, queries, service
from app.routes.board_words import names_of
from app.routes.errors import NotPublished
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.routes.reason_views import break_words, sentence
from app.routes.sheet import make_sheet
from tests.factories import sign_in, tell_story_time
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
BREAK = {"from_min": 720, "to_min": 770, "minutes": 30}


@pytest.fixture
def world(session: Session) -> World:
    """One visit before noon, one after it, as a person has pinned them."""
    world = make_world(session)
    world.team.breaks = [BREAK]
    for area, start in ((world.west, 660), (world.south, 840)):
        need = world.need(area)
        service.plan_day(session, world.hub.id, world.on, **world.acts)
        visit = world.visit_of(need)
        visit.pin_team_id, visit.pin_from_min, visit.pin_to_min = world.team.id, start, start + 10
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    session.flush()
    tell_story_time(session, world.now)
    return world


def drafted(world: World) -> RouteVersion:
    world.session.expire_all()
    return world.routes()[-1]


def at_the_base(route: RouteVersion) -> list[tuple[int, int]]:
    [stop] = [stop for stop in route.stops if stop.visit is None]
    return stop.breaks


def judged(world: World) -> set[Rule]:
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    assert day.problem is not None
    return {breach.rule for breach in check(day.problem, drafts.working_plan(day.facts))}


def test_the_plan_brings_the_team_to_the_base_for_its_break(world: World):
    [(start, end)] = at_the_base(drafted(world))

    assert start >= 720
    assert end - start == 30
    assert end <= 770
    assert judged(world) == set()


def test_a_plan_made_before_the_break_was_written_is_refused_by_its_name(world: World):
    world.team.breaks = [BREAK | {"from_min": 600, "to_min": 660}, {"from_min": 850, "to_min": 880, "minutes": 30}]
    world.session.flush()

    with pytest.raises(NotPublished) as refused:
        service.publish_day(world.session, world.hub.id, world.on, **world.acts)

    assert "break" in {why.get("rule") for why in refused.value.whys}


def test_a_visit_taken_off_and_put_back_leaves_the_break(world: World, client):
    sign_in(world.session, client, world.coordinator)
    key = drafts.key_of(drafted(world).stops[0].visit)

    asked = {"key": key, "to": f"at:{world.team.id}:560", "seen": world.day().draft_version}
    world.session.rollback()
    said = client.get(f"/plan/{world.on}/judge", query_string=asked).json
    moved = world.as_shown(key=key, to=f"at:{world.team.id}:560", visit=key)
    answer = client.post(f"/plan/{world.on}/move", data=moved)

    assert "rule" not in str(said), said
    assert answer.status_code == 303
    assert judged(world) == set()
    assert drafted(world).stops[0].start_min <= 565


def test_board_sheet_and_phone_say_when_the_break_is(world: World, client):
    session = world.session
    service.publish_day(session, world.hub.id, world.on, **world.acts)
    lead = world.coordinator
    session.scalars(select(Volunteer).order_by(Volunteer.id)).first().user_id = lead.id
    [route] = queries.published_on(session, world.hub.id, world.on)
    route_id, [(start, end)] = route.id, at_the_base(route)
    sheet = make_sheet(session, route, language="uk", now=world.now, by=lead)
    words = f"перерва {start // 60}:{start % 60:02d}–{end // 60}:{end % 60:02d}, на базі"
    sign_in(session, client, lead)

    assert [stop.breaks for stop in sheet.stops if stop.step == "base"] == [((start, end),)]
    assert words in client.get(f"/plan/{world.on}").text
    assert words in client.get(f"/plan/{world.on}/sheet/{route_id}").text


def test_the_rule_is_said_with_its_numbers(world: World, app):
    reason = {"code": "rule", "rule": "break", "visit": None, "team": world.team.id}
    numbers = {"start": 720, "end": 840, "minutes": 30, "longest": 10}
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    with app.test_request_context():
        said = sentence(reason | numbers, names_of(world.session, day, "uk"))

        assert "30" in said
        assert "12:00" in said
        assert "12:30–13:00" in break_words(750, 780)
