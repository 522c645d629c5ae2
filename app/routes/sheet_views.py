"""The route sheet: looked at, printed under a number, taken as PDF, and ticked when it is back."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.states import RouteState
from app.models import RouteVersion, Sheet, User
from app.places import queries as places
from app.routes import fate, printing, reason_views
from app.routes.blueprint import bp
from app.routes.errors import NoDutyPhone, NotCleared, NotPrinted, PdfNotPossible, TextNotForPaper
from app.routes.gather import find_day
from app.routes.pdf import render_pdf
from app.routes.plan_views import language, parse_day
from app.routes.queries import has_cancelled, is_void
from app.routes.sheet import make_sheet, sheet_number
from app.routes.sheet_areas import not_cleared
from app.routes.sheet_stops import slips
from app.routes.sheet_words import FIELDS
from app.web.errors import say
from app.web.grades import NO_DATA, grades_now
from app.web.here import to_local


@bp.get("/plan/<on>/sheet/<int:route_id>")
@requires(Action.PRINT_SHEET)
def sheet(on: str, route_id: int) -> ResponseReturnValue:
    """A look at the sheet; with ?copy= the print of that number, in words why it is void."""
    route, copy = _route(on, route_id), _copy(route_id)
    return _page(current_session(), route, copy)


@bp.get("/plan/<on>/sheet/<int:route_id>.pdf")
@requires(Action.PRINT_SHEET)
def sheet_pdf(on: str, route_id: int) -> ResponseReturnValue:
    """The numbered print as a PDF, also when it is void or expired by now: then it says so across the page."""
    route, copy = _route(on, route_id), _copy(route_id)
    session = current_session()
    try:
        if copy is None:
            raise NotPrinted(reason_views.PRINT_FIRST)
        if found := slips(route):
            raise TextNotForPaper(found[0])
        html = _html(session, route, copy, tools=None)
        made = render_pdf(html, Path(current_app.static_folder or ""))
    except NotPrinted as refusal:
        return _refused(route, refusal)
    name = f"{sheet_number(copy)}.pdf".replace("Л", "L")
    return current_app.response_class(
        made, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@bp.post("/plan/<on>/sheet/<int:route_id>/print")
@requires(Action.PRINT_SHEET)
def print_sheet(on: str, route_id: int) -> ResponseReturnValue:
    route = _route(on, route_id)
    try:
        with transaction() as session:
            made = printing.print_sheet(
                session, route_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
            )
    except NotPrinted as refusal:
        return _refused(route, refusal)
    return redirect(url_for("routes.sheet", on=on, route_id=route_id, copy=made.id), code=303)


@bp.post("/plan/<on>/sheets/<int:sheet_id>")
@requires(Action.PRINT_SHEET)
def close_sheet(on: str, sheet_id: int) -> ResponseReturnValue:
    day, sent = parse_day(on), request.form.get("fate", "")
    ended = fate.Fate(sent) if sent in set(fate.ENDS) else None
    with transaction() as session:
        closed = fate.close_sheet(
            session, sheet_id, ended, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
        )
        number = sheet_number(closed)
    flash(_("Sheet %(number)s: noted.", number=number))
    return redirect(url_for("routes.plan", on=day.isoformat(), _anchor="sheets"), code=303)


def _route(on: str, route_id: int) -> RouteVersion:
    route = get_in_hub(current_session(), RouteVersion, route_id, current_user.hub_id)
    if route.on != parse_day(on):
        abort(404)
    return route


def _copy(route_id: int) -> Sheet | None:
    copy_id = request.args.get("copy", type=int)
    if copy_id is None:
        return None
    found = get_in_hub(current_session(), Sheet, copy_id, current_user.hub_id)
    if found.route_id != route_id:
        abort(404)
    return found


def _page(session: Session, route: RouteVersion, copy: Sheet | None) -> str:
    on = route.on.isoformat()
    tools = {
        "print": url_for("routes.print_sheet", on=on, route_id=route.id) if _can_print(session, route) else "",
        "pdf": url_for("routes.sheet_pdf", on=on, route_id=route.id, copy=copy.id) if copy else "",
    }
    return _html(session, route, copy, tools=tools)


def _can_print(session: Session, route: RouteVersion) -> bool:
    """What is worth nothing, empty or over is not printed anew; an area that is not cleared can still be cleared."""
    is_in_force = route.state is RouteState.PUBLISHED and not is_over(route)
    return is_in_force and bool(route.visit_numbers) and not why_void(session, route)


def is_over(route: RouteVersion) -> bool:
    return route.on < to_local(clock.now()).date()


def _html(session: Session, route: RouteVersion, copy: Sheet | None, *, tools: dict[str, Any] | None) -> str:
    by = session.get_one(User, current_user.id)
    made = make_sheet(session, route, language=language(), now=clock.now(), by=by, sheet=copy)
    void = why_void(session, route)
    expired = why_expired(session, route) if copy and not void else ""
    return render_template("routes/sheet.html", sheet=made, tools=tools, void=void, expired=expired)


def why_expired(session: Session, route: RouteVersion) -> str:
    """Why nobody leaves anew with a print that is not void; a team on the road goes on by what it says."""
    if is_over(route):
        return str(_("Its day is over. This is the print as it was made, for the record."))
    if codes := [area.code for area in not_cleared(session, route, now=clock.now())]:
        return str(_("The clearance of %(areas)s has ended. Nobody leaves with it anew.", areas=", ".join(codes)))
    return ""


def why_void(session: Session, route: RouteVersion) -> str:
    """Why paper of this version is worth nothing now; nothing while it holds."""
    holds = places.holds_covering(session, route.hub_id, now=clock.now())
    if not is_void(route, holds):
        return ""
    if route.withdrawn_at is not None:
        return str(_("This version was withdrawn."))
    if route.state is RouteState.SUPERSEDED:
        return str(_("A later version is in force."))
    if has_cancelled(route):
        return str(_("A visit of this route was cancelled. Propose again and publish."))
    return str(_("A stop of this route is held."))


def _refused(route: RouteVersion, refusal: NotPrinted) -> ResponseReturnValue:
    """What stands in the way, with the button that mends it beside each."""
    day = find_day(current_session(), route.hub_id, route.on)
    page = render_template(
        "routes/not_printed.html",
        draft_version=day.draft_version if day else 0,
        route=current_session().get_one(RouteVersion, route.id),
        sentence=_sentence(refusal),
        areas=refusal.area_ids if isinstance(refusal, NotCleared) else {},
        grades=_grades_on(route.on, refusal.area_ids) if isinstance(refusal, NotCleared) else {},
        issued_at=grades_now().issued_at,
        need_id=refusal.slip.need_id if isinstance(refusal, TextNotForPaper) else None,
        lacks_duty_phone=isinstance(refusal, NoDutyPhone),
        can_print_page=isinstance(refusal, PdfNotPossible),
    )
    return page, 409


def _grades_on(on: date, area_ids: Iterable[int]) -> dict[int, str]:
    """Who clears an area sees its grade of that day beside the button; the forecast reaches to tomorrow."""
    days_ahead = (on - to_local(clock.now()).date()).days
    grades = {area_id: grades_now().of(area_id) for area_id in area_ids}
    return {area_id: {0: one.today, 1: one.tomorrow}.get(days_ahead, NO_DATA) for area_id, one in grades.items()}


def _sentence(refusal: NotPrinted) -> str:
    if not isinstance(refusal, TextNotForPaper):
        return say(refusal)
    slip = refusal.slip
    hidden = {"phone": _("a phone number"), "surname": _("a surname")}
    said: str = _(
        "Not printed: “%(field)s” contains “%(word)s”, which crew paper must not carry. Change it, then print.",
        field=FIELDS.get(slip.field, slip.field),
        word=hidden.get(slip.word, slip.word),
    )
    return said
