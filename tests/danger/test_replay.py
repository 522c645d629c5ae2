"""Every danger map that was stored can be made again, byte by byte, whatever was written after it."""

from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.hubs import keep_settings
from app.danger import maps
from app.domain.errors import Refused
from app.domain.roles import Role
from app.domain.shelling import Chip, Observation, SourceType, TimePrecision, VerdictKind
from app.domain.zones import Zone
from app.models import AreaKind, IssuedMap
from app.places import queries as places
from app.places import service as place_service
from app.places.zone_service import set_zone
from app.shelling import service
from tests.factories import NOON, make_area, make_hub, make_user
from tests.shelling.drafts import report, told

HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
HUBS = count()
WHICH = st.integers(0, 20)
A_TELLING = st.fixed_dictionaries(
    {
        "who": st.integers(0, 3),
        "where": st.integers(0, 3),
        "ago": st.integers(0, 30 * 48),
        "width": st.integers(0, 24),
        "chip": st.sampled_from(Chip),
        "observation": st.sampled_from(Observation),
        "source_type": st.sampled_from(SourceType),
        "is_hearsay": st.booleans(),
    }
)
A_STEP = st.one_of(
    st.tuples(st.just("tell"), A_TELLING),
    st.tuples(st.just("amend"), st.tuples(WHICH, A_TELLING)),
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(
        st.just("judge"),
        st.tuples(WHICH, st.sampled_from([one for one in VerdictKind if one.value not in {"merge", "separate"}])),
    ),
    st.tuples(st.just("join"), st.tuples(WHICH, WHICH)),
    st.tuples(st.just("split"), WHICH),
    st.tuples(st.just("tie"), st.tuples(WHICH, WHICH)),
    st.tuples(st.just("listen"), st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 24))),
    st.tuples(st.just("release"), WHICH),
    st.tuples(st.just("close"), st.integers(0, 3)),
    st.tuples(st.just("set"), st.sampled_from([0.3, 0.5, 0.9])),
    st.tuples(st.just("pass"), st.integers(1, 40)),
    st.tuples(st.just("issue"), st.none()),
)


class Town:
    """A settlement of two areas and a place apart, whose people do everything that moves the danger picture."""

    def __init__(self, session):
        self.session, self.now = session, NOON
        self.hub = make_hub(session, f"replay{next(HUBS)}", created_at=NOON - 40 * DAY)
        town = make_area(session, self.hub, "KOS", kind=AreaKind.SETTLEMENT)
        parts = [make_area(session, self.hub, code, parent_id=town.id) for code in ("KOS-C", "KOS-N")]
        self.areas = [town, *parts, make_area(session, self.hub, "DRU-C")]
        self.people = [make_user(session, self.hub, Role.VOLUNTEER) for _ in range(3)]
        self.boss = make_user(session, self.hub)
        self.people.append(self.boss)
        self.reports = []

    def do(self, step):
        name, facts = step
        if name in {"amend", "withdraw", "judge", "join", "split", "tie"} and not self.reports:
            return
        self.now += timedelta(seconds=7)
        try:
            with self.session.begin_nested():
                getattr(self, name if name != "pass" else "wait")(facts)
        except Refused:
            pass

    def draft(self, facts):
        latest = self.now - facts["ago"] * HALF_HOUR
        spans = {
            "earliest_at": latest - facts["width"] * HALF_HOUR,
            "latest_at": latest,
            "precision": TimePrecision.HOUR if facts["width"] <= 4 else TimePrecision.DATE,
        }
        return spans | {name: facts[name] for name in ("chip", "observation", "source_type", "is_hearsay")}

    def tell(self, facts):
        area, who = self.areas[facts["where"]], self.people[facts["who"]]
        self.reports.append(report(self.session, self.hub, who, area, now=self.now, **self.draft(facts)).report)

    def amend(self, facts):
        old, draft = self.one(facts[0]), told(self.areas[facts[1]["where"]], **self.draft(facts[1]))
        new = service.amend_report(
            self.session, old.id, draft, hub_id=self.hub.id, by_id=old.reporter_id or self.boss.id, now=self.now
        )
        self.reports.append(new.report)

    def withdraw(self, which):
        one = self.one(which)
        service.withdraw_report(
            self.session, one.id, hub_id=self.hub.id, by_id=one.reporter_id, reason="помилка", now=self.now
        )

    def judge(self, facts):
        event = self.one(facts[0]).event
        service.record_verdict(self.session, event.id, facts[1], "-", expected_version=event.version, **self.by_boss())

    def join(self, facts):
        one, other = self.one(facts[0]).event, self.one(facts[1]).event
        service.join_events(self.session, one.id, other.id, "-", expected_version=one.version, **self.by_boss())

    def split(self, which):
        one = self.one(which)
        service.split_report(self.session, one.id, "-", expected_version=one.event.version, **self.by_boss())

    def tie(self, facts):
        one = self.one(facts[0])
        self.session.flush()
        self.session.expire_all()  # a join may have moved it to another event
        others = one.event.reports
        marks = {"reliability": None, "credibility": None, "tied_to_id": others[facts[1] % len(others)].id}
        service.mark_report(self.session, one.id, **marks, why="одна родина", **self.by_boss())

    def listen(self, facts):
        area, who, hours = facts
        span = {"from_at": self.now - hours * 2 * HALF_HOUR, "to_at": self.now}
        by = {"hub_id": self.hub.id, "by_id": self.people[who].id, "now": self.now}
        service.say_quiet(self.session, self.areas[area].id, **span, **by)

    def release(self, which):
        holds = places.holds_covering(self.session, self.hub.id, now=self.now).all
        if holds:
            hold = holds[which % len(holds)]
            place_service.release_hold(
                self.session, hold.id, reason="-", expected_version=hold.version, **self.by_boss()
            )

    def close(self, which):
        set_zone(self.session, self.areas[which].id, Zone.Z0, review_by=self.now + DAY / 2, note="-", **self.by_boss())

    def set(self, share):
        keep_settings(self.session, self.hub, {"reporting_share": share}, by_id=self.boss.id, now=self.now)

    def wait(self, half_hours):
        self.now += half_hours * HALF_HOUR

    def issue(self, _nothing=None):
        maps.store_map(self.session, self.hub.id, now=self.now)

    def one(self, which):
        """As it stands: a join may have moved it to another event."""
        self.session.flush()
        found = self.reports[which % len(self.reports)]
        self.session.expire(found, ["event"])
        return found

    def by_boss(self):
        return {"hub_id": self.hub.id, "by_id": self.boss.id, "now": self.now}

    def issued(self):
        return self.session.scalars(select(IssuedMap).where(IssuedMap.hub_id == self.hub.id)).all()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=st.lists(A_TELLING, min_size=1, max_size=4), steps=st.lists(A_STEP, max_size=25))
def test_every_stored_map_replays_to_the_same_bytes(session, before, steps):
    session.rollback()
    town = Town(session)
    for one in before:
        town.do(("tell", one))
    town.issue()
    for step in steps:
        town.do(step)
    town.issue()
    session.flush()
    session.expire_all()

    assert len(town.issued()) >= 1
    assert [maps.replay(session, one) for one in town.issued()] == [maps.Replay(True)] * len(town.issued())
