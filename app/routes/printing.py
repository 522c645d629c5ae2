"""Every print of a route sheet is numbered, kept and told apart: who, when, which version, and where it ended."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.hubs import hub_zone
from app.accounts.scope import get_in_hub
from app.domain.errors import N_
from app.domain.states import RouteState
from app.models import Hub, RouteVersion, Sheet
from app.places import queries as places
from app.routes.errors import NoDutyPhone, NotCleared, NotPrinted, TextNotForPaper
from app.routes.queries import has_cancelled, stop_standing
from app.routes.sheet import sheet_number
from app.routes.sheet_areas import not_cleared
from app.routes.sheet_stops import slips


def check_printable(session: Session, route: RouteVersion, *, now: datetime) -> None:
    """Raises NotPrinted or one of its kinds with what stands in the way."""
    if route.state is RouteState.DRAFT:
        raise NotPrinted(N_("Not printed: this is a draft. Publish the route first."))
    if route.state is RouteState.SUPERSEDED:
        raise NotPrinted(N_("Not printed: this version is void, a later one is in force or it was withdrawn."))
    if route.on < now.astimezone(hub_zone(session, route.hub_id)).date():
        raise NotPrinted(N_("Not printed: its day is over."))
    if not route.visit_numbers:
        raise NotPrinted(N_("Not printed: no visit is on this route."))
    if has_cancelled(route):
        raise NotPrinted(N_("Not printed: a visit of this version was cancelled. Propose again and publish."))
    if not session.get_one(Hub, route.hub_id).duty_phone.strip():
        raise NoDutyPhone
    holds = places.holds_covering(session, route.hub_id, now=now)
    held = {one.stop.area.code for one in stop_standing(route, holds) if one.is_held and one.stop.area}
    if held:
        raise NotPrinted(N_("Not printed: held in %(areas)s. Plan the route again."), areas=", ".join(sorted(held)))
    if open_areas := not_cleared(session, route, now=now):
        raise NotCleared({area.id: area.code for area in open_areas})
    if found := slips(route):
        raise TextNotForPaper(found[0])


def print_sheet(session: Session, route_id: int, *, hub_id: int, by_id: int, now: datetime) -> Sheet:
    """A numbered print of a published version; refused while an area on it is not cleared or a stop is held."""
    route = get_in_hub(session, RouteVersion, route_id, hub_id, lock=True)
    check_printable(session, route, now=now)
    hub = session.get_one(Hub, hub_id, with_for_update={"key_share": True})
    hub.sheets_counter += 1
    copies = session.scalar(select(func.count()).select_from(Sheet).where(Sheet.route_id == route.id)) or 0
    sheet = Sheet(
        hub_id=hub_id,
        number=hub.sheets_counter,
        route_id=route.id,
        copy=copies + 1,
        printed_by_id=by_id,
        printed_at=now,
    )
    sheet.route = route
    session.add(sheet)
    audit.record(session, "print_sheet", sheet, by_id=by_id, now=now, sheet=sheet_number(sheet), route=route.id)
    return sheet
