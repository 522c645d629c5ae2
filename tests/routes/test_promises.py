"""A visit whose person was told its time, or confirmed it, is moved by hand only with a reason that stays."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry, PromiseMove, Telling, Whom
from app.routes import adjust, by_hand, service
from app.routes.errors import PromiseGiven
from app.routes.gather import gather
from app.routes.promises import promised_minute
from tests.factories import sign_in
from tests.routes.world import World, make_published_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    return make_published_world(session)


def stop_of(world: World):
    return next(
        stop for route in world.routes() for stop in route.stops if stop.visit is world.visit_of(world.needs[0])
    )


def tell(world: World) -> int:
    """Ring the person of the first need and tell them the published time."""
    stop = stop_of(world)
    values = {"whom": Whom.CLIENT, "is_reached": True, "by_id": world.coordinator.id, "at": world.now}
    world.session.add(
        Telling(hub_id=world.hub.id, on=world.on, visit_id=stop.visit_id, start_min=stop.start_min, **values)
    )
    world.session.flush()
    return stop.start_min


def expected(world: World) -> int | None:
    facts = gather(world.session, world.hub.id, world.on, now=world.now)
    return promised_minute(facts, world.visit_of(world.needs[0]))


def moves(world: World) -> list[PromiseMove]:
    return list(world.session.scalars(select(PromiseMove).order_by(PromiseMove.id)))


def step(world: World, to: str, reason: str = "") -> None:
    """By button: to; by drag or typed: at:TEAM:MINUTE; off the route: drop."""
    key, how = world.needs[0].id, {**world.acts, "reason": reason}
    if to == "drop":
        adjust.drop_visit(world.session, world.hub.id, world.on, key, **how)
    elif to.startswith("at"):
        by_hand.put_at(world.session, world.hub.id, world.on, key, by_hand.read_place(to), **how)
    else:
        adjust.move_stop(world.session, world.hub.id, world.on, key, to, **how)


def other_place(world: World, start: int) -> str:
    return f"at:{stop_of(world).route.team_id}:{start + 30}"


WAYS = pytest.mark.parametrize("to", ["later", "drop", "at", "team"])


def way(world: World, to: str, start: int) -> str:
    teams = [shift.team_id for shift in gather(world.session, world.hub.id, world.on, now=world.now).shifts]
    other = next(team for team in teams if team != stop_of(world).route.team_id)
    return {"at": other_place(world, start), "team": f"team:{other}"}.get(to, to)


@WAYS
def test_each_way_to_move_a_told_visit_asks_for_a_reason(world: World, to: str):
    start = tell(world)

    with pytest.raises(PromiseGiven):
        step(world, way(world, to, start), " ")


@WAYS
def test_with_a_reason_it_is_moved_and_the_reason_stays(world: World, to: str):
    start = tell(world)

    step(world, way(world, to, start), "дочка приїде пізніше")
    world.session.flush()

    [kept] = moves(world)
    assert (kept.told_min, kept.why, kept.by_id) == (start, "дочка приїде пізніше", world.coordinator.id)
    assert "move_promised" in set(world.session.scalars(select(AuditEntry.action)))


def test_who_was_rung_after_the_plan_was_published_expects_its_time(world: World):
    assert expected(world) is None
    world.needs[0].phone_confirmed_at = world.now
    world.session.flush()

    assert expected(world) == stop_of(world).start_min


def test_a_visit_nobody_was_told_of_moves_without_a_word(world: World):
    step(world, "later")

    assert moves(world) == []


def test_a_promise_is_taken_back_once(world: World):
    tell(world)
    step(world, "later", "дорога розмита")
    step(world, "later")

    assert len(moves(world)) == 1


def test_thrown_away_with_its_draft_the_promise_holds_again(world: World):
    tell(world)
    step(world, "later", "дорога розмита")
    service.discard_draft(world.session, world.hub.id, world.on, **world.acts)

    with pytest.raises(PromiseGiven):
        step(world, "drop")


def test_the_other_visits_of_a_moved_one_may_still_be_moved(world: World):
    step(world, way(world, "team", tell(world)), "там місце в авто")

    adjust.move_stop(world.session, world.hub.id, world.on, world.needs[1].id, "later", **world.acts)


@pytest.fixture
def desk(world: World, client: FlaskClient) -> FlaskClient:
    tell(world)
    world.session.commit()
    sign_in(world.session, client, world.coordinator)
    return client


def test_the_page_asks_with_the_step_kept_and_the_reason_is_shown(world: World, desk: FlaskClient):
    key = world.needs[0].id
    sent = world.as_shown(key=key, visit=key, to="later")

    asked = desk.post(f"/plan/{world.on}/move", data=sent)
    moved = desk.post(f"/plan/{world.on}/move", data=sent | {"why": "дочка приїде пізніше"})
    page = desk.get(f"/plan/{world.on}?visit={key}").text

    assert asked.status_code == 422
    assert 'name="to" value="later"' in asked.text
    assert 'id="promise-why"' in asked.text
    assert moved.status_code == 303
    assert "дочка приїде пізніше" in page
    assert "Людина чекає на екіпаж о" in page


def test_a_visit_held_over_the_board_says_that_a_reason_is_asked(world: World, desk: FlaskClient):
    key, to = world.needs[0].id, other_place(world, stop_of(world).start_min)
    seen = world.as_shown()["draft_version"]

    answer = desk.get(f"/plan/{world.on}/judge", query_string={"key": key, "to": to, "seen": seen})

    assert "треба буде написати причину" in " ".join(answer.get_json()["words"])
