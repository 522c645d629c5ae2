"""Zones and curfews of an area: set, confirm, end."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Area, Curfew
from app.places import queries, register_service, service
from app.places.area_views import area_page, zone_form
from app.places.blueprint import bp
from app.places.forms import CurfewForm, EndCurfewForm
from app.web.refusals import refuse


@bp.post("/areas/<int:area_id>/zone")
@requires(Action.HOLD)
def set_zone(area_id: int) -> ResponseReturnValue:
    """Any coordinator makes a zone worse; that a better one takes the safety lead, the use case says."""
    session = current_session()
    area = get_in_hub(session, Area, area_id, current_user.hub_id)
    form = zone_form(queries.standing_of(session, area, now=clock.now()), area)
    if not form.validate_on_submit():
        return area_page(area_id, zone_form=form, status=422)
    try:
        with transaction() as session:
            setting = service.set_zone(
                session,
                area_id,
                form.zone.data,
                hub_id=current_user.hub_id,
                review_by=form.review_by.data,  # type: ignore[arg-type]
                note=form.note.data,
                by_id=current_user.id,
                now=clock.now(),
                seen_setting_id=form.seen.data,
            )
    except Refused as refusal:
        return area_page(area_id, zone_form=form, status=refuse(form, refusal))
    if setting.needs_second:
        flash(_("Asked in your name. The zone stays as it is until a second person confirms."))
    else:
        flash(_("The zone is in force from now on."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


@bp.post("/areas/<int:area_id>/zone/confirm")
@requires(Action.HOLD)
def confirm_zone(area_id: int) -> ResponseReturnValue:
    """The page says which setting it showed: another one may wait there by now."""
    setting_id = request.form.get("setting_id", 0, type=int)
    with transaction() as session:
        service.confirm_zone(session, setting_id, hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now())
    flash(_("Confirmed as the second person. The zone is in force from now on."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


@bp.post("/areas/<int:area_id>/curfews")
@requires(Action.EDIT_AREAS)
def add_curfew(area_id: int) -> ResponseReturnValue:
    form = CurfewForm(prefix="curfew-")
    if not form.validate_on_submit():
        return area_page(area_id, curfew_form=form, status=422)
    starts, ends = form.minutes
    try:
        with transaction() as session:
            register_service.add_curfew(
                session,
                area_id,
                hub_id=current_user.hub_id,
                starts_min=starts,
                ends_min=ends,
                valid_from=form.valid_from.data,  # type: ignore[arg-type]
                valid_to=form.valid_to.data,
                note=form.note.data or "",
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return area_page(area_id, curfew_form=form, status=refuse(form, refusal))
    flash(_("The curfew is written down. Routes keep to it from now on."))
    return redirect(url_for("places.area", area_id=area_id), code=303)


@bp.post("/areas/<int:area_id>/curfews/<int:curfew_id>/end")
@requires(Action.EDIT_AREAS)
def end_curfew(area_id: int, curfew_id: int) -> ResponseReturnValue:
    form = EndCurfewForm(prefix=f"end-{curfew_id}-")
    if not form.validate_on_submit():
        return area_page(area_id, end_forms={curfew_id: form}, status=422)
    try:
        with transaction() as session:
            register_service.end_curfew(
                session,
                curfew_id,
                hub_id=current_user.hub_id,
                last_day=form.last_day.data,  # type: ignore[arg-type]
                reason=form.reason.data,
                expected_version=form.version.data or 0,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        status = refuse(form, refusal)
        if status == 409:
            form.show(get_in_hub(current_session(), Curfew, curfew_id, current_user.hub_id).version)
        return area_page(area_id, end_forms={curfew_id: form}, status=status)
    flash(_("Saved. What was there before is kept."))
    return redirect(url_for("places.area", area_id=area_id), code=303)
