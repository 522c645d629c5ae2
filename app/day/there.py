"""Who is there now: the teams that one shelling touches, on the road or about to leave."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask
from flask.blueprints import BlueprintSetupState
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.hubs import hub_zone
from app.day.blueprint import bp
from app.day.recalls import Recall, recalls
from app.day.service import find_departure
from app.db import current_session
from app.models import RouteVersion
from app.places.queries import holds_covering
from app.routes.queries import holds_on_route, published_on
from app.teams.queries import shifts_on


@dataclass(frozen=True)
class There:
    """Teams out that its holds call back, routes not left that its holds touch, and by team whom to ring."""

    out: list[Recall]
    waiting: list[RouteVersion]
    phones: dict[int, list[tuple[str, str]]]


def who_is_there(session: Session, hub_id: int, event_id: int, *, now: datetime) -> There:
    """By the holds that the event made; a team that confirmed its recall is told no more."""
    out = [one for one in recalls(session, hub_id, now=now) if any(hold.event_id == event_id for hold in one.holds)]
    index = holds_covering(session, hub_id, now=now)
    on = now.astimezone(hub_zone(session, hub_id)).date()
    touched = [
        route
        for route in published_on(session, hub_id, on)
        if any(hold.event_id == event_id for hold in holds_on_route(route, index))
    ]
    waiting = [route for route in touched if find_departure(session, route) is None]
    teams = {one.departure.team_id for one in out} | {route.team_id for route in waiting}
    return There(out, waiting, _phones(session, hub_id, on, teams))


def _phones(session: Session, hub_id: int, on: date, team_ids: set[int]) -> dict[int, list[tuple[str, str]]]:
    """Names and numbers of who goes, the lead first."""
    if not team_ids:
        return {}
    found = {}
    for shift in shifts_on(session, hub_id, on):
        if shift.team_id in team_ids:
            people = sorted(shift.members, key=lambda one: one.id != shift.lead_id)
            found[shift.team_id] = [(one.name, one.phone) for one in people if one.phone]
    return found


def teams_there(event_id: int) -> There:
    return who_is_there(current_session(), current_user.hub_id, event_id, now=clock.now())


@bp.record_once
def offer_to_pages(state: BlueprintSetupState) -> None:
    """The page of a shelling lies below this room: it asks by name."""
    assert isinstance(state.app, Flask)
    state.app.jinja_env.globals["teams_there"] = teams_there
