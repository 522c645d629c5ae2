"""What a hub may change of each kind of weapon, within which bounds, and which change is looser."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from app.domain.errors import N_, Refused
from app.domain.weapons import WEAPONS, Kinds, Weapon

# Metres, minutes, minutes.
BOUNDS = {"radius_m": (0, 10_000), "linger_min": (0, 7 * 24 * 60), "double_tap_min": (0, 24 * 60)}


@dataclass(frozen=True)
class WeaponNumbers:
    """The four judgements of one kind."""

    radius_m: int
    linger_min: int
    until_cleared: bool
    double_tap_min: int

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            if not low <= getattr(self, name) <= high:
                raise Refused(N_("This number must be from %(low)s to %(high)s."), low=low, high=high)

    def is_looser_than(self, other: "WeaponNumbers") -> bool:
        """Whether any of the four lets people nearer or back sooner.

        A shorter linger does so under "until cleared" too: the next change may end that, and no page would ask why.
        """
        return (
            self.radius_m < other.radius_m
            or self.double_tap_min < other.double_tap_min
            or (other.until_cleared and not self.until_cleared)
            or self.linger_min < other.linger_min
        )

    def stored(self) -> dict[str, Any]:
        return {
            "radius_m": self.radius_m,
            "linger_min": self.linger_min,
            "until_cleared": self.until_cleared,
            "double_tap_min": self.double_tap_min,
        }


def numbers_of(kind: Weapon) -> WeaponNumbers:
    linger_min = int(kind.linger / timedelta(minutes=1))
    return WeaponNumbers(kind.radius_m, linger_min, kind.until_cleared, kind.double_tap_min)


def kinds_with(changed: Mapping[str, Any], *, double_tap_min: int = 120) -> Kinds:
    """The kinds as shipped, with a hub's own double-tap time, and the numbers it changed kind by kind."""
    found = {}
    for code, kind in WEAPONS.items():
        base = replace(kind, double_tap_min=double_tap_min) if kind.double_tap_min else kind
        found[code] = _with(base, WeaponNumbers(**changed[code])) if code in changed else base
    return found


def _with(kind: Weapon, numbers: WeaponNumbers) -> Weapon:
    return replace(
        kind,
        radius_m=numbers.radius_m,
        linger=timedelta(minutes=numbers.linger_min),
        until_cleared=numbers.until_cleared,
        double_tap_min=numbers.double_tap_min,
    )
