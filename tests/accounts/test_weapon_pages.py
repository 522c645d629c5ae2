"""The page of weapon numbers: an admin changes them, the safety lead confirms what is looser."""

import pytest

from app.domain.roles import Role
from app.models import Hub
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
GRAD = {"code": "MLRS_GRAD", "seen": "1", "radius_m": "3000", "linger_min": "120", "double_tap_min": "120", "why": "к"}


@pytest.fixture
def admin(session, client, hub):
    sign_in(session, client, make_user(session, hub, Role.ADMIN, language="en"))
    return client


def test_an_admin_makes_a_disc_wider(session, admin, hub):
    answer = admin.post("/settings/weapons", data=GRAD)

    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(Hub, hub.id).settings["weapons"]["MLRS_GRAD"]["radius_m"] == 3000
    assert "changed here" in admin.get("/settings/weapons").get_data(as_text=True)


def test_what_was_typed_stays_when_it_is_refused(admin):
    answer = admin.post("/settings/weapons", data=GRAD | {"radius_m": "99999", "why": "перевірка"})

    assert answer.status_code == 422
    assert "перевірка" in answer.get_data(as_text=True)
    assert admin.post("/settings/weapons", data=GRAD | {"seen": "7"}).status_code == 409
    assert admin.post("/settings/weapons", data=GRAD | {"code": "TROOPS"}).status_code == 404


def test_a_looser_number_waits_on_the_page_for_the_safety_lead(session, admin, client, hub):
    admin.post("/settings/weapons", data=GRAD | {"radius_m": "500"})
    sign_in(session, client, make_user(session, hub, is_safety_lead=True, language="en"))

    assert "waits for the safety lead" in client.get("/settings/weapons").get_data(as_text=True)
    client.post("/settings/asked/confirm", data={"keys": "weapon.MLRS_GRAD", "seen": "2"})

    session.expire_all()
    assert session.get_one(Hub, hub.id).settings["weapons"]["MLRS_GRAD"]["radius_m"] == 500
