"""Steps on the plan in words: what a person wanted, what others did, what a move would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.domain.planner.by_hand import Difference
from app.routes.by_hand import Judged, Place
from app.routes.changes import Step
from app.routes.figures import LEAST, decimal, figure, signed
from app.routes.reason_views import Names
from app.web.fields import typed_id
from app.web.filters import wall_clock


def _(msgid: str, **facts: Any) -> str:
    return str(gettext(msgid, **facts))


TOLD = 3  # visits named that a move shifts
LEAST_CHANGE = 0.0005  # person-events, as exact as a plan keeps them
STEPS = {
    "earlier": _l("15 min earlier"),
    "later": _l("15 min later"),
    "up": _l("Move up"),
    "down": _l("Move down"),
    "pin": _l("Pin"),
    "unpin": _l("Unpin"),
    "drop": _l("Take off the route"),
    "next_team": _l("to the next team"),
    "previous_team": _l("to the team before"),
}
ACTIONS = {
    "move_stop": _l("a visit was moved"),
    "drop_visit": _l("a visit was taken off"),
    "add_need": _l("a visit was put on a route"),
    "pin_visit": _l("a visit was pinned"),
    "unpin_visit": _l("a visit was unpinned"),
    "take_back": _l("a line of the draft was refused"),
    "approve_visit": _l("a visit was approved"),
    "plan_day": _l("a plan was proposed"),
    "take_proposal": _l("lines of the proposal were taken"),
    "leave_proposal": _l("the proposal was left"),
    "discard_draft": _l("the draft was thrown away"),
    "publish_route": _l("routes were published"),
    "insert_visit": _l("an urgent visit was put in"),
    "hand_over": _l("the rest of a route was handed over"),
    "withdraw_route": _l("a route was withdrawn"),
}


@dataclass(frozen=True)
class Told:
    """A step of somebody, with the visit it was about and where that is now."""

    at: datetime
    by: str
    done: str
    visit: str
    now: str


def told(steps: Iterable[Step], places: Mapping[int, Place], names: Names) -> list[Told]:
    """Each step once, the newest first; many of one kind and moment are one."""
    found = [
        Told(
            step.at,
            step.by,
            str(ACTIONS.get(step.action, step.action)),
            names.visits.get(step.key, "") if step.key is not None else "",
            place_words(places.get(step.key), names) if step.key is not None else "",
        )
        for step in steps
    ]
    return list(dict.fromkeys(found))


def place_words(place: Place | None, names: Names) -> str:
    """екіпаж 2, 13:15: a team and a minute; on no route where there is no team."""
    if place is None or place.team is None:
        return _("on no route")
    return f"{names.team(place.team)}, {wall_clock(place.minute)}"


def move_words(to: str, names: Names) -> str:
    """A step as a form names it."""
    word, *numbers = to.split(":")
    known = [number for text in numbers if (number := typed_id(text)) is not None]
    if word == "at" and len(known) == 2:
        return place_words(Place(*known), names)
    if word == "team" and len(known) == 1:
        return names.team(known[0])
    return str(STEPS.get(to, ""))


def judged_words(judged: Judged, names: Names) -> list[str]:
    """What a move would change: danger, driving, other visits."""
    change = judged.difference
    drive = _("At the wheel: %(change)s min.", change=signed(change.drive_minutes, 0)) if change.drive_minutes else ""
    return [one for one in (_exposure(change), drive, *_shifts(judged, names)) if one]


def _exposure(change: Difference) -> str:
    """Of the whole day, as the plan prints it: what reads as unchanged is unchanged."""
    before, after = figure(change.exposure_before), figure(change.exposure_after)
    if before != after:
        return _("Exposure: %(before)s → %(after)s person-events.", before=before, after=after)
    if abs(change.exposure) < LEAST_CHANGE:
        return _("Exposure as before.")
    if change.exposure > 0:
        return _("Exposure grows by less than %(least)s person-events.", least=decimal(LEAST, 2))
    return _("Exposure falls by less than %(least)s person-events.", least=decimal(LEAST, 2))


def _shifts(judged: Judged, names: Names) -> Iterable[str]:
    shifts = judged.difference.shifts
    if not shifts:
        yield _("No other visit moves.")
    for one in shifts[:TOLD]:
        yield f"{names.visit(one.job)}: {wall_clock(one.old)} → {wall_clock(one.new)}"
    if len(shifts) > TOLD:
        yield _("and others: %(count)s", count=len(shifts) - TOLD)
