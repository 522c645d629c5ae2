"""Reads JSON values strictly and names the place of whatever is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")
Id = int | str
LAST_MINUTE = 2 * 24 * 60
MOST_ENTRIES = 20_000  # of any list


class ProblemError(ValueError):
    """A problem or plan that cannot be read; one sentence that names the place."""


class Reader:
    """A JSON value together with the place where it stands, such as jobs[3].stops[0].service."""

    def __init__(self, value: Any, place: str) -> None:
        self.value = value
        self.place = place

    def refuse(self, words: str) -> ProblemError:
        return ProblemError(f"{self.place or 'the file'} {words}.")

    def field(self, name: str) -> Reader:
        place = f"{self.place}.{name}" if self.place else name
        if not isinstance(self.value, dict):
            raise self.refuse("must be an object")
        if name not in self.value:
            raise ProblemError(f"{place} is missing.")
        return Reader(self.value[name], place)

    def optional(self, name: str, read: Callable[[Reader], T], default: T) -> T:
        """The named field read by `read`; the default when it is absent or null."""
        if not isinstance(self.value, dict):
            raise self.refuse("must be an object")
        return default if self.value.get(name) is None else read(self.field(name))

    def items(self, *, length: int | None = None, least: int = 0, most: int = MOST_ENTRIES) -> list[Reader]:
        if not isinstance(self.value, list):
            raise self.refuse("must be a list")
        if length is not None and len(self.value) != length:
            raise self.refuse(f"must have {length} entries, not {len(self.value)}")
        if len(self.value) < least:
            raise self.refuse(f"must have at least {least} entries")
        if len(self.value) > most:
            raise self.refuse(f"must have at most {most} entries, not {len(self.value)}")
        return [Reader(value, f"{self.place}[{i}]") for i, value in enumerate(self.value)]

    def each(
        self, read: Callable[[Reader], T], *, length: int | None = None, least: int = 0, most: int = MOST_ENTRIES
    ) -> tuple[T, ...]:
        return tuple(read(item) for item in self.items(length=length, least=least, most=most))

    def whole(self, low: int = 0, high: int = 10**9) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.refuse("must be a whole number")
        if not low <= self.value <= high:
            raise self.refuse(f"must be from {low} to {high}, not {self.value}")
        return self.value

    def minute(self) -> int:
        return self.whole(0, LAST_MINUTE)

    def number(self, low: float = -math.inf, high: float = math.inf) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refuse("must be a number")
        try:
            number = float(self.value)
        except OverflowError:  # JSON knows whole numbers of hundreds of digits
            number = math.inf
        if not math.isfinite(number) or not low <= number <= high:
            raise self.refuse(f"must be a finite number from {low:g} to {high:g}")
        return number

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.refuse("must be text")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refuse("must be true or false")
        return self.value

    def id(self) -> Id:
        if isinstance(self.value, bool) or not isinstance(self.value, int | str):
            raise self.refuse("must be a whole number or text")
        return self.value


def refuse_twins(ids: Iterable[Id], place: str) -> None:
    """Raises when an id stands twice in a list."""
    seen: set[Id] = set()
    for one in ids:
        if one in seen:
            raise ProblemError(f"{place} has the id {one!r} twice.")
        seen.add(one)
