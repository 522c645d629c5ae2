"""Pages of the day at the desk: what each does, refuses and keeps to itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.domain.outcomes import Cause, Outcome
from app.domain.roles import Role
from app.domain.states import VisitState
from app.models import Contact, Departure, Visit
from app.routes.queries import published_on
from tests.day.world import depart, hold, make_past_visit, make_visit, publish
from tests.factories import NOON, THE_DAY, make_area, make_hub, make_need, make_team, make_user, sign_in

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.usefixtures("noon")]


@pytest.fixture
def user(session, hub):
    return make_user(session, hub, language="en")


@pytest.fixture
def visits(session, hub, area):
    rows = [make_visit(session, make_need(session, area, hub)) for _ in range(2)]
    publish(session, make_team(session, hub), *[(visit, area, 760 + 30 * place) for place, visit in enumerate(rows)])
    return rows


@pytest.fixture
def desk(session, client, user, visits):
    sign_in(session, client, user)
    with clock.frozen_at(NOON):
        yield client


def row(visit, outcome, **values):
    sent = {"outcome": outcome, "version": str(visit.version), "cause": "", "time": "", "note": ""} | values
    return {f"{name}-{visit.id}": value for name, value in sent.items()}


def stored(session):
    query = select(Visit).where(Visit.on == THE_DAY).order_by(Visit.id).execution_options(populate_existing=True)
    found = list(session.scalars(query))
    session.commit()  # or its lock would keep the application waiting
    return found


def test_the_whole_sheet_goes_in_with_one_sending(session, desk, visits):
    answer = desk.post(
        f"/evening/{THE_DAY}", data=row(visits[0], "DONE", time="11:40") | row(visits[1], "NOBODY", note="не відчинили")
    )

    assert answer.status_code == 303
    assert [visit.outcome for visit in stored(session)] == [Outcome.DONE, Outcome.NOBODY]
    assert "11:40" in desk.get(f"/evening/{THE_DAY}").text


def test_a_row_that_cannot_be_read_stays_typed_and_the_others_are_saved(session, desk, visits):
    answer = desk.post(
        f"/evening/{THE_DAY}", data=row(visits[0], "DONE") | row(visits[1], "NOT_LEFT", note="без пального")
    )

    assert answer.status_code == 422
    assert "Say why the visit did not happen." in answer.text
    assert "без пального" in answer.text
    assert [visit.outcome for visit in stored(session)] == [Outcome.DONE, None]


def test_a_row_that_left_the_page_meanwhile_is_shown_with_what_was_typed(session, desk, visits):
    sent = row(visits[0], "DONE") | row(visits[1], "NOBODY", note="не відчинили")
    visits[1].state = VisitState.CANCELLED
    session.commit()

    answer = desk.post(f"/evening/{THE_DAY}", data=sent)

    assert answer.status_code == 409
    assert "не відчинили" in answer.text
    assert "Nobody at home" in answer.text.split("By now:")[0]
    assert "Cancelled" in answer.text.split("By now:")[1]
    assert [visit.outcome for visit in stored(session)] == [Outcome.DONE, None]


def test_a_row_that_somebody_wrote_meanwhile_shows_both_and_is_written_when_sent_again(session, desk, visits):
    sent = row(visits[0], "DONE", note="усе гаразд")
    desk.post(f"/evening/{THE_DAY}", data=row(visits[0], "NOBODY", time="12:50"))

    answer = desk.post(f"/evening/{THE_DAY}", data=sent)

    assert answer.status_code == 409
    assert "усе гаразд" in answer.text
    assert "Stored by now: <b>Nobody at home</b>" in answer.text
    assert stored(session)[0].outcome is Outcome.NOBODY
    again = stored(session)[0]
    assert f'name="version-{again.id}" value="{again.version}"' in answer.text
    assert desk.post(f"/evening/{THE_DAY}", data=row(again, "DONE", note="усе гаразд")).status_code == 303
    assert stored(session)[0].outcome is Outcome.DONE


def test_a_reason_that_is_too_long_stays_typed(session, desk, visits):
    answer = desk.post(f"/evening/{THE_DAY}/reopen", data={"why": "щ" * 301})

    assert answer.status_code == 422
    assert "has 301 characters, and at most 300 fit" in answer.text


def test_nonsense_in_a_row_is_a_sentence(desk, visits):
    for values in (
        {"outcome": "FLEW"},
        {"time": "вранці", "outcome": "DONE"},
        {"note": "лише примітка", "outcome": ""},
    ):
        answer = desk.post(f"/evening/{THE_DAY}", data=row(visits[0], values.pop("outcome"), **values))
        assert answer.status_code == 422


def test_a_team_that_did_not_leave_is_written_in_one_act(session, desk, visits):
    team_id = visits[0].team_id
    sent = row(visits[0], "") | row(visits[1], "") | {"not_left": str(team_id), f"why-{team_id}": "vehicle"}

    assert desk.post(f"/evening/{THE_DAY}", data=sent).status_code == 303
    assert [(visit.outcome, visit.cause) for visit in stored(session)] == [(Outcome.NOT_LEFT, Cause.VEHICLE)] * 2


def test_what_is_still_held_is_written_in_one_act(session, hub, area, user, desk, visits):
    hold(session, hub, area, user)
    session.commit()
    sent = row(visits[0], "DONE") | row(visits[1], "") | {"held_out": "yes"}

    assert desk.post(f"/evening/{THE_DAY}", data=sent).status_code == 303
    assert [visit.outcome for visit in stored(session)] == [Outcome.DONE, Outcome.HELD_OUT]


def test_the_day_closes_when_all_is_told_and_then_asks_why(session, desk, visits):
    refused = desk.post(f"/evening/{THE_DAY}/close")
    assert refused.status_code == 422
    assert "no outcome yet for K11X, K12X" in refused.text
    desk.post(f"/evening/{THE_DAY}", data=row(visits[0], "DONE") | row(visits[1], "DONE"))

    asked = desk.post(f"/evening/{THE_DAY}/close", data={"why-departure-0": "не той екіпаж"})
    assert (asked.status_code, "say why the day is closed with what is open: 1" in asked.text) == (422, True)
    why = {f"why-departure-{visits[0].team_id}": "поїхали о 12:20, без зв’язку"}
    session.commit()
    long = desk.post(f"/evening/{THE_DAY}/close", data=dict.fromkeys(why, "ї" * 301))
    assert (long.status_code, "ї" * 301 in long.text) == (422, True)
    assert desk.post(f"/evening/{THE_DAY}/close", data=why).status_code == 303
    assert "поїхали о 12:20, без зв’язку" in desk.get(f"/evening/{THE_DAY}").text
    again = stored(session)
    answer = desk.post(f"/evening/{THE_DAY}", data=row(again[0], "NOBODY"))
    assert (answer.status_code, stored(session)[0].outcome) == (422, Outcome.DONE)
    assert "Write the reason in a few words." in answer.text
    assert desk.post(f"/evening/{THE_DAY}", data=row(again[0], "NOBODY", reason="не той рядок")).status_code == 303
    assert desk.post(f"/evening/{THE_DAY}/reopen", data={"why": ""}).status_code == 422
    assert desk.post(f"/evening/{THE_DAY}/reopen", data={"why": "ще візит"}).status_code == 303


def test_the_third_miss_asks_for_a_decision_on_the_front_page(session, hub, area, desk, visits):
    need = visits[0].needs[0]
    for days in (14, 7):
        make_past_visit(session, need, THE_DAY - timedelta(days=days), Outcome.ABORT_DANGER)
    session.commit()

    assert "Decision needed" not in desk.get("/today").text
    desk.post(f"/evening/{THE_DAY}", data=row(visits[0], "ROAD"))

    page = desk.get("/today").text
    assert "Decision needed" in page
    assert "3 misses in a row: 29" in page


def test_a_recall_stays_on_the_page_until_somebody_confirms(session, hub, area, user, desk, visits):
    departure = depart(session, published_on(session, hub.id, THE_DAY)[0], user)
    session.commit()
    assert "Recall the team" not in desk.get("/today").text
    one = hold(session, hub, area, user)
    session.commit()

    assert "Recall the team" in desk.get("/today").text
    assert desk.post(f"/today/departures/{departure.id}/no-answer").status_code == 303
    assert "Recall the team" in desk.get("/today").text
    assert desk.post(f"/today/recalls/{departure.id}/confirm", data={}).status_code == 409
    assert desk.post(f"/today/recalls/{departure.id}/confirm", data={"hold_id": one.id}).status_code == 303
    assert "Recall the team" not in desk.get("/today").text
    assert [contact.kind for contact in session.scalars(select(Contact))] == ["no_answer", "recall_confirmed"]


def test_a_team_without_a_phone_leaves_gives_word_and_comes_home_by_the_desk(session, hub, desk, visits):
    route_id = published_on(session, hub.id, THE_DAY)[0].id
    session.commit()
    assert "not out yet" in desk.get("/today").text
    assert desk.post(f"/today/routes/{route_id}/left").status_code == 303
    departure = session.scalars(select(Departure)).one()
    session.commit()
    assert desk.post(f"/today/departures/{departure.id}/word").status_code == 303
    assert "Gave word" in desk.get("/today").text
    assert desk.post(f"/today/departures/{departure.id}/home").status_code == 303

    assert "No team is out." in desk.get("/today").text
    assert desk.post(f"/today/departures/{departure.id}/word").status_code == 422


def test_the_front_page_shows_no_surname_and_no_phone(session, hub, area, desk, visits):
    need = visits[0].needs[0]
    need.person.phones = "050 000 00 99"
    need.deadline_on = THE_DAY
    session.commit()

    for address in ("/today", f"/evening/{THE_DAY}"):
        page = desk.get(address).text
        assert "Придуманенко" not in page
        assert "050 000 00 99" not in page


def test_an_empty_hub_is_told_what_to_enter_first(session, client):
    sign_in(session, client, make_user(session, make_hub(session, "new"), language="en"))

    page = client.get("/today")

    assert page.status_code == 200
    assert "What to enter first" in page.text


def test_a_day_that_is_no_day_is_not_here(desk):
    assert desk.get("/evening/учора").status_code == 404
    assert desk.get("/evening/9999-99-99").status_code == 404
    assert desk.get("/days?before=ніколи").status_code == 200


def test_a_foreign_day_is_empty_and_a_foreign_departure_is_not_here(session, hub, area, user, desk, visits):
    other = make_hub(session, "dru")
    place = make_area(session, other, "DRU")
    visit = make_visit(session, make_need(session, place, other))
    departure = depart(session, publish(session, make_team(session, other), (visit, place, 700)), user)
    session.commit()

    assert desk.post(f"/today/recalls/{departure.id}/confirm").status_code == 404
    for act in ("no-answer", "word", "home"):
        assert desk.post(f"/today/departures/{departure.id}/{act}").status_code == 404
    assert desk.post(f"/today/routes/{departure.route_id}/left").status_code == 404
    assert desk.post(f"/evening/{THE_DAY}", data=row(visit, "DONE")).status_code == 303
    assert [one.outcome for one in stored(session)] == [None, None, None]


def test_a_volunteer_opens_no_page_of_the_desk(session, hub, client):
    sign_in(session, client, make_user(session, hub, Role.VOLUNTEER))

    for address in ("/today", "/evening", f"/evening/{THE_DAY}", "/days"):
        assert client.get(address).status_code == 403
    for address in (f"/evening/{THE_DAY}", f"/evening/{THE_DAY}/close", f"/evening/{THE_DAY}/reopen"):
        assert client.post(address).status_code == 403
