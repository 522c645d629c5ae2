"""Another hub's places are not there, on any page."""

import pytest

from app.models import (
    Clearance,
)
from app.places import register_service
from app.places.register_service import RoadFacts
from tests.factories import (
    NOON,
    THE_DAY,
    make_area,
    make_hub,
    make_service_point,
    make_user,
)
from tests.places.world import AREA, LATER, fresh, put_hold

pytestmark = [pytest.mark.usefixtures("noon"), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


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
        f"/areas/{foreign.id}/clearance/end": {},
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
            f"end-{order.id}-version": 1,
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
