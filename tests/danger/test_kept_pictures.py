"""What a process keeps of a hub never shows: its picture is that of a process that knows nothing yet."""

from contextlib import contextmanager
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.danger import listening, picture, weighing
from app.danger.kept import Kept
from app.danger.packing import plain
from app.danger.picture import danger_now
from app.danger.weighing import recent_shellings
from app.domain.shelling import TimePrecision
from app.shelling.history import PastReport, keep_history
from tests.danger.past import shell
from tests.danger.test_replay import A_STEP, A_TELLING, HALF_HOUR, Town
from tests.factories import NOON, make_area, make_hub, make_user
from tests.shelling.drafts import told

KEPT = ((picture, "_latest_pictures"), (weighing, "_last_read"), (listening, "_last_read"))
MORE_STEPS = st.one_of(
    st.tuples(st.just("lie_in"), st.tuples(st.integers(1, 3), st.integers(0, 3))),
    st.tuples(st.just("bring"), A_TELLING),
    st.tuples(st.just("look"), st.none()),
)


class Watched(Town):
    """The same town; areas are moved, reports of long ago are brought, and somebody looks now and then."""

    def lie_in(self, facts):
        inner, outer = facts
        self.areas[inner].parent_id = self.areas[0].id if outer == 0 else None
        self.session.flush()

    def bring(self, facts):
        """Of the same spans as what was told: it often joins what is there and changes neither span nor state."""
        latest = self.now - facts["ago"] * HALF_HOUR
        span = {"earliest_at": latest, "latest_at": latest, "precision": TimePrecision.EXACT}
        draft = told(self.areas[facts["where"]], **span, source_ref="ДСНС", source_type=facts["source_type"])
        keep_history(self.session, [[PastReport(draft, self.now, "1")]], **self.by_boss())

    def look(self, _nothing=None):
        return danger_now(self.session, self.hub.id, now=self.now)

    def is_as_new(self, monkeypatch):
        """A picture stays for a minute: it is that of the moment at which it was drawn."""
        kept = self.look()
        with nothing_kept(monkeypatch):
            return plain(danger_now(self.session, self.hub.id, now=kept.issued_at)) == plain(kept)


@contextmanager
def nothing_kept(monkeypatch):
    """As in a process that has just begun; what is learned at set hours stays as it was learned."""
    with monkeypatch.context() as other:
        for module, name in KEPT:
            other.setattr(module, name, Kept())
        yield


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=st.lists(A_TELLING, min_size=1, max_size=5), steps=st.lists(A_STEP | MORE_STEPS, max_size=25))
def test_a_kept_picture_is_byte_by_byte_that_of_a_process_that_knows_nothing(session, monkeypatch, before, steps):
    session.rollback()
    town = Watched(session)
    for step in [*(("tell", one) for one in before), ("look", None), *steps]:
        town.do(step)
        assert step[0] != "look" or town.is_as_new(monkeypatch)

    assert town.is_as_new(monkeypatch)


def test_only_what_changed_is_read_again(session):
    hub = make_hub(session, created_at=NOON - timedelta(days=40))
    area, people = make_area(session, hub, "KOS-C"), [make_user(session, hub) for _ in range(2)]
    events = [shell(session, hub, area, people[0], hours_ago=hours) for hours in (3, 30, 300)]
    before = recent_shellings(session, hub.id, now=NOON).all.by_event

    events[1].reports[0].withdrawn_at = NOON
    events[1].version += 1
    session.flush()

    after = recent_shellings(session, hub.id, now=NOON).all.by_event
    assert [after[event.id] is before[event.id] for event in events] == [True, False, True]


def test_a_report_brought_from_history_counts_though_its_event_stays_as_it_was(session, monkeypatch):
    hub = make_hub(session, created_at=NOON - timedelta(days=40))
    boss, area = make_user(session, hub), make_area(session, hub, "KOS-C")
    events = []
    for ref in ("ДСНС", "ОВА", "ГУНП"):
        span = {"earliest_at": NOON - HALF_HOUR, "latest_at": NOON - HALF_HOUR, "precision": TimePrecision.EXACT}
        past = PastReport(told(area, **span, source_ref=ref), NOON, ref)
        keep_history(session, [[past]], hub_id=hub.id, by_id=boss.id, now=NOON)
        events.append(recent_shellings(session, hub.id, now=NOON).all)

    assert [[len(one.tellings) for one in known.all] for known in events] == [[1], [2], [3]]


def test_the_hub_asked_for_longest_ago_makes_room():
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.find(key) or kept.keep(key, key.upper())

    assert [kept.find(key) for key in ("a", "b", "c")] == ["A", None, "C"]
