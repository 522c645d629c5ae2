"""The danger picture: graded by what is known, closed by holds and zones, fresh whenever something changed."""

from datetime import timedelta

import pytest

from app.danger.picture import danger_now
from app.domain.danger.grade import Grade
from app.domain.errors import Refused
from app.domain.roles import Role
from app.domain.shelling import VerdictKind
from app.domain.zones import Zone
from app.models import AreaKind
from app.places import service as places
from app.shelling import service
from tests.danger.past import watch
from tests.factories import NOON, make_area, make_hub, make_user
from tests.shelling.drafts import report

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def hub(session):
    """One of today, which knows nothing yet."""
    return make_hub(session)


def danger(session, area, now=NOON):
    return danger_now(session, area.hub_id, now=now).areas[area.id]


def test_silence_that_nobody_listened_to_is_no_data(session, area):
    assert danger(session, area).grade_now is Grade.UNKNOWN


def test_one_listener_alone_never_covers_and_two_do(session, hub, area):
    watch(session, hub, area, make_user(session, hub, Role.VOLUNTEER), until=NOON)
    assert danger(session, area).grade_now is Grade.UNKNOWN

    watch(session, hub, area, make_user(session, hub, Role.VOLUNTEER), until=NOON)
    assert danger(session, area).coverage == 1
    assert danger(session, area).grade_now is Grade.NO_REPORTS


def test_a_held_area_is_grade_four_until_somebody_releases(session, hub, area):
    boss = make_user(session, hub)
    watch(session, hub, area, boss, until=NOON)

    hold = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area).hold

    overdue = NOON + 6 * HOUR
    assert danger(session, area).grade_now is Grade.DO_NOT_GO
    assert danger(session, area, overdue).grade_now is Grade.DO_NOT_GO
    assert danger(session, area, overdue).why.closed_by == "hold"
    places.release_hold(
        session, hold.id, hub_id=hub.id, reason="тихо", expected_version=hold.version, by_id=boss.id, now=overdue
    )
    assert danger(session, area, overdue).grade_now not in {Grade.DO_NOT_GO, Grade.NO_REPORTS}


def test_a_zone_without_visits_is_grade_four_for_good(session, hub):
    closed = make_area(session, hub, "KOS-X", zone=Zone.Z0)

    found = danger(session, closed)

    assert {found.grade_now, found.grade_today, found.grade_tomorrow} == {Grade.DO_NOT_GO}
    assert found.why.closed_by == "zone"


def test_what_hit_the_settlement_counts_in_each_of_its_areas(session, hub):
    town = make_area(session, hub, "KOS", kind=AreaKind.SETTLEMENT)
    parts = [make_area(session, hub, code, parent_id=town.id) for code in ("KOS-C", "KOS-N")]
    elsewhere = make_area(session, hub, "DRU-C")

    report(session, hub, make_user(session, hub, Role.VOLUNTEER), town, NOON - 4 * HOUR)

    assert [danger(session, one).counts_1h_6h_24h_7d for one in parts] == [(0, 1, 1, 1)] * 2
    assert danger(session, elsewhere).counts_1h_6h_24h_7d == (0, 0, 0, 0)


def test_the_reason_tells_how_many_over_how_many_days_and_the_last(session, hub, area):
    who = make_user(session, hub, Role.VOLUNTEER)
    for ago in (2 * DAY, 1 * DAY, 5 * HOUR, 4 * HOUR):
        report(session, hub, who, area, NOON - ago)

    why = danger(session, area).why

    assert (why.shellings, why.days) == (4, 3)
    assert why.last_at == NOON - 4 * HOUR + timedelta(minutes=15)


def test_what_was_refuted_counts_no_more(session, hub, area):
    boss = make_user(session, hub)
    event = report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, NOON - 4 * HOUR).report.event
    assert danger(session, area).counts_1h_6h_24h_7d[2] == 1

    service.record_verdict(
        session,
        event.id,
        VerdictKind.MARK_FALSE,
        "гуркіт грому",
        hub_id=hub.id,
        expected_version=event.version,
        by_id=boss.id,
        now=NOON,
    )

    assert danger(session, area).counts_1h_6h_24h_7d[2] == 0


def test_the_picture_covers_forty_eight_hours_and_says_until_when_it_knows(session, hub, area):
    report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, NOON - 4 * HOUR, now=NOON - HOUR)

    picture = danger_now(session, hub.id, now=NOON)

    assert picture.reports_until == NOON - HOUR
    assert len(picture.areas[area.id].hours) == 48
    assert picture.areas[area.id].hours[0][0] == NOON


def test_an_hour_after_a_shelling_is_worse_than_the_same_hour_tomorrow(session, hub, area):
    report(session, hub, make_user(session, hub, Role.VOLUNTEER), area, NOON)

    rates = [rate for _hour, _grade, rate in danger(session, area).hours]

    assert rates[0] > rates[24]


def test_the_picture_is_drawn_once_and_again_only_when_something_changed(session, hub, area):
    first = danger_now(session, hub.id, now=NOON)
    assert danger_now(session, hub.id, now=NOON) is first

    report(session, hub, make_user(session, hub, Role.VOLUNTEER), area)

    assert danger_now(session, hub.id, now=NOON) is not first


def test_a_watch_has_a_beginning_an_end_and_a_measure(session, hub, area):
    who = make_user(session, hub, Role.VOLUNTEER)
    for from_at, to_at in ((NOON, NOON), (NOON - 30 * HOUR, NOON), (NOON - 90 * HOUR, NOON - 80 * HOUR)):
        with pytest.raises(Refused):
            service.say_quiet(session, area.id, from_at=from_at, to_at=to_at, hub_id=hub.id, by_id=who.id, now=NOON)
