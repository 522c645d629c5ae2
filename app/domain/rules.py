"""The gates a visit passes before anybody leaves: what each one asks, and how hard it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Strictness(StrEnum):
    """HARD cannot be overridden, APPROVER takes a named person and a reason, WARNING informs."""

    HARD = "hard"
    APPROVER = "approver"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """A gate as data: title and help are message ids, translated where they are shown."""

    code: str
    strictness: Strictness
    title: str
    help: str


@dataclass(frozen=True)
class Breach:
    """One gate a visit does not pass, with the facts that the sentence about it needs."""

    rule: Rule
    facts: Mapping[str, object]
    strictness: Strictness
