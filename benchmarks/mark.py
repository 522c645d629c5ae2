"""One thing a part of the application has to reach, and what it reached."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    code: str
    goal: str
    bar: str
    reached: str
    holds: bool | None  # None: not to be measured with what lies here

    @property
    def verdict(self) -> str:
        return {True: "reached", False: "**not reached**", None: "not measured here"}[self.holds]
