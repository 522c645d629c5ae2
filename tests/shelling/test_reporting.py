"""A report is kept once, joins its event and tightens at once; nothing that follows loosens."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.errors import NotHere
from app.domain.roles import Role
from app.domain.shelling import Chip, EventState, Observation, SourceType, TimePrecision
from app.models import AreaKind, PointStatus
from app.places import queries as places
from app.places import service as places_service
from app.shelling import queries, service
from app.shelling.errors import KeyTaken, NotYours, SameKeyOtherBody, TooLate
from tests.factories import NOON, THE_DAY, make_area, make_hub, make_service_point, make_user
from tests.shelling.drafts import report, told

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def volunteer(session, hub):
    return make_user(session, hub, Role.VOLUNTEER)


def holds_of(session, area, now=NOON):
    return places.holds_covering(session, area.hub_id, now=now).of_area(area.id)


def test_three_volunteers_of_one_salvo_make_one_event_of_three_sources(session, hub, area):
    three = [make_user(session, hub, Role.VOLUNTEER) for _ in range(3)]

    results = [report(session, hub, who, area, NOON + i * 4 * MINUTE) for i, who in enumerate(three)]

    events = {result.report.event for result in results}
    assert len(events) == 1
    event = events.pop()
    assert event.state is EventState.CORROBORATED
    assert queries.sources_of(event.reports) == queries.SourcesCount(3, 3, 0)
    assert len(holds_of(session, area)) == 1


def test_a_smerch_holds_its_area_from_receipt(session, hub, area, volunteer):
    result = report(session, hub, volunteer, area, chip=Chip.ROCKETS, weapon="MLRS_SMERCH")

    (hold,) = holds_of(session, area)
    assert hold is result.hold
    assert hold.event_id == result.report.event_id
    assert hold.review_at == NOON + 15 * MINUTE + 2 * HOUR


def test_what_was_long_ago_when_told_holds_nothing_but_counts(session, hub, area, volunteer):
    result = report(session, hub, volunteer, area, NOON - 4 * HOUR)

    assert result.hold is None
    assert holds_of(session, area) == []
    assert result.report.event.state is EventState.REPORTED


def test_a_vague_time_holds_from_the_end_of_what_it_can_mean(session, hub, area, volunteer):
    a_day = {"earliest_at": NOON - 12 * HOUR, "latest_at": NOON + 12 * HOUR, "precision": TimePrecision.DATE}

    result = report(session, hub, volunteer, area, **a_day)

    assert result.hold is not None
    assert result.hold.review_at == NOON + 14 * HOUR


def test_a_mine_holds_until_it_is_cleared_however_old(session, hub, area, volunteer):
    result = report(session, hub, volunteer, area, NOON - 30 * HOUR, chip=Chip.MINE)

    assert result.hold is not None
    assert result.hold.review_at is None


def test_a_mine_is_no_part_of_a_salvo(session, hub, area, volunteer):
    salvo = report(session, hub, volunteer, area)
    mine = report(session, hub, volunteer, area, chip=Chip.MINE)

    assert salvo.report.event_id != mine.report.event_id


def test_a_report_without_an_hour_joins_nothing_by_itself(session, hub, area, volunteer):
    sharp = report(session, hub, volunteer, area)
    vague = report(session, hub, volunteer, area, precision=TimePrecision.DATE)

    assert sharp.report.event_id != vague.report.event_id


def test_a_report_of_the_settlement_joins_that_of_its_area(session, hub, volunteer):
    town = make_area(session, hub, "KOS", kind=AreaKind.SETTLEMENT)
    centre = make_area(session, hub, "KOS-C", parent_id=town.id)
    north = make_area(session, hub, "KOS-N", parent_id=town.id)

    of_centre, of_north = report(session, hub, volunteer, centre), report(session, hub, volunteer, north)
    of_town = report(session, hub, volunteer, town)

    assert of_centre.report.event_id != of_north.report.event_id
    assert of_town.report.event_id in {of_centre.report.event_id, of_north.report.event_id}
    assert holds_of(session, town) == [of_town.hold]


def test_a_later_report_of_the_event_lengthens_its_hold_and_never_shortens_it(session, hub, area, volunteer):
    first = report(session, hub, volunteer, area, chip=Chip.DRONE).hold
    other = make_user(session, hub, Role.VOLUNTEER)
    review_at = first.review_at

    report(session, hub, other, area, chip=Chip.ARTILLERY)
    assert first.review_at == review_at

    report(session, hub, other, area, NOON + 9 * MINUTE, now=NOON + 9 * MINUTE, chip=Chip.DRONE)
    assert first.review_at == review_at + 9 * MINUTE
    assert holds_of(session, area, NOON + HOUR) == [first]


def test_the_same_form_sent_five_times_is_one_report(session, hub, area, volunteer):
    draft = told(area)

    sent = [
        service.report_shelling(session, draft, hub_id=hub.id, by_id=volunteer.id, now=NOON + i * MINUTE)
        for i in range(5)
    ]

    assert [one.is_new for one in sent] == [True, False, False, False, False]
    assert {one.report.id for one in sent} == {sent[0].report.id}


def test_the_same_form_with_other_answers_names_the_saved_one(session, hub, area, volunteer):
    draft = told(area)
    saved = service.report_shelling(session, draft, hub_id=hub.id, by_id=volunteer.id, now=NOON).report

    with pytest.raises(SameKeyOtherBody) as refusal:
        service.report_shelling(session, replace(draft, chip=Chip.DRONE), hub_id=hub.id, by_id=volunteer.id, now=NOON)

    assert refusal.value.report is saved
    assert refusal.value.report.chip is Chip.ARTILLERY


def test_the_key_of_somebody_else_shows_nothing_of_theirs(session, hub, area, volunteer):
    draft, other = told(area), make_user(session, hub, Role.VOLUNTEER)
    service.report_shelling(session, draft, hub_id=hub.id, by_id=volunteer.id, now=NOON)

    with pytest.raises(KeyTaken):
        service.report_shelling(session, draft, hub_id=hub.id, by_id=other.id, now=NOON)


def test_an_area_of_another_hub_is_not_here(session, hub, volunteer):
    theirs = make_area(session, make_hub(session, "dru"), "DRU-C")

    with pytest.raises(NotHere):
        report(session, hub, volunteer, theirs)


def test_any_report_ends_what_was_cleared_there(session, hub, area, volunteer):
    boss = make_user(session, hub)
    clearance = places_service.clear_area(session, area.id, THE_DAY, hub_id=hub.id, by_id=boss.id, now=NOON)

    result = report(session, hub, volunteer, area, NOON - 4 * HOUR, now=NOON + MINUTE)

    assert result.hold is None
    assert clearance.ended_at == NOON + MINUTE
    assert clearance.ended_by_report_id == result.report.id


def test_a_hit_post_office_is_unconfirmed_and_a_closed_one_stays_closed(session, hub, area, volunteer):
    opened, closed = make_service_point(session, area, hub), make_service_point(session, area, hub, status=None)
    places_service.set_point_status(
        session, closed.id, PointStatus.CLOSED, hub_id=hub.id, source="-", as_of=NOON, by_id=volunteer.id, now=NOON
    )

    result = report(session, hub, volunteer, area, now=NOON + MINUTE, damage=("SHOP", "POST_DESTROYED"))

    assert places.point_standing(opened, NOON + HOUR).status is PointStatus.UNCONFIRMED
    assert opened.statuses[-1].report_id == result.report.id
    assert places.point_standing(closed, NOON + HOUR).status is PointStatus.CLOSED


def test_hearsay_is_unverified_and_holds_all_the_same(session, hub, area, volunteer):
    result = report(session, hub, volunteer, area, observation=Observation.SECOND_HAND, is_hearsay=True)

    assert result.report.event.state is EventState.UNVERIFIED
    assert holds_of(session, area) == [result.hold]


def test_our_own_team_on_site_confirms(session, hub, area, volunteer):
    result = report(session, hub, volunteer, area, source_type=SourceType.TEAM_ON_SITE, observation=Observation.IMPACT)

    assert result.report.event.state is EventState.CONFIRMED


def test_history_touches_nothing_of_today(session, hub, area, volunteer):
    boss = make_user(session, hub)
    clearance = places_service.clear_area(session, area.id, THE_DAY, hub_id=hub.id, by_id=boss.id, now=NOON)

    service.report_shelling(
        session, told(area, chip=Chip.MINE), hub_id=hub.id, by_id=boss.id, now=NOON + MINUTE, history=True
    )

    assert holds_of(session, area, NOON + HOUR) == []
    assert clearance.ended_at is None


def test_a_withdrawn_report_leaves_its_hold(session, hub, area, volunteer):
    result = report(session, hub, volunteer, area)

    withdrawn = service.withdraw_report(
        session, result.report.id, hub_id=hub.id, by_id=volunteer.id, reason="не та ділянка", now=NOON + HOUR
    )

    assert withdrawn.withdraw_reason == "не та ділянка"
    assert withdrawn.event.state is EventState.UNVERIFIED
    assert holds_of(session, area, NOON + HOUR) == [result.hold]


def test_a_report_is_withdrawn_by_its_author_within_a_day(session, hub, area, volunteer):
    one, other = report(session, hub, volunteer, area).report, make_user(session, hub)

    with pytest.raises(NotYours):
        service.withdraw_report(session, one.id, hub_id=hub.id, by_id=other.id, reason="-", now=NOON)
    with pytest.raises(TooLate):
        service.withdraw_report(session, one.id, hub_id=hub.id, by_id=volunteer.id, reason="-", now=NOON + 25 * HOUR)


def test_a_correction_is_a_report_beside_the_first_and_holds_longer_at_once(session, hub, area, volunteer):
    first = report(session, hub, volunteer, area, chip=Chip.ARTILLERY)

    better = told(area, chip=Chip.DRONE, weapon="FPV")
    second = service.amend_report(
        session, first.report.id, better, hub_id=hub.id, by_id=volunteer.id, now=NOON + MINUTE
    )

    assert (second.report.corrects_id, second.report.event_id) == (first.report.id, first.report.event_id)
    assert first.report.chip is Chip.ARTILLERY
    assert first.hold.review_at == NOON + 15 * MINUTE + 24 * HOUR
    assert second.report.event.state is EventState.REPORTED, "one person, however often, is one source"


def test_a_correction_of_the_area_holds_both(session, hub, area, volunteer):
    other = make_area(session, hub, "KOS-N", lat=48.7)
    first = report(session, hub, volunteer, area)

    second = service.amend_report(
        session, first.report.id, told(other), hub_id=hub.id, by_id=volunteer.id, now=NOON + MINUTE
    )

    assert second.report.event_id != first.report.event_id
    assert holds_of(session, area, NOON + HOUR) == [first.hold]
    assert holds_of(session, other, NOON + HOUR) == [second.hold]


def test_a_volunteer_corrects_only_their_own(session, hub, area, volunteer):
    theirs = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area).report

    with pytest.raises(NotYours):
        service.amend_report(session, theirs.id, told(area), hub_id=hub.id, by_id=volunteer.id, now=NOON)


def test_late_figures_stand_beside_the_first(session, hub, area, volunteer):
    event = report(session, hub, volunteer, area, killed=1, injured=2).report.event
    boss = make_user(session, hub)

    service.add_figures(
        session,
        event.id,
        hub_id=hub.id,
        client_key=told(area).client_key,
        killed=2,
        injured=None,
        source_ref="МВА",
        expected_version=event.version,
        by_id=boss.id,
        now=NOON + HOUR,
    )

    assert [(one.killed, one.injured) for one in queries.figures_of(event)] == [(1, 2), (2, None)]
    assert event.state is EventState.REPORTED


def test_a_shelling_cannot_be_said_to_lie_wholly_ahead(session, hub, area, volunteer):
    result = report(session, hub, volunteer, area, NOON + 3 * HOUR)

    assert result.report.earliest_at == NOON, "a phone's clock may run ahead; a report is of what was"
    assert result.hold is not None
