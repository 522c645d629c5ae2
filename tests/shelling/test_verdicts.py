"""Verdicts are only added, by somebody else than the only reporter; joining and splitting keep the history."""

from datetime import timedelta

import pytest

from app.domain.errors import NotHere, Refused
from app.domain.roles import Role
from app.domain.shelling import EventState, VerdictKind
from app.places import queries as places
from app.shelling import service
from app.shelling.errors import AlreadyMerged, EventChanged, JoinsDownward, NothingToSplit, OwnReport, ReportJoined
from tests.factories import NOON, make_hub, make_user
from tests.shelling.drafts import report

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def boss(session, hub):
    return make_user(session, hub, display_name="О. Бойко")


@pytest.fixture
def event(session, hub, area):
    return report(session, hub, make_user(session, hub, Role.VOLUNTEER), area).report.event


def judge(session, event, who, kind=VerdictKind.CONFIRM, *, version=None, now=NOON + MINUTE, why="зведення"):
    version = event.version if version is None else version
    return service.record_verdict(
        session, event.id, kind, why, hub_id=event.hub_id, expected_version=version, by_id=who.id, now=now
    )


def test_a_coordinator_confirms_what_somebody_else_reported(session, event, boss):
    judge(session, event, boss)

    assert event.state is EventState.CONFIRMED
    assert [(one.kind, one.by_id, one.why) for one in event.verdicts] == [(VerdictKind.CONFIRM, boss.id, "зведення")]


@pytest.mark.parametrize(
    "kind", [kind for kind in VerdictKind if kind not in {VerdictKind.MERGE, VerdictKind.SEPARATE}]
)
def test_nobody_judges_what_only_they_reported(session, hub, area, boss, kind):
    own = report(session, hub, boss, area).report.event

    with pytest.raises(OwnReport):
        judge(session, own, boss, kind)

    assert own.verdicts == []


def test_no_verdict_releases_a_hold(session, area, event, boss):
    judge(session, event, boss, VerdictKind.MARK_FALSE)

    assert event.state is EventState.FALSE
    assert len(places.holds_covering(session, event.hub_id, now=NOON + HOUR).of_area(area.id)) == 1


def test_a_verdict_says_why(session, event, boss):
    with pytest.raises(Refused):
        judge(session, event, boss, why="  ")


def test_the_slower_of_two_learns_who_was_faster_and_when(session, hub, event, boss):
    seen = event.version
    judge(session, event, boss)

    with pytest.raises(EventChanged) as refusal:
        judge(session, event, make_user(session, hub), VerdictKind.DISPUTE, version=seen)

    assert refusal.value.facts == {"name": "О. Бойко", "at": "12:01"}


def test_a_report_that_joined_in_between_is_named_too(session, hub, area, event, boss):
    seen = event.version
    report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, now=NOON + 3 * MINUTE)

    with pytest.raises(ReportJoined) as refusal:
        judge(session, event, boss, version=seen, now=NOON + 5 * MINUTE)

    assert refusal.value.facts == {"at": "12:03"}


def test_a_report_after_a_refusal_counts_afresh(session, hub, area, event, boss):
    judge(session, event, boss, VerdictKind.MARK_FALSE)

    report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, now=NOON + 3 * MINUTE)

    assert event.state is EventState.REPORTED


def test_an_event_of_another_hub_is_not_here(session, event, boss):
    with pytest.raises(NotHere):
        service.record_verdict(
            session,
            event.id,
            VerdictKind.CONFIRM,
            "-",
            hub_id=make_hub(session, "dru").id,
            expected_version=event.version,
            by_id=boss.id,
            now=NOON,
        )


def join(session, event, into, who, now=NOON + 2 * MINUTE):
    return service.join_events(
        session,
        event.id,
        into.id,
        "той самий залп",
        hub_id=event.hub_id,
        expected_version=event.version,
        by_id=who.id,
        now=now,
    )


def test_joined_events_are_one_with_all_reports_and_the_first_stays_as_history(session, hub, area, event, boss):
    other = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, NOON - HOUR).report.event

    join(session, other, event, boss)

    assert event.state is EventState.CORROBORATED
    assert len(event.reports) == 2
    assert (other.state, other.merged_into_id, other.reports) == (EventState.MERGED, event.id, [])
    assert [one.kind for one in other.verdicts] == [VerdictKind.MERGE]
    assert len(places.holds_covering(session, hub.id, now=NOON + HOUR).of_area(area.id)) == 2
    with pytest.raises(AlreadyMerged):
        join(session, other, event, boss)


def test_nothing_is_joined_into_what_was_refuted(session, hub, area, event, boss):
    judge(session, event, boss, VerdictKind.MARK_FALSE)
    other = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, NOON - HOUR).report.event

    with pytest.raises(JoinsDownward):
        join(session, other, event, boss)


def test_a_report_split_off_has_an_event_of_its_own_and_the_hold_stays(session, hub, area, event, boss):
    second = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area).report
    assert event.state is EventState.CORROBORATED

    new = service.split_report(
        session,
        second.id,
        "інший залп",
        hub_id=hub.id,
        expected_version=event.version,
        by_id=boss.id,
        now=NOON + MINUTE,
    )

    assert [one.id for one in new.reports] == [second.id]
    assert (event.state, new.state) == (EventState.REPORTED, EventState.REPORTED)
    assert len(places.holds_covering(session, hub.id, now=NOON + HOUR).of_area(area.id)) == 1


def test_the_only_report_is_not_split_off(session, hub, event, boss):
    with pytest.raises(NothingToSplit):
        service.split_report(
            session,
            event.reports[0].id,
            "-",
            hub_id=hub.id,
            expected_version=event.version,
            by_id=boss.id,
            now=NOON,
        )


def test_nobody_joins_a_shelling_that_only_they_reported_to_another(session, hub, area, event, boss):
    own = report(session, hub, boss, area, NOON - HOUR).report.event

    for one, into in ((own, event), (event, own)):
        with pytest.raises(OwnReport):
            join(session, one, into, boss)

    assert own.state is not EventState.MERGED
