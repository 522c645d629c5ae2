"""The plan page and its steps: what is shown, what is refused with its reason, what a second person is told."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.domain.needs import StopPattern
from app.domain.roles import Role
from app.domain.states import RouteState
from app.domain.zones import Zone
from app.models import Curfew
from app.routes import drafts, service
from app.routes.gather import gather
from app.routes.problem import make_problem
from app.routes.queries import is_void
from tests.factories import (
    make_area,
    make_need_kind,
    make_service_point,
    make_team,
    make_user,
    sign_in,
    tell_story_time,
)
from tests.routes.world import World

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def post(world: World, desk: FlaskClient, step: str, **data):
    address = f"/plan/{world.on}/{step}"
    return desk.post(address, data=world.as_shown(**data))


def show(world: World, desk: FlaskClient, query: str = ""):
    world.session.rollback()
    return desk.get(f"/plan/{world.on}{query}")


def test_the_menu_opens_tomorrow_in_the_evening(world: World, desk: FlaskClient):
    assert "14 травня" in desk.get("/plan").text


@pytest.mark.parametrize("day", ["2023-13-45", "tomorrow", "9999-01-01"])
def test_a_day_that_is_none_is_not_found(world: World, desk: FlaskClient, day: str):
    assert desk.get(f"/plan/{day}").status_code == 404


def test_a_proposal_is_shown_on_the_board_with_its_danger_and_its_names_shortened(world: World, desk: FlaskClient):
    assert post(world, desk, "propose", draft_version=0).status_code == 303

    page = show(world, desk)

    assert page.text.count("data-key=") == 2
    assert "Людмила П." in show(world, desk, f"?visit={world.needs[0].id}").text
    assert "Придуманенко" not in page.text
    assert "вул. Вигадана" not in page.text


def test_numbers_on_the_board_stand_at_doors_and_rise_with_the_time(world: World, desk: FlaskClient):
    make_service_point(world.session, world.south, world.hub, lat=48.601, lon=37.531)
    kind = make_need_kind(world.session, world.hub, "PEN", pattern=StopPattern.ESCORT, point_kinds=["post"])
    world.need(kind=kind)
    world.session.commit()
    post(world, desk, "propose", draft_version=0)

    board = show(world, desk).text.partition("board-list")[2]

    assert re.findall(r'class="nr">(\d)<', board) == ["1", "2", "3"]
    assert len(re.findall(r"до пункту, №\s[123]", board)) == len(re.findall(r"додому, №\s[123]", board)) == 1


def test_an_empty_day_says_what_to_do(world: World, desk: FlaskClient):
    later = world.on + timedelta(days=30)

    page = desk.get(f"/plan/{later}")

    assert "Цього дня немає екіпажів на чергуванні." in page.text


def test_a_need_without_a_zone_is_listed_with_its_reason_and_score(world: World, desk: FlaskClient):
    world.need(make_area(world.session, world.hub, "KOS-S", zone=None))
    world.session.commit()

    page = show(world, desk)

    assert "Для цієї ділянки не визначено зону" in page.text
    assert "KOS-S" in page.text


def test_who_is_not_placed_leads_to_the_need(world: World, desk: FlaskClient):
    need = world.need(make_area(world.session, world.hub, "KOS-S", zone=None))
    world.session.commit()

    assert f'href="/needs/{need.id}"' in show(world, desk).text


def test_a_held_area_is_opened_by_a_person_and_never_by_waiting(world: World, desk: FlaskClient):
    world.hold(area_id=world.west.id)
    world.session.commit()

    page = show(world, desk)

    assert "коли призупинення зніме людина" in page.text
    assert "Зачекайте" not in page.text


def test_a_second_coordinator_gets_the_first_ones_plan_and_nothing_is_changed(world: World, desk: FlaskClient):
    post(world, desk, "propose", draft_version=0)

    answer = post(world, desk, "move", draft_version=0, key=world.needs[0].id, to="drop")

    assert answer.status_code == 409
    assert "хтось змінив план" in answer.text
    assert answer.text.count("data-key=") == 2


def test_a_move_against_a_rule_is_refused_with_the_rule_in_words(world: World, desk: FlaskClient):
    make_team(world.session, world.hub, 2, on=(world.on,), starts_min=480, ends_min=490)
    world.session.commit()
    post(world, desk, "propose", draft_version=0)
    other = max(shift.team_id for shift in service.gather(world.session, world.hub.id, world.on, now=world.now).shifts)

    answer = post(world, desk, "move", draft_version=1, key=world.needs[0].id, to=f"team:{other}")

    assert answer.status_code == 422
    assert "не вкладається в чергування" in answer.text


@pytest.mark.parametrize("to", ["", "sideways", "team:", "team:99999999999", "team:-1"])
def test_a_move_nobody_offered_is_refused(world: World, desk: FlaskClient, to: str):
    post(world, desk, "propose", draft_version=0)

    assert post(world, desk, "move", draft_version=1, key=world.needs[0].id, to=to).status_code in (404, 422)


def test_publishing_shows_the_number_and_links_the_sheets(world: World, desk: FlaskClient):
    post(world, desk, "propose", draft_version=0)

    assert post(world, desk, "publish", draft_version=1).status_code == 303
    assert "версія 1" in show(world, desk).text
    assert {route.state for route in world.routes()} == {RouteState.PUBLISHED}


def test_a_publication_against_a_hold_names_the_visit_and_the_area(world: World, desk: FlaskClient):
    post(world, desk, "propose", draft_version=0)
    world.hold(area_id=world.west.id)
    world.session.commit()

    answer = post(world, desk, "publish", draft_version=1)

    assert answer.status_code == 422
    assert "KOS-W: виїзди призупинено" in answer.text


@pytest.mark.parametrize("step", ["propose", "publish", "discard", "move", "add", "approve"])
@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_step_that_does_not_say_which_draft_it_saw_is_out_of_date(
    world: World, desk: FlaskClient, step: str, version: str
):
    world.west.zones[-1].zone = Zone.Z3  # there is something to approve
    world.session.commit()
    post(world, desk, "propose")
    sent = {"key": world.needs[0].id, "to": "drop", "why": "Коротко, двоє", "draft_version": version}
    if not version:
        del sent["draft_version"]
    world.session.rollback()

    answer = desk.post(f"/plan/{world.on}/{step}", data=sent)

    assert answer.status_code == 409
    assert step != "approve" or "Коротко, двоє" in answer.text


def test_a_reason_that_is_too_long_is_refused_and_kept(world: World, desk: FlaskClient):
    world.west.zones[-1].zone = Zone.Z3
    world.session.commit()
    answer = post(world, desk, "approve", key=world.needs[0].id, why="ж" * 501)

    assert answer.status_code == 422
    assert "щонайбільше 500" in answer.text
    assert "ж" * 501 in answer.text


def test_only_an_approver_opens_a_gate_and_says_why(world: World, desk: FlaskClient):
    world.west.zones[-1].zone = Zone.Z3
    world.session.commit()
    key = world.needs[0].id

    without = post(world, desk, "approve", key=key, why="")
    done = post(world, desk, "approve", key=key, why="Коротко, двоє, з аптечкою")
    world.coordinator.is_approver = False
    world.session.commit()

    assert (without.status_code, done.status_code) == (422, 303)
    assert post(world, desk, "approve", key=key, why="ще раз").status_code == 403


def test_withdrawing_asks_for_a_reason(world: World, desk: FlaskClient):
    post(world, desk, "propose", draft_version=0)
    post(world, desk, "publish", draft_version=1)
    [route] = world.routes()

    assert post(world, desk, f"routes/{route.id}/withdraw", why=" ").status_code == 422
    assert post(world, desk, f"routes/{route.id}/withdraw", why="немає\x00 пального").status_code == 303
    world.session.expire_all()
    assert world.routes()[0].withdrawn_why == "немає пального"


def published(world: World, desk: FlaskClient) -> int:
    """The route in force; the page that somebody else has open still shows draft 0."""
    post(world, desk, "propose", draft_version=0)
    post(world, desk, "publish", draft_version=1)
    [route] = world.routes()
    return route.id


def test_to_withdraw_from_an_old_page_shows_both_values_and_keeps_what_was_typed(world: World, desk: FlaskClient):
    route_id = published(world, desk)

    answer = post(world, desk, f"routes/{route_id}/withdraw", draft_version=1, why="немає пального")

    assert answer.status_code == 409
    assert "<ins>Відкликати маршрут: немає пального</ins>" in answer.text
    assert f'id="why-{route_id}" name="why" required maxlength="500" value="немає пального"' in answer.text
    world.session.expire_all()
    assert world.routes()[0].state is RouteState.PUBLISHED


def test_to_clear_from_an_old_page_shows_how_the_area_stands(world: World, desk: FlaskClient):
    published(world, desk)
    post(world, desk, "clear", area=[world.west.id])

    answer = post(world, desk, "clear", draft_version=1, area=[world.west.id, world.south.id])

    assert answer.status_code == 409
    assert "<b>DRU-S, KOS-W</b>" in answer.text
    assert "DRU-S: дозволу немає" in answer.text
    assert "KOS-W: О. Бойко: дозвіл до" in answer.text


def test_a_volunteer_sees_no_plan(world: World, client: FlaskClient):
    sign_in(world.session, client, make_user(world.session, world.hub, Role.VOLUNTEER))

    assert client.get(f"/plan/{world.on}").status_code == 403


def test_no_stop_lies_in_a_curfew_a_held_or_a_closed_area(world: World, desk: FlaskClient):
    """The long curfew leaves 11:00 to 15:00, and the team is out of the area before its end."""
    curfew = {"starts_min": 900, "ends_min": 660, "valid_from": world.on - timedelta(days=9)}
    world.session.add(Curfew(hub_id=world.hub.id, area_id=world.south.id, **curfew))
    closed = make_area(world.session, world.hub, "KOS-X", zone=Zone.Z0, lat=48.45, lon=37.70)
    held = make_area(world.session, world.hub, "KOS-H", zone=Zone.Z4, lat=48.45, lon=37.80)
    world.need(closed), world.need(held)
    world.hold(area_id=held.id)
    world.session.commit()

    post(world, desk, "propose", draft_version=0)

    stops = [stop for route in world.routes() for stop in route.stops]
    assert {stop.area_id for stop in stops} <= {world.west.id, world.south.id}
    south = [stop for stop in stops if stop.area_id == world.south.id]
    assert south
    assert all(stop.arrive_min >= 660 and stop.depart_min <= 900 - 45 for stop in south)


def test_proposing_again_with_nothing_changed_says_so_and_makes_nothing_to_publish(world: World, desk: FlaskClient):
    assert "чернетка версії 1" in post_and_show(world, desk, "propose")
    assert "Змінювати нічого" not in post_and_show(world, desk, "publish")

    page = post_and_show(world, desk, "propose")

    assert "Змінювати нічого" in page
    assert "Затвердити версію" not in page


def post_and_show(world: World, desk: FlaskClient, step: str) -> str:
    assert post(world, desk, step).status_code == 303
    return show(world, desk).text


def test_a_day_that_is_over_shows_its_own_clearances_and_no_reasons_of_today(world: World, desk: FlaskClient):
    post(world, desk, "propose")
    post(world, desk, "publish", draft_version=1)
    world.clear(world.west)
    world.hold(area_id=world.west.id)
    world.need(world.south)  # logged later, and never looked at on that day
    world.session.commit()

    tell_story_time(world.session, world.now + timedelta(days=3))

    page = show(world, desk).text

    assert "День минув" in page
    assert "Ще не розглянуто" not in page
    clearances = page.split('id="clearances"')[1].split("</section>")[0]
    assert "дозвіл до" in clearances
    assert "Призупинено" not in clearances


def test_a_published_visit_is_held_by_itself_from_its_stop_and_the_plan_says_so(world: World, desk: FlaskClient):
    service.plan_day(world.session, world.hub.id, world.on, **world.acts)
    key, drafted = world.needs[0].id, world.visit_of(world.needs[0]).id
    world.session.commit()
    before = show(world, desk, f"?visit={key}").text
    service.publish_day(world.session, world.hub.id, world.on, **world.acts)
    world.session.commit()
    offered = show(world, desk, f"?visit={key}").text
    world.hold(visit_id=drafted)
    world.session.commit()

    facts = gather(world.session, world.hub.id, world.on, now=world.now)
    day = make_problem(facts)

    assert f"/visits/{drafted}/hold" not in before
    assert f"/visits/{drafted}/hold" in offered
    assert [block["alone"] for block in day.candidates[key].blocks] == [True]
    assert [is_void(route, facts.holds) for route in world.routes() if key in keys_of(route)] == [True]
    assert all(not one.blocks for other, one in day.candidates.items() if other != key)


def keys_of(route) -> set[int]:
    return {drafts.key_of(stop.visit) for stop in route.stops if stop.visit}
