"""Puts a team's breaks among steps given without them, by hand or by a stored plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from app.domain.planner.breaks import Break
from app.domain.planner.draft import fits
from app.domain.planner.grid import HUB, DayGrid, TeamDay
from app.domain.planner.plan import Route
from app.domain.planner.pricing import Pricing
from app.domain.planner.timeline import Timeline

Steps = tuple[int, ...]


def with_breaks(grid: DayGrid, day: TeamDay, steps: Sequence[int]) -> Steps | None:
    """The steps with each break where it costs least, a call at the hub made one where it can; None where none may be.

    A call at the hub that is in the way of nothing but the shortest route, because it was a break, is left out.
    """
    order = tuple(step for step in steps if step not in day.breaks)
    if not day.breaks:
        return order
    if all(map(grid.is_at_hub, order)):
        return day.breaks
    found = [with_them for one in _with_fewer_calls(order) if (with_them := rested(grid, day, one, day.breaks))]
    return min(found, key=lambda one: _price(grid, day, one), default=None)


def _with_fewer_calls(order: Steps) -> Iterator[Steps]:
    yield order
    for i, step in enumerate(order):
        if step == HUB:
            yield (*order[:i], *order[i + 1 :])


def _price(grid: DayGrid, day: TeamDay, steps: Steps) -> float:
    timeline = Timeline(grid, day, steps)
    return grid.problem.beta * timeline.cost + grid.problem.gamma * timeline.minutes


def rested(grid: DayGrid, day: TeamDay, steps: Steps, breaks: Steps) -> Steps | None:
    """Break by break, each at its cheapest place; at the next one where that leaves no room for those that follow."""
    timeline = Timeline(grid, day, steps)
    if not timeline.is_open or not fits(grid, day, steps):
        return None
    if not breaks:
        return steps
    ways, pricing = list[tuple[float, int, Steps]](), Pricing(timeline, reach=1)
    for first, last in _places(steps):
        cost, minutes = pricing.cost(first, breaks[:1], last)
        if cost < grid.closed_price:
            price = grid.problem.beta * cost + grid.problem.gamma * minutes
            ways.append((price, len(ways), (*steps[:first], breaks[0], *steps[last:])))
    found = (rested(grid, day, way, breaks[1:]) for _, _, way in sorted(ways))
    return next((one for one in found if one is not None), None)


def _places(steps: Steps) -> Iterator[tuple[int, int]]:
    """First in the place of a call at the hub, then between any two steps."""
    yield from ((i, i + 1) for i, step in enumerate(steps) if step == HUB)
    yield from ((i, i) for i in range(len(steps) + 1))


def as_planned(grid: DayGrid, day: TeamDay, route: Route) -> Steps:
    """The steps of the calls still ahead, with the breaks that they, or staying at home before and after them, are."""
    if not route.calls:
        return ()
    left, home = route.calls[0].depart, route.calls[-1].arrive
    found = [one for one in day.breaks if not day.start.done and grid.breaks[one].is_met(-inf, left)]
    for made in route.calls[max(1, len(day.start.done)) : -1]:
        met = [one for one in day.breaks if made.is_hub and grid.breaks[one].is_met(made.arrive, made.depart)]
        found += [one for one in met if one not in found] or [grid.step_of(made.step)]
    return (*found, *(one for one in day.breaks if one not in found and grid.breaks[one].is_met(home, inf)))


def not_taken(grid: DayGrid, day: TeamDay, route: Route, done: int, now: int) -> tuple[Steps, int]:
    """The breaks that what has happened was none of, and the minute until which a team stays that is having one.

    done: how many calls of the route the team has left for; it may still be on the way to the last of them.
    """
    left, until = list[int](), now
    stays = [(made.arrive, made.depart) for made in route.calls[1 : max(1, done - 1)] if made.is_hub]
    before = [(-inf, route.calls[0].depart if done else now), *stays]
    for one in day.breaks:
        rest = grid.breaks[one]
        if any(rest.is_met(*stay) for stay in before):
            continue
        since = _having_since(rest, route, done, now, grid.problem.reload_minutes)
        if since is None:
            left.append(one)
        else:
            until = max(until, since + rest.minutes)
    return tuple(left), until


def _having_since(rest: Break, route: Route, done: int, now: int, reload_minutes: int) -> int | None:
    """When the break began, or will, at the hub where the team is or drives to: planned there, or too late for another.

    None for a team elsewhere, and for one that may as well have it later.
    """
    if not done:
        leaves = route.calls[0].depart if route.calls else -inf
        is_meant = rest.window.start < now and rest.is_met(-inf, leaves)
        return rest.window.start if is_meant or rest.window.end - now < rest.minutes else None
    here, is_home = route.calls[done - 1], done == len(route.calls)
    if not here.is_hub:
        return None
    is_meant = not is_home and rest.is_met(here.arrive, here.depart)
    is_too_late = rest.window.end - max(now, here.arrive + reload_minutes) < rest.minutes
    has_time = is_meant or (is_too_late and rest.is_met(here.arrive, inf))
    return max(here.arrive, rest.window.start) if has_time else None
