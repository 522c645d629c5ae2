"""A need mended by its author stays the same need, of the same person, with what was told before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.states import NeedState
from app.models import Household, Need, Person, RecordChange
from app.needs.errors import NotOwn
from app.needs.service import amend_need, log_need
from app.people import history
from app.people.facts import PersonFacts
from tests.factories import NOON, make_need_draft, make_user

LATER = NOON + timedelta(hours=2)


def log(session, draft, hub, by, now=NOON):
    return log_need(session, draft, hub_id=hub.id, by_id=by.id, now=now)


def amend(session, need, draft, by, now=LATER):
    return amend_need(session, need.id, draft, hub_id=need.hub_id, by_id=by.id, now=now)


def told(area, **values):
    return make_need_draft(area, address="", **{"kind": "food", "who_where": "вул. Вигадана, 12"} | values)


def test_an_amended_need_keeps_its_number_and_its_person(session, hub, area, by):
    need = log(session, told(area), hub, by).need
    number, person = need.number, need.person

    result = amend(session, need, told(area, who_where="вул. Вигадана, 14", quantity=3), by)

    assert result.is_new
    assert (result.need, need.number, need.person, need.state) == (need, number, person, NeedState.NEW)
    assert (need.quantity, need.household.address) == (3, "вул. Вигадана, 14")
    counted = [session.scalar(select(func.count(table.id))) for table in (Need, Household, Person)]
    assert counted == [1, 1, 1]


def test_what_was_told_before_is_kept(session, hub, area, by):
    need = log(session, told(area, note="двері з двору"), hub, by).need

    amend(session, need, told(area, quantity=2), by)

    (change,) = history.changes_of(session, need)
    assert (change.by_id, history.before_of(change)["quantity"]) == (by.id, 1)
    assert "двері з двору" in history.before_of(change)["note"]
    assert [move.why for move in need.moves] == ["", "amended"]


def test_a_correction_sent_twice_is_kept_once(session, hub, area, by):
    need = log(session, told(area), hub, by).need
    other = told(area, quantity=2)

    answers = [amend(session, need, other, by).is_new for _ in range(2)]

    assert answers == [True, False]
    assert len(history.changes_of(session, need)) == 1


def test_a_late_copy_of_the_first_telling_still_names_the_need(session, hub, area, by):
    first = told(area)
    need = log(session, first, hub, by).need
    amend(session, need, told(area, quantity=2), by)

    again = log(session, first, hub, by, LATER)

    assert (again.need, again.is_new, need.quantity) == (need, False, 2)


def test_the_home_of_others_is_left_as_it_is(session, hub, area, by):
    log(session, make_need_draft(area, access="хвіртка"), hub, make_user(session, hub), NOON - timedelta(days=1))
    need = log(session, told(area), hub, by).need
    home = need.household

    amend(session, need, told(area, access="3 поверх"), by)
    assert (need.household, home.access) == (home, "хвіртка")

    amend(session, need, told(area, who_where="вул. Далека, 40"), by)
    assert need.household is not home
    assert (home.address, need.household.address) == ("вул. Вигадана, 12", "вул. Далека, 40")


def test_a_home_that_another_need_hangs_on_does_not_move_with_this_one(session, hub, area, by):
    need = log(session, told(area), hub, by).need
    other = log(session, told(area, kind="water"), hub, make_user(session, hub)).need
    assert other.household is need.household

    amend(session, need, told(area, who_where="вул. Далека, 40"), by)

    assert other.household.address == "вул. Вигадана, 12"
    assert need.household.address == "вул. Далека, 40"


def test_a_name_told_by_the_correction_is_given_to_the_same_person(session, hub, area, by):
    need = log(session, told(area), hub, by).need
    person = need.person

    amend(session, need, told(area, person=PersonFacts(first_name="Людмила"), phone="0951234567"), by)

    assert (need.person, person.first_name, person.phones) == (person, "Людмила", "+380951234567")
    assert session.scalar(select(func.count(RecordChange.id)).where(RecordChange.table == "people")) == 1


def test_only_its_author_amends_it_and_only_for_a_day(session, hub, area, by):
    draft = told(area)
    need = log(session, draft, hub, by).need

    with pytest.raises(NotOwn):
        amend(session, need, replace(draft, quantity=2), make_user(session, hub))
    with pytest.raises(NotOwn):
        amend(session, need, replace(draft, quantity=2), by, NOON + timedelta(hours=24))
