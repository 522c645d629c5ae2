from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.needs import (
    MOST_VULNERABILITY,
    VULNERABILITY_LABELS,
    VULNERABILITY_POINTS,
    Override,
    ScorePart,
    StopPattern,
    TriageFacts,
    Urgency,
    Vulnerability,
    planner_weight,
    total,
    triage_score,
    vulnerabilities_of,
)

MAY_13 = date(2023, 5, 13)
BARE = TriageFacts(Urgency.U4, on=MAY_13, logged_on=MAY_13)
dates = st.dates(date(2023, 1, 1), date(2023, 12, 31))
some_facts = st.builds(
    TriageFacts,
    urgency=st.sampled_from(Urgency),
    on=dates,
    logged_on=dates,
    vulnerabilities=st.frozensets(st.sampled_from(Vulnerability)),
    misses_in_a_row=st.integers(0, 9),
    deadline_on=st.none() | dates,
    months_missed=st.integers(0, 9),
    override=st.none() | st.builds(Override, st.integers(-50, 100), st.just("О. Бойко"), st.just("сусідка просила")),
)


def score(facts):
    return total(triage_score(facts))


def points(facts, code):
    return sum(part.points for part in triage_score(facts) if part.code == code)


def test_mrs_ludmillas_score_line_by_line():
    ludmilla = TriageFacts(
        Urgency.U2,
        on=date(2023, 5, 22),
        logged_on=date(2023, 4, 28),
        vulnerabilities=frozenset({Vulnerability.OLD_AND_ALONE, Vulnerability.MUCH_DIFFICULTY}),
        misses_in_a_row=3,
        deadline_on=date(2023, 5, 25),
    )

    assert [(part.code, part.points) for part in triage_score(ludmilla)] == [
        ("urgency", 60),
        ("old_and_alone", 15),
        ("much_difficulty", 10),
        ("waiting", 20),
        ("misses", 20),
        ("deadline", 10),
    ]
    assert score(ludmilla) == 135
    assert planner_weight(135) == 13.5


@pytest.mark.parametrize(("urgency", "expected"), [("U1", 100), ("U2", 60), ("U3", 30), ("U4", 10)])
def test_urgency_alone_is_the_whole_score_of_a_new_need(urgency, expected):
    assert score(replace(BARE, urgency=Urgency(urgency))) == expected


@given(some_facts)
def test_no_group_of_parts_exceeds_its_most(facts):
    vulnerable = sum(points(facts, what.value) for what in Vulnerability)

    assert vulnerable == min(MOST_VULNERABILITY, sum(VULNERABILITY_POINTS[what] for what in facts.vulnerabilities))
    assert 0 <= points(facts, "waiting") <= 20
    assert 0 <= points(facts, "misses") <= 20
    assert 0 <= points(facts, "deadline") <= 30


@given(some_facts)
def test_each_part_can_be_said_in_one_line_with_its_own_facts(facts):
    for part in triage_score(facts):
        assert part.label % part.facts
        assert "\n" not in part.label


@given(some_facts)
def test_everything_told_about_a_person_is_shown_even_at_zero(facts):
    assert {part.code for part in triage_score(facts)} >= {what.value for what in facts.vulnerabilities}


@given(some_facts, st.sampled_from(Vulnerability))
def test_one_more_hardship_never_lowers_the_score(facts, what):
    assert score(replace(facts, vulnerabilities=facts.vulnerabilities | {what})) >= score(facts)


@given(some_facts)
def test_one_more_miss_never_lowers_the_score(facts):
    assert score(replace(facts, misses_in_a_row=facts.misses_in_a_row + 1)) >= score(facts)


@given(some_facts, st.integers(0, 400))
def test_a_need_that_waits_never_sinks(facts, days):
    assert score(replace(facts, on=facts.on + timedelta(days=days))) >= score(facts)


@given(some_facts, st.integers(0, 60))
def test_a_nearer_deadline_never_lowers_the_score(facts, days):
    if facts.deadline_on is not None:
        assert score(replace(facts, deadline_on=facts.deadline_on - timedelta(days=days))) >= score(facts)


@given(some_facts)
def test_a_coordinators_points_are_a_part_of_their_own(facts):
    signed = Override(7, "О. Бойко", "сусідка просила")
    without = replace(facts, override=None)

    assert score(replace(without, override=signed)) == score(without) + 7
    assert triage_score(replace(without, override=signed))[-1] == ScorePart(
        "override", 7, "Changed by %(by)s: %(reason)s", {"by": "О. Бойко", "reason": "сусідка просила"}
    )


@pytest.mark.parametrize(("days", "expected"), [(-9, 30), (0, 30), (1, 20), (2, 10), (3, 10), (4, 5), (7, 5), (8, 0)])
def test_a_deadline_counts_in_steps_and_keeps_counting_once_past(days, expected):
    assert points(replace(BARE, deadline_on=MAY_13 + timedelta(days=days)), "deadline") == expected


def test_the_fifth_missed_month_counts_like_a_deadline_of_tomorrow():
    far = replace(BARE, deadline_on=MAY_13 + timedelta(days=25))

    assert points(replace(far, months_missed=4), "deadline") == 0
    assert points(replace(far, months_missed=5), "deadline") == 20


def test_two_turned_back_for_danger_surface():
    assert score(replace(BARE, misses_in_a_row=2)) == score(BARE) + 20


def test_danger_has_no_place_in_the_score():
    assert not [one.name for one in fields(TriageFacts) if "danger" in one.name or "zone" in one.name]


@given(st.floats(-1000, 1000))
def test_the_planners_weight_stays_between_0_and_25(points):
    assert 0 <= planner_weight(points) <= 25


def test_every_hardship_has_points_and_words():
    assert set(VULNERABILITY_POINTS) == set(VULNERABILITY_LABELS) == set(Vulnerability)


def test_an_escort_brings_the_person_home_again():
    assert StopPattern.ESCORT.stops == ("home", "point", "home")
    assert all(pattern.stops is not None for pattern in StopPattern)


def test_the_record_of_a_person_says_what_makes_waiting_harder():
    told = vulnerabilities_of(on=MAY_13, birth_year=1941, lives_alone=True, walks_with_difficulty=True, has_phone=False)

    assert told == {Vulnerability.OLD_AND_ALONE, Vulnerability.MUCH_DIFFICULTY, Vulnerability.NO_PHONE}


def test_living_alone_counts_from_75_on_or_when_the_year_is_not_known():
    assert not vulnerabilities_of(on=MAY_13, birth_year=1949, lives_alone=True)
    assert vulnerabilities_of(on=MAY_13, birth_year=1948, lives_alone=True)
    assert vulnerabilities_of(on=MAY_13, lives_alone=True)
