"""What past days say of a day to plan."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.outcomes import Outcome
from app.domain.states import VisitState
from app.models import Visit
from app.routes import service
from app.routes.board import make_board
from app.routes.gather import gather
from app.routes.problem import make_problem
from tests.factories import make_hub, make_team, make_visit
from tests.routes.world import World, make_world

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(session: Session) -> World:
    found = make_world(session)
    make_team(session, found.hub, 2, on=(found.on,))
    return found


def came(world: World, need, team_id: int, days_ago: int, outcome: Outcome = Outcome.DONE, **values) -> Visit:
    over = {"state": VisitState.DONE, "outcome": outcome, "outcome_at": world.now - timedelta(days=days_ago)}
    return make_visit(world.session, need, on=world.on - timedelta(days=days_ago), team_id=team_id, **(over | values))


def teams(world: World) -> list[int]:
    shifts = gather(world.session, world.hub.id, world.on, now=world.now).shifts
    return [shift.team_id for shift in shifts]


def asked_again(world: World, need):
    """Another need of the same household, so that the visits before are of needs that are over."""
    return world.need(household=need.household)


def problem(world: World):
    return make_problem(gather(world.session, world.hub.id, world.on, now=world.now))


def last_team(world: World, need) -> int | None:
    return next(job.last_team for job in problem(world).problem.jobs if job.id == need.id)


@pytest.mark.parametrize("which", [0, 1])
def test_the_team_that_came_the_last_time_comes_again_and_the_plan_says_so(world: World, which: int):
    old = world.need()
    came(world, old, teams(world)[which], 7)
    need = asked_again(world, old)

    service.plan_day(world.session, world.hub.id, world.on, **world.acts)

    (route,) = [row for row in world.routes() if row.stops]
    assert route.team_id == teams(world)[which]
    board = make_board(world.session, problem(world), language="uk", chosen=need.id)
    assert {"code": "same_team"} in board.chosen_reasons


def test_the_last_visit_that_was_done_counts_and_none_of_another_household(world: World):
    first, second = teams(world)
    old, other = world.need(), world.need(world.south)
    came(world, old, second, 14)
    came(world, old, first, 7)
    missed = {"state": VisitState.MISSED, "cause": "nobody"}
    came(world, old, second, 2, Outcome.NOBODY, **missed)
    need = asked_again(world, old)

    assert last_team(world, need) == first
    assert last_team(world, other) is None


def test_what_another_hub_did_is_not_known_here(world: World):
    old = world.need()
    visit = came(world, old, teams(world)[1], 7)
    visit.hub_id = make_hub(world.session, "dru").id
    world.session.flush()

    assert last_team(world, asked_again(world, old)) is None
