"""The danger picture: reports only ever tighten it, whoever sends them, and it says what it rests on."""

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.danger.picture import danger_now
from app.domain.danger.grade import Grade
from app.domain.danger.hour_order import HourRank
from app.domain.roles import Role
from app.domain.shelling import EventState, SourceType
from tests.danger.past import confirmed_nights, shell, watch
from tests.factories import NOON, make_area, make_hub, make_user

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATES = [EventState.UNVERIFIED, EventState.REPORTED, EventState.CORROBORATED, EventState.CONFIRMED]


@pytest.fixture
def areas(session, hub):
    return [make_area(session, hub, code) for code in ("KOS-C", "KOS-W", "KOS-N")]


def grades(picture):
    return {
        (area_id, when): getattr(danger, f"grade_{when}")
        for area_id, danger in picture.areas.items()
        for when in ("now", "today", "tomorrow")
    }


def assert_not_lower(before, after):
    assert not [place for place, grade in grades(before).items() if grade.is_worse_than(grades(after)[place])]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_three_of_thirty_accounts_report_never_lowers_a_grade(session, hub, areas, seed):
    chance = random.Random(seed)
    coordinator = make_user(session, hub)
    crowd = [make_user(session, hub, Role.VOLUNTEER) for _ in range(29)]
    for area in areas[:2]:
        watch(session, hub, area, coordinator, days=chance.choice([2, 20]))
    confirmed_nights(session, hub, areas[0], chance.randrange(30))
    for _ in range(chance.randrange(12)):
        shell(session, hub, chance.choice(areas), chance.choice(crowd[3:]), hours_ago=chance.uniform(0, 900))
    before = danger_now(session, hub.id, now=NOON)

    for liar in crowd[:3]:
        for _ in range(4):
            values = {"hours_ago": chance.uniform(-3, 1400), "lasts_h": chance.choice([0, 5, 24])}
            shell(session, hub, chance.choice(areas), liar, state=chance.choice(STATES), **values)
            watch(session, hub, chance.choice(areas), liar, days=chance.uniform(0.1, 2))

    assert_not_lower(before, danger_now(session, hub.id, now=NOON))


def test_three_of_thirty_who_say_that_all_is_quiet_cover_nothing(session, hub, areas):
    for _ in range(27):
        make_user(session, hub, Role.VOLUNTEER)
    for liar in [make_user(session, hub, Role.VOLUNTEER) for _ in range(3)]:
        watch(session, hub, areas[0], liar)

    assert danger_now(session, hub.id, now=NOON).areas[areas[0].id].grade_now is Grade.UNKNOWN


def test_two_of_a_small_hub_who_watch_do_cover_an_area(session, hub, areas):
    for volunteer in [make_user(session, hub, Role.VOLUNTEER) for _ in range(2)]:
        watch(session, hub, areas[0], volunteer)

    picture = danger_now(session, hub.id, now=NOON)

    assert picture.areas[areas[0].id].grade_now is Grade.NO_REPORTS
    assert picture.areas[areas[1].id].grade_now is Grade.UNKNOWN


def test_a_town_shelled_at_night_has_calmer_hours_by_day(session, hub, areas):
    watch(session, hub, areas[0], make_user(session, hub), days=50)
    confirmed_nights(session, hub, areas[0])
    danger = danger_now(session, hub.id, now=NOON).areas[areas[0].id]
    by_clock = {hour.astimezone(ZoneInfo(hub.time_zone)): rate for hour, _, rate in danger.hours[24:]}

    worst = max(by_clock, key=by_clock.__getitem__)

    assert worst.hour == 3
    assert danger.order_tomorrow is None  # between 8 and 18 none is better than another


def test_the_order_of_hours_names_the_calmer_ones_of_tomorrow(session, hub, areas):
    watch(session, hub, areas[0], make_user(session, hub), days=50)
    team = make_user(session, hub, Role.VOLUNTEER)
    for day in range(1, 40):  # in the afternoon, between 13 and 17
        event = shell(
            session, hub, areas[0], team, hours_ago=24 * day - 1 - day % 5, received_at=NOON - DAY, state=STATES[-1]
        )
        event.reports[0].source_type = SourceType.OFFICIAL
    session.flush()
    danger = danger_now(session, hub.id, now=NOON).areas[areas[0].id]
    ranks = {
        danger.hours[hour.step][0].astimezone(ZoneInfo(hub.time_zone)).hour: hour for hour in danger.order_tomorrow
    }

    assert list(ranks) == list(range(8, 18))
    assert ranks[15].rank is HourRank.WORSE
    assert ranks[8].rank is not HourRank.WORSE
    assert ranks[15].hit_of_100 > ranks[8].hit_of_100 >= 1


def test_where_nobody_watched_there_is_no_order(session, hub, areas):
    confirmed_nights(session, hub, areas[0])

    assert danger_now(session, hub.id, now=NOON).areas[areas[0].id].order_tomorrow is None


def test_a_hub_of_less_than_two_weeks_is_still_learning(session):
    young, old = make_hub(session, "new", created_at=NOON - 13 * DAY), make_hub(session, created_at=NOON - 15 * DAY)

    assert danger_now(session, young.id, now=NOON).is_learning
    assert not danger_now(session, old.id, now=NOON).is_learning


def test_a_report_is_in_the_picture_at_once(session, hub, areas):
    coordinator = make_user(session, hub)
    watch(session, hub, areas[0], coordinator)
    quiet = danger_now(session, hub.id, now=NOON)
    shell(session, hub, areas[0], coordinator, hours_ago=0)

    told = danger_now(session, hub.id, now=NOON)

    assert told.areas[areas[0].id].grade_now.is_worse_than(quiet.areas[areas[0].id].grade_now)
    assert told.areas[areas[0].id].counts_1h_6h_24h_7d == (1, 1, 1, 1)


def test_a_share_that_is_never_reported_raises_what_is_shown(session, hub, areas):
    watch(session, hub, areas[0], make_user(session, hub))
    whole = danger_now(session, hub.id, now=NOON).areas[areas[0].id].why.chance_now
    hub.settings = {"reporting_share": 0.5}
    hub.settings_version += 1

    assert danger_now(session, hub.id, now=NOON).areas[areas[0].id].why.chance_now == pytest.approx(2 * whole, rel=0.01)
