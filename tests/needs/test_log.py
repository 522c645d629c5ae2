"""A need is logged once, however often it is sent, under a number of its own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import writing
from app.domain.errors import NotHere
from app.domain.needs import Urgency
from app.domain.states import CloseReason, NeedState
from app.models import AuditEntry, ConsentAnswer, Household, Need, Person
from app.needs.errors import KeyInUse, NotOwn, SameKeyOtherBody
from app.needs.service import also, log_need, seed_need_kinds, withdraw_need
from app.people.facts import PersonFacts
from tests.factories import NOON, make_area, make_hub, make_need_draft, make_user


def log(session, draft, hub, by, now=NOON):
    return log_need(session, draft, hub_id=hub.id, by_id=by.id, now=now)


def test_a_need_sent_twice_is_stored_once(session, hub, area, by):
    draft = make_need_draft(area)

    first, second = log(session, draft, hub, by), log(session, draft, hub, by, NOON + timedelta(minutes=5))

    assert (first.is_new, second.is_new) == (True, False)
    assert first.need is second.need
    assert session.scalars(select(Need)).all() == [first.need]


def test_the_same_key_with_another_content_is_refused_and_names_the_need_that_is_there(session, hub, area, by):
    draft = make_need_draft(area)
    stored = log(session, draft, hub, by).need

    with pytest.raises(SameKeyOtherBody) as refusal:
        log(session, replace(draft, address="вул. Інша, 3"), hub, by)

    assert refusal.value.need is stored


def test_a_key_of_another_hub_tells_nothing_about_it(session, hub, area, by):
    draft = make_need_draft(area)
    log(session, draft, hub, by)
    other = make_hub(session, "dru")
    seed_need_kinds(session, other.id)

    with pytest.raises(KeyInUse):
        log(session, replace(draft, area_id=None), other, by)


def test_an_area_of_another_hub_is_not_here(session, hub, by):
    foreign = make_area(session, make_hub(session, "dru"))

    with pytest.raises(NotHere):
        log(session, make_need_draft(foreign), hub, by)


def test_two_needs_of_one_address_belong_to_one_household(session, hub, area, by):
    log(session, make_need_draft(area, address="вул. Садова, буд. 12, кв. 3"), hub, by)
    log(session, make_need_draft(area, address="Садова 12 3", kind="WAT"), hub, by)

    assert len(session.scalars(select(Household)).all()) == 1


def test_house_1_and_house_11_are_two_households(session, hub, area, by):
    log(session, make_need_draft(area, address="вул. Садова, 1"), hub, by)
    log(session, make_need_draft(area, address="вул. Садова, 11"), hub, by)

    assert len(session.scalars(select(Household)).all()) == 2


def test_a_phone_finds_the_household_again_unless_the_address_is_another(session, hub, area, by):
    log(session, make_need_draft(area, phone="095 123 45 67"), hub, by)
    log(session, make_need_draft(area, phone="+380951234567", address=""), hub, by)
    log(session, make_need_draft(area, phone="0951234567", address="вул. Далека, 40"), hub, by)

    assert len(session.scalars(select(Household)).all()) == 2


def test_a_name_told_later_is_given_to_the_nameless_record(session, hub, area, by):
    log(session, make_need_draft(area), hub, by)
    log(session, make_need_draft(area, person=PersonFacts(first_name="Людмила", surname="Придуманенко")), hub, by)

    assert [person.surname for person in session.scalars(select(Person))] == ["Придуманенко"]


def test_a_chip_becomes_a_kind_and_the_words_help(session, hub, area, by):
    told = make_need_draft(area, kind="escort", address="", who_where="Вигадана 5, по пенсію")

    need = log(session, told, hub, by).need

    assert need.kind.code == "PEN"
    assert "Вигадана 5" in (need.note or "")


def test_several_chips_of_one_telling_are_several_needs_each_stored_once(session, hub, area, by):
    told = make_need_draft(area, kind="food")

    for _ in range(2):
        log(session, told, hub, by)
        log(session, also(told, "water"), hub, by)

    assert [need.kind.code for need in session.scalars(select(Need).order_by(Need.id))] == ["FOOD", "WAT"]


def test_the_urgency_told_stands_and_without_it_the_rule_of_the_kind_suggests_one(session, hub, area, by):
    told = log(session, make_need_draft(area, urgency=Urgency.U4), hub, by).need
    asked = log(session, make_need_draft(area, kind="INS", answers={"days_left": 2}), hub, by).need

    assert (told.urgency, asked.urgency) == (Urgency.U4, Urgency.U1)


def test_consent_given_at_the_door_is_kept_with_the_version_of_the_text(session, hub, area, by):
    need = log(session, make_need_draft(area, consent=ConsentAnswer.YES, consent_through="телефоном"), hub, by).need

    assert [(one.answer, one.through) for one in need.person.consents] == [(ConsentAnswer.YES, "телефоном")]


def test_the_first_line_of_the_history_and_of_the_audit_is_written(session, hub, area, by):
    need = log(session, make_need_draft(area), hub, by).need

    assert [(move.from_state, move.to_state) for move in need.moves] == [(None, NeedState.NEW)]
    assert "log_need" in session.scalars(select(AuditEntry.action)).all()


def test_nothing_told_stands_readable_in_the_audit(session, hub, area, by):
    person = PersonFacts(first_name="Людмила", surname="Придуманенко")
    log(session, make_need_draft(area, person=person, phone="0951234567", note="ключ під килимком"), hub, by)

    said = " ".join(str(entry.facts) for entry in session.scalars(select(AuditEntry)))

    assert not [word for word in ("Людмила", "Придуманенко", "951234567", "Вигадана", "ключ") if word in said]


def test_needs_logged_at_once_by_many_get_numbers_of_their_own(database, session, hub, area, by):
    session.commit()

    def log_one(_):
        with Session(writing(database.engine)) as own, own.begin():
            draft = make_need_draft(area, client_key=uuid4())
            return log_need(own, draft, hub_id=hub.id, by_id=by.id, now=NOON).need.number

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(log_one, range(12)))

    assert sorted(numbers) == list(range(1, 13))


def test_one_key_sent_by_two_at_once_is_one_need(database, session, hub, area, by):
    session.commit()
    draft = make_need_draft(area)

    def send(_):
        with Session(writing(database.engine)) as own, own.begin():
            return log_need(own, draft, hub_id=hub.id, by_id=by.id, now=NOON).is_new

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(8)))

    assert sorted(answers) == [False] * 7 + [True]


def test_an_own_need_is_withdrawn_within_a_day_and_by_nobody_else(session, hub, area, by):
    need = log(session, make_need_draft(area), hub, by).need
    say = {"hub_id": hub.id, "reason": "помилка"}

    with pytest.raises(NotOwn):
        withdraw_need(session, need.id, by_id=make_user(session, hub).id, now=NOON, **say)
    with pytest.raises(NotOwn):
        withdraw_need(session, need.id, by_id=by.id, now=NOON + timedelta(hours=24), **say)
    withdraw_need(session, need.id, by_id=by.id, now=NOON + timedelta(hours=23), **say)

    assert need.close_reason is CloseReason.WITHDRAWN
