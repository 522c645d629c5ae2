"""Pages of areas: the list, clearances, zones, curfews, the register."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.domain.zones import Zone
from app.models import (
    Area,
    AreaKind,
    Clearance,
    Curfew,
    ZoneSetting,
)
from app.places import queries, service
from app.web.grades import PICTURE, register_danger_picture
from tests.factories import (
    NOON,
    THE_DAY,
    make_alarm,
    make_area,
    make_team,
    make_user,
    sign_in,
)
from tests.places.world import AREA, LATER, fresh, put_hold, text_of

pytestmark = [pytest.mark.usefixtures("noon"), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


def test_the_list_tells_hold_zone_and_clearance_in_words(session, desk, hub, oksana, area):
    expired = make_area(session, hub, "KOS-S", zone=Zone.Z2)
    expired.zones[0].review_by = NOON - timedelta(hours=1)
    cleared = make_area(session, hub, "KOS-W")
    make_area(session, hub, "KOS-X", zone=None)
    session.flush()
    service.clear_area(session, cleared.id, THE_DAY, hub_id=hub.id, by_id=oksana.id, now=NOON)
    put_hold(session, area, oksana)

    page = text_of(desk.get("/areas"))

    assert "since 12:00" in page
    assert "treated as Z1, one step worse" in page
    assert "cleared by Оксана Бойко until 14:00" in page
    assert "No zone" in page


def test_a_settlement_is_graded_as_its_worst_part(session, desk, hub, oksana, area):
    town = make_area(session, hub, "KOS", kind=AreaKind.SETTLEMENT)
    area.parent_id = town.id
    make_area(session, hub, "DRU", kind=AreaKind.SETTLEMENT)
    session.flush()
    put_hold(session, area, oksana)

    page = desk.get("/areas?order=code").text

    of_town, of_other = page.partition(">KOS<")[2], page.partition(">DRU<")[2]
    assert "d4" in of_town.partition("</tr>")[0]
    assert "d4" not in of_other.partition("</tr>")[0]


@pytest.mark.parametrize(
    ("show", "codes"),
    [("held", {"KOS-C"}), ("zone", {"KOS-X"}), ("not_cleared", {"KOS-N"}), ("nonsense", {"KOS-C", "KOS-N", "KOS-X"})],
)
def test_the_list_can_be_filtered(session, desk, hub, oksana, area, show, codes):
    make_area(session, hub, "KOS-N")
    make_area(session, hub, "KOS-X", zone=None)
    put_hold(session, area, oksana)

    page = text_of(desk.get(f"/areas?show={show}&order=grade")).partition("<tbody>")[2].partition("</tbody>")[0]

    assert {code for code in ("KOS-C", "KOS-N", "KOS-X") if f">{code}<" in page} == codes


def test_a_hub_without_areas_is_told_where_to_begin(session, desk):
    assert "Needs and shelling are told by area" in text_of(desk.get("/areas"))


def test_without_a_forecast_every_grade_is_no_data_but_a_hold_says_four(session, app, desk, hub, oksana, area):
    app.extensions.pop(PICTURE, None)
    make_area(session, hub, "KOS-N")
    put_hold(session, area, oksana)

    page = text_of(desk.get("/areas"))

    assert page.count('<td class="dq">') == 5
    assert page.count('<td class="d4">') == 1


def test_the_forecast_gives_its_grades_when_it_is_there(app, desk, area):
    danger = SimpleNamespace(grade_now="2", grade_today="3", grade_tomorrow="1")
    register_danger_picture(app, lambda: SimpleNamespace(issued_at=NOON, areas={area.id: danger}))

    page = text_of(desk.get(f"/areas/{area.id}"))

    assert re.findall(r'<td class="d(\d)">', page) == ["2", "3", "1"]


def test_one_button_clears_what_can_be_cleared_and_says_what_was_left_out(session, desk, hub, oksana, area):
    held = make_area(session, hub, "KOS-N")
    put_hold(session, held, oksana)

    answer = desk.post("/areas/clear", data={"area_id": [area.id, held.id]}, follow_redirects=True)

    assert [one.area_id for one in fresh(session, Clearance)] == [area.id]
    assert "Cleared in your name: 1 area." in text_of(answer)
    assert "KOS-N is held" in text_of(answer)


@pytest.mark.parametrize("is_of_town", [False, True])
def test_a_siren_over_several_areas_is_named_and_asked_of_before_they_are_cleared(session, desk, hub, area, is_of_town):
    town, other = make_area(session, hub, "KOS"), make_area(session, hub, "KOS-N")
    area.parent_id = other.parent_id = town.id
    make_alarm(session, area, started_at=NOON - timedelta(minutes=5), fetched_at=NOON)
    session.commit()
    sent = {"area_id": [area.id, other.id]} | ({"of": town.id} if is_of_town else {})

    asked = desk.post("/areas/clear", data=sent)

    assert asked.status_code == 422
    assert "Not cleared, an alarm is on" in text_of(asked)
    assert 'name="siren" value="1"' in asked.text
    assert fresh(session, Clearance) == []
    assert desk.post("/areas/clear", data=sent | {"siren": "1"}).status_code == 303
    assert len(fresh(session, Clearance)) == 2


def test_under_a_siren_one_area_by_itself_is_cleared_at_once(session, desk, area):
    make_alarm(session, area, started_at=NOON - timedelta(minutes=5), fetched_at=NOON)
    session.commit()

    assert desk.post("/areas/clear", data={"area_id": area.id}).status_code == 303
    assert len(fresh(session, Clearance)) == 1


def test_a_settlement_is_cleared_by_its_areas(session, desk, hub, area):
    town = make_area(session, hub, "KOS")
    area.parent_id = town.id
    session.commit()

    page = text_of(desk.get("/areas"))

    assert f'name="area_id" value="{area.id}"' in page
    assert f'name="area_id" value="{town.id}"' not in page


def test_a_settlement_says_which_part_is_cleared_and_clears_all_by_one_button(session, desk, hub, oksana, area):
    town, other = make_area(session, hub, "KOS"), make_area(session, hub, "KOS-N")
    third = make_area(session, hub, "KOS-W")
    for part in (area, other, third):
        part.parent_id = town.id
    service.clear_area(session, third.id, THE_DAY, hub_id=hub.id, by_id=oksana.id, now=NOON)
    session.commit()

    page = text_of(desk.get(f"/areas/{town.id}"))
    assert "cleared by Оксана Бойко until 14:00" in page
    assert "Clear all at once: 2 areas" in page

    answer = desk.post("/areas/clear", data={"area_id": [area.id, other.id], "of": town.id}, follow_redirects=True)
    assert answer.request.path == f"/areas/{town.id}"
    assert text_of(answer).count("cleared by Оксана Бойко until") >= 3
    assert "Clear all at once" not in text_of(answer)
    assert "Cleared by its parts" not in text_of(desk.get(f"/areas/{area.id}"))


def test_a_hromada_heads_its_settlements_each_followed_by_its_parts(session, desk, hub, area):
    hromada = make_area(session, hub, "ZZZ", zone=None, kind=AreaKind.HROMADA)
    for code in ("KOS", "KOS-A"):
        make_area(session, hub, code, parent_id=hromada.id)
    area.parent_id = session.scalars(select(Area.id).where(Area.code == "KOS")).one()
    session.commit()

    page = text_of(desk.get("/areas"))

    assert re.findall(r'class="area">([^<]+)<', page.partition("<tbody>")[2]) == ["ZZZ", "KOS", "KOS-C", "KOS-A"]
    assert page.count('class="group"') == 1


def test_an_area_is_cleared_until_a_time_with_a_note(session, desk, oksana, area):
    desk.post(f"/areas/{area.id}/clear", data={"clear-until": LATER, "clear-note": "дзвонили"})

    [one] = fresh(session, Clearance)
    assert (one.by_id, one.until, one.note) == (oksana.id, NOON + timedelta(hours=4), "дзвонили")


def test_a_held_area_is_not_cleared_from_its_page(session, desk, petro, area):
    put_hold(session, area, petro)

    answer = desk.post(f"/areas/{area.id}/clear", data={"clear-until": LATER, "clear-note": "дзвонили"})

    assert answer.status_code == 422
    assert "Release the hold first" in text_of(answer)


def test_a_coordinator_is_offered_only_worse_zones_and_they_hold_at_once(session, desk, area):
    page = text_of(desk.get(f"/areas/{area.id}"))
    assert 'value="Z4"' not in page
    assert 'value="Z2"' in page

    desk.post(
        f"/areas/{area.id}/zone",
        data={"zone-seen": area.zones[-1].id, "zone-zone": "Z1", "zone-review_by": LATER, "zone-note": "дрони"},
    )

    assert fresh(session, ZoneSetting)[-1].zone is Zone.Z1


def test_a_coordinator_who_asks_for_a_better_zone_is_refused(session, desk, area):
    answer = desk.post(
        f"/areas/{area.id}/zone",
        data={"zone-seen": area.zones[-1].id, "zone-zone": "Z4", "zone-review_by": LATER, "zone-note": "тихо"},
    )

    assert answer.status_code == 422
    assert len(fresh(session, ZoneSetting)) == 1


def test_a_better_zone_waits_on_the_page_for_its_second_person(session, client, hub, oksana, area):
    lead = make_user(session, hub, display_name="Ніна Лід", is_safety_lead=True, language="en")
    sign_in(session, client, lead)
    data = {"zone-seen": area.zones[-1].id, "zone-zone": "Z4", "zone-review_by": LATER, "zone-note": "тихіше"}
    asked = client.post(f"/areas/{area.id}/zone", data=data, follow_redirects=True)
    assert "until a second person confirms" in text_of(asked)
    waiting = fresh(session, ZoneSetting)[-1]
    own = client.post(f"/areas/{area.id}/zone/confirm", data={"setting_id": waiting.id})
    assert own.status_code == 422

    sign_in(session, client, oksana)
    assert "Ніна Лід asked for Z4 Rear: тихіше" in text_of(client.get(f"/areas/{area.id}"))
    client.post(f"/areas/{area.id}/zone/confirm", data={"setting_id": waiting.id})

    assert queries.standing(session, hub.id, now=NOON)[area.id].zone is Zone.Z4


def test_the_slower_of_two_at_a_zone_reads_that_somebody_was_faster(session, client, hub, area):
    sign_in(session, client, make_user(session, hub, is_safety_lead=True, language="en"))
    data = {"zone-seen": 0, "zone-zone": "Z2", "zone-review_by": LATER, "zone-note": "дрони над дорогою"}

    answer = client.post(f"/areas/{area.id}/zone", data=data)

    assert answer.status_code == 409
    assert "дрони над дорогою" in text_of(answer)


def test_a_curfew_across_midnight_is_written_down_and_ended(session, desk, area):
    data = {"curfew-starts": "15:00", "curfew-ends": "11:00", "curfew-valid_from": "2023-05-01", "curfew-note": "наказ"}
    page = text_of(desk.post(f"/areas/{area.id}/curfews", data=data, follow_redirects=True))
    assert "00:00–11:00, 15:00–24:00" in page
    [order] = fresh(session, Curfew)

    wrong = desk.post(f"/areas/{area.id}/curfews/{order.id}/end", data={f"end-{order.id}-last_day": "2023-05-12"})
    assert wrong.status_code == 422
    desk.post(
        f"/areas/{area.id}/curfews/{order.id}/end",
        data={
            f"end-{order.id}-last_day": "2023-05-12",
            f"end-{order.id}-reason": "новий наказ",
            f"end-{order.id}-version": order.version,
        },
    )

    assert fresh(session, Curfew)[0].valid_to.isoformat() == "2023-05-12"


def test_two_who_end_one_curfew_otherwise_are_shown_both_days(session, desk, area):
    data = {"curfew-starts": "15:00", "curfew-ends": "11:00", "curfew-valid_from": "2023-05-01"}
    desk.post(f"/areas/{area.id}/curfews", data=data)
    [order] = fresh(session, Curfew)
    url, name = f"/areas/{area.id}/curfews/{order.id}/end", f"end-{order.id}-"
    theirs = {f"{name}last_day": "2023-05-20", f"{name}reason": "наказ 5", f"{name}version": order.version}
    yours = theirs | {f"{name}last_day": "2023-05-25", f"{name}reason": "наказ 6"}

    assert desk.post(url, data=theirs).status_code == 303
    answer = desk.post(url, data=yours)

    assert answer.status_code == 409
    for part in ("20.05.2023", "25.05.2023", "наказ 6"):
        assert part in text_of(answer)
    [order] = fresh(session, Curfew)
    assert order.valid_to.isoformat() == "2023-05-20"
    assert f'name="{name}version" type="hidden" value="{order.version}"' in answer.text


def test_a_curfew_without_hours_is_bad_input(session, desk, area):
    answer = desk.post(f"/areas/{area.id}/curfews", data={"curfew-starts": "25:00", "curfew-valid_from": "2023-05-01"})

    assert answer.status_code == 422
    assert fresh(session, Curfew) == []


def test_an_area_is_added_and_asks_for_a_zone(session, desk):
    answer = desk.post("/areas/new", data=AREA | {"centre": "48.527, 37.707"}, follow_redirects=True)

    [made] = fresh(session, Area)
    assert (made.code, made.lat) == ("KOS-W", 48.527)
    assert "It needs a zone" in text_of(answer)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "KOS-C"}, "has the code KOS-C"),
        ({"code": ""}, "Write a short code."),
        ({"katottg": "UA12"}, "UA and 17 digits"),
        ({"parent_id": "999"}, "Choose one of the answers offered."),
        ({"centre": "десь"}, "Write latitude and longitude"),
        ({"kind": "planet"}, "Choose one of the answers offered."),
    ],
)
def test_an_area_that_cannot_be_added_keeps_what_was_typed(session, desk, area, wrong, sentence):
    answer = desk.post("/areas/new", data=AREA | wrong)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Захід" in text_of(answer)


def test_an_area_is_corrected_and_the_page_says_which_fields(session, desk, area):
    shown = text_of(desk.get(f"/areas/{area.id}/edit"))
    assert 'value="48.528000, 37.707000"' in shown

    data = AREA | {"code": "KOS-C", "version": area.version, "population": "900"}
    page = text_of(desk.post(f"/areas/{area.id}/edit", data=data, follow_redirects=True))

    assert fresh(session, Area)[0].population == 900
    assert "Population, an estimate: empty" in page


def test_a_correction_from_an_old_page_is_a_conflict(session, desk, area):
    data = AREA | {"code": "KOS-C", "version": 7, "population": "900"}

    answer = desk.post(f"/areas/{area.id}/edit", data=data)

    assert answer.status_code == 409
    assert 'value="900"' in text_of(answer)


def test_an_admin_edits_areas_but_neither_holds_nor_clears(session, client, hub, area):
    sign_in(session, client, make_user(session, hub, Role.ADMIN))

    put_hold(session, area, make_user(session, hub))

    page = client.get(f"/areas/{area.id}")

    assert page.status_code == 200
    assert "/holds/" not in text_of(page)
    assert client.get(f"/areas/{area.id}/edit").status_code == 200
    assert client.post(f"/areas/{area.id}/hold").status_code == 403
    assert client.post("/areas/clear").status_code == 403


def test_the_areas_of_todays_routes_are_the_ones_one_button_clears(session, desk, hub, area):
    from app.models import RouteStop, RouteVersion

    make_area(session, hub, "KOS-N")
    team = make_team(session, hub)
    route = RouteVersion(hub_id=hub.id, on=THE_DAY, team_id=team.id, made_at=NOON, facts={})
    route.stops = [RouteStop(position=1, area_id=area.id, arrive_min=600, start_min=600, depart_min=610, reasons=[])]
    session.add(route)
    session.commit()

    page = text_of(desk.get("/areas"))

    assert "Clear the areas of today’s routes" in page
    assert "Clear all at once: 1 area" in page


def test_a_clearance_is_taken_back_at_once(session, desk, hub, oksana, area):
    service.clear_area(session, area.id, THE_DAY, hub_id=hub.id, by_id=oksana.id, now=NOON)
    session.commit()

    page = text_of(desk.post(f"/areas/{area.id}/clearance/end", follow_redirects=True))

    assert fresh(session, Clearance)[0].ended_at is not None
    assert "ended at 12:00 by a person" in page


def test_an_area_out_of_use_is_still_found(session, desk, hub, area):
    area.is_active = False
    make_area(session, hub, "KOS-N")
    session.commit()

    page = text_of(desk.get("/areas"))

    assert f'href="/areas/{area.id}"' in page.partition("Not in use")[2]
    assert desk.get(f"/areas/{area.id}").status_code == 200
