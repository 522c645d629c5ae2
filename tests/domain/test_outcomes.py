from hypothesis import given
from hypothesis import strategies as st

from app.domain.needs import Urgency
from app.domain.outcomes import (
    COORDINATORS_ONLY,
    DECISION_AFTER,
    NEVER_ON_PAPER,
    OFFERED,
    OUTCOMES,
    Outcome,
    Surface,
    cause_of,
    effect_after,
    effect_of,
    follow_ups_due,
    is_miss,
    may_see,
    misses_in_a_row,
    visit_state_of,
)
from app.domain.roles import Role
from app.domain.states import CloseReason, NeedState, VisitState, may_move

MISSES = set(
    "ABORT_DANGER ABORT_TIME NOT_LEFT HELD_OUT NOBODY NOTFOUND CLOSED_SP ROAD VEH CREW CANC_ORG".split()  # noqa: SIM905
)
histories = st.lists(st.sampled_from(Outcome), max_size=8)
outcomes = st.sampled_from(Outcome)
misses = st.sampled_from([outcome for outcome in Outcome if outcome in MISSES])


def steps(outcome, earlier=(), *, urgency=Urgency.U3, kind="FOOD", recurrent=False):
    return [rule.code for rule in follow_ups_due(outcome, earlier, urgency=urgency, kind=kind, recurrent=recurrent)]


def test_every_outcome_has_its_facts():
    assert set(OUTCOMES) == set(Outcome)


def test_a_visit_that_did_not_happen_counts_whoever_could_not_come():
    assert {outcome for outcome in Outcome if is_miss(outcome)} == MISSES


@given(outcomes)
def test_a_miss_has_one_cause_and_nothing_else_has(outcome):
    assert (cause_of(outcome) is not None) == is_miss(outcome)


@given(outcomes)
def test_a_need_that_goes_on_has_no_close_reason(outcome):
    effect = effect_of(outcome)

    assert (effect.close_reason is not None) == (effect.need_state is NeedState.CLOSED)


@given(outcomes, histories, st.booleans())
def test_an_outcome_only_makes_moves_of_the_table(outcome, earlier, decision_open):
    effect = effect_after(outcome, earlier, decision_open=decision_open)

    assert may_move(NeedState.PLANNED, effect.need_state)
    assert may_move(VisitState.PUBLISHED, visit_state_of(outcome))
    assert may_move(VisitState.UNDER_WAY, visit_state_of(outcome))


@given(outcomes, histories)
def test_a_miss_never_closes_a_need(outcome, earlier):
    if is_miss(outcome):
        assert effect_after(outcome, earlier).need_state is not NeedState.CLOSED


@given(st.lists(misses, min_size=DECISION_AFTER - 1, max_size=6), misses)
def test_the_third_miss_in_a_row_forces_a_decision_and_so_does_each_one_after(earlier, last):
    assert effect_after(last, earlier).need_state is NeedState.DECISION_NEEDED


def test_two_misses_force_nothing():
    assert effect_after(Outcome.ABORT_DANGER, [Outcome.HELD_OUT]).need_state is NeedState.READY


def test_mrs_ludmilla_did_not_get_her_pension_three_times_and_now_somebody_must_decide():
    earlier = [Outcome.ABORT_DANGER, Outcome.CLOSED_SP]

    effect = effect_after(Outcome.HELD_OUT, earlier)

    assert effect.need_state is NeedState.DECISION_NEEDED


def test_an_open_decision_stays_open_through_a_visit_that_settles_nothing():
    assert effect_after(Outcome.PART, [], decision_open=True).need_state is NeedState.DECISION_NEEDED
    assert effect_after(Outcome.DONE, [], decision_open=True).need_state is NeedState.CLOSED
    assert effect_after(Outcome.HOSP, [], decision_open=True).need_state is NeedState.PAUSED


@given(histories)
def test_done_starts_the_count_again(history):
    assert misses_in_a_row([*history, Outcome.DONE]) == 0


@given(histories, outcomes)
def test_one_more_outcome_adds_one_keeps_the_count_or_empties_it(history, outcome):
    before, after = misses_in_a_row(history), misses_in_a_row([*history, outcome])

    assert after == (0 if outcome is Outcome.DONE else before + is_miss(outcome))


@given(histories)
def test_duplicates_and_mistakes_change_no_count(history):
    cleaned = [outcome for outcome in history if outcome not in (Outcome.DUP, Outcome.INVALID)]

    assert misses_in_a_row(history) == misses_in_a_row(cleaned)


def test_what_was_done_in_part_goes_on_with_the_rest():
    assert effect_of(Outcome.PART).need_state is NeedState.READY
    assert steps(Outcome.PART) == ["plan_the_rest"]


def test_a_death_closes_the_need_and_stops_the_calls():
    assert effect_of(Outcome.DIED).close_reason is CloseReason.DIED
    assert steps(Outcome.DIED) == ["stop_calls", "one_contact"]


def test_only_coordinators_are_told_of_a_death():
    assert [role for role in Role if may_see(role, Outcome.DIED)] == [Role.COORDINATOR]


def test_hospital_pauses_the_need_and_asks_again_in_a_week():
    [ask] = effect_of(Outcome.HOSP).follow_ups

    assert effect_of(Outcome.HOSP).need_state is NeedState.PAUSED
    assert ask.after.days == 7


def test_paper_never_offers_what_a_thief_could_use():
    assert not NEVER_ON_PAPER & set(OFFERED[Surface.PAPER])


def test_the_phone_never_offers_what_only_coordinators_see():
    assert not COORDINATORS_ONLY & set(OFFERED[Surface.PHONE])


def test_the_desk_offers_everything_so_that_any_paper_can_be_copied():
    assert set(OFFERED[Surface.DESK]) == set(Outcome)


def test_no_surface_offers_an_outcome_twice():
    assert all(len(set(offered)) == len(offered) for offered in OFFERED.values())


def test_who_was_not_reached_by_our_doing_is_told():
    ours = "ABORT_DANGER ABORT_TIME ROAD VEH CREW CANC_ORG NOT_LEFT HELD_OUT"

    assert all("tell_person" in steps(Outcome(code)) for code in ours.split())


def test_neighbours_are_asked_when_nobody_opens_for_the_third_time():
    assert "ask_neighbours" not in steps(Outcome.NOBODY, [Outcome.NOBODY, Outcome.DONE, Outcome.NOBODY])
    assert "ask_neighbours" in steps(Outcome.NOBODY, [Outcome.NOBODY, Outcome.ROAD, Outcome.NOBODY])


def test_a_second_attempt_within_two_days_is_for_urgent_needs():
    assert "second_attempt" in steps(Outcome.NOBODY, urgency=Urgency.U2)
    assert "second_attempt" not in steps(Outcome.NOBODY, urgency=Urgency.U3)


def test_who_moves_away_is_told_about_the_place_of_payment_when_it_concerns_them():
    assert "move_payment" in steps(Outcome.MOVED, kind="PEN")
    assert "move_payment" not in steps(Outcome.MOVED, kind="FOOD")


def test_only_a_recurring_need_is_logged_again():
    assert steps(Outcome.DONE) == ["feedback_call"]
    assert steps(Outcome.DONE, recurrent=True) == ["feedback_call", "next_time"]
