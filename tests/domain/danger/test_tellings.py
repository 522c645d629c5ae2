"""What one account weighs hangs on no other: whatever is added, and wherever it is joined, no hour counts for less."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.danger.events import WeightedEvent
from app.domain.danger.tellings import source_of, weight_of
from app.domain.shelling import Observation, SourceType, VerdictKind
from tests.domain.danger.histories import AREAS, CENTRE, HOUR, NOON, estimate

LIARS, HONEST = (1, 2, 3), range(4, 31)


@dataclass(frozen=True)
class Told:
    id: int = 1
    reporter_id: int | None = 7
    received_at: datetime = NOON
    withdrawn_at: datetime | None = None
    corrects_id: int | None = None
    observation: Observation = Observation.HEARD
    source_type: SourceType = SourceType.VOLUNTEER
    source_ref: str = ""
    is_hearsay: bool = False
    area: int = CENTRE
    minutes_ago: int = 60
    width_min: int = 30


@dataclass(frozen=True)
class Ruled:
    kind: VerdictKind
    by_id: int = 99
    at: datetime = NOON + HOUR


def tellings(accounts):
    return st.builds(
        Told,
        id=st.integers(1, 10_000),
        reporter_id=st.sampled_from(accounts),
        observation=st.sampled_from(Observation),
        is_hearsay=st.booleans(),
        withdrawn_at=st.sampled_from([None, None, NOON]),
        area=st.sampled_from(AREAS),
        minutes_ago=st.one_of(st.integers(0, 600), st.integers(0, 50_000)),
        width_min=st.sampled_from([0, 30, 120, 1440]),
    )


def counted(one, rulings=()):
    latest = NOON - timedelta(minutes=one.minutes_ago)
    return WeightedEvent(
        one.area, latest - timedelta(minutes=one.width_min), latest, weight_of(one, rulings), source_of(one)
    )


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.booleans(), tellings(HONEST), tellings(LIARS)), max_size=12))
def test_lies_told_between_honest_reports_lower_no_hour(told):
    truth = [counted(honest) for _, honest, _ in told]
    among = [event for lies, honest, lie in told for event in ([counted(lie)] * lies + [counted(honest)])]

    assert (estimate(*among).events_per_h >= estimate(*truth).events_per_h - 1e-9).all()


@settings(deadline=None, max_examples=100)
@given(st.lists(tellings([4, 5]), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_reports_makes_no_difference(told, chance):
    mixed = chance.sample(told, len(told))

    again = estimate(*map(counted, mixed)).events_per_h

    assert abs(again - estimate(*map(counted, told)).events_per_h).max() < 1e-9


def test_one_who_tells_the_same_twice_is_no_second_source():
    once, other = Told(), Told(id=2, reporter_id=8)

    alone, twice, both = (
        estimate(*map(counted, told)).events_per_h[0, 5]
        for told in ([once], [once, replace(once, id=3)], [once, other])
    )

    assert alone == twice < both


def test_hearsay_and_what_was_taken_back_weigh_as_unverified():
    for change in ({"is_hearsay": True}, {"observation": Observation.SECOND_HAND}, {"withdrawn_at": NOON}):
        assert weight_of(Told(**change), []) == 0.4
    assert weight_of(Told(reporter_id=None), []) == 0.4


def test_a_verdict_judges_what_was_received_by_then_and_nobody_judges_their_own():
    refuted = [Ruled(VerdictKind.MARK_FALSE)]

    assert weight_of(Told(), refuted) == 0
    assert weight_of(Told(received_at=NOON + 2 * HOUR), refuted) == 0.7
    assert weight_of(Told(reporter_id=99), refuted) == 0.7


def test_the_last_weakening_verdict_counts_and_what_strengthens_after_it():
    dispute, confirm = Ruled(VerdictKind.DISPUTE), Ruled(VerdictKind.CONFIRM, at=NOON + 2 * HOUR)

    assert weight_of(Told(), [dispute]) == 0.2
    assert weight_of(Told(), [dispute, confirm]) == 1
    assert weight_of(Told(), [confirm, replace(dispute, at=NOON + 3 * HOUR)]) == 0.2
    assert weight_of(Told(source_type=SourceType.TEAM_ON_SITE), []) == 1
