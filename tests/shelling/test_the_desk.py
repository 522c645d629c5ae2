"""What the desk makes of phones: one salvo is one event, a late report only counts, a doubt opens nothing."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.errors import Refused
from app.domain.roles import Role
from app.domain.shelling import Chip, EventState, TimePrecision, VerdictKind
from app.domain.sources import Credibility, Reliability
from app.models import Hold, ShellingEvent
from app.places import queries as places
from app.shelling import queries, service
from tests.factories import NOON, make_area, make_hub, make_user, sign_in
from tests.intake.phone import make_phone
from tests.shelling.drafts import report

pytestmark = pytest.mark.usefixtures("noon")
HOUR = timedelta(hours=1)
HUBS = count()
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_three_volunteers_on_one_salvo_are_one_event_of_three_sources_corroborated(session, client):
    phone = make_phone(session, client)
    for _ in range(3):
        sign_in(session, client, make_user(session, phone.hub, Role.VOLUNTEER))
        assert phone.report().status_code == 303
    sign_in(session, client, make_user(session, phone.hub, language="en"))

    log = phone.get("/shelling").text

    (event,) = session.scalars(select(ShellingEvent)).all()
    assert event.state is EventState.CORROBORATED
    assert queries.sources_of(event.reports) == queries.SourcesCount(3, 3, 0)
    assert "3 sources, 3 independent" in log


@pytest.fixture
def town(session):
    hub = make_hub(session)
    return hub, make_area(session, hub), make_user(session, hub, Role.VOLUNTEER), make_user(session, hub)


def test_artillery_of_eight_heard_of_at_noon_holds_nothing_and_counts(session, town):
    hub, area, olena, _boss = town

    told = report(session, hub, olena, area, NOON - 4 * HOUR)

    assert told.hold is None
    assert places.holds_covering(session, hub.id, now=NOON).all == []
    assert told.report.event.state is EventState.REPORTED


def test_disputed_and_not_borne_out_keep_every_hold(session, town):
    hub, area, olena, boss = town
    event = report(session, hub, olena, area).report.event
    held = holds(session, hub)
    for kind in (VerdictKind.DISPUTE, VerdictKind.MARK_FALSE):
        judge(session, event, kind, boss)

        assert holds(session, hub) == held != {}


def judge(session, event, kind, boss):
    service.record_verdict(
        session, event.id, kind, "-", hub_id=event.hub_id, expected_version=event.version, by_id=boss.id, now=NOON
    )


def holds(session, hub) -> dict:
    """Every hold of the hub that nobody has released, and until when it stands at least."""
    session.flush()
    open_ones = select(Hold).where(Hold.hub_id == hub.id, Hold.released_at.is_(None))
    return {hold.id: hold.review_at for hold in session.scalars(open_ones)}


class Desk:
    """Two neighbours with reports of two people each, and a coordinator who does whatever the buttons allow."""

    def __init__(self, session, told) -> None:
        self.session, self.hub = session, make_hub(session, f"hub{next(HUBS)}")
        self.boss = make_user(session, self.hub)
        areas = [make_area(session, self.hub), make_area(session, self.hub, "KOS-N")]
        people = [make_user(session, self.hub, Role.VOLUNTEER) for _ in range(3)]
        for who, where, minutes, chip in told:
            at = NOON - timedelta(minutes=minutes)
            report(session, self.hub, people[who], areas[where], at, chip=chip)

    def act(self, what: str, one: int, two: int) -> None:
        """One button; a refusal changes nothing."""
        events = self.session.scalars(select(ShellingEvent).where(ShellingEvent.hub_id == self.hub.id)).all()
        event, other = events[one % len(events)], events[two % len(events)]
        by = {"hub_id": self.hub.id, "by_id": self.boss.id, "now": NOON}
        seen = {**by, "expected_version": event.version}
        try:
            if what in {"dispute", "mark_false", "confirm"}:
                judge(self.session, event, VerdictKind(what), self.boss)
            elif what == "join":
                service.join_events(self.session, event.id, other.id, "-", **seen)
            elif what == "undo":
                service.undo_join(self.session, event.id, "-", **seen)
            elif what == "split" and event.reports:
                service.split_report(self.session, event.reports[two % len(event.reports)].id, "-", **seen)
            elif what == "mark" and event.reports:
                mark(self.session, event.reports, two, by)
        except Refused:
            return


def mark(session, reports, which, by):
    told, other = reports[which % len(reports)], reports[0]
    service.mark_report(
        session,
        told.id,
        reliability=Reliability.NEVER,
        credibility=Credibility.IMPROBABLE,
        by_default=True,
        tied_to_id=other.id if other is not told else None,
        why="-",
        **by,
    )


BUTTONS = ["dispute", "mark_false", "confirm", "join", "undo", "split", "mark"]
TOLD = st.tuples(
    st.integers(0, 2),
    st.integers(0, 1),
    st.integers(0, 90),
    st.sampled_from([Chip.ARTILLERY, Chip.ROCKETS, Chip.MINE]),
)


@sqlite_only
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    told=st.lists(TOLD, min_size=2, max_size=5),
    pressed=st.lists(st.tuples(st.sampled_from(BUTTONS), st.integers(0, 4), st.integers(0, 4)), max_size=8),
)
def test_no_verdict_join_split_undo_or_mark_ends_or_shortens_a_hold(session, told, pressed):
    session.rollback()
    desk = Desk(session, told)
    before = holds(session, desk.hub)

    for button in pressed:
        desk.act(*button)

    after = holds(session, desk.hub)
    assert before
    assert before.keys() <= after.keys()
    for hold_id, review_at in before.items():
        assert after[hold_id] is None or (review_at is not None and after[hold_id] >= review_at)


@sqlite_only
def test_a_later_word_of_a_pharmacy_hit_stands_in_the_late_figures(session, client, town):
    hub, area, olena, _boss = town
    event = report(session, hub, olena, area, precision=TimePrecision.QUARTER).report.event
    sign_in(session, client, make_user(session, hub, language="en"))
    session.commit()
    event_id, version = event.id, event.version
    session.rollback()
    said = {"client_key": "6f1c7f56-6a8c-4a0b-9d8e-0d8c5a9b7e11", "version": version, "source_ref": "police"}

    answer = client.post(f"/shelling/{event_id}/figures", data=said | {"damage": ["PHARM"]})

    assert answer.status_code == 303
    assert "Pharmacy" in client.get(f"/shelling/{event_id}").text.split("police")[-1].split("Killed and hurt")[0]
