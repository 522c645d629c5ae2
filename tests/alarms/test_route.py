"""An alarm on the phone of a team: it waits in shelter, and nothing but a person's word sends it on."""

from datetime import timedelta

import pytest

from app.domain.alarms import Source
from app.models import AlarmFeed, Hold
from tests.day.route import make_on_route
from tests.factories import NOON, make_alarm

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WAIT, GO_ON = "Чекайте в укритті, як домовлено", "Їдьте далі лише за словом координатора дня"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mine(session, app, client):
    return make_on_route(session, app, client)


def test_an_alarm_in_an_area_of_the_route_pauses_the_team_in_words_and_holds_nothing(session, mine):
    make_alarm(session, mine.areas[0])

    page = mine.get().text

    assert "Повітряна тривога" in page
    assert WAIT in page
    assert session.query(Hold).count() == 0


def test_an_alarm_elsewhere_is_not_told_on_the_road(session, mine):
    make_alarm(session, mine.areas[0], region_uid="22", oblast_uid="22")

    assert WAIT not in mine.get().text


def test_an_alarm_of_years_pauses_nobody(session, mine):
    make_alarm(session, mine.areas[0], started_at=NOON - timedelta(days=400))

    assert WAIT not in mine.get().text


def test_the_end_of_an_alarm_sends_nobody_on(session, mine):
    make_alarm(session, mine.areas[0], finished_at=NOON - 5 * MINUTE)

    page = mine.get().text

    assert WAIT not in page
    assert "за стрічкою відбій о 11:55" in page
    assert GO_ON in page


def test_a_silent_feed_is_told_on_the_road_and_its_alarm_stays(session, mine):
    make_alarm(session, mine.areas[0])
    session.get_one(AlarmFeed, Source.ALERTS_IN_UA).answered_at = NOON - 20 * MINUTE

    page = mine.get().text

    assert "Її мовчання нічого не дозволяє" in page
    assert WAIT in page


def test_without_a_feed_the_road_hears_nothing_of_alarms(mine):
    assert 'class="alarm"' not in mine.get().text
