"""CSV files of others, read whole or not at all: each bad cell is named by line and column, nothing of it is kept."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from app.domain.errors import N_, Refused
from app.domain.texts import is_writing

MOST_ROWS = 200_000
MOST_BYTES = 64 * 1024 * 1024
MOST_SHOWN = 20
PIECE = 1 << 16
LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n|\Z)")
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
    """Some lines are wrong, so none was taken over: the first of them, and how many there are."""

    def __init__(self, lines: list[BadLine], count: int) -> None:
        super().__init__(N_("Cells of the file that are wrong: %(n)d. Nothing was taken over."), n=count)
        self.lines, self.count = lines, count


@dataclass(frozen=True)
class Row:
    """One line of a table by its column names; readers raise BadCell."""

    line: int
    cells: dict[str, str]
    start: int = 0  # where it stands in the file, in bytes
    end: int = 0

    def text(self, column: str, most: int = 500, *, required: bool = False) -> str:
        value = self.cells.get(column, "")
        if required and not value:
            raise BadCell(column, "is empty")
        if len(value) > most:
            raise BadCell(column, f"is longer than {most} characters")
        if not value.isprintable() and not all(sign in "\n\t" or is_writing(sign) for sign in value):
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
    """Rows being understood: what is wrong is counted and the first named, so that a file is mended in one go."""

    first: list[BadLine] = field(default_factory=list)
    count: int = 0

    def each(self, rows: Iterable[Row], understand: Callable[[Row], T]) -> list[T]:
        """What each row means; raises LinesRefused when any was bad."""
        understood = list(self.good(rows, understand))
        self.finish()
        return understood

    def good(self, rows: Iterable[Row], understand: Callable[[Row], T]) -> Iterator[T]:
        """What each row means, one by one; the bad ones are left out until `finish`."""
        for row in rows:
            try:
                meant = understand(row)
            except BadCell as cell:
                self.refuse(row.line, cell.column, cell.why)
            else:
                yield meant

    def refuse(self, line: int, column: str, why: str) -> None:
        self.count += 1
        if len(self.first) < MOST_SHOWN:
            self.first.append(BadLine(line, column, why))

    def finish(self) -> None:
        """Raises LinesRefused when any row was bad."""
        if self.count:
            raise LinesRefused(sorted(self.first, key=lambda bad: bad.line), self.count)


class Table:
    """A CSV file in UTF-8 with commas or semicolons, read row by row; any row can be read again where it stands."""

    def __init__(self, data: bytes, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Raises FileRefused with what to do where the file is none of ours."""
        if len(data) > MOST_BYTES:
            raise FileRefused(N_("The file is larger than %(mb)d MB: split it."), mb=MOST_BYTES // 1024 // 1024)
        _check_encoding(data)
        self.data = data
        self.delimiter = _delimiter(data)
        self.at = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        self.reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
        self.header = [name.strip().lower() for name in self._next() or []]
        _check_header(self.header, set(required), set(optional))

    def _lines(self) -> Iterator[str]:
        while self.at < len(self.data):
            found = LINE.match(self.data, self.at)
            assert found is not None
            self.at = found.end()
            yield found.group().decode()

    def _next(self) -> list[str] | None:
        try:
            return next(self.reader, None)
        except csv.Error as error:
            raise FileRefused(N_("Line %(line)d of the file is broken."), line=self.reader.line_num) from error

    def __iter__(self) -> Iterator[Row]:
        """The rows below the header, once."""
        found, start = 0, self.at
        while (cells := self._next()) is not None:
            if any(cell.strip() for cell in cells):
                self._check_row(cells, found)
                found += 1
                yield Row(self.reader.line_num, self._named(cells), start, self.at)
            start = self.at
        if not found:
            raise FileRefused(N_("The file has no rows below its header."))

    def _check_row(self, cells: list[str], found: int) -> None:
        if found == MOST_ROWS:
            raise FileRefused(N_("The file has more than %(n)d rows: split it."), n=MOST_ROWS)
        if len(cells) != len(self.header):
            raise FileRefused(
                N_("Line %(line)d of the file has %(has)d cells instead of %(wants)d."),
                line=self.reader.line_num,
                has=len(cells),
                wants=len(self.header),
            )

    def _named(self, cells: list[str]) -> dict[str, str]:
        return {name: cell.strip() for name, cell in zip(self.header, cells, strict=True)}

    def again(self, line: int, start: int, end: int) -> Row:
        """A row that was read before, from where it stands."""
        text = io.StringIO(self.data[start:end].decode(), newline="")
        return Row(line, self._named(next(csv.reader(text, delimiter=self.delimiter, strict=True))), start, end)


def batches(
    rows: Iterable[T], most: int, fits: Callable[[T, T], bool] = lambda _first, _row: True
) -> Iterator[list[T]]:
    """The rows in lists of at most so many, each row fitting the first of its list."""
    batch: list[T] = []
    for row in rows:
        if batch and (len(batch) == most or not fits(batch[0], row)):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _check_encoding(data: bytes) -> None:
    """A spreadsheet of these parts writes Windows-1251 or UTF-16 unless it is told otherwise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused(NOT_UTF8, line=1, encoding="UTF-16")
    foreign_at = _first_foreign(data)
    if foreign_at is not None:
        line = data.count(b"\n", 0, foreign_at) + 1
        if _is_cyrillic(data):
            raise FileRefused(NOT_UTF8, line=line, encoding="Windows-1251")
        raise FileRefused(
            N_(
                "The file is not in UTF-8, line %(line)d is the first. "
                "Save it as “CSV UTF-8” in the spreadsheet, then try again."
            ),
            line=line,
        )


def _first_foreign(data: bytes) -> int | None:
    """Where it stops to be UTF-8, in bytes; read in pieces, since a text takes up to four times the memory."""
    decoder, start = codecs.getincrementaldecoder("utf-8")(), 0
    for start in range(0, len(data), PIECE):
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + PIECE], final=start + PIECE >= len(data))
        except UnicodeDecodeError as error:
            return start - kept + error.start
    return None


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
        raise FileRefused(N_("Line 1 of the file lacks these columns: %(names)s."), names=", ".join(sorted(missing)))
    if unknown:
        raise FileRefused(
            N_("Line 1 of the file has columns that have no meaning here: %(names)s."),
            names=", ".join(sorted(unknown))[:200],
        )
    if len(header) != len(set(header)):
        raise FileRefused(N_("A column stands in the file twice."))
