"""Pages of places: success, refusal with the typed text kept, bad input; another hub's rows are not there."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.hubs import change_settings
from app.domain.roles import Role
from app.domain.zones import Zone
from app.models import (
    Area,
    Clearance,
    Curfew,
    Hold,
    HoldReason,
    PointStatus,
    RoadSegment,
    ServicePoint,
    StoryClock,
    ZoneSetting,
)
from app.places import queries, register_service, service
from app.places.register_service import RoadFacts
from app.web.grades import PICTURE, register_danger_picture
from tests.factories import (
    NOON,
    THE_DAY,
    make_area,
    make_event,
    make_hub,
    make_service_point,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LATER = "2023-05-13T16:00"


@pytest.fixture(autouse=True)
def _noon(session):
    """The application's clock starts at NOON, as in a demo; it looks for that when it is made."""
    set_clock(session, NOON)


def set_clock(session, moment):
    offset_s = (moment - clock.real_now()).total_seconds()
    session.merge(StoryClock(id=1, offset_s=offset_s))
    session.commit()


@pytest.fixture
def hub(session):
    return make_hub(session)


@pytest.fixture
def oksana(session, hub):
    return make_user(session, hub, display_name="Оксана Бойко", language="en")


@pytest.fixture
def petro(session, hub):
    return make_user(session, hub, display_name="Петро Вигаданий", language="en")


@pytest.fixture
def desk(session, client, oksana):
    sign_in(session, client, oksana)
    return client


@pytest.fixture
def area(session, hub):
    found = make_area(session, hub)
    session.commit()
    return found


def text_of(answer):
    return answer.get_data(as_text=True)


def put_hold(session, area, by, **how):
    facts = {"reason": HoldReason.PERSON, "note": "чутно", "review_at": NOON + timedelta(hours=2)} | how
    hold = service.hold_area(session, area.id, hub_id=area.hub_id, by_id=by.id, now=NOON, **facts)
    session.commit()
    return hold


def fresh(session, table):
    """The rows as the application left them, read aside: this session must not hold the write lock."""
    with Session(session.get_bind(), expire_on_commit=False) as aside:
        return aside.scalars(select(table).order_by(table.id)).all()


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


def test_a_settlement_is_cleared_by_its_areas(session, desk, hub, area):
    town = make_area(session, hub, "KOS")
    area.parent_id = town.id
    session.commit()

    page = text_of(desk.get("/areas"))

    assert f'name="area_id" value="{area.id}"' in page
    assert f'name="area_id" value="{town.id}"' not in page


def test_an_area_is_held_by_hand_with_a_reason(session, desk, oksana, area):
    answer = desk.post(
        f"/areas/{area.id}/hold", data={"hold-note": "гуркіт за рікою", "hold-review_at": LATER}, follow_redirects=True
    )

    [hold] = fresh(session, Hold)
    assert (hold.note, hold.held_by_id, hold.review_at) == ("гуркіт за рікою", oksana.id, NOON + timedelta(hours=4))
    assert "departures held since 12:00" in text_of(answer)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"hold-note": "", "hold-review_at": LATER}, "say why"),
        ({"hold-note": "гуркіт"}, "Choose a time, or hold until it is cleared."),
        ({"hold-note": "гуркіт", "hold-review_at": "2023-05-13T11:00"}, "has to lie ahead"),
        ({"hold-note": "гуркіт", "hold-review_at": "колись"}, "Write the day and the time"),
    ],
)
def test_a_hold_that_is_refused_keeps_what_was_typed(session, desk, area, data, sentence):
    answer = desk.post(f"/areas/{area.id}/hold", data=data)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert data["hold-note"] in text_of(answer)
    assert fresh(session, Hold) == []


def test_a_hold_is_released_with_a_reason_on_its_page(session, desk, petro, area):
    hold = put_hold(session, area, petro)

    answer = desk.post(
        f"/holds/{hold.id}/release",
        data={"release-version": hold.version, "release-reason": "оглянули"},
        follow_redirects=True,
    )

    assert fresh(session, Hold)[0].release_reason == "оглянули"
    assert "Released in your name" in text_of(answer)
    assert "Released by Оксана Бойко: оглянули" in text_of(desk.get(f"/holds/{hold.id}"))


def test_a_release_without_a_reason_is_refused(session, desk, petro, area):
    hold = put_hold(session, area, petro)

    answer = desk.post(f"/holds/{hold.id}/release", data={"release-version": 1, "release-reason": " "})

    assert answer.status_code == 422
    assert "say why" in text_of(answer)
    assert fresh(session, Hold)[0].released_at is None


def test_the_only_reporter_reads_why_they_may_not_release(session, desk, hub, oksana, area):
    event = make_event(session, area, hub, oksana)
    hold = put_hold(session, area, oksana, reason=HoldReason.REPORT, event_id=event.id)
    sentence = "Only you reported this shelling, so somebody else has to release the hold."

    shown = desk.get(f"/areas/{area.id}")
    tried = desk.post(f"/holds/{hold.id}/release", data={"release-version": 1, "release-reason": "вже тихо"})

    assert sentence in text_of(shown)
    assert tried.status_code == 422
    assert sentence in text_of(tried)
    assert "вже тихо" in text_of(tried)


def test_until_cleared_shows_the_second_person_their_button(session, app, client, desk, petro, area):
    hold = put_hold(session, area, petro, review_at=None)
    asked = desk.post(
        f"/holds/{hold.id}/release",
        data={"release-version": 1, "release-reason": "сапери закінчили"},
        follow_redirects=True,
    )
    assert "It stays held until a second person confirms" in text_of(asked)
    assert "somebody else has to confirm" in text_of(asked)

    sign_in(session, client, petro)
    assert "You are the second person" in text_of(client.get(f"/holds/{hold.id}"))
    client.post(f"/holds/{hold.id}/release", data={"release-version": 2, "release-reason": ""})

    [released] = fresh(session, Hold)
    assert (released.released_by_id, released.release_reason) == (petro.id, "сапери закінчили")


def test_a_release_of_a_hold_somebody_changed_meanwhile_is_a_conflict(session, desk, petro, area):
    hold = put_hold(session, area, petro)
    desk.post(f"/holds/{hold.id}/extend", data={"extend-version": 1, "extend-review_at": LATER})

    answer = desk.post(f"/holds/{hold.id}/release", data={"release-version": 1, "release-reason": "тихо"})

    assert answer.status_code == 409
    assert "Somebody changed this since you opened it" in text_of(answer)


def test_a_hold_released_by_somebody_else_meanwhile_says_so(session, desk, petro, area):
    hold = put_hold(session, area, petro)
    for _ in range(2):
        answer = desk.post(f"/holds/{hold.id}/release", data={"release-version": 1, "release-reason": "тихо"})

    assert answer.status_code == 422
    assert "This hold has been released already." in text_of(answer)


def test_an_overdue_hold_still_holds_and_says_it_is_time_to_review(session, desk, petro, area):
    put_hold(session, area, petro)

    set_clock(session, NOON + timedelta(days=2))

    page = text_of(desk.get(f"/areas/{area.id}"))

    assert "Time to review. Departures are still held" in page


@pytest.mark.parametrize("version", ["", "не число", "99999999999999999999"])
def test_a_spoiled_version_is_bad_input_not_an_accident(session, desk, petro, area, version):
    hold = put_hold(session, area, petro)

    answer = desk.post(f"/holds/{hold.id}/release", data={"release-version": version, "release-reason": "тихо"})

    assert answer.status_code in (409, 422)


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
        data={f"end-{order.id}-last_day": "2023-05-12", f"end-{order.id}-reason": "новий наказ"},
    )

    assert fresh(session, Curfew)[0].valid_to.isoformat() == "2023-05-12"


def test_a_curfew_without_hours_is_bad_input(session, desk, area):
    answer = desk.post(f"/areas/{area.id}/curfews", data={"curfew-starts": "25:00", "curfew-valid_from": "2023-05-01"})

    assert answer.status_code == 422
    assert fresh(session, Curfew) == []


AREA = {"code": "kos-w", "name_uk": "Захід", "name_en": "West", "kind": "area", "parent_id": "", "is_active": "y"}


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
    assert "population" in page


def test_a_correction_from_an_old_page_is_a_conflict(session, desk, area):
    data = AREA | {"code": "KOS-C", "version": 7, "population": "900"}

    answer = desk.post(f"/areas/{area.id}/edit", data=data)

    assert answer.status_code == 409
    assert 'value="900"' in text_of(answer)


def test_an_admin_edits_areas_but_neither_holds_nor_clears(session, client, hub, area):
    sign_in(session, client, make_user(session, hub, Role.ADMIN))

    assert client.get(f"/areas/{area.id}").status_code == 200
    assert client.get(f"/areas/{area.id}/edit").status_code == 200
    assert client.post(f"/areas/{area.id}/hold").status_code == 403
    assert client.post("/areas/clear").status_code == 403


def test_points_are_listed_with_the_age_of_the_word_about_them(session, desk, hub, area):
    make_service_point(session, area, hub)
    old = make_service_point(session, area, hub, name="Аптека (умовна)")
    old.statuses[0].expires_at = NOON - timedelta(minutes=1)
    make_service_point(session, area, hub, name="Банк (умовний)", status=None)
    session.commit()

    page = text_of(desk.get("/points"))
    stale = text_of(desk.get("/points?show=stale")).partition("<tbody>")[2]

    assert "The last word is out of date: “Works”, 11:00." in page
    assert "Nothing has been heard of it yet." in page
    assert "Пошта" not in stale
    assert "Аптека" in stale


def test_a_point_gets_a_status_with_time_and_source(session, desk, hub, area):
    point = make_service_point(session, area, hub, status=None)
    session.commit()

    data = {"status-status": "destroyed", "status-as_of": "2023-05-13T11:30", "status-source": "наш екіпаж"}
    page = text_of(desk.post(f"/points/{point.id}/status", data=data, follow_redirects=True))
    bad = desk.post(f"/points/{point.id}/status", data=data | {"status-as_of": LATER, "status-source": "сусіди"})

    assert "Destroyed" in page
    assert bad.status_code == 422
    assert "сусіди" in text_of(bad)
    session.expire_all()
    assert queries.point_standing(queries.points(session, hub.id)[0], NOON).status is PointStatus.DESTROYED


def test_hours_with_a_break_are_two_rows_of_the_day(session, desk, hub, area):
    point = make_service_point(session, area, hub)
    session.commit()
    data = {"hours-version": point.version, "hours-opens_0_1": "09:00", "hours-closes_0_1": "13:00"}
    data |= {"hours-opens_0_2": "14:00", "hours-closes_0_2": "00:00"}

    half = desk.post(f"/points/{point.id}/hours", data=data | {"hours-closes_0_2": ""})
    page = text_of(desk.post(f"/points/{point.id}/hours", data=data, follow_redirects=True))

    assert half.status_code == 422
    assert "Write both times" in text_of(half)
    assert "09:00–13:00, 14:00–24:00" in page
    assert fresh(session, ServicePoint)[0].hours == [[0, 540, 780], [0, 840, 1440]]


def test_a_point_is_added_corrected_and_held(session, desk, hub, area):
    data = {"name": "Пошта (умовна) 3", "kind": "post", "area_id": area.id, "is_active": "y"}
    desk.post("/points/new", data=data)
    [point] = fresh(session, ServicePoint)

    old = desk.post(f"/points/{point.id}/edit", data=data | {"version": 9, "address": "вул. Вигадана, 8"})
    desk.post(f"/points/{point.id}/edit", data=data | {"version": 1, "address": "вул. Вигадана, 8"})
    page = desk.post(
        f"/points/{point.id}/hold", data={"hold-note": "влучання", "hold-until_cleared": "y"}, follow_redirects=True
    )
    refused = desk.post(f"/points/{point.id}/hold", data={"hold-note": ""})

    assert old.status_code == 409
    assert fresh(session, ServicePoint)[0].address == "вул. Вигадана, 8"
    assert "visits there held since 12:00" in text_of(page)
    assert refused.status_code == 422
    assert desk.post("/points/new", data={"name": ""}).status_code == 422


def test_a_road_segment_is_added_held_and_corrected(session, desk, hub, area):
    data = {"road-name": "Міст (умовний)", "road-from_area_id": area.id, "road-to_area_id": area.id}
    data["road-is_active"] = "y"
    desk.post("/roads", data=data)
    [road] = fresh(session, RoadSegment)

    held = desk.post(
        f"/roads/{road.id}/hold", data={"hold-note": "дрон", "hold-review_at": LATER}, follow_redirects=True
    )
    old = desk.post(f"/roads/{road.id}/edit", data=data | {"road-version": 5, "road-name": "Переїзд"})

    assert "passage held since 12:00" in text_of(held)
    assert "Held" in text_of(desk.get("/roads"))
    assert old.status_code == 409
    assert desk.post("/roads", data={"road-name": ""}).status_code == 422
    assert desk.post(f"/roads/{road.id}/hold", data={}).status_code == 422


def test_nothing_of_another_hub_is_here(session, desk, area):
    foreign_hub = make_hub(session, "izm")
    foreign = make_area(session, foreign_hub, "IZM")
    by = make_user(session, foreign_hub)
    setting = foreign.zones[0].id
    point = make_service_point(session, foreign, foreign_hub)
    road = register_service.add_road(
        session,
        RoadFacts(name="міст", from_area_id=foreign.id, to_area_id=foreign.id),
        hub_id=foreign_hub.id,
        by_id=by.id,
        now=NOON,
    )
    order = register_service.add_curfew(
        session,
        foreign.id,
        hub_id=foreign_hub.id,
        starts_min=900,
        ends_min=660,
        valid_from=THE_DAY,
        by_id=by.id,
        now=NOON,
    )
    hold = put_hold(session, foreign, by)
    pages = [
        *(f"/areas/{foreign.id}", f"/areas/{foreign.id}/edit", f"/holds/{hold.id}"),
        *(f"/points/{point.id}", f"/points/{point.id}/edit", f"/roads/{road.id}"),
    ]
    area_data = AREA | {"version": 1}
    posts = {
        f"/areas/{foreign.id}/edit": area_data,
        f"/areas/{foreign.id}/hold": {"hold-note": "так", "hold-review_at": LATER},
        f"/areas/{foreign.id}/clear": {"clear-until": LATER},
        f"/areas/{foreign.id}/zone": {
            "zone-seen": setting,
            "zone-zone": "Z0",
            "zone-review_by": LATER,
            "zone-note": "так",
        },
        f"/areas/{area.id}/zone/confirm": {"setting_id": setting},
        f"/areas/{foreign.id}/curfews": {
            "curfew-starts": "15:00",
            "curfew-ends": "11:00",
            "curfew-valid_from": "2023-05-01",
        },
        f"/areas/{area.id}/curfews/{order.id}/end": {
            f"end-{order.id}-last_day": "2023-05-14",
            f"end-{order.id}-reason": "так",
        },
        f"/holds/{hold.id}/release": {"release-version": 1, "release-reason": "так"},
        f"/holds/{hold.id}/extend": {"extend-version": 1, "extend-until_cleared": "y"},
        f"/points/{point.id}/edit": {"name": "Пошта", "kind": "post", "area_id": area.id, "version": 1},
        f"/points/{point.id}/status": {
            "status-status": "open",
            "status-as_of": "2023-05-13T11:00",
            "status-source": "так",
        },
        f"/points/{point.id}/hours": {"hours-version": 1},
        f"/points/{point.id}/hold": {"hold-note": "так", "hold-review_at": LATER},
        f"/roads/{road.id}/edit": {
            "road-name": "міст",
            "road-from_area_id": area.id,
            "road-to_area_id": area.id,
            "road-version": 1,
        },
        f"/roads/{road.id}/hold": {"hold-note": "так", "hold-review_at": LATER},
    }

    assert {page: desk.get(page).status_code for page in pages} == dict.fromkeys(pages, 404)
    assert {url: desk.post(url, data=data).status_code for url, data in posts.items()} == dict.fromkeys(posts, 404)
    desk.post("/areas/clear", data={"area_id": foreign.id})
    assert fresh(session, Clearance) == []


@pytest.mark.parametrize("page", ["/areas/999", "/areas/99999999999999999999", "/points/0", "/roads/7", "/holds/7"])
def test_an_unknown_id_is_not_there(session, desk, page):
    assert desk.get(page).status_code == 404


def test_in_a_hub_of_one_the_page_does_not_ask_for_a_second_person(session, desk, hub, oksana, petro, area):
    change_settings(session, hub.id, {"one_person_hub": True}, by_id=oksana.id, now=NOON)
    hold = put_hold(session, area, petro, review_at=None)

    desk.post(f"/holds/{hold.id}/release", data={"release-version": 1, "release-reason": "сапери закінчили"})

    assert fresh(session, Hold)[0].released_by_id == oksana.id


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
