"""What a coordinator should know about something that is saved all the same."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Caution:
    """The sentence is a msgid with %(facts)s."""

    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)
