from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.web.fields import Coordinate, from_local
from app.web.forms import tidy
from tests.web.sample import KYIV, SampleForm, make_app

KEY = "8c3f3a0e-0d43-4c3e-8f4e-2b6a5d1c7e11"


def filled(**answers: str) -> SampleForm:
    """The sample form as sent with these answers beside the required ones."""
    sent = {"soon": "Негайно", "who": "Людмила", "name": "Ліда", "area": "KOS-C", "client_key": KEY} | answers
    with make_app().test_request_context("/", method="POST"):
        form = SampleForm(MultiDict(sent))
        form.validate()
        form.words = [mistake.message for mistake in form.mistakes()]
        return form


def test_a_local_time_becomes_the_moment_in_utc():
    assert filled(seen_at="2023-05-13T12:30").seen_at.data == datetime(2023, 5, 13, 9, 30, tzinfo=UTC)


def test_an_hour_the_clock_jumps_over_is_refused_in_words():
    form = filled(seen_at="2027-03-28T03:30")

    assert form.seen_at.data is None
    assert form.words == ["Напишіть день і час, наприклад 2026-05-13 12:30."]


def test_the_repeated_hour_of_autumn_is_read_as_the_earlier_one():
    assert from_local(datetime.fromisoformat("2027-10-31T03:30"), KYIV) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(
    moment=st.integers(1_600_000_000, 1_900_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    zone=st.sampled_from(["Europe/Kyiv", "America/New_York", "Asia/Kolkata", "UTC"]),
)
def test_a_shown_moment_read_back_is_the_same_or_the_earlier_of_two(moment, zone):
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    assert moment - from_local(wall, ZoneInfo(zone)) in (timedelta(0), timedelta(hours=1))


def test_what_cannot_be_read_stays_as_it_was_typed():
    form = filled(seen_at="позавчора")

    assert form.seen_at._value() == "позавчора"
    assert not form.errors.keys() - {"seen_at"}


def test_a_day_and_a_time_of_day_are_read():
    form = filled(day="2023-05-13", at="14:30")

    assert (form.day.data, form.at.data) == (date(2023, 5, 13), time(14, 30))


@pytest.mark.parametrize("text", ["48.527, 37.707", "48,527; 37,707", "48.527 37.707", "48.527° N, 37.707° E"])
def test_a_point_is_read_as_maps_copy_it(text):
    assert filled(point=text).point.data == Coordinate(48.527, 37.707)


@pytest.mark.parametrize("text", ["37.707, 48.527", "0, 0", "46.1, 36.4"])
def test_a_point_that_is_swapped_or_in_the_sea_is_refused_with_what_to_look_at(text):
    form = filled(point=text)

    assert form.point.data is None
    assert form.words == ["Ця точка не на суходолі України. Перевірте обидва числа та їхній порядок."]


@pytest.mark.parametrize("text", ["тут", "48.5", "98.1, 37.7", "48.5, 37.7, 12", "48.5 => 37.7", "1" * 400])
def test_what_is_no_point_is_refused_in_words(text):
    form = filled(point=text)

    assert form.point.data is None
    assert form.words == ["Напишіть широту й довготу, наприклад 48.527, 37.707."]


def test_a_number_may_be_left_out():
    assert filled(floor="").floor.data is None
    assert not filled(floor="").errors


@pytest.mark.parametrize("text", ["41", "-3", "1.5", "дах", "9" * 5000, "1e3"])
def test_a_number_out_of_its_limits_is_refused_in_words(text):
    assert filled(floor=text).words == ["Напишіть ціле число від -2 до 40."]


def test_chips_take_only_the_answers_offered():
    assert filled(soon="Колись").words == ["Виберіть одну із запропонованих відповідей."]


def test_chips_left_empty_ask_to_be_filled():
    assert filled(soon="").words == ["Заповніть це поле."]


def test_a_counted_message_is_counted_in_ukrainian():
    assert filled(name="я").words == ["Потрібно від 2 до 5 знаків."]
    assert filled(who="а" * 201).words == ["Можна щонайбільше 200 знаків."]


def test_the_key_of_a_form_is_read_and_a_broken_one_is_told():
    assert filled().client_key.data == UUID(KEY)
    assert filled(client_key="1").words == ["Сторінка застаріла. Оновіть її й надішліть ще раз."]


def test_a_new_form_has_a_key_of_its_own():
    with make_app().test_request_context("/"):
        assert isinstance(SampleForm().client_key.data, UUID)
        assert SampleForm().client_key.data != SampleForm().client_key.data


@given(st.text())
def test_tidied_text_is_trimmed_and_can_be_stored_anywhere(text):
    kept = tidy(text)

    assert kept == kept.strip()
    assert "\x00" not in kept
    kept.encode()


def test_texts_of_a_form_are_tidied():
    assert filled(who="  Людмила\x00 П.\u0007 ").who.data == "Людмила П."


@pytest.mark.parametrize("text", ["\u200b", " \u200b\u2060 ", "\u2800", "\u3164\u3164", "\u202e", "\u00ad"])
def test_what_nobody_sees_is_no_answer(text):
    assert tidy(text) == ""
    assert filled(who=text).words == filled(who="").words


def test_a_text_cannot_be_turned_round():
    assert tidy("вул. \u202eцоК\u2066 5") == "вул. цоК 5"
