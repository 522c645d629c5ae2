"""CSV files of others, read whole or not at all: each bad cell is named by line and column, nothing of it is kept."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from app.domain.errors import N_, Refused

MOST_ROWS = 200_000
MOST_BYTES = 64 * 1024 * 1024
MOST_SHOWN = 20
T = TypeVar("T")


NOT_UTF8 = N_(
    "The file is in %(encoding)s, not in UTF-8, from line %(line)d on. "
    "Save it as “CSV UTF-8” in the spreadsheet, then try again."
)


class BadCell(ValueError):
    """One cell that cannot be read: the column and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(f"{column}: {why}")
        self.column, self.why = column, why


@dataclass(frozen=True)
class BadLine:
    """Where a file is wrong, for whoever mends it. Never repeats what a cell of free text says."""

    line: int
    column: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.why}"


class FileRefused(Refused):
    """Nothing of this file was taken over."""


class LinesRefused(FileRefused):
    """Some lines are wrong, so none was taken over."""

    def __init__(self, lines: list[BadLine]) -> None:
        super().__init__(N_("Cells of the file that are wrong: %(n)d. Nothing was taken over."), n=len(lines))
        self.lines = lines


@dataclass(frozen=True)
class Row:
    """One line of a table by its column names; readers raise BadCell."""

    line: int
    cells: dict[str, str]

    def text(self, column: str, most: int = 500, *, required: bool = False) -> str:
        value = self.cells.get(column, "")
        if required and not value:
            raise BadCell(column, "is empty")
        if len(value) > most:
            raise BadCell(column, f"is longer than {most} characters")
        if any(ord(sign) < 32 and sign not in "\n\t" for sign in value):
            raise BadCell(column, "holds signs that are no text")
        return value

    def whole(self, column: str, low: int, high: int) -> int | None:
        value = self.text(column, 20)
        if not value:
            return None
        try:
            number = int(value)
        except ValueError:
            raise BadCell(column, "is not a whole number") from None
        if not low <= number <= high:
            raise BadCell(column, f"must be from {low} to {high}")
        return number

    def decimal(self, column: str, low: float, high: float) -> float | None:
        value = self.text(column, 20).replace(",", ".")
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            raise BadCell(column, "is not a number") from None
        if not low <= number <= high:  # also false for nan
            raise BadCell(column, f"must be from {low} to {high}")
        return number

    def day(self, column: str) -> date | None:
        value = self.text(column, 20)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadCell(column, "is not a day like 2023-05-13") from None

    def one_of(self, column: str, allowed: Iterable[str], default: str = "") -> str:
        value = self.text(column, 60) or default
        if value not in set(allowed):
            raise BadCell(column, f"must be one of: {', '.join(sorted(allowed))}")
        return value

    def yes_no(self, column: str, default: bool = False) -> bool:
        value = self.text(column, 10).casefold()
        if value in {"", "yes", "no", "так", "ні", "1", "0"}:
            return default if not value else value in {"yes", "так", "1"}
        raise BadCell(column, "must be yes or no")


@dataclass
class Reading:
    """Rows being understood: what is wrong is gathered, so that a file is mended in one go."""

    bad: list[BadLine] = field(default_factory=list)

    def each(self, rows: Iterable[Row], understand: Callable[[Row], T]) -> list[T]:
        """What each row means; raises LinesRefused when any was bad."""
        understood = []
        for row in rows:
            try:
                understood.append(understand(row))
            except BadCell as cell:
                self.bad.append(BadLine(row.line, cell.column, cell.why))
        if self.bad:
            raise LinesRefused(self.bad)
        return understood


def read_table(data: bytes, required: Iterable[str], optional: Iterable[str] = ()) -> Iterator[Row]:
    """The rows of a CSV file in UTF-8, one by one, with commas or semicolons. Raises FileRefused with what to do."""
    if len(data) > MOST_BYTES:
        raise FileRefused(N_("The file is larger than %(mb)d MB: split it."), mb=MOST_BYTES // 1024 // 1024)
    _check_encoding(data)
    lines = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    reader = csv.reader(lines, delimiter=_delimiter(data), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(header, set(required), set(optional))
        yield from _rows(reader, header)
    except csv.Error as error:
        raise FileRefused(N_("Line %(line)d of the file is broken."), line=reader.line_num) from error


def _check_encoding(data: bytes) -> None:
    """A spreadsheet of these parts writes Windows-1251 or UTF-16 unless it is told otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(NOT_UTF8, line=1, encoding="UTF-16")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if _is_cyrillic(data):
            raise FileRefused(NOT_UTF8, line=line, encoding="Windows-1251") from None
        raise FileRefused(
            N_(
                "The file is not in UTF-8, line %(line)d is the first. "
                "Save it as “CSV UTF-8” in the spreadsheet, then try again."
            ),
            line=line,
        ) from None


def _is_cyrillic(data: bytes) -> bool:
    """Read as Windows-1251, what is not plain ASCII is Cyrillic letters or the signs written among them."""
    text = data.decode("cp1251", "replace")
    foreign = [sign for sign in text if sign > "\x7f"]
    letters = sum("\u0400" <= sign <= "\u04ff" for sign in foreign)
    return "\x00" not in text and letters > 0.9 * len(foreign)


def _delimiter(data: bytes) -> str:
    first = data.split(b"\n", 1)[0]
    return ";" if first.count(b";") > first.count(b",") else ","


def _check_header(header: list[str], required: set[str], optional: set[str]) -> None:
    missing, unknown = required - set(header), set(header) - required - optional - {""}
    if missing:
        raise FileRefused(N_("The file lacks these columns: %(names)s."), names=", ".join(sorted(missing)))
    if unknown:
        raise FileRefused(
            N_("The file has columns that have no meaning here: %(names)s."), names=", ".join(sorted(unknown))[:200]
        )
    if len(header) != len(set(header)):
        raise FileRefused(N_("A column stands in the file twice."))


def _rows(reader: Iterable[list[str]], header: list[str]) -> Iterator[Row]:
    found = 0
    for cells in reader:
        line = reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if found == MOST_ROWS:
            raise FileRefused(N_("The file has more than %(n)d rows: split it."), n=MOST_ROWS)
        if len(cells) != len(header):
            raise FileRefused(
                N_("Line %(line)d of the file has %(has)d cells instead of %(wants)d."),
                line=line,
                has=len(cells),
                wants=len(header),
            )
        found += 1
        yield Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
    if not found:
        raise FileRefused(N_("The file has no rows below its header."))
