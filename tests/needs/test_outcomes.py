"""What a visit came to leads its needs on, counts misses, opens next steps, and can be corrected."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.domain.errors import Changed, NotHere
from app.domain.outcomes import Cause, Outcome
from app.domain.states import CloseReason, DayState, NeedState, VisitState
from app.models import Day, FollowUp, Need, NeedMove, OutcomeChange, PointStatus
from app.needs.errors import NoOutcomeYet, ReasonMissing, VisitCancelled, VisitIsOver
from app.needs.kinds import kind_of
from app.needs.queries import decisions_needed, misses_of, plannable, triage_queue
from app.needs.service import correct_outcome, decide, make_ready, move_need, record_visit
from tests.factories import NOON, THE_DAY, make_hub, make_need, make_service_point, make_user, make_visit

DAY = timedelta(days=1)


@pytest.fixture
def need(session, hub, area):
    return make_need(session, area, hub, kind=kind_of(session, hub.id, "FOOD"))


def visit_on(session, need, day, outcome, by, **how):
    """A visit of that day (0 is THE_DAY) to the end."""
    visit = make_visit(session, need, on=THE_DAY + day * DAY)
    when = {"hub_id": need.hub_id, "by_id": by.id, "now": NOON + day * DAY}
    return record_visit(session, visit.id, outcome, **(when | how))


def follow_ups(session, need):
    return set(session.scalars(select(FollowUp.code).where(FollowUp.need_id == need.id, FollowUp.done_at.is_(None))))


def test_done_closes_the_need_as_met_and_asks_for_a_feedback_call(session, need, by):
    visit = visit_on(session, need, 0, Outcome.DONE, by)

    assert (visit.state, visit.cause) == (VisitState.DONE, None)
    assert (need.state, need.close_reason, need.closed_at) == (NeedState.CLOSED, CloseReason.MET, NOON)
    assert follow_ups(session, need) == {"feedback_call"}


def test_a_miss_says_its_cause_and_the_need_comes_back(session, need, by):
    visit = visit_on(session, need, 0, Outcome.ABORT_DANGER, by)

    assert (visit.state, visit.cause, need.state) == (VisitState.MISSED, Cause.DANGER, NeedState.READY)
    assert follow_ups(session, need) == {"hold_area", "write_incident", "tell_person"}


def test_the_third_miss_in_a_row_asks_for_a_decision_and_the_need_stays_plannable(session, hub, need, by):
    for day in range(3):
        visit_on(session, need, day, Outcome.HELD_OUT, by)

    now = NOON + 3 * DAY
    assert need.state is NeedState.DECISION_NEEDED
    assert [row.need for row in decisions_needed(session, hub.id, now=now)] == [need]
    assert plannable(session, hub.id, THE_DAY + 3 * DAY) == [need]


def test_done_between_misses_begins_the_count_anew_but_the_totals_by_cause_stay(session, hub, need, by):
    for day, outcome in enumerate((Outcome.HELD_OUT, Outcome.NOBODY, Outcome.DONE)):
        visit_on(session, need, day, outcome, by)
    move_need(session, need, NeedState.READY, by_id=by.id, now=NOON)
    visit_on(session, need, 3, Outcome.HELD_OUT, by)

    misses = misses_of(session, [need])[need.id]
    assert need.state is NeedState.READY
    assert misses.in_a_row == 1
    assert misses.by_cause == {Cause.DANGER: 2, Cause.NOBODY: 1}


def test_a_visit_planned_while_the_decision_is_open_leaves_it_open(session, need, by):
    for day in range(3):
        visit_on(session, need, day, Outcome.VEH, by)
    move_need(session, need, NeedState.PLANNED, by_id=by.id, now=NOON)

    visit_on(session, need, 3, Outcome.PART, by)

    assert need.state is NeedState.DECISION_NEEDED


def test_a_decision_names_an_owner_a_date_and_a_way_and_the_need_is_ready_again(session, hub, need, by):
    for day in range(3):
        visit_on(session, need, day, Outcome.VEH, by)

    decide(
        session,
        need.id,
        hub_id=hub.id,
        owner_id=by.id,
        decide_by=THE_DAY + 4 * DAY,
        why="поштою",
        by_id=by.id,
        now=NOON + 3 * DAY,
    )

    assert need.state is NeedState.READY


def test_the_owner_of_a_decision_is_somebody_of_this_hub(session, hub, need, by):
    for day in range(3):
        visit_on(session, need, day, Outcome.VEH, by)
    stranger = make_user(session, make_hub(session, "dru"))

    with pytest.raises(NotHere):
        decide(session, need.id, hub_id=hub.id, owner_id=stranger.id, decide_by=THE_DAY, why="є", by_id=by.id, now=NOON)


def test_a_late_outcome_of_an_earlier_day_may_be_the_third_miss(session, need, by):
    late = make_visit(session, need, on=THE_DAY)
    for day in (1, 2):
        visit_on(session, need, day, Outcome.NOBODY, by)
    assert need.state is NeedState.READY

    record_visit(session, late.id, Outcome.NOT_LEFT, hub_id=need.hub_id, by_id=by.id, now=NOON + 3 * DAY)

    assert need.state is NeedState.DECISION_NEEDED


def test_a_late_outcome_of_an_earlier_day_does_not_undo_a_later_one(session, need, by):
    late = make_visit(session, need, on=THE_DAY)
    visit_on(session, need, 1, Outcome.DONE, by)

    record_visit(session, late.id, Outcome.NOBODY, hub_id=need.hub_id, by_id=by.id, now=NOON + 2 * DAY)

    assert (need.state, need.close_reason) == (NeedState.CLOSED, CloseReason.MET)


def test_the_desk_may_say_another_cause_of_a_team_that_did_not_leave(session, need, by):
    visit = visit_on(session, need, 0, Outcome.NOT_LEFT, by, cause=Cause.DANGER)

    assert visit.cause is Cause.DANGER
    assert misses_of(session, [need])[need.id].by_cause == {Cause.DANGER: 1}


def test_a_closed_service_point_becomes_unconfirmed(session, hub, area, need, by):
    point = make_service_point(session, area, hub)
    need.service_point_id = point.id

    visit_on(session, need, 0, Outcome.CLOSED_SP, by)

    session.expire(point)
    assert point.statuses[-1].status is PointStatus.UNCONFIRMED


def test_hospital_pauses_and_nothing_comes_back_by_itself(session, hub, need, by):
    visit_on(session, need, 0, Outcome.HOSP, by)

    assert need.state is NeedState.PAUSED
    assert plannable(session, hub.id, THE_DAY + 90 * DAY) == []
    triage_queue(session, hub.id, now=NOON + 90 * DAY)
    assert need.state is NeedState.PAUSED


def test_a_death_ends_every_call_and_asks_about_the_other_needs(session, hub, area, need, by):
    other = make_need(session, area, hub, person=need.person)
    ahead = make_visit(session, other, on=THE_DAY + DAY)

    visit_on(session, need, 0, Outcome.DIED, by)

    assert (need.close_reason, need.person.stop_calls) == (CloseReason.DIED, True)
    assert (other.state, ahead.state) == (NeedState.INFO_NEEDED, VisitState.CANCELLED)
    assert plannable(session, hub.id, THE_DAY + DAY) == []
    assert follow_ups(session, other) == {"close_others"}


def test_a_death_told_of_a_visit_for_two_needs_closes_both(session, hub, area, need, by):
    second = make_need(session, area, hub, person=need.person)
    visit = make_visit(session, need, second)

    record_visit(session, visit.id, Outcome.DIED, hub_id=hub.id, by_id=by.id, now=NOON)

    assert (need.close_reason, second.close_reason) == (CloseReason.DIED, CloseReason.DIED)
    assert "close_others" not in follow_ups(session, need) | follow_ups(session, second)


def test_a_death_written_by_mistake_is_taken_back_whole(session, hub, area, need, by):
    other = make_need(session, area, hub, person=need.person)
    visit = visit_on(session, need, 0, Outcome.DIED, by)

    correct_outcome(session, visit.id, Outcome.NOBODY, hub_id=hub.id, by_id=by.id, now=NOON + DAY)

    assert (need.state, other.state) == (NeedState.READY, NeedState.READY)
    assert not need.person.stop_calls


def test_a_recurring_need_brings_its_next_one_by_itself_and_not_before_its_time(session, hub, need, by):
    need.recur_days = 28

    visit_on(session, need, 0, Outcome.DONE, by)

    following = session.scalars(select(Need).where(Need.grew_from_id == need.id)).one()
    assert following.deadline_on == THE_DAY + 28 * DAY
    assert plannable(session, hub.id, THE_DAY + 24 * DAY) == []
    assert plannable(session, hub.id, THE_DAY + 25 * DAY) == [following]


def test_the_third_closed_door_asks_for_a_check_on_the_person(session, hub, need, by):
    for day in range(3):
        visit_on(session, need, day, Outcome.NOBODY, by)

    grown = session.scalars(select(Need).where(Need.grew_from_id == need.id)).all()
    assert [one.kind.code for one in grown] == ["CHK"]
    assert "ask_neighbours" in follow_ups(session, need)


def test_a_visit_for_two_needs_moves_both_and_opens_a_step_about_the_place_once(session, hub, area, need, by):
    other = make_need(session, area, hub, person=need.person)
    visit = make_visit(session, need, other)

    record_visit(session, visit.id, Outcome.ROAD, hub_id=hub.id, by_id=by.id, now=NOON)

    assert (need.state, other.state) == (NeedState.READY, NeedState.READY)
    assert session.scalars(select(FollowUp.code)).all().count("close_road") == 1


def test_a_duplicate_closes_the_need_and_counts_as_no_miss(session, need, by):
    visit = visit_on(session, need, 0, Outcome.DUP, by)

    assert visit.cause is None
    assert need.close_reason is CloseReason.DUPLICATE
    assert misses_of(session, [need])[need.id].total == 0


def test_an_outcome_is_recorded_once(session, hub, need, by):
    visit = visit_on(session, need, 0, Outcome.DONE, by)

    with pytest.raises(VisitIsOver):
        record_visit(session, visit.id, Outcome.DONE, hub_id=hub.id, by_id=by.id, now=NOON)


def test_a_cancelled_visit_takes_no_outcome(session, hub, need, by):
    visit = make_visit(session, need, state=VisitState.CANCELLED)

    with pytest.raises(VisitCancelled):
        record_visit(session, visit.id, Outcome.DONE, hub_id=hub.id, by_id=by.id, now=NOON)


def test_a_visit_that_changed_meanwhile_is_not_overwritten(session, hub, need, by):
    visit = make_visit(session, need)

    with pytest.raises(Changed):
        record_visit(session, visit.id, Outcome.DONE, hub_id=hub.id, by_id=by.id, now=NOON, expected_version=99)


def test_a_visit_of_another_hub_is_not_here(session, need, by):
    visit = make_visit(session, need)

    with pytest.raises(NotHere):
        record_visit(session, visit.id, Outcome.DONE, hub_id=make_hub(session, "dru").id, by_id=by.id, now=NOON)


def test_a_corrected_outcome_keeps_the_earlier_one_and_leads_the_need_anew(session, hub, need, by):
    visit = visit_on(session, need, 0, Outcome.DONE, by)

    correct_outcome(session, visit.id, Outcome.NOBODY, hub_id=hub.id, by_id=by.id, now=NOON + DAY)

    kept = session.scalars(select(OutcomeChange)).one()
    assert (kept.outcome, kept.changed_by_id) == (Outcome.DONE, by.id)
    assert (visit.state, visit.cause, need.state) == (VisitState.MISSED, Cause.NOBODY, NeedState.READY)
    assert "feedback_call" not in follow_ups(session, need)


def test_a_correction_to_done_takes_a_forced_decision_back(session, hub, need, by):
    visits = [visit_on(session, need, day, Outcome.NOBODY, by) for day in range(3)]
    assert need.state is NeedState.DECISION_NEEDED

    correct_outcome(session, visits[1].id, Outcome.DONE, hub_id=hub.id, by_id=by.id, now=NOON + 3 * DAY)

    assert need.state is NeedState.READY


def test_a_correction_takes_the_next_of_a_recurring_need_back(session, hub, need, by):
    need.recur_days = 28
    visit = visit_on(session, need, 0, Outcome.DONE, by)

    correct_outcome(session, visit.id, Outcome.NOBODY, hub_id=hub.id, by_id=by.id, now=NOON + DAY)

    following = session.scalars(select(Need).where(Need.grew_from_id == need.id)).one()
    assert following.close_reason is CloseReason.WITHDRAWN


def test_after_the_day_was_closed_a_correction_takes_a_reason(session, hub, need, by):
    visit = visit_on(session, need, 0, Outcome.DONE, by)
    session.add(Day(hub_id=hub.id, on=THE_DAY, state=DayState.CLOSED))
    session.flush()
    how = {"hub_id": hub.id, "by_id": by.id, "now": NOON + DAY}

    with pytest.raises(ReasonMissing):
        correct_outcome(session, visit.id, Outcome.NOBODY, **how)
    correct_outcome(session, visit.id, Outcome.NOBODY, reason="переплутано", **how)

    assert visit.outcome is Outcome.NOBODY


def test_a_visit_without_outcome_has_nothing_to_correct(session, hub, need, by):
    with pytest.raises(NoOutcomeYet):
        correct_outcome(session, make_visit(session, need).id, Outcome.DONE, hub_id=hub.id, by_id=by.id, now=NOON)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_leads_somewhere_and_each_change_of_state_is_written_down(session, need, by, outcome):
    need.state = NeedState.NEW
    make_ready(session, need.id, hub_id=need.hub_id, by_id=by.id, now=NOON)
    move_need(session, need, NeedState.PLANNED, by_id=by.id, now=NOON)

    visit_on(session, need, 0, outcome, by)

    moves = session.scalars(select(NeedMove).where(NeedMove.need_id == need.id).order_by(NeedMove.id)).all()
    assert moves[-1].to_state is need.state is not NeedState.PLANNED
    assert all(before.to_state is after.from_state for before, after in pairwise(moves))
