"""The desk's report form, for what is told by phone or read in an official channel, and its corrections."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.accounts.policy import Action, requires
from app.db import current_session, transaction
from app.domain.errors import Refused
from app.domain.shelling import Observation, SourceType, TimePrecision
from app.models import ShellingReport
from app.places import queries as places
from app.places.held import HeldTogether, held_together, standing_holds_of
from app.shelling import queries, service
from app.shelling.blueprint import bp
from app.shelling.errors import SameKeyOtherBody
from app.shelling.forms import ReportForm
from app.web import shelling_words as words
from app.web.here import to_local
from app.web.refusals import refuse


@bp.get("/shelling/new")
@requires(Action.VERIFY_SHELLING)
def new_report() -> ResponseReturnValue:
    now = to_local(clock.now())
    form = ReportForm(
        formdata=None,
        area_id=request.args.get("area", type=int),
        observed_on=now.date(),
        observed_time=now.time().replace(second=0, microsecond=0),
        precision=TimePrecision.QUARTER.value,
        observation=Observation.HEARD.value,
        source_type=SourceType.RESIDENT.value,
    )
    return _form_page(form)


@bp.post("/shelling/new")
@requires(Action.VERIFY_SHELLING)
def report_shelling() -> ResponseReturnValue:
    return _save(None)


@bp.get("/shelling/reports/<int:report_id>/correct")
@requires(Action.VERIFY_SHELLING)
def correct_report(report_id: int) -> ResponseReturnValue:
    report = queries.get_report(current_session(), current_user.hub_id, report_id)
    return _form_page(ReportForm.about(report), report)


@bp.post("/shelling/reports/<int:report_id>/correct")
@requires(Action.VERIFY_SHELLING)
def amend_report(report_id: int) -> ResponseReturnValue:
    return _save(queries.get_report(current_session(), current_user.hub_id, report_id))


def _save(old: ShellingReport | None) -> ResponseReturnValue:
    """Keep what was typed as a new report, or as the correction of an old one."""
    form = _offered(ReportForm())
    if not form.validate_on_submit():
        return _form_page(form, old, 422)
    who: dict[str, Any] = {"hub_id": current_user.hub_id, "by_id": current_user.id, "now": clock.now()}
    try:
        draft = form.draft(current_user.hub.zone)
        with transaction() as session:
            if old is None:
                result = service.report_shelling(session, draft, **who)
            else:
                result = service.amend_report(session, old.id, draft, **who)
            event_id = result.report.event_id
            held = held_together(standing_holds_of(session, result.report)) if result.hold else []
    except SameKeyOtherBody as twice:
        return _both_versions(twice.report, form), 409
    except Refused as refusal:
        refuse(form, refusal)
        return _form_page(form, old, 422)
    flash(_held_words(held) if held else _("Saved. Its time is over, so it holds nothing and only counts."))
    return redirect(url_for("shelling.event", event_id=event_id), code=303)


def _held_words(held: list[HeldTogether]) -> str:
    names = ", ".join(name for one in held for name in one.names)
    return str(_("Saved. Held until a person releases it: %(names)s.", names=names))


def _offered(form: ReportForm) -> ReportForm:
    session, hub_id = current_session(), current_user.hub_id
    return form.offer(places.areas(session, hub_id), places.roads(session, hub_id))


def _form_page(form: ReportForm, old: ShellingReport | None = None, status: int = 200) -> ResponseReturnValue:
    _offered(form)
    return render_template("shelling/report.html", form=form, old=old), status


def _both_versions(saved: ShellingReport, form: ReportForm) -> str:
    """The form was sent before with other answers: both, side by side, and a way to change the saved one."""
    report = queries.get_report(current_session(), current_user.hub_id, saved.id)
    draft = form.draft(current_user.hub.zone)
    codes = {area.id: area.code for area in places.areas(current_session(), current_user.hub_id)}
    kept = words.account_of(report, report.area.code)
    typed = words.account_of(draft, codes.get(draft.area_id, ""))
    roads = {road.id: road.name for road in places.roads(current_session(), current_user.hub_id)}
    kept.append((_("Road segment"), roads.get(report.road_segment_id or 0, "")))
    typed.append((_("Road segment"), roads.get(draft.road_segment_id or 0, "")))
    rows = [(name, left, right) for (name, left), (_name, right) in zip(kept, typed, strict=True) if left or right]
    return render_template("shelling/both_versions.html", report=report, rows=rows)
