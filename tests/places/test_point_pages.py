"""Pages of service points and road segments."""

from datetime import timedelta

import pytest

from app.models import (
    PointStatus,
    RoadSegment,
    ServicePoint,
)
from app.places import queries
from tests.factories import (
    NOON,
    make_service_point,
)
from tests.places.world import LATER, fresh, text_of

pytestmark = [pytest.mark.usefixtures("noon"), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


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
