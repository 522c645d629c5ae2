"""A proposal waits beside the plan: taken whole, line by line or not at all; nothing is lost between two people."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.errors import Refused
from app.domain.states import RouteState
from app.routes import adjust, drafts, service
from app.routes.errors import NotPossible, PlanChanged
from app.routes.gather import gather
from app.routes.pending import Line, find_pending, lines_of
from app.routes.problem import make_problem
from app.routes.proposals import Came, keep_proposal, leave_proposal, propose_day, search_day, take_proposal
from tests.routes.world import World, make_published_world, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    return make_published_world(session)


def propose(world: World) -> Came:
    came = propose_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.flush()
    return came


def take(world: World, *keys: int, **how: int) -> None:
    take_proposal(world.session, world.hub.id, world.on, keys, **world.acts, **how)
    world.session.flush()


def lines(world: World) -> list[Line]:
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    pending = find_pending(world.day())
    return lines_of(day, pending) if pending else []


def places(world: World) -> dict[int, tuple[int, int]]:
    """Team and minute of each visit as the working plan has it."""
    routes = gather(world.session, world.hub.id, world.on, now=world.now).working.values()
    return {
        drafts.key_of(stop.visit): (route.team_id, stop.start_min)
        for route in routes
        for stop in route.stops
        if stop.visit and drafts.is_on(stop)
    }


def has_draft(world: World) -> bool:
    return any(route.state is RouteState.DRAFT for route in world.routes())


def test_the_first_proposal_is_the_draft_for_there_is_nothing_to_compare(session: Session):
    world = make_world(session)
    world.need()

    assert propose(world) is Came.FIRST
    assert has_draft(world)
    assert find_pending(world.day()) is None


def test_a_later_proposal_leaves_the_plan_as_it_is_until_it_is_taken(world: World):
    before, new = places(world), world.need()

    assert propose(world) is Came.WAITS

    assert places(world) == before
    assert not has_draft(world)
    assert [(line.key, line.kind) for line in lines(world)] == [(new.id, "added")]


def test_proposing_with_nothing_changed_leaves_nothing_to_take(world: World):
    assert propose(world) is Came.UNCHANGED
    assert find_pending(world.day()) is None


def test_what_is_taken_whole_is_what_was_proposed(world: World):
    world.need(), world.need(world.south)
    propose(world)
    pending = find_pending(world.day())
    assert pending is not None

    take(world, *[line.key for line in lines(world)])

    assert places(world) == {
        int(call.job): (team, call.start)
        for team, route in pending.routes.items()
        for call in route.calls
        if call.job is not None
    }
    assert find_pending(world.day()) is None


def test_a_line_that_is_not_ticked_stays_as_it_was(world: World):
    taken, left = world.need(), world.need(world.south)
    propose(world)
    offered = {line.key: line for line in lines(world)}

    take(world, taken.id)

    assert places(world)[taken.id][0] == offered[taken.id].new_team
    assert left.id not in places(world)
    assert find_pending(world.day()) is None


def test_a_dropped_visit_says_why_and_goes_off_when_it_is_taken(world: World):
    key = world.needs[0].id
    world.hold(area_id=world.west.id)
    propose(world)
    [line] = [line for line in lines(world) if line.key == key]

    take(world, *[one.key for one in lines(world)])

    assert line.kind == "dropped"
    assert key not in places(world)


def test_lines_that_can_only_stand_together_are_taken_together(world: World):
    """Two visits of one route lie in a held area: neither can go off while the other stays."""
    world.need(), world.need()
    propose(world)
    take(world, *[line.key for line in lines(world)])
    service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    world.need(world.south)
    world.hold(area_id=world.west.id)
    propose(world)
    dropped = [line.key for line in lines(world) if line.kind == "dropped"]

    take(world, *dropped)

    assert len(dropped) == 3
    assert not set(dropped) & places(world).keys()


def test_a_line_that_a_later_hold_forbids_is_refused_by_the_rule_and_nothing_is_taken(world: World):
    new, other = world.need(), world.need(world.south)
    propose(world)
    before = places(world)
    world.hold(area_id=world.west.id)

    for keys in ([new.id, other.id], [new.id]):
        with pytest.raises(NotPossible) as refused:
            take(world, *keys)
        assert (refused.value.why["rule"], refused.value.why["visit"]) == ("G07", new.id)

    assert places(world) == before
    assert find_pending(world.day()) is not None


def test_the_lines_follow_what_a_hand_does_meanwhile(world: World):
    new = world.need()
    propose(world)
    [line] = lines(world)

    adjust.add_need(world.session, world.hub.id, world.on, new.id, line.new_team, **world.acts)
    world.session.flush()

    assert lines(world) == []


def test_a_proposal_that_is_left_leaves_no_trace_in_the_plan(world: World):
    before = places(world)
    world.need()
    propose(world)

    leave_proposal(world.session, world.hub.id, world.on, **world.acts)

    assert places(world) == before
    assert find_pending(world.day()) is None
    with pytest.raises(Refused):
        leave_proposal(world.session, world.hub.id, world.on, **world.acts)


def test_nothing_ticked_is_no_answer(world: World):
    world.need()
    propose(world)

    with pytest.raises(Refused):
        take(world)


def test_who_saw_an_older_plan_takes_nothing(world: World):
    new = world.need()
    seen = world.day().draft_version
    propose(world)

    with pytest.raises(PlanChanged):
        take(world, new.id, expected_draft_version=seen)
    assert find_pending(world.day()) is not None


def test_what_somebody_changes_during_the_search_is_not_lost(world: World):
    new = world.need()
    searched = search_day(world.session, world.hub.id, world.on, **world.acts)
    adjust.drop_visit(world.session, world.hub.id, world.on, world.needs[0].id, **world.acts)

    with pytest.raises(PlanChanged):
        keep_proposal(world.session, world.hub.id, world.on, searched, **world.acts)
    assert new.id not in places(world)
    assert world.needs[0].id not in places(world)


def test_a_first_plan_that_a_hold_overtook_during_the_search_is_refused_by_the_rule(session: Session):
    world = make_world(session)
    world.need()
    searched = search_day(session, world.hub.id, world.on, **world.acts)
    world.hold(area_id=world.west.id)

    with pytest.raises(NotPossible) as refused:
        keep_proposal(session, world.hub.id, world.on, searched, **world.acts)
    assert refused.value.why["rule"] == "G07"


def lines_shown(world: World) -> list[Line]:
    """As the application has saved them."""
    world.session.rollback()
    world.session.expire_all()
    return lines(world)


def test_the_page_offers_each_line_ticked_and_takes_them(world: World, desk: FlaskClient):
    new_id = world.need().id
    world.session.commit()
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())
    page = desk.get(f"/plan/{world.on}").text
    [line] = lines_shown(world)
    world.session.rollback()
    ticked = f"{new_id}:{line.new_team}:{line.new_start}"

    assert f'value="{ticked}" checked' in page
    assert desk.post(f"/plan/{world.on}/take", data=world.as_shown(line=ticked)).status_code == 303
    assert "чернетка версії 2" in desk.get(f"/plan/{world.on}").text
    assert desk.post(f"/plan/{world.on}/take", data=world.as_shown(line=ticked)).status_code == 422
    assert desk.post(f"/plan/{world.on}/leave", data=world.as_shown()).status_code == 422


def test_two_at_once_the_second_sees_what_was_ticked_beside_what_is(world: World, desk: FlaskClient):
    new_id = world.need().id
    world.session.commit()
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())
    [line], seen = lines_shown(world), world.day().draft_version
    world.session.rollback()
    data = {"line": f"{new_id}:{line.new_team}:{line.new_start}", "draft_version": seen}
    assert desk.post(f"/plan/{world.on}/leave", data={"draft_version": seen}).status_code == 303

    answer = desk.post(f"/plan/{world.on}/take", data=data)

    assert answer.status_code == 409
    assert "у плані тепер <b>на жодному маршруті</b>" in unescape(answer.text)


@pytest.mark.parametrize("line", ["", "x", "1:2", "-1:1:1", "1:1:99999999999999999999", "²:1:1"])
def test_a_line_nobody_offered_is_refused(world: World, desk: FlaskClient, line: str):
    world.need()
    world.session.commit()
    desk.post(f"/plan/{world.on}/propose", data=world.as_shown())

    assert desk.post(f"/plan/{world.on}/take", data=world.as_shown(line=line)).status_code == 422


def test_a_proposal_takes_no_pinned_visit_off_before_its_pin_is(world: World):
    """Pinned while the proposal waited: a pin is a decision, and the proposal did not know of it."""
    key = world.needs[0].id
    hold = world.hold(area_id=world.west.id)
    propose(world)
    hold.released_at, hold.released_by_id, hold.release_reason = world.now, world.coordinator.id, "тихо"
    world.session.flush()
    adjust.pin(world.session, world.hub.id, world.on, key, **world.acts)

    with pytest.raises(NotPossible) as refused, world.session.begin_nested():
        take(world, key)
    assert refused.value.why == {"code": "pinned", "visit": key}

    adjust.pin(world.session, world.hub.id, world.on, key, is_pinned=False, **world.acts)
    take(world, key)
    assert key not in places(world)


def test_the_page_leaves_the_line_of_a_pinned_visit_unticked_and_says_why(world: World, desk: FlaskClient):
    key = world.needs[0].id
    hold = world.hold(area_id=world.west.id)
    propose(world)
    hold.released_at, hold.released_by_id, hold.release_reason = world.now, world.coordinator.id, "тихо"
    adjust.pin(world.session, world.hub.id, world.on, key, **world.acts)
    world.session.commit()

    page = desk.get(f"/plan/{world.on}").text

    assert f'value="{key}::" checked' not in page
    assert f'value="{key}::"' in page
    assert "Його закріплено. Спершу відкріпіть його або залиште цей рядок." in page
