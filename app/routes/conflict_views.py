"""A step from a page that is older than the plan: what was done since, and both values of the step."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.routes.board import Board
from app.routes.board_paper import AreaOfDay, Version
from app.routes.by_hand import Place
from app.routes.changes import steps_since
from app.routes.pending import places_now
from app.routes.problem import DayProblem
from app.routes.reason_views import Names
from app.routes.step_views import Told, move_words, place_words, told
from app.web.fields import typed_id
from app.web.filters import local_moment
from app.web.typed import typed_text


@dataclass(frozen=True)
class Values:
    """What a person wanted of a visit, a route or areas, and how that stands by now."""

    about: str
    wish: str
    now: str


@dataclass(frozen=True)
class Conflict:
    """The steps of others, and both values of one's own; none for a step on the whole plan."""

    told: list[Told]
    values: Values | None


def conflict(session: Session, day: DayProblem, board: Board, request: Request) -> Conflict:
    """What was done since this person opened the page, and what their own step was to be."""
    facts = day.facts
    seen = request.form.get("draft_version", type=int)
    version = facts.day.draft_version if facts.day else 0
    steps = steps_since(session, facts.hub.id, facts.on, version if seen is None else seen)
    places = {key: Place(*place) for key, place in places_now(day).items()}
    step = (request.endpoint or "").removeprefix("routes.")
    if step == "withdraw":
        values = _of_route(request, board.versions)
    elif step == "clear":
        values = _of_areas(request, board.areas)
    else:
        values = _of_visit(request, step, places, board.names)
    return Conflict(told(steps, places, board.names), values)


def _of_visit(request: Request, step: str, places: dict[int, Place], names: Names) -> Values | None:
    key = typed_id(request.form.get("key"))
    wish = _wish(request, step, names)
    about = names.visits.get(key, "") if key is not None and wish else ""
    return Values(about, wish, place_words(places.get(key or 0), names)) if about else None


def _wish(request: Request, step: str, names: Names) -> str:
    if step == "add":
        team = typed_id(request.form.get("team"))
        return names.team(team) if team is not None else ""
    if step == "take_back":
        return str(_("as published"))
    return move_words(request.form.get("to", ""), names) if step == "move" else ""


def _of_route(request: Request, versions: Iterable[Version]) -> Values | None:
    one = next((one for one in versions if one.id == (request.view_args or {}).get("route_id")), None)
    if one is None:
        return None
    version = str(_("version %(number)s", number=one.number))
    now = f"{_('withdrawn')}: {one.why}" if one.why else _("Void") if one.is_void else version
    wish = f"{_('Withdraw the route')}: {typed_text(request.form, 'why')}"
    return Values(f"{_('Team %(number)s', number=one.team)}, {version}", wish, str(now))


def _of_areas(request: Request, areas: Iterable[AreaOfDay]) -> Values | None:
    wanted = {typed_id(area) for area in request.form.getlist("area")}
    chosen = [one for one in areas if one.id in wanted]
    now = "; ".join(f"{one.code}: {_area_now(one)}" for one in chosen)
    about = ", ".join(one.code for one in chosen)
    return Values(about, str(_("Clear the area")), now) if chosen else None


def _area_now(one: AreaOfDay) -> str:
    if one.until:
        return str(_("cleared by %(name)s until %(time)s", name=one.by, time=local_moment(one.until)))
    return str(_("Held") if one.is_held else _("not cleared"))
