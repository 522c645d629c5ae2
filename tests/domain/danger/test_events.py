"""Events: what is vague is spread, never dropped, never put at midnight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.events import Events, chance_hit
from app.domain.danger.profile import flat_profile
from app.domain.danger.wall_clock import hour_number, labels
from tests.domain.danger.histories import AREAS, HOUR, KYIV, NOON, event


def chances(*events, hours=100, profile=None):
    """(2, hours) from noon on."""
    first = hour_number(NOON)
    by = flat_profile(2) if profile is None else profile
    return chance_hit(Events.of(events, AREAS), first, labels(first, hours, KYIV), by)


@given(st.floats(0, 60), st.floats(0, 30), st.sampled_from([0.2, 0.4, 0.9]))
def test_spreading_a_vague_time_keeps_its_weight(begins_h, lasts_h, weight):
    hit = chances(event(hours_ago=-begins_h, lasts_h=lasts_h, weight=weight))

    assert hit[0].sum() == pytest.approx(weight)
    assert (hit >= 0).all()
    assert hit[1].sum() == 0


def test_a_morning_is_spread_evenly_and_not_put_at_midnight():
    hit = chances(event(hours_ago=-6, lasts_h=5, weight=1.0))[0]

    assert hit[6:11] == pytest.approx([0.2] * 5)
    assert hit[:6].sum() == hit[11:].sum() == 0


def test_a_vague_time_is_shared_out_as_the_day_usually_goes():
    mornings = np.ones((2, 24))
    mornings[:, 21] = 3  # 18:00 UTC in summer
    hit = chances(event(hours_ago=-6, lasts_h=5, weight=1.0), profile=mornings)[0]

    assert hit[6] == pytest.approx(3 * hit[7])
    assert hit.sum() == pytest.approx(1)


def test_two_unsure_accounts_of_an_hour_are_surer_than_one_and_less_than_sure():
    one, two = (chances(*[event(hours_ago=-1, weight=0.4)] * times)[0, 1] for times in (1, 2))

    assert one == pytest.approx(0.4)
    assert two == pytest.approx(0.64)


def test_what_lies_before_the_first_hour_is_left_out_and_what_lies_after_the_last_is_kept():
    assert chances(event(hours_ago=2)).sum() == 0
    assert chances(event(hours_ago=-200))[0, -1] == pytest.approx(0.7)


def test_an_event_without_a_weight_or_with_its_ends_swapped_is_refused():
    with pytest.raises(ValueError, match="no event"):
        event(weight=1.2)
    with pytest.raises(ValueError, match="no event"):
        event(lasts_h=-1)


def test_events_of_other_areas_do_not_count():
    assert len(Events.of([event(area=99), event()], AREAS).area) == 1
    assert chances(event(area=99, hours_ago=-HOUR / HOUR)).sum() == 0
