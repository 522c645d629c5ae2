"""What the code says and what the catalogs answer, read from the sources."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

APP = Path(__file__).parents[2] / "app"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "_l": None,
    "_lp": ((1, "c"), 2),
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
    "gettext_noop": None,
    "ngettext_noop": (1, 2),
}
OPTIONS = {"templates/**.html": {"newstyle_gettext": "true", "encoding": "utf-8"}}


@dataclass(frozen=True)
class Text:
    """A text of the code: its msgid (both forms of a counted one), context, and where it stands."""

    id: str | tuple[str, str]
    context: str | None
    where: str

    @property
    def room(self) -> str:
        """places for places/views.py:12 and for templates/places/areas.html:3."""
        return self.where.removeprefix("templates/").partition("/")[0]

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.id,) if isinstance(self.id, str) else self.id

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.forms[0]


@cache
def extracted() -> tuple[Text, ...]:
    found = extract_from_dir(str(APP), METHODS, OPTIONS, keywords=KEYWORDS)
    return tuple(Text(id, context, f"{file}:{line}") for file, line, id, _comments, context in found)


@cache
def literals() -> frozenset[str]:
    """Every text written in Python code: the domain names its texts as data and knows no gettext."""
    return frozenset(_literals())


def _literals() -> Iterator[str]:
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
