"""Windows of a day: what curfew, daylight, opening hours and a person's own times leave for a visit.

A minute is what the wall clock shows, counted from local midnight: 11:00 is 660 on every day. On the spring night of
the clock change minutes 180 to 239 do not exist, on the autumn night they happen twice; lengths of windows across
that hour come from `elapsed_min`, not from subtraction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.sun import crossing_at

DAY_MIN = 24 * 60
HOME_BEFORE_DARK_MIN = 60
LONG_CURFEW_MIN = 12 * 60


@dataclass(frozen=True, order=True)
class Window:
    """From start up to, not including, end: wall clock minutes, 0 <= start < end <= 1440."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= DAY_MIN:
            raise ValueError(f"no window within a day: {self.start}-{self.end}")

    @property
    def minutes(self) -> int:
        return self.end - self.start


# Ascending, apart from each other: what `union` returns.
Windows = tuple[Window, ...]
WHOLE_DAY: Windows = (Window(0, DAY_MIN),)


def union(windows: Iterable[Window]) -> Windows:
    """The same minutes as ascending windows that neither overlap nor touch."""
    joined: list[Window] = []
    for window in sorted(windows):
        if joined and window.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return tuple(joined)


def intersect(some: Iterable[Window], others: Iterable[Window]) -> Windows:
    """The minutes that lie in both."""
    others = tuple(others)
    return union(
        Window(max(a.start, b.start), min(a.end, b.end))
        for a in some
        for b in others
        if max(a.start, b.start) < min(a.end, b.end)
    )


def complement(windows: Iterable[Window]) -> Windows:
    """The minutes of the day that lie in none."""
    joined = union(windows)
    edges = [0, *(edge for window in joined for edge in (window.start, window.end)), DAY_MIN]
    return tuple(Window(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)


def subtract(windows: Iterable[Window], taken: Iterable[Window]) -> Windows:
    """The minutes of the first that lie in none of the second."""
    return intersect(windows, complement(taken))


def contains(windows: Iterable[Window], inner: Window) -> bool:
    """Whether every minute of the inner window lies in them."""
    return any(window.start <= inner.start and inner.end <= window.end for window in union(windows))


def minute_of(at: datetime, tz: ZoneInfo) -> int:
    """The wall clock minute of an aware moment, rounded down."""
    local = at.astimezone(tz)
    return local.hour * 60 + local.minute


def moments_of(minute: int, on: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """Earliest and latest moment (UTC) at which the wall clock shows the minute; they differ on an autumn night.

    In the hour a spring night skips, the two are what the clock means if read before and after the change.
    """
    day = on + timedelta(days=minute // DAY_MIN)
    clock = time(minute % DAY_MIN // 60, minute % 60)
    both = [datetime.combine(day, clock.replace(fold=fold), tzinfo=tz).astimezone(UTC) for fold in (0, 1)]
    return min(both), max(both)


def elapsed_min(window: Window, on: date, tz: ZoneInfo) -> int:
    """The longest time the window can really last, in minutes: 60 more or less across a clock change."""
    return int((moments_of(window.end, on, tz)[1] - moments_of(window.start, on, tz)[0]) / timedelta(minutes=1))


@dataclass(frozen=True)
class Curfew:
    """One order: nobody is out from start to end, past midnight when end <= start; both ends of validity count."""

    start: int
    end: int
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY_MIN and 0 < self.end <= DAY_MIN):
            raise ValueError(f"no curfew within a day: {self.start}-{self.end}")

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def curfew_windows(curfews: Iterable[Curfew], on: date) -> Windows:
    """When nobody is out on that day.

    A curfew past midnight closes the morning of each day it is valid on, the first included, and the morning after
    its last evening: where an order leaves it open, the answer is the longer curfew.
    """
    closed: list[Window] = []
    for curfew in curfews:
        today, yesterday = curfew.is_valid(on), curfew.is_valid(on - timedelta(days=1))
        if curfew.start < curfew.end:
            closed += [Window(curfew.start, curfew.end)] * today
        else:
            closed += [Window(curfew.start, DAY_MIN)] * today + [Window(0, curfew.end)] * (today or yesterday)
    return union(closed)


@dataclass(frozen=True)
class VisitWindow:
    """What all limits together leave of a day, and the names of those that bind."""

    windows: Windows
    bound_by: tuple[str, ...]


def visit_window(limits: Mapping[str, Sequence[Window]]) -> VisitWindow:
    """The intersection of all limits; a limit binds when it excludes a minute next to what is left.

    Where nothing is left, those bind that share no minute with some other; if each pair shares some, all do.
    """
    left = _all_of(limits.values())
    if left:
        edges = {minute for window in left for minute in (window.start - 1, window.end) if 0 <= minute < DAY_MIN}
        return VisitWindow(left, tuple(name for name, own in limits.items() if any(_excludes(own, m) for m in edges)))
    apart = [name for name, own in limits.items() if any(not intersect(own, other) for other in limits.values())]
    return VisitWindow(left, tuple(apart or limits))


def _excludes(windows: Sequence[Window], minute: int) -> bool:
    return not any(window.start <= minute < window.end for window in windows)


def _all_of(limits: Iterable[Sequence[Window]]) -> Windows:
    left = WHOLE_DAY
    for windows in limits:
        left = intersect(left, windows)
    return left


def daylight(lat: float, lon: float, on: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """Sunrise and sunset (aware, in tz) of a local day at sea level, refraction included; good to about a minute.

    lat, lon: degrees, north and east positive. Raises NoSunrise in polar day and night.
    """
    return crossing_at(lat, lon, on, -1).astimezone(tz), crossing_at(lat, lon, on, 1).astimezone(tz)


def daylight_window(
    lat: float, lon: float, on: date, tz: ZoneInfo, *, margin_min: int = HOME_BEFORE_DARK_MIN
) -> Windows:
    """From sunrise until margin_min before sunset, when everybody is home; empty where the day is shorter."""
    sunrise, sunset = daylight(lat, lon, on, tz)
    start, end = minute_of(sunrise, tz) + 1, minute_of(sunset, tz) - margin_min
    return (Window(start, end),) if start < end else ()
