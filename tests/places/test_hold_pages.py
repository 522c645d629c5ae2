"""Pages of holds: hold, extend and release, each refusal with its sentence and the typed text kept."""

from datetime import timedelta

import pytest

from app.accounts.hubs import keep_settings
from app.models import (
    Hold,
    HoldReason,
)
from tests.factories import (
    NOON,
    make_event,
    sign_in,
    tell_story_time,
)
from tests.places.world import LATER, fresh, put_hold, text_of

pytestmark = [pytest.mark.usefixtures("noon"), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


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

    tell_story_time(session, NOON + timedelta(days=2))

    page = text_of(desk.get(f"/areas/{area.id}"))

    assert "Time to review. Departures are still held" in page


@pytest.mark.parametrize("version", ["", "не число", "99999999999999999999"])
def test_a_spoiled_version_is_bad_input_not_an_accident(session, desk, petro, area, version):
    hold = put_hold(session, area, petro)

    answer = desk.post(f"/holds/{hold.id}/release", data={"release-version": version, "release-reason": "тихо"})

    assert answer.status_code in (409, 422)


def test_in_a_hub_of_one_the_page_does_not_ask_for_a_second_person(session, desk, hub, oksana, petro, area):
    keep_settings(session, hub, {"one_person_hub": True}, by_id=oksana.id, now=NOON)
    hold = put_hold(session, area, petro, review_at=None)

    desk.post(f"/holds/{hold.id}/release", data={"release-version": 1, "release-reason": "сапери закінчили"})

    assert fresh(session, Hold)[0].released_by_id == oksana.id
