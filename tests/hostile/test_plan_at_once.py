"""Several hands on the plan of one day at one moment, on each database: nothing lost, nothing double, nobody breaks."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import audit
from app.domain.roles import Role
from app.domain.states import RouteState
from app.models import Hold, ShellingEvent, ShellingReport, Visit
from app.routes import searching, service
from app.routes.gather import gather
from tests.factories import make_team, make_user, sign_in, tell_story_time
from tests.routes.world import World, make_world

Step = Callable[[], int]


@pytest.fixture
def world(session: Session) -> World:
    """Four visits, two teams, a plan published, and one more need that a proposal would place."""
    found = make_world(session)
    make_team(session, found.hub, 2, on=(found.on,))
    for area in (found.west, found.south, found.west, found.south):
        found.need(area)
    service.plan_day(session, found.hub.id, found.on, **found.acts)
    service.publish_day(session, found.hub.id, found.on, **found.acts)
    found.need()
    tell_story_time(session, found.now)
    session.commit()
    return found


@pytest.fixture
def hands(world: World, app: Flask, session: Session) -> Callable[..., FlaskClient]:
    def hand(role: Role = Role.COORDINATOR) -> FlaskClient:
        client = app.test_client()
        sign_in(session, client, make_user(session, world.hub, role, is_approver=role is Role.COORDINATOR))
        session.commit()
        return client

    return hand


def at_once(world: World, steps: Sequence[Step]) -> list[int]:
    world.session.rollback()  # the test's own transaction must not hold the application off
    start = Barrier(len(steps))

    def one(step: Step) -> int:
        start.wait(timeout=20)
        return step()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(one, steps))


def post(client: FlaskClient, address: str, data: dict[str, object]) -> Step:
    return lambda: client.post(address, data=data).status_code


def report(client: FlaskClient, area_id: int, key: str = "") -> Step:
    told = {"client_key": key or str(uuid4()), "area_id": str(area_id), "other_area_id": "0", "chip": "rockets"}
    return post(client, "/report", told | {"when": "0", "precision": "quarter"})


def propose(world: World, client: FlaskClient) -> dict[str, object]:
    """A proposal lies beside the plan; returns what a form that takes it whole sends."""
    answer = client.post(f"/plan/{world.on}/propose", data=world.as_shown())
    assert answer.status_code == 303, answer.text
    page = client.get(f"/plan/{world.on}").text
    lines = [part.split('"')[0] for part in page.split('name="line" value="')[1:]]
    return world.as_shown(line=lines)


def is_whole(world: World) -> None:
    """One current route a team, each visit on one of them, no number twice, and the audit holds."""
    session = world.session
    session.rollback()
    session.expire_all()
    routes = world.routes()
    for state in (RouteState.DRAFT, RouteState.PUBLISHED):
        teams = Counter(route.team_id for route in routes if route.state is state and route.on == world.on)
        assert all(count == 1 for count in teams.values()), (state, teams)
    numbers = Counter((route.team_id, route.number) for route in routes if route.number is not None)
    assert all(count == 1 for count in numbers.values())
    facts = gather(session, world.hub.id, world.on, now=world.now)
    visits = Counter(s.visit_id for r in facts.working.values() for s in r.stops if s.visit_id and s.position)
    needs = Counter(need.id for visit in session.scalars(select(Visit)) if visit.id in visits for need in visit.needs)
    assert all(count == 1 for count in needs.values()), needs
    assert audit.verify(session).is_sound
    session.rollback()


def test_of_two_who_take_one_proposal_one_does_and_the_other_sees_what_is(world: World, hands):
    first, second = hands(), hands()
    data = propose(world, first)

    statuses = at_once(world, [post(one, f"/plan/{world.on}/take", data) for one in (first, second)])

    assert sorted(statuses) == [303, 409]
    is_whole(world)


def test_a_form_sent_twice_at_once_is_done_once(world: World, hands):
    client = hands()
    data = propose(world, client)
    assert sorted(at_once(world, [post(client, f"/plan/{world.on}/take", data)] * 2)) == [303, 409]

    data = world.as_shown()
    assert sorted(at_once(world, [post(client, f"/plan/{world.on}/publish", data)] * 4)) == [303, 409, 409, 409]
    is_whole(world)


def test_two_who_propose_at_once_share_one_search(world: World, hands):
    data = world.as_shown()

    statuses = at_once(world, [post(hands(), f"/plan/{world.on}/propose", data) for _ in range(3)])

    assert set(statuses) <= {303, 409}
    assert 303 in statuses
    is_whole(world)


@pytest.mark.parametrize("step", ["take", "publish", "leave", "discard"])
def test_reports_that_come_while_the_plan_changes_are_all_kept_and_hold(world: World, hands, step):
    desk = hands()
    data = propose(world, desk)
    phones = [hands(Role.VOLUNTEER) for _ in range(4)]

    statuses = at_once(
        world,
        [
            post(desk, f"/plan/{world.on}/{step}", data),
            *(report(phone, area.id) for phone, area in zip(phones, [world.west, world.south] * 2, strict=True)),
        ],
    )

    assert statuses[1:] == [303] * 4
    assert statuses[0] in {303, 409, 422}
    session = world.session
    assert len(session.scalars(select(ShellingReport)).all()) == 4
    assert len(session.scalars(select(ShellingEvent)).all()) == 2
    held = Counter(session.scalars(select(Hold.area_id)))
    assert held == {world.west.id: 1, world.south.id: 1}
    is_whole(world)


def test_twenty_reports_of_one_salvo_are_one_event_and_one_hold(world: World, hands):
    phones = [hands(Role.VOLUNTEER) for _ in range(20)]

    statuses = at_once(world, [report(phone, world.west.id) for phone in phones])

    assert statuses == [303] * 20
    session = world.session
    assert len(session.scalars(select(ShellingReport)).all()) == 20
    assert len(session.scalars(select(ShellingEvent)).all()) == 1
    assert Counter(session.scalars(select(Hold.area_id)))[world.west.id] == 1
    is_whole(world)


def test_one_report_sent_twelve_times_at_once_is_one(world: World, hands):
    phone, key = hands(Role.VOLUNTEER), str(uuid4())

    statuses = at_once(world, [report(phone, world.west.id, key)] * 12)

    assert statuses == [303] * 12
    assert len(world.session.scalars(select(ShellingReport)).all()) == 1


def test_everything_at_once_breaks_nobody(world: World, hands):
    """Planning, publishing, holding, clearing, reporting and looking, by many, on one day."""
    desk = hands()
    data, on = propose(world, desk), f"/plan/{world.on}"
    plan = [post(hands(), f"{on}/{step}", data) for step in ("take", "leave", "publish", "discard", "propose")]
    clear = [post(hands(), f"{on}/clear", {"area": [world.west.id, world.south.id], "until": "180"}) for _ in range(2)]
    told = [report(hands(Role.VOLUNTEER), area.id) for area in [world.west, world.south] * 3]
    looks = [lambda one=hands(): one.get(on).status_code for _ in range(3)]

    statuses = at_once(world, [*plan, *clear, *told, *looks])

    assert max(statuses) < 500, statuses
    assert statuses[7:13] == [303] * 6
    is_whole(world)


@pytest.mark.parametrize("step", ["publish", "discard"])
def test_a_search_that_ends_after_the_plan_was_changed_says_so_and_changes_nothing(world: World, hands, app, step):
    desk, told = hands(), []
    engine = app.extensions["obkhid_engine"]

    def overtaken(search_id: int) -> None:
        told.append(desk_two.post(f"/plan/{world.on}/{step}", data=data).status_code)
        searching.run(engine, search_id, now=clock.now, real_now=clock.real_now)

    desk.post(f"/plan/{world.on}/move", data=world.as_shown(key=str(world.needs[0].id), to="drop", why="просили"))
    desk_two, data = hands(), world.as_shown()
    app.extensions["obkhid_search"] = overtaken
    before = desk_two.get(f"/plan/{world.on}").status_code

    answer = desk.post(f"/plan/{world.on}/propose", data=data)

    assert (before, told) == (200, [303])
    assert answer.status_code == 409
    is_whole(world)
