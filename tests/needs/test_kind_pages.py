"""The list of kinds of need, which a hub edits and adds to."""

import pytest

from app.domain.needs import Urgency
from app.needs.kinds import kind_of
from tests.factories import fresh

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("at_noon")]
KIND_FIELDS = ("label_uk", "label_en", "paper_uk", "paper_en", "people", "cargo_kg")


def test_the_list_of_kinds_is_edited(session, desk, hub):
    food = kind_of(session, hub.id, "FOOD")
    session.commit()
    told = {name: getattr(food, name) for name in KIND_FIELDS}
    url = f"/needs/kinds/{food.id}"

    assert desk.get("/needs/kinds").status_code == 200
    assert desk.get(url).status_code == 200
    data = told | {"version": food.version, "minutes": 8, "urgency": "U2", "is_active": "y"}
    assert desk.post(url, data=data).status_code == 303
    assert desk.post(url, data=data).status_code == 409
    assert desk.post(url, data=data | {"minutes": "багато"}).status_code == 422
    assert (fresh(session, food).minutes, food.urgency) == (8, Urgency.U2)


def test_a_kind_of_the_hub_s_own_is_added_once(session, desk, hub):
    told = {"label_uk": "Лампи", "label_en": "Lamps", "paper_uk": "Пакунок", "paper_en": "Parcel"}
    data = told | {"code": "lamp", "minutes": 5, "people": 2, "cargo_kg": 1, "urgency": "U4", "is_active": "y"}

    assert desk.get("/needs/kinds/new").status_code == 200
    assert desk.post("/needs/kinds/new", data=data).status_code == 303
    assert desk.post("/needs/kinds/new", data=data).status_code == 422
    assert desk.post("/needs/kinds/new", data=data | {"code": "Ж1"}).status_code == 422
    assert kind_of(session, hub.id, "LAMP").label_uk == "Лампи"
