"""Likely pairs are shown and answered by people; a join is taken back; others than the author mark a report."""

from datetime import timedelta

import pytest

from app.domain.roles import Role
from app.domain.shelling import Chip, EventState, Observation, TimePrecision
from app.domain.sources import Credibility, Reliability
from app.places import queries as places
from app.shelling import queries, service
from app.shelling.errors import OwnMark
from app.shelling.proposals import proposals
from tests.factories import NOON, make_area, make_hub, make_user, sign_in
from tests.shelling.drafts import report

pytestmark = pytest.mark.usefixtures("noon")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Town:
    """Two neighbouring areas, each with a report of one moment by a different volunteer."""

    def __init__(self, session, **second) -> None:
        self.session, self.hub = session, make_hub(session)
        self.boss = make_user(session, self.hub, language="en")
        near = {"lat": 48.528, "lon": 37.707}
        self.centre = make_area(session, self.hub, **near)
        self.north = make_area(session, self.hub, "KOS-N", lat=48.534, lon=37.707)
        self.who = [make_user(session, self.hub, Role.VOLUNTEER) for _ in range(2)]
        self.first = report(session, self.hub, self.who[0], self.centre).report.event
        self.second = report(session, self.hub, self.who[1], self.north, **second).report.event

    @property
    def by(self):
        return {"hub_id": self.hub.id, "by_id": self.boss.id, "now": NOON + MINUTE}

    def pairs(self):
        return [{one.goes.id, one.stays.id} for one in proposals(self.session, self.hub.id, now=NOON)]


def test_neighbours_at_one_moment_are_proposed_and_stay_two_until_a_person_joins_them(session):
    town = Town(session)

    assert town.pairs() == [{town.first.id, town.second.id}]
    assert town.first.state is town.second.state is EventState.REPORTED


@pytest.mark.parametrize(
    "second",
    [{"chip": Chip.DRONE}, {"at": NOON - 2 * HOUR}, {"chip": Chip.MINE}],
)
def test_another_kind_or_another_hour_is_not_proposed(session, second):
    assert Town(session, **second).pairs() == []


def test_a_day_without_an_hour_is_proposed_only_where_one_shelling_fits(session):
    town = Town(session, chip=Chip.DRONE)
    vague = {"earliest_at": NOON - 12 * HOUR, "latest_at": NOON + 12 * HOUR, "precision": TimePrecision.DATE}
    told = report(session, town.hub, town.boss, town.centre, **vague).report.event
    assert town.pairs() == [{town.first.id, told.id}]

    report(session, town.hub, town.who[1], town.centre, NOON - 3 * HOUR)

    assert town.pairs() == []


MORNING = {"earliest_at": NOON - 4 * HOUR, "latest_at": NOON, "precision": TimePrecision.PART_OF_DAY}


def test_many_who_know_no_hour_are_each_proposed_with_the_one_shelling_that_fits(session):
    town = Town(session, chip=Chip.DRONE)
    vague = [report(session, town.hub, who, town.centre, **MORNING).report.event for who in (*town.who, town.boss)]

    assert sorted(map(sorted, town.pairs())) == [[town.first.id, one.id] for one in vague]


def test_many_who_know_no_hour_of_a_shelling_nobody_timed_are_each_proposed_with_the_first(session):
    town = Town(session, chip=Chip.DRONE)
    vague = [report(session, town.hub, who, town.north, chip=Chip.MORTAR, **MORNING) for who in (*town.who, town.boss)]
    first, *others = [one.report.event.id for one in vague]

    assert sorted(map(sorted, town.pairs())) == [[first, one] for one in others]


def test_a_morning_that_was_joined_draws_in_nothing_else_of_that_morning(session):
    town = Town(session, chip=Chip.DRONE)
    told = report(session, town.hub, town.who[1], town.centre, **MORNING).report.event
    service.join_events(session, told.id, town.first.id, "той самий", expected_version=told.version, **town.by)
    assert town.first.earliest_at == NOON - 4 * HOUR

    later = report(session, town.hub, town.who[1], town.centre, NOON - 3 * HOUR).report.event

    assert later is not town.first
    assert town.pairs() == []


def test_told_apart_is_not_proposed_again_until_it_is_taken_back(session):
    town = Town(session)
    apart = service.tell_apart(session, town.second.id, town.first.id, **town.by)
    assert service.tell_apart(session, town.first.id, town.second.id, **town.by) is apart
    assert town.pairs() == []

    service.proposed_again(session, apart.id, **town.by)

    assert len(town.pairs()) == 1


def test_a_join_taken_back_returns_reports_and_states_and_touches_no_hold(session):
    town = Town(session)
    one, two = town.first, town.second
    holds = {hold.id for hold in places.holds_covering(session, town.hub.id, now=NOON).all}
    service.join_events(session, two.id, one.id, "один залп", expected_version=two.version, **town.by)
    assert queries.sources_of(one.reports) == queries.SourcesCount(2, 2, 0)

    service.undo_join(session, two.id, "різні", expected_version=two.version, **town.by)

    assert ([len(one.reports), len(two.reports)], two.merged_into_id) == ([1, 1], None)
    assert one.state is two.state is EventState.REPORTED
    assert {hold.id for hold in places.holds_covering(session, town.hub.id, now=NOON).all} == holds


def test_marks_are_given_by_others_and_change_no_state(session):
    town = Town(session)
    told = town.first.reports[0]
    marks = {"reliability": Reliability.SELDOM, "credibility": Credibility.DOUBTFUL}

    service.mark_report(session, told.id, **marks, by_default=True, **town.by)

    assert (told.reliability, told.credibility, town.first.state) == ("D", "4", EventState.REPORTED)
    with pytest.raises(OwnMark):
        service.mark_report(session, told.id, **marks, **{**town.by, "by_id": told.reporter_id})


def test_two_of_one_household_count_once(session):
    town = Town(session)
    other = report(session, town.hub, town.who[1], town.centre).report
    assert town.first.state is EventState.CORROBORATED

    service.mark_report(
        session,
        other.id,
        reliability=None,
        credibility=None,
        tied_to_id=town.first.reports[0].id,
        why="сестри",
        **town.by,
    )

    assert town.first.state is EventState.REPORTED
    assert queries.sources_of(town.first.reports) == queries.SourcesCount(2, 1, 0)


def test_hearsay_is_a_source_and_no_witness(session):
    town = Town(session)
    report(session, town.hub, town.who[1], town.centre, observation=Observation.SECOND_HAND)

    assert queries.sources_of(town.first.reports) == queries.SourcesCount(2, 1, 1)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_pair_is_joined_and_taken_apart_by_buttons(session, client):
    town = Town(session)
    sign_in(session, client, town.boss)
    session.commit()
    one, two, version = town.first.id, town.second.id, town.second.version
    assert "Probably one shelling" in client.get("/shelling").text

    client.post(f"/shelling/{two}/one-with/{one}", data={"version": version})
    page = client.get(f"/shelling/{two}").text
    assert "Take the join back" in page
    session.rollback()
    session.refresh(town.second)
    version = town.second.version
    session.rollback()
    client.post(f"/shelling/{two}/undo-join", data={"version": version, "why": "two salvos"})
    client.post(f"/shelling/{two}/apart-from/{one}")

    assert "Probably one shelling" not in client.get("/shelling").text
    assert "Told apart from another shelling" in client.get(f"/shelling/{one}").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_report_is_marked_on_its_page_with_words(session, client):
    town = Town(session)
    told = town.first.reports[0].id
    sign_in(session, client, town.boss)
    session.commit()

    client.post(f"/shelling/reports/{told}/mark", data={f"r{told}-reliability": "B", f"r{told}-credibility": "2"})

    assert "source B: usually reliable; information 2: probably true" in client.get(f"/shelling/{town.first.id}").text
    bad = client.post(f"/shelling/reports/{told}/mark", data={f"r{told}-reliability": "Z"})
    assert bad.status_code == 422


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pairs_of_another_hub_are_not_here(session, client):
    town = Town(session)
    sign_in(session, client, make_user(session, make_hub(session, "dru")))
    session.commit()
    one, two = town.first.id, town.second.id

    for path in (f"/shelling/{two}/one-with/{one}", f"/shelling/{two}/apart-from/{one}", f"/shelling/{two}/undo-join"):
        assert client.post(path, data={"version": 1, "why": "-"}).status_code == 404
