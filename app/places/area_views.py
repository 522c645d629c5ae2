"""Areas: the list by grade, zone, hold and clearance; one area with all that is known of it; the register."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.hubs import hub_settings
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.zones import ZONE_FACTS, Zone
from app.models import Area, Clearance, Hold
from app.places import queries, register_service, service
from app.places.area_list_views import (
    FILTERS,
    ORDERS,
    AreaGroup,
    anything,
    by_hromada,
    hromada_of,
    is_closed,
    may_be_cleared,
    rows,
    smallest_parts,
    to_clear,
    today,
)
from app.places.blueprint import bp
from app.places.double_tap import taps_in
from app.places.forms import AreaForm, ClearForm, CurfewForm, EndCurfewForm, HoldForm, ZoneForm
from app.places.history_views import corrections
from app.places.hold_views import cards, hold_by_hand, hold_form
from app.places.queries import AreaStanding
from app.web.counts import count
from app.web.errors import say
from app.web.grades import grades_now
from app.web.refusals import refuse
from app.web.sirens import ask_under_siren


@bp.get("/areas")
@requires(Action.SEE_AREAS)
def areas() -> ResponseReturnValue:
    return areas_page()


def areas_page(*, sentence: str = "", status: int = 200) -> ResponseReturnValue:
    """sentence: why nothing was cleared."""
    session = current_session()
    found = rows(session, current_user.hub_id)
    show, order = request.args.get("show", ""), request.args.get("order", "code")
    shown = [row for row in found if FILTERS.get(show, anything)(row)]
    shown.sort(key=ORDERS.get(order, ORDERS["code"]))
    clearing, are_of_day = to_clear(session, found)
    minutes = hub_settings(session, current_user.hub_id).clearance_min
    page = render_template(
        "places/areas.html",
        sentence=sentence,
        rows=shown,
        groups=by_hromada(shown) if order not in ("grade", "zone") else [AreaGroup(None, False, shown)],
        curfew_of_all=shown[0].curfew if shown and all(row.curfew == shown[0].curfew for row in shown) else None,
        total=len(found),
        counts={name: sum(map(matches, found)) for name, matches in FILTERS.items()},
        show=show,
        order=order if order in ORDERS else "code",
        clearing=clearing,
        are_of_day=are_of_day,
        held=[row for row in found if row.standing.is_held],
        until=clock.now() + timedelta(minutes=minutes),
        issued_at=grades_now().issued_at,
        unused=queries.out_of_use(session, Area, current_user.hub_id),
        names=queries.names(session, [row.last_clearance.by_id for row in found if row.last_clearance]),
    )
    return page, status


@bp.post("/areas/clear")
@requires(Action.CLEAR_AREA)
def clear_areas() -> ResponseReturnValue:
    """Clear the areas the page named, each in its own right: what is held meanwhile is left out and said."""
    wanted, cleared, left_out = request.form.getlist("area_id", type=int), 0, []
    of_area = request.form.get("of", type=int)  # the page of what lies in parts sends all of them
    codes = {one.id: one.code for one in queries.areas(current_session(), current_user.hub_id) if one.id in wanted}
    try:
        ask_under_siren(codes)
    except Refused as refusal:
        said = say(refusal)
        return area_page(of_area, sentence=said, status=422) if of_area else areas_page(sentence=said, status=422)
    with transaction() as session:
        for area_id in dict.fromkeys(wanted):
            try:
                service.clear_area(
                    session, area_id, today(), hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
                )
                cleared += 1
            except Refused as refusal:
                left_out.append(say(refusal))
    for sentence in left_out:
        flash(sentence, "warning")
    if cleared:
        flash(_("Cleared in your name: %(areas)s.", areas=count("area", cleared)))
    return redirect(url_for("places.area", area_id=of_area) if of_area else url_for("places.areas"), code=303)


def area_page(area_id: int, *, status: int = 200, sentence: str = "", **forms: Any) -> ResponseReturnValue:
    """One area with its forms; a form that was refused comes back with what was typed."""
    session, now = current_session(), clock.now()
    area = get_in_hub(session, Area, area_id, current_user.hub_id)
    standing = queries.standing_of(session, area, now=now)
    by_id = {one.id: one for one in queries.areas(session, area.hub_id)}
    tree = queries.tree(session, area.hub_id)
    past = queries.past_holds(session, Hold.area_id == area.id, area.hub_id)
    clearances = queries.clearances_of(session, area)
    page = render_template(
        "places/area.html",
        sentence=sentence,
        area=area,
        standing=standing,
        grades=grades_now().of(area.id, closed=is_closed(standing)),
        issued_at=grades_now().issued_at,
        hromada=hromada_of(tree.up(area.id)[1:], by_id),
        codes={one.id: one.code for one in by_id.values()},
        parent=by_id.get(area.parent_id) if area.parent_id else None,
        children=[by_id[below] for below in tree.down(area.id) if below in by_id and below != area.id],
        parts=(parts := smallest_parts(session, tree, area, now=now)),
        parts_to_clear=[one for one in parts if may_be_cleared(one) and one.clearance is None],
        parts_until=now + timedelta(minutes=hub_settings(session, area.hub_id).clearance_min),
        held=cards(session, standing.holds),
        double_taps=taps_in(session, area.hub_id, area.id, now=now),
        zones=list(Zone),
        waiting=queries.waiting_for_second(area.zones),
        past_holds=past,
        clearances=clearances,
        changes=corrections(session, area),
        closed_today=[(window.start, window.end) for window in queries.closed_windows(standing.curfews, today())],
        names=queries.names(session, _people_of(area, past, clearances, parts)),
        **(empty_forms(session, area, standing) | forms),
    )
    return page, status


def _people_of(area: Area, past: list[Hold], clearances: list[Clearance], parts: list[AreaStanding]) -> set[int | None]:
    zones = {who for one in area.zones for who in (one.set_by_id, one.confirmed_by_id)}
    zones |= {one.clearance.by_id for one in parts if one.clearance is not None}
    return zones | {hold.released_by_id for hold in past} | {one.by_id for one in clearances}


def empty_forms(session: Session, area: Area, standing: AreaStanding) -> dict[str, Any]:
    now, minutes = clock.now(), hub_settings(session, area.hub_id).clearance_min
    return {
        "hold_form": hold_form(),
        "clear_form": ClearForm(formdata=None, prefix="clear-", until=now + timedelta(minutes=minutes)),
        "zone_form": zone_form(standing, area, formdata=None),
        "curfew_form": CurfewForm(formdata=None, prefix="curfew-", valid_from=today()),
        "end_forms": {
            one.id: EndCurfewForm(formdata=None, prefix=f"end-{one.id}-", last_day=today(), version=one.version)
            for one in standing.curfews
            if one.area_id == area.id
        },
    }


def zone_form(standing: AreaStanding, area: Area, **how: Any) -> ZoneForm:
    """Everybody may offer a worse zone, the safety lead any."""
    present = standing.zone_setting.zone if standing.zone_setting else None
    form = ZoneForm(
        prefix="zone-",
        seen=area.zones[-1].id if area.zones else 0,
        zone=present,
        review_by=clock.now() + ZONE_FACTS[present or Zone.Z2].longest_review - timedelta(hours=1),
        **how,
    )
    is_lead = current_user.is_safety_lead
    return form.offer([zone for zone in Zone if is_lead or (present is not None and zone.is_worse_than(present))])


@bp.get("/areas/<int:area_id>")
@requires(Action.SEE_AREAS)
def area(area_id: int) -> ResponseReturnValue:
    return area_page(area_id)


@bp.post("/areas/<int:area_id>/hold")
@requires(Action.HOLD)
def hold_area(area_id: int) -> ResponseReturnValue:
    form = HoldForm(prefix="hold-")
    if not form.validate_on_submit():
        return area_page(area_id, hold_form=form, status=422)
    try:
        hold_by_hand(service.hold_area, area_id, form)
    except Refused as refusal:
        return area_page(area_id, hold_form=form, status=refuse(form, refusal))
    flash(_("Held in your name. Open visits there are held from now on."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


@bp.post("/areas/<int:area_id>/clear")
@requires(Action.CLEAR_AREA)
def clear_area(area_id: int) -> ResponseReturnValue:
    form = ClearForm(prefix="clear-")
    if not form.validate_on_submit():
        return area_page(area_id, clear_form=form, status=422)
    try:
        with transaction() as session:
            service.clear_area(
                session,
                area_id,
                today(),
                hub_id=current_user.hub_id,
                until=form.until.data,
                note=form.note.data or "",
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return area_page(area_id, clear_form=form, status=refuse(form, refusal))
    flash(_("Cleared in your name. A new report there ends it at once."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


@bp.post("/areas/<int:area_id>/clearance/end")
@requires(Action.CLEAR_AREA)
def end_clearance(area_id: int) -> ResponseReturnValue:
    """Anybody who may clear may take a clearance back at once: that only tightens."""
    with transaction() as session:
        area = get_in_hub(session, Area, area_id, current_user.hub_id)
        service.end_clearances(
            session, [area.id], report_id=None, hub_id=area.hub_id, by_id=current_user.id, now=clock.now()
        )
    flash(_("The clearance has ended."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


@bp.get("/areas/new")
@requires(Action.EDIT_AREAS)
def new_area() -> ResponseReturnValue:
    return _edit_page(AreaForm(), None)


@bp.post("/areas/new")
@requires(Action.EDIT_AREAS)
def add_area() -> ResponseReturnValue:
    form = AreaForm().offer(queries.areas(current_session(), current_user.hub_id))
    if not form.validate_on_submit():
        return _edit_page(form, None, 422)
    try:
        with transaction() as session:
            made = register_service.add_area(
                session, form.facts(), hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
            )
    except Refused as refusal:
        return _edit_page(form, None, refuse(form, refusal))
    flash(_("Area added. It needs a zone before visits there can be planned."))
    return redirect(url_for("places.area", area_id=made.id), code=303)


@bp.get("/areas/<int:area_id>/edit")
@requires(Action.EDIT_AREAS)
def edit_area(area_id: int) -> ResponseReturnValue:
    area = get_in_hub(current_session(), Area, area_id, current_user.hub_id)
    centre = (area.lat, area.lon) if area.lat is not None else None
    return _edit_page(AreaForm(obj=area, centre=centre), area)


@bp.post("/areas/<int:area_id>/edit")
@requires(Action.EDIT_AREAS)
def save_area(area_id: int) -> ResponseReturnValue:
    area = get_in_hub(current_session(), Area, area_id, current_user.hub_id)
    form = AreaForm().offer(queries.areas(current_session(), current_user.hub_id))
    if not form.validate_on_submit():
        return _edit_page(form, area, 422)
    try:
        with transaction() as session:
            register_service.edit_area(
                session,
                area_id,
                form.facts(),
                hub_id=current_user.hub_id,
                expected_version=form.version.data or 0,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return _edit_page(form, area, refuse(form, refusal))
    flash(_("Saved. What was there before is kept."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


def _edit_page(form: AreaForm, area: Area | None, status: int = 200) -> ResponseReturnValue:
    around = [one for one in queries.areas(current_session(), current_user.hub_id) if not area or one.id != area.id]
    return render_template("places/area_edit.html", form=form.offer(around), area=area), status
