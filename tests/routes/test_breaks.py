"""A team's break: in the plan and in every change by hand, on the board, the sheet and the phone."""

import re
from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.needs import Urgency
from app.domain.planner.check import Rule, check
from app.models import Departure, RouteVersion, Volunteer
from app.routes import drafts, queries, service
from app.routes.board_words import names_of
from app.routes.errors import NotPublished
from app.routes.gather import gather
from app.routes.insert import insert_now
from app.routes.printing import print_sheet
from app.routes.problem import make_problem
from app.routes.reason_views import break_words, sentence
from app.routes.sheet_stops import is_loading
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


def published(world: World) -> RouteVersion:
    """The day in force; the coordinator goes with the team."""
    service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.scalars(select(Volunteer).order_by(Volunteer.id)).first().user_id = world.coordinator.id
    [route] = queries.published_on(world.session, world.hub.id, world.on)
    return route


def clock_time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def in_order(text: str, *words: str) -> bool:
    """Whether each of the words stands in the text, every one behind the one before it."""
    return re.search(".*".join(map(re.escape, words)), " ".join(text.split()), re.DOTALL) is not None


def words_of(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page))


def test_the_board_says_when_the_break_is(world: World, client):
    [(start, end)] = at_the_base(published(world))
    sign_in(world.session, client, world.coordinator)

    page = client.get(f"/plan/{world.on}").text

    assert f"перерва {clock_time(start)}–{clock_time(end)}, на базі" in page


@pytest.mark.parametrize(("language", "said"), [("uk", "перерва"), ("en", "break")])
def test_page_pdf_and_phone_say_the_break_between_the_stops_before_and_after_it(world: World, client, language, said):
    world.coordinator.language = language
    route = published(world)
    [(start, end)] = at_the_base(route)
    before, after = (stop.code for stop in route.stops if stop.visit)
    there = (before, f"{said} {clock_time(start)}–{clock_time(end)}", after)
    world.clear(world.west, world.south)
    copy = print_sheet(world.session, route.id, hub_id=world.hub.id, **world.acts)
    address = f"/plan/{world.on}/sheet/{route.id}"
    sign_in(world.session, client, world.coordinator)

    page, pdf = client.get(address).text, client.get(f"{address}.pdf?copy={copy.id}").data
    phone = client.get("/route").text

    assert in_order(words_of(page), *there)
    assert in_order(" ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(pdf)).pages), *there)
    assert in_order(words_of(phone), *there)


def test_who_takes_nothing_along_after_the_break_is_not_told_to_load(world: World):
    route = published(world)
    [base] = [stop for stop in route.stops if stop.visit is None]
    assert is_loading(base)

    for need in route.stops[-1].visit.needs:
        need.kind.cargo_kg = 0

    assert not is_loading(base)


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ((500, 560), "08:20–08:50 перерва на базі, до виїзду"),
        ((930, 1000), "15:30–16:00 перерва на базі, після повернення"),
    ],
)
def test_a_break_at_the_base_around_the_route_is_said_on_page_pdf_and_phone(world: World, client, window, words):
    world.team.breaks = [{"from_min": window[0], "to_min": window[1], "minutes": 30}]
    world.session.flush()
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    route = published(world)
    codes = list(dict.fromkeys(stop.code for stop in route.stops if stop.visit))
    there = (words, *codes) if window[1] <= route.leave_min else (*codes, words)
    world.clear(world.west, world.south)
    copy = print_sheet(world.session, route.id, hub_id=world.hub.id, **world.acts)
    address = f"/plan/{world.on}/sheet/{route.id}"
    sign_in(world.session, client, world.coordinator)

    page, pdf = client.get(address).text, client.get(f"{address}.pdf?copy={copy.id}").data
    phone, board = client.get("/route").text, client.get(f"/plan/{world.on}").text

    assert in_order(words_of(page), *there)
    assert in_order(" ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(pdf)).pages), *there)
    assert in_order(words_of(phone), *there)
    assert f"перерва {words[:11]}, на базі" in board


def test_a_break_that_is_over_when_the_rest_of_the_day_is_planned_is_not_said(world: World):
    world.team.breaks = [{"from_min": 500, "to_min": 560, "minutes": 30}]
    noon = world.now.replace(day=14, hour=9)
    need = world.need(world.west)
    service.plan_day(world.session, world.hub.id, world.on, by_id=world.coordinator.id, now=noon)

    assert world.visit_of(need) in [stop.visit for stop in drafted(world).stops]
    assert (drafted(world).leave_min >= 720, drafted(world).breaks) == (True, [])


def test_a_plan_published_or_made_anew_in_the_middle_of_a_break_at_the_base_begins_no_other(world: World):
    world.team.breaks = [{"from_min": 720, "to_min": 840, "minutes": 30}]
    first, second = world.needs
    world.visit_of(first).pin_from_min, world.visit_of(first).pin_to_min = 780, 785
    world.visit_of(second).pin_from_min, world.visit_of(second).pin_to_min = 900, 910
    before, amid = (datetime(2023, 5, 14, *at, tzinfo=UTC) for at in ((8, 45), (9, 20)))  # 11:45 and 12:20 in Kyiv
    how = {"by_id": world.coordinator.id}
    service.plan_day(world.session, world.hub.id, world.on, now=before, **how)
    planned = drafted(world)
    leaves = planned.leave_min
    assert (planned.breaks_before, 750 <= leaves < 780) == ([(720, 750)], True)

    service.publish_day(world.session, world.hub.id, world.on, now=amid, **how)
    service.plan_day(world.session, world.hub.id, world.on, now=amid, **how)

    assert [(route.leave_min, route.breaks) for route in world.routes()] == [(leaves, [(720, 750)])]


def test_a_visit_more_on_the_road_moves_the_break_that_comes_once_the_team_is_home(world: World):
    world.team.breaks = [{"from_min": 870, "to_min": 1020, "minutes": 30}]
    world.session.flush()
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    route = published(world)
    assert route.breaks_after == [(870, 900)]
    world.now = datetime(2023, 5, 14, 7, 0, tzinfo=UTC)
    world.session.add(departure(world, route))
    need = world.need(world.south, urgency=Urgency.U1, windows=[[None, 600, 890]])

    insert_now(world.session, world.hub.id, world.on, need.id, world.team.id, **world.acts)

    draft = drafted(world)
    assert draft.home_min > route.home_min
    assert draft.breaks == [(draft.home_min, draft.home_min + 30)]


def departure(world: World, route: RouteVersion) -> Departure:
    facts = {"hub_id": world.hub.id, "on": world.on, "team_id": world.team.id, "route_id": route.id}
    return Departure(**facts, left_at=world.now, left_by_id=world.coordinator.id)


def test_the_rule_is_said_with_its_numbers(world: World, app):
    reason = {"code": "rule", "rule": "break", "visit": None, "team": world.team.id}
    numbers = {"start": 720, "end": 840, "minutes": 30, "longest": 10}
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    with app.test_request_context():
        said = sentence(reason | numbers, names_of(world.session, day, "uk"))

        assert "30" in said
        assert "12:00" in said
        assert "12:30–13:00" in break_words(750, 780)
