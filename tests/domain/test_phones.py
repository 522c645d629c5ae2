import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.phones import masked_phone, odd_phones, phone_e164

national = st.text("0123456789", min_size=9, max_size=9)


@given(national, st.sampled_from(["0", "+380", "380", "80", "00380", "+38 (0"]))
def test_every_ukrainian_way_to_write_a_number_is_one_number(digits, before):
    written = f"{before}{digits[:2]}) {digits[2:5]}-{digits[5:7]} {digits[7:]}"

    assert phone_e164(written) == f"+380{digits}"


@given(national)
def test_a_stored_number_stays_as_it_is(digits):
    assert phone_e164(f"+380{digits}") == f"+380{digits}"


@pytest.mark.parametrize(
    "slip", ["", "сусідка", "095 123", "+380 95 123 45 6", "09512345678", "0951234567a", "٠٩٥١٢٣٤٥٦٧"]
)
def test_a_slip_is_no_number(slip):
    assert phone_e164(slip) is None


def test_a_number_of_another_country_needs_its_plus():
    assert phone_e164("+48 600 100 200") == "+48600100200"
    assert phone_e164("0048 600 100 200") == "+48600100200"
    assert phone_e164("48 600 100 200") is None


def test_a_masked_number_shows_its_last_two_digits():
    assert masked_phone("+380951234547") == "+380 ** *** ** 47"


@given(national)
def test_a_mask_tells_no_more_than_two_digits(digits):
    assert masked_phone(f"+380{digits}").removeprefix("+380").replace("*", "").strip() == digits[-2:]


@pytest.mark.parametrize("text", ["050 123", "0501234567890", "+380 50 123", "12"])
def test_a_number_too_short_or_too_long_is_odd(text):
    assert odd_phones(f"095 123 45 67\n{text}") == [text]


@pytest.mark.parametrize("text", ["", "немає", "сусідка Ніна", "095 123-45-67", "+48 600 100 200", "дочка 050 12"])
def test_words_and_whole_numbers_are_not_odd(text):
    assert odd_phones(text) == []
