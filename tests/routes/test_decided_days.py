"""What a person decided about a day closes it for plans; nothing decided opens anything."""

import pytest
from sqlalchemy.orm import Session

from app.domain.danger.advice import Advice
from app.models import DayDecision
from app.places.service import end_clearances
from app.routes import service
from app.routes.errors import NotCleared
from app.routes.gather import gather
from app.routes.printing import check_printable
from app.routes.problem import make_problem
from tests.factories import make_need_kind
from tests.routes.world import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def decide(world: World, area, decision, on=None) -> None:
    world.session.add(
        DayDecision(
            hub_id=world.hub.id,
            area_id=area.id,
            on=on or world.on,
            advice=Advice.GO_BY_ZONE_RULES,
            decision=decision,
            reason="чутка",
            by_id=world.coordinator.id,
            at=world.now,
        )
    )
    world.session.flush()


def why_not(world: World, need):
    day = make_problem(gather(world.session, world.hub.id, world.on, now=world.now))
    return next(one.blocks for one in day.candidates.values() if need in one.needs)


def test_nobody_is_planned_into_an_area_where_a_person_stood_down_and_the_rest_is(world: World):
    there, other = world.need(), world.need(world.south)
    decide(world, world.west, Advice.STAND_DOWN)

    assert [(one["rule"], one["says"]) for one in why_not(world, there)] == [
        ("G20", "It was decided not to go there on this day.")
    ]
    assert why_not(world, other) == []


def test_life_saving_needs_only_leaves_the_others_out(world: World):
    saving = make_need_kind(world.session, world.hub, "O2", is_life_saving=True)
    other, urgent = world.need(), world.need(kind=saving, urgency="U1")
    decide(world, world.west, Advice.LIFE_SAVING)

    assert [one.get("rule") for one in why_not(world, other)] == ["G20"]
    assert why_not(world, urgent) == []


@pytest.mark.parametrize("decision", [Advice.GO_BY_ZONE_RULES, Advice.STAND_DOWN])
def test_to_go_changes_nothing_and_another_day_is_another_day(world: World, decision):
    need = world.need()
    before = why_not(world, need)
    decide(world, world.west, decision, on=None if decision is Advice.GO_BY_ZONE_RULES else world.on.replace(day=15))

    assert why_not(world, need) == before


def test_a_hold_holds_whoever_decided_to_go(world: World):
    need = world.need()
    world.hold(area_id=world.west.id)
    decide(world, world.west, Advice.GO_BY_ZONE_RULES)

    assert "G07" in {one.get("rule") for one in why_not(world, need)}


def test_a_sheet_of_an_area_stood_down_is_refused_as_not_cleared(world: World):
    world.need()
    world.clear(world.west)
    known = {"hub_id": world.hub.id, "by_id": world.coordinator.id, "now": world.now}
    service.plan_day(world.session, world.hub.id, world.on, **{k: v for k, v in known.items() if k != "hub_id"})
    service.publish_day(world.session, world.hub.id, world.on, by_id=world.coordinator.id, now=world.now)
    route = next(one for one in world.routes() if one.state == "published")
    decide(world, world.west, Advice.STAND_DOWN)
    end_clearances(world.session, [world.west.id], report_id=None, on=world.on, **known)

    with pytest.raises(NotCleared):
        check_printable(world.session, route, now=world.now)
