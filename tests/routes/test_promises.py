"""A visit whose person was told its time, or confirmed it, is moved only with a reason that stays."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.day.telling import to_tell
from app.domain.needs import StopPattern
from app.models import AuditEntry, PromiseMove, Telling, Whom
from app.places.queries import holds_covering
from app.routes import adjust, by_hand, service
from app.routes.errors import PromiseGiven, PromisesGiven
from app.routes.gather import DayFacts, gather
from app.routes.pending import doors_now, find_pending, lines_of, places_now
from app.routes.problem import make_problem
from app.routes.promises import Whys, broken_by, promised_minute
from app.routes.proposals import Came, propose_day, take_proposal
from app.routes.queries import published_on
from tests.factories import make_need_kind, make_service_point, sign_in
from tests.routes.world import World, make_published_world, make_world

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


def propose_without_the_first(world: World) -> int:
    """A proposal that drops the first visit, whose person was told its time: its area is held."""
    world.hold(area_id=world.west.id)
    propose_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()
    return world.needs[0].id


def take(world: World, *keys: int, whys: Whys) -> None:
    take_proposal(world.session, world.hub.id, world.on, keys, whys=whys, **world.acts)
    world.session.flush()


def lines(world: World) -> list[int]:
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    pending = find_pending(world.day())
    return [line.key for line in lines_of(day, pending)] if pending else []


def test_a_line_that_drops_a_promised_visit_asks_for_a_reason_and_names_the_visit(world: World):
    start, key = tell(world), propose_without_the_first(world)

    with pytest.raises(PromisesGiven) as refused:
        take(world, key, whys=Whys())

    assert refused.value.promised == {key: start}
    assert moves(world) == []


@pytest.mark.parametrize("is_whole", [True, False])
def test_with_its_own_reason_or_one_for_all_the_line_is_taken(world: World, is_whole: bool):
    start, key = tell(world), propose_without_the_first(world)
    whys = Whys("обстріл") if is_whole else Whys(by_key={key: "обстріл"})

    take(world, *(lines(world) if is_whole else [key]), whys=whys)

    [kept] = moves(world)
    assert (kept.told_min, kept.why, kept.by_id) == (start, "обстріл", world.coordinator.id)


def test_a_line_that_leaves_a_promised_visit_in_its_half_hour_asks_nothing(world: World):
    tell(world)
    new = world.need(world.south)
    propose_day(world.session, world.hub.id, world.on, **world.acts)

    take(world, *lines(world), whys=Whys())

    assert moves(world) == []
    assert world.visit_of(new)


def test_a_promise_taken_back_before_is_not_asked_of_again(world: World):
    tell(world)
    step(world, "drop", "дорога розмита")
    facts = gather(world.session, world.hub.id, world.on, now=world.now)
    key = world.needs[0].id

    assert broken_by(world.session, facts, {key: (world.team.id, 0)}, {}) == {}
    assert key in broken_by(world.session, facts, {key: (world.team.id, stop_minute(facts, key))}, {})


def stop_minute(facts: DayFacts, key: int) -> int:
    return facts.told[next(visit.id for visit in facts.visits if min(need.id for need in visit.needs) == key)]


def test_who_expects_the_team_makes_a_first_plan_wait_for_a_reason(world: World):
    tell(world)
    world.needs[0].phone_confirmed_at = world.now
    for need in world.needs[:2]:
        adjust.drop_visit(world.session, world.hub.id, world.on, need.id, reason="дорога розмита", **world.acts)
    world.session.query(PromiseMove).delete()
    visit = world.visit_of(world.needs[0])
    visit.pin_team_id, visit.pin_from_min, visit.pin_to_min = world.team.id, 14 * 60, 14 * 60 + 10
    world.session.flush()

    assert propose_day(world.session, world.hub.id, world.on, **world.acts) is Came.WAITS


def test_the_page_asks_at_the_line_and_keeps_what_was_typed(world: World, desk: FlaskClient):
    key = propose_without_the_first(world)
    world.session.commit()
    sent = world.as_shown(line=f"{key}::")

    page = desk.get(f"/plan/{world.on}").text
    asked = desk.post(f"/plan/{world.on}/take", data=sent | {"why-all": " ", f"why-{key}": ""})
    taken = desk.post(f"/plan/{world.on}/take", data=sent | {f"why-{key}": "обстріл поруч"})

    assert f'id="why-{key}"' in page
    assert asked.status_code == 422
    assert "ці люди чекають на екіпаж" in asked.text
    assert taken.status_code == 303
    world.session.rollback()
    assert [one.why for one in moves(world)] == ["обстріл поруч"]


def test_the_list_of_whom_to_tell_says_why_a_proposal_dropped_a_visit(world: World):
    tell(world)
    key = propose_without_the_first(world)
    take(world, *lines(world), whys=Whys(by_key={key: "обстріл поруч"}))
    service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()

    published = published_on(world.session, world.hub.id, world.on)
    index = holds_covering(world.session, world.hub.id, now=world.now)
    found = to_tell(world.session, world.hub.id, world.on, published, index, minute=0)

    assert [one.why for one in found if one.whom is Whom.CLIENT] == ["обстріл поруч"]


def test_what_is_promised_is_the_minute_at_the_door_though_the_team_fetches_something_first(session: Session):
    world = make_world(session)
    make_service_point(session, world.west, world.hub, lat=world.south.lat, lon=world.south.lon)
    kind = make_need_kind(session, world.hub, "MED", pattern=StopPattern.POINT_HOME, point_kinds=["post"])
    key = world.need(kind=kind).id
    service.plan_day(session, world.hub.id, world.on, **world.acts)
    day = make_problem(gather(session, world.hub.id, world.on, now=world.now))
    [fetched, brought] = [stop for route in world.routes() for stop in route.stops]

    assert (places_now(day)[key][1], doors_now(day)[key][1]) == (fetched.start_min, brought.start_min)
