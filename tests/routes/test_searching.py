"""A search is asked for once a day, taken up once, can be ended early, never hangs; its plan can be judged again."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import clock
from app.db import WRITES
from app.domain.planner.check import check, score
from app.domain.planner.plan import Plan
from app.domain.planner.problem import PlanningProblem
from app.domain.planner.propose import propose
from app.domain.searches import LOST_AFTER, SearchState
from app.domain.states import RouteState
from app.models import PlanSearch
from app.routes import adjust, proposals, search, searching, service
from app.routes.errors import DayOver, PlanChanged
from app.routes.pending import find_pending
from app.routes.proposals import search_day
from app.routes.search_shown import search_shown
from tests.routes.world import World, make_world

LATER = timedelta(seconds=1) + LOST_AFTER


@pytest.fixture
def world(session: Session) -> World:
    world = make_world(session)
    world.need()
    world.need(world.south)
    session.commit()
    return world


def ask(world: World, *, later: timedelta = timedelta(), **how: int) -> PlanSearch:
    acts = world.acts | how
    world.session.expire_all()
    row = searching.ask(world.session, world.hub.id, world.on, real_now=clock.real_now() + later, **acts)
    world.session.commit()
    return row


def run(world: World, row: PlanSearch) -> None:
    search_id, engine = row.id, world.session.get_bind()
    assert isinstance(engine, Engine)
    world.session.commit()
    searching.run(
        engine.execution_options(**{WRITES: False}), search_id, now=lambda: world.now, real_now=clock.real_now
    )
    world.session.commit()
    world.session.expire_all()


def phase(world: World, later: timedelta = timedelta()) -> str:
    shown = search_shown(world.session, world.hub.id, world.on, real_now=clock.real_now() + later)
    world.session.commit()
    return shown.phase if shown else ""


def meanwhile(monkeypatch: pytest.MonkeyPatch, what: Any) -> None:
    """Something happens once the search has read the day."""

    def searched(*given: Any, **how: Any) -> Any:
        found = search.search(*given, **how)
        what()
        return found

    monkeypatch.setattr(proposals, "search", searched)


def test_a_search_keeps_its_plan_and_all_it_was_made_from(world: World):
    row = ask(world)
    run(world, row)

    inputs = searching.inputs_of(row)
    problem, plan = PlanningProblem.from_json(inputs["problem"]), Plan.from_json(row.plan)
    assert (row.state, row.came) == (SearchState.KEPT, "first")
    assert any(route.state is RouteState.DRAFT for route in world.routes())
    assert check(problem, plan) == []
    assert row.score is not None
    assert score(problem, plan).objective == pytest.approx(row.score["objective"])
    assert propose(problem, seed=row.seed, iterations=row.iterations).plan == plan


def test_two_who_press_share_one_search(world: World):
    assert ask(world).id == ask(world).id


def test_a_search_is_taken_up_once(world: World):
    row = ask(world)
    run(world, row)
    ended = row.ended_at
    run(world, row)

    assert row.ended_at == ended
    assert world.day().draft_version == 1


def test_another_day_is_searched_at_the_same_time(world: World):
    other = searching.ask(
        world.session, world.hub.id, world.on + timedelta(days=1), real_now=clock.real_now(), **world.acts
    )

    assert other.id != ask(world).id


def test_who_saw_an_older_plan_is_told_before_anything_is_searched(world: World):
    with pytest.raises(PlanChanged):
        ask(world, expected_draft_version=7)


def test_a_day_that_is_over_is_not_searched(world: World):
    with pytest.raises(DayOver):
        searching.ask(world.session, world.hub.id, date(2023, 5, 1), real_now=clock.real_now(), **world.acts)


def test_what_a_person_changes_during_the_search_goes_first(world: World, monkeypatch: pytest.MonkeyPatch):
    run(world, ask(world))
    row = ask(world)
    key = world.needs[0].id

    def drop() -> None:
        adjust.drop_visit(world.session, world.hub.id, world.on, key, **world.acts)
        world.session.commit()

    meanwhile(monkeypatch, drop)
    run(world, row)

    assert row.state is SearchState.CHANGED
    assert phase(world) == "changed"
    assert find_pending(world.day()) is None


def test_what_a_hold_overtakes_is_refused_by_its_rule(world: World, monkeypatch: pytest.MonkeyPatch):
    row = ask(world)

    def hold() -> None:
        world.hold(area_id=world.west.id)
        world.session.commit()

    meanwhile(monkeypatch, hold)
    run(world, row)

    assert row.state is SearchState.REFUSED
    assert row.why is not None
    assert row.why["rule"] == "G07"
    assert phase(world) == "refused"


def test_an_error_ends_the_search_with_a_word(world: World, monkeypatch: pytest.MonkeyPatch):
    row = ask(world)

    def fall() -> None:
        raise ZeroDivisionError

    meanwhile(monkeypatch, fall)
    run(world, row)

    assert row.state is SearchState.FAILED
    assert phase(world) == "failed"
    assert ask(world).id != row.id


def test_a_search_whose_process_is_gone_is_said_to_be_lost_and_a_new_press_begins_anew(world: World):
    row = ask(world)
    row.state = SearchState.RUNNING
    world.session.commit()

    assert phase(world) == "running"
    assert phase(world, LATER) == "lost"
    assert ask(world, later=LATER).id != row.id
    assert row.state is SearchState.LOST


def test_what_was_given_up_is_not_kept_when_it_comes_after_all(world: World, monkeypatch: pytest.MonkeyPatch):
    row = ask(world)
    meanwhile(monkeypatch, lambda: ask(world, later=LATER))
    run(world, row)

    assert row.state is SearchState.LOST
    assert world.routes() == []


def test_a_search_that_nobody_takes_up_says_so(world: World):
    ask(world)

    assert phase(world) == "waiting"
    assert phase(world, timedelta(seconds=5)) == "unheard"


def test_a_search_waits_its_turn_while_another_goes_on(world: World):
    ask(world)
    other = searching.ask(
        world.session, world.hub.id, world.on + timedelta(days=1), real_now=clock.real_now(), **world.acts
    )
    other.state, other.seen_at = SearchState.RUNNING, clock.real_now() + timedelta(seconds=4)
    world.session.commit()

    assert phase(world, timedelta(seconds=5)) == "waiting"


def test_a_search_that_is_stopped_keeps_the_best_so_far(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(searching, "BEAT_S", 0.1)
    monkeypatch.setattr(search, "ORDINARY_WORK", 10**9)
    row = ask(world)
    assert searching.stop(world.session, world.hub.id, world.on, **world.acts)
    world.session.commit()

    run(world, row)

    assert (row.state, row.came, row.is_cut_short) == (SearchState.KEPT, "first", True)
    assert phase(world) == "stopped"
    assert not searching.stop(world.session, world.hub.id, world.on, **world.acts)


@pytest.mark.parametrize("is_again", [False, True])
def test_how_far_it_is_moves_while_it_goes_on(world: World, monkeypatch: pytest.MonkeyPatch, is_again: bool):
    if is_again:
        run(world, ask(world))
    told, beat = [], searching.Beat._beat
    monkeypatch.setattr(searching, "BEAT_S", 0.0)

    def look(self: searching.Beat) -> None:
        beat(self)
        row = world.session.get_one(PlanSearch, self.search_id, populate_existing=True)
        told.append((row.share, bool(row.so_far)))
        world.session.commit()

    monkeypatch.setattr(searching.Beat, "_beat", look)
    row = ask(world)
    run(world, row)

    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert len(set(shares)) > 10
    assert (max(shares) < 1.0, row.share) == (True, 1.0)
    assert any(has_best for _, has_best in told)


def test_what_it_tells_is_written_down_a_few_times_a_second(world: World, monkeypatch: pytest.MonkeyPatch):
    written, row = [], ask(world)
    beat = searching.Beat(world.session.get_bind(), row.id, clock.real_now)
    monkeypatch.setattr(searching.Beat, "_beat", lambda self: written.append(self.share))
    monkeypatch.setattr(searching.time, "monotonic", iter([beat.last + step / 4 for step in range(1, 11)]).__next__)

    for step in range(10):
        beat.tell(step / 10, None)

    assert written == [0.1, 0.3, 0.5, 0.7, 0.9]


def test_the_hard_stop_is_reported(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "SECONDS", 0.05)
    monkeypatch.setattr(search, "ORDINARY_WORK", 10**9)
    row = ask(world)
    run(world, row)

    assert row.is_cut_short
    assert phase(world) == "hard_stop"


def test_searching_here_and_searching_by_the_worker_come_to_the_same_plan(world: World):
    here = search_day(world.session, world.hub.id, world.on, **world.acts).found.pending
    row = ask(world)
    run(world, row)

    assert [route.to_json() for route in here.routes.values() if route.calls] == row.plan["routes"]


def test_old_searches_are_forgotten_unless_the_plan_was_published(world: World):
    run(world, ask(world))
    service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    searching.ask(world.session, world.hub.id, world.on + timedelta(days=1), real_now=clock.real_now(), **world.acts)

    searching.forget_old(world.session, real_now=clock.real_now() + timedelta(days=91))

    assert [row.on for row in world.session.scalars(select(PlanSearch))] == [world.on]
