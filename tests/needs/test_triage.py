"""A coordinator judges a need; the score can be recomputed line by line."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.errors import Changed, NotHere
from app.domain.needs import StopPattern, Urgency
from app.domain.states import CloseReason, NeedState
from app.models import NeedMove
from app.needs.errors import NoSuchMove, NotReady, ReasonMissing, TooLateToReopen
from app.needs.kinds import add_kind, edit_kind, kind_of, kinds, seed_need_kinds
from app.needs.log import log_need
from app.needs.queries import due_today, plannable, triage_queue
from app.needs.service import (
    ask_info,
    close_need,
    confirm_by_phone,
    edit_need,
    make_ready,
    move_need,
    pause,
    reopen,
    set_override,
    triage,
)
from tests.factories import NOON, THE_DAY, make_area, make_household, make_hub, make_need, make_need_draft, make_person


@pytest.fixture
def need(session, hub, area):
    return make_need(session, area, hub, kind=kind_of(session, hub.id, "FOOD"), state=NeedState.NEW)


@pytest.fixture
def at(hub, by):
    return {"hub_id": hub.id, "by_id": by.id, "now": NOON}


def test_the_queue_puts_decisions_first_and_then_the_highest_sum(session, hub, area):
    calm = make_need(session, area, hub, urgency=Urgency.U4)
    urgent = make_need(session, area, hub, urgency=Urgency.U1)
    decision = make_need(session, area, hub, urgency=Urgency.U4, state=NeedState.DECISION_NEEDED)

    queue = triage_queue(session, hub.id, now=NOON)

    assert [row.need for row in queue] == [decision, urgent, calm]


def test_the_parts_of_every_score_add_up_to_it_and_danger_is_none_of_them(session, hub, area):
    person = make_person(
        session, make_household(session, area, hub), birth_year=1940, lives_alone=True, is_bed_bound=True, phones="1"
    )
    make_need(session, area, hub, person=person, deadline_on=THE_DAY, logged_at=NOON - timedelta(days=9))

    [row] = triage_queue(session, hub.id, now=NOON)

    assert {part.code: part.points for part in row.score_parts} == {
        "urgency": 30,
        "bed_bound": 20,
        "old_and_alone": 15,
        "waiting": 9,
        "deadline": 30,
    }
    assert row.total == 104


def test_the_queue_is_filtered_and_never_shows_another_hub(session, hub, area):
    food = make_need(session, area, hub, kind=kind_of(session, hub.id, "FOOD"), urgency=Urgency.U1)
    make_need(session, make_area(session, hub, "KOS-N"), hub, kind=kind_of(session, hub.id, "WAT"))
    other = make_hub(session, "dru")
    make_need(session, make_area(session, other, "DRU-C"), other)

    assert len(triage_queue(session, hub.id, now=NOON)) == 2
    for how in ({"area_ids": [area.id]}, {"kind_id": food.kind_id}, {"urgency": Urgency.U1}):
        assert [row.need for row in triage_queue(session, hub.id, now=NOON, **how)] == [food]
    assert triage_queue(session, hub.id, now=NOON, states=[NeedState.PAUSED]) == []


def test_triage_sets_what_was_found_out_and_moves_the_need_on(session, need, at):
    triage(session, need.id, {"urgency": Urgency.U1, "quantity": 2}, **at)

    assert (need.state, need.urgency, need.quantity) == (NeedState.TRIAGED, Urgency.U1, 2)


def test_triage_of_a_planned_need_changes_it_and_leaves_it_planned(session, need, at):
    need.state = NeedState.PLANNED

    triage(session, need.id, {"quantity": 2}, **at)

    assert (need.state, need.quantity) == (NeedState.PLANNED, 2)


def test_a_need_changed_meanwhile_is_not_overwritten(session, need, at):
    with pytest.raises(Changed):
        triage(session, need.id, {"quantity": 2}, expected_version=77, **at)


def test_a_point_a_kind_or_a_person_of_another_hub_is_not_here(session, need, at):
    other = make_hub(session, "dru")
    foreign = make_need(session, make_area(session, other, "DRU-C"), other)

    for changes in ({"kind_id": foreign.kind_id}, {"person_id": foreign.person_id}):
        with pytest.raises(NotHere):
            edit_need(session, need.id, changes, **at)


def test_a_need_is_made_ready_only_with_an_area_and_a_sorted_address(session, hub, area, at):
    nowhere = log_need(session, make_need_draft(None), **at).need
    untidy = log_need(session, make_need_draft(area, address="", who_where="Людмила, Садова 5"), **at).need
    emergency = log_need(session, make_need_draft(area, kind="EMG", address="вул. Нова, 1"), **at).need

    for need in (nowhere, untidy, emergency):
        with pytest.raises(NotReady):
            make_ready(session, need.id, **at)


def test_what_takes_a_reason_is_refused_without_one(session, need, at):
    triage(session, need.id, **at)

    with pytest.raises(ReasonMissing):
        ask_info(session, need.id, why=" ", **at)
    with pytest.raises(ReasonMissing):
        set_override(session, need.id, 10, "", **at)


def test_a_step_that_is_not_in_the_table_is_refused(session, need, at):
    with pytest.raises(NoSuchMove):
        move_need(session, need, NeedState.PLANNED, by_id=at["by_id"], now=NOON)

    assert need.state is NeedState.NEW


def test_a_paused_need_does_not_come_back_by_itself(session, hub, need, at):
    triage(session, need.id, **at)
    pause(session, need.id, until=THE_DAY + timedelta(days=3), why="у доньки", **at)

    triage_queue(session, hub.id, now=NOON + timedelta(days=30))

    assert need.state is NeedState.PAUSED
    assert plannable(session, hub.id, THE_DAY + timedelta(days=30)) == []


def test_a_closed_need_is_reopened_under_its_code_within_30_days(session, need, at):
    code = need.code
    close_need(session, need.id, CloseReason.WITHDRAWN, **at)

    reopen(session, need.id, why="передумала", **(at | {"now": NOON + timedelta(days=30)}))

    assert (need.state, need.code, need.close_reason) == (NeedState.TRIAGED, code, None)


def test_after_30_days_a_new_need_is_logged_instead(session, need, at):
    close_need(session, need.id, CloseReason.WITHDRAWN, **at)

    with pytest.raises(TooLateToReopen):
        reopen(session, need.id, why="передумала", **(at | {"now": NOON + timedelta(days=30, minutes=1)}))


def test_an_override_is_a_line_of_the_sum_with_a_name_and_a_reason(session, hub, need, at):
    set_override(session, need.id, 25, "лікар просив", **at)

    [row] = triage_queue(session, hub.id, now=NOON)

    line = row.score_parts[-1]
    assert (line.code, line.points, line.facts) == ("override", 25, {"by": "О. Бойко", "reason": "лікар просив"})


def test_a_call_is_kept_with_who_and_when(session, need, at):
    confirm_by_phone(session, need.id, **at)

    assert (need.phone_confirmed_at, need.phone_confirmed_by_id) == (NOON, at["by_id"])


def test_every_change_of_state_is_written_down_with_who_and_when(session, need, at):
    triage(session, need.id, **at)
    make_ready(session, need.id, **at)
    close_need(session, need.id, CloseReason.MET, why="сусідка привезла", **at)

    moves = session.scalars(select(NeedMove).order_by(NeedMove.id)).all()
    assert [move.to_state for move in moves] == [NeedState.TRIAGED, NeedState.READY, NeedState.CLOSED]
    assert {(move.by_id, move.at) for move in moves} == {(at["by_id"], NOON)}


def test_what_is_due_today_or_past_is_listed(session, hub, area):
    late = make_need(session, area, hub, deadline_on=THE_DAY - timedelta(days=1))
    make_need(session, area, hub, deadline_on=THE_DAY + timedelta(days=1))

    assert [row.need for row in due_today(session, hub.id, now=NOON)] == [late]


def test_a_kind_without_a_visit_is_not_offered_to_the_plan(session, hub, area):
    make_need(session, area, hub, kind=kind_of(session, hub.id, "CASH"))

    assert plannable(session, hub.id, THE_DAY) == []


def test_a_hub_has_31_kinds_and_seeding_again_keeps_its_own_words(session, hub, by):
    food = kind_of(session, hub.id, "FOOD")
    edit_kind(session, food.id, {"minutes": 9}, hub_id=hub.id, expected_version=food.version, by_id=by.id, now=NOON)

    again = seed_need_kinds(session, hub.id)

    assert (again, len(kinds(session, hub.id)), food.minutes) == ([], 31, 9)


def test_a_hub_adds_a_kind_of_its_own(session, hub, at):
    words = {"label_uk": "Лампи", "label_en": "Lamps", "paper_uk": "Пакунок", "paper_en": "Parcel"}

    kind = add_kind(session, "LAMP", words | {"minutes": 5, "people": 2, "urgency": Urgency.U4}, **at)

    assert kind in kinds(session, hub.id)
    assert kind.pattern is StopPattern.HOME
