"""Pages of needs: what a coordinator sees and sends; what is refused keeps the typed text."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app import clock
from app.domain.needs import Urgency
from app.domain.outcomes import Cause, Outcome
from app.domain.roles import Role
from app.domain.states import CloseReason, NeedState, VisitState
from app.models import AuditEntry, Decision, FollowUp, Need, NeedKind, NeedMove, OutcomeChange
from app.needs.kinds import kind_of
from app.needs.service import log_need, make_ready, record_visit
from app.people.facts import PersonFacts
from tests.factories import NOON, THE_DAY, make_need_draft, make_user, make_visit, sign_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def the_day():
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def need(session, hub, area, by):
    draft = make_need_draft(area, person=PersonFacts(first_name="Людмила", surname="Придуманенко"), phone="0951234567")
    return log_need(session, draft, hub_id=hub.id, by_id=by.id, now=NOON).need


@pytest.fixture
def desk(session, client, by, need):
    sign_in(session, client, by)
    return client


def fresh(session, row):
    session.rollback()
    session.refresh(row)
    session.commit()  # this session writes, so its reading would keep the application from writing
    return row


def triage_data(need, **values):
    told = {"version": need.version, "kind_id": need.kind_id, "urgency": "U2", "quantity": 1, "note": ""}
    return told | {"person_id": need.person_id} | values


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


def test_the_page_of_a_need_shows_everything_and_leaves_a_line(session, desk, need):
    page = desk.get(f"/needs/{need.id}").text

    assert all(word in page for word in ("Придуманенко", "+380951234567", "вул. Вигадана, 12"))
    assert "see_person" in session.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize("state", list(NeedState))
def test_the_page_opens_in_every_state(session, desk, need, state):
    need.state = state
    need.close_reason = CloseReason.MET if state is NeedState.CLOSED else None
    session.commit()

    assert desk.get(f"/needs/{need.id}").status_code == 200


def test_no_two_inputs_of_the_page_share_an_id(session, desk, need, by):
    with_three_misses(session, need, by)

    ids = re.findall(r' id="([^"]+)"', desk.get(f"/needs/{need.id}").text)

    assert sorted(set(ids)) == sorted(ids)


def test_every_kind_of_need_has_a_page_and_its_questions_can_be_answered(session, desk, hub, area, by):
    for kind in session.scalars(select(NeedKind).where(NeedKind.hub_id == hub.id)):
        row = log_need(session, make_need_draft(area, kind=kind.code), hub_id=hub.id, by_id=by.id, now=NOON).need
        session.commit()
        assert desk.get(f"/needs/{row.id}").status_code == 200
        assert desk.post(f"/needs/{row.id}/triage", data=triage_data(row)).status_code == 303


def test_what_triage_finds_out_is_saved(session, desk, need):
    told = {"days_left": 1, "window_days": [0, 2], "window_from": "10:00", "window_to": "12:30", "note": "поверх 3"}

    answer = desk.post(f"/needs/{need.id}/triage", data=triage_data(need, **told))

    row = fresh(session, need)
    assert answer.status_code == 303
    assert (row.state, row.urgency, row.note) == (NeedState.TRIAGED, Urgency.U2, "поверх 3")
    assert row.windows == [[0, 600, 750], [2, 600, 750]]
    assert row.facts["days_left"] == 1


def test_saving_the_page_as_it_is_changes_nothing_that_was_told(session, desk, need):
    told = {"days_left": 1, "window_days": [0], "window_from": "10:00", "window_to": "12:30", "note": "поверх 3"}
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need, **told))
    before = fresh(session, need)
    shown = (before.windows, before.facts, before.note)

    data = triage_data(before, days_left=1, window_days=[0], window_from="10:00", window_to="12:30", note="поверх 3")
    desk.post(f"/needs/{need.id}/triage", data=data)

    after = fresh(session, need)
    assert (after.windows, after.facts, after.note) == shown


def test_triage_refused_keeps_what_was_typed(session, desk, need):
    answer = desk.post(f"/needs/{need.id}/triage", data=triage_data(need, quantity="сім", note="ключ у сусідки"))

    assert answer.status_code == 422
    assert "сім" in answer.text
    assert "ключ у сусідки" in answer.text
    assert fresh(session, need).state is NeedState.NEW


def test_a_window_that_ends_before_it_begins_is_refused(desk, need):
    told = {"window_from": "12:00", "window_to": "10:00"}

    assert desk.post(f"/needs/{need.id}/triage", data=triage_data(need, **told)).status_code == 422


def test_triage_of_what_changed_meanwhile_is_a_conflict_that_keeps_the_text(desk, need):
    answer = desk.post(f"/needs/{need.id}/triage", data=triage_data(need, version=99, note="ключ у сусідки"))

    assert answer.status_code == 409
    assert "ключ у сусідки" in answer.text


def test_save_and_ready_in_one(session, desk, need):
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need, then="ready"))

    assert fresh(session, need).state is NeedState.READY


def test_a_refused_ready_keeps_nothing_of_the_triage_and_says_why(session, desk, hub, by):
    nowhere = log_need(session, make_need_draft(None), hub_id=hub.id, by_id=by.id, now=NOON).need
    session.commit()

    answer = desk.post(f"/needs/{nowhere.id}/triage", data=triage_data(nowhere, then="ready", note="синя хвіртка"))

    assert answer.status_code == 422
    assert "синя хвіртка" in answer.text
    assert fresh(session, nowhere).state is NeedState.NEW


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"to": "ready"}, NeedState.READY),
        ({"to": "info_needed", "why": "адреса?"}, NeedState.INFO_NEEDED),
        ({"to": "paused", "why": "у доньки", "until": "2023-05-20"}, NeedState.PAUSED),
        ({"to": "closed", "reason": "declined", "why": "передумала"}, NeedState.CLOSED),
    ],
)
def test_each_step_is_a_button_and_is_written_down(session, desk, need, data, state):
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need))
    need = fresh(session, need)

    answer = desk.post(f"/needs/{need.id}/move", data=data | {"version": need.version})

    assert answer.status_code == 303
    assert fresh(session, need).state is state
    assert session.scalar(select(NeedMove.to_state).order_by(NeedMove.id.desc()).limit(1)) is state


@pytest.mark.parametrize(
    "data",
    [
        {"to": "info_needed", "why": ""},
        {"to": "paused", "why": "у доньки"},
        {"to": "closed", "why": "так"},
        {"to": "paused", "why": "у доньки", "until": "колись"},
        {"to": "closed", "reason": "beamed_up"},
    ],
)
def test_a_step_without_its_reason_is_refused(session, desk, need, data):
    desk.post(f"/needs/{need.id}/triage", data=triage_data(need))
    need = fresh(session, need)

    answer = desk.post(f"/needs/{need.id}/move", data=data | {"version": need.version})

    assert answer.status_code == 422
    assert fresh(session, need).state is NeedState.TRIAGED


def test_nobody_plans_by_hand_past_the_routes(session, desk, need):
    assert desk.post(f"/needs/{need.id}/move", data={"to": "planned", "version": need.version}).status_code == 400


def test_a_closed_need_is_reopened_from_its_page(session, desk, need):
    desk.post(f"/needs/{need.id}/move", data={"to": "closed", "reason": "withdrawn", "version": need.version})
    need = fresh(session, need)

    desk.post(f"/needs/{need.id}/move", data={"to": "reopened", "why": "передумала", "version": need.version})

    assert fresh(session, need).state is NeedState.TRIAGED


def test_a_score_is_changed_with_a_reason_and_not_without(session, desk, need):
    url = f"/needs/{need.id}/override"

    assert desk.post(url, data={"points": "25", "why": "", "version": need.version}).status_code == 422
    assert desk.post(url, data={"points": "25", "why": "лікар просив", "version": need.version}).status_code == 303
    assert "лікар просив" in desk.get("/triage").text


def test_a_call_is_written_down(session, desk, need):
    assert desk.post(f"/needs/{need.id}/confirm").status_code == 303
    assert fresh(session, need).phone_confirmed_at is not None


def with_three_misses(session, need, by):
    make_ready(session, need.id, hub_id=need.hub_id, by_id=by.id, now=NOON)
    for day in range(3):
        visit = make_visit(session, need, on=THE_DAY - timedelta(days=3 - day))
        record_visit(session, visit.id, Outcome.HELD_OUT, hub_id=need.hub_id, by_id=by.id, now=NOON)
    session.commit()


def test_a_decision_is_written_down_on_the_page(session, desk, need, by):
    with_three_misses(session, need, by)
    assert 'id="decide"' in desk.get(f"/needs/{need.id}").text

    told = {"version": need.version, "owner_id": by.id, "decide_by": "2023-05-16", "way": "", "why": "поштою"}
    answer = desk.post(f"/needs/{need.id}/decide", data=told)

    assert answer.status_code == 303
    assert session.scalar(select(Decision.why)) == "поштою"
    assert fresh(session, need).state is NeedState.READY


def test_a_decision_without_a_day_is_refused_and_keeps_its_text(session, desk, need, by):
    with_three_misses(session, need, by)

    told = {"version": need.version, "owner_id": by.id, "decide_by": "", "way": "", "why": "поштою"}
    answer = desk.post(f"/needs/{need.id}/decide", data=told)

    assert answer.status_code == 422
    assert "поштою" in answer.text


def new_data(session, area, **values):
    kind = kind_of(session, area.hub_id, "WAT")
    session.commit()
    told = {"client_key": str(uuid4()), "kind_id": kind.id, "area_id": area.id, "address": "вул. Нова, 3"}
    return told | {"consent": "yes", "first_name": "Ганна", "people_count": 1, "quantity": 1} | values


def count(session):
    number = session.scalar(select(func.count()).select_from(Need))
    session.commit()
    return number


def test_a_call_at_the_desk_becomes_a_need(session, desk, hub, area):
    answer = desk.post("/needs/new", data=new_data(session, area))

    row = session.scalars(select(Need).order_by(Need.id.desc())).first()
    assert answer.location == f"/needs/{row.id}"
    assert (row.kind.code, row.person.first_name) == ("WAT", "Ганна")


def test_a_call_sent_twice_is_one_need(session, desk, hub, area):
    data = new_data(session, area, whose="new")
    before = count(session)

    answers = {desk.post("/needs/new", data=data).location for _ in range(2)}

    assert len(answers) == 1
    assert count(session) == before + 1


def test_somebody_who_may_be_known_is_asked_about_before_anything_is_stored(session, desk, hub, area, need):
    data = new_data(session, area, phone="095 123 45 67", note="дві фляги")
    before = count(session)

    asked = desk.post("/needs/new", data=data)
    assert asked.status_code == 200
    assert "дві фляги" in asked.text
    assert f'value="p{need.person_id}"' in asked.text
    assert count(session) == before

    desk.post("/needs/new", data=data | {"whose": f"p{need.person_id}"})
    row = session.scalars(select(Need).order_by(Need.id.desc())).first()
    assert row.person_id == need.person_id


def test_somebody_else_with_the_same_phone_gets_a_household_of_their_own(session, desk, hub, area, need):
    data = new_data(session, area, phone="095 123 45 67", address="вул. Вигадана, 12")

    desk.post("/needs/new", data=data | {"whose": "new"})

    row = session.scalars(select(Need).order_by(Need.id.desc())).first()
    assert row.household_id != need.household_id


@pytest.mark.parametrize(
    "bad",
    [{"kind_id": ""}, {"kind_id": "999999"}, {"client_key": "x"}, {"birth_year": "давно"}, {"area_id": "7777"}],
)
def test_a_call_that_cannot_be_read_is_refused_and_keeps_its_text(session, desk, hub, area, bad):
    data = new_data(session, area, note="дві фляги") | bad

    answer = desk.post("/needs/new", data=data)

    assert answer.status_code == 422
    assert "дві фляги" in answer.text


@pytest.mark.parametrize("whose", ["p999999", "p", "pp1", "хтось"])
def test_a_made_up_choice_of_person_is_no_error_of_ours(session, desk, hub, area, whose):
    answer = desk.post("/needs/new", data=new_data(session, area, whose=whose))

    assert answer.status_code in (303, 404, 422)


def test_an_outcome_is_written_down_and_corrected_at_the_desk(session, desk, need, by):
    make_ready(session, need.id, hub_id=need.hub_id, by_id=by.id, now=NOON)
    visit = make_visit(session, need)
    session.commit()
    url = f"/visits/{visit.id}/outcome"

    assert desk.get(url).status_code == 200
    desk.post(url, data={"version": visit.version, "outcome": "NOT_LEFT", "cause": "danger"})
    visit = fresh(session, visit)
    assert (visit.state, visit.cause) == (VisitState.MISSED, Cause.DANGER)

    assert desk.get(url).status_code == 200
    desk.post(url, data={"version": visit.version, "outcome": "DONE", "cause": "danger", "reason": "переплутано"})
    assert fresh(session, visit).state is VisitState.DONE
    assert session.scalar(select(OutcomeChange.reason)) == "переплутано"


def test_an_unknown_outcome_is_refused_and_keeps_the_note(session, desk, need):
    visit = make_visit(session, need)
    session.commit()

    answer = desk.post(f"/visits/{visit.id}/outcome", data={"version": 1, "outcome": "FLEW", "note": "собака"})

    assert answer.status_code == 422
    assert "собака" in answer.text


def test_a_next_step_is_done_by_somebody_with_a_word_on_it(session, desk, need, by):
    with_three_misses(session, need, by)
    step = session.scalars(select(FollowUp)).first()
    session.commit()
    url = f"/needs/follow-ups/{step.id}"

    assert desk.get("/needs/follow-ups").status_code == 200
    assert desk.post(url, data={"version": step.version, "result": " "}).status_code == 422
    assert desk.post(url, data={"version": 99, "result": "передали сусідці"}).status_code == 409
    assert desk.post(url, data={"version": step.version, "result": "передали сусідці"}).status_code == 303
    assert (fresh(session, step).result, step.done_by_id) == ("передали сусідці", by.id)


KIND_FIELDS = ("label_uk", "label_en", "paper_uk", "paper_en", "people", "cargo_kg")


def test_the_list_of_kinds_is_edited(session, desk, hub):
    food = kind_of(session, hub.id, "FOOD")
    session.commit()
    told = {
        name: getattr(food, name) for name in ("label_uk", "label_en", "paper_uk", "paper_en", "people", "cargo_kg")
    }
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


def test_a_paused_need_says_when_it_is_time_to_look_and_stays_paused(session, desk, need):
    need.state = NeedState.PAUSED
    need.facts = {"pause_until": (date(2023, 5, 13)).isoformat()}
    session.commit()

    page = desk.get(f"/needs/{need.id}").text

    assert "Час переглянути" in page
    assert fresh(session, need).state is NeedState.PAUSED


def test_an_untidy_address_says_so_until_somebody_sorted_it(session, desk, hub, area, by):
    draft = make_need_draft(area, address="", who_where="Іван Тестовий, Степова 9")
    row = log_need(session, draft, hub_id=hub.id, by_id=by.id, now=NOON).need
    session.commit()
    assert "одним текстом" in desk.get(f"/needs/{row.id}").text

    desk.post(f"/needs/{row.id}/triage", data=triage_data(row, is_sorted="y", then="ready"))

    assert fresh(session, row).state is NeedState.READY


def test_a_phone_too_short_is_asked_about_at_the_desk_and_kept_the_second_time(session, desk, hub, area):
    data, before = new_data(session, area, phone="050 123"), count(session)

    asked = desk.post("/needs/new", data=data)
    assert (asked.status_code, count(session)) == (422, before)
    assert 'name="phone_seen" type="hidden" value="050 123"' in asked.text

    desk.post("/needs/new", data=data | {"phone_seen": "050 123"})
    assert session.scalars(select(Need).order_by(Need.id.desc())).first().person.phones == "050 123"
