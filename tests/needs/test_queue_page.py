"""The queue of needs: ordered by a score that can be added up, filtered, closed to volunteers."""

import re

import pytest

from app.domain.roles import Role
from tests.factories import make_user, sign_in

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("at_noon")]


def test_the_queue_shows_each_part_of_the_score_and_a_short_name(desk, need):
    page = desk.get("/triage").text

    assert need.code in page
    assert "Людмила П." in page
    assert "Придуманенко" not in page
    points = [int(found.replace("\N{MINUS SIGN}", "-")) for found in re.findall(r"<b>([+\N{MINUS SIGN}]\d+)</b>", page)]
    assert f"<b>{sum(points)}</b>" in page


def test_an_unknown_filter_is_no_filter(desk, need):
    page = desk.get("/triage?state=никакой&area=abc&kind=99999&urgency=U9")

    assert page.status_code == 200
    assert need.code in page.text


def test_the_queue_is_filtered_by_state(desk, need):
    assert need.code not in desk.get("/triage?state=paused").text


def test_a_volunteer_opens_neither_the_queue_nor_a_need(session, client, hub, need):
    sign_in(session, client, make_user(session, hub, Role.VOLUNTEER))

    assert client.get("/triage").status_code == 403
    assert client.get(f"/needs/{need.id}").status_code == 403


def test_a_score_is_changed_with_a_reason_and_not_without(session, desk, need):
    url = f"/needs/{need.id}/override"

    assert desk.post(url, data={"points": "25", "why": "", "version": need.version}).status_code == 422
    assert desk.post(url, data={"points": "25", "why": "лікар просив", "version": need.version}).status_code == 303
    assert "лікар просив" in desk.get("/triage").text
