"""On the story's day: proposing again leaves alone what nothing disturbs, and its paper stays valid."""

import pytest
from sqlalchemy import select

from app.demo.times import START, THE_DAY
from app.domain.planner.check import check
from app.domain.planner.plan import Plan
from app.domain.planner.stability import is_moved, starts_of
from app.models import Area, Hold, HoldReason, Hub, User
from app.places.queries import holds_covering
from app.routes import search, service
from app.routes.drafts import route_of
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.routes.queries import drafts_on, is_void, published_on

HELD = "KOS-C"


@pytest.fixture(autouse=True)
def slow_machine(monkeypatch):
    """However busy the machine is, the search is not cut short."""
    monkeypatch.setattr(search, "SECONDS", 60.0)


@pytest.fixture
def day(story):
    """The day planned and published: who plans it, and each team's route."""
    hub_id = story.scalars(select(Hub.id)).one()
    by_id = story.scalars(select(User.id).where(User.username == "boiko")).one()
    plan(story, hub_id, by_id)
    service.publish_day(story, hub_id, THE_DAY, by_id=by_id, now=START)
    return hub_id, by_id


def plan(story, hub_id, by_id):
    service.plan_day(story, hub_id, THE_DAY, by_id=by_id, now=START)
    story.flush()


def timetables(story, hub_id):
    return {route.team_id: (route.id, route.number, route_of(route)) for route in published_on(story, hub_id, THE_DAY)}


def hold(story, hub_id, by_id) -> Hold:
    area = story.scalars(select(Area).where(Area.code == HELD)).one()
    made = Hold(hub_id=hub_id, area_id=area.id, reason=HoldReason.PERSON, from_at=START, held_by_id=by_id)
    story.add(made)
    story.flush()
    return made


def release(story, held: Hold, by_id: int) -> None:
    held.released_at, held.released_by_id, held.release_reason = START, by_id, "відбій"
    story.flush()


def test_planning_again_with_nothing_changed_makes_no_draft(story, day):
    before = timetables(story, day[0])

    plan(story, *day)

    assert drafts_on(story, day[0], THE_DAY) == []
    assert timetables(story, day[0]) == before


def test_a_held_area_changes_only_the_routes_that_touch_it(story, day):
    """Another team may take a visit more; it keeps its own, at their times."""
    before = timetables(story, day[0])
    hold(story, *day)
    covered = holds_covering(story, day[0], now=START)
    touched = {route.team_id for route in published_on(story, day[0], THE_DAY) if is_void(route, covered)}

    plan(story, *day)

    changed = {draft.team_id: route_of(draft) for draft in drafts_on(story, day[0], THE_DAY)}
    crossing = {team for team, (_, _, route) in before.items() if crosses(story, day[0], route)}
    assert touched
    assert touched <= crossing <= changed.keys()
    for team in changed.keys() - crossing:
        old, new = starts_of(before[team][2]), starts_of(changed[team])
        assert old.keys() <= new.keys()
        assert not any(is_moved(start, new[job]) for job, start in old.items())


def crosses(story, hub_id, route) -> bool:
    """Whether the route as it stands breaks a rule now: a stop in the held area, or a drive through it."""
    return bool(check(make_problem(gather(story, hub_id, THE_DAY, now=START)).problem, Plan((route,))))


def test_after_the_release_what_was_published_stands_again(story, day):
    before = timetables(story, day[0])
    held = hold(story, *day)
    plan(story, *day)
    release(story, held, day[1])

    plan(story, *day)

    assert drafts_on(story, day[0], THE_DAY) == []
    assert timetables(story, day[0]) == before
