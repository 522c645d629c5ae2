"""What a hub may set for itself: one place for each number that is a judgement, with its bounds and its meaning."""

from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from typing import Any

from app.domain.errors import N_, Refused


class Looser(StrEnum):
    """Which way a setting lets people nearer, earlier, longer, or with less known; EITHER where both may."""

    HIGHER = "higher"
    LOWER = "lower"
    EITHER = "either"
    NEITHER = "neither"

    def is_loosened(self, present: Any, wanted: Any) -> bool:
        """Whether the change needs a second person. Yes counts as higher than no."""
        if present == wanted or self is Looser.NEITHER:
            return False
        return self is Looser.EITHER or (wanted > present) == (self is Looser.HIGHER)


def _setting(
    default: Any,
    label: str,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    looser: Looser = Looser.NEITHER,
) -> Any:
    meaning = {"label": label, "low": low, "high": high, "unit": unit, "looser": looser}
    return field(default=default, metadata=meaning)


@dataclass(frozen=True)
class HubSettings:
    """All settings of one hub. Times of day are local minutes from midnight; spans wear their unit.

    Slower roads and longer loading are the stricter guess: who believes in faster ones is out after dark. A longer
    salvo counts fewer shellings and a shorter one lets fewer reports bear each other out, so either way is looser.
    """

    clearance_min: int = _setting(120, N_("A clearance lasts"), 15, 720, "min", looser=Looser.HIGHER)
    hold_floor_min: int = _setting(
        120, N_("A hold is reviewed at the earliest after"), 30, 1440, "min", looser=Looser.LOWER
    )
    double_tap_min: int = _setting(
        120, N_("Do not approach the point of impact for"), 60, 1440, "min", looser=Looser.LOWER
    )
    one_person_hub: bool = _setting(
        False, N_("One coordinator works alone: no second person to confirm"), looser=Looser.HIGHER
    )
    decision_after: int = _setting(3, N_("Misses in a row that ask for a decision"), 2, 10, looser=Looser.HIGHER)
    plan_opens_min: int = _setting(900, N_("Tomorrow is planned from"), 0, 1439, "clock")
    route_shown_min: int = _setting(
        1080, N_("Volunteers see tomorrow's route from"), 720, 1439, "clock", looser=Looser.LOWER
    )
    route_hidden_after_h: int = _setting(
        4, N_("Volunteers lose sight of a route after its home time by"), 1, 24, "h", looser=Looser.HIGHER
    )
    home_before_dark_min: int = _setting(60, N_("Back at the base before dark by"), 0, 240, "min", looser=Looser.LOWER)
    leave_before_curfew_min: int = _setting(
        45, N_("Leave a settlement before its curfew by"), 0, 240, "min", looser=Looser.LOWER
    )
    confirm_within_min: int = _setting(
        120, N_("People and points are rung before departure within"), 30, 1440, "min", looser=Looser.HIGHER
    )
    point_status_h: int = _setting(
        8, N_("Word about a service point is believed for"), 1, 168, "h", looser=Looser.HIGHER
    )
    restricted_trips_week: int = _setting(
        2, N_("Trips a person makes to restricted zones in a week"), 1, 7, looser=Looser.HIGHER
    )
    crew_min: int = _setting(2, N_("People in a team at least"), 2, 6, looser=Looser.LOWER)
    shift_longest_min: int = _setting(480, N_("A shift lasts at most"), 60, 1440, "min", looser=Looser.HIGHER)
    longer_shifts_allowed: bool = _setting(False, N_("Longer shifts are saved with a warning"), looser=Looser.HIGHER)
    ride_spare_min: int = _setting(
        45, N_("Beyond the direct way, a person rides along for at most"), 0, 480, "min", looser=Looser.HIGHER
    )
    usual_weeks: int = _setting(
        3, N_("Weeks looked back for hours that somebody who watches could foresee"), 1, 8, looser=Looser.LOWER
    )
    usual_times: int = _setting(
        2, N_("Of these weeks, so many at one hour at one stop make it foreseen"), 1, 8, looser=Looser.HIGHER
    )
    usual_slack_min: int = _setting(
        30, N_("As far from such an hour is still foreseen"), 0, 120, "min", looser=Looser.LOWER
    )
    same_way_min: int = _setting(
        20, N_("The way of the day before is foreseen where teams leave within"), 0, 120, "min", looser=Looser.LOWER
    )
    households_apart_min: int = _setting(
        30, N_("Different teams bring households to one point at least this far apart"), 0, 240, "min", Looser.LOWER
    )
    households_restricted_day: int = _setting(
        4, N_("Households brought to one point of zone Z2 on one day, at most"), 1, 50, looser=Looser.HIGHER
    )
    reload_min: int = _setting(10, N_("Loading at the base takes"), 0, 120, "min", looser=Looser.LOWER)
    road_factor: float = _setting(
        1.35, N_("Roads are longer than the straight line by a factor of"), 1.0, 3.0, looser=Looser.LOWER
    )
    speed_kmh: float = _setting(38.0, N_("Average speed on the road"), 5, 120, "km/h", looser=Looser.HIGHER)
    ignores_past_drives: bool = _setting(
        False, N_("The plan leaves aside how long drives of past days took"), looser=Looser.HIGHER
    )
    asks_routing: bool = _setting(
        False, N_("The routing server is told where the addresses of a day lie, to about 100 m"), looser=Looser.HIGHER
    )
    caution_share: float = _setting(
        0.01, N_("Grade 1 begins when a visiting hour is hit with a chance of"), 0, 1, looser=Looser.HIGHER
    )
    dangerous_share: float = _setting(0.05, N_("Grade 2 begins at"), 0, 1, looser=Looser.HIGHER)
    very_dangerous_share: float = _setting(0.20, N_("Grade 3 begins at"), 0, 1, looser=Looser.HIGHER)
    coverage_share: float = _setting(
        0.5, N_("Under this share of watched hours an area has no data"), 0, 1, looser=Looser.LOWER
    )
    reporting_share: float = _setting(
        1.0, N_("Of what happens, this share is reported by anybody"), 0.3, 1, looser=Looser.HIGHER
    )
    no_go_chance: float = _setting(
        0.5, N_("An hour is closed by forecast from a chance of"), 0.01, 1, looser=Looser.HIGHER
    )
    danger_price: float = _setting(0.5, N_("Priority points given up for one person-event"), 0, 20, looser=Looser.LOWER)
    drive_price: float = _setting(
        0.002, N_("Priority points given up for a minute of driving"), 0, 1, looser=Looser.HIGHER
    )
    salvo_min: int = _setting(
        10, N_("Reports of one area within this time are one shelling"), 1, 120, "min", looser=Looser.EITHER
    )
    check_in_rear_min: int = _setting(60, N_("Check-in in zone Z4 every"), 10, 240, "min", looser=Looser.HIGHER)
    check_in_elevated_min: int = _setting(30, N_("Check-in in zone Z3 every"), 10, 120, "min", looser=Looser.HIGHER)
    check_in_restricted_min: int = _setting(15, N_("Check-in in zone Z2 every"), 5, 60, "min", looser=Looser.HIGHER)
    leave_late_min: int = _setting(
        30, N_("A team that has not left is rung after"), 5, 240, "min", looser=Looser.HIGHER
    )
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
        if self.usual_times > self.usual_weeks:
            raise Refused(N_("An hour cannot be foreseen in more weeks than are looked back."))


def loosened(present: HubSettings, wanted: HubSettings) -> list[str]:
    """The names of the settings that would protect people less, in their order on the page."""
    return [
        one.name
        for one in fields(HubSettings)
        if one.metadata["looser"].is_loosened(getattr(present, one.name), getattr(wanted, one.name))
    ]


def _check_bounds(one: Field[Any], value: Any) -> None:
    low, high = one.metadata["low"], one.metadata["high"]
    if low is not None and not low <= value <= high:
        raise Refused(
            N_("“%(name)s” must be from %(low)s to %(high)s."), name=one.metadata["label"], low=low, high=high
        )
