"""Road segments: the list, one segment, hold and release it, the register."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Hold, RoadSegment
from app.places import queries, register_service, service
from app.places.blueprint import bp
from app.places.forms import HoldForm, RoadForm
from app.places.history_views import corrections
from app.places.hold_views import cards, hold_by_hand, hold_form
from app.web.refusals import refuse


@bp.get("/roads")
@requires(Action.SEE_AREAS)
def roads() -> ResponseReturnValue:
    return _list_page(RoadForm(prefix="road-"))


def _list_page(form: RoadForm, status: int = 200) -> ResponseReturnValue:
    session = current_session()
    areas = queries.areas(session, current_user.hub_id)
    index = queries.holds_covering(session, current_user.hub_id, now=clock.now())
    page = render_template(
        "places/roads.html",
        rows=[(road, index.of_road(road.id)) for road in queries.roads(session, current_user.hub_id)],
        unused=queries.out_of_use(session, RoadSegment, current_user.hub_id),
        areas={area.id: area for area in areas},
        form=form.offer(areas),
    )
    return page, status


@bp.post("/roads")
@requires(Action.EDIT_AREAS)
def add_road() -> ResponseReturnValue:
    form = RoadForm(prefix="road-").offer(queries.areas(current_session(), current_user.hub_id))
    if not form.validate_on_submit():
        return _list_page(form, 422)
    with transaction() as session:
        register_service.add_road(
            session, form.facts(), hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
        )
    flash(_("Road segment added."))
    return redirect(url_for("places.roads"), code=303)


def road_page(road_id: int, *, status: int = 200, **forms: Any) -> ResponseReturnValue:
    session = current_session()
    road = get_in_hub(session, RoadSegment, road_id, current_user.hub_id)
    areas = queries.areas(session, road.hub_id)
    past = queries.past_holds(session, Hold.road_segment_id == road.id, road.hub_id)
    made = {"hold_form": hold_form(), "form": RoadForm(formdata=None, prefix="road-", obj=road)} | forms
    made["form"].offer(areas)
    page = render_template(
        "places/road.html",
        road=road,
        areas={area.id: area for area in areas},
        held=cards(session, queries.holds_covering(session, road.hub_id, now=clock.now()).of_road(road.id)),
        past_holds=past,
        names=queries.names(session, {hold.released_by_id for hold in past}),
        changes=corrections(session, road),
        **made,
    )
    return page, status


@bp.get("/roads/<int:road_id>")
@requires(Action.SEE_AREAS)
def road(road_id: int) -> ResponseReturnValue:
    return road_page(road_id)


@bp.post("/roads/<int:road_id>/edit")
@requires(Action.EDIT_AREAS)
def save_road(road_id: int) -> ResponseReturnValue:
    form = RoadForm(prefix="road-").offer(queries.areas(current_session(), current_user.hub_id))
    if not form.validate_on_submit():
        return road_page(road_id, form=form, status=422)
    try:
        with transaction() as session:
            register_service.edit_road(
                session,
                road_id,
                form.facts(),
                hub_id=current_user.hub_id,
                expected_version=form.version.data or 0,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return road_page(road_id, form=form, status=refuse(form, refusal))
    flash(_("Saved. What was there before is kept."))
    return redirect(url_for("places.road", road_id=road_id), code=303)


@bp.post("/roads/<int:road_id>/hold")
@requires(Action.HOLD)
def hold_road(road_id: int) -> ResponseReturnValue:
    form = HoldForm(prefix="hold-")
    if not form.validate_on_submit():
        return road_page(road_id, hold_form=form, status=422)
    try:
        hold_by_hand(service.hold_road, road_id, form)
    except Refused as refusal:
        return road_page(road_id, hold_form=form, status=refuse(form, refusal))
    flash(_("Passage is held in your name."))
    return redirect(url_for("places.road", road_id=road_id), code=303)
