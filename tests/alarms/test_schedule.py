"""A feed is asked at its turn, seldom, and what went wrong is kept; alarms come, stay, and end only by the feed."""

import zlib
from datetime import UTC, timedelta
from secrets import token_hex

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.alarms import service
from app.alarms.queries import feed_standing
from app.alarms.schedule import GAP, begin, turn
from app.alarms.sources import feeds_of
from app.config import Config
from app.domain.alarms import Source
from app.domain.errors import Refused
from app.models import Alarm, AlarmAnswer, AlarmFeed, Hold, StoryClock
from tests.alarms.answers import DONETSK_STATE, HROMADA, KRAMATORSK, KRAMATORSK_DISTRICT, MORNING, alerts, regions

MINUTE = timedelta(minutes=1)
LIST, STATUS = "/api/v3/alerts", "/api/v3/alerts/status"


def config_for(stub, **tokens):
    return Config.from_environment(alerts_in_ua_url=stub.address, ukrainealarm_url=stub.address, **tokens)


class Asker:
    """One feed on the stub, asked minute by minute."""

    def __init__(self, database, stub, source):
        self.engine = database.engine
        tokens = {"alerts_in_ua_token": "first-key", "ukrainealarm_token": "second-key"}
        self.feed = {one.source: one for one in feeds_of(config_for(stub, **tokens))}[source]
        begin(self.engine, {source})

    def turn(self, minute=0):
        return turn(self.engine, self.feed, now=MORNING + minute * MINUTE)

    def rows(self, table):
        with Session(self.engine) as session:
            return session.scalars(select(table)).all()

    @property
    def state(self):
        return self.rows(AlarmFeed)[0]


@pytest.fixture
def alerts_in_ua(database, stub):
    return Asker(database, stub, Source.ALERTS_IN_UA)


@pytest.fixture
def ukrainealarm(database, stub):
    return Asker(database, stub, Source.UKRAINEALARM)


def test_without_a_key_there_is_no_feed_to_ask():
    assert feeds_of(Config.from_environment(alerts_in_ua_token=" ", ukrainealarm_token="")) == []


def test_an_alarm_is_forgotten_ninety_days_after_its_end_and_one_that_lasts_never(alerts_in_ua, stub):
    day = 24 * 60
    stub.body = alerts(KRAMATORSK, HROMADA)
    alerts_in_ua.turn()
    stub.body = alerts(HROMADA)
    alerts_in_ua.turn(1)
    alerts_in_ua.turn(90 * day)
    assert len(alerts_in_ua.rows(Alarm)) == 2

    alerts_in_ua.turn(90 * day + 2)

    assert [alarm.region_uid for alarm in alerts_in_ua.rows(Alarm)] == ["9001"]


def test_an_answer_that_swells_is_read_and_not_kept(alerts_in_ua, stub):
    stub.body = alerts(KRAMATORSK)[:-1] + b', "more": "' + token_hex(500_000).encode() + b'"}'

    alerts_in_ua.turn()

    assert len(alerts_in_ua.rows(Alarm)) == 1
    assert alerts_in_ua.rows(AlarmAnswer)[0].body == b""


def test_a_demo_asks_nothing_of_the_network(session, database):
    session.add(StoryClock(id=1, offset_s=0))
    session.commit()

    assert begin(database.engine, {Source.ALERTS_IN_UA}) == set()


def test_a_key_stands_in_no_repr(stub):
    config = config_for(stub, alerts_in_ua_token="first-key", ukrainealarm_token="second-key")

    assert "-key" not in repr(config) + repr(feeds_of(config))


def test_alerts_are_kept_with_their_answer_and_nothing_is_held(alerts_in_ua, stub):
    stub.body, stub.headers = alerts(KRAMATORSK, HROMADA), {"Last-Modified": "Wed, 11 Jun 2025 07:21:00 GMT"}

    alerts_in_ua.turn()

    assert stub.asked[0][0] == "/v1/alerts/active.json"
    assert stub.asked[0][1]["Authorization"] == "Bearer first-key"
    assert {alarm.region_uid for alarm in alerts_in_ua.rows(Alarm)} == {"50", "9001"}
    assert zlib.decompress(alerts_in_ua.rows(AlarmAnswer)[0].body) == stub.body
    assert alerts_in_ua.state.answered_at == MORNING
    assert alerts_in_ua.rows(Hold) == []


def test_the_date_of_the_last_answer_is_sent_back_and_not_modified_changes_nothing_but_the_age(alerts_in_ua, stub):
    stub.body, stub.headers = alerts(KRAMATORSK), {"Last-Modified": "Wed, 11 Jun 2025 07:21:00 GMT"}
    alerts_in_ua.turn()
    stub.status, stub.body = 304, b""

    alerts_in_ua.turn(1)

    assert stub.asked[1][1]["If-Modified-Since"] == "Wed, 11 Jun 2025 07:21:00 GMT"
    assert alerts_in_ua.state.answered_at == MORNING + MINUTE
    assert alerts_in_ua.rows(Alarm)[0].finished_at is None
    assert len(alerts_in_ua.rows(AlarmAnswer)) == 1


def test_not_modified_is_no_answer_where_nothing_was_known(alerts_in_ua, stub):
    stub.status = 304

    alerts_in_ua.turn()

    assert (alerts_in_ua.state.error, alerts_in_ua.state.answered_at) == ("unreadable", None)


@pytest.mark.parametrize(
    "said",
    ["Fri, 11 Jun 2100 07:21:00 GMT", "Wed, 11 Jun 2025 07:21:00 GMT\0", "Wed, 11 Jun 2025\r\n 07:21:00 GMT", "7"],
)
def test_a_date_of_the_last_answer_that_lies_ahead_or_is_none_is_not_sent_back_as_it_came(alerts_in_ua, stub, said):
    stub.body, stub.headers = alerts(KRAMATORSK), {"Last-Modified": said}

    alerts_in_ua.turn()
    alerts_in_ua.turn(1)

    assert len(alerts_in_ua.rows(Alarm)) == 1
    assert alerts_in_ua.state.answered_at == MORNING + MINUTE
    assert stub.asked[1][1].get("If-Modified-Since") in (None, "Wed, 11 Jun 2025 07:21:00 GMT")


def test_a_feed_that_is_never_modified_is_asked_for_its_whole_list_from_time_to_time(alerts_in_ua, stub):
    stub.body, stub.headers = alerts(KRAMATORSK), {"Last-Modified": "Wed, 11 Jun 2025 07:21:00 GMT"}
    alerts_in_ua.turn()
    stub.status, stub.body = 304, b""
    alerts_in_ua.turn(9)
    alerts_in_ua.turn(10)

    assert ["If-Modified-Since" in headers for _, headers in stub.asked] == [False, True, False]
    assert alerts_in_ua.state.answered_at == MORNING + 9 * MINUTE


def test_an_alert_that_is_gone_from_the_list_has_ended_and_one_that_comes_back_is_on_again(alerts_in_ua, stub):
    stub.body = alerts(KRAMATORSK, HROMADA)
    alerts_in_ua.turn()
    stub.body = alerts(HROMADA)
    alerts_in_ua.turn(1)

    ended = {alarm.region_uid: alarm.finished_at for alarm in alerts_in_ua.rows(Alarm)}
    assert ended == {"50": MORNING + MINUTE, "9001": None}

    stub.body = alerts(KRAMATORSK, HROMADA)
    alerts_in_ua.turn(2)

    assert {alarm.finished_at for alarm in alerts_in_ua.rows(Alarm)} == {None}


@pytest.mark.parametrize("end", ["2025-06-11T06:00:00Z", "2025-06-11T07:45:00Z", "2100-01-01T00:00:00Z"])
def test_an_end_before_the_start_or_ahead_of_now_ends_no_alarm_while_the_feed_is_silent(alerts_in_ua, stub, end):
    stub.body = alerts(KRAMATORSK | {"finished_at": end})
    alerts_in_ua.turn()
    stub.status = 503
    alerts_in_ua.turn(20)

    assert [alarm.finished_at for alarm in alerts_in_ua.rows(Alarm)] == [None]


@pytest.mark.parametrize("body", [b'{"meta": {}}', b"<html>late</html>", b"", alerts({"id": None}), alerts(7)])
def test_an_answer_that_makes_no_sense_ends_no_alarm(alerts_in_ua, stub, body):
    stub.body = alerts(KRAMATORSK)
    alerts_in_ua.turn()
    stub.body = body

    alerts_in_ua.turn(1)

    assert alerts_in_ua.rows(Alarm)[0].finished_at is None


@pytest.mark.parametrize(("status", "error"), [(500, "server"), (302, "moved"), (404, "refused"), (429, "limit")])
def test_what_went_wrong_is_kept_and_ends_no_alarm(alerts_in_ua, stub, status, error):
    stub.body = alerts(KRAMATORSK)
    alerts_in_ua.turn()
    stub.status = status

    alerts_in_ua.turn(1)

    state = alerts_in_ua.state
    assert (state.error, state.error_at, state.answered_at) == (error, MORNING + MINUTE, MORNING)
    assert alerts_in_ua.rows(Alarm)[0].finished_at is None


def test_two_questions_are_never_closer_than_30_seconds(alerts_in_ua, stub):
    stub.body = alerts()
    alerts_in_ua.turn()

    wait = alerts_in_ua.turn(0.3)

    assert len(stub.asked) == 1
    assert wait == GAP - 0.3 * MINUTE


def test_too_many_questions_are_answered_by_silence_that_grows(alerts_in_ua, stub):
    stub.status, stub.headers = 429, {"Retry-After": "300"}
    alerts_in_ua.turn()
    assert alerts_in_ua.state.wait_until == MORNING + 5 * MINUTE

    alerts_in_ua.turn(4)
    assert len(stub.asked) == 1

    stub.headers = {}
    alerts_in_ua.turn(5)
    assert alerts_in_ua.state.wait_until == MORNING + 9 * MINUTE
    assert len(stub.asked) == 2


@pytest.mark.parametrize(("status", "error"), [(401, "key"), (403, "forbidden")])
def test_a_refused_key_is_not_tried_again_until_a_person_says_so(alerts_in_ua, stub, status, error):
    stub.status = status
    for minute in range(3):
        alerts_in_ua.turn(minute)
    assert len(stub.asked) == 1
    assert alerts_in_ua.state.error == error

    with Session(alerts_in_ua.engine) as session:
        assert "refuses our key" in feed_standing(session, now=MORNING)[0].says
        service.ask_again(session, Source.ALERTS_IN_UA)
        session.commit()
    stub.status, stub.body = 200, alerts()
    alerts_in_ua.turn(5)

    assert (alerts_in_ua.state.error, alerts_in_ua.state.is_stopped) == (None, False)


def test_a_feed_without_a_key_cannot_be_asked_again(session):
    with pytest.raises(Refused, match="no key"):
        service.ask_again(session, Source.UKRAINEALARM)


def test_a_dead_feed_is_asked_more_seldom_and_its_age_grows(alerts_in_ua, stub):
    stub.body = alerts(KRAMATORSK)
    alerts_in_ua.turn()
    stub.status = 503
    for minute in range(1, 12):
        alerts_in_ua.turn(minute)

    assert 5 < len(stub.asked) < 12
    with Session(alerts_in_ua.engine) as session:
        (feed,) = feed_standing(session, now=MORNING + 11 * MINUTE)
    assert feed.is_stale
    assert feed.age == 11 * MINUTE


def test_a_feed_that_failed_while_the_clock_ran_a_year_ahead_is_asked_again_once_it_is_put_back(alerts_in_ua, stub):
    year = 365 * 24 * 60
    stub.body = alerts(KRAMATORSK)
    alerts_in_ua.turn(year)
    stub.status = 503
    for minute in range(1, 9):
        alerts_in_ua.turn(year + minute)
    with Session(alerts_in_ua.engine) as session:
        (feed,) = feed_standing(session, now=MORNING)
    assert feed.is_stale

    asked = len(stub.asked)
    alerts_in_ua.turn()
    assert len(stub.asked) == asked + 1


def test_the_official_feed_is_asked_for_its_index_first_and_for_the_list_only_when_that_moved(ukrainealarm, stub):
    stub.bodies = {STATUS: b'{"lastActionIndex": 7}', LIST: regions(DONETSK_STATE, KRAMATORSK_DISTRICT)}

    assert ukrainealarm.turn() == GAP
    ukrainealarm.turn(0.5)
    ukrainealarm.turn(1)

    assert stub.paths == [STATUS, LIST, STATUS]
    assert {headers["Authorization"] for _, headers in stub.asked} == {"second-key"}
    assert len(ukrainealarm.rows(Alarm)) == 2


def test_an_alarm_whose_time_moves_on_keeps_its_start_and_a_new_one_after_its_end_is_new(ukrainealarm, stub):
    def hear(index, entry, minute):
        stub.bodies = {STATUS: b'{"lastActionIndex": %d}' % index, LIST: regions(entry)}
        ukrainealarm.turn(minute)
        ukrainealarm.turn(minute + 0.5)

    later = KRAMATORSK_DISTRICT["activeAlerts"][0] | {"lastUpdate": "2025-06-11T07:29:00Z"}
    hear(1, KRAMATORSK_DISTRICT, 0)
    hear(2, KRAMATORSK_DISTRICT | {"activeAlerts": [later]}, 1)
    (alarm,) = ukrainealarm.rows(Alarm)
    assert alarm.started_at.astimezone(UTC).minute == 20

    hear(3, KRAMATORSK_DISTRICT | {"activeAlerts": []}, 2)
    hear(4, KRAMATORSK_DISTRICT | {"activeAlerts": [later | {"lastUpdate": "2025-06-11T07:33:00Z"}]}, 3)

    assert [alarm.finished_at is None for alarm in sorted(ukrainealarm.rows(Alarm), key=lambda one: one.id)] == [
        False,
        True,
    ]


def test_a_feed_that_lost_its_key_is_shown_no_longer(alerts_in_ua, database):
    begin(database.engine, set())

    with Session(database.engine) as session:
        assert feed_standing(session, now=MORNING) == []


def test_answers_are_forgotten_after_three_days(alerts_in_ua, stub):
    stub.body = alerts(KRAMATORSK)
    alerts_in_ua.turn()
    alerts_in_ua.turn(3 * 24 * 60 + 1)

    assert len(alerts_in_ua.rows(AlarmAnswer)) == 1
