"""People in the car whose way is closed: a recall of its own, with the nearest open place to turn back to."""

from datetime import timedelta

import pytest

from app.day import recalls
from app.day.my_route_queries import my_route
from app.day.recalls import Where
from app.day.service import note_contact
from app.domain.contacts import ContactKind
from app.domain.errors import Changed
from app.domain.needs import StopPattern
from app.domain.outcomes import Outcome
from app.domain.zones import Zone
from app.models import PointStatus, RouteStop
from app.needs.service import record_visit
from app.places.service import hold_point, set_point_status
from tests.day.world import depart, hold, make_visit, publish
from tests.factories import (
    NOON,
    make_area,
    make_hub,
    make_need,
    make_need_kind,
    make_service_point,
    make_team,
    make_user,
    sign_in,
    tell_story_time,
)

MINUTE = timedelta(minutes=1)


class Escort:
    """A team that took one person in at 12:10, is at the post office at 12:40 and brings her home by 13:20."""

    def __init__(self, session):
        self.session, self.hub = session, make_hub(session, base_lat=48.60, base_lon=37.60)
        self.oksana = make_user(session, self.hub, display_name="Оксана")
        self.home_area = make_area(session, self.hub, "KOS-C", zone=Zone.Z3, lat=48.53, lon=37.70)
        self.town = make_area(session, self.hub, "DRU-C", zone=Zone.Z4, lat=48.63, lon=37.55)
        self.post = make_service_point(session, self.town, self.hub, lat=48.62, lon=37.56)
        kind = make_need_kind(session, self.hub, "PEN", pattern=StopPattern.ESCORT, point_kinds=["post"])
        self.visit = make_visit(
            session, make_need(session, self.home_area, self.hub, kind=kind), service_point_id=self.post.id
        )
        self.route = publish(session, make_team(session, self.hub), (self.visit, self.home_area, 730))
        for position, (point, area, minute) in enumerate([(self.post, self.town, 760), (None, self.home_area, 800)]):
            self.route.stops.append(
                RouteStop(
                    position=position + 2,
                    visit_id=self.visit.id,
                    leg=position + 1,
                    area_id=area.id,
                    service_point_id=point.id if point else None,
                    arrive_min=minute,
                    start_min=minute,
                    depart_min=minute + 15,
                    code=self.route.stops[0].code,
                )
            )
        session.flush()
        self.out = depart(session, self.route, self.oksana)
        session.refresh(self.route)

    @property
    def acts(self):
        return {"hub_id": self.hub.id, "by_id": self.oksana.id}

    def recall(self, at):
        return next(iter(recalls.recalls(self.session, self.hub.id, now=at)), None)


@pytest.fixture
def escort(session):
    return Escort(session)


ON_THE_WAY, AT_THE_POST = NOON + 20 * MINUTE, NOON + 45 * MINUTE


def test_nobody_is_aboard_before_the_team_is_at_the_door(session, escort):
    hold(session, escort.hub, escort.town, escort.oksana)

    assert escort.recall(NOON + 5 * MINUTE).aboard is None
    assert escort.recall(ON_THE_WAY).aboard.visit is escort.visit


def test_word_of_the_arrival_counts_before_the_plan(session, escort):
    hold(session, escort.hub, escort.town, escort.oksana)
    code = escort.route.stops[0].code

    note_contact(session, escort.out.id, ContactKind.ARRIVED, note=code, now=NOON, **escort.acts)

    assert escort.recall(NOON + 5 * MINUTE).aboard is not None


def test_who_is_at_the_post_when_home_is_held_turns_back_to_the_nearest_open_place(session, escort):
    one = hold(session, escort.hub, escort.home_area, escort.oksana, AT_THE_POST)

    aboard = escort.recall(AT_THE_POST).aboard

    assert (aboard.is_home, aboard.people, aboard.holds) == (True, 1, (one,))
    assert aboard.turn_back.point is escort.post


def test_a_held_post_office_on_the_way_sends_them_home_again(session, escort):
    until = {"note": "чутно", "reason": "person", "review_at": NOON + timedelta(hours=24)}
    hold_point(session, escort.post.id, now=ON_THE_WAY, **until, **escort.acts)

    aboard = escort.recall(ON_THE_WAY).aboard

    assert not aboard.is_home
    assert aboard.turn_back.is_home


def test_a_post_office_that_does_not_work_recalls_without_any_hold(session, escort):
    assert escort.recall(ON_THE_WAY) is None

    status = {"source": "телефоном", "as_of": ON_THE_WAY, "now": ON_THE_WAY}
    word = set_point_status(session, escort.post.id, PointStatus.CLOSED, **status, **escort.acts)
    session.flush()

    found = escort.recall(ON_THE_WAY)
    assert (found.holds, found.where, found.aboard.shut) == ((), Where.HEADING, word)
    with pytest.raises(Changed):
        recalls.confirm_recall(session, escort.out.id, [], now=ON_THE_WAY + MINUTE, **escort.acts)
    recalls.confirm_recall(session, escort.out.id, [], status_ids=[word.id], now=ON_THE_WAY + MINUTE, **escort.acts)
    session.flush()
    assert escort.recall(ON_THE_WAY + MINUTE) is None


def test_the_base_is_where_to_go_when_nothing_else_is_open(session, escort):
    for area in (escort.home_area, escort.town):
        hold(session, escort.hub, area, escort.oksana, AT_THE_POST)

    way = escort.recall(AT_THE_POST).aboard.turn_back

    assert (way.point, way.is_home) == (None, False)


def test_a_base_in_a_held_area_is_no_place_to_turn_back_to(session, escort):
    base = make_area(session, escort.hub, "BASE", lat=48.60, lon=37.60)
    for area in (escort.home_area, escort.town, base):
        hold(session, escort.hub, area, escort.oksana, AT_THE_POST)

    assert escort.recall(AT_THE_POST).aboard.turn_back is None


def test_an_outcome_means_that_nobody_is_in_the_car_any_more(session, escort):
    hold(session, escort.hub, escort.home_area, escort.oksana, AT_THE_POST)
    record_visit(session, escort.visit.id, Outcome.DONE, now=AT_THE_POST, **escort.acts)
    session.flush()

    found = escort.recall(AT_THE_POST + MINUTE)

    assert found is None or found.aboard is None


def test_people_aboard_stand_before_a_team_that_only_heads_there(session, escort):
    visit = make_visit(session, make_need(session, escort.home_area, escort.hub))
    other = publish(session, make_team(session, escort.hub, 2), (visit, escort.home_area, 900), number=2)
    first = depart(session, other, escort.oksana)
    hold(session, escort.hub, escort.home_area, escort.oksana, AT_THE_POST)

    assert [one.departure for one in recalls.recalls(session, escort.hub.id, now=AT_THE_POST)] == [escort.out, first]


def test_the_phone_says_to_turn_back_until_it_is_read(session, escort):
    hold(session, escort.hub, escort.home_area, escort.oksana, AT_THE_POST)
    mine = my_route(session, escort.route, user_id=escort.oksana.id, now=AT_THE_POST)
    assert mine.aboard.turn_back.point is escort.post

    note_contact(session, escort.out.id, ContactKind.TURNING_BACK, now=AT_THE_POST + MINUTE, **escort.acts)

    assert my_route(session, escort.route, user_id=escort.oksana.id, now=AT_THE_POST + 2 * MINUTE).aboard is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_both_pages_say_it_in_words(session, request):
    escort = Escort(session)
    volunteer = make_user(session, escort.hub, "volunteer", username="petro")
    escort.route.team.shifts[0].members[0].user_id = volunteer.id
    hold(session, escort.hub, escort.home_area, escort.oksana, AT_THE_POST)
    tell_story_time(session, AT_THE_POST)
    client = request.getfixturevalue("client")

    sign_in(session, client, escort.oksana)
    today = client.get("/today").text
    sign_in(session, client, volunteer)
    route = client.get("/route").text

    for page in (today, route):
        assert "Додому, на ділянку KOS-C, не везти" in page
        assert "Повернути до «Пошта (умовна) 1», близько" in page
    assert "в авто 1 людина" in today
