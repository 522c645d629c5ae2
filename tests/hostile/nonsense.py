"""What nobody should send: too long, too old, no number, no letter, of another shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote_plus

from tests.hostile.forms_on_pages import PageForm

PLAUSIBLE = ("так", "2023-05-13", "12:00", "5", "2023-05-13T12:30", "FOOD", "0501234567", "")
NONSENSE = (
    *("", " ", "\n\n", "x" * 100_000, "🙂" * 300, "\0", "a\0b", "\ud800", "\u202etxt", "<script>alert(1)</script>"),
    *("%s %(x)s {0} {{7*7}}", "' OR 1=1 --", "None", "null", "[]", "{}", "not-a-uuid"),
    *("0", "-1", "-0", "+1", "1_0", "1.5", "1,5", "²", "½", "٣", "1e309", "NaN", "inf", "  7  "),
    *("2147483648", "9223372036854775808", "1" * 18, "9" * 5000),
    *("0001-01-01", "9999-12-31", "1900-01-01", "2100-12-31", "2023-13-45", "2023-W19-6", "20230513"),
    *("0001-01-01T00:00", "9999-12-31T23:59", "2023-03-26T03:30", "2023-05-13T24:00", "1900-01-01T00:00"),
    *("24:00", "25:61", "00:00", "05:00+03:00", "48.5, 37.7", "91, 181", "-90,-180"),
    "00000000-0000-0000-0000-000000000000",
)
BODIES = (
    b"",
    b"[]",
    b"{",
    b"null",
    b'"x"',
    b"[[1,2],[3,4]]",
    b'{"a": {"b": 1}}',
    b"\xff" * 100,
    b"--x\r\n",
    b"a=b&" * 3000,
)
TYPES = (
    *("text/plain", "application/json", "application/xml", "", "multipart/form-data"),
    *("multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-16"),
)


@dataclass(frozen=True)
class Letter:
    """One POST: where to, and what the test client is told to send."""

    address: str
    sent: dict[str, Any]


def letter(chance: Random, form: PageForm) -> Letter:
    """A form filled in plausibly, then spoiled in a few places, sent in one of several ways."""
    fields = _spoiled(chance, _filled(chance, form), form)
    way = chance.random()
    if way < 0.85:
        return Letter(form.action, urlencoded(fields))
    if way < 0.9:
        return Letter(
            form.action, {"json": {name: chance.choice([text, [text], 1, None, {"a": text}]) for name, text in fields}}
        )
    if way < 0.95:
        parts: dict[str, Any] = {name: text.replace("\ud800", "?") for name, text in fields}
        parts[chance.choice(fields)[0] if fields else "x"] = (BytesIO(b"\xff\xfe\0"), "x.bin")
        return Letter(form.action, {"data": parts, "content_type": "multipart/form-data"})
    return Letter(form.action, {"data": chance.choice(BODIES), "content_type": chance.choice(TYPES)})


def urlencoded(fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    body = "&".join(f"{_quoted(name)}={_quoted(text)}" for name, text in fields)
    return {"data": body.encode(), "content_type": "application/x-www-form-urlencoded"}


def _quoted(text: str) -> str:
    return quote_plus(text.encode("utf-8", "surrogatepass"))


def _filled(chance: Random, form: PageForm) -> list[tuple[str, str]]:
    chosen = [(name, chance.choice(offered)) for name, offered in form.choices.items() if chance.random() < 0.7]
    return [(name, text or chance.choice(PLAUSIBLE)) for name, text in [*form.fields, *chosen]]


def _spoiled(chance: Random, fields: list[tuple[str, str]], form: PageForm) -> list[tuple[str, str]]:
    names = sorted({name for name, _ in fields} | form.choices.keys())
    for name in chance.choices(names, k=chance.choice([0, 1, 1, 2, 4])) if names else []:
        way = chance.random()
        if way < 0.8:
            fields = [field for field in fields if field[0] != name]
        if way > 0.15:
            fields = [*fields, (name, chance.choice(NONSENSE))]
    return fields
