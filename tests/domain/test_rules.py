"""The gates a visit passes before anybody leaves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.danger.advice import Advice
from app.domain.rules import RULES, AlarmFacts, Move, RuleSettings, Strictness, VisitFacts, breaches
from app.domain.timespan import Window
from app.domain.zones import Zone

NOON = datetime(2025, 6, 11, 12, tzinfo=UTC)
OF_THE_WHOLE_PLAN = {"G16"}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REAR = VisitFacts(
    departs_at=NOON,
    zone=Zone.Z4,
    zone_expired=False,
    team_size=2,
    on_site_min=30,
    moves=(Move(Window(720, 780), (Window(0, 300),)),),
    held=False,
    near_report_at=None,
    mine_m=None,
    decided=None,
    attacks_6h=0,
    attacks_24h=0,
    closed_road="",
    alarms=(),
    feed_age=None,
    now=NOON,
    client_confirmed_at=NOON - HOUR,
    point_confirmed_at=NOON - HOUR,
)


def found(**changes):
    return {(breach.rule.code, breach.strictness.value) for breach in breaches(replace(REAR, **changes))}


def test_a_visit_in_the_rear_with_all_confirmed_breaks_no_gate():
    assert breaches(REAR) == []


@pytest.mark.parametrize(
    ("changes", "code", "strictness"),
    [
        ({"zone": None}, "G01", "hard"),
        ({"zone": Zone.Z0}, "G01", "hard"),
        ({"zone": Zone.Z1, "life_saving": True}, "G01", "hard"),
        ({"zone": Zone.Z2}, "G01", "hard"),
        ({"zone": Zone.Z2, "life_saving": True}, "G01", "approver"),
        ({"zone": Zone.Z3}, "G01", "approver"),
        ({"zone_expired": True}, "G02", "approver"),
        ({"zone": Zone.Z2}, "G03", "hard"),
        ({"permit_needed": True}, "G03", "hard"),
        ({"permit_needed": True, "permit_missing": ("Petro",)}, "G03", "hard"),
        ({"moves": (Move(Window(890, 910), (Window(900, 1440),)),)}, "G04", "hard"),
        ({"team_size": 1}, "G05", "hard"),
        ({"usual": (Window(570, 631),)}, "G15", "warning"),
        ({"usual": (Window(570, 631),), "zone": Zone.Z2}, "G15", "approver"),
        ({"held": True}, "G07", "hard"),
        ({"near_report_at": NOON - 59 * MINUTE}, "G07", "approver"),
        ({"attacks_6h": 2}, "G08", "approver"),
        ({"attacks_24h": 3}, "G08", "approver"),
        ({"closed_road": "T0504"}, "G09", "hard"),
        ({"alarms": (AlarmFacts(NOON - 29 * MINUTE, None, True, False),)}, "G10", "warning"),
        ({"feed_age": 11 * MINUTE}, "G11", "warning"),
        ({"alarms": (AlarmFacts(NOON - HOUR, None, False, True),)}, "G12", "warning"),
        ({"alarms": (AlarmFacts(NOON - 3 * HOUR, NOON - 59 * MINUTE, False, True),)}, "G12", "warning"),
        ({"decided": Advice.STAND_DOWN, "life_saving": True}, "G20", "hard"),
        ({"decided": Advice.LIFE_SAVING}, "G20", "hard"),
        ({"mine_m": 100.0}, "G13", "hard"),
        ({"zone": Zone.Z3, "on_site_min": 21}, "G14", "approver"),
        ({"client_confirmed_at": None}, "G17", "approver"),
        ({"client_confirmed_at": NOON - 121 * MINUTE}, "G17", "approver"),
        ({"point_confirmed_at": NOON - 121 * MINUTE}, "G18", "approver"),
    ],
)
def test_each_gate_stops_what_it_is_for(changes, code, strictness):
    assert (code, strictness) in found(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"permit_needed": True, "permit_missing": ()},
        {"near_report_at": NOON - HOUR},
        {"mine_m": 101.0},
        {"attacks_6h": 1, "attacks_24h": 2},
        {"alarms": (AlarmFacts(NOON - 30 * MINUTE, None, True, False),)},
        {"alarms": (AlarmFacts(NOON - 3 * HOUR, NOON - HOUR, False, True),)},
        {"feed_age": 10 * MINUTE},
        {"moves": (Move(Window(720, 900), (Window(900, 1440),)),)},
        {"client_confirmed_at": NOON - 2 * HOUR},
        {"needs_client": False, "client_confirmed_at": None},
        {"needs_point": False, "point_confirmed_at": None},
    ],
)
def test_up_to_its_limit_a_gate_lets_pass(changes):
    assert found(**changes) == set()


def test_the_block_names_who_is_missing_from_the_permit():
    (breach,) = breaches(replace(REAR, permit_needed=True, permit_missing=("Petro",)))

    assert breach.says % breach.facts == "The permit does not cover: ('Petro',)."


def test_every_breach_has_the_facts_its_sentence_needs():
    worst = replace(
        REAR,
        zone=Zone.Z3,
        zone_expired=True,
        permit_needed=True,
        moves=(Move(Window(890, 910), (Window(900, 1440),)),),
        team_size=1,
        held=True,
        near_report_at=NOON,
        mine_m=3.0,
        attacks_6h=2,
        closed_road="T0504",
        alarms=(AlarmFacts(NOON, None, True, True),),
        feed_age=HOUR,
        on_site_min=90,
        decided=Advice.STAND_DOWN,
        usual=(Window(570, 631),),
        client_confirmed_at=None,
        point_confirmed_at=NOON - 3 * HOUR,
    )

    sentences = [breach.says % breach.facts for breach in breaches(worst)]

    assert len(sentences) == len(RULES.keys() - OF_THE_WHOLE_PLAN) + 1


def test_an_approver_never_overrides_a_hold():
    assert Strictness.HARD in {breach.strictness for breach in breaches(replace(REAR, held=True))}
    assert Strictness.HARD not in {breach.strictness for breach in breaches(replace(REAR, near_report_at=NOON))}


def test_a_hub_may_be_stricter():
    strict = RuleSettings(smallest_team=3)

    assert [breach.rule.code for breach in breaches(REAR, strict)] == ["G05"]


def test_each_rule_has_its_words_and_none_promises_safety():
    assert set(RULES) == {f"G{number:02}" for number in (*range(1, 6), *range(7, 19), 20)}
    for code, rule in RULES.items():
        assert rule.code == code
        assert rule.strictness in Strictness
        assert "safe" not in f"{rule.title} {rule.help}".lower()


def test_no_alarm_stands_in_the_way_of_anybody():
    every = tuple(AlarmFacts(NOON - age * MINUTE, None, True, True) for age in range(0, 200, 10))

    found = breaches(replace(REAR, alarms=every, feed_age=24 * HOUR))

    assert {breach.strictness for breach in found} == {Strictness.WARNING}
