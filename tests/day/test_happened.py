"""Something happened: each thing makes its record, visits that hang on it wait, and the page ends on the proposal."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.day import happened
from app.day.stands import stands
from app.db import writing
from app.domain.errors import Changed, Refused
from app.domain.needs import Urgency
from app.domain.outcomes import Outcome
from app.domain.searches import SearchState
from app.domain.states import VisitState
from app.models import PlanSearch, PointStatus, RouteStop, Shift, Visit
from app.routes import attend, searching
from app.routes.insert import insert_now, places_for
from app.routes.queries import promised_visits
from app.teams.queries import outages_on
from tests.factories import make_service_point, make_team, sign_in, tell_story_time
from tests.routes.test_hand_over import give, leave, publish, working
from tests.routes.test_hand_over import world as planned  # noqa: F401
from tests.routes.world import World

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def world(planned: World) -> World:  # noqa: F811
    return planned


def who(world):
    return {"hub_id": world.hub.id, **world.acts}


def shift_of(world, team):
    return world.session.scalars(select(Shift).where(Shift.team_id == team.id, Shift.on == world.on)).one()


def ill(world, team):
    shift = shift_of(world, team)
    return happened.member_is_ill(
        world.session, shift.id, shift.members[0].id, shift.version, "захворіла", **who(world)
    )


def test_who_is_ill_leaves_the_shift_and_who_stays_may_lead(world: World):
    shift = shift_of(world, world.team)
    gone = shift.members[0]

    ill(world, world.team)

    assert gone not in shift_of(world, world.team).members
    assert shift_of(world, world.team).lead_id is None


def test_a_team_on_the_road_with_too_few_people_goes_nowhere_any_more(world: World):
    visits = working(world, world.team)
    leave(world, world.team)

    came = ill(world, world.team)

    assert came.off_the_road == 3
    assert set(promised_visits(world.session, world.hub.id, world.on)) == set(visits)


def test_a_shift_that_changed_meanwhile_is_shown_first(world: World):
    shift = shift_of(world, world.team)

    with pytest.raises(Changed):
        happened.car_is_broken(world.session, shift.id, shift.version + 1, "x", **who(world))
    other = shift_of(world, world.second).members[0]
    with pytest.raises(Refused, match="not on that shift"):
        happened.member_is_ill(world.session, shift.id, other.id, shift.version, "x", **who(world))


def test_a_car_that_breaks_on_the_road_stands_and_names_the_cars_that_are_near(world: World):
    leave(world, world.team)
    make_team(world.session, world.hub, 3, on=(world.on,), seats=0)
    shift = shift_of(world, world.team)

    came = happened.car_is_broken(world.session, shift.id, shift.version, "не їде", **who(world))
    world.session.flush()

    [one] = stands(world.session, world.hub.id, now=world.now)
    assert came.off_the_road == 3
    assert shift_of(world, world.team).vehicle is None
    assert (one.departure.team_id, one.people) == (world.team.id, 0)
    assert {helper.shift.team_id for helper in one.helpers} >= {world.second.id}


def test_a_point_that_is_off_takes_its_visits_off_the_road(world: World):
    visits = working(world, world.team)
    post = make_service_point(world.session, world.south, world.hub)
    leave(world, world.team)
    for stop in world.routes()[0].stops:
        if stop.visit is visits[0]:
            stop.service_point_id = post.id
    world.session.flush()

    came = happened.point_is_closed(world.session, post.id, world.on, "телефоном", None, **who(world))

    assert came.off_the_road == 1
    assert [visit.state for visit in visits] == [VisitState.PROPOSED, VisitState.UNDER_WAY, VisitState.UNDER_WAY]
    assert post.statuses[-1].status is PointStatus.CLOSED
    with pytest.raises(Refused, match="from whom"):
        happened.point_is_closed(world.session, post.id, world.on, " ", None, **who(world))


def test_an_urgent_need_is_offered_to_each_team_the_cheapest_first(world: World):
    new = world.need(urgency=Urgency.U1)

    fits = places_for(world.session, world.hub.id, world.on, new.id, **world.acts)

    assert [fit.rank for fit in fits.found] == sorted(fit.rank for fit in fits.found)
    assert {fit.team_id for fit in fits.found} == {world.team.id, world.second.id}


def test_what_has_to_go_for_it_is_named_and_waits(world: World):
    from app.models import Vehicle

    world.session.scalars(select(Vehicle).where(Vehicle.code == "А-1")).one().cargo_kg = 45
    world.session.scalars(select(Vehicle).where(Vehicle.code == "А-2")).one().cargo_kg = 0
    shift_of(world, world.team).ends_min = max(route.home_min for route in world.routes()) + 1
    shift_of(world, world.team).starts_min = min(route.leave_min for route in world.routes())
    new = world.need(urgency=Urgency.U1, score_override=200, score_override_why="життя")

    fits = places_for(world.session, world.hub.id, world.on, new.id, **world.acts)

    if not fits.found or fits.found[0].displaces is None:
        pytest.skip("it fits beside the others")
    insert_now(world.session, world.hub.id, world.on, new.id, world.team.id, **world.acts)
    assert str(fits.found[0].displaces) in world.day().proposal["not_placed"]


def test_an_urgent_need_goes_after_the_visits_of_a_team_on_the_road(world: World):
    leave(world, world.team)
    world.second.shifts[0].ends_min = world.second.shifts[0].starts_min + 1
    new = world.need(urgency=Urgency.U1)

    fit = insert_now(world.session, world.hub.id, world.on, new.id, world.team.id, **world.acts)
    world.session.flush()
    world.session.expire_all()

    assert fit.displaces is None
    assert working(world, world.team)[-1].needs == [new]
    publish(world)


@pytest.fixture
def desk(world, request):
    world.now = leave(world, world.team).left_at
    tell_story_time(world.session, world.now)
    client = request.getfixturevalue("client")
    sign_in(world.session, client, world.coordinator)
    return client


def test_the_page_writes_it_down_and_ends_on_the_proposal(world: World, desk):
    shift = shift_of(world, world.team)
    typed = {"who": f"{shift.id}:{shift.members[0].id}:{shift.version}"}
    world.session.commit()
    assert "Щось сталося" in desk.get("/today/happened").text

    answer = desk.post("/today/happened/ill", data=typed)

    assert answer.status_code == 303
    assert answer.location.endswith(("#proposal", "#draft"))
    assert "Екіпаж у дорозі туди більше не їде: 3 візити" in desk.get(answer.location).text
    world.session.rollback()
    assert len(working(world, world.second)) == 3, "the other team had nothing, so the proposal is its draft"


def write_down(world: World, desk):
    shift = shift_of(world, world.team)
    typed = {"who": f"{shift.id}:{shift.members[0].id}:{shift.version}"}
    world.session.commit()
    return desk.post("/today/happened/ill", data=typed)


def search_of(world: World) -> PlanSearch:
    world.session.rollback()
    return world.session.scalars(select(PlanSearch).order_by(PlanSearch.id.desc())).first()


def test_while_the_worker_searches_the_page_tells_where_the_result_will_be(world: World, desk, app, monkeypatch):
    monkeypatch.setattr(attend, "ANSWER_S", 0.1)

    def take_up(search_id: int) -> None:
        with Session(writing(app.extensions["obkhid_engine"])) as session, session.begin():
            row = session.get_one(PlanSearch, search_id)
            row.state, row.share, row.seen_at = SearchState.RUNNING, 0.3, clock.real_now()

    app.extensions["obkhid_search"] = take_up

    answer = write_down(world, desk)
    page = desk.get(answer.location).text

    assert answer.location.endswith("#search")
    assert "Триває пошук, що змінити в плані; результат з’явиться тут." in page
    assert "data-search=" in page
    assert "30 зі 100" in page
    assert f'action="/plan/{world.on}/search/stop"' in page


def test_a_search_that_knows_nothing_of_it_is_given_up(world: World, desk):
    old = searching.ask(world.session, world.hub.id, world.on, real_now=clock.real_now(), **world.acts)
    old.state = SearchState.RUNNING
    old_id = old.id

    write_down(world, desk)

    assert (search_of(world).id > old_id, search_of(world).state) == (True, SearchState.KEPT)
    assert world.session.get_one(PlanSearch, old_id).state is SearchState.LOST


def test_a_search_that_fails_is_said_and_the_record_stands(world: World, desk, monkeypatch):
    def fall(*_given: object, **_how: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(searching, "search_day", fall)

    answer = write_down(world, desk)

    assert answer.location.endswith("#search")
    assert "Пошук, що змінити в плані, нічого не дав" in desk.get(answer.location).text
    world.session.expire_all()
    assert len(shift_of(world, world.team).members) == 1


def test_a_refusal_keeps_what_was_typed(world: World, desk):
    post = make_service_point(world.session, world.south, world.hub)
    point_id = post.id
    world.session.commit()

    answer = desk.post("/today/happened/point", data={"point": point_id, "source": " "})

    assert answer.status_code == 422
    assert f'value="{point_id}" selected' in answer.text
    assert desk.post("/today/happened/point", data={"point": 10**6, "source": "x"}).status_code == 404


def test_nobody_at_home_is_a_miss(world: World, desk):
    route = next(route for route in world.routes() if route.number)
    visit_id = route.stops[0].visit_id
    typed = {"visit": f"{route.id}:{visit_id}", "note": ""}
    world.session.commit()

    assert desk.post("/today/happened/nobody", data=typed).status_code == 303
    world.session.expire_all()
    assert world.session.get_one(Visit, visit_id).outcome is Outcome.NOBODY


def test_what_is_ahead_is_listed_as_the_team_comes_to_the_doors_without_what_is_over(world: World, desk):
    """The first visit fetches at a point and comes to its door last."""
    post = make_service_point(world.session, world.south, world.hub)
    route = next(route for route in world.routes() if route.number and len(route.stops) > 2)
    first, done, *rest = route.stops
    first.service_point_id = post.id
    times = {"arrive_min": 1000, "start_min": 1000, "depart_min": 1010}
    route.stops.append(RouteStop(position=99, visit=first.visit, leg=1, area=first.area, code=first.code, **times))
    done.visit.state, done.visit.outcome, done.visit.outcome_at = VisitState.DONE, Outcome.DONE, world.now
    awaited = [f"{route.id}:{visit_id}" for visit_id in [*(stop.visit_id for stop in rest), first.visit_id]]
    route_id = route.id
    world.session.commit()

    page = desk.get("/today/happened").text
    offered = re.findall(r'value="(\d+:\d+)">[^<]*зупинка (\d+)', page)
    own = [(value, int(number)) for value, number in offered if value.startswith(f"{route_id}:")]

    assert [value for value, _ in own] == awaited
    assert [number for _, number in own] == sorted(number for _, number in own)


def test_where_an_urgent_need_fits_is_said_in_words_and_taken(world: World, desk):
    new_id = world.need(urgency=Urgency.U1).id
    team_id = world.second.id
    world.session.commit()

    page = desk.get(f"/today/happened/urgent/{new_id}").text
    answer = desk.post(f"/today/happened/urgent/{new_id}", data=world.as_shown(team=team_id))

    assert "Ніхто не випадає" in page
    assert (answer.status_code, answer.location.endswith("#draft")) == (303, True)
    assert desk.get("/today/happened/urgent/999999").status_code == 404
    assert give


def test_an_urgent_need_put_from_an_old_page_is_told_both_values_and_the_team_stays_chosen(world: World, desk):
    new_id = world.need(urgency=Urgency.U1).id
    team_id = world.second.id
    world.session.commit()
    old = world.as_shown(team=team_id, start=601)
    old["draft_version"] -= 1  # the page was opened before the routes were published

    answer = desk.post(f"/today/happened/urgent/{new_id}", data=old)

    told = answer.text.partition("Ви хотіли:")[2].partition("</section>")[0]
    assert answer.status_code == 409
    assert "екіпаж 2, 10:01" in told
    assert "на жодному маршруті" in told
    assert world.coordinator.display_name in told
    assert "Ви обрали цей екіпаж." in answer.text
    assert desk.post(f"/today/happened/urgent/{new_id}", data=world.as_shown(team=team_id)).status_code == 303


def test_a_car_that_broke_is_out_of_service_as_long_as_was_said(world: World):
    shift = shift_of(world, world.team)
    car_id, last = shift.vehicle_id, world.on + timedelta(days=3)

    happened.car_is_broken(world.session, shift.id, shift.version, "не їде", last, **who(world))
    world.session.flush()

    [outage] = outages_on(world.session, world.hub.id, last).values()
    assert (outage.vehicle_id, outage.reason, outage.until_on) == (car_id, "не їде", last)
    assert outages_on(world.session, world.hub.id, last + timedelta(days=1)) == {}


def test_the_page_asks_until_when_the_car_does_not_go(world: World, desk):
    shift = shift_of(world, world.team)
    car, last = f"{shift.id}:{shift.version}", world.on + timedelta(days=2)
    world.session.commit()

    assert desk.post("/today/happened/car", data={"car": car, "until": "колись"}).status_code == 422
    assert desk.post("/today/happened/car", data={"car": car, "until": last.isoformat()}).status_code == 303
    assert len(outages_on(world.session, world.hub.id, last)) == 1
    assert "авто не їде" in desk.get("/today").text


def test_a_car_of_a_team_without_a_route_changes_no_plan_and_says_so(world: World, desk):
    idle = make_team(world.session, world.hub, 3, on=(world.on,), seats=3)
    shift = shift_of(world, idle)
    typed = {"car": f"{shift.id}:{shift.version}"}
    world.session.commit()

    page = desk.post("/today/happened/car", data=typed, follow_redirects=True).text

    assert "Іншим екіпажам пошук нічого не змінив би." in page
    assert "Нижче видно" not in page
