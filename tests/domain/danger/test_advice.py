"""Whether to go: the strictest reason rules, and nothing that gets worse ever loosens."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.danger.advice import LOOSEST_FIRST, Advice, AdviceFacts, advise
from app.domain.danger.grade import Grade
from app.domain.zones import Zone

QUIET = AdviceFacts(grade=Grade.NO_REPORTS, zone=Zone.Z4, watched=0.9)
GO, LIFE, DOWN = Advice.GO_BY_ZONE_RULES, Advice.LIFE_SAVING, Advice.STAND_DOWN
FACTS = st.builds(
    AdviceFacts,
    grade=st.sampled_from(Grade),
    zone=st.none() | st.sampled_from(Zone),
    zone_expired=st.booleans(),
    is_held=st.booleans(),
    is_today=st.booleans(),
    in_1h=st.integers(0, 4),
    in_6h=st.integers(0, 4),
    in_24h=st.integers(0, 4),
    watched=st.floats(0, 1),
)


@pytest.mark.parametrize(
    ("changes", "advice", "code"),
    [
        ({}, GO, "zone"),
        ({"grade": Grade.CAUTION, "zone": Zone.Z3}, GO, "zone"),
        ({"grade": Grade.DANGEROUS}, LIFE, "grade"),
        ({"zone": Zone.Z2}, LIFE, "zone"),
        ({"zone_expired": True}, LIFE, "zone_expired"),
        ({"is_today": True, "in_1h": 1, "in_6h": 1, "in_24h": 1}, LIFE, "last_hour"),
        ({"grade": Grade.VERY_DANGEROUS}, DOWN, "grade"),
        ({"grade": Grade.UNKNOWN, "watched": 0.31}, DOWN, "unknown"),
        ({"grade": Grade.DO_NOT_GO}, DOWN, "closed"),
        ({"is_held": True}, DOWN, "held"),
        ({"zone": None}, DOWN, "no_zone"),
        ({"zone": Zone.Z1}, DOWN, "zone"),
        ({"is_today": True, "in_6h": 2, "in_24h": 2}, DOWN, "often_6h"),
        ({"is_today": True, "in_24h": 3}, DOWN, "often_24h"),
    ],
)
def test_the_strictest_reason_rules_and_comes_first(changes, advice, code):
    found = advise(replace(QUIET, **changes))

    assert found.advice is advice
    assert found.reasons[0].goes is advice
    assert code in {one.code for one in found.reasons if one.goes is advice}


@given(FACTS)
def test_there_is_always_a_reason_and_its_sentence_has_its_facts(facts):
    found = advise(facts)

    assert found.advice is max((one.goes for one in found.reasons), key=LOOSEST_FIRST.index)
    assert all(one.says % one.facts for one in found.reasons)


@given(FACTS, st.sampled_from(["zone_expired", "is_held", "in_1h", "in_6h", "in_24h"]))
def test_whatever_gets_worse_never_loosens_the_advice(facts, what):
    worse = replace(facts, **{what: True if what.startswith(("zone", "is")) else getattr(facts, what) + 1})

    assert not advise(worse).advice.is_looser_than(advise(facts).advice)


def test_the_last_hours_count_for_today_only():
    busy = replace(QUIET, in_1h=1, in_6h=2, in_24h=5)

    assert advise(busy).advice is GO
    assert advise(replace(busy, is_today=True)).advice is DOWN


def test_too_few_reports_say_how_much_was_watched():
    reason = advise(replace(QUIET, grade=Grade.UNKNOWN, watched=0.319)).reasons[0]

    assert reason.facts == {"share": 31}
