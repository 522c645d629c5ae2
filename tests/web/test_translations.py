import csv
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from app.domain.need_kinds import NEED_KINDS
from app.domain.weapons import WEAPONS
from app.people.notice import NOTICE
from app.web.i18n import CATALOGS, read_catalogs
from tests.web.texts import extracted, literals

WORDS = Path(__file__).parents[1] / "data" / "words.csv"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
NUMBER = r"(?:\d|%\(\w+\)[sd])"
TYPOGRAPHY = {
    r"(?<!\u00a0)—|—\S": "a dash stands between a no-break space and a space",
    rf"{NUMBER} (?:хв|год|кг|км|мм|м|с|МБ)(?![\w’])": "a no-break space keeps a number and its unit together",
    r"\d\d:\d\d ?-|\d - \d": "a range has an en dash",
    r"\d – \d": "an en dash between figures has no spaces",
    r"\b(?:ви|вас|вам|вами|ваш\w{0,4})\b": "a person is addressed as «Ви»",
    r"^\s|\s$| {2}": "no stray spaces",
}
NOT_OURS = {
    r"\bобер[иі]ть\b": "виберіть",
    r"опубл[іи]кован": "затверджено",
    r"\bозва(?:ти|вся)": "зв’язок",
    r"поза вжитком": "не в роботі",
    r"закри(?:ти|то) день|день закри": "день завершено",
    r"\bзадовго\b(?! до)": "надто довго",
    r"\bдіюч": "чинний",
    r"\bпри ходьбі": "допомогти йти",
    r"\bнави(?:к|чк)": "вміння",
    r"\b(?:клієнт|бенефіціар|підопічн|кейс)": "людина, потреба",
    r"\b(?:алерт|інцидент)": "тривога, обстріл",
    r"\b(?:дільниц|сектор)": "ділянка",
    r"\b(?:триаж|сортуванн)": "розгляд",
    r"\bхаб": "осередок",
    r"\bвідмін(?:и|я|е)": "скасувати",
    r"\bпо телефону": "телефоном",
    r"\bна протязі": "протягом",
    r"\bнажм": "натисніть",
    r"\bприйма\w+ участь": "брати участь",
    r"\b(?:слідуюч|наступаюч|співпада|являєтьс|міроприєм)": "a calque",
}
FORBIDDEN = re.compile(r"\b(безпечно|безпечна|безпечний|безпечне|безпеці|safe)\b", re.IGNORECASE)


def entries() -> list[tuple[str, Message]]:
    """Every text of every catalog with the name of its file."""
    catalogs = read_catalogs(CATALOGS / "uk")
    return [(name, message) for name, catalog in catalogs.items() for message in catalog if message.id]


def ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def key(message: Message) -> tuple[str | None, str]:
    return message.context, ids(message)[0]


def plain(text: str) -> str:
    """As the word list writes it: {name} for a placeholder, simple spaces."""
    return PLACEHOLDER.sub(r"{\1}", text).replace("{num}", "{n}").replace("\N{NO-BREAK SPACE}", " ")


def words() -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    """English forms to every Ukrainian row that stands beside them."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    with WORDS.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            forms = (row["uk"], row["uk_plural_few"], row["uk_plural_many"])
            found.setdefault(tuple(row["en"].split("|")), set()).add(tuple(form for form in forms if form))
    return found


@pytest.mark.parametrize("room", sorted({text.room for text in extracted()}))
def test_every_text_of_a_room_has_a_ukrainian_one(room):
    translated = {key(message) for _, message in entries() if all(strings(message))}

    missing = [text for text in extracted() if text.room == room and text.key not in translated]

    assert not missing, "\n".join(f"{text.where} {text.context or ''} {text.forms}" for text in missing)


def test_no_text_is_left_fuzzy():
    assert not [(name, message.id) for name, message in entries() if message.fuzzy]


def test_a_counted_text_has_three_forms_and_a_plain_one_has_one():
    counted = {text.key for text in extracted() if isinstance(text.id, tuple)}

    wrong = [
        (name, message.id)
        for name, message in entries()
        if len(strings(message)) != (3 if isinstance(message.id, tuple) else 1)
        or (key(message) in counted) != isinstance(message.id, tuple)
    ]

    assert not wrong


def test_no_entry_is_kept_that_nothing_says():
    said = {text.key for text in extracted()}

    unused = [(name, key(message)) for name, message in entries() if key(message) not in said]

    assert not [entry for entry in unused if entry[1][1] not in literals()]


def test_one_msgid_has_one_text_in_all_files():
    texts: dict[tuple[str | None, str], set[tuple[str, ...]]] = {}
    for _, message in entries():
        texts.setdefault(key(message), set()).add(strings(message))

    assert not {id: found for id, found in texts.items() if len(found) > 1}


def test_placeholders_are_those_of_the_english():
    wrong = []
    for name, message in entries():
        wanted = set().union(*(PLACEHOLDER.findall(text) for text in ids(message)))
        if any(set(PLACEHOLDER.findall(text)) != wanted for text in strings(message)):
            wrong.append((name, message.id))

    assert not wrong


def test_a_lone_percent_sign_stands_in_no_text():
    """Templates format every text, Python code only those with variables: a bare sign breaks one of the two."""
    said = [(text.where, form) for text in extracted() for form in text.forms]
    lone = [where for where, form in said if "%" in PLACEHOLDER.sub("", form)]

    assert not lone


def test_wording_is_that_of_the_word_list():
    listed = words()

    wrong = []
    for name, message in entries():
        rows = listed.get(tuple(plain(text) for text in ids(message)))
        if rows and tuple(plain(text) for text in strings(message)) not in rows:
            wrong.append((name, message.id, message.string))

    assert not wrong


@pytest.mark.parametrize(
    ("sign", "why"),
    [
        ("'", "the apostrophe is U+2019"),
        ("ʼ", "the apostrophe is U+2019"),
        ('"', "quotes are «…»"),
        ("!", "the product does not shout"),
        (" - ", "a dash is a dash, a hyphen joins words"),
    ],
)
def test_a_sign_that_stands_in_no_ukrainian_text(sign, why):
    assert not [(name, message.string) for name, message in entries() if any(sign in s for s in strings(message))], why


def ukrainian_texts() -> list[str]:
    """The catalogs, and what the core and the notice say in Ukrainian without them."""
    kinds = [text for kind in NEED_KINDS.values() for text in (kind.label_uk, kind.paper_uk)]
    weapons = [weapon.label_uk for weapon in WEAPONS.values()]
    return [text for _, message in entries() for text in strings(message)] + kinds + weapons + [NOTICE["uk"]]


@pytest.mark.parametrize(("pattern", "rule"), TYPOGRAPHY.items())
def test_ukrainian_is_set_by_the_rules(pattern, rule):
    assert not [text for text in ukrainian_texts() if re.search(pattern, text)], rule


@pytest.mark.parametrize(("pattern", "instead"), NOT_OURS.items())
def test_a_word_that_is_not_ours_stands_in_no_ukrainian_text(pattern, instead):
    assert not [text for text in ukrainian_texts() if re.search(pattern, text, re.IGNORECASE)], f"say: {instead}"


def test_nothing_is_ever_called_safe():
    said = [text for _, message in entries() for text in (*ids(message), *strings(message))]

    assert not [text for text in said if FORBIDDEN.search(text)]
