"""Signs of text that show nothing, or turn round what stands beside them."""

import unicodedata

# Marks that set the direction of writing: a name on paper would read otherwise than it was typed.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and signs by their class, blanks by their look.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_writing(sign: str) -> bool:
    """Not a control character, nor half of a pair that no encoding can carry, nor one that misleads the eye."""
    return unicodedata.category(sign) not in ("Cc", "Cs") and sign not in TURNING and sign not in FILLERS


def is_blank(text: str) -> bool:
    """Whether nobody sees anything of it: a reason of spaces without width is none."""
    return all(unicodedata.category(sign)[0] in "CZ" for sign in text)
