"""The nine chips of the phone form, and the kind of need each is taken for until a coordinator says."""

from enum import StrEnum

from app.domain.names import fold


class PhoneChip(StrEnum):
    """What a volunteer can tell at the door; a coordinator says the kind in triage."""

    ESCORT = "escort"
    MEDICINE = "medicine"
    FOOD = "food"
    WATER = "water"
    HEAT = "heat"
    EVACUATE = "evacuate"
    WINDOWS = "windows"
    CONTACT = "contact"
    OTHER = "other"


CHIP_LABELS: dict[PhoneChip, str] = {
    PhoneChip.ESCORT: "Escort",
    PhoneChip.MEDICINE: "Medicine",
    PhoneChip.FOOD: "Food",
    PhoneChip.WATER: "Water",
    PhoneChip.HEAT: "Heat, firewood",
    PhoneChip.EVACUATE: "Evacuate",
    PhoneChip.WINDOWS: "Windows, roof",
    PhoneChip.CONTACT: "Contact",
    PhoneChip.OTHER: "Other",
}

KINDS_OF_CHIP: dict[PhoneChip, tuple[str, ...]] = {
    # Escort to a doctor comes first: of all escorts it can wait least, and a guess must not be too calm.
    PhoneChip.ESCORT: ("AMB", "PEN", "SOC", "BANK", "DOC", "IDP", "DIA"),
    PhoneChip.MEDICINE: ("MED", "INS", "NAP"),
    PhoneChip.FOOD: ("FOOD", "BAB", "PET"),
    PhoneChip.WATER: ("WAT",),
    PhoneChip.HEAT: ("FUEL", "STOVE", "PWR"),
    PhoneChip.EVACUATE: ("EVA", "EVM"),
    PhoneChip.WINDOWS: ("WIN", "ROOF", "DMG"),
    PhoneChip.CONTACT: ("COM", "CHK", "PWR"),
    PhoneChip.OTHER: ("OTH", "HYG", "NAP", "BAB", "PET", "CHK", "CARE", "PSY", "CASH", "DMG", "IDP", "FUN", "EMG"),
}
"""The kinds a chip can stand for; the first is taken when the words say nothing."""

_WORDS = {
    "PEN": "пенсія пенсію пенсії пенсионный",
    "SOC": "субсидія соцвиплата соцвыплата",
    "BANK": "банк банку картка карточка готівка ощадбанк приватбанк",
    "DOC": "документи паспорт",
    "IDP": "впо переселенець переселенец",
    "DIA": "діаліз гемодіаліз диализ",
    "AMB": "лікар лікарня врач больница поліклініка поликлиника",
    "INS": "інсулін инсулин",
    "NAP": "підгузки памперси памперсы пелюшки пеленки",
    "BAB": "дитяче немовля детское суміш",
    "PET": "собака кіт котик кошка корм тварини животные",
    "STOVE": "піч печі печка димар дымоход буржуйка",
    "PWR": "зарядка павербанк генератор повербанк",
    "EVM": "лежача лежачий ноші носилки",
    "ROOF": "дах даху крыша шифер",
    "CHK": "мовчить молчит перевірити проверить",
    "HYG": "гігієна мило мыло",
}
_STEM = 5
_STEMS = {kind: tuple(fold(word)[:_STEM] for word in words.split()) for kind, words in _WORDS.items()}


def first_kind(chip: PhoneChip, words: str = "") -> str:
    """The kind code a need starts with; `words` are the volunteer's own, Ukrainian or Russian.

    Only kinds of the chip are tried, in their order. It is a first guess for the queue, shown as one.
    """
    told = fold(words).split()
    for kind in KINDS_OF_CHIP[chip]:
        if any(_speaks_of(word, stem) for stem in _STEMS.get(kind, ()) for word in told):
            return kind
    return KINDS_OF_CHIP[chip][0]


def _speaks_of(word: str, stem: str) -> bool:
    """A short stem must be the whole word: the text also holds names and streets, and Дахно has a roof in it."""
    return word == stem if len(stem) < _STEM else word.startswith(stem)
