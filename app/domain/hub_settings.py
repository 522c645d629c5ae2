"""What a hub may set for itself: one place for each number that is a judgement, with its bounds and its meaning."""

from dataclasses import Field, dataclass, field, fields
from typing import Any

from app.domain.errors import N_, Refused


def _setting(default: Any, label: str, low: float | None = None, high: float | None = None, unit: str = "") -> Any:
    return field(default=default, metadata={"label": label, "low": low, "high": high, "unit": unit})


@dataclass(frozen=True)
class HubSettings:
    """All settings of one hub. Times of day are local minutes from midnight; spans wear their unit."""

    clearance_min: int = _setting(120, N_("A clearance lasts"), 15, 720, "min")
    hold_floor_min: int = _setting(120, N_("A hold is reviewed at the earliest after"), 30, 1440, "min")
    double_tap_min: int = _setting(120, N_("Do not approach the point of impact for"), 60, 1440, "min")
    one_person_hub: bool = _setting(False, N_("One coordinator works alone: no second person to confirm"))
    decision_after: int = _setting(3, N_("Misses in a row that ask for a decision"), 2, 10)
    plan_opens_min: int = _setting(900, N_("Tomorrow is planned from"), 0, 1439, "clock")
    route_shown_min: int = _setting(1080, N_("Volunteers see tomorrow's route from"), 720, 1439, "clock")
    route_hidden_after_h: int = _setting(4, N_("Volunteers lose sight of a route after its home time by"), 1, 24, "h")
    home_before_dark_min: int = _setting(60, N_("Back at the base before dark by"), 0, 240, "min")
    leave_before_curfew_min: int = _setting(45, N_("Leave a settlement before its curfew by"), 0, 240, "min")
    confirm_within_min: int = _setting(120, N_("People and points are rung before departure within"), 30, 1440, "min")
    point_status_h: int = _setting(8, N_("Word about a service point is believed for"), 1, 168, "h")
    restricted_trips_week: int = _setting(2, N_("Trips a person makes to restricted zones in a week"), 1, 7)
    crew_min: int = _setting(2, N_("People in a team at least"), 2, 6)
    shift_longest_min: int = _setting(480, N_("A shift lasts at most"), 60, 1440, "min")
    longer_shifts_allowed: bool = _setting(False, N_("Longer shifts are saved with a warning"))
    ride_spare_min: int = _setting(45, N_("Beyond the direct way, a person rides along for at most"), 0, 480, "min")
    reload_min: int = _setting(10, N_("Loading at the base takes"), 0, 120, "min")
    road_factor: float = _setting(1.35, N_("Roads are longer than the straight line by a factor of"), 1.0, 3.0)
    speed_kmh: float = _setting(38.0, N_("Average speed on the road"), 5, 120, "km/h")
    caution_share: float = _setting(0.01, N_("Grade 1 begins when a visiting hour is hit with a chance of"), 0, 1)
    dangerous_share: float = _setting(0.05, N_("Grade 2 begins at"), 0, 1)
    very_dangerous_share: float = _setting(0.20, N_("Grade 3 begins at"), 0, 1)
    coverage_share: float = _setting(0.5, N_("Under this share of watched hours an area has no data"), 0, 1)
    reporting_share: float = _setting(1.0, N_("Of what happens, this share is reported by anybody"), 0.3, 1)
    no_go_chance: float = _setting(0.5, N_("An hour is closed by forecast from a chance of"), 0.01, 1)
    danger_price: float = _setting(0.5, N_("Priority points given up for one person-event"), 0, 20)
    drive_price: float = _setting(0.002, N_("Priority points given up for a minute of driving"), 0, 1)
    salvo_min: int = _setting(10, N_("Reports of one area within this time are one shelling"), 1, 120, "min")
    check_in_rear_min: int = _setting(60, N_("Check-in in zone Z4 every"), 10, 240, "min")
    check_in_elevated_min: int = _setting(30, N_("Check-in in zone Z3 every"), 10, 120, "min")
    check_in_restricted_min: int = _setting(15, N_("Check-in in zone Z2 every"), 5, 60, "min")
    leave_late_min: int = _setting(30, N_("A team that has not left is rung after"), 5, 240, "min")
    evacuation_line: str = _setting("", N_("Evacuation line to offer"))

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> "HubSettings":
        """Settings as kept: what is absent has its default, what is unknown (an older version's) is left aside."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

    def __post_init__(self) -> None:
        for one in fields(self):
            _check_bounds(one, getattr(self, one.name))
        if not self.caution_share < self.dangerous_share < self.very_dangerous_share:
            raise Refused(N_("The limits of the grades must rise: 1 below 2 below 3."))


def _check_bounds(one: Field[Any], value: Any) -> None:
    low, high = one.metadata["low"], one.metadata["high"]
    if low is not None and not low <= value <= high:
        raise Refused(
            N_("“%(name)s” must be from %(low)s to %(high)s."), name=one.metadata["label"], low=low, high=high
        )
