from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.domain import follow_ups
from app.domain.follow_ups import CALL_IN_THE_EVENING, CALL_IN_TWO_HOURS, FIRST_STOP_NEXT, FollowUpRule

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2023, 5, 13, 9, tzinfo=UTC)
ALL_RULES = [rule for rule in vars(follow_ups).values() if isinstance(rule, FollowUpRule)]


def test_the_next_call_is_two_hours_later():
    assert CALL_IN_TWO_HOURS.due_at(NOON, KYIV) == NOON + timedelta(hours=2)


def test_evening_is_six_in_the_local_evening():
    assert CALL_IN_THE_EVENING.due_at(NOON, KYIV) == datetime(2023, 5, 13, 15, tzinfo=UTC)


def test_an_outcome_of_the_evening_calls_for_it_at_once():
    late = datetime(2023, 5, 13, 18, 30, tzinfo=UTC)

    assert CALL_IN_THE_EVENING.due_at(late, KYIV) == late


def test_what_waits_for_the_next_route_is_shown_at_once():
    assert FIRST_STOP_NEXT.due_at(NOON, KYIV) == NOON


@given(
    st.sampled_from(ALL_RULES), st.integers(0, 10 * 365 * 24 * 60).map(lambda minute: NOON + timedelta(minutes=minute))
)
def test_no_step_falls_due_before_the_outcome(rule, outcome_at):
    assert rule.due_at(outcome_at, KYIV) >= outcome_at


def test_no_two_steps_share_a_code():
    assert len({rule.code for rule in ALL_RULES}) == len(ALL_RULES)
