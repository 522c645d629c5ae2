"""Where a long Ukrainian word may part on a narrow card: browsers bring no Ukrainian hyphenation of their own."""

import re

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
LEAST_LETTERS, LEAST_PART = 9, 3
# A consonant begins the next part together with its vowel; «й» and the soft sign end theirs.
_PARTS = re.compile(r"(?<=[^\W\d_])(?=[бвгґджзклмнпрстфхцчшщ][аеєиіїоуюя])", re.IGNORECASE)


def breakable(text: str) -> str:
    """The text with soft hyphens in its long words: «Продук-товий», never «Продуктови-й»."""
    return re.sub(rf"[А-ЯҐЄІЇа-яґєії’]{{{LEAST_LETTERS},}}", _parted, text)


def _parted(found: re.Match[str]) -> str:
    word = found[0]
    places = [m.start() for m in _PARTS.finditer(word) if LEAST_PART <= m.start() <= len(word) - LEAST_PART]
    for place in reversed(places):
        word = word[:place] + SOFT_HYPHEN + word[place:]
    return word
