from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.need_kinds import NEED_KINDS
from app.domain.urgency import RULE_OF_KIND, TASK_LABELS, Answers, Task, Urgency, suggest_urgency

MAY_13 = date(2023, 5, 13)
days = st.dates(date(2022, 1, 1), date(2030, 12, 31))
yes_no_unknown = st.none() | st.booleans()
answers = st.builds(
    Answers,
    days_left=st.none() | st.floats(0, 60),
    vital=yes_no_unknown,
    ill_now=st.booleans(),
    sessions_missed=st.integers(0, 5),
    days_to_slot=st.none() | st.integers(-5, 40),
    restricted_area=yes_no_unknown,
    below_zero=yes_no_unknown,
    medical_device=yes_no_unknown,
    no_cash_and_no_food=st.booleans(),
    blocks_another_need=st.booleans(),
    risk_to_self=st.booleans(),
    hours_silent=st.none() | st.floats(0, 200),
    hit_at_address=st.booleans(),
    shelled_on=st.none() | days,
    paid_this_month=yes_no_unknown,
    months_missed=st.integers(0, 9),
    has_working_card=yes_no_unknown,
)
kinds = st.sampled_from(list(NEED_KINDS))


def suggest(code, on=MAY_13, **told):
    return suggest_urgency(code, Answers(**told), on)


def urgency(code, on=MAY_13, **told):
    return suggest(code, on, **told).urgency


@pytest.mark.parametrize(
    ("day", "expected"),
    [(1, "U4"), (4, "U4"), (14, "U4"), (15, "U3"), (21, "U3"), (22, "U2"), (24, "U2"), (25, "U2"), (26, "U4")],
)
def test_a_pension_grows_urgent_towards_the_25th(day, expected):
    assert urgency("PEN", date(2023, 5, day)) == expected


def test_after_the_25th_somebody_confirms_next_months_list():
    late = suggest("PEN", date(2023, 5, 26))

    assert Task.CONFIRM_NEXT_LIST in late.tasks
    assert late.due_on == date(2023, 6, 25)
    assert Task.CONFIRM_NEXT_LIST not in suggest("PEN", date(2023, 5, 25)).tasks


def test_the_end_of_january_looks_to_the_25th_of_february():
    assert suggest("PEN", date(2023, 1, 31)).due_on == date(2023, 2, 25)
    assert suggest("PEN", date(2023, 12, 31)).due_on == date(2024, 1, 25)


def test_a_25th_on_a_weekend_makes_somebody_ring_the_point():
    assert Task.CHECK_LAST_DAY in suggest("PEN", date(2023, 6, 12)).tasks
    assert Task.CHECK_LAST_DAY not in suggest("PEN", date(2023, 5, 12)).tasks


@pytest.mark.parametrize(
    ("months", "phone", "renew"), [(3, False, False), (4, True, False), (5, True, False), (6, True, True)]
)
def test_missed_months_open_steps_with_the_fund(months, phone, renew):
    told = suggest("PEN", date(2023, 5, 5), months_missed=months)

    assert (Task.PHONE_PENSION_FUND in told.tasks) == phone
    assert (Task.RENEW_PAYMENT in told.tasks) == renew
    assert told.urgency == ("U2" if phone else "U4")


def test_a_working_card_is_asked_about_before_anybody_travels():
    assert suggest("PEN", has_working_card=True).tasks[0] == Task.OFFER_CARD


def test_a_pension_paid_this_month_waits_for_the_next():
    paid = suggest("PEN", date(2023, 5, 24), paid_this_month=True)

    assert (paid.urgency, paid.due_on) == ("U4", date(2023, 6, 25))


@given(days, answers)
def test_a_pension_is_never_due_in_the_past_and_always_offers_a_lasting_fix(on, told):
    suggestion = suggest_urgency("PEN", told, on)

    assert suggestion.due_on >= on
    assert Task.OFFER_LASTING_FIX in suggestion.tasks


@pytest.mark.parametrize(
    ("left", "expected"), [(0, "U1"), (2, "U1"), (3, "U2"), (5, "U2"), (6, "U3"), (14, "U3"), (15, "U4")]
)
def test_medicine_goes_by_the_days_left(left, expected):
    assert urgency("MED", days_left=left) == expected


def test_medicine_not_known_to_be_vital_is_taken_as_vital():
    assert urgency("MED", days_left=1) == "U1"
    assert urgency("MED", days_left=1, vital=False) == "U2"


@pytest.mark.parametrize(
    ("code", "told", "expected"),
    [
        ("INS", {"days_left": 3}, "U1"),
        ("INS", {"days_left": 4}, "U2"),
        ("INS", {"days_left": 30, "ill_now": True}, "U1"),
        ("DIA", {"sessions_missed": 1}, "U1"),
        ("DIA", {}, "U2"),
        ("AMB", {"days_to_slot": 2}, "U2"),
        ("AMB", {"days_to_slot": 9}, "U3"),
        ("EVM", {"restricted_area": True}, "U1"),
        ("EVA", {"restricted_area": False}, "U2"),
        ("FOOD", {"days_left": 1}, "U1"),
        ("FOOD", {"days_left": 2}, "U3"),
        ("WAT", {"days_left": 0.5}, "U1"),
        ("NAP", {"days_left": 3}, "U2"),
        ("PWR", {"medical_device": True}, "U1"),
        ("PWR", {"medical_device": False}, "U3"),
        ("BANK", {"no_cash_and_no_food": True}, "U2"),
        ("DOC", {"blocks_another_need": True}, "U2"),
        ("PSY", {"risk_to_self": True}, "U1"),
        ("CHK", {"hours_silent": 51}, "U2"),
        ("CHK", {"hours_silent": 5}, "U3"),
        ("CHK", {"hours_silent": 5, "hit_at_address": True}, "U1"),
        ("HYG", {}, "U4"),
        ("BAB", {}, "U2"),
        ("OTH", {}, None),
    ],
)
def test_each_kind_follows_its_rule(code, told, expected):
    assert urgency(code, **told) == expected


def test_firewood_is_urgent_in_frost_and_can_wait_in_summer():
    assert urgency("FUEL", date(2023, 1, 10), days_left=2, below_zero=True) == "U2"
    assert urgency("FUEL", date(2023, 1, 10), days_left=9, below_zero=True) == "U3"
    assert urgency("FUEL", date(2023, 7, 10), days_left=0) == "U4"


def test_cash_aid_is_due_thirty_days_after_the_shelling():
    assert suggest("CASH", shelled_on=MAY_13).due_on == MAY_13 + timedelta(days=30)


def test_unwell_now_means_an_ambulance():
    assert Task.RING_103 in suggest("INS", ill_now=True).tasks
    assert Task.RING_103 in suggest("EMG").tasks


@given(kinds, answers, days)
def test_every_kind_answers_every_question_paper_with_a_reason(kind, told, on):
    suggestion = suggest_urgency(kind, told, on)

    assert suggestion.because
    assert len(set(suggestion.tasks)) == len(suggestion.tasks)
    assert (suggestion.urgency is None) == (suggestion.due_on is None)


@given(kinds, answers, days, st.floats(0, 60), st.floats(0, 60))
def test_fewer_days_left_never_make_a_need_calmer(kind, told, on, some, others):
    fewer, more = sorted((some, others))
    with_fewer = suggest_urgency(kind, replace(told, days_left=fewer), on).urgency or ""
    with_more = suggest_urgency(kind, replace(told, days_left=more), on).urgency or ""

    assert with_fewer <= with_more


@given(kinds, answers, days)
def test_not_knowing_the_days_left_never_puts_a_need_last_among_those_that_ask(kind, told, on):
    unknown = suggest_urgency(kind, replace(told, days_left=None), on)

    if Task.ASK_DAYS_LEFT in unknown.tasks:
        plenty = suggest_urgency(kind, replace(told, days_left=60.0), on)
        assert unknown.urgency <= plenty.urgency


def test_every_kind_has_its_rule_and_every_task_its_words():
    assert set(RULE_OF_KIND) == set(NEED_KINDS)
    assert set(TASK_LABELS) == set(Task)


def test_urgency_says_how_many_days_it_allows():
    assert [one.days for one in Urgency] == [1, 3, 7, 30]


def test_a_kind_a_hub_added_itself_is_left_to_the_coordinator():
    assert suggest("ZOO").urgency is None


@given(answers)
def test_answers_come_back_as_they_were_kept(told):
    kept = {key: value for key, value in asdict(told).items() if value is not None}
    kept["shelled_on"] = told.shelled_on and told.shelled_on.isoformat()

    assert Answers.from_facts(kept | {"asked_by_an_older_version": 1}) == told
