"""Names of people: one search key for three ways to spell them, and as little as each surface may show."""

import re
import unicodedata
from collections import Counter
from collections.abc import Set as AbstractSet
from itertools import islice

_APOSTROPHES = "'’ʼ`‘‛′´ʹ＇"
_DROP = str.maketrans("", "", _APOSTROPHES + "ьЬъЪ")

# Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010; the last row adds Russian letters.
_LATIN = {
    **{"а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y"},
    **{"і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s"},
    **{"т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia"},
    **{"ы": "y", "э": "e", "ё": "e"},
}
_LATIN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}

# What one sound looks like in Ukrainian, Russian and passport spelling, after transliteration.
_FAMILIES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|sch|sh", "s"),
        ("zh", "z"),
        ("[kg]h|g", "h"),
        ("ch|ts", "c"),
        ("ph", "f"),
        ("x", "ks"),
        ("w", "v"),
        ("q", "k"),
        # е є э и і ї й ы: the vowel that changes most between Сергій, Сергей, Serhii, Sergey.
        ("[eiyj]+", "i"),
        # я ю йо and Марія: the glide before a vowel is spelled in five ways or not at all.
        ("i(?=[aou])", ""),
        (r"(\w)\1+", r"\1"),
    )
)

LEAST_LETTERS = 2
SLIP_FROM, TWO_SLIPS_FROM = 4, 8  # letters of a folded word in which one slip, or two, are forgiven
LEAST_SHARED = 0.4
"""Of a query's pieces: half the town ends in -енко, and an ending alone finds nobody."""


def transliterate(text: str) -> str:
    """Latin letters as a Ukrainian passport has them: Згурський Юрій -> Zghurskyi Yurii."""
    text = text.translate(_DROP).replace("зг", "zgh").replace("Зг", "Zgh").replace("ЗГ", "ZGH")
    return "".join(_latin_letter(text, place) for place in range(len(text)))


def _latin_letter(text: str, place: int) -> str:
    letter = text[place]
    low = letter.lower()
    begins = place == 0 or not text[place - 1].isalpha()
    latin = (_LATIN_FIRST if begins and low in _LATIN_FIRST else _LATIN).get(low, letter)
    if latin == letter or letter == low:
        return latin
    in_capitals = text[place + 1 : place + 2].isupper() or (not begins and text[place - 1].isupper())
    return latin.upper() if in_capitals else latin.capitalize()


def fold(text: str) -> str:
    """The search key of a name: what its Ukrainian, Russian and Latin spellings have in common.

    Folding twice changes nothing. Different names may share a key: it finds, it never decides that two are one.
    """
    words = "".join(letter if letter.isalnum() else " " for letter in transliterate(_plain(text)))
    folded = ""
    while words != folded:
        folded = words
        for pattern, sound in _FAMILIES:
            words = pattern.sub(sound, words)
    return " ".join(folded.split())


def _plain(text: str) -> str:
    """Lower case without accents; й, ї and ё lose theirs too, which the families forgive."""
    text = text.translate(_DROP)
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in text if not unicodedata.category(letter).startswith("M"))


def trigrams(folded: str) -> frozenset[str]:
    """Three-letter pieces of each word; two blanks before and one after make its beginning weigh more."""
    padded = [f"  {word} " for word in folded.split()]
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


class NameIndex:
    """Names in memory, found by pieces of their search key. Nothing of it is ever written anywhere."""

    def __init__(self) -> None:
        self._pieces: dict[int, frozenset[str]] = {}
        self._holders: dict[str, set[int]] = {}
        self._words: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return len(self._pieces)

    def add(self, person_id: int, name: str) -> None:
        """Put in, or put in anew, everything by which this person may be searched."""
        self.remove(person_id)
        self._words[person_id] = fold(name).split()
        self._pieces[person_id] = trigrams(" ".join(self._words[person_id]))
        for piece in self._pieces[person_id]:
            self._holders.setdefault(piece, set()).add(person_id)

    def remove(self, person_id: int) -> None:
        self._words.pop(person_id, None)
        for piece in self._pieces.pop(person_id, ()):
            self._holders[piece].discard(person_id)
            if not self._holders[piece]:
                del self._holders[piece]

    def search(self, query: str, allowed_ids: AbstractSet[int], limit: int = 10) -> list[int]:
        """The likeliest first, and only among `allowed_ids`.

        The scope is cut before anything is scored: a name out of scope must not move, hide or time the others.
        """
        folded = fold(query)
        if all(len(word) < LEAST_LETTERS for word in folded.split()):  # «zzzz» and «ыыы» fold to one letter
            return []
        wanted = trigrams(folded)
        shared: Counter[int] = Counter()
        for piece in wanted:
            shared.update(self._holders.get(piece, set()) & allowed_ids)
        # First how much of the query is there, then how little else there is.
        ranked = sorted(shared, key=lambda one: (-shared[one], len(self._pieces[one]), one))
        enough = max(1.0, LEAST_SHARED * len(wanted))
        words = [word for word in folded.split() if len(word) >= LEAST_LETTERS]
        found = (one for one in ranked if shared[one] >= enough and self._is_like(one, words))
        return list(islice(found, limit))

    def _is_like(self, person_id: int, words: list[str]) -> bool:
        """Some word is the beginning of one of the name, or misspells it; «xqxq» shares pieces and is no name."""
        return any(known.startswith(word) or is_slip(word, known) for word in words for known in self._words[person_id])


def is_slip(word: str, known: str) -> bool:
    """Whether one is the other with a letter wrong, missing, added or swapped; two letters in a long word."""
    most = (max(len(word), len(known)) >= SLIP_FROM) + (max(len(word), len(known)) >= TWO_SLIPS_FROM)
    if abs(len(word) - len(known)) > most:
        return False
    return _slips(word, known) <= most


def _slips(word: str, known: str) -> int:
    """Letters to change, leave out, put in, or pairs to swap, until one is the other (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(known) + 1))
    for row, letter in enumerate(word, 1):
        this = [row]
        for column, other in enumerate(known, 1):
            fewest = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == known[column - 2] and word[row - 2] == other:
                fewest = min(fewest, before[column - 2] + 1)
            this.append(fewest)
        before, last = last, this
    return last[-1]


def short_name(first: str, surname: str) -> str:
    """Людмила П.: for the desk until somebody reveals the whole name."""
    initial = surname.strip()[:1].upper()
    return " ".join(filter(None, (first.strip(), f"{initial}." if initial else "")))


def paper_name(first: str, surname: str = "") -> str:
    """Людмила П.: one word and one letter, whatever else was typed into the field of the first name."""
    return short_name(" ".join(first.split()[:1]), surname)


_ALPHABET = {letter: place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}


def alphabetical(name: str) -> tuple[int, ...]:
    """The sort key of the Ukrainian alphabet, where і stands after и and not after я; other signs come last."""
    return tuple(_ALPHABET.get(sign, len(_ALPHABET) + ord(sign)) for sign in name.casefold())
