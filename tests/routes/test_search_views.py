"""Propose on the page: with a worker, without one, with one that never comes; watched, stopped, told."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.domain.planner.plan import Route
from app.domain.searches import SearchState
from app.models import Need, PlanSearch
from app.routes import attend, searching
from app.routes.pending import keep_pending
from app.routes.proposals import search_day
from tests.factories import make_hub, make_user, sign_in
from tests.routes.world import World

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a worker that these tests do not have."""
    monkeypatch.setattr(attend, "ANSWER_S", 0.1)
    monkeypatch.setattr(attend, "TAKEN_WITHIN", timedelta(seconds=0.2))


def row_of(world: World) -> PlanSearch:
    world.session.rollback()
    world.session.expire_all()
    return world.session.scalars(select(PlanSearch).order_by(PlanSearch.id.desc())).first()


def going_on(world: World, **values: object) -> PlanSearch:
    """A search that somebody else is at work on."""
    row = searching.ask(world.session, world.hub.id, world.on, real_now=clock.real_now(), **world.acts)
    row.state = SearchState.RUNNING
    for name, value in values.items():
        setattr(row, name, value)
    world.session.commit()
    return row


def test_without_a_worker_the_search_is_made_while_the_page_opens(world: World, desk: FlaskClient):
    answer = desk.post(f"/plan/{world.on}/propose", data=world.as_shown())

    assert answer.status_code == 303
    assert answer.location == f"/plan/{world.on}#proposal"
    assert row_of(world).came == "first"
    assert "data-search" not in desk.get(f"/plan/{world.on}").text


def test_a_worker_is_told_and_its_result_comes_with_the_answer(world: World, desk: FlaskClient, app: Flask):
    engine = app.extensions["obkhid_engine"]
    told = []

    def work(search_id: int) -> None:
        told.append(search_id)
        searching.run(engine, search_id, now=clock.now, real_now=clock.real_now)

    app.extensions["obkhid_search"] = work

    assert desk.post(f"/plan/{world.on}/propose", data=world.as_shown()).location.endswith("#proposal")
    assert told == [row_of(world).id]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("is_broken", [False, True])
def test_a_worker_that_never_comes_stops_nobody(world: World, desk: FlaskClient, app: Flask, is_broken: bool):
    def ignore(_search_id: int) -> None:
        if is_broken:
            raise OSError("the file of the queue cannot be read")

    app.extensions["obkhid_search"] = ignore

    assert desk.post(f"/plan/{world.on}/propose", data=world.as_shown()).location.endswith("#proposal")
    assert row_of(world).came == "first"


@pytest.mark.usefixtures("quick")
def test_while_a_search_goes_on_the_page_tells_of_it_and_a_second_press_joins(
    world: World, desk: FlaskClient, app: Flask
):
    app.extensions["obkhid_search"] = lambda _: None
    figures = {"visits": 33, "weight": 100.0, "served": 31, "served_weight": 97.0, "exposure": 1.2}
    row = going_on(world, share=0.4, so_far=figures)

    answer = desk.post(f"/plan/{world.on}/propose", data=world.as_shown())
    page = unescape(desk.get(f"/plan/{world.on}").text)

    assert answer.location == f"/plan/{world.on}#search"
    assert row_of(world).id == row.id
    assert f'data-search="/plan/{world.on}/search"' in page
    assert "40 зі 100" in page
    assert "31 з 33" in page
    assert "1,2 людино-обстрілу" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "О. Бойко" in page
    assert f'action="/plan/{world.on}/propose"' not in page


def test_the_status_says_when_the_search_has_ended(world: World, desk: FlaskClient):
    row = going_on(world)
    assert "data-search" in desk.get(f"/plan/{world.on}/search").text

    row.state, row.ended_at = SearchState.KEPT, clock.real_now()
    world.session.commit()

    page = desk.get(f"/plan/{world.on}/search").text
    assert "data-search" not in page
    assert f'href="/plan/{world.on}"' in page


def test_a_button_ends_the_search(world: World, desk: FlaskClient):
    going_on(world)

    assert desk.post(f"/plan/{world.on}/search/stop").status_code == 303
    assert row_of(world).is_stop_asked
    assert f'action="/plan/{world.on}/search/stop"' not in desk.get(f"/plan/{world.on}").text


def test_to_end_what_has_ended_is_no_mistake(world: World, desk: FlaskClient):
    assert desk.post(f"/plan/{world.on}/search/stop", follow_redirects=True).status_code == 200


@pytest.mark.parametrize("state", ["changed", "refused", "failed", "lost"])
def test_a_search_that_came_to_nothing_says_why_and_offers_another(world: World, desk: FlaskClient, state: str):
    going_on(world, state=SearchState(state), ended_at=clock.real_now())

    page = desk.get(f"/plan/{world.on}").text

    assert 'id="search"' in page
    assert f'action="/plan/{world.on}/propose"' in page


def test_a_hub_sees_only_its_own_search(world: World, client: FlaskClient, session: Session):
    hub = make_hub(session, code="IZM")
    stranger = make_user(session, hub, username="izium")
    going_on(world)
    sign_in(session, client, stranger)

    assert "data-search" not in client.get(f"/plan/{world.on}/search").text
    client.post(f"/plan/{world.on}/search/stop")
    assert not row_of(world).is_stop_asked


@pytest.mark.parametrize("path", ["search/stop", "propose"])
def test_a_day_nobody_can_mean_is_not_there(world: World, desk: FlaskClient, path: str):
    assert desk.post(f"/plan/yesterday/{path}").status_code == 404
    assert desk.get("/plan/yesterday/search").status_code == 404


def trying(world: World, desk: FlaskClient, dial: int) -> str:
    """The plan page after a number of the dial was tried whose plan is another one: nobody goes anywhere."""
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())
    assert 'id="dial"' in desk.get(f"/plan/{world.on}").text
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown(dial=str(dial)))
    world.session.expire_all()
    found = search_day(world.session, world.hub.id, world.on, tried=dial, **world.acts).found.pending
    keep_pending(world.day(), replace(found, routes={team: Route(team, ()) for team in found.routes}))
    world.session.commit()
    return desk.get(f"/plan/{world.on}").text


def taken(world: World, desk: FlaskClient, *needs: Need) -> int | None:
    lines = [f"{need.id}::" for need in needs]
    assert desk.post(f"/plan/{world.on}/take", data=world.as_shown(line=lines)).status_code == 303
    world.session.expire_all()
    return world.day().dial


def test_a_number_of_the_dial_is_tried_and_nothing_changes(world: World, desk: FlaskClient):
    page = unescape(trying(world, desk, 4))

    assert row_of(world).dial == 4
    assert world.day().dial is None
    assert "з числом 4 між потребою та небезпекою" in page
    desk.post(f"/plan/{world.on}/leave", data=world.as_shown())
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())
    assert row_of(world).dial is None


def test_its_proposal_taken_whole_sets_the_day(world: World, desk: FlaskClient):
    trying(world, desk, 4)

    assert taken(world, desk, *world.needs) == 4
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())
    assert row_of(world).dial == 4


def test_taken_in_part_it_leaves_the_day_where_it_is(world: World, desk: FlaskClient):
    trying(world, desk, 4)

    assert taken(world, desk, world.needs[0]) is None


def test_a_number_that_changes_no_route_is_said_to(world: World, desk: FlaskClient):
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())

    answer = desk.post(f"/plan/{world.on}/propose", data=world.as_shown(dial="2"), follow_redirects=True)

    assert "жоден маршрут не змінився б" in answer.text


@pytest.mark.parametrize("dial", ["0", "6", "x", "-1", "²", "9" * 30])
def test_a_number_that_is_not_on_the_dial_leaves_the_day_where_it_is(world: World, desk: FlaskClient, dial: str):
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())

    assert desk.post(f"/plan/{world.on}/propose", data=world.as_shown(dial=dial)).status_code == 303
    assert row_of(world).dial is None


def test_each_choice_says_what_it_serves_and_risks_and_one_plan_is_one_choice(world: World, desk: FlaskClient):
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())
    row = row_of(world)
    numbers = ([1, 2], [3], [4, 5])
    kept = [
        {"numbers": n, "beta": 1.0, "served": 2, "weight": 4.0 - n[0], "exposure": 1.2, "plan": {"routes": []}}
        for n in numbers
    ]
    row.curve = {"of": "another problem", "positions": kept}
    world.session.commit()

    page = unescape(desk.get(f"/plan/{world.on}").text)

    assert page.count('name="dial"') == 3
    assert 'value="2" checked' in page
    assert "<b>4–5</b>" in page
    assert "1,2 людино-обстрілу" in page
