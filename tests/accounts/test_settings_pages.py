"""The page of settings: an admin asks for what is looser and says why, the safety lead finds it and confirms it."""

import pytest

from app.accounts.hubs import get_hub, hub_settings
from app.accounts.settings_form import SettingsForm
from app.domain.roles import Role
from tests.factories import make_hub, make_user, sign_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def hub(session):
    return make_hub(session)


@pytest.fixture
def admin(session, client, hub):
    sign_in(session, client, make_user(session, hub, Role.ADMIN, language="en"))
    return client


@pytest.fixture
def typed(app, session, hub):
    """What the page sends when nothing was changed on it."""
    with app.test_request_context():
        form = SettingsForm.of(get_hub(session, hub.id))
        return {f.name: f._value() for f in form if f.type not in ("BooleanField", "CSRFTokenField")}


def test_a_looser_number_without_a_reason_is_refused_and_stays_typed(admin, typed):
    answer = admin.post("/settings", data=typed | {"clearance_min": "333"})

    assert answer.status_code == 422
    assert "say why" in answer.text
    assert 'value="333"' in answer.text


def test_a_stricter_number_rules_while_a_looser_one_waits_for_the_safety_lead(session, client, admin, hub, typed):
    changes = {"clearance_min": "333", "double_tap_min": "240", "why": "навчання"}
    answer = admin.post("/settings", data=typed | changes, follow_redirects=True)

    assert "1 number is looser than now" in answer.text
    assert "120 min → 333 min" in answer.text
    session.expire_all()
    assert hub_settings(session, hub.id).double_tap_min == 240
    assert hub_settings(session, hub.id).clearance_min == 120

    sign_in(session, client, make_user(session, hub, is_safety_lead=True, language="en"))
    assert "/settings/asked" in client.get("/today").text
    assert "навчання" in client.get("/settings/asked").text
    version = get_hub(session, hub.id).settings_version
    client.post("/settings/asked/confirm", data={"keys": "clearance_min", "seen": str(version)})

    session.expire_all()
    assert hub_settings(session, hub.id).clearance_min == 333
    assert "/settings/asked" not in client.get("/today").text


def test_an_old_page_is_answered_with_a_conflict(admin, typed):
    admin.post("/settings", data=typed | {"double_tap_min": "240"})

    assert admin.post("/settings", data=typed).status_code == 409
    assert admin.post("/settings", data=typed | {"seen": "x"}).status_code == 409


def test_who_is_no_safety_lead_confirms_nothing_but_may_put_it_aside(session, client, admin, hub, typed):
    admin.post("/settings", data=typed | {"one_person_hub": "y", "why": "навчання"})
    assert admin.post("/settings/asked/confirm", data={"keys": "one_person_hub", "seen": "2"}).status_code == 403

    sign_in(session, client, make_user(session, hub, language="en"))
    assert client.post("/settings/asked/confirm", data={"keys": "one_person_hub", "seen": "2"}).status_code == 403
    assert client.post("/settings/asked/put-aside", data={"keys": "one_person_hub", "seen": "2"}).status_code == 303
    assert "Nobody asks" in client.get("/settings/asked").text


def test_each_number_says_which_way_is_looser(admin):
    page = admin.get("/settings").text

    for words in ("Higher is looser", "Lower is looser", "Earlier is looser", "Ticked is looser", "Any change counts"):
        assert words in page


def test_a_number_of_four_hundred_digits_is_refused_like_any_other(admin, typed):
    assert admin.post("/settings", data=typed | {"clearance_min": "9" * 400, "why": "навчання"}).status_code == 422
