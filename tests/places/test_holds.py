"""Holds: any report closes, only a named person opens, and no clock ever does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from app.accounts.hubs import keep_settings
from app.db import writing
from app.domain.errors import Changed, NotHere, Refused
from app.domain.roles import Role
from app.models import HoldReason
from app.places import queries, service
from app.places.service import ReleaseResult
from app.shelling.service import amend_report
from tests.factories import NOON, make_area, make_event, make_hub, make_service_point, make_user
from tests.shelling.drafts import report, told

LATER = NOON + timedelta(hours=2)


def hold(session, area, by, *, review_at=LATER, now=NOON, **how):
    facts = {"reason": HoldReason.PERSON, "note": "чутно обстріл"} | how
    return service.hold_area(session, area.id, hub_id=area.hub_id, by_id=by.id, now=now, review_at=review_at, **facts)


def release(session, one, by, reason="оглянули з мосту", version=None, now=LATER):
    return service.release_hold(
        session,
        one.id,
        hub_id=one.hub_id,
        reason=reason,
        expected_version=version or one.version,
        by_id=by.id,
        now=now,
    )


def holds_of(session, area, now=LATER):
    return queries.holds_covering(session, area.hub_id, now=now).of_area(area.id)


def test_a_hold_of_the_settlement_covers_the_areas_in_it_and_the_points_in_them(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    district = make_area(session, hub, "KOS-C", parent_id=town.id)
    other_town = make_area(session, hub, "DRU")
    point = make_service_point(session, district, hub)

    one = hold(session, town, oksana)

    index = queries.holds_covering(session, hub.id, now=NOON)
    assert index.of_area(district.id) == index.of_point(point.id) == [one]
    assert index.of_area(other_town.id) == []


def test_a_hold_of_an_area_does_not_hold_the_settlement_around_it(session, hub, oksana):
    town = make_area(session, hub, "KOS")
    district = make_area(session, hub, "KOS-C", parent_id=town.id)

    hold(session, district, oksana)

    assert holds_of(session, town) == []


def test_a_hold_whose_review_is_overdue_still_holds_and_says_so(session, hub, oksana):
    area = make_area(session, hub)
    one = hold(session, area, oksana)
    a_year_later = NOON + timedelta(days=365)

    assert holds_of(session, area, a_year_later) == [one]
    assert queries.is_ready_for_review(one, a_year_later)
    assert not queries.is_ready_for_review(one, NOON)


def test_a_release_takes_a_reason_and_keeps_the_name(session, hub, oksana, petro):
    area = make_area(session, hub)
    one = hold(session, area, oksana)

    with pytest.raises(Refused, match="say why"):
        release(session, one, petro, reason="  ")
    assert release(session, one, petro) is ReleaseResult.RELEASED

    assert (one.released_by_id, one.release_reason, one.released_at) == (petro.id, "оглянули з мосту", LATER)
    assert holds_of(session, area) == []


def test_a_volunteer_releases_nothing(session, hub, oksana):
    one = hold(session, make_area(session, hub), oksana)
    volunteer = make_user(session, hub, Role.VOLUNTEER)

    with pytest.raises(Refused, match="Only a coordinator"):
        release(session, one, volunteer)


def test_the_only_reporter_of_a_shelling_does_not_release_its_hold(session, hub, oksana, petro):
    area = make_area(session, hub)
    event = make_event(session, area, hub, oksana)
    one = hold(session, area, oksana, reason=HoldReason.REPORT, event_id=event.id, report_id=event.reports[0].id)

    with pytest.raises(Refused, match="Only you reported"):
        release(session, one, oksana)
    assert release(session, one, petro) is ReleaseResult.RELEASED


def test_one_of_two_reporters_may_release(session, hub, oksana, petro):
    area = make_area(session, hub)
    event = make_event(session, area, hub, oksana, petro)
    one = hold(session, area, oksana, reason=HoldReason.REPORT, event_id=event.id)

    assert release(session, one, oksana) is ReleaseResult.RELEASED


def test_hearsay_makes_nobody_a_second_witness(session, hub, oksana, petro):
    area = make_area(session, hub)
    event = make_event(session, area, hub, oksana, petro)
    event.reports[1].is_hearsay = True
    one = hold(session, area, oksana, reason=HoldReason.REPORT, event_id=event.id)

    with pytest.raises(Refused, match="Only you reported"):
        release(session, one, oksana)


def test_a_second_report_that_was_withdrawn_makes_nobody_a_second_witness(session, hub, oksana, petro):
    area = make_area(session, hub)
    event = make_event(session, area, hub, oksana, petro)
    event.reports[1].withdrawn_at = NOON
    one = hold(session, area, oksana, reason=HoldReason.REPORT, event_id=event.id)

    with pytest.raises(Refused, match="Only you reported"):
        release(session, one, oksana)


def test_until_cleared_takes_two_people(session, hub, oksana, petro):
    area = make_area(session, hub)
    one = hold(session, area, oksana, review_at=None)

    assert release(session, one, oksana) is ReleaseResult.ASKED
    assert holds_of(session, area) == [one]
    with pytest.raises(Refused, match="somebody else has to confirm"):
        release(session, one, oksana)
    assert release(session, one, petro, reason="") is ReleaseResult.RELEASED

    assert (one.release_asked_by_id, one.released_by_id) == (oksana.id, petro.id)
    assert one.release_reason == "оглянули з мосту"


def test_a_new_report_ends_a_release_that_waits_for_its_second_person(session, hub, oksana, petro):
    area = make_area(session, hub)
    event = make_event(session, area, hub, petro)
    one = hold(session, area, petro, review_at=None, reason=HoldReason.REPORT, event_id=event.id)
    release(session, one, oksana)

    hold(session, area, petro, reason=HoldReason.REPORT, event_id=event.id)

    assert one.release_asked_by_id is None
    assert release(session, one, oksana) is ReleaseResult.ASKED


def test_a_hub_of_one_coordinator_may_end_it_alone_but_not_what_only_they_reported(session, hub, oksana):
    keep_settings(session, hub, {"one_person_hub": True}, by_id=oksana.id, now=NOON)
    area = make_area(session, hub)
    by_hand = hold(session, area, oksana, review_at=None)
    event = make_event(session, area, hub, oksana)
    reported = hold(session, area, oksana, review_at=None, reason=HoldReason.REPORT, event_id=event.id)

    assert release(session, by_hand, oksana) is ReleaseResult.RELEASED
    with pytest.raises(Refused, match="Only you reported"):
        release(session, reported, oksana)


def test_a_hold_is_released_once(session, hub, oksana, petro):
    one = hold(session, make_area(session, hub), oksana)
    release(session, one, petro)

    with pytest.raises(Refused, match="released already"):
        release(session, one, oksana)
    assert one.released_by_id == petro.id


def test_a_release_from_a_page_shown_before_the_hold_changed_is_refused(session, hub, oksana, petro):
    one = hold(session, make_area(session, hub), oksana)
    seen = one.version
    service.extend_hold(
        session,
        one.id,
        hub_id=hub.id,
        review_at=LATER + timedelta(hours=1),
        expected_version=seen,
        by_id=oksana.id,
        now=NOON,
    )
    session.flush()

    with pytest.raises(Changed):
        release(session, one, petro, version=seen)


@pytest.mark.parametrize("review_at", [LATER - timedelta(minutes=1), NOON - timedelta(hours=1)])
def test_a_hold_is_never_shortened(session, hub, oksana, review_at):
    one = hold(session, make_area(session, hub), oksana)

    with pytest.raises(Refused, match="only gets longer"):
        service.extend_hold(
            session, one.id, hub_id=hub.id, review_at=review_at, expected_version=1, by_id=oksana.id, now=NOON
        )


def test_until_cleared_is_never_given_a_clock(session, hub, oksana):
    one = hold(session, make_area(session, hub), oksana, review_at=None)

    with pytest.raises(Refused, match="until it is cleared"):
        service.extend_hold(
            session, one.id, hub_id=hub.id, review_at=LATER, expected_version=1, by_id=oksana.id, now=NOON
        )


def test_reports_of_one_shelling_make_one_hold_as_long_as_the_longest(session, hub, oksana, petro):
    area = make_area(session, hub)
    event = make_event(session, area, hub, oksana, petro)
    first = hold(session, area, oksana, reason=HoldReason.REPORT, event_id=event.id)
    again = hold(
        session, area, petro, reason=HoldReason.REPORT, event_id=event.id, review_at=LATER + timedelta(hours=1)
    )
    shorter = hold(session, area, petro, reason=HoldReason.REPORT, event_id=event.id, review_at=NOON)

    assert first is again is shorter
    assert first.review_at == LATER + timedelta(hours=1)


def test_a_hold_by_hand_takes_a_reason_and_a_review_ahead(session, hub, oksana):
    area = make_area(session, hub)

    with pytest.raises(Refused, match="say why"):
        hold(session, area, oksana, note=" ")
    with pytest.raises(Refused, match="ahead"):
        hold(session, area, oksana, review_at=NOON)


def test_a_hold_of_another_hub_is_not_here(session, hub, oksana):
    one = hold(session, make_area(session, hub), oksana)
    stranger = make_user(session, make_hub(session, "izm"))

    with pytest.raises(NotHere):
        service.release_hold(
            session,
            one.id,
            hub_id=stranger.memberships[0].hub_id,
            reason="так",
            expected_version=1,
            by_id=stranger.id,
            now=LATER,
        )


def test_of_two_people_who_release_at_once_one_is_told_it_is_done(session, database, hub, oksana, petro):
    one = hold(session, make_area(session, hub), oksana)
    session.commit()
    both_ready = Barrier(2)

    def release_as(person):
        with Session(writing(database.engine)) as own, own.begin():
            both_ready.wait()
            return release(own, one, person, version=1)

    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(release_as, person) for person in (oksana, petro)]

    assert [type(found.exception()) for found in tries if found.exception()] == [Refused]
    assert [found.result() for found in tries if not found.exception()] == [ReleaseResult.RELEASED]


def test_whom_somebody_else_corrected_is_still_the_only_reporter(session, hub, oksana, petro):
    area = make_area(session, hub)
    first = report(session, hub, oksana, area)
    amend_report(session, first.report.id, told(area, note="з балкона"), hub_id=hub.id, by_id=petro.id, now=NOON)

    with pytest.raises(Refused, match="Only you reported"):
        release(session, first.hold, oksana)


def test_a_clock_put_back_leaves_held_what_is_held(session, hub, oksana):
    area = make_area(session, hub)
    one = hold(session, area, oksana)

    assert queries.holds_covering(session, hub.id, now=NOON - timedelta(hours=5)).of_area(area.id) == [one]
