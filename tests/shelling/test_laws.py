"""The first law of this room: a report may only tighten, whatever came before it."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.danger.picture import danger_now
from app.domain.danger.grade import Grade
from app.domain.roles import Role
from app.domain.shelling import Chip, Observation, SourceType, TimePrecision, VerdictKind
from app.models import AreaKind, AreaWatch
from app.places import queries as places
from app.shelling import service
from app.shelling.errors import OwnReport
from tests.factories import NOON, make_area, make_hub, make_user
from tests.shelling.drafts import report

HALF_HOUR = timedelta(minutes=30)
A_REPORT = st.fixed_dictionaries(
    {
        "who": st.integers(0, 3),
        "where": st.integers(0, 3),
        "ago": st.integers(0, 40 * 24),
        "width": st.integers(0, 24),
        "chip": st.sampled_from(Chip),
        "observation": st.sampled_from(Observation),
        "source_type": st.sampled_from(SourceType),
        "is_hearsay": st.booleans(),
    }
)
A_VERDICT = st.tuples(
    st.integers(0, 20), st.sampled_from([kind for kind in VerdictKind if kind.value not in {"merge", "separate"}])
)
HUBS = count()


class Town:
    """A settlement of two areas, a place apart, people, and some hours of listening."""

    def __init__(self, session, watched: int) -> None:
        self.session = session
        self.hub = make_hub(session, f"hub{next(HUBS)}")
        town = make_area(session, self.hub, "KOS", kind=AreaKind.SETTLEMENT)
        parts = [make_area(session, self.hub, code, parent_id=town.id) for code in ("KOS-C", "KOS-N")]
        self.areas = [town, *parts, make_area(session, self.hub, "DRU-C")]
        self.people = [make_user(session, self.hub, Role.VOLUNTEER) for _ in range(3)]
        self.boss = make_user(session, self.hub)
        self.people.append(self.boss)
        self.events = []
        for area in self.areas:
            session.add(
                AreaWatch(
                    hub_id=self.hub.id,
                    area_id=area.id,
                    by_id=self.boss.id,
                    from_at=NOON - timedelta(hours=watched),
                    to_at=NOON,
                )
            )
        session.flush()

    def tell(self, one: dict) -> None:
        latest = NOON - one["ago"] * HALF_HOUR
        spans = {
            "earliest_at": latest - one["width"] * HALF_HOUR,
            "latest_at": latest,
            "precision": TimePrecision.HOUR if one["width"] <= 4 else TimePrecision.DATE,
        }
        facts = {name: one[name] for name in ("chip", "observation", "source_type", "is_hearsay")}
        area, who = self.areas[one["where"]], self.people[one["who"]]
        self.events.append(report(self.session, self.hub, who, area, **spans, **facts).report.event)

    def judge(self, which: int, kind: VerdictKind) -> None:
        event = self.events[which % len(self.events)]
        try:
            service.record_verdict(
                self.session,
                event.id,
                kind,
                "-",
                hub_id=self.hub.id,
                expected_version=event.version,
                by_id=self.boss.id,
                now=NOON,
            )
        except OwnReport:
            return

    def grades(self) -> dict[tuple[int, str], Grade]:
        areas = danger_now(self.session, self.hub.id, now=NOON).areas
        days = ("grade_now", "grade_today", "grade_tomorrow")
        return {(area_id, day): getattr(found, day) for area_id, found in areas.items() for day in days}

    def holds(self) -> dict[int, object]:
        found = places.holds_covering(self.session, self.hub.id, now=NOON).all
        return {hold.id: hold.review_at for hold in found}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(A_REPORT, min_size=1, max_size=5),
    verdicts=st.lists(A_VERDICT, max_size=3),
    late=A_REPORT,
    watched=st.sampled_from([0, 23, 24, 48]),
)
def test_one_more_report_ends_no_hold_and_lowers_no_grade(session, before, verdicts, late, watched):
    session.rollback()
    town = Town(session, watched)
    for one in before:
        town.tell(one)
    for which, kind in verdicts:
        town.judge(which, kind)
    grades, holds = town.grades(), town.holds()

    town.tell(late)

    after = town.holds()
    assert holds.keys() <= after.keys()
    for hold_id, review_at in holds.items():
        assert after[hold_id] is None or (review_at is not None and after[hold_id] >= review_at)
    now = town.grades()
    lower = {
        place for place, grade in grades.items() if grade.is_worse_than(now[place]) or loses_data(grade, now[place])
    }
    assert not lower


def loses_data(before: Grade, after: Grade) -> bool:
    """A digit never turns into «no data», nor «no data» into a digit, by a report; only a hold closes."""
    return after is not Grade.DO_NOT_GO and (before is Grade.UNKNOWN) != (after is Grade.UNKNOWN)
