"""What a new hub enters first, in order, each ticked by what is really there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.hubs import get_hub
from app.domain.errors import N_
from app.models import Area, Curfew, Need, NeedKind, ServicePoint, Shift, Team, Vehicle, Volunteer, ZoneSetting


@dataclass(frozen=True)
class FirstStep:
    """A message id, the page where it is done, whether it is."""

    sentence: str
    endpoint: str
    is_done: bool


def has_needs(session: Session, hub_id: int) -> bool:
    return _any(session, select(Need.id).where(Need.hub_id == hub_id))


def first_steps(session: Session, hub_id: int, on: date) -> list[FirstStep]:
    hub = get_hub(session, hub_id)
    here: dict[str, bool] = {
        table.__tablename__: _any(session, select(table.id).where(table.hub_id == hub_id))
        for table in (Area, Curfew, ServicePoint, NeedKind, Volunteer, Team, Vehicle, Need)
    }
    zones = _any(session, select(ZoneSetting.id).join(Area).where(Area.hub_id == hub_id))
    shifts = _any(session, select(Shift.id).where(Shift.hub_id == hub_id, Shift.on >= on))
    return [
        FirstStep(N_("The duty phone: no sheet is printed without it"), "accounts.settings", bool(hub.duty_phone)),
        FirstStep(N_("The name of the base"), "accounts.settings", bool(hub.base_name)),
        FirstStep(N_("Areas of the map"), "places.areas", here["areas"]),
        FirstStep(N_("The zone of each area, with a date to look again"), "places.areas", zones),
        FirstStep(N_("Curfew"), "places.areas", here["curfews"]),
        FirstStep(N_("Service points and their hours"), "places.service_points", here["service_points"]),
        FirstStep(N_("Kinds of need"), "needs.need_kinds", here["need_kinds"]),
        FirstStep(N_("People who go out"), "teams.new_volunteer", here["volunteers"]),
        FirstStep(N_("Teams"), "teams.new_team", here["teams"]),
        FirstStep(N_("Cars"), "teams.new_vehicle", here["vehicles"]),
        FirstStep(N_("Shifts from today on"), "teams.index", shifts),
        FirstStep(N_("The first need"), "needs.new", here["needs"]),
    ]


def _any(session: Session, query: Any) -> bool:
    return session.scalar(query.limit(1)) is not None
