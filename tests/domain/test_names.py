import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import demo
from app.domain.names import NameIndex, fold, paper_name, short_name, transliterate, trigrams
from tests.domain.fictional_names import FICTIONAL, mixed_population

OTHERS_FROM = 1000
EVERYBODY = frozenset(range(OTHERS_FROM + 3000))
ukrainian_text = st.text("АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъ’' -", max_size=20)


@pytest.fixture(scope="module")
def town():
    """The sixty among three thousand who share their names with them."""
    index = NameIndex()
    for person_id, (ukrainian, _, _) in enumerate(FICTIONAL):
        index.add(person_id, ukrainian)
    for person_id, name in enumerate(mixed_population(3000), start=OTHERS_FROM):
        index.add(person_id, name)
    return index


def share_found(index, queries_by_person):
    asked = [(person_id, query) for person_id, queries in queries_by_person for query in queries]
    found = sum(person_id in index.search(query, EVERYBODY) for person_id, query in asked)
    return found / len(asked)


def each_with_one_letter_missing(spelling):
    return [spelling[:at] + spelling[at + 1 :] for at, letter in enumerate(spelling) if letter.isalpha()]


@pytest.mark.parametrize("spelling", [0, 1, 2], ids=["Ukrainian", "Russian", "passport"])
def test_a_person_is_found_however_the_name_is_spelled(town, spelling):
    assert share_found(town, [(n, [names[spelling]]) for n, names in enumerate(FICTIONAL)]) >= 0.95


@pytest.mark.parametrize("spelling", [0, 1, 2], ids=["Ukrainian", "Russian", "passport"])
def test_a_person_is_found_with_any_one_letter_missing(town, spelling):
    queries = [(n, each_with_one_letter_missing(names[spelling])) for n, names in enumerate(FICTIONAL)]

    assert share_found(town, queries) >= 0.95


@pytest.mark.parametrize(
    "spellings",
    [
        "Сергій Сергей Serhii Sergey",
        "Юлія Юлия Yuliia Julia",
        "Мар’яна Мар'яна Марʼяна Мар`яна Марьяна Mariana",
        "Щербак Shcherbak Scherbak",
        "Козацький Козацкий Kozatskyi",
        "Згурський Згурский Zghurskyi",
        "Харченко Kharchenko",
        "Королёв Королев",
        "Ґалаґан Галаган Galagan Halahan",
        "Анна Ана",
    ],
)
def test_one_name_has_one_key(spellings):
    assert len({fold(spelling) for spelling in spellings.split()}) == 1


@given(st.text(max_size=30) | ukrainian_text)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ukrainian_text)
def test_capitals_and_the_passport_have_the_same_key(text):
    assert fold(text.upper()) == fold(text.lower()) == fold(transliterate(text))


@given(ukrainian_text)
def test_a_key_is_plain_latin_words(text):
    assert all(word.isascii() and word.isalnum() for word in fold(text).split(" ") if word)


@given(st.lists(st.text("abcdk", min_size=1, max_size=5), max_size=4))
def test_the_order_of_words_does_not_matter_to_the_pieces(words):
    assert trigrams(" ".join(words)) == trigrams(" ".join(reversed(words)))


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Згурський Юрій", "Zghurskyi Yurii"),
        ("Єнакієве", "Yenakiieve"),
        ("Їжакевич", "Yizhakevych"),
        ("Знам’янка", "Znamianka"),
        ("ЩЕРБАК", "SHCHERBAK"),
        ("Йосипівка", "Yosypivka"),
        ("Ґалаґан", "Galagan"),
    ],
)
def test_passport_letters_follow_the_resolution(ukrainian, latin):
    assert transliterate(ukrainian) == latin


small_index = st.dictionaries(st.integers(0, 50), st.sampled_from([uk for uk, _, _ in FICTIONAL]), max_size=20)
scopes = st.frozensets(st.integers(0, 50))


def index_of(people):
    index = NameIndex()
    for person_id, name in people.items():
        index.add(person_id, name)
    return index


@given(small_index, scopes, st.sampled_from(FICTIONAL))
def test_a_search_finds_as_if_nobody_outside_the_scope_existed(people, allowed_ids, query):
    inside = {person_id: name for person_id, name in people.items() if person_id in allowed_ids}

    assert index_of(people).search(query[1], allowed_ids) == index_of(inside).search(query[1], allowed_ids)


@given(small_index, st.integers(0, 50))
def test_who_is_removed_is_not_found_and_leaves_nothing_behind(people, person_id):
    index = index_of(people)
    index.add(person_id, "Людмила Петренко")
    index.remove(person_id)

    rest = index_of({other: name for other, name in people.items() if other != person_id})
    assert person_id not in index.search("Людмила Петренко", frozenset(range(51)))
    assert vars(index) == vars(rest)


def test_a_corrected_name_replaces_the_wrong_one():
    index = index_of({1: "Людмила Петренко"})

    index.add(1, "Зоя Хоменко")

    assert index.search("Петренко", {1}) == []
    assert index.search("Khomenko", {1}) == [1]


def test_a_name_unlike_any_finds_nobody():
    assert index_of({1: "Людмила Петренко"}).search("Ґжицький", {1}) == []
    assert index_of({1: "Людмила Петренко"}).search("  ", {1}) == []


def test_the_whole_name_ranks_before_half_of_it():
    index = index_of({1: "Людмила Хоменко", 2: "Людмила Петренко", 3: "Зоя Петренко"})

    assert index.search("Петренко Людмила", {1, 2, 3})[0] == 2


def test_a_short_name_is_the_first_name_and_one_letter():
    assert short_name("Людмила", "петренко") == "Людмила П."
    assert short_name("Людмила", "") == "Людмила"
    assert short_name("", "Петренко") == "П."


@given(ukrainian_text, ukrainian_text)
def test_paper_shows_at_most_one_word_and_one_letter(first, surname):
    words = paper_name(first, surname).split()

    assert len(words) <= 2
    assert all(len(initial) == 2 and initial.endswith(".") for _, initial in pairwise(words))


def test_one_letter_held_down_finds_nobody():
    index = NameIndex()
    for number, name in enumerate(("Зоя Зінченко", "Ірина Іваненко", "Яна Яковенко"), 1):
        index.add(number, name)

    assert [index.search(text, {1, 2, 3}) for text in ("zzzz", "ыыы", "яяя")] == [[], [], []]
    assert index.search("Зинчинко", {1, 2, 3}) == [1]


@pytest.fixture(scope="module")
def cast():
    """The people of the demo, by number."""
    with (Path(demo.__file__).parent / "data" / "needs.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["surname"]]
    return dict(enumerate(f"{row['first_name']} {row['patronymic']} {row['surname']}" for row in rows))


@pytest.mark.parametrize("nonsense", ["xqxq", "qqq", "йцукен", "qwerty", "asdf", "фівап", "zxcvb"])
def test_keys_pressed_at_random_find_nobody_of_the_cast(cast, nonsense):
    assert index_of(cast).search(nonsense, set(cast)) == []


def test_each_of_the_cast_is_found_with_any_one_letter_wrong(cast):
    index = index_of(cast)
    words = [(number, word) for number, name in cast.items() for word in name.split() if len(word) >= 4]
    asked = [(n, word[:at] + "щ" + word[at + 1 :]) for n, word in words for at in range(1, len(word))]

    found = sum(number in index.search(query, set(cast), limit=len(cast)) for number, query in asked)

    assert found / len(asked) >= 0.95
