import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.states import (
    MOVES,
    DayState,
    MoveRefused,
    NeedState,
    RouteState,
    VisitState,
    check_move,
    may_move,
    moves_from,
)

ADR = Path(__file__).parents[2] / "docs/adr/0002-states-and-their-moves.md"
HEADINGS = {"Need": NeedState, "Visit": VisitState, "Route version": RouteState, "Day": DayState}
EVERY_STATE = [*NeedState, *VisitState, *RouteState, *DayState]
FIRST_STATES = [NeedState.NEW, VisitState.PROPOSED, RouteState.DRAFT, DayState.OPEN]

states = st.sampled_from(EVERY_STATE)


def moves_of_the_adr():
    rows = []
    for section in re.split(r"^### ", ADR.read_text(encoding="utf-8"), flags=re.M)[1:]:
        kind = HEADINGS[section.splitlines()[0]]
        cells = re.findall(r"^\| (\w+) \| (\w+) \| (.+) \|$", section, flags=re.M)
        rows += [(kind, kind(old), kind(new), when) for old, new, when in cells if old != "from"]
    return rows


def reachable_from(first):
    found, edge = {first}, [first]
    while edge:
        edge = [move.new for state in edge for move in moves_from(state) if move.new not in found]
        found.update(edge)
    return found


def test_the_decision_record_lists_exactly_the_moves_of_the_table():
    assert moves_of_the_adr() == [(type(move.old), move.old, move.new, move.when) for move in MOVES]


def test_the_drawing_shows_every_move_of_a_need_and_no_other():
    drawn = set(re.findall(r"^ +(\w+) --> (\w+)$", ADR.read_text(encoding="utf-8"), flags=re.M))

    assert drawn == {(m.old.value, m.new.value) for m in MOVES if isinstance(m.old, NeedState)}


@given(states, states)
def test_a_move_is_allowed_exactly_when_the_table_lists_it(old, new):
    listed = any(type(m.old) is type(old) and m.old == old and type(m.new) is type(new) and m.new == new for m in MOVES)

    assert may_move(old, new) == listed
    if listed:
        check_move(old, new)
    else:
        with pytest.raises(MoveRefused):
            check_move(old, new)


def test_states_of_two_things_never_mix_although_they_are_spelled_alike():
    assert VisitState.PUBLISHED == RouteState.PUBLISHED
    assert may_move(RouteState.DRAFT, RouteState.PUBLISHED)
    assert not may_move(RouteState.DRAFT, VisitState.PUBLISHED)


@given(states)
def test_staying_is_no_move(state):
    assert not may_move(state, state)


def test_no_move_is_listed_twice():
    assert len({(type(m.old), m.old, m.new) for m in MOVES}) == len(MOVES)


def test_every_state_can_be_reached():
    reached = [state for first in FIRST_STATES for state in reachable_from(first)]

    assert sorted(map(repr, reached)) == sorted(map(repr, EVERY_STATE))


@given(st.sampled_from(list(NeedState)))
def test_no_need_is_ever_stuck(state):
    assert NeedState.READY in reachable_from(state)


def test_a_need_awaiting_a_decision_stays_plannable():
    assert may_move(NeedState.DECISION_NEEDED, NeedState.PLANNED)


def test_nothing_is_planned_before_it_is_ready():
    into_the_plan = {old for old, new in product(NeedState, NeedState) if may_move(old, new) and new == "planned"}

    assert into_the_plan == {NeedState.READY, NeedState.DECISION_NEEDED}


def test_a_refusal_names_the_thing_and_both_states():
    with pytest.raises(MoveRefused, match="NeedState: no move from new to planned"):
        check_move(NeedState.NEW, NeedState.PLANNED)
