"""People and households are found again, corrected with history, joined and taken apart whole."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db import writing
from app.domain.errors import Changed, NotHere
from app.models import AuditEntry, ConsentAnswer, Household, Need, Person, PersonLookup, RecordChange
from app.people import history
from app.people.errors import LaterMerge, NothingToFind, NotOnePair, TooManySearches, UndoneAlready
from app.people.facts import PersonFacts, Place
from app.people.lookup import catch_up
from app.people.queries import Likeness, check_pace, needs_of_person, possible_duplicates, recent, search
from app.people.service import (
    add_household,
    add_person,
    edit_household,
    edit_person,
    find_or_make_household,
    merge_households,
    merge_people,
    note_search,
    record_consent,
    stop_calls,
    undo_merge,
)
from tests.factories import NOON, make_area, make_hub, make_need, make_user, make_visit

LUDMILA = PersonFacts(
    first_name="Людмила", patronymic="Іванівна", surname="Шевченко", phones="095 123 45 67", birth_year=1945
)


@pytest.fixture
def by(session, hub):
    return make_user(session, hub)


@pytest.fixture
def at(hub, by):
    return {"hub_id": hub.id, "by_id": by.id, "now": NOON}


@pytest.fixture
def household(session, area, at):
    return add_household(session, Place(area_id=area.id, address="вул. Вигадана, 12"), **at)


@pytest.fixture
def person(session, household, at):
    return add_person(session, household.id, LUDMILA, **at)


def another(session, area, at, address="вул. Далека, 7", **facts):
    home = add_household(session, Place(area_id=area.id, address=address), **at)
    told = {"first_name": "Людмила", "surname": "Шевченко"} | facts
    return add_person(session, home.id, PersonFacts(**told), **at)


@pytest.mark.parametrize(
    "spelled", ["Людмила Шевченко", "шевченко", "Liudmyla Shevchenko", "Людмила Шевченка", "Shevchenko Lyudmila"]
)
def test_a_name_is_found_in_each_spelling(session, hub, person, spelled):
    assert search(session, hub.id, spelled) == [person]


def test_a_person_is_found_by_phone_however_it_is_written(session, hub, person):
    assert search(session, hub.id, "+38 (095) 123-45-67") == [person]


def test_a_person_is_found_by_the_code_of_a_need(session, hub, area, person):
    need = make_need(session, area, hub, person=person, number=412)

    assert search(session, hub.id, "п-0412") == [need.person]


def test_a_search_never_leaves_the_hub(session, hub, area, at, person):
    other = make_hub(session, "dru")
    make_need(session, area, hub, person=person, number=7)

    for text in ("Шевченко", "0951234567", "П-0007"):
        assert search(session, other.id, text) == []


def test_a_search_for_nothing_is_refused(session, hub):
    with pytest.raises(NothingToFind):
        search(session, hub.id, " ")


def test_a_corrected_name_is_found_and_the_old_one_no_more(session, hub, at, person):
    search(session, hub.id, "Шевченко")

    edit_person(session, person.id, {"surname": "Кравець"}, expected_version=person.version, **at)

    assert search(session, hub.id, "Кравець") == [person]
    assert search(session, hub.id, "Шевченко") == []


def test_a_name_that_was_rolled_back_is_in_nobody_s_memory(database, session, hub, area, at):
    session.commit()
    with Session(writing(database.engine)) as undone:
        someone = another(undone, area, at, surname="Гончаренко")
        assert search(undone, hub.id, "Гончаренко") == [someone]
        undone.rollback()

    with Session(writing(database.engine)) as own, own.begin():
        another(own, area, at, surname="Коваленко")
    with Session(database.engine) as reader:
        assert search(reader, hub.id, "Гончаренко") == []
        assert [person.surname for person in search(reader, hub.id, "Коваленко")] == ["Коваленко"]


def test_a_search_is_audited_with_a_count_and_without_its_words(session, hub, by):
    note_search(session, "Шевченко", hub_id=hub.id, found=1, by_id=by.id, now=NOON)

    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "search_people")).one()
    assert entry.facts["found"] == 1
    assert "Шевченко" not in str(entry.facts)


def test_names_looked_up_one_after_another_are_slowed_down(session, hub, by):
    for _ in range(30):
        note_search(session, "а", hub_id=hub.id, found=0, by_id=by.id, now=NOON)
    last = session.scalars(select(AuditEntry.at).order_by(AuditEntry.seq.desc())).first()

    with pytest.raises(TooManySearches):
        check_pace(session, by.id, real_now=last)
    check_pace(session, by.id, real_now=last + timedelta(minutes=2))


def test_likely_duplicates_say_why_the_surest_first(session, hub, area, person):
    hints = possible_duplicates(
        session,
        hub.id,
        phone="0951234567",
        first_name="Ludmila",
        surname="Shevchenko",
        address="Вигадана 12",
        area_id=area.id,
    )

    assert [hint.person for hint in hints] == [person]
    assert hints[0].likenesses == (Likeness.PHONE, Likeness.ADDRESS, Likeness.NAME)


def test_a_correction_keeps_what_stood_there_before_and_seals_it(session, at, person):
    edit_person(session, person.id, {"surname": "Кравець"}, expected_version=person.version, reason="одруження", **at)

    [change] = history.changes_of(session, person)
    assert (change.fields, history.before_of(change), change.reason) == (
        ["surname"],
        {"surname": "Шевченко"},
        "одруження",
    )
    assert "Шевченко".encode() not in (change.before_sealed or b"")


def test_saving_the_same_again_changes_nothing(session, at, person):
    edit_person(session, person.id, {"surname": "Шевченко", "known_as": ""}, expected_version=person.version, **at)

    assert history.changes_of(session, person) == []


def test_a_record_changed_meanwhile_is_not_overwritten(session, at, person):
    with pytest.raises(Changed):
        edit_person(session, person.id, {"surname": "Кравець"}, expected_version=99, **at)


def test_a_moved_household_is_found_at_its_new_address(session, hub, area, at, household, person):
    edit_household(session, household.id, {"address": "вул. Нова, 3"}, expected_version=household.version, **at)

    assert possible_duplicates(session, hub.id, address="Нова 3", area_id=area.id)[0].person is person
    assert possible_duplicates(session, hub.id, address="Вигадана 12", area_id=area.id) == []


def test_another_hub_finds_none_of_it(session, person, household):
    foreign = {"hub_id": make_hub(session, "dru").id, "by_id": 1, "now": NOON}

    for refused in (
        lambda: edit_person(session, person.id, {}, expected_version=1, **foreign),
        lambda: edit_household(session, household.id, {}, expected_version=1, **foreign),
        lambda: stop_calls(session, person.id, **foreign),
        lambda: add_person(session, household.id, LUDMILA, **foreign),
    ):
        with pytest.raises(NotHere):
            refused()


def test_every_answer_to_the_notice_is_kept(session, at, person):
    for answer in (ConsentAnswer.YES, ConsentAnswer.NO):
        record_consent(session, person.id, answer, text_version="1", through="доньку", **at)

    assert [one.answer for one in person.consents] == [ConsentAnswer.YES, ConsentAnswer.NO]


def snapshot(session):
    """All that a join could touch, but for the counters of versions and changes."""
    session.flush()
    session.expire_all()
    return {
        "needs": [(n.id, n.person_id, n.household_id) for n in session.scalars(select(Need).order_by(Need.id))],
        "people": [
            (p.id, p.household_id, p.merged_into_id, p.surname)
            for p in session.scalars(select(Person).order_by(Person.id))
        ],
        "households": [(h.id, h.merged_into_id) for h in session.scalars(select(Household).order_by(Household.id))],
        "lookups": sorted((row.person_id, row.digest) for row in session.scalars(select(PersonLookup))),
    }


def test_two_people_joined_and_taken_apart_are_as_they_were(session, hub, area, at, person):
    twin = another(session, area, at)
    make_need(session, area, hub, person=twin)
    make_need(session, area, hub, person=person)
    before = snapshot(session)

    change = merge_people(session, twin.id, person.id, expected_version=twin.version, **at)
    assert len(needs_of_person(session, person)) == 2
    undo_merge(session, change.id, **at)

    assert snapshot(session) == before


def test_two_households_joined_and_taken_apart_are_as_they_were(session, hub, area, at, person):
    twin = another(session, area, at)
    need = make_need(session, area, hub, person=twin)
    visit = make_visit(session, need)
    before = snapshot(session)

    change = merge_households(
        session, twin.household_id, person.household_id, expected_version=twin.household.version, **at
    )
    assert visit.household_id == person.household_id
    undo_merge(session, change.id, **at)

    assert snapshot(session) == before


def test_a_joined_record_is_answered_with_the_one_that_stays(session, hub, area, at, person):
    twin = another(session, area, at, surname="Гончаренко")

    merge_people(session, twin.id, person.id, expected_version=twin.version, **at)

    assert search(session, hub.id, "Гончаренко") == [person]
    assert recent(session, hub.id) == [person]


def test_a_join_is_undone_once_and_a_later_one_first(session, area, at, person):
    one, two = another(session, area, at), another(session, area, at, "вул. Третя, 3")
    first = merge_people(session, one.id, two.id, expected_version=one.version, **at)
    second = merge_people(session, two.id, person.id, expected_version=two.version, **at)

    with pytest.raises(LaterMerge):
        undo_merge(session, first.id, **at)
    undo_merge(session, second.id, **at)
    undo_merge(session, first.id, **at)
    with pytest.raises(UndoneAlready):
        undo_merge(session, first.id, **at)


def test_a_record_is_not_joined_with_itself(session, at, person):
    with pytest.raises(NotOnePair):
        merge_people(session, person.id, person.id, expected_version=person.version, **at)


def test_nobody_is_joined_with_somebody_of_another_hub(session, at, person):
    other = make_hub(session, "dru")
    stranger = make_need(session, make_area(session, other, "DRU-C"), other).person

    with pytest.raises(NotHere):
        merge_people(session, stranger.id, person.id, expected_version=stranger.version, **at)


def test_no_name_phone_or_address_is_readable_in_the_tables(session, person, household):
    rows = [*session.execute(select(Person.__table__)), *session.execute(select(Household.__table__))]
    rows += [*session.execute(select(PersonLookup.__table__)), *session.execute(select(RecordChange.__table__))]

    raw = b" ".join(str(value).encode() if not isinstance(value, bytes) else value for row in rows for value in row)

    assert not [word for word in ("Шевченко", "Людмила", "951234567", "Вигадана") if word.encode() in raw]


@pytest.mark.parametrize(
    "typed", ["Циолковского 12", "tsiolkovskoho 12", "вулиця ЦІОЛКОВСЬКОГО, буд. 12", "Ціолковского,12"]
)
def test_an_address_is_found_in_each_spelling_whatever_its_area(session, hub, area, at, typed):
    there = another(session, area, at, address="вул. Ціолковського, 12")
    another(session, area, at, address="вул. Ціолковського, 1")

    assert search(session, hub.id, typed) == [there]


def test_the_same_house_in_another_area_is_hinted_and_never_taken_for_the_same(session, hub, at, person):
    elsewhere = make_area(session, hub, "KOS-N")

    [hint] = possible_duplicates(session, hub.id, address="Вигадана 12", area_id=elsewhere.id)
    made = find_or_make_household(session, Place(area_id=elsewhere.id, address="Вигадана 12"), **at)

    assert (hint.person, hint.likenesses) == (person, (Likeness.ADDRESS_ELSEWHERE,))
    assert made.id != person.household_id


def test_people_of_an_earlier_version_are_found_by_address_after_the_job(session, hub, person):
    version = person.version
    session.execute(delete(PersonLookup))
    session.execute(update(Person).values(lookups=0).execution_options(synchronize_session=False))
    assert search(session, hub.id, "Вигадана 12") == []

    assert (catch_up(session), catch_up(session)) == (1, 0)

    session.refresh(person)
    assert search(session, hub.id, "Вигадана 12") == [person]
    assert person.version == version
