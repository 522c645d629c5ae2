"""Whatever is reported, corrected, named, withdrawn or judged: no hold ends or gets shorter, nothing held goes free."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.errors import Refused
from app.domain.ground import Ground, touched
from app.domain.holds import hold_span, reach_m
from app.domain.roles import Role
from app.domain.shelling import TimePrecision, VerdictKind
from app.domain.weapons import WEAPONS, Chip, kinds_of
from app.models import Hold, RoadSegment
from app.shelling.draft import ReportDraft
from app.shelling.service import amend_report, record_verdict, report_shelling, withdraw_report
from tests.factories import NOON, make_area, make_hub, make_service_point, make_user

FOREVER = datetime.max.replace(tzinfo=UTC)
SPOTS = {"KOS-C": (48.528, 37.707), "KOS-N": (48.545, 37.700), "KOS-E": (48.530, 37.735), "DRU-C": (48.630, 37.553)}
VERDICTS = [kind for kind in VerdictKind if kind in {"corroborate", "confirm", "dispute", "mark_false"}]

minutes = st.integers(0, 300)
accounts = st.fixed_dictionaries(
    {
        "area": st.sampled_from(list(SPOTS)),
        "weapon": st.sampled_from([None, *WEAPONS]),
        "chip": st.sampled_from(list(Chip)),
        "ago": minutes,
        "length": st.integers(0, 60),
        "point": st.none() | st.sampled_from(list(SPOTS.values())),
        "road": st.booleans(),
    }
)
acts = st.one_of(
    st.tuples(st.just("report"), accounts),
    st.tuples(st.just("amend"), accounts),
    st.tuples(st.just("name"), st.integers(0, 30)),
    st.tuples(st.just("withdraw"), st.none()),
    st.tuples(st.just("judge"), st.sampled_from(VERDICTS)),
)


class Town:
    """Four areas, a road and a service point, two volunteers and a coordinator; every act a minute after the last."""

    def __init__(self, session) -> None:
        self.session, self.now = session, NOON
        self.hub = make_hub(session, f"h{uuid4().hex[:8]}")
        self.areas = {code: make_area(session, self.hub, code, lat=lat, lon=lon) for code, (lat, lon) in SPOTS.items()}
        ends = self.areas["KOS-C"].id, self.areas["DRU-C"].id
        self.road = RoadSegment(hub_id=self.hub.id, name="T0504", from_area_id=ends[0], to_area_id=ends[1])
        session.add(self.road)
        make_service_point(session, self.areas["DRU-C"], self.hub, lat=48.55, lon=37.70)
        self.people = [make_user(session, self.hub, Role.VOLUNTEER) for _ in range(2)]
        self.boss = make_user(session, self.hub)
        self.reports = []
        session.flush()

    def draft(self, said) -> ReportDraft:
        point = said["point"] or (None, None)
        latest = self.now - timedelta(minutes=said["ago"])
        return ReportDraft(
            client_key=uuid4(),
            area_id=self.areas[said["area"]].id,
            chip=WEAPONS[said["weapon"]].chip if said["weapon"] else said["chip"],
            weapon=said["weapon"],
            earliest_at=latest - timedelta(minutes=said["length"]),
            latest_at=latest,
            precision=TimePrecision.QUARTER,
            lat=point[0],
            lon=point[1],
            road_segment_id=self.road.id if said["road"] else None,
        )

    def do(self, act, said) -> None:
        self.now += timedelta(minutes=1)
        if act != "report" and not self.reports:
            return
        try:
            with self.session.begin_nested():
                self._do(act, said)
        except Refused:
            pass  # a refused act changes nothing, and that is looked at too

    def _do(self, act, said) -> None:
        who = self.people[len(self.reports) % 2]
        by = {"hub_id": self.hub.id, "by_id": who.id, "now": self.now}
        last = self.reports[-1] if self.reports else None
        if act == "report":
            self.reports.append(report_shelling(self.session, self.draft(said), **by).report)
            return
        author = by | {"by_id": last.reporter_id}
        if act == "amend":
            self.reports.append(amend_report(self.session, last.id, self.draft(said), **author).report)
        elif act == "name":
            kinds = kinds_of(last.chip.value)
            named = {"area": last.area.code, "chip": last.chip, "ago": 0, "length": 0, "point": None, "road": False}
            draft = self.draft(named | {"weapon": kinds[said % len(kinds)].code})
            self.reports.append(amend_report(self.session, last.id, draft, **author).report)
        elif act == "withdraw":
            withdraw_report(self.session, last.id, reason="wrong_area", **author)
        else:
            of_boss = by | {"by_id": self.boss.id}
            record_verdict(
                self.session, last.event_id, said, "перевірено", expected_version=last.event.version, **of_boss
            )

    def held(self):
        """By hold: what it lies on, and until when."""
        self.session.flush()
        rows = self.session.scalars(select(Hold).where(Hold.hub_id == self.hub.id)).all()
        for row in rows:
            assert sum(x is not None for x in _things(row)) == 1
            assert row.released_at is None
        return {row.id: (_things(row), row.review_at or FOREVER) for row in rows}


def _things(row: Hold):
    return row.area_id, row.road_segment_id, row.service_point_id, row.visit_id


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(acts, min_size=2, max_size=7))
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_act_but_a_release_ends_or_shortens_a_hold(session, steps):
    town = Town(session)
    before = town.held()
    for act, said in steps:
        town.do(act, said)
        after = town.held()
        for hold_id, (thing, until) in before.items():
            assert after[hold_id][0] == thing
            assert after[hold_id][1] >= until
        before = after


moments = st.integers(0, 6 * 60).map(lambda minute: NOON - timedelta(minutes=minute))


@settings(max_examples=300)
@given(what=st.sampled_from([*WEAPONS, *(chip.value for chip in Chip)]), one=moments, other=moments, late=minutes)
def test_a_later_possible_time_never_reviews_sooner_and_a_late_receipt_never_later(what, one, other, late):
    early, latest = sorted((one, other))
    sooner, later = hold_span(early, NOON, what), hold_span(latest, NOON, what)
    received_late = hold_span(latest, NOON + timedelta(minutes=late), what)

    assert sooner is None or (later is not None and (later.review_at or FOREVER) >= (sooner.review_at or FOREVER))
    assert received_late is None or received_late.review_at == later.review_at


@settings(max_examples=300)
@given(kind=st.sampled_from(list(WEAPONS)), latest=moments)
def test_an_unnamed_kind_holds_at_least_as_far_and_as_long_as_any_it_stands_for(kind, latest):
    chip = WEAPONS[kind].chip.value
    named, unnamed = hold_span(latest, NOON, kind), hold_span(latest, NOON, chip)

    assert named is None or (unnamed is not None and (unnamed.review_at or FOREVER) >= (named.review_at or FOREVER))
    assert reach_m(chip, has_point=True) >= reach_m(kind, has_point=True)


coordinates = st.tuples(st.floats(48.4, 48.8), st.floats(37.4, 37.9))


@settings(max_examples=200)
@given(
    source=coordinates,
    places=st.dictionaries(st.integers(0, 20), st.tuples(coordinates, st.floats(0, 6000)), max_size=8),
    radii=st.tuples(st.floats(0, 10_000), st.floats(0, 10_000)),
)
def test_a_wider_disc_touches_all_that_a_narrower_one_does(source, places, radii):
    grounds = {key: Ground.disc(*spot, radius_m) for key, (spot, radius_m) in places.items()}
    narrow, wide = (touched([Ground.point(*source)], grounds, radius_m) for radius_m in sorted(radii))

    assert narrow <= wide
