"""Service points: how each stands and how old that word is; hours, status, hold, the register."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.accounts.scope import get_in_hub
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.models import Hold, PointStatus, ServicePoint
from app.places import queries, register_service, service
from app.places.blueprint import bp
from app.places.forms import HoldForm, HoursForm, PointForm, StatusForm
from app.places.history_views import corrections
from app.places.hold_views import cards, hold_by_hand, hold_form
from app.places.queries import PointStanding
from app.web.refusals import refuse


@dataclass(frozen=True)
class PointRow:
    """One line of the list."""

    point: ServicePoint
    standing: PointStanding
    holds: list[Hold]


FILTERS: dict[str, Callable[[PointRow], bool]] = {
    "held": lambda row: bool(row.holds),
    "open": lambda row: row.standing.status is PointStatus.OPEN,
    "stale": lambda row: row.standing.status is PointStatus.UNCONFIRMED,
    "closed": lambda row: row.standing.status in (PointStatus.CLOSED, PointStatus.DESTROYED),
}


def anything(_row: PointRow) -> bool:
    return True


@bp.get("/points")
@requires(Action.SEE_AREAS)
def service_points() -> ResponseReturnValue:
    session, now = current_session(), clock.now()
    index = queries.holds_covering(session, current_user.hub_id, now=now)
    found = [
        PointRow(point, queries.point_standing(point, now), index.of_point(point.id))
        for point in queries.points(session, current_user.hub_id)
    ]
    show = request.args.get("show", "")
    return render_template(
        "places/points.html",
        rows=[row for row in found if FILTERS.get(show, anything)(row)],
        total=len(found),
        counts={name: sum(map(matches, found)) for name, matches in FILTERS.items()},
        show=show,
        unused=queries.out_of_use(session, ServicePoint, current_user.hub_id),
    )


def point_page(point_id: int, *, status: int = 200, **forms: Any) -> ResponseReturnValue:
    session, now = current_session(), clock.now()
    point = get_in_hub(session, ServicePoint, point_id, current_user.hub_id)
    past = queries.past_holds(session, Hold.service_point_id == point.id, point.hub_id)
    words = queries.words_about(session, point)
    page = render_template(
        "places/point.html",
        point=point,
        standing=queries.point_standing(point, now),
        held=cards(session, queries.holds_covering(session, point.hub_id, now=now).of_point(point.id)),
        past_holds=past,
        words=words,
        changes=corrections(session, point),
        names=queries.names(session, {one.by_id for one in words} | {hold.released_by_id for hold in past}),
        **(_empty_forms(point) | forms),
    )
    return page, status


def _empty_forms(point: ServicePoint) -> dict[str, Any]:
    return {
        "hold_form": hold_form(),
        "status_form": StatusForm(formdata=None, prefix="status-", as_of=clock.now()).offer(),
        "hours_form": HoursForm(formdata=None, prefix="hours-", version=point.version).show(point.hours),
    }


@bp.get("/points/<int:point_id>")
@requires(Action.SEE_AREAS)
def point(point_id: int) -> ResponseReturnValue:
    return point_page(point_id)


@bp.post("/points/<int:point_id>/status")
@requires(Action.EDIT_SERVICE_POINTS)
def set_point_status(point_id: int) -> ResponseReturnValue:
    form = StatusForm(prefix="status-").offer()
    if not form.validate_on_submit():
        return point_page(point_id, status_form=form, status=422)
    try:
        with transaction() as session:
            service.set_point_status(
                session,
                point_id,
                form.status.data,
                hub_id=current_user.hub_id,
                source=form.source.data,
                as_of=form.as_of.data,  # type: ignore[arg-type]
                expires_at=form.expires_at.data,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return point_page(point_id, status_form=form, status=refuse(form, refusal))
    flash(_("Written down. What was heard before stays in the history."))
    return redirect(url_for("places.point", point_id=point_id), code=303)


@bp.post("/points/<int:point_id>/hours")
@requires(Action.EDIT_SERVICE_POINTS)
def set_point_hours(point_id: int) -> ResponseReturnValue:
    form = HoursForm(prefix="hours-")
    if not form.validate_on_submit():
        return point_page(point_id, hours_form=form, status=422)
    try:
        with transaction() as session:
            register_service.set_hours(
                session,
                point_id,
                form.rows(),
                hub_id=current_user.hub_id,
                expected_version=form.version.data,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return point_page(point_id, hours_form=form, status=refuse(form, refusal))
    flash(_("Saved. What was there before is kept."))
    return redirect(url_for("places.point", point_id=point_id), code=303)


@bp.post("/points/<int:point_id>/hold")
@requires(Action.HOLD)
def hold_point(point_id: int) -> ResponseReturnValue:
    form = HoldForm(prefix="hold-")
    if not form.validate_on_submit():
        return point_page(point_id, hold_form=form, status=422)
    try:
        hold_by_hand(service.hold_point, point_id, form)
    except Refused as refusal:
        return point_page(point_id, hold_form=form, status=refuse(form, refusal))
    flash(_("Held in your name. Open visits there are held from now on."))
    return redirect(url_for("places.point", point_id=point_id), code=303)


@bp.get("/points/new")
@requires(Action.EDIT_SERVICE_POINTS)
def new_point() -> ResponseReturnValue:
    return _edit_page(PointForm(), None)


@bp.post("/points/new")
@requires(Action.EDIT_SERVICE_POINTS)
def add_point() -> ResponseReturnValue:
    form = PointForm().offer(queries.areas(current_session(), current_user.hub_id))
    if not form.validate_on_submit():
        return _edit_page(form, None, 422)
    with transaction() as session:
        made = register_service.add_point(
            session, form.facts(), hub_id=current_user.hub_id, by_id=current_user.id, now=clock.now()
        )
    flash(_("Point added. It counts as not confirmed until somebody says what they heard."))
    return redirect(url_for("places.point", point_id=made.id), code=303)


@bp.get("/points/<int:point_id>/edit")
@requires(Action.EDIT_SERVICE_POINTS)
def edit_point(point_id: int) -> ResponseReturnValue:
    point = get_in_hub(current_session(), ServicePoint, point_id, current_user.hub_id)
    place = (point.lat, point.lon) if point.lat is not None else None
    return _edit_page(PointForm(obj=point, place=place), point)


@bp.post("/points/<int:point_id>/edit")
@requires(Action.EDIT_SERVICE_POINTS)
def save_point(point_id: int) -> ResponseReturnValue:
    point = get_in_hub(current_session(), ServicePoint, point_id, current_user.hub_id)
    form = PointForm().offer(queries.areas(current_session(), current_user.hub_id))
    if not form.validate_on_submit():
        return _edit_page(form, point, 422)
    try:
        with transaction() as session:
            register_service.edit_point(
                session,
                point_id,
                form.facts(),
                hub_id=current_user.hub_id,
                expected_version=form.version.data or 0,
                by_id=current_user.id,
                now=clock.now(),
            )
    except Refused as refusal:
        return _edit_page(form, point, refuse(form, refusal))
    flash(_("Saved. What was there before is kept."))
    return redirect(url_for("places.point", point_id=point_id), code=303)


def _edit_page(form: PointForm, point: ServicePoint | None, status: int = 200) -> ResponseReturnValue:
    form.offer(queries.areas(current_session(), current_user.hub_id))
    return render_template("places/point_edit.html", form=form, point=point), status
